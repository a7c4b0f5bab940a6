"""The settings of one machine, read from TOML and the environment into frozen structs.

    KIOSK_SERVER__URL=https://...   overrides   [server] url

An unknown key, a wrong type or a value out of range stops the start, with the file, the key, the value and what is
accepted. What a whole centre shares (prices, services, opening hours) is not here: it comes from the server.
"""

import os
import re
import tomllib
import unicodedata
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Mapping
from datetime import datetime, time
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from kiosk.errors import ConfigError, quoted

PREFIX = "KIOSK_"
HOUR = r"^([01]\d|2[0-3]):[0-5]\d$"
ANEW = "put a copy back, or delete it and run `sudo kiosk units install`, then fill it in"
AS_UTF8 = "save it again with the encoding UTF-8"
LOOKALIKES = (
    dict.fromkeys("“”„‟〝〞＂«»", 'a straight "')
    | dict.fromkeys("‘’‚‛＇`", "a straight '")
    | dict.fromkeys("\u00a0\u3000\u2002\u2003\u2009\u202f", "an ordinary blank")
    | dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff", "nothing")
    | {"＝": "=", "［": "[", "］": "]", "＃": "#", "，": ",", "、": ",", "．": ".", "。": ".", "：": "=", "＿": "_"}
)
"""Characters of a Chinese keyboard or of a word processor, and what TOML wants in their place."""
Seconds = Annotated[float, Meta(gt=0, le=86400)]
Percent = Annotated[int, Meta(ge=0, le=100)]


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A table of the file; a key it does not know is an error."""


class Reader(_Part, frozen=True):
    """A card or code reader. `port` is anything that pyserial's `serial_for_url` opens; `model` a folder in hardware/.

    `protocol` and `baud` replace the profile's where a centre's own device differs.
    """

    name: Annotated[str, Meta(min_length=1, max_length=40)]
    port: Annotated[str, Meta(min_length=1)]
    model: str | None = None
    protocol: str | None = None
    baud: Annotated[int, Meta(ge=300, le=4_000_000)] | None = None


class Server(_Part, frozen=True):
    """Where visits go. `ca` is a PEM file to trust instead of the system's; `timeout` is for one request.

    `proxy` is the only way out of some sites: an HTTP proxy, through which TLS goes to the server as it is.
    """

    url: Annotated[str, Meta(pattern=r"^https?://[^/\s]+$")] | None = None
    proxy: Annotated[str, Meta(pattern=r"^(http://[^/\s]+/?)?$")] = ""
    ca: Path | None = None
    timeout: Seconds = 10.0
    every: Seconds = 5.0


class Screen(_Part, frozen=True):
    """The panel: pixels and diagonal give the millimetre; `reader` is the side on which cards are laid."""

    width: Annotated[int, Meta(ge=480, le=7680)] = 1280
    height: Annotated[int, Meta(ge=320, le=4320)] = 800
    inches: Annotated[float, Meta(ge=3, le=65)] = 10.1
    fullscreen: bool = True
    rotation: Literal[0, 90, 180, 270] = 0
    reader: Literal["left", "right", "up", "down"] = "right"
    theme: Annotated[str, Meta(pattern=r"^(calm|contrast)$")] = "calm"


LOUDER = 2
"""Six decibels: clearly more, and still the same voice."""


class Hours(_Part, frozen=True):
    """A time of day with its own loudness, local time, also over midnight. While `quiet`, tones and no words."""

    start: Annotated[str, Meta(pattern=HOUR)] = msgspec.field(name="from")
    end: Annotated[str, Meta(pattern=HOUR)] = msgspec.field(name="to")
    volume: Percent
    quiet: bool = False

    def __post_init__(self) -> None:
        """Raises ValueError for no time at all."""
        if self.start == self.end:
            raise ValueError("`from` and `to` are the same; Expected two times of day")

    def holds(self, now: time) -> bool:
        """Whether this time of day is in these hours: from the first on, up to but not including the last."""
        start, end = time.fromisoformat(self.start), time.fromisoformat(self.end)
        return start <= now < end if start < end else now >= start or now < end


class Sound(_Part, frozen=True):
    """Loudness in percent by day, and where `hours` say otherwise; the voice pack; the microphone for recording one.

    Who asked for a louder voice gets twice as much, but never more than `loudest` and never in quiet hours.
    `microphone` is a name of ALSA, or a WAV file that is then taken for what somebody said.
    """

    volume: Percent = 80
    loudest: Percent = 100
    voice: str = ""
    microphone: Annotated[str, Meta(min_length=1)] = "default"
    hours: Annotated[tuple[Hours, ...], Meta(max_length=12)] = ()

    def loudness(self, now: datetime | None, *, louder: bool = False) -> int:
        """The percent at a local time; that of the day while the clock is not set."""
        usual = found.volume if (found := self._hours(now)) else self.volume
        return max(usual, min(LOUDER * usual, self.loudest)) if louder and not self.quiet(now) else usual

    def quiet(self, now: datetime | None) -> bool:
        """Whether nothing is to be said at a local time."""
        return bool((found := self._hours(now)) and found.quiet)

    def _hours(self, now: datetime | None) -> Hours | None:
        return next((hours for hours in self.hours if hours.holds(now.time())), None) if now else None


class Night(_Part, frozen=True):
    """Local times: dark from `dark` to `light`, a fresh start between `restart` and an hour later. Equal times: never.

    The fresh start waits until nobody has been here for `quiet` seconds; `backlight` is where the kernel keeps its own.
    """

    dark: time = time(22)
    light: time = time(6)
    restart: time | None = time(3)
    quiet: Annotated[float, Meta(ge=60, le=86400)] = 1200.0
    backlight: Path = Path("/sys/class/backlight")


class Config(_Part, frozen=True):
    """One kiosk. `state` is the folder of its database; it writes nowhere else but to `second_copy` and once to `keys`.

    `second_copy`, best on another disk such as a USB stick, holds what is unsent once more (None: inside `state`).
    `keys` is the folder of the two secrets without which `state` tells nothing (None: `state`).
    """

    state: Path = Path("/var/lib/kiosk")
    keys: Path | None = None
    second_copy: Path | None = None
    language: Annotated[str, Meta(pattern=r"^[a-z]{2,3}(_[A-Z]{2})?$")] = "zh_CN"
    readers: Annotated[tuple[Reader, ...], Meta(max_length=8)] = ()
    server: Server = Server()
    screen: Screen = Screen()
    sound: Sound = Sound()
    night: Night = Night()


def load(path: Path | None, environ: Mapping[str, str] = os.environ) -> Config:
    """Read `path` (None: defaults), then the environment; raises ConfigError with file, key, value and accepted."""
    data = _read(path) if path else {}
    where = str(path) if path else "the environment"
    for name, value in sorted(environ.items()):
        if name.startswith(PREFIX) and name != "KIOSK_CONFIG":
            _place(data, name.removeprefix(PREFIX).lower().split("__"), _value(value))
            where = f"{where} or {name}"
    try:
        return msgspec.convert(data, Config, dec_hook=_path)
    except msgspec.ValidationError as error:
        raise ConfigError(_explain(where, data, str(error))) from error


def _read(path: Path) -> dict[str, Any]:
    try:
        text = _text(path.read_bytes())
        return tomllib.loads(text)
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror}); give --config another file") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: is not TOML: {_flaw(text, str(error))}") from error
    except ValueError as error:
        raise ConfigError(f"{path}: {error}") from error


def _text(raw: bytes) -> str:
    """The settings as text, whatever editor saved them. Raises ValueError that names the line and what to do."""
    if not raw.removeprefix(BOM_UTF8).strip(b"\0 \t\r\n"):
        raise ValueError(f"is empty ({len(raw)} bytes), as a power cut may leave it; {ANEW}")
    if raw.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) or _wide(raw[:200]):
        raise ValueError(f"is UTF-16, in Notepad called Unicode; {AS_UTF8}")
    if b"\0" in raw:
        raise ValueError(f"line {_line(raw, raw.index(0))} holds a NUL byte, as a power cut may leave it; {ANEW}")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(f"line {_line(raw, error.start)} is not UTF-8, perhaps ANSI or GBK; {AS_UTF8}") from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _wide(raw: bytes) -> bool:
    """Whether mostly every other byte is a NUL, as in UTF-16 without a mark at its beginning."""
    first, second = sorted((raw[::2].count(0), raw[1::2].count(0)))
    return second > len(raw) / 4 > 4 * first


def _line(raw: bytes, place: int) -> int:
    return raw.count(b"\n", 0, place) + 1


def _flaw(text: str, problem: str) -> str:
    """What is wrong in which line: a character that only looks like TOML's own, or what the parser says."""
    lines = text.split("\n")
    found = re.search(r"at line (\d+)", problem)
    number = min(int(found[1]), len(lines)) if found else len(lines)
    line = lines[number - 1]
    for char in line:
        if meant := LOOKALIKES.get(char):
            name = unicodedata.name(char, "a character").lower()
            return f"line {number} has {char} (U+{ord(char):04X}, {name}); type {meant} instead: {quoted(line)}"
    return f"{problem}: {quoted(line)}"


