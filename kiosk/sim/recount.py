"""Counts facts a second time, by the words of the domain and without the product's own counting.

People are distinct residents, unknown cards and every guest, visits are uses of a service; what was voided is neither.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kiosk.core.model import Fact, Kind


@dataclass(frozen=True)
class Numbers:
    """The numbers of one day."""

    people: int
    visits: int
    fen: int


def recount(facts: Iterable[Fact], owners: Mapping[str, str]) -> Numbers:
    """Count; `owners` says whose a card is now."""
    everything = list(facts)
    annulled = {fact.refers for fact in everything if fact.kind is Kind.VOID}
    people, guests, visits, fen = set(), 0, 0, 0
    for fact in everything:
        if fact.id in annulled or fact.kind not in {Kind.ARRIVAL, Kind.VISIT, Kind.GUEST}:
            continue
        if fact.kind is Kind.GUEST:
            guests += fact.count
            visits += fact.count if fact.service else 0
            fen += (fact.price or 0) * fact.count if fact.service else 0
            continue
        people.add(fact.resident or owners.get(fact.card or "", fact.card))
        if fact.kind is Kind.VISIT:
            visits += 1
            fen += fact.price or 0
    return Numbers(len(people) + guests, visits, fen)
