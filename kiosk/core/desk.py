"""The desk: one event in, one page out. No threads, no Kivy, no SQL, no clock of its own.

Laws:
1. What happened is recorded before it is shown; when it cannot be, `OutOfOrder` is shown and nothing is claimed.
2. The next card always wins over what is on the screen, and so does a call for help; what was picked is recorded first.
3. The same card again is the same visit: answered kindly, never a departure, never a second charge. Within 3 s it still
   lies on the reader, or was wiped twice: its holder's page stays as it is.
4. An event that makes no sense on the present page changes nothing.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import assert_never

from kiosk.core import choice as choosing
from kiosk.core import events as e
from kiosk.core import pages as p
from kiosk.core.calendar import Leaf
from kiosk.core.call import Call
from kiosk.core.cardkey import Unfit, unfit
from kiosk.core.cardless import Cardless, Chosen
from kiosk.core.choice import Choice
from kiosk.core.entrance import Entrance
from kiosk.core.guests import Brought, Guests
from kiosk.core.linking import Linking
from kiosk.core.model import Fact, Stamp
from kiosk.core.patience import reassured, wondering
from kiosk.core.ports import CodeReader, Notebook, PinCheck, Roster, Studio, Visits
from kiosk.core.reception import Reception, Visitor
from kiosk.core.recording import Recording
from kiosk.core.results import goodbye, taken_back, undoable, welcome
from kiosk.core.staffdesk import StaffDesk
from kiosk.core.timekeeping import Conflict, Timekeeping, no_conflict
from kiosk.errors import StoreError, StoreFull

HELD_NS = 3 * 10**9
"""So soon after its last read a card was not lifted and brought back on purpose (ux-rules R26)."""


class Desk:
    """Handles every event of one kiosk. `page` is what is on the screen now, `call` says whether somebody waits."""

    def __init__(
        self,
        roster: Roster,
        visits: Visits,
        *,
        codes: CodeReader,
        pins: PinCheck,
        notebook: Notebook,
        new_id: Callable[[Stamp], str],
        now: Stamp,
        studio: Studio | None = None,
        leaf: Callable[[date], Leaf] = Leaf,
        believe: Callable[[Stamp, datetime], object] | None = None,
        conflict: Callable[[], Conflict | None] = no_conflict,
        lacks: p.Trouble | None = None,
    ) -> None:
        """`new_id` makes identities for facts; `now` is only for the first Idle page.

        `leaf` gives a day's calendar. Without a `studio` no voice can be recorded. `believe` keeps what time it was
        when staff were asked; without it staff are not asked. `conflict` tells whether NTP and the server say different
        times. `lacks` is what is not set up here: a card is taken all the same, and the idle page says so.
        """
        self.reception = Reception(roster, visits, new_id, leaf)
        self.entrance = Entrance(self.reception)
        self.cardless = Cardless(self.reception, notebook)
        self.guests = Guests(self.reception)
        self.staff = StaffDesk(
            roster,
            visits,
            pins,
            notebook,
            Linking(roster, visits, new_id),
            recording=Recording(roster, studio) if studio else None,
            timekeeping=Timekeeping(roster, believe, conflict) if believe else None,
        )
        self.codes = codes
        self.broken: dict[str, bool] = {}
        self.choice: Choice | None = None
        self.result: tuple[Visitor, tuple[Fact, ...]] | None = None
        self.answered: str | None = None
        self.read: tuple[str, int] | None = None
        self.call = Call(notebook)
        self.lacks = lacks
        self.page: p.Page = self._idle(now)

    def handle(self, event: e.Event) -> p.Page:
        """Answer one event. Never raises for anything that people, readers or a full disk can do."""
        before = self.page
        try:
            self.page = self._answer(event)
        except StoreFull:
            self.page = p.OutOfOrder(self.page.lang, p.Trouble.DISK_FULL)
        except StoreError:
            self.page = p.OutOfOrder(self.page.lang, p.Trouble.DATABASE)
        if isinstance(before, p.RecordVoice) and not isinstance(self.page, p.RecordVoice):
            self.staff.stop_recording()
        self.call.note(before, event, self.page)
        return self.page

    def _answer(self, event: e.Event) -> p.Page:  # one arm an event: the whole table is worth more than its parts
        if isinstance(event, e.StaffEvent):
            return self.staff.answer(event, self.page)
        if isinstance(event, e.CardlessEvent):
            return self._without_card(event)
        match event:
            case e.Scanned(fact, at, reader, key, sure):
                return self._tapped(self.staff.orientation.key(reader, key), at, fact, sure=sure)
            case e.ScannedCode(fact, at, _, text):
                return self._showed(text, at, fact)
            case e.ForeignCode(at):
                return self._not_ours(at)
            case e.ReaderLost() | e.ReaderBack() | e.ReaderGarbled():
                return self._hear_of(event)
            case e.Chose() | e.Touched() | e.Finished() if self.choice and isinstance(self.page, p.ChooseService):
                return self._chosen(event, self.choice, self.page)
            case e.ChangeAsked(at) if self.result and isinstance(self.page, p.AlreadyHere | p.Welcome):
                return self._choose(choosing.begin(self.result[0], self.reception.today(self.result[0], at)), at)
            case e.Undone(at) if self.result and getattr(self.page, "may_undo", False):
                return self._take_back(*self.result, at)
            case e.LeaveAsked(at) if getattr(self.page, "may_leave", False):
                return self._leave(at)
            case e.GuestsAsked() | e.GuestsCounted() | e.Finished():
                return self._bring(event)
            case e.HelpAsked(at):
                return self._help(at)
            case e.Dismissed(at):
                return self._rest(at)
            case e.TimePassed(at):
                return self._waited(at)
            case e.RosterChanged(at):
                return self._refreshed(at)
            case e.Touched():
                return reassured(self.page, self.reception.roster.settings())
            case e.Speaking() | e.Chose() | e.ChangeAsked() | e.Undone() | e.LeaveAsked():
                return self.page
        assert_never(event)

    def _hear_of(self, event: e.ReaderLost | e.ReaderBack | e.ReaderGarbled) -> p.Page:
        """With no reader left the kiosk rests; of one that tells nonsense staff hear."""
        if isinstance(event, e.ReaderGarbled):
            self.staff.hear_of(event.reader, garbled=not event.over)
            return self.page
        self.broken[event.reader] = isinstance(event, e.ReaderLost)
        return self._rest(event.at) if isinstance(self.page, p.Idle | p.OutOfOrder) else self.page

    def _tapped(self, key: str, at: Stamp, fact: str, *, sure: bool = True) -> p.Page:
        """A tap told twice under one identity is one tap, unless the first telling was in doubt."""
        if self._held(key, at) or fact == self.answered:
            self.answered = fact
            return self.page
        if isinstance(self.page, p.LinkCard):
            self.answered = fact
            return self.staff.linking.read(key)
        if why := unfit(key):
            self.answered = fact
            return self._not_ours(at, why)
        chooser, told = self.choice, self._settle(at)
        if chooser and told and self.reception.visitor(key).comes_again(chooser.visitor):
            self.answered = fact
            return told
        outcome = self.entrance.tap(key, at, fact, sure=sure)
        self.choice, self.result = outcome.choice, outcome.result
        self.answered = None if outcome.in_doubt else fact
        return outcome.page

    def _held(self, key: str, at: Stamp) -> bool:
        """Whether this card is the one of the page and was not lifted from the reader on purpose."""
        before, self.read = self.read, (key, at.boot_ns)
        if before is None or not isinstance(self.page, p.Personal):
            return False
        return before[0] == key and at.boot_ns - before[1] <= HELD_NS

    def _showed(self, text: str, at: Stamp, fact: str) -> p.Page:
        """A code with our prefix is a tap when its signature is ours."""
        card = self.codes.key(text)
        return self._tapped(card, at, fact) if card else self._not_ours(at)

    def _without_card(self, event: e.CardlessEvent) -> p.Page:
        """Somebody is looking for themselves; who is found stands here as with a card."""
        answer = self.cardless.answer(event, self.page)
        if not isinstance(answer, Chosen):
            return answer
        visitor = self.reception.without_card(answer.person)
        if visitor is None:
            return self._rest(event.at)
        outcome = self.entrance.receive(visitor, event.at, self.reception.new_id(event.at))
        self.choice, self.result = outcome.choice, outcome.result
        return outcome.page

    def _bring(self, event: e.GuestEvent) -> p.Page:
        """Guests are counted for whoever stands here, or come by themselves."""
        host = self.result[0] if self.result else self.reception.nobody()
        answer = self.guests.answer(event, self.page, host)
        if not isinstance(answer, Brought):
            return answer
        self.reception.visits.record(*answer.facts)
        self.result = host, answer.new
        return answer.page

    def _not_ours(self, at: Stamp, why: Unfit | None = None) -> p.Page:
        """A code or a number that is not one card of anybody: no fact is made of it."""
        self._settle(at)
        self.choice = self.result = None
        return p.NotOurCard(self.reception.roster.settings().language, why)

    def _help(self, at: Stamp) -> p.Page:
        self._settle(at)
        return p.HelpCalled(self.page.lang, manner=p.manner_of(self.page))

    def _settle(self, at: Stamp) -> p.Page | None:
        """Record what was picked, before something else takes its page away; None when nothing was."""
        if self.choice and self.choice.made and isinstance(self.page, p.ChooseService):
            return self._finish(self.choice, at)
        return None

    def _chosen(self, event: e.Chose | e.Touched | e.Finished, choice: Choice, page: p.ChooseService) -> p.Page:
        match event:
            case e.Chose(at, service):
                changed = choosing.toggled(choice, service, page.tiles)
                return self._finish(changed, at) if page.single and changed.made else self._choose(changed, at)
            case e.Touched(at):
                return self._choose(choosing.toggled(choice, "", ()), at)
            case e.Finished(at):
                return self._finish(choice, at)

    def _choose(self, choice: Choice, at: Stamp) -> p.Page:
        self.choice, self.result = choice, None
        return choosing.page(choice, self.reception, at)

    def _finish(self, choice: Choice, at: Stamp) -> p.Page:
        """Record the difference between what stood and what is picked, then say what stands."""
        new = tuple(choosing.facts(choice, self.reception, at))
        self.reception.visits.record(*new)
        self.choice, self.result = None, (choice.visitor, new)
        return welcome(self.reception, choice.visitor, new, self.reception.today(choice.visitor, at), at)

    def _leave(self, at: Stamp) -> p.Page:
        """Record what whoever stands here had picked already, and then that they go."""
        if self.choice:
            self._finish(self.choice, at)
        if self.result is None:
            return self.page
        visitor, _ = self.result
        left = self.reception.departure(visitor, self.reception.today(visitor, at), at)
        self.reception.visits.record(left)
        self.result = visitor, (left,)
        return goodbye(self.reception, visitor, left, at)

    def _take_back(self, visitor: Visitor, new: tuple[Fact, ...], at: Stamp) -> p.Page:
        """Annul what this person's last action recorded, with the guests who came with it."""
        annulled = self.reception.with_guests(filter(undoable, new), at)
        self.reception.visits.record(*(self.reception.void(visitor, fact, at) for fact in annulled))
        self.result = None
        return taken_back(self.reception, visitor, annulled)

    def _waited(self, at: Stamp) -> p.Page:
        """Nobody did anything until the deadline. What was picked is recorded; who picked nothing is asked once."""
        if isinstance(self.page, p.RecordVoice) and self.page.take is p.Take.RUNNING:
            return self.staff.answer(e.TakeEnded(at), self.page)
        if self.choice and isinstance(self.page, p.ChooseService):
            if self.choice.made or self.choice.still_there:
                return self._finish(self.choice, at)
            return self._choose(choosing.wondering(self.choice), at)
        if isinstance(self.page, p.Patient) and not self.page.still_there:
            return wondering(self.page, self.reception.roster.settings())
        return self._rest(at)

    def _rest(self, at: Stamp) -> p.Page:
        """Idle, unless something that a tap needs is broken."""
        self.choice = self.result = self.read = None
        resting = self.page.trouble if isinstance(self.page, p.OutOfOrder) else None
        self.reception.visits.check(writing=resting in {p.Trouble.DISK_FULL, p.Trouble.DATABASE})
        if self.broken and all(self.broken.values()):
            return p.OutOfOrder(self.reception.roster.settings().language, p.Trouble.READER)
        return self._idle(at)

    def _idle(self, at: Stamp) -> p.Idle | p.OutOfOrder:
        if self.lacks is p.Trouble.NO_READER:
            return p.OutOfOrder(self.reception.roster.settings().language, self.lacks)
        return replace(self.entrance.idle(at), lacks=self.lacks)

    def _refreshed(self, at: Stamp) -> p.Page:
        if isinstance(self.page, p.Idle):
            return self._rest(at)
        return self.staff.today(at) if isinstance(self.page, p.StaffToday) else self.page
