"""What happens at the entrance of the demo, as data. Times are Dali's; every scene is a real frame on a real line.

The demo's clock is turned forward once, before anything is built, to an hour at which there is something to see; from
then on it only goes on.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

UNKNOWN = "em4100:00C0FFEE01"
PAYMENT_CODE = "134567890123456789"
OPENS = time(8)
"""When the morning that is played by itself begins."""
LUNCH, NOON = (time(10, 30), time(12, 30)), time(11, 30)
"""When a person who looks in sees lunch, its price and the rush for an hour at least, and when to begin if not now."""


@dataclass(frozen=True, slots=True)
class Scene:
    """At `time` somebody puts `card` down (a name of the sample residents, or raw) and chooses services.

    On a machine that is late it is played later. `picture` is the file to keep of the page at the end (`choose`: of the
    choice, before it is made), `act` something other than a card: unplug, plug, pin, undo.
    """

    time: str
    card: str = ""
    choose: tuple[str, ...] = ()
    picture: str = ""
    act: str = ""

    def due(self, now: datetime) -> datetime:
        """When this scene is due on the day of `now`."""
        return datetime.combine(now.date(), time.fromisoformat(self.time), now.tzinfo)


def until_morning(now: datetime) -> timedelta:
    """From `now`, the centre's local time, to the beginning of the next morning."""
    return _until(OPENS, now)


def until_lunch(now: datetime) -> timedelta:
    """From `now`, the centre's local time, to an hour with lunch; nothing while lunch is served."""
    return timedelta() if LUNCH[0] <= now.time() <= LUNCH[1] else _until(NOON, now)


def _until(hour: time, now: datetime) -> timedelta:
    today = datetime.combine(now.date(), hour, now.tzinfo)
    return today - now if now <= today else today + timedelta(days=1) - now


MORNING = (
    Scene("08:02", "李建明", ("painting",), "choose"),
    Scene("08:05", "陈志强", ("chess",)),
    Scene("08:31", UNKNOWN),
    Scene("08:31", UNKNOWN, picture="unknown-card"),
    Scene("09:05", "阿依古丽·买买提", ("painting", "chess"), "welcome-two-services"),
    Scene("09:10", act="unplug", picture="out-of-order"),
    Scene("09:11", act="plug"),
    Scene("09:40", "杨秀兰", ("barber",)),
    Scene("10:50", "段玉梅"),
    Scene("10:58", "赵文光", picture="welcome-free"),
    Scene("11:02", "李建明", picture="welcome"),
    Scene("11:03", "欧阳秀英"),
    Scene("11:04", "王福生"),
    Scene("11:05", "张桂芳", act="undo", picture="taken-back"),
    Scene("11:06", "张桂芳"),
    Scene("11:20", "李建明", picture="already-here"),
    Scene("11:22", "董国华", picture="ask-staff"),
    Scene("11:25", PAYMENT_CODE, picture="not-our-card"),
    Scene("11:28", "尹凤仙"),
    Scene("11:29", "苏德旺"),
    Scene("11:31", "何月琴"),
    Scene("11:33", "周大成"),
    Scene("11:40", act="pin", picture="staff-today"),
)
