"""The album's pages: one of each kind and each of its hard cases, with made-up people. Tests and pictures draw them.

They are built for one language at a time; services come with their word in it, as they would from the server.
"""

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from kiosk.core import pages
from kiosk.core.calendar import Leaf, LunarDay
from kiosk.core.cardkey import Unfit
from kiosk.core.counts import Arrived, Headcount
from kiosk.core.names import masked
from kiosk.ui.cardless_samples import without_card
from kiosk.ui.crowded_samples import crowded, longest_choice, longest_waiting
from kiosk.ui.guest_samples import guests
from kiosk.ui.linking_samples import linking

NOW = datetime(2026, 11, 24, 11, 32, tzinfo=ZoneInfo("Asia/Shanghai"))

# id, Font Awesome name, Chinese, English, fen
SERVICES = (
    ("lunch", "utensils", "午餐", "Lunch", 1200),
    ("chess", "chess", "棋牌室", "Chess", 200),
    ("painting", "paintbrush", "书画室", "Painting", 0),
    ("physio", "spa", "理疗室", "Physio", 2000),
    ("barber", "scissors", "理发", "Haircut", 0),
    ("sauna", "hot-tub-person", "桑拿房", "Sauna", 1500),
    ("rest", "bed", "休息室", "Rest room", 0),
    ("hydro", "water-ladder", "水疗室", "Water", 2000),
    ("clinic", "stethoscope", "义诊", "Clinic", 0),
    ("library", "book", "社区图书馆", "Library", 0),
    ("council", "landmark", "居民议事厅", "Council hall", 0),
)

# What is drawn in larger type as well: the fullest page of each kind.
ENLARGED = (
    "choose", "choose-few", "choose-leave", "welcome", "welcome-many", "welcome-birthday-two", "already", "taken-back",
    "goodbye", "welcome-bring", "already-bring", "already-leave-bring", "guests", "guests-in", "taken-back-with-guests",
)  # fmt: skip

# So full that the smallest panel has them at the least size that may be read, whatever was asked for.
FULLEST = (
    "choose-long", "choose-long-3", "welcome-birthday-three-bring", "welcome-birthday-sold-out-three-bring",
    "already-sold-out-three-leave",
)  # fmt: skip

# Names that are hard to draw: two compound surnames, parts joined by a dot (twelve glyphs and more), and characters
# so rare that many fonts lack them.
HARD_NAMES = (
    "欧阳建国",
    "尉迟恭明",
    "阿依古丽·买买提",
    "阿依古丽·买买提·艾则孜",
    "迪丽努尔·阿卜杜热合曼",
    "李𬭚",
    "㛃䶮",
)


def sample_names() -> tuple[str, ...]:
    """The hard names."""
    return HARD_NAMES


def sample_pages(lang: str) -> dict[str, pages.Page]:
    """Every picture of the album by name. The pseudo-language borrows Chinese words for what a server sends."""
    name = "Li*ng" if lang == "en" else "李*明"
    served = _choosing(lang, name) | _results(lang, name) | guests(lang, name, lines(lang, "lunch"))
    return (
        _waiting(lang)
        | served
        | {f"{name}-larger": _larger(served[name]) for name in (*ENLARGED, *FULLEST)}
        | _named(lang)
        | _notices(lang)
        | _staff(lang)
        | linking(lang, HARD_NAMES)
        | without_card(lang)
        | _recording(lang)
    )


def _larger(page: pages.Page) -> pages.Page:
    """The same for somebody who asked for larger type."""
    return replace(page, manner=pages.Manner(larger=True))  # type: ignore[arg-type]  # each of `ENLARGED` has one


def word(lang: str, service: str) -> str:
    """The word for a service of the samples."""
    found = next(row for row in SERVICES if row[0] == service)
    return found[3] if lang == "en" else found[2]


def tiles(lang: str, *chosen: str) -> tuple[pages.Tile, ...]:
    """All services of the samples as tiles."""
    plain = [
        pages.Tile(key, word(lang, key), icon, fen, chosen=key in chosen, until="13:00" if fen == 1200 else "17:00")
        for key, icon, _zh, _en, fen in SERVICES
    ]
    plain[0] = replace(plain[0], left=15)
    plain[3] = replace(plain[3], left=4)
    plain[9] = replace(plain[9], until=None)
    plain[4] = replace(plain[4], done=True)
    plain[5] = replace(plain[5], note=pages.Note.SOLD_OUT)
    return tuple(plain)


def lines(lang: str, *services: str) -> tuple[pages.Line, ...]:
    """Lines of a result."""
    rows = {row[0]: row for row in SERVICES}
    return tuple(pages.Line(key, word(lang, key), rows[key][1], rows[key][4]) for key in services)


