"""The album's pages that say the most at once: the longest words that a server takes, and more; part of `samples`."""

from dataclasses import replace

from kiosk.core import pages
from kiosk.core.calendar import Leaf


def crowded(welcome: pages.Welcome, already: pages.AlreadyHere, three: tuple[pages.Line, ...]) -> dict[str, pages.Page]:
    """The fullest results of each kind, of a plain welcome, a plain second tap and three services.

    Somebody took all three on a birthday, found one sold out, and may bring guests or change their mind.
    """
    long = tuple(replace(line, word=word) for line, word in zip(three, longest_words(welcome.lang), strict=False))
    sold_out = (replace(three[0], note=pages.Note.SOLD_OUT, price=0), *three[1:])
    birthday = replace(welcome, birthday=True, lines=three, total=1400)
    missed = replace(welcome, lines=sold_out, total=200)
    return {
        "welcome-birthday-three": birthday,
        "welcome-birthday-three-bring": replace(birthday, may_bring=True),
        "welcome-sold-out-three": missed,
        "welcome-sold-out-three-bring": replace(missed, may_bring=True),
        "welcome-birthday-sold-out-three-bring": replace(missed, birthday=True, may_bring=True),
        "welcome-long-three": replace(welcome, lines=long, total=1250),
        "welcome-long-two": replace(welcome, lines=long[:2], total=1250),
        "welcome-long-sold-out": replace(missed, lines=(replace(long[0], note=pages.Note.SOLD_OUT), *long[1:])),
        "taken-back-long-guests": pages.TakenBack(welcome.lang, welcome.name, long, guests=12),
        "already-sold-out-three": replace(already, lines=sold_out, total=200),
        "already-sold-out-three-leave": replace(already, lines=sold_out, total=200, may_leave=True),
        "already-sold-out-three-leave-bring": replace(
            already, lines=sold_out, total=200, may_leave=True, may_bring=True
        ),
    }


def longest_words(lang: str) -> tuple[str, ...]:
    """Words for services as long as a server takes, and two that an older one sends."""
    if lang == "en":
        return "Dental check", "Free lessons", "Council hall", "Physiotherapy", "Chess and cards"
    return "四点半课堂", "居民议事厅", "社区图书馆", "便民服务", "应急设备共享点服务"


def longest_choice(choose: pages.ChooseService) -> dict[str, pages.Page]:
    """Services with the longest words, prices with jiao and many places, and as few of them as make larger tiles."""
    words = longest_words(choose.lang)
    tiles = tuple(
        pages.Tile(f"long-{n}", words[n % len(words)], "book", fen, until="17:30", left=99)
        for n, fen in enumerate((1250, 1200, 0, 850, 1800, 12000, 1000, 1350, 200))
    )
    asked = replace(tiles[0], price=None, until=None, left=None, note=pages.Note.ASK_STAFF)
    closed = replace(asked, service="closed", note=pages.Note.CLOSED)
    long = replace(choose, tiles=(asked, closed, *tiles))
    return {"choose-long": long, **{f"choose-long-{few}": replace(long, tiles=tiles[:few]) for few in (2, 3, 4)}}


def longest_waiting(lang: str, idle: pages.Idle, leaf: Leaf) -> dict[str, pages.Page]:
    """The first page with as much as a centre may set, part by part, and with more than a kiosk can show whole."""
    english = lang == "en"
    dish = "Pork with potatoes" if english else "土豆炖鸡肉配香菇木耳百合"
    notice = "Doctor on Wednesday at 9, 2nd floor" if english else "星期三上午九点二楼活动室有专家义诊请带上医保卡"
    named = "Tea for all" if english else "敬老茶话会联欢日"
    centre = "Xingsheng Centre E" if english else "大理市兴盛社区养老服务中心"
    most = replace(idle, centre=centre, leaf=replace(leaf, named=named), menu=(dish,) * 12, notices=(notice,), minute=1)
    short = ("Chicken", "Eggs", "Rib soup", "Greens") if english else ("土豆炖鸡肉", "木耳炒鸡蛋", "山药排骨汤", "时蔬")
    too_long = replace(most, centre=centre * 2, leaf=replace(leaf, named=named * 3), notices=(notice * 3,))
    return {
        "idle-four-dishes": replace(idle, menu=short),
        "idle-four-dishes-on": replace(idle, menu=short, minute=1),
        "idle-most-dishes": most,
        "idle-most-news": replace(most, minute=12),
        "idle-most-news-only": replace(most, menu=(), meal=None),
        "idle-too-long": replace(too_long, menu=(dish * 3,)),
        "idle-too-long-news": replace(too_long, menu=(), meal=None),
    }
