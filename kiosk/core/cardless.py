"""The way of a resident without a card: surname, sign of birth where many share it, and which of these are you.

    没带卡 -> 李 -> 龙 -> 李*明        four touches
    没带卡 -> 其他姓 -> 龙 -> 孔*明    four, too: surnames without a key of their own share one
    没带卡 -> 欧阳                     two where only one has the surname

Surnames and names of who came in the last thirty days are first on each page. Of 300 residents, 120 of whom come, all
120 need four touches at most on a panel of ten inches and 119 on one of seven; of 1,500 with 400 who come, 89 and 70 in
a hundred do. Who is none of the first is one touch further for each part of the page: `tests/core/test_touches.py`.

A stranger who plays with it learns masked names, how many there are and, where two masks are equal, how the card or
else the telephone of each ends; no whole name and no whole number. The digits give masked names too, and five that are
nobody's lock them, for a duration that no restart and no wrong clock shortens.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from kiosk.core import events as e
from kiosk.core import pages as p
from kiosk.core.lockout import Lockout
from kiosk.core.members import Member
from kiosk.core.model import Stamp
from kiosk.core.names import masked
from kiosk.core.opening import local
from kiosk.core.patience import waiting
from kiosk.core.ports import Notebook
from kiosk.core.printed import ending
from kiosk.core.reception import Reception

A_PAGE = 6
"""Who can be shown at once on the usual panel; a larger family is asked for the sign first."""
CROWD = 1000
"""So many without a key have, under one sign, more than a dozen pages of names: another page of surnames is shorter."""
OFTEN = timedelta(days=30)
DIGITS = (2, 3, 4)
TRIES = "wrong_tails"


@dataclass(frozen=True, slots=True)
class Chosen:
    """Somebody is found, and stands here."""

    person: str


class Cardless:
    """Finds who has no card. What it needs to remember is on the page itself."""

    def __init__(self, reception: Reception, notebook: Notebook) -> None:
        """Share the desk's reception; numbers that are nobody's are counted in `notebook`."""
        self.reception, self.roster, self.visits = reception, reception.roster, reception.visits
        self.lockout = Lockout(notebook, name=TRIES)
        self.forgiven = ""

    def answer(self, event: e.CardlessEvent, page: p.Page) -> p.Page | Chosen:
        """What comes of an event on this page; the page itself when it makes no sense there."""
        match event, page:
            case e.NoCardAsked(at), p.Idle() | p.PickGroup() | p.PickYourself() | p.TypeTail():
                return self._surnames(at)
            case e.GroupPicked(at, group), p.PickGroup() if group in page.groups:
                if page.surnames:
                    people = self.roster.members().born_under(page.surnames, group)
                    return self._offered(people, at, told=not page.others)
                return self._named(page, (group,), at)
            case e.OthersPicked(at, seen), p.PickGroup() if not page.surnames and 0 < seen < len(page.groups):
                return self._keyless(page, page.groups[seen:], at)
            case e.TailAsked(at), p.PickGroup():
                return self._keypad(at)
            case e.TailEntered(at, tail), p.TypeTail():
                return self._typed(tail, at)
            case e.SelfPicked(_, person), p.PickYourself() if person in {one.id for one in page.people}:
                return Chosen(person)
        return page

    def _surnames(self, at: Stamp) -> p.Page:
        members = self.roster.members()
        if not members.surnames:
            return p.HelpCalled(self._lang())
        may_bring = self.reception.for_guests((), at) is not None
        surnames = members.familiar(self._often(at))
        return self._waiting(p.PickGroup(self._lang(), surnames, digits=members.numbered, may_bring=may_bring))

    def _keyless(self, page: p.PickGroup, surnames: tuple[str, ...], at: Stamp) -> p.Page | Chosen:
        """Whose surname was not among those before; of a crowd the next surnames are asked."""
        if len(self.roster.members().named(surnames)) > CROWD:
            return self._waiting(replace(page, groups=surnames, others=True))
        return self._named(page, surnames, at, others=True)

    def _named(
        self, page: p.PickGroup, surnames: tuple[str, ...], at: Stamp, *, others: bool = False
    ) -> p.Page | Chosen:
        """Whoever has one of these surnames; of too many for one page the sign is asked first."""
        members = self.roster.members()
        people, found = members.named(surnames), members.signs(surnames)
        if len(people) > A_PAGE and len(found) > 1:
            signs = p.PickGroup(page.lang, found, surnames=surnames, others=others, digits=page.digits)
            return self._waiting(signs)
        return self._offered(people, at, told=not others)

    def _keypad(self, at: Stamp) -> p.Page:
        return p.HelpCalled(self._lang()) if self.lockout.wait(at) else self._waiting(p.TypeTail(self._lang()))

    def _typed(self, tail: str, at: Stamp) -> p.Page | Chosen:
        """Count a try as wrong before it is looked at.

        Whoever is found forgives the wrong ones before, but not twice in a row: who tries numbers out has an own one.
        """
        if self.lockout.wait(at):
            return p.HelpCalled(self._lang())
        self.lockout.attempt(at)
        people = self.roster.members().ending(tail)
        if not people:
            again = self._waiting(p.TypeTail(self._lang(), wrong=True))
            return p.HelpCalled(self._lang()) if self.lockout.wait(at) else again
        self.lockout.pardon(at)
        found = self._offered(people, at)
        if isinstance(found, Chosen) and found.person != self.forgiven:
            self.lockout.succeeded()
            self.forgiven = found.person
        return found

    def _offered(self, people: Sequence[Member], at: Stamp, *, told: bool = True) -> p.Page | Chosen:
        """Of several, who comes often is shown first. Nobody: the roster changed under the finger.

        One is that one where they `told` their surname or number; who only told what they are not has to look first.
        """
        if not people:
            return self._surnames(at)
        if len(people) == 1 and told:
            return Chosen(people[0].id)
        often = self._often(at)
        ranked = sorted(people, key=lambda one: (-often.get(one.id, 0), one.reading, one.id))
        shown = tuple(self._told_apart(ranked))
        return self._waiting(p.PickYourself(self._lang(), shown)) if shown else p.SeeStaff(self._lang())

    def _often(self, at: Stamp) -> Mapping[str, int]:
        """How much everybody did lately who was here at all."""
        today = local(at, self.roster.settings()).date()
        return self.visits.often(today - OFTEN, today)

    def _told_apart(self, people: Sequence[Member]) -> Iterator[p.Masked]:
        """Each by the masked name, with as many last digits as it takes where another has the same.

        Whoever cannot be told from somebody else is left out: a wrong pick would be another's meal.
        """
        names = {one.id: masked(one.name) for one in people}
        bearers = Counter(names.values())
        endings = {one.id: self._ending(one) for one in people if bearers[names[one.id]] > 1}
        for one in people:
            others = [endings[other.id] for other in people if other != one and names[other.id] == names[one.id]]
            tails = [endings[one.id][-digits:] for digits in DIGITS] if others else [""]
            for tail in tails:
                if not any(other.endswith(tail) if tail else not other for other in others):
                    yield p.Masked(one.id, names[one.id], tail)
                    break

    def _ending(self, member: Member) -> str:
        """What tells two masked names apart: the end of the card they left at home, else of their telephone."""
        cards = [ending(card.key) for card in self.roster.cards_of(member.id)]
        return (cards or [*member.tails, ""])[0]

    def _waiting(self, page: p.WithoutCard) -> p.Page:
        return waiting(page, self.roster.settings())

    def _lang(self) -> str:
        return self.roster.settings().language
