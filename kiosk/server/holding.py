"""Keeps a list between the look at it and the yes, so that no file has to be chosen twice.

Kept is what was read, without a whole ID or telephone number, for two hours, for one account and one centre; in the
database, so that any process may answer. A list is taken in once: sending the form again shows what was done.
"""

import secrets
from collections.abc import Sequence
from datetime import timedelta

import msgspec
from msgspec import Struct

from kiosk.server import forgetting, imports
from kiosk.server.imports import Looked, Report
from kiosk.server.plans import ANOTHER, Choices
from kiosk.server.press import Press
from kiosk.server.reading import Problem
from kiosk.server.said import again, bare
from kiosk.server.site import Site
from kiosk.server.tables import HeldList

KEPT = timedelta(hours=2)


class Done(Struct, frozen=True):
    """What taking a list in did."""

    added: int
    changed: int
    unchanged: int
    cards: int
    problems: tuple[Problem, ...]
    remarks: tuple[Problem, ...]

    @property
    def left_out(self) -> int:
        """Rows that were left out."""
        return len({problem.place for problem in self.problems})


class Kept(Struct, frozen=True):
    """A list that waits for a yes, or had it."""

    id: str
    centre: str
    looked: Looked | None
    done: Done | None


def hold(site: Site, centre: str, staff: str, looked: Looked) -> str:
    """Keep a list for an account, and drop expired ones; gives the last part of its page's address."""
    name = secrets.token_urlsafe(16)
    row = {"id": name, "centre": centre, "staff": staff, "expires_at": (site.now() + KEPT).isoformat()}
    with site.database.writing():
        forgetting.forget_lists(site.database, site.now())
        site.database.run(HeldList.insert(**row, body=_text(looked)))
    return name


def find(site: Site, name: str, staff: str) -> Kept | None:
    """The account's list of this name; None when there is none, or its time is over."""
    with site.database.reading():
        row = site.database.first(HeldList.select().where(HeldList.id == name, HeldList.staff == staff))
    if row is None or row.expires_at < site.now().isoformat():
        return None
    looked = msgspec.json.decode(row.body, type=Looked, dec_hook=again) if row.body else None
    done = msgspec.json.decode(row.report, type=Done, dec_hook=again) if row.report else None
    return Kept(row.id, row.centre, looked, done)


def take_in(site: Site, kept: Kept, press: Press, choices: Choices, seen: str) -> None:
    """Take a list in as it was seen, once; nothing when that was done already.

    Raises Refused when what would happen is no longer what was seen, and ConfigError when it cannot be written.
    """
    if kept.looked is None:
        return
    with site.database.writing():
        ours = HeldList.update(body="").where(HeldList.id == kept.id, HeldList.body != "")
        if not site.database.run(ours):
            return
        report = imports.take_in(site, kept.centre, kept.looked, press, choices, seen=seen)
        site.database.run(HeldList.update(report=_text(_done(report))).where(HeldList.id == kept.id))


def answers(report: Report, form: Choices) -> dict[str, str]:
    """The answers of a form: by row, and for all rows without one."""
    found = {}
    for match in report.plan.asked:
        place = str(match.candidate.place)
        answer = form.get(f"who/{place}", "")
        if not answer and form.get("others") == ANOTHER:
            answer = ANOTHER
        if not answer and form.get("others") == "same" and len(match.perhaps) == 1:
            answer = match.perhaps[0].id
        if answer:
            found[place] = answer
    return found


def _done(report: Report) -> Done:
    problems: Sequence[Problem] = report.problems
    return Done(report.added, report.changed, report.unchanged, report.cards, tuple(problems), tuple(report.remarks))


def _text(thing: object) -> str:
    return msgspec.json.encode(thing, enc_hook=bare).decode()
