"""Every text that a person reads, in every language that has a file in assets/i18n.

    catalog = Catalogs(ASSETS / "i18n")["en"]
    catalog.text("welcome.nth", n=18)      'Visit 18 this month'
    catalog.money(1250)                    '¥12.5'

A language is one gettext file `<tag>.po` (and, for the server's pages, `server.<tag>.po`): dropping it in adds the
language. Message ids are symbols, not English, so that a changed wording touches one file. Dates and money are messages
too: their order is a translator's business. A person never sees a bare symbol: what a language lacks is taken from the
fallback language, unless `strict` asks for an error.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path
from string import Formatter

import polib

from kiosk.errors import AssetError

FALLBACK = "zh_CN"
PSEUDO = "pseudo"
_TAG = re.compile(r"^[a-z]{2,3}(_[A-Z]{2})?$")


class Catalog:
    """The texts of one language. `text` raises AssetError for an unknown key or a missing value."""

    def __init__(self, tag: str, messages: polib.POFile, fallback: "Catalog | None" = None) -> None:
        """`fallback` answers for keys that this language lacks; without one they raise."""
        self.tag = tag
        self._messages = GNUTranslations(BytesIO(messages.to_binary()))
        self._texts = [text for entry in messages for text in (entry.msgstr, *entry.msgstr_plural.values())]
        self._fallback = fallback

    def text(self, key: str, **values: object) -> str:
        """The message with its placeholders filled in; a message with plural forms chooses by the value `n`."""
        pattern = self.pattern(key, values.get("n"))
        try:
            return pattern.format(**values)
        except (KeyError, IndexError, ValueError) as error:
            raise AssetError(
                f"{self.tag}: text {key!r} cannot be filled in from {sorted(values)}: {error!r}"
            ) from error

    def pattern(self, key: str, n: object = None) -> str:
        """The message as the translator wrote it."""
        found = self._messages.ngettext(key, key, n) if isinstance(n, int) else self._messages.gettext(key)
        if found == key:
            found = self._messages.gettext(key)
        if found != key:
            return found
        if self._fallback is None:
            raise AssetError(f"{self.tag}: text {key!r} is missing; add it to assets/i18n/{self.tag}.po")
        return self._fallback.pattern(key, n)

    def texts(self) -> Iterator[str]:
        """Every pattern of this language's own file, each plural form by itself."""
        yield from self._texts

    def money(self, fen: int) -> str:
        """An amount of fen in yuan, with no more decimals than it needs; a minus sign stays in front."""
        yuan, rest = divmod(abs(fen), 100)
        number = f"{'-' if fen < 0 else ''}{yuan}" + (f".{rest:02}".rstrip("0") if rest else "")
        return self.text("format.money", yuan=number)

    def price(self, fen: int | None) -> str:
        """What something costs: an amount, "free", or that a person has to say it."""
        if fen is None:
            return self.text("note.ask_staff")
        return self.money(fen) if fen else self.text("format.free")

    def weekday(self, day: date) -> str:
        """The name of the day of the week."""
        return self.text(f"weekday.{day.isoweekday()}")

    def date(self, day: date) -> str:
        """Month, day and day of the week, without the year: this is for today."""
        values = {"day": day.day, "month": self.text(f"month.{day.month}"), "weekday": self.weekday(day)}
        return self.text("format.date", **values)

    def listed(self, key: str, number: int) -> str:
        """One of the names that a message lists between slashes, counted from 1."""
        return self.text(key).split("/")[number - 1]

    def time(self, moment: datetime) -> str:
        """Hours and minutes of a local time, in 24 hours."""
        return self.text("format.time", hour=moment.hour, minute=moment.minute)

    def join(self, words: Iterable[str]) -> str:
        """A list of words as this language writes it."""
        return self.text("format.join").join(words)


