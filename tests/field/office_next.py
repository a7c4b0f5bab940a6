"""The same office's list a month later, written anew: some people died, moved, or got another telephone or card."""

from dataclasses import replace
from datetime import timedelta
from random import Random

from tests.field.office import PEOPLE
from tests.field.office_cells import Hand, ends_of
from tests.field.office_lists import Lists
from tests.field.office_people import community, whole_identity
from tests.field.office_rows import LAKE, STATES, WRITERS, Written, write
from tests.field.office_sheets import Layout, workbook
from tests.field.office_truth import Duty, OfficeList, Truth

NEWCOMERS = 60
DIED, MOVED, NEW_TELEPHONES, NEW_CARDS, CORRECTED = 15, 30, 55, 75, 87
"""Places in the next list up to which people died, moved away, and so on."""


def a_month_later(seed: int, before: OfficeList) -> OfficeList:
    """The office's next list, of the people with sound rows: written anew, in another order, some of them changed.

    The truth is that of everybody, also of people who are not in this list: they stay as they were.
    """
    rng = Random(-seed)
    hand = Hand(rng, book=True)
    listed = [one for one in before.truth.values() if one.duty is Duty.TAKE and one.birth_told]
    rng.shuffle(listed)
    listed = listed[: len(listed) * 9 // 10]
    rows = [_changed(hand, place, one) for place, one in enumerate(listed)]
    used = {wire[-6:] for one in before.truth.values() for wire in one.spare_wires}
    newcomers = [
        replace(one, key=one.key + PEOPLE, phones=(f"1990{one.key + 1000:04d}{one.key % 1000:03d}",))
        for one in community(Random(seed + 1), 80)
        if not used & {wire[-6:] for wire in one.wires}
    ]
    known = {(one.person.name, one.person.birth) for one in before.truth.values()}
    rows += write(hand, LAKE, [one for one in newcomers if (one.name, one.birth) not in known][:NEWCOMERS])
    rng.shuffle(rows)
    lists = Lists(rng)
    halves = [rows[: len(rows) // 2], rows[len(rows) // 2 :]]
    layouts = [Layout("兴盛社区老年人花名册（12月）", LAKE, book=True, pages=True), Layout("", LAKE, book=True)]
    lists.add("12月花名册.xlsx", list(zip(layouts, halves, strict=True)), workbook)
    after = lists.done()
    together = {key: _later(before.truth.get(key), now) for key, now in after.truth.items()}
    return replace(after, truth={**before.truth, **together}, lines=[*before.lines, *after.lines])


def _changed(hand: Hand, place: int, one: Truth) -> Written:
    """What the office writes of a person this time; the first of them died, moved, or got another telephone or card."""
    person, state = one.person, "active"
    if place < DIED:
        state = "deceased"
    elif place < MOVED:
        state = "left"
    elif place < NEW_TELEPHONES:
        person = replace(person, phones=(f"1980{person.key:04d}{place:03d}",))
    elif place < NEW_CARDS:
        person = replace(person, wires=(f"5C{person.key + 0x3000:04X}{place:02X}E1",))
    row = Written(person, {column: WRITERS[column](hand, person) for column in LAKE}, state=state)
    row.cells["state"] = hand.rng.choice(STATES[state])
    if NEW_CARDS <= place < CORRECTED:
        _correct(row, place, one)
    return row


def _correct(row: Written, place: int, one: Truth) -> None:
    """The office mended a name or a birth date, where a number that was told says who may be meant: people decide."""
    person = row.person
    phones = [frozenset({phone[-4:]}) in one.ends for phone in person.phones]
    if place % 2 and (set(ends_of(person)) <= set(one.ends) or any(phones)):
        row.person = replace(person, name=person.name[:-1] + "霞")
        row.cells["name"] = row.person.name
        row.owe(Duty.EITHER, "name was corrected")
    elif not place % 2 and all(phones):
        birth = person.birth + timedelta(days=1)
        row.person = replace(person, birth=birth, identity=whole_identity(birth, place))
        row.cells |= {"birth": birth, "identity": row.person.identity}
        row.owe(Duty.EITHER, "birth date was corrected")


def _later(before: Truth | None, now: Truth) -> Truth:
    """What is so after both lists: nothing that was known gets lost by a blank cell."""
    if before is None:
        return now
    new_card = not now.wires <= before.spare_wires
    return replace(
        now,
        names=before.names | now.names,
        births=before.births | now.births,
        spare_ends=before.spare_ends | now.spare_ends,
        wires=now.wires if new_card else before.wires | now.wires,
        spare_wires=before.spare_wires | now.spare_wires,
        states=now.states if now.duty is Duty.TAKE else before.states | now.states,
        number=before.number,
    )
