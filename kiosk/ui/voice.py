"""What the kiosk says aloud for a page: clips that people recorded, else what the synthesiser made, else only the tone.

`core/speech.py` says which parts a sentence has, `voice/packs.py` where the clips are. A whole sentence comes from one
voice: the chosen pack, else another one of the page's language, else the synthesiser (ux-rules R29-R31).
"""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from kiosk.core import pages
from kiosk.core.model import Service
from kiosk.core.speech import Sentence, said, spelled
from kiosk.i18n import Catalog
from kiosk.voice.packs import Shelf
from kiosk.voice.synthesiser import Synthesiser

MOST_HANZI = 15
"""In one spoken sentence (ux-rules R29)."""


class Voice:
    """Chooses what is heard for a page. `words` gives a service's word in a language."""

    def __init__(
        self,
        shelf: Shelf,
        catalogs: Mapping[str, Catalog],
        synthesiser: Synthesiser,
        services: Callable[[], Mapping[str, Service]] = dict,
    ) -> None:
        """`services` gives the centre's services by id as they are now: their words are spoken."""
        self.shelf = shelf
        self._catalogs = catalogs
        self._synthesiser = synthesiser
        self._services = services

    def speaks(self, page: pages.Page) -> bool:
        """Whether there is anything to hear again on this page."""
        return next(self.choices(page), None) is not None or (bool(said(page)) and self._synthesiser.speaks(page.lang))

    def choices(self, page: pages.Page) -> Iterator[list[Path]]:
        """The clips that say the page, from the fullest sentence to the shortest; none when no voice has any."""
        if isinstance(page, pages.RecordVoice):
            clip = self.shelf.recorded(page.pack).get(page.part)
            yield from [[clip]] if clip else []
            return
        sentences = self._sentences(page)
        yield from filter(None, (self.shelf.clips(sentence, page.lang) for sentence in sentences))
        made = (self._synthesiser.clip(self.text(sentence, page.lang), page.lang) for sentence in sentences)
        yield from ([clip] for clip in made if clip)

    def ask(self, page: pages.Page, then: Callable[[Path], object]) -> None:
        """Have the page's fullest sentence made; `then` is called with it soon, from another thread, or never."""
        for sentence in self._sentences(page)[:1]:
            self._synthesiser.ask(self.text(sentence, page.lang), page.lang, then)

    def _sentences(self, page: pages.Page) -> list[Sentence]:
        """From the fullest that an old ear can follow to the shortest."""
        sentences = said(page)
        short = [
            one for one in sentences if sum(letter.isalpha() for letter in self.text(one, page.lang)) <= MOST_HANZI
        ]
        return (short or sentences[-1:]) if page.lang.startswith("zh") else sentences

    def text(self, sentence: Sentence, lang: str) -> str:
        """The sentence in words."""
        return words_of(sentence, self._catalogs[lang], self._services())


def words_of(sentence: Sentence, say: Catalog, services: Mapping[str, Service]) -> str:
    """The parts of a sentence in the words of a language."""
    told = [word_of(part, say, services) for whole in sentence for part in spelled(whole, say.tag)]
    return say.text("voice.join").join(told)


def word_of(part: str, say: Catalog, services: Mapping[str, Service]) -> str:
    """One part in words; a service that nobody knows any more has none."""
    kind, _, name = part.partition(".")
    if kind == "service":
        service = services.get(name)
        return (service.names.get(say.tag) or next(iter(service.names.values()), "")) if service else ""
    return say.text(f"voice.{part.replace('.', '_')}")
