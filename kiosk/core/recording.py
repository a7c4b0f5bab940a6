"""Staff record a voice at the kiosk: which one, then sentence by sentence, heard again at once.

Whatever comes in between (a card, a time-out) ends the recording; what was kept stays.
"""

from dataclasses import dataclass, replace

from kiosk.core import events as e
from kiosk.core import pages as p
from kiosk.core.pages import Take, Voiced
from kiosk.core.ports import Roster, Studio
from kiosk.core.speech import DIALECTS, Dialect, vocabulary

LONGEST_SECONDS = 8


@dataclass
class Recording:
    """One voice in the making."""

    roster: Roster
    studio: Studio
    dialect: Dialect = DIALECTS[0]
    at: int = 0

    def answer(self, event: e.VoiceEvent, page: p.Page) -> p.Page:
        """What comes of an event on this page; the page itself when it makes no sense there."""
        match event, page:
            case e.VoiceAsked(_, pack), p.LinkCard() | p.ChooseVoice() | p.RecordVoice():
                return self.begin(pack) if pack else self.voices()
            case e.SentenceTurned(_, by), p.RecordVoice():
                return self.turn(by)
            case e.TakeAsked(), p.RecordVoice():
                return self.start(page)
            case e.TakeEnded(), p.RecordVoice(take=Take.RUNNING):
                return self.stop()
            case e.VoiceChosen(), p.RecordVoice():
                return self.page(self.studio.choose(self.dialect.tag))
        return page

    def voices(self) -> p.ChooseVoice:
        """Every voice that can be recorded, and how far it is."""
        self.studio.cancel()
        return p.ChooseVoice(self._lang(), tuple(self._voiced(dialect) for dialect in DIALECTS))

    def begin(self, pack: str) -> p.Page:
        """Go on with a voice at the first sentence that it lacks."""
        self.dialect = next((one for one in DIALECTS if one.tag == pack), self.dialect)
        recorded = self.studio.recorded(self.dialect.tag)
        self.at = next((at for at, part in enumerate(self._parts()) if part not in recorded), 0)
        return self.page()

    def turn(self, by: int) -> p.Page:
        """Another sentence; after the last one comes the first."""
        self.studio.cancel()
        self.at = (self.at + by) % len(self._parts())
        return self.page()

    def start(self, page: p.RecordVoice) -> p.Page:
        """Listen, for no longer than eight seconds."""
        take = self.studio.start()
        return replace(page, take=take, stays=LONGEST_SECONDS if take is Take.RUNNING else page.stays)

    def stop(self) -> p.Page:
        """Keep what was said, if it will do."""
        return self.page(self.studio.stop(self.dialect, self._parts()[self.at]))

    def leave(self) -> None:
        """Nobody records any more."""
        self.studio.cancel()

    def page(self, take: Take | None = None) -> p.RecordVoice:
        """The sentence to speak now."""
        parts = self._parts()
        self.at = min(self.at, len(parts) - 1)
        part = parts[self.at]
        return p.RecordVoice(
            self._lang(),
            self._voiced(self.dialect),
            part,
            self.studio.words(part, self.dialect.language),
            self.at + 1,
            kept=part in self.studio.recorded(self.dialect.tag),
            take=take,
        )

    def _voiced(self, dialect: Dialect) -> Voiced:
        parts, recorded = self._parts(dialect), self.studio.recorded(dialect.tag)
        done = sum(part in recorded for part in parts)
        return Voiced(dialect.tag, dialect.title, done, len(parts), chosen=dialect.tag == self.studio.chosen())

    def _parts(self, dialect: Dialect | None = None) -> tuple[str, ...]:
        return vocabulary((dialect or self.dialect).language, self.roster.services())

    def _lang(self) -> str:
        return self.roster.settings().language