def _waiting(lang: str) -> dict[str, pages.Page]:
    english = lang == "en"
    centre = "Xingsheng Centre" if english else "兴盛社区养老服务中心"
    menu = ("Chicken", "Eggs", "Rib soup") if english else ("土豆炖鸡肉", "木耳炒鸡蛋", "山药排骨汤")
    notice = "Doctor on Wednesday at 9" if english else "星期三上午九点义诊"
    idle = pages.Idle(lang, centre, NOW, menu, word(lang, "lunch"))
    leaf = Leaf(NOW.date(), LunarDay(10, 16), term=20)
    longest = Leaf(NOW.date(), LunarDay(11, 29, leap=True), holiday="spring")
    return {
        "idle": replace(idle, leaf=leaf),
        "idle-no-server": replace(idle, lacks=pages.Trouble.NO_SERVER),
        "idle-full": replace(idle, leaf=longest, notices=(notice,)),
        "idle-turn": replace(idle, leaf=longest, notices=(notice,), minute=1),
        "idle-notice": replace(idle, menu=(), meal=None, notices=(notice,)),
        **longest_waiting(lang, idle, longest),
        "idle-no-clock": replace(idle, now=None, menu=(), meal=None),
    }


def _choosing(lang: str, name: str) -> dict[str, pages.Page]:
    choose = pages.ChooseService(lang, name, tiles(lang, "lunch", "chess"), 1400)
    longest = "Guli*Memet" if lang == "en" else "阿*********提"
    return {
        "choose": choose,
        "choose-few": replace(choose, name=longest, tiles=tiles(lang)[:3], total=0),
        "choose-single": replace(choose, tiles=tiles(lang)[:4], total=0, single=True),
        "choose-still-there": replace(choose, still_there=True),
        "choose-leave": replace(choose, tiles=tiles(lang)[:3], total=0, may_leave=True),
        **longest_choice(choose),
    }


def _results(lang: str, name: str) -> dict[str, pages.Page]:
    lunch, two = lines(lang, "lunch"), lines(lang, "lunch", "chess")
    ask = (replace(lunch[0], price=None, note=pages.Note.ASK_STAFF),)
    sold_out = (replace(two[0], note=pages.Note.SOLD_OUT, price=0), two[1])
    welcome = pages.Welcome(lang, name, lunch, 1200, NOW, 18)
    already = pages.AlreadyHere(lang, name, lunch, 1200, NOW)
    return {
        "welcome": welcome,
        "welcome-birthday": replace(welcome, birthday=True),
        "welcome-birthday-two": replace(welcome, birthday=True, lines=two, total=1400),
        "welcome-two": replace(welcome, lines=two, total=1400),
        "welcome-bring": replace(welcome, may_bring=True),
        "welcome-many-bring": replace(
            welcome, lines=lines(lang, "lunch", "chess", "hydro"), total=3400, may_bring=True
        ),
        "welcome-many": replace(welcome, lines=lines(lang, "lunch", "chess", "painting", "hydro"), total=3400),
        "welcome-free": replace(welcome, lines=lines(lang, "barber"), total=0),
        "welcome-ask": replace(welcome, lines=ask, total=None),
        "welcome-sold-out": replace(welcome, lines=sold_out, total=200),
        "already-after-hours": replace(already, may_change=False, may_undo=True),
        "welcome-arrived": replace(welcome, lines=(), total=0, nth=1, may_undo=False),
        "already": already,
        "already-bring": replace(already, may_bring=True),
        "already-plain": replace(already, name=None, may_change=False, at=None),
        "already-leave": replace(already, may_leave=True),
        "already-leave-bring": replace(already, may_leave=True, may_bring=True),
        "already-leave-evening": replace(already, may_change=False, may_leave=True),
        "goodbye": pages.Goodbye(lang, name, NOW),
        "goodbye-plain": pages.Goodbye(lang, None, None, may_undo=False),
        "taken-back": pages.TakenBack(lang, name, two),
        **crowded(welcome, already, lines(lang, "lunch", "chess", "painting")),
    }


def _named(lang: str) -> dict[str, pages.Page]:
    """Every page that greets somebody, with the masked names that take the most room or the rarest characters."""
    found: dict[str, pages.Page] = {}
    two = lines(lang, "lunch", "library")
    for hard, full in (("dotted", HARD_NAMES[4]), ("compound", HARD_NAMES[1]), ("rare", HARD_NAMES[5])):
        name = masked(full)
        found |= {
            f"choose-{hard}": pages.ChooseService(lang, name, tiles(lang, "lunch"), 1200),
            f"welcome-{hard}": pages.Welcome(lang, name, two, 1200, NOW, 18),
            f"already-{hard}": pages.AlreadyHere(lang, name, two, 1200, NOW),
            f"goodbye-{hard}": pages.Goodbye(lang, name, NOW),
            f"taken-back-{hard}": pages.TakenBack(lang, name, two),
        }
    return found


