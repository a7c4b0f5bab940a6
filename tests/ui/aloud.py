"""Three pages through a real stage and the sound card that SDL_AUDIODRIVER names: `python -m tests.ui.aloud FOLDER`.

Kivy is imported at once, so whoever starts it describes the panel in its environment (`Panel.prepare`). The first and
the last page are for somebody who hears well, the second for somebody who asked for a louder voice.
"""

import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from kiosk.config import Sound
from kiosk.core.pages import Manner, Welcome
from kiosk.ui.easel import Easel
from kiosk.ui.sound import Speaker

USUAL = Welcome("zh_CN", "李*明", (), 0, datetime(2026, 11, 24, 11, 32, tzinfo=UTC), 1)
PAGES = (USUAL, replace(USUAL, manner=Manner(louder=True)), replace(USUAL, nth=2))
A_TONE = 0.6


def main(folder: Path) -> None:
    """Show each page and wait until its tone has ended."""
    site = Sound(volume=30)
    easel = Easel(folder / "home", player=Speaker(folder / "sounds", lambda louder: site.loudness(None, louder=louder)))
    for page in PAGES:
        easel.show(page)
        easel.wait(A_TONE)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
