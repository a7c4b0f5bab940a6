"""Staff record a voice behind the PIN, with the real shelf on a disk and a file that speaks into the microphone."""

from array import array
from math import pi, sin
from pathlib import Path

import pytest

from kiosk.core import events as e
from kiosk.core import pages as p
from kiosk.core.desk import Desk
from kiosk.core.pages import Take
from kiosk.core.recording import Recording
from kiosk.core.speech import vocabulary
from kiosk.voice.microphone import microphone
from kiosk.voice.packs import Shelf
from kiosk.voice.studio import Studio
from kiosk.voice.waves import FULL, RATE, as_wav, from_wav
from tests.centre import LI, PIN, Stand


def speech(level: float, seconds: float = 1.0, hertz: int = 440) -> bytes:
    """Half a second of silence, somebody who hums at this level, and silence again."""
    hum = [int(max(-1, min(1, level * sin(2 * pi * hertz * at / RATE))) * FULL) for at in range(int(seconds * RATE))]
    return as_wav(array("h", [*[0] * (RATE // 2), *hum, *[0] * (RATE // 2)]))


@pytest.fixture
def said(tmp_path: Path) -> Path:
    """What is spoken into the microphone."""
    (tmp_path / "said.wav").write_bytes(speech(0.2))
    return tmp_path / "said.wav"


@pytest.fixture
def studio(tmp_path: Path, said: Path) -> Studio:
    """A shelf of our own and a microphone."""
    shelf = Shelf([], tmp_path / "voice")
    return Studio(shelf, microphone(str(said)), lambda part, lang: f"{lang}:{part}")


@pytest.fixture
def staffed(stand: Stand, studio: Studio) -> Stand:
    """Staff opened the page of voices."""
    desk: Desk = stand.desk
    desk.staff.recording = Recording(stand.store.roster, studio)
    stand.do(e.StaffAsked)
    stand.do(e.PinEntered, pin=PIN)
    stand.do(e.LinkAsked)
    stand.do(e.VoiceAsked)
    return stand


def record(stand: Stand) -> p.RecordVoice:
    """Press, speak, press."""
    stand.do(e.TakeAsked)
    page = stand.do(e.TakeEnded)
    assert isinstance(page, p.RecordVoice)
    return page


def test_a_pack_is_recorded_sentence_by_sentence_and_then_chosen(staffed: Stand, studio: Studio) -> None:
    """Each take is kept at once; what was done is marked; the voice is heard first from the press on."""
    parts = vocabulary("zh_CN", staffed.store.roster.services())
    page = staffed.do(e.VoiceAsked, pack="dali")
    assert isinstance(page, p.RecordVoice)
    assert (page.part, page.words, page.number, page.kept) == (parts[0], f"zh_CN:{parts[0]}", 1, False)
    page = record(staffed)
    assert (page.take, page.kept, page.voice.done, page.voice.total) == (Take.KEPT, True, 1, len(parts))
    page = staffed.do(e.SentenceTurned, by=1)
    assert isinstance(page, p.RecordVoice)
    assert (page.part, page.kept, page.take) == (parts[1], False, None)
    page = staffed.do(e.VoiceChosen)
    assert isinstance(page, p.RecordVoice)
    assert page.voice.chosen
    assert studio.shelf.packs[0].tag == "dali"


def test_leaving_keeps_what_was_recorded_and_coming_back_goes_on(staffed: Stand) -> None:
    """The first sentence that is missing is the next one to speak."""
    staffed.do(e.VoiceAsked, pack="bai")
    record(staffed)
    page = staffed.do(e.VoiceAsked)
    assert isinstance(page, p.ChooseVoice)
    assert [voice.done for voice in page.voices] == [0, 0, 1, 0]
    page = staffed.do(e.VoiceAsked, pack="bai")
    assert isinstance(page, p.RecordVoice)
    assert page.number == 2


@pytest.mark.parametrize(("level", "take"), [(0.01, Take.QUIET), (4.0, Take.CLIPPED), (0.3, Take.KEPT)])
def test_what_is_too_quiet_or_too_loud_is_said_again(staffed: Stand, said: Path, level: float, take: Take) -> None:
    """Nothing is kept of it."""
    said.write_bytes(speech(level))
    staffed.do(e.VoiceAsked, pack="dali")
    page = record(staffed)
    assert (page.take, page.kept) == (take, take is Take.KEPT)


def test_a_worse_take_leaves_the_better_one(staffed: Stand, said: Path) -> None:
    """Recording again replaces a clip only by one that will do."""
    staffed.do(e.VoiceAsked, pack="dali")
    record(staffed)
    said.write_bytes(speech(0.0))
    page = record(staffed)
    assert (page.take, page.kept) == (Take.QUIET, True)


def test_a_clip_is_trimmed_and_as_loud_as_every_other(staffed: Stand, studio: Studio, said: Path) -> None:
    """One second of somebody quiet stays one second, at -6 dB, silent at both ends."""
    said.write_bytes(speech(0.1))
    staffed.do(e.VoiceAsked, pack="dali")
    record(staffed)
    samples, rate = from_wav(next(iter(studio.shelf.recorded("dali").values())).read_bytes())
    assert 1.0 <= len(samples) / rate <= 1.25
    assert FULL * 0.49 <= max(map(abs, samples)) <= FULL * 0.5
    assert (samples[0], samples[-1]) == (0, 0)


def test_a_card_ends_the_recording(staffed: Stand, studio: Studio) -> None:
    """The next card always wins, and the microphone is off before the page is shown."""
    staffed.do(e.VoiceAsked, pack="dali")
    page = staffed.do(e.TakeAsked)
    assert isinstance(page, p.RecordVoice)
    assert page.take is Take.RUNNING
    assert isinstance(staffed.tap(LI), p.ChooseService)
    assert studio.recorded("dali") == set()
    assert studio.start() is Take.RUNNING


def test_time_ends_a_take(staffed: Stand) -> None:
    """Who forgets to press is not listened to for ever; what was said so far counts."""
    staffed.do(e.VoiceAsked, pack="dali")
    page = staffed.do(e.TakeAsked)
    assert page.stays == 8
    page = staffed.do(e.TimePassed)
    assert isinstance(page, p.RecordVoice)
    assert page.take is Take.KEPT


def test_without_a_microphone_staff_are_told(staffed: Stand, said: Path) -> None:
    """A missing device is a sentence on the page; nothing else happens."""
    said.unlink()
    staffed.do(e.VoiceAsked, pack="dali")
    assert record(staffed).take is Take.NO_MICROPHONE


def test_where_nothing_can_be_written_staff_are_told(staffed: Stand, studio: Studio) -> None:
    """A disk that takes nothing leaves the page and a word about it."""
    studio.shelf.own.parent.joinpath("voice").write_text("a file where the folder should be")
    staffed.do(e.VoiceAsked, pack="dali")
    assert record(staffed).take is Take.FULL
    page = staffed.do(e.VoiceChosen)
    assert isinstance(page, p.RecordVoice)
    assert (page.take, page.voice.chosen) == (Take.FULL, False)


def test_without_a_pin_nobody_records(stand: Stand, studio: Studio) -> None:
    """The events of the studio do nothing on the residents' pages."""
    stand.desk.staff.recording = Recording(stand.store.roster, studio)
    before = stand.desk.page
    assert stand.do(e.VoiceAsked) is before
    assert stand.do(e.TakeAsked) is before
