"""Staff tell at the kiosk whose an unknown card is: tap it twice, type a few letters or digits, pick the person."""

from collections.abc import Callable
from dataclasses import dataclass
from string import ascii_lowercase
from string import digits as ten_digits

from kiosk.core import pages as p
from kiosk.core.cardkey import unfit
from kiosk.core.model import Card, Fact, Kind, Staff, Stamp
from kiosk.core.opening import local
from kiosk.core.pages import Step
from kiosk.core.ports import Roster, Visits
from kiosk.core.printed import ending
from kiosk.core.seeking import by_name, by_number

MOST = 6
LONGEST, LONGEST_NUMBER = 12, 18
"""So many letters are enough of any name; an ID number is the longest that somebody may type whole."""
IN_NUMBERS = ten_digits + "abcdefx"
"""Cards also show hexadecimal digits; an ID number may end in X."""


@dataclass
class Linking:
    """One link in the making."""

    roster: Roster
    visits: Visits
    new_id: Callable[[Stamp], str]
    member: Staff | None = None
    card: str | None = None
    typed: str = ""
    digits: bool = False

    def begin(self, member: Staff) -> p.Page:
        """Ask for the card."""
        self.member, self.card, self.typed, self.digits = member, None, "", False
        return p.LinkCard(self._lang())

    def read(self, key: str) -> p.Page:
        """A card was tapped: the first time it is noted, the second time believed."""
        known = self.roster.card(key)
        if unfit(key):
            return self._again(Step.UNFIT, key)
        if known and known.resident:
            return self._again(Step.TAKEN, key)
        if self.card is None:
            self.card = key
            return p.LinkCard(self._lang(), Step.TAP_AGAIN, ending(key))
        if self.card != key:
            return self._again(Step.OTHER, key)
        return self._found()

    def type(self, letter: str) -> p.Page:
        """One letter or digit more."""
        keys, longest = (IN_NUMBERS, LONGEST_NUMBER) if self.digits else (ascii_lowercase, LONGEST)
        if len(letter) == 1 and letter.lower() in keys:
            self.typed = (self.typed + letter.lower())[:longest]
        return self._found()

    def erase(self) -> p.Page:
        """One letter or digit less."""
        self.typed = self.typed[:-1]
        return self._found()

    def turn(self) -> p.Page:
        """From the letters of a name to the digits of a number, or back: what was typed of the other is gone."""
        self.digits, self.typed = not self.digits, ""
        return self._found()

    def pick(self, person: str, at: Stamp) -> p.Page:
        """Record the link, and believe it here at once."""
        resident = self.roster.resident(person)
        if resident is None or self.card is None or self.member is None:
            return self._found()
        settings = self.roster.settings()
        fact = Fact(
            id=self.new_id(at),
            kind=Kind.LINK,
            at=at,
            centre=settings.centre,
            day=local(at, settings).date(),
            card=self.card,
            resident=resident.id,
            actor=self.member.id,
        )
        self.visits.record(fact)
        self.roster.adopt(Card(self.card, resident.id))
        return p.Linked(self._lang(), resident.name, ending(self.card))

    def _again(self, step: Step, key: str) -> p.Page:
        self.card = None
        return p.LinkCard(self._lang(), step, ending(key))

    def _found(self) -> p.Page:
        seek = by_number if self.digits else by_name
        people = seek(self.roster, self.typed, MOST + 1) if self.typed else []
        shown, more = tuple(people[:MOST]), len(people) > MOST
        return p.FindResident(self._lang(), ending(self.card or ""), self.typed, shown, more=more, digits=self.digits)

    def _lang(self) -> str:
        return self.roster.settings().language
