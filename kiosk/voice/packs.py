"""Voice packs: folders of clips, in the package and in the kiosk's own folder, where staff record theirs.

A pack is a folder with a `pack.toml` and one clip a part (`assets/voice/README.md`). Of two folders of one name the
later one is heard: a centre's own recording replaces what came with the package.
"""

import os
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from logging import getLogger
from pathlib import Path

from kiosk.core.speech import Dialect, Sentence, same_language, spelled
from kiosk.errors import AssetError

CLIPS = (".wav", ".ogg")
CHOSEN = "chosen"

log = getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Pack:
    """One voice: its name for staff, the language of the pages it speaks for, and its clips by part."""

    tag: str
    title: str
    language: str
    clips: dict[str, Path]

    def speaks(self, sentence: Sentence) -> list[Path]:
        """The clips that say a sentence, numbers put together from others; empty when one is missing."""
        parts = [part if part in self.clips else spelled(part, self.language) for part in sentence]
        flat = [one for part in parts for one in ((part,) if isinstance(part, str) else part)]
        return [self.clips[part] for part in flat] if all(part in self.clips for part in flat) else []


class Shelf:
    """All packs that can be heard, the chosen one first. `own` is the only folder that is written to.

    Another thread may read `packs` at any time: it is replaced, never changed.
    """

    def __init__(self, folders: Sequence[Path], own: Path, chosen: str = "") -> None:
        """`chosen` holds until staff choose another pack here. Packs that cannot be read are logged and left out."""
        self.folders = (*folders, own)
        self.own = own
        self._configured = chosen
        self.packs: tuple[Pack, ...] = ()
        self.look()

    @property
    def chosen(self) -> str:
        """The pack that speaks where several could."""
        kept = self.own / CHOSEN
        return kept.read_text(encoding="utf-8").strip() if kept.is_file() else self._configured

    def choose(self, tag: str) -> None:
        """Let this pack be heard first from now on, also after a restart."""
        write_whole(self.own / CHOSEN, tag.encode())
        self.look()

    def look(self) -> None:
        """Read the folders again."""
        found: dict[str, Pack] = {}
        for path in (path for folder in self.folders for path in sorted(folder.glob("*/pack.toml"))):
            try:
                found[path.parent.name] = read_pack(path)
            except AssetError as error:
                log.warning("%s", error)
        chosen = self.chosen
        self.packs = tuple(sorted(found.values(), key=lambda pack: pack.tag != chosen))

    def keep(self, dialect: Dialect, part: str, clip: bytes) -> None:
        """Add a clip to one of our own packs; raises OSError and leaves what was there when it cannot be written."""
        folder = self.own / dialect.tag
        told = folder / "pack.toml"
        if not told.exists():
            write_whole(told, f'title = "{dialect.title}"\nlanguage = "{dialect.language}"\n'.encode())
        write_whole(folder / f"{part}.wav", clip)
        self.look()

    def recorded(self, tag: str) -> dict[str, Path]:
        """The clips of our own pack."""
        folder = self.own / tag
        return {clip.stem: clip for clip in folder.glob("*.wav")} if (folder / "pack.toml").exists() else {}

    def clips(self, sentence: Sentence, lang: str) -> list[Path]:
        """The clips of the first pack of this language that can say the whole sentence; empty when none can."""
        able = (pack.speaks(sentence) for pack in self.packs if same_language(pack.language, lang))
        return next((clips for clips in able if clips), [])


def read_pack(path: Path) -> Pack:
    """The pack whose `pack.toml` this is; raises AssetError."""
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
        title, language = str(told["title"]), str(told.get("language", "zh_CN"))
        files = sorted(path.parent.iterdir())
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError) as error:
        raise AssetError(f'{path}: is not a voice pack ({error}); write title = "..." into it') from error
    return Pack(path.parent.name, title, language, {file.stem: file for file in files if file.suffix in CLIPS})


def write_whole(path: Path, data: bytes) -> None:
    """Replace a file by one that is whole, and on the disk when this returns; a failure leaves the old one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f".{path.name}.new")
    try:
        with new.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    except OSError:
        new.unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
