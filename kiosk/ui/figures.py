"""What the staff page tells, as rows of words and shares of a bar: values in, texts out."""

from kiosk.core.counts import Arrived, Headcount
from kiosk.core.model import Guest, Kind
from kiosk.core.pages import StaffToday
from kiosk.i18n import Catalog
from kiosk.ui.facts import party

Row = tuple[str, str, str]
Share = tuple[str, str, float]
HOURS_SHOWN = 12
UNITS = (("clock.days", 86400), ("clock.hours", 3600), ("clock.minutes", 60))


def numbers(say: Catalog, count: Headcount) -> list[Row]:
    """The three numbers of the day: name, value, definition."""
    return [
        (say.text("today.people"), str(count.people), say.text("today.people_what", n=count.guests)),
        (say.text("today.visits"), str(count.visits), say.text("today.visits_what", n=count.voided)),
        (say.text("today.inside"), str(count.inside), gone(say, count)),
    ]


def gone(say: Catalog, count: Headcount) -> str:
    """What "inside" means: an estimate, and how many left: those who said so, and those who are taken to have left."""
    said, guessed = count.left - count.left_guessed, count.left_guessed
    left = say.text("today.left", n=said, guessed=guessed) if said else say.text("today.left_guessed", n=guessed)
    return "\n".join([say.text("today.inside_what"), *([left] if count.left else [])])


def by_service(_say: Catalog, page: StaffToday) -> list[Row]:
    """Every service used today, the most used first."""
    used = sorted((page.count.by_service or {}).items(), key=lambda pair: -pair[1])
    return [("", page.words.get(service, service), str(visits)) for service, visits in used]


def remaining(say: Catalog, rows: list[Row]) -> Row:
    """Several services as one row: how many they are, and their visits together."""
    return ("", say.text("today.remaining", n=len(rows)), str(sum(int(visits) for _, _, visits in rows)))


def arrivals(say: Catalog, page: StaffToday) -> list[Row]:
    """Who came last: time, name, service. A card that nobody registered has no name."""
    rows = []
    for arrived in page.count.latest:
        name = _guests(say, arrived) if arrived.person is None else page.names.get(arrived.person)
        service = page.words.get(arrived.service or "", arrived.service or "") or say.text("today.arrived")
        shown = name or say.text("today.unknown_card")
        rows.append((say.time(arrived.at.astimezone(page.now.tzinfo)), shown, service))
    return rows


def _guests(say: Catalog, arrived: Arrived) -> str:
    adults, children = (arrived.heads if arrived.band == f"{Kind.GUEST}.{guest}" else 0 for guest in Guest)
    known = party(say, adults, children)
    return say.text("today.guests", who=known) if known else say.text("guests.heads", n=arrived.heads)


def by_hour(say: Catalog, count: Headcount) -> list[Share]:
    """The hours between the first and the last visit: label, number, share of the busiest hour."""
    hours = count.by_hour or {}
    if not hours:
        return []
    most = max(hours.values())
    first = min(hours)
    span = range(first, max(*hours, first + 5) + 1)[-HOURS_SHOWN:]
    return [(say.text("today.hour", hour=hour), str(hours.get(hour, 0)), hours.get(hour, 0) / most) for hour in span]


def differs(say: Catalog, ahead: float | None) -> str:
    """By how much the network's time and the server's contradict each other; empty while they do not."""
    if ahead is None:
        return ""
    seconds = abs(ahead)
    unit, length = next(((unit, length) for unit, length in UNITS if seconds >= length), UNITS[-1])
    return say.text("clock.differ", span=say.text(unit, n=round(seconds / length)))


def age(say: Catalog, page: StaffToday) -> str:
    """How complete the numbers are: what the server still lacks, and how old the other kiosks' visits are.

    While the time is not known for sure, that is said instead.
    """
    if page.ahead is not None:
        return differs(say, page.ahead)
    sent = say.text("today.unsent", n=page.unsent) if page.unsent else say.text("today.all_sent")
    others = page.others_at
    heard = say.text("today.others", time=say.time(others)) if others else say.text("today.others_never")
    return f"{sent}　{heard}"


def turned(say: Catalog, page: StaffToday) -> str:
    """Which readers cannot be made out, which is for a person to mend; else which send card numbers backwards."""
    if page.garbled:
        return say.text("today.garbled", readers=say.join(page.garbled))
    return say.text("today.turned", readers=say.join(page.turned)) if page.turned else ""
