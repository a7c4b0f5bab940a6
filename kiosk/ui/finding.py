"""One measured figure with its bar, and the one of many that comes nearest to failing."""

from collections.abc import Iterable
from dataclasses import dataclass

ROUNDING = 0.05


@dataclass(frozen=True, slots=True)
class Finding:
    """One figure: the rule, what was measured, the figure and the least it may be (with `most`, the most).

    `where` is the page it was measured on, with its language and theme; empty when it holds for the whole panel.
    """

    rule: str
    what: str
    figure: float
    bar: float
    most: bool = False
    where: str = ""

    @property
    def line(self) -> str:
        """Where and what was measured, in one short line."""
        return f"{self.where} {' '.join(self.what.split())[:40]}".strip()

    @property
    def spare(self) -> float:
        """How far it is on the right side of its bar; negative when it is not."""
        return self.bar - self.figure if self.most else self.figure - self.bar

    @property
    def passed(self) -> bool:
        """Whether the figure keeps its bar; half a pixel of rounding is forgiven."""
        return self.spare >= -ROUNDING


def worst(findings: Iterable[Finding]) -> dict[str, Finding]:
    """The finding of each rule that comes nearest to its bar, or falls farthest below it, in the order of the rules."""
    nearest: dict[str, Finding] = {}
    for finding in findings:
        known = nearest.setdefault(finding.rule, finding)
        if finding.spare < known.spare:
            nearest[finding.rule] = finding
    return dict(sorted(nearest.items(), key=lambda row: (int(row[0].split()[0][1:]), row[0])))