def _notices(lang: str) -> dict[str, pages.Page]:
    return {
        "unknown": pages.UnknownCard(lang),
        "unknown-again": pages.UnknownCard(lang, again=True),
        "not-ours": pages.NotOurCard(lang),
        "not-ours-phone": pages.NotOurCard(lang, Unfit.RANDOM),
        "not-ours-no-number": pages.NotOurCard(lang, Unfit.SHARED),
        "see-staff": pages.SeeStaff(lang),
        "help": pages.HelpCalled(lang),
        "out-of-order": pages.OutOfOrder(lang, pages.Trouble.READER),
        "out-of-order-no-reader": pages.OutOfOrder(lang, pages.Trouble.NO_READER),
    }


def _today(lang: str) -> pages.StaffToday:
    by_service = dict(zip((row[0] for row in SERVICES), (112, 46, 23, 12, 14, 4, 11, 6, 9, 5, 1), strict=True))
    by_hour = {7: 6, 8: 31, 9: 44, 10: 28, 11: 89, 12: 45}
    names = {"r1": "阿依古丽·买买提", "r2": "欧阳建国", "r3": "李秀英"}
    latest = (
        Arrived("r1", "lunch", NOW),
        Arrived("em4100:67003B51C6", None, NOW.replace(minute=30)),
        Arrived("r2", "chess", NOW.replace(minute=29)),
        Arrived("r3", "council", NOW.replace(minute=27)),
        Arrived("r2", "lunch", NOW.replace(minute=21)),
        Arrived(None, "lunch", NOW.replace(minute=15), band="guest.child", heads=2),
    )
    count = Headcount(186, 243, 97, 9, 2, 3, 154000, by_service, by_hour, {}, latest, left=89, left_guessed=84)
    words = {row[0]: word(lang, row[0]) for row in SERVICES}
    return pages.StaffToday(
        lang,
        "",
        date(2026, 11, 24),
        NOW,
        count,
        unsent=3,
        others=41,
        others_at=NOW.replace(minute=30),
        words=words,
        names=names,
    )


def _staff(lang: str) -> dict[str, pages.Page]:
    pin, today = pages.StaffPin(lang), _today(lang)
    empty = replace(today, count=Headcount(), unsent=0, others=0, others_at=None)
    shown: dict[str, pages.Page] = {
        "pin": pin,
        "pin-wrong": replace(pin, wrong=True),
        "pin-wait": replace(pin, wait=60),
        "today": today,
        "today-empty": empty,
        "today-turned": replace(today, turned=("entrance",)),
        "today-garbled": replace(today, garbled=("entrance",)),
    }
    return shown | _clock(today)


def _clock(today: pages.StaffToday) -> dict[str, pages.Page]:
    """A clock that is not set, or that the server contradicts."""
    asked = pages.ConfirmTime(today.lang, NOW.replace(hour=9, minute=10))
    fortnight = -14 * 86400.0
    return {
        "today-no-clock": replace(today, timed=False),
        "today-differs": replace(today, ahead=fortnight),
        "confirm-time": asked,
        "confirm-time-differs": replace(asked, ahead=fortnight),
        "set-time": pages.SetTime(today.lang),
        "set-time-wrong": pages.SetTime(today.lang, wrong=True),
    }


def _recording(lang: str) -> dict[str, pages.Page]:
    voices = (
        pages.Voiced("putonghua", "普通话", 48, 48, chosen=True),
        pages.Voiced("dali", "大理话", 12, 48),
        pages.Voiced("bai", "白语", 0, 48),
        pages.Voiced("english", "English", 63, 63),
    )
    words = "没找到这张卡，请找工作人员"
    record = pages.RecordVoice(lang, voices[1], "unknown", words, 9)
    kept = replace(record, voice=voices[0], kept=True)
    english = replace(
        kept, voice=voices[3], part="unknown", words="This card is new to us, please ask the staff", number=63
    )
    return {
        "voices": pages.ChooseVoice(lang, voices),
        "record": record,
        "record-kept-before": kept,
        "record-english": english,
        **{f"record-{take.replace('_', '-')}": replace(record, take=take) for take in pages.Take},
        "record-kept": replace(kept, take=pages.Take.KEPT),
    }
