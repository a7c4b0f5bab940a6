"""One measurement, and how to take quantiles of many."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """`ours` and `bare` in `unit`; the bar is on their ratio, from above unless `at_least`."""

    what: str
    ours: float
    bare: float
    unit: str
    bar: float | None = None
    at_least: bool = False

    @property
    def ratio(self) -> float:
        """How far from the limit."""
        return self.ours / self.bare

    @property
    def kept(self) -> bool:
        """Whether the bar was kept in this run."""
        return self.bar is None or (self.ratio >= self.bar if self.at_least else self.ratio <= self.bar)

    def cells(self) -> tuple[str, ...]:
        """The row as text."""
        bar = "" if self.bar is None else f"{'>=' if self.at_least else '<='} {self.bar}"
        ours, bare = (f"{value:.3g} {self.unit}" for value in (self.ours, self.bare))
        return self.what, ours, bare, f"{self.ratio:.2f}", bar, "" if self.kept else "MISSED"


def quantile(values: Sequence[float], q: float) -> float:
    """The value below which the share `q` of all lies."""
    return sorted(values)[int(len(values) * q)]
