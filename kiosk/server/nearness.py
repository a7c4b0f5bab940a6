"""The cards of a centre that a printed number may mean, found by their ends: a list asks for thousands."""

from collections import defaultdict
from collections.abc import Sequence

from kiosk.server import sightings
from kiosk.server.numbers import SHORTEST, key_of
from kiosk.server.press import Press
from kiosk.server.site import Site

END = 4
"""Hex digits by which cards are kept together; a number that tells less than `SHORTEST` bytes means none of them."""


class Near:
    """The keys of a centre's own cards and of those tapped there lately."""

    def __init__(self, keys: Sequence[str]) -> None:
        """Keep them by their ends."""
        self._all = keys
        self._by_end: dict[str, list[str]] = defaultdict(list)
        for key in dict.fromkeys(keys):
            self._by_end[key[-END:]].append(key)

    def with_more(self, keys: Sequence[str]) -> "Near":
        """These and more keys."""
        return Near([*self._all, *keys])

    def key_of(self, label: str, press: Press) -> str:
        """The key that a number stands for; raises CardError as `numbers.key_of` does."""
        wires = [wire for wire in press.meanings(label) if len(wire) >= 2 * SHORTEST]
        found = [key for end in dict.fromkeys(wire[-END:] for wire in wires) for key in self._by_end.get(end, ())]
        return key_of(label, press, found)


def near(site: Site, centre: str) -> Near:
    """Those of a centre, now."""
    return Near(sightings.near(site.database, centre, site.now()))
