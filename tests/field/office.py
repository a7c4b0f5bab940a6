"""The list of 2 000 people from a community office, with the truth: what people keep in files when nobody checks them.

`office_list(seed)` gives the files, the people, and for each row of a person what an importer owes to it. Habits are
those of real offices: see `office_cells` for cells with one right reading, `office_faults` for rows without one,
`office_sheets` for what stands around the people. `office_next` has the next list of the same office.

    兴盛小区, 苍山花园, 洱海社区   one workbook of three sheets, a note sheet and an empty one
    生活补贴发放花名册            GBK with commas: some of the same people, a bank's card numbers
    空巢老人登记表                UTF-8 with a byte-order mark, `sep=;`, no ID numbers, the children's names
    办卡登记                      UTF-16 with tabs: the centre's own numbers, another date, the clerk's name
"""

from collections.abc import Collection, Sequence
from functools import partial
from itertools import pairwise
from random import Random

from tests.field import office_rows as rows
from tests.field.office_cells import Hand
from tests.field.office_lists import Lists
from tests.field.office_people import Person, community
from tests.field.office_sheets import Layout, text_file, workbook
from tests.field.office_truth import OfficeList

PEOPLE = 2000
IN_TWO_LISTS = 40
ON_TWO_SHEETS = 14
NOTE = (
    "填表说明",
    "1. 身份证号码请用文本格式填写。",
    "2. 状态填：在册、离开、去世。",
    "联系人：柳如明  电话：0872-2123456",
)


def office_list(seed: int, count: int = PEOPLE) -> OfficeList:
    """The office's lists for the first time."""
    rng = Random(seed)
    everybody = community(rng, count)
    sizes = [int(count * part) for part in (0, 0.3, 0.525, 0.65, 0.8, 0.9, 1)]
    estate, garden, lake, paid, alone, cards = (everybody[start:end] for start, end in pairwise(sizes))
    gbk = Hand(rng, book=False, encoding="gbk")
    again = rng.sample([one for one in estate if gbk.writes(one.name)], IN_TWO_LISTS)
    paid = [one for one in paid if gbk.writes(one.name)]

    lists = Lists(rng)
    _add_workbook(lists, estate, garden, lake, keep={one.key for one in again})

    payments = rows.write(gbk, rows.PAID, paid + again, keep={one.key for one in again})
    layout = Layout("2026年老年人生活补贴发放花名册", rows.PAID, pages=True)
    lists.add("生活补贴.csv", [(layout, payments)], lambda sheets: text_file(sheets[0], "gbk"))

    lonely = rows.write(Hand(rng, book=False), rows.ALONE, alone)
    rows.forget_births(rng, lonely, everybody)
    saved = partial(text_file, encoding="utf-8-sig", delimiter=";", first="sep=;\r\n")
    lists.add("空巢老人.csv", [(Layout("", rows.ALONE), lonely)], lambda sheets: saved(sheets[0]))

    issued = rows.write(Hand(rng, book=False, encoding="utf-16"), rows.CARDS, cards)
    lists.add("办卡登记.txt", [(Layout("", rows.CARDS), issued)], lambda sheets: text_file(sheets[0], "utf-16", "\t"))
    return lists.done()


def _add_workbook(
    lists: Lists, estate: Sequence[Person], garden: Sequence[Person], lake: Sequence[Person], *, keep: Collection[int]
) -> None:
    """Three sheets; some people of the second are on the third too."""
    hand = Hand(lists.rng, book=True)
    lake = rows.namesakes(lake)
    twice = lists.rng.sample(garden, ON_TWO_SHEETS)
    keys = {one.key for one in twice}
    first = rows.write(hand, rows.ESTATE, estate, keep=keep)
    rows.share_telephones(lists.rng, first)
    second = rows.write(hand, rows.GARDEN, garden, keep=keys)
    third = rows.write(hand, rows.LAKE, [*lake, *twice], keep=keys)
    rows.copy_cards(lists.rng, third[: len(lake)])
    tables = [
        (Layout("兴盛小区老年人花名册", rows.ESTATE, book=True, groups=True, pages=True), first),
        (Layout("苍山花园老年人信息登记表", rows.GARDEN, book=True, two_lines=True), second),
        (Layout("", rows.LAKE, book=True), third),
    ]
    lists.add("花名册.xlsx", tables, lambda sheets: workbook(sheets, NOTE))