class Catalogs(Mapping[str, Catalog]):
    """The languages of a folder by tag, each read when first asked for; an unknown tag gives the fallback language."""

    def __init__(self, folder: Path, parts: Sequence[str] = ("",), *, strict: bool = False) -> None:
        """`parts` are the file prefixes to merge (`("", "server")`); raises AssetError when the fallback is missing."""
        self._folder = folder
        self._parts = parts
        self._strict = strict
        self._read: dict[str, Catalog] = {}
        self._tags = sorted(path.stem for path in folder.glob("*.po") if _TAG.match(path.stem))
        if FALLBACK not in self._tags:
            raise AssetError(f"{folder}: {FALLBACK}.po is missing; install the package again")

    def __getitem__(self, tag: str) -> Catalog:
        """The language `tag`, else another of the same language, else the fallback."""
        known = tag if tag in self._tags or tag == PSEUDO else self._nearest(tag)
        if known not in self._read:
            self._read[known] = self._load(known)
        return self._read[known]

    def __iter__(self) -> Iterator[str]:
        """The tags that have a file."""
        return iter(self._tags)

    def __len__(self) -> int:
        """How many languages there are."""
        return len(self._tags)

    def _nearest(self, tag: str) -> str:
        language = tag.partition("_")[0]
        return next((known for known in self._tags if known.partition("_")[0] == language), FALLBACK)

    def _load(self, tag: str) -> Catalog:
        source = FALLBACK if tag == PSEUDO else tag
        paths = [self._folder / f"{part}.{source}.po".lstrip(".") for part in self._parts]
        messages = _merged([path for path in paths if path.exists()])
        if tag == PSEUDO:
            stretch(messages)
        fallback = None if self._strict or tag == FALLBACK else self[FALLBACK]
        return Catalog(tag, messages, fallback)


def entries(path: Path) -> polib.POFile:
    """The messages of one file; raises AssetError when it cannot be read or is not a catalog."""
    try:
        return polib.pofile(str(path), encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:  # polib reports a syntax error as an OSError
        raise AssetError(f"{path}: is not a gettext catalog: {error}") from error


def placeholders(pattern: str) -> set[str]:
    """The names of the values that a message wants."""
    return {name for _, name, _, _ in Formatter().parse(pattern) if name}


def faults(path: Path, model: Path) -> Iterator[str]:
    """What a translator still has to do, a line each: `model` is the same catalog in the fallback language."""
    wanted, given = {one.msgid: one for one in entries(model)}, {one.msgid: one for one in entries(path)}
    yield from (f"{key}: is missing; in Chinese: {_forms(wanted[key])[-1]}" for key in wanted if key not in given)
    yield from (f"{key}: is not a text of the kiosk; delete it" for key in given if key not in wanted)
    for key in (key for key in given if key in wanted):
        forms, values = _forms(given[key]), placeholders(_forms(wanted[key])[-1])
        if not all(forms):
            yield f"{key}: is empty; in Chinese: {_forms(wanted[key])[-1]}"
        elif placeholders(forms[-1]) != values:
            yield f"{key}: has the values {_named(placeholders(forms[-1]))}, and needs {_named(values)}"
        elif any(placeholders(form) < values - {"n"} for form in forms):
            yield f"{key}: one of its plural forms lacks a value of {_named(values)}"


def _forms(entry: polib.POEntry) -> list[str]:
    return [entry.msgstr_plural[form] for form in sorted(entry.msgstr_plural)] or [entry.msgstr]


def _named(values: set[str]) -> str:
    return " ".join(f"{{{name}}}" for name in sorted(values)) or "none"


def stretch(messages: polib.POFile) -> None:
    """Make every message two fifths longer and keep its placeholders: what overruns here overruns in some language."""
    for entry in messages:
        entry.msgstr = _longer(entry.msgstr)
        entry.msgstr_plural = {form: _longer(text) for form, text in entry.msgstr_plural.items()}


def _longer(text: str) -> str:
    words = "".join(literal for literal, *_ in Formatter().parse(text)).strip()
    return text + words[: -(-len(words) * 2 // 5)] if len(words) > 1 else text


def _merged(paths: Sequence[Path]) -> polib.POFile:
    first, *others = [entries(path) for path in paths]
    for other in others:
        first.extend(other)
    return first
