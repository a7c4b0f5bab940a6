"""Readers that send a card's bytes backwards: found out once for a reader, told to staff, turned round from then on.

A centre that replaces a reader must not have to give out new cards. One unknown number whose reverse is a resident's
card is enough to know, because by chance that happens to one number in billions; a number that reads the same both ways
says nothing.
"""

from kiosk.core.ports import Notebook, Roster

NOTE = "turned readers"


class Orientation:
    """Which readers send numbers backwards. Kept in the notebook, by the reader's name."""

    def __init__(self, roster: Roster, notebook: Notebook) -> None:
        """Ask `roster` whose a number is."""
        self._roster, self._notebook = roster, notebook
        self.turned = tuple(filter(None, (notebook.get(NOTE) or "").split("\n")))

    def key(self, reader: str, key: str) -> str:
        """The card's key as it was enrolled."""
        family, _, wire = key.partition(":")
        back = f"{family}:{bytes.fromhex(wire)[::-1].hex().upper()}" if _is_hex(wire) else key
        if reader in self.turned:
            return back
        if back != key and self._roster.card(key) is None and self._roster.card(back) is not None:
            self.turned = (*self.turned, reader)
            self._notebook.put(NOTE, "\n".join(self.turned))
            return back
        return key


def _is_hex(wire: str) -> bool:
    return len(wire) % 2 == 0 and bool(wire) and all(digit in "0123456789ABCDEF" for digit in wire)
