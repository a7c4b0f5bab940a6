"""Everything of one kiosk's voice, put together: packs, synthesiser, microphone. For the kiosk and for its commands.

The catalogs are read when a text is first needed: a tap does not wait for them.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from kiosk.config import Config
from kiosk.core.model import Service
from kiosk.paths import ASSETS
from kiosk.voice.microphone import microphone
from kiosk.voice.packs import Shelf
from kiosk.voice.studio import Studio
from kiosk.voice.synthesiser import Synthesiser

if TYPE_CHECKING:
    from kiosk.i18n import Catalogs
    from kiosk.ui.voice import Voice


@dataclass
class Speech:
    """What a kiosk can say, and records."""

    config: Config
    shelf: Shelf
    synthesiser: Synthesiser

    @classmethod
    def of(cls, config: Config) -> "Speech":
        """The voice of a configured kiosk; nothing is written."""
        shelf = Shelf([ASSETS / "voice"], config.state / "voice", config.sound.voice)
        return cls(config, shelf, Synthesiser(config.state / "spoken"))

    @cached_property
    def catalogs(self) -> "Catalogs":
        """The texts of every language."""
        from kiosk.i18n import Catalogs

        return Catalogs(ASSETS / "i18n")

    def voice(self, services: Callable[[], Mapping[str, Service]]) -> "Voice":
        """What is heard for a page."""
        from kiosk.ui.voice import Voice

        return Voice(self.shelf, self.catalogs, self.synthesiser, services)

    def studio(self, services: Callable[[], Iterable[Service]]) -> Studio:
        """Where staff record."""

        def words(part: str, lang: str) -> str:
            """A part in words."""
            from kiosk.ui.voice import word_of

            return word_of(part, self.catalogs[lang], {service.id: service for service in services()})

        return Studio(self.shelf, microphone(self.config.sound.microphone), words)
