"""What is said aloud for a page, as parts that a person can record: a closed vocabulary, so nothing else can be said.

    said(Welcome(lunch, 12 yuan))  ->  welcome, service.lunch, pay, number.12, yuan     and shorter ones

No part exists for a name, an age, a balance, a band or a subsidy, and a private (medical) service is left out together
with the price it is part of; that a meal is free is left out too, because it tells an age (ux-rules R29-R31).
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from kiosk.core import pages as p
from kiosk.core.cardkey import Unfit
from kiosk.core.model import Service

SERVICES_SPOKEN = 2
NUMBERS = 100
OUTCOMES = (
    "arrived welcome already already_at goodbye taken_back choose still_there family sign which tail guests "
    "unknown again not_ours use_card see_staff help"
).split()
LINKS = ("pay", "yuan", "oclock", "minute", "afternoon")
LIANG = "liang"
"""Two of something is another word in Chinese than the figure two."""
TENS = range(20, NUMBERS, 10)

Sentence = tuple[str, ...]


class Dialect(NamedTuple):
    """What staff can record: the pack's folder, its name for people, and the catalog whose sentences it speaks."""

    tag: str
    title: str
    language: str


# Who speaks Dali's dialect or Bai reads Chinese: their sentences are those of the Chinese pages.
DIALECTS = (
    Dialect("putonghua", "普通话", "zh_CN"),
    Dialect("dali", "大理话", "zh_CN"),
    Dialect("bai", "白语", "zh_CN"),
    Dialect("english", "English", "en"),
)

_PLAIN: dict[type[p.Page], str] = {
    p.ChooseService: "choose",
    p.PickYourself: "which",
    p.TypeTail: "tail",
    p.CountGuests: "guests",
    p.Goodbye: "goodbye",
    p.TakenBack: "taken_back",
    p.NotOurCard: "not_ours",
    p.SeeStaff: "see_staff",
    p.HelpCalled: "help",
}


def said(page: p.Page) -> list[Sentence]:
    """The sentences for a page from the fullest to the shortest; empty for pages that say nothing."""
    match page:
        case p.Welcome(lines=()):
            return [("arrived",)]
        case p.Welcome():
            private = any(line.private for line in page.lines)
            services, due = _services(page.lines), () if private else _due(page)
            return _different([("welcome", *services, *due), ("welcome", *due), ("welcome",)])
        case p.GuestsIn():
            due = _due(page)
            return _different([("welcome", f"service.{page.service}", *due), ("welcome", *due), ("welcome",)])
        case p.AlreadyHere(at=datetime() as at):
            return [("already_at", *_time(at, page.lang)), ("already",)]
        case p.AlreadyHere():
            return [("already",)]
        case p.ChooseService() | p.PickGroup() | p.PickYourself() | p.TypeTail() | p.CountGuests() if page.still_there:
            return [("still_there",)]
        case p.PickGroup():
            return [("sign",) if page.surnames else ("family",)]
        case p.UnknownCard():
            return [("again",) if page.again else ("unknown",)]
        case p.NotOurCard(why=Unfit()):
            return [("use_card",), ("not_ours",)]
        case _:
            plain = _PLAIN.get(type(page))
            return [(plain,)] if plain else []


def vocabulary(lang: str, services: Iterable[Service]) -> tuple[str, ...]:
    """Every part that a pack in this language needs, in the order in which people record it."""
    spoken = tuple(f"service.{service.id}" for service in services if not service.private)
    links = tuple(link for link in LINKS if _chinese(lang) or link != "minute")
    numbers = (*range(11), LIANG) if _chinese(lang) else (*range(20), *TENS)
    return (*OUTCOMES, *spoken, *links, *(f"number.{number}" for number in numbers))


def spelled(part: str, lang: str) -> Sentence:
    """A number as the parts it is put together from: 34 is three, ten, four, or thirty, four; else the part itself."""
    kind, _, digits = part.partition(".")
    if kind != "number" or not digits.isdigit() or int(digits) <= (10 if _chinese(lang) else 20):
        return (part,)
    tens, ones = divmod(int(digits), 10)
    if _chinese(lang):
        figures = [tens, 10, ones] if tens > 1 else [10, ones]
    else:
        figures = [int(digits)] if tens == 1 else [tens * 10, ones]
    return tuple(f"number.{figure}" for figure in figures if figure)


def same_language(one: str, other: str) -> bool:
    """Whether a voice of one language serves a page in the other: zh_CN and zh_TW only look different."""
    return one.partition("_")[0] == other.partition("_")[0]


def _services(lines: Sequence[p.Line]) -> list[str]:
    return [f"service.{line.service}" for line in lines if not line.private][:SERVICES_SPOKEN]


def _due(page: p.Welcome | p.GuestsIn) -> Sentence:
    """What is to be paid, where one number says it and it tells of nothing private."""
    total = page.total
    if not total or total % 100 or total // 100 >= NUMBERS:
        return ()
    return ("pay", _counted(total // 100, page.lang), "yuan")


def _time(at: datetime, lang: str) -> Sentence:
    """Eleven thirty-two as people say it, with the twelve hours of a clock face."""
    late = at.hour > 12
    hour = at.hour - 12 if late else at.hour
    afternoon = ("afternoon",) if late else ()
    if _chinese(lang):
        zero = ("number.0",) if 0 < at.minute < 10 else ()
        minutes = (*zero, f"number.{at.minute}", "minute") if at.minute else ()
        return (*afternoon, _counted(hour, lang), "oclock", *minutes)
    zero = ("number.0",) if at.minute < 10 else ()
    minutes = (*zero, f"number.{at.minute}") if at.minute else ("oclock",)
    return (f"number.{hour}", *minutes, *afternoon)


def _counted(number: int, lang: str) -> str:
    return f"number.{LIANG}" if number == 2 and _chinese(lang) else f"number.{number}"


def _chinese(lang: str) -> bool:
    return same_language(lang, "zh") or lang == "pseudo"


def _different(sentences: Iterable[Sentence]) -> list[Sentence]:
    return list(dict.fromkeys(sentences))
