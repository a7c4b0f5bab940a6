"""The bars of a day by the hour, as numbers for an SVG: today in front of the usual day.

No drawing library: two bars an hour are rectangles, and the page is readable without a script and on any screen.
"""

from collections.abc import Mapping
from dataclasses import dataclass

FIRST, LAST = 7, 17
WIDTH, HEIGHT = 700, 300
TOP, FOOT = 24, 30


@dataclass(frozen=True, slots=True)
class Bar:
    """One hour: its left edge, the heights of today's and the usual bar, all in the chart's own units."""

    hour: int
    x: float
    middle: float
    now: float
    usual: float
    visits: int
    mean: int


@dataclass(frozen=True, slots=True)
class Chart:
    """A whole day. `ground` is the y of the bars' feet; `wide` and `slim` are the two bars' widths."""

    bars: list[Bar]
    wide: float
    slim: float
    width: int = WIDTH
    height: int = HEIGHT
    ground: int = HEIGHT - FOOT


def chart(by_hour: Mapping[int, int], usual: Mapping[int, float]) -> Chart:
    """Lay the bars out; hours outside the usual opening appear when somebody came then."""
    seen = {*by_hour, *usual}
    hours = range(min({FIRST, *seen}), max({LAST, *seen}) + 1)
    step = WIDTH / len(hours)
    most = max([1, *by_hour.values(), *usual.values()])
    unit = (HEIGHT - FOOT - TOP) / most
    bars = [
        Bar(
            hour=hour,
            x=round(place * step + step * 0.14, 1),
            middle=round(place * step + step / 2, 1),
            now=round(by_hour.get(hour, 0) * unit, 1),
            usual=round(usual.get(hour, 0) * unit, 1),
            visits=by_hour.get(hour, 0),
            mean=round(usual.get(hour, 0)),
        )
        for place, hour in enumerate(hours)
    ]
    return Chart(bars, wide=round(step * 0.72, 1), slim=round(step * 0.46, 1))
