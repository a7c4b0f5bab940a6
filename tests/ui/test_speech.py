"""When the kiosk speaks: once a person, never over something new, never in quiet hours, and long enough to be heard."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kiosk.config import Hours, Sound
from kiosk.core.events import Speaking
from kiosk.core.pages import ChooseService, Welcome
from kiosk.i18n import Catalogs
from kiosk.paths import ASSETS
from kiosk.ui.easel import Easel
from kiosk.ui.mailbox import Mailbox
from kiosk.ui.samples import lines, sample_pages
from kiosk.ui.sound import Silent, Speaker, Tone, wav
from kiosk.ui.stage import Stage
from kiosk.ui.voice import Voice
from kiosk.voice.packs import Shelf
from kiosk.voice.synthesiser import Synthesiser
from tests.ui.test_voice import pack

PAGES = sample_pages("zh_CN")
NIGHT = Hours(start="21:30", end="07:00", volume=10, quiet=True)


class Watch(Silent):
    """A player on which every clip lasts so many seconds."""

    long = 1.0

    def seconds(self, tone: Tone | None, clips: Sequence[Path] = ()) -> float:
        """Clips only: a tone takes no time here."""
        return self.long * len(clips)


@pytest.fixture
def player() -> Watch:
    """What would be heard."""
    return Watch()


def staged(easel: Easel, folder: Path, player: Watch, *, quiet: bool = False) -> Stage:
    """A stage with a pack that can say a few sentences."""
    pack(folder, "dali", "choose", "still_there", "welcome", "service.lunch", "pay", "number.10", "number.2", "yuan")
    catalogs = Catalogs(ASSETS / "i18n")
    voice = Voice(Shelf([folder], folder / "own"), catalogs, Synthesiser(folder / "spoken", "no-such-program"))
    return Stage(
        send=easel.sent.append,
        clock=easel.clock,
        catalogs=catalogs,
        look=easel.look,
        player=player,
        mailbox=Mailbox(),
        voice=voice,
        quiet=lambda: quiet,
    )


def heard(player: Watch) -> list[str]:
    """Names of what was played."""
    return [sound.stem if isinstance(sound, Path) else sound.value for sound in player.played]


def test_two_people_of_one_masked_name_are_both_asked(easel: Easel, tmp_path: Path, player: Watch) -> None:
    """The second card brings the same words, and they are said again."""
    stage = staged(easel, tmp_path, player)
    page = PAGES["choose"]
    assert isinstance(page, ChooseService)
    stage.present(page, another=True)
    stage.present(replace(page, total=0), another=True)
    assert heard(player) == ["choose", "choose"]


def test_a_person_is_asked_once_and_not_at_every_touch(easel: Easel, tmp_path: Path, player: Watch) -> None:
    """Choosing changes the page; the question comes again only when it is another one."""
    stage = staged(easel, tmp_path, player)
    page = PAGES["choose"]
    assert isinstance(page, ChooseService)
    stage.present(page)
    stage.present(replace(page, total=1200))
    assert heard(player) == ["choose"]
    stage.present(replace(page, still_there=True))
    stage.present(replace(page, name="王*"))
    assert heard(player) == ["choose", "still_there", "choose"]


def test_the_desk_hears_how_long_it_speaks(easel: Easel, tmp_path: Path, player: Watch) -> None:
    """Six clips of nine tenths of a second fit into six seconds, and the page stays for them."""
    player.long = 0.9
    staged(easel, tmp_path, player).present(PAGES["welcome"])
    assert heard(player) == ["success", "welcome", "service.lunch", "pay", "number.10", "number.2", "yuan"]
    (event,) = easel.sent
    assert isinstance(event, Speaking)
    assert event.seconds == pytest.approx(5.4)


def test_what_would_take_longer_than_six_seconds_is_said_shorter(easel: Easel, tmp_path: Path, player: Watch) -> None:
    """The service is left out first; what is left is a whole sentence."""
    player.long = 1.1
    staged(easel, tmp_path, player).present(PAGES["welcome"])
    assert heard(player) == ["success", "welcome", "pay", "number.10", "number.2", "yuan"]


def test_in_quiet_hours_only_tones_are_heard(easel: Easel, tmp_path: Path, player: Watch) -> None:
    """Nobody is spoken to while the house rests."""
    stage = staged(easel, tmp_path, player, quiet=True)
    stage.present(PAGES["welcome"])
    assert heard(player) == ["success"]
    assert not stage.look.speaks


def test_no_spoken_sentence_is_longer_than_an_old_ear_can_follow(easel: Easel, tmp_path: Path, player: Watch) -> None:
    """Fifteen hanzi: of three services and their price the services are left out."""
    numbers = ("number.3", "number.10", "number.4")
    pack(tmp_path, "kunming", "welcome", "pay", "yuan", "service.council", "service.library", *numbers)
    council, library = lines("zh_CN", "council", "library")
    page = PAGES["welcome"]
    assert isinstance(page, Welcome)
    staged(easel, tmp_path, player).present(replace(page, lines=(council, library, council), total=3400))
    assert heard(player) == ["success", "welcome", "pay", "number.3", "number.10", "number.4", "yuan"]


def test_a_new_page_cuts_what_is_being_said(easel: Easel, tmp_path: Path) -> None:
    """Also a page that has nothing to say: the words of the last one are no longer true."""
    speaker = Speaker(tmp_path / "sounds")
    clip = tmp_path / "clip.wav"
    clip.write_bytes(wav(Tone.PROBLEM))
    easel.stage._player = speaker  # noqa: SLF001
    speaker.play(None, [clip, clip])
    assert speaker.sounding == str(clip)
    easel.show(PAGES["idle"])
    assert speaker.sounding == ""


@pytest.mark.parametrize(
    ("hour", "volume", "quiet"), [(6, 10, True), (7, 80, False), (12, 80, False), (21, 80, False), (23, 10, True)]
)
def test_loudness_follows_the_hours(hour: int, volume: int, quiet: bool) -> None:  # noqa: FBT001
    """Over midnight too; from the first minute on, up to but not including the last."""
    sound = Sound(hours=(NIGHT,))
    now = datetime(2026, 11, 24, hour, tzinfo=UTC)
    assert (sound.loudness(now), sound.quiet(now)) == (volume, quiet)


@pytest.mark.parametrize(
    ("sound", "percent"),
    [
        pytest.param(Sound(volume=30), 60, id="twice as much"),
        pytest.param(Sound(volume=80), 100, id="no more than everything"),
        pytest.param(Sound(volume=40, loudest=50), 50, id="no more than the site allows"),
        pytest.param(Sound(volume=70, loudest=50), 70, id="never softer than for others"),
        pytest.param(Sound(volume=0), 0, id="a site that is silent stays silent"),
        pytest.param(Sound(hours=(Hours(start="10:00", end="14:00", volume=20),)), 40, id="soft hours"),
        pytest.param(Sound(hours=(Hours(start="10:00", end="14:00", volume=20, quiet=True),)), 20, id="quiet hours"),
    ],
)
def test_louder_keeps_within_what_the_site_allows(sound: Sound, percent: int) -> None:
    """For who asked for it, at noon."""
    assert sound.loudness(datetime(2026, 11, 24, 12, tzinfo=UTC), louder=True) == percent


def test_an_unset_clock_means_day() -> None:
    """A machine that does not know the time is as loud as by day."""
    sound = Sound(hours=(nearly_always(),))
    assert (sound.loudness(None), sound.quiet(None)) == (80, False)


def nearly_always() -> Hours:
    """Hours that hold at almost any time."""
    return Hours(start="00:00", end="23:59", volume=5, quiet=True)
