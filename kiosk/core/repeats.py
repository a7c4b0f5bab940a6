"""Who used one service twice on a day: two kiosks that could not hear each other, or a card linked after the meal.

Nothing is refused or lost for it. The subsidy is for one meal a person and day, so a member of staff has to look.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kiosk.core.counts import valid, who
from kiosk.core.model import Fact, Kind


@dataclass(frozen=True, slots=True)
class Repeat:
    """A person with more than one standing visit to a service that is charged for."""

    person: str
    service: str
    times: int


def repeats(facts: Iterable[Fact], links: Mapping[str, str]) -> list[Repeat]:
    """Of one day's facts. `links` maps a card's key to the resident it belongs to now."""
    used = Counter(
        (person, fact.service)
        for fact in valid(facts)
        if fact.kind is Kind.VISIT and fact.service and fact.price is not None and (person := who(fact, links))
    )
    return [Repeat(person, service, times) for (person, service), times in used.items() if times > 1]
