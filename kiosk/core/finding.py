"""What one check found. The doctor's table is made of these; the store and the device each give their own."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """`cause` is what was seen, good or bad; `fix` the line that mends it, empty when there is nothing to mend."""

    name: str
    ok: bool
    cause: str
    fix: str = ""
