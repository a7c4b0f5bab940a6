"""Sentences: what is said, by whom, and what is never said."""

import re
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.model import Service
from kiosk.core.pages import AlreadyHere, Line, Welcome
from kiosk.core.speech import said, spelled, vocabulary
from kiosk.i18n import Catalogs
from kiosk.paths import ASSETS
from kiosk.ui.samples import SERVICES, sample_pages
from kiosk.ui.voice import Voice, word_of, words_of
from kiosk.voice.packs import Shelf
from kiosk.voice.synthesiser import Synthesiser

PAGES = sample_pages("zh_CN")
CATALOGS = Catalogs(ASSETS / "i18n", strict=True)
KNOWN = {key: Service(key, {"zh_CN": zh, "en": en}, icon) for key, icon, zh, en, _fen in SERVICES}


def pack(folder: Path, tag: str, *parts: str, language: str = "zh_CN") -> None:
    """Put a pack with these clips into a folder."""
    (folder / tag).mkdir(parents=True)
    (folder / tag / "pack.toml").write_text(f'title = "{tag}"\nlanguage = "{language}"\n', encoding="utf-8")
    for part in parts:
        (folder / tag / f"{part}.wav").touch()


def voice(folder: Path, chosen: str = "", synthesiser: Synthesiser | None = None) -> Voice:
    """The voice of a kiosk with these packs; without a synthesiser unless there is one."""
    silent = synthesiser or Synthesiser(folder / "spoken", "no-such-program")
    return Voice(Shelf([folder], folder / "own", chosen), CATALOGS, silent, lambda: KNOWN)


def clips(page: str, folder: Path, chosen: str = "", pages: dict[str, object] | None = None) -> list[str]:
    """The clips that a kiosk with these packs plays for a sample page."""
    found = next(voice(folder, chosen).choices((pages or PAGES)[page]), [])  # type: ignore[arg-type]
    return [str(path.relative_to(folder)) for path in found]


@pytest.mark.parametrize(
    ("page", "parts"),
    [
        ("welcome", "welcome service.lunch pay number.12 yuan"),
        ("welcome-free", "welcome service.barber"),
        ("welcome-ask", "welcome service.lunch"),
        ("welcome-many", "welcome service.lunch service.chess pay number.34 yuan"),
        ("welcome-arrived", "arrived"),
        ("already", "already_at number.11 oclock number.32 minute"),
        ("already-plain", "already"),
        ("guests-in", "welcome service.lunch pay number.27 yuan"),
        ("guests-in-many", "welcome service.lunch"),
        ("guests", "guests"),
        ("guests-still-there", "still_there"),
        ("surname", "family"),
        ("sign", "sign"),
        ("yourself", "which"),
        ("tail", "tail"),
        ("tail-wrong", "tail"),
        ("taken-back-guests", "taken_back"),
        ("taken-back", "taken_back"),
        ("choose", "choose"),
        ("choose-still-there", "still_there"),
        ("unknown", "unknown"),
        ("unknown-again", "again"),
        ("not-ours", "not_ours"),
        ("not-ours-phone", "use_card"),
        ("see-staff", "see_staff"),
        ("help", "help"),
        ("idle", ""),
        ("today", ""),
    ],
)
def test_a_page_has_its_sentence(page: str, parts: str) -> None:
    """Outcome, service, price and time are said, never a name."""
    assert " ".join(next(iter(said(PAGES[page])), ())) == parts


@pytest.mark.parametrize(
    ("lang", "clock", "words"),
    [
        ("zh_CN", (11, 32), "十一，点，三，十，二，分"),
        ("zh_CN", (14, 5), "下午，两，点，零，五，分"),
        ("zh_CN", (12, 0), "十，二，点"),
        ("en", (11, 32), "eleven, thirty, two"),
        ("en", (14, 5), "two, oh, five, in the afternoon"),
        ("en", (9, 0), "nine, o'clock"),
    ],
)
def test_a_time_is_said_as_people_say_it(lang: str, clock: tuple[int, int], words: str) -> None:
    """Twelve hours, a zero before a single minute, and two o'clock with its own word in Chinese."""
    at = datetime(2026, 11, 24, *clock, tzinfo=UTC)
    sentence = said(AlreadyHere(lang, None, (), 0, at))[0]
    spoken = words_of(sentence[1:], CATALOGS[lang], {})
    assert spoken.replace("十，一，点", "十一，点") == words


@given(number=st.integers(0, 99))
def test_any_number_is_put_together_from_few_clips(number: int) -> None:
    """Whoever records a pack needs a dozen figures, not a hundred."""
    for lang in ("zh_CN", "en"):
        assert set(spelled(f"number.{number}", lang)) <= set(vocabulary(lang, []))


def test_a_private_service_a_crooked_price_and_what_tells_an_age_are_only_written() -> None:
    """Others in the queue hear no medical service nor its price; nothing free, which would tell an age."""
    page = PAGES["welcome"]
    assert isinstance(page, Welcome)
    private = tuple(replace(line, private=True) for line in page.lines)
    assert said(replace(page, lines=private)) == [("welcome",)]
    assert said(replace(page, total=1250)) == [("welcome", "service.lunch"), ("welcome",)]


