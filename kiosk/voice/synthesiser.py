"""Says what nobody recorded: espeak-ng turns a sentence into a WAV file, once, on a thread of its own.

A machine without espeak-ng is fine: nothing is ever rendered. Debian 12's voice `cmn` reads digits and pinyin by
English rules; `cmn-latn-pinyin` reads hanzi and pinyin rightly (the phonemes of `espeak-ng -x` tell).
"""

import shutil
import subprocess
from collections.abc import Callable, Mapping
from contextlib import suppress
from hashlib import sha256
from logging import getLogger
from pathlib import Path
from queue import Empty, Full, Queue
from threading import Event
from types import MappingProxyType

from kiosk.voice.packs import write_whole
from kiosk.voice.waves import as_wav, from_wav, levelled

PROGRAM = "espeak-ng"
VOICES: Mapping[str, str] = MappingProxyType({"zh": "cmn-latn-pinyin", "en": "en"})
WORDS_PER_MINUTE = 150
LONGEST_SECONDS = 5.0
MOST_FILES = 200
WAITING = 4
LOOK_SECONDS = 0.5

log = getLogger(__name__)


class Synthesiser:
    """Sentences as files in `cache`, of which the least recently rendered are thrown away."""

    def __init__(self, cache: Path, program: str = PROGRAM) -> None:
        """Find the program; nothing is started or written yet."""
        self.cache = cache
        self.program = shutil.which(program)
        self._asked: Queue[tuple[str, str, Callable[[Path], object]]] = Queue(WAITING)

    def speaks(self, lang: str) -> bool:
        """Whether it can say anything in this language."""
        return self.program is not None and _language(lang) in VOICES

    def clip(self, text: str, lang: str) -> Path | None:
        """The sentence when it was rendered before."""
        path = self._path(text, lang)
        return path if path.exists() else None

    def ask(self, text: str, lang: str, then: Callable[[Path], object]) -> None:
        """Render soon; `then` is called from another thread. Sentences that come faster than that stay unsaid."""
        if self.speaks(lang):
            with suppress(Full):
                self._asked.put_nowait((text, lang, then))

    def run(self, stop: Event) -> None:
        """Render what is asked for until `stop` is set."""
        while not stop.is_set():
            try:
                text, lang, then = self._asked.get(timeout=LOOK_SECONDS)
            except Empty:
                continue
            path = self.clip(text, lang) or self.render(text, lang)
            if path:
                then(path)

    def render(self, text: str, lang: str) -> Path | None:
        """Render now, within five seconds; None and a line in the log when it does not work out."""
        if not self.speaks(lang):
            return None
        command = [str(self.program), "-v", VOICES[_language(lang)], "-s", str(WORDS_PER_MINUTE), "--stdin", "--stdout"]
        path = self._path(text, lang)
        try:
            done = subprocess.run(  # noqa: S603  no shell, and the text is one of ours, on standard input
                command, input=text.encode(), capture_output=True, timeout=LONGEST_SECONDS, check=True
            )
            samples, rate = from_wav(done.stdout)
            write_whole(path, as_wav(levelled(samples), rate))
        except (OSError, subprocess.SubprocessError, ValueError) as error:
            log.warning("%s cannot say a sentence: %s", self.program, error)
            return None
        self._make_room()
        return path

    def _make_room(self) -> None:
        files = sorted(self.cache.glob("*.wav"), key=lambda file: file.stat().st_mtime)
        for file in files[:-MOST_FILES]:
            file.unlink(missing_ok=True)

    def _path(self, text: str, lang: str) -> Path:
        name = sha256(f"{VOICES.get(_language(lang))} {WORDS_PER_MINUTE} {text}".encode()).hexdigest()[:32]
        return self.cache / f"{name}.wav"


def _language(lang: str) -> str:
    return lang.partition("_")[0]
