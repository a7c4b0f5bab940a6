"""The album's pages for a resident without a card; part of `samples`."""

from dataclasses import replace

from kiosk.core import pages
from kiosk.core.members import SIGNS


def without_card(lang: str) -> dict[str, pages.Page]:
    """The way of a resident without a card."""
    surnames = tuple("李 杨 张 赵 段 王 尹 苏 何 董 欧阳 陈 周 阿 尉迟 㛃 澹台 马 罗 和 寸".split())
    found = ("李*明", "欧阳*国", "王**明", "阿**提", "李*英", "李*英", "尉迟*", "李*")
    tails = ("", "", "", "", "37", "58", "", "")
    people = tuple(
        pages.Masked(f"r{n}", name, tail) for n, (name, tail) in enumerate(zip(found, tails, strict=True), start=1)
    )
    group, pick, digits = pages.PickGroup(lang, surnames), pages.PickYourself(lang, people), pages.TypeTail(lang)
    return {
        "surname": group,
        "surname-bring": replace(group, may_bring=True),
        "surname-few": replace(group, groups=surnames[:5]),
        "surname-others": replace(group, groups=surnames[4:], others=True),
        "surname-all": replace(group, groups=surnames[:10], digits=False),
        "surname-still-there": replace(group, still_there=True),
        "sign": replace(group, groups=SIGNS, surnames=("李",)),
        "yourself": pick,
        "yourself-two": replace(pick, people=people[4:6]),
        "yourself-many": replace(pick, people=(*people, *(replace(one, id=f"{one.id}b") for one in people))),
        "yourself-still-there": replace(pick, still_there=True),
        "tail": digits,
        "tail-wrong": replace(digits, wrong=True),
        "tail-still-there": replace(digits, still_there=True),
    }
