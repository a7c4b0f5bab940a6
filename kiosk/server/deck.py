"""The cards that are known, for a list that names cards again, perhaps as another number of the same card.

A number that waits for its first tap and a whole key may be one card: then that card is its holder's, whichever of the
two a list gives.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from kiosk.server.database import Database
from kiosk.server.nearness import END
from kiosk.server.reading import Held, common, meant
from kiosk.server.tables import Card


class Deck:
    """All cards of the server, by key and by what a printed number can mean."""

    def __init__(self, database: Database) -> None:
        """Read them, inside the caller's unit of work."""
        self._cards: dict[str, Card] = {}
        self._by_end: dict[str, list[Held]] = defaultdict(list)
        for row in database.rows(Card.select().order_by(Card.key)):
            self._cards[row.key] = row
            if row.resident:
                held = Held(row.key, row.label or "")
                for end in {wire[-END:] for wire in meant(held)}:
                    self._by_end[end].append(held)

    def holder(self, card: Held) -> str | None:
        """Who has a card."""
        known = self._cards.get(card.key)
        if known:
            return known.resident
        return next((self._cards[one.key].resident for one in self._alike(card)), None)

    def state(self, card: Held) -> str | None:
        """What a known card may do."""
        return self._cards[card.key].state if card.key in self._cards else None

    def has(self, person: str | None, card: Held) -> bool:
        """Whether a list that gives the card to this person says nothing new."""
        known = self._cards.get(card.key)
        if known:
            return known.resident == person and person is not None
        theirs = [one for one in self._alike(card) if self._cards[one.key].resident == person]
        return card.waits and any(one.label != card.label for one in theirs)

    def completed(self, person: str | None, card: Held) -> Sequence[Held]:
        """The waiting numbers of a person that are told better now: by a whole key, or by more readings of the same."""
        theirs = (one for one in self._alike(card) if one.waits and self._cards[one.key].resident == person)
        return [one for one in theirs if one.key != card.key and (not card.waits or one.label == card.label)]

    def _alike(self, card: Held) -> Iterator[Held]:
        """The held cards that are this one under another number."""
        found = {one.key: one for end in {wire[-END:] for wire in meant(card)} for one in self._by_end.get(end, ())}
        return (one for one in found.values() if common(one, card))
