"""A sentence that says what is wrong with what somebody typed: English by itself, any language on a page.

    raise ConfigError(Said("a name has 1 to {most} characters", most=40))

Its English pattern is also its key in `assets/i18n/server.*.po`. The command line prints the error as it is; a page
looks the pattern up. Keys of their own would need a catalog on the command line, or the English twice.
"""

from typing import Any

from kiosk.errors import KioskError
from kiosk.i18n import Catalog


class Said:
    """One sentence and the values in it."""

    def __init__(self, pattern: str, **values: object) -> None:
        """`pattern` is the English sentence with the values' names in braces."""
        self.pattern = pattern
        self.values = values

    def __str__(self) -> str:
        """The sentence in English."""
        return self.pattern.format(**self.values)

    def told(self, catalog: Catalog) -> str:
        """The sentence in the language of `catalog`."""
        return catalog.text(self.pattern, **self.values)


def bare(thing: object) -> object:
    """A sentence as plain data, for msgspec's `enc_hook`."""
    if isinstance(thing, Said):
        return [thing.pattern, thing.values]
    raise TypeError(type(thing))


def again(kind: type, thing: Any) -> object:
    """The sentence that `bare` took apart, for msgspec's `dec_hook`."""
    if kind is Said:
        return Said(thing[0], **thing[1])
    raise TypeError(kind)


def told(error: KioskError, catalog: Catalog) -> str:
    """What an error says, in the language of `catalog` if it is a sentence of ours."""
    said = error.args[0] if error.args else None
    return said.told(catalog) if isinstance(said, Said) else str(error)
