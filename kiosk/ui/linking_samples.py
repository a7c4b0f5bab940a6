"""The album's pages of staff who link a card: the taps, the search by letters and by digits, and what came of it."""

from collections.abc import Sequence
from dataclasses import replace

from kiosk.core import pages


def linking(lang: str, hard_names: Sequence[str]) -> dict[str, pages.Page]:
    """Every picture of the way of a card to its owner."""
    tail = "7558"
    steps = {f"link-{step.replace('_', '-')}": pages.LinkCard(lang, step, tail) for step in list(pages.Step)[1:]}
    names = ("李明", "欧阳建国", "阿依古丽·买买提", "李秀英", "李秀英", "司马玉兰")
    born = (1941, 1948, 1952, None, 1939, 1945)
    people = tuple(
        pages.Person(f"r{n}", name, year) for n, (name, year) in enumerate(zip(names, born, strict=True), start=1)
    )
    hard = tuple(pages.Person(f"r{n}", name, 1938) for n, name in enumerate(reversed(hard_names)))
    ends = (("4471", False), ("4471", False), ("002X", False), ("4471", True), ("44D1", True), ("5447", True))
    numbered = tuple(
        replace(one, birth_year=None, number=end, of_card=of_card)
        for one, (end, of_card) in zip(people, ends, strict=True)
    )
    number = pages.FindResident(lang, tail, digits=True)
    return {
        "link": pages.LinkCard(lang),
        **steps,
        "find": pages.FindResident(lang, tail),
        "find-one": pages.FindResident(lang, tail, "lm", people[:1]),
        "find-many": pages.FindResident(lang, tail, "l", people, more=True),
        "find-nobody": pages.FindResident(lang, tail, "qxz"),
        "find-hard": pages.FindResident(lang, tail, "a", hard),
        "find-number": number,
        "find-number-one": replace(
            number, typed="0040856634", people=(replace(people[0], number="6634", of_card=True),)
        ),
        "find-number-many": replace(number, typed="44", people=numbered, more=True),
        "find-number-nobody": replace(number, typed="004085"),
        "find-number-hard": replace(
            number, typed="11010519491231002x", people=tuple(replace(one, number="002X") for one in hard), more=True
        ),
        "linked": pages.Linked(lang, names[2], tail),
        "linked-dotted": pages.Linked(lang, hard_names[4], tail),
        "linked-rare": pages.Linked(lang, hard_names[6], tail),
    }