def _place(data: dict[str, Any], keys: list[str], value: object) -> None:
    for key in keys[:-1]:
        data = data.setdefault(key, {})
    data[keys[-1]] = value


def _value(text: str) -> object:
    """A TOML value where it reads as one (`12`, `true`, `"a"`), else the text itself."""
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text


def _path(kind: type, value: object) -> object:
    if kind is Path and isinstance(value, str):
        return Path(value)
    raise msgspec.ValidationError(f"Expected `{kind.__name__}`, got `{type(value).__name__}`")


def _explain(where: str, data: dict[str, Any], problem: str) -> str:
    """Say file, key, value and what is accepted, from what msgspec reports as `PROBLEM - at `$.table.key``."""
    reason, _, place = problem.partition(" - at `$")
    keys = re.findall(r"[A-Za-z_]+|\d+", place)
    accepted = reason.replace("`", "")
    if unknown := re.search(r"unknown field `(.*)`", reason):
        accepted = "accepted are " + ", ".join(field.encode_name for field in msgspec.structs.fields(_struct(keys)))
        keys.append(unknown[1])
    value = _lookup(data, keys)
    return f"{where}: {quoted(_dotted(keys)) or 'the file'} = {quoted(repr(value))}: {quoted(accepted, 300)}"


def _struct(keys: list[str]) -> type[msgspec.Struct]:
    tables: dict[str, type[msgspec.Struct]] = {
        "readers": Reader,
        "server": Server,
        "screen": Screen,
        "sound": Sound,
        "night": Night,
    }
    if keys[:2] == ["sound", "hours"]:
        return Hours
    return tables.get(keys[0], Config) if keys else Config


def _lookup(data: Any, keys: list[str]) -> object:
    for key in keys:
        data = (
            data[int(key)]
            if key.isdigit() and isinstance(data, list)
            else data.get(key)
            if isinstance(data, dict)
            else None
        )
    return data


def _dotted(keys: list[str]) -> str:
    return "".join(f"[{key}]" if key.isdigit() else f".{key}" for key in keys).lstrip(".")