@given(
    name=st.text("赵钱孙李周吴郑王", min_size=2, max_size=4),
    total=st.one_of(st.none(), st.integers(0, 50_000)),
    nth=st.integers(1, 31),
    lines=st.lists(st.tuples(st.sampled_from(sorted(KNOWN)), st.booleans(), st.integers(0, 5000)), max_size=4),
    lang=st.sampled_from(["zh_CN", "en"]),
)
def test_nothing_about_a_person_is_ever_said(
    name: str, total: int | None, nth: int, lines: list[tuple[str, bool, int]], lang: str
) -> None:
    """Whatever a result page holds, only parts of the vocabulary are said, and no private service's word."""
    rows = tuple(Line(key, KNOWN[key].names[lang], "", price, private=private) for key, private, price in lines)
    offered = [replace(KNOWN[key], private=private) for key, private, _ in lines]
    hidden = {key for key, private, _ in lines if private}
    page = Welcome(lang, name, rows, total, datetime(2026, 11, 24, 11, 32, tzinfo=UTC), nth)
    for sentence in said(page):
        flat = {part for whole in sentence for part in spelled(whole, lang)}
        assert flat <= set(vocabulary(lang, offered))
        text = words_of(sentence, CATALOGS[lang], KNOWN)
        assert name not in text
        shown = {key for key, private, _ in lines if not private}
        assert not [key for key in hidden - shown if KNOWN[key].names[lang] in text]
        assert not hidden or "pay" not in sentence


@pytest.mark.parametrize("lang", ["zh_CN", "en"])
def test_no_sample_page_says_a_name_or_a_number_of_a_person(lang: str) -> None:
    """All pages of the album, staff's with whole names included: what is said has no text of theirs but a service."""
    words = {row[3] if lang == "en" else row[2] for row in SERVICES}
    for page in sample_pages(lang).values():
        texts = {
            str(getattr(page, field.name)) for field in fields(page) if field.name in {"name", "tail", "nth", "people"}
        }
        for sentence in said(page):
            text = words_of(sentence, CATALOGS[lang], KNOWN)
            assert not [told for told in texts - {"None", ""} if told in text and told not in words]
            assert not re.search(r"\d", text)


def test_another_pack_speaks_what_the_chosen_one_cannot(tmp_path: Path) -> None:
    """A whole sentence comes from one voice of the page's language: the chosen one, else another, else nobody."""
    pack(tmp_path, "dali", "already")
    pack(tmp_path, "mandarin", "already", "help")
    pack(tmp_path, "english", "help", "see_staff", language="en")
    assert clips("already-plain", tmp_path, "mandarin") == ["mandarin/already.wav"]
    assert clips("already-plain", tmp_path, "dali") == ["dali/already.wav"]
    assert clips("help", tmp_path, "dali") == ["mandarin/help.wav"]
    assert clips("see-staff", tmp_path, "english") == []
    assert clips("see-staff", tmp_path, "dali", dict(sample_pages("en"))) == ["english/see_staff.wav"]


def test_a_shorter_sentence_is_said_where_a_part_is_missing(tmp_path: Path) -> None:
    """A pack without the service's clip still says that it worked; its numbers are put together."""
    pack(tmp_path, "dali", "welcome", "pay", "number.10", "number.2", "yuan")
    assert [clip.rpartition("/")[2] for clip in clips("welcome", tmp_path)] == [
        f"{part}.wav" for part in ("welcome", "pay", "number.10", "number.2", "yuan")
    ]


def test_a_centres_own_pack_replaces_the_one_it_came_with(tmp_path: Path) -> None:
    """Of two folders of one name the kiosk's own is heard."""
    pack(tmp_path, "dali", "help")
    pack(tmp_path / "own", "dali", "help")
    assert clips("help", tmp_path) == ["own/dali/help.wav"]


def test_a_broken_pack_is_left_out_and_named(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A torn file silences one pack; the kiosk starts, and the log says which it is."""
    pack(tmp_path, "good", "help")
    (tmp_path / "bai").mkdir()
    (tmp_path / "bai" / "pack.toml").write_text("name = 1\n", encoding="utf-8")
    assert clips("help", tmp_path, "bai") == ["good/help.wav"]
    assert re.search(r"bai/pack\.toml: is not a voice pack", caplog.text)


@pytest.mark.parametrize("lang", ["zh_CN", "en"])
def test_every_part_has_words_to_read_out(lang: str) -> None:
    """Whoever records a pack reads them from the screen; a sentence to record has at most fifteen hanzi."""
    for part in vocabulary(lang, KNOWN.values()):
        words = word_of(part, CATALOGS[lang], KNOWN)
        assert words
        assert lang == "en" or len(words) <= 15


def test_dates_have_no_part() -> None:
    """A birthday could not be said even by mistake."""
    assert not [part for part in vocabulary("zh_CN", []) if re.search("birth|age|name|balance|band|free", part)]
    assert not said(date(2026, 11, 24))  # type: ignore[arg-type]
