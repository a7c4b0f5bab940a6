"""What came out of the sound card, as SDL's disk driver wrote it down."""

import os
import subprocess
import sys
from array import array
from itertools import groupby, pairwise
from math import cos, pi, sin
from pathlib import Path

import pytest

from kiosk.core.speech import DIALECTS
from kiosk.ui.panel import canvas
from kiosk.ui.sound import SCORE, Tone
from kiosk.voice.microphone import Alsa
from kiosk.voice.packs import Shelf
from kiosk.voice.synthesiser import Synthesiser
from kiosk.voice.waves import FULL, RATE, as_wav, from_wav

CARD_RATE = 44_100
PITCHES = (440, 520, 660, 880, 1000)


def strength(samples: "array[int]", hertz: int) -> float:
    """How much of this pitch is in the samples (Goertzel), as a share of full scale."""
    step = 2 * pi * hertz / CARD_RATE
    coefficient, one, two = 2 * cos(step), 0.0, 0.0
    for sample in samples:
        one, two = sample + coefficient * one - two, one
    return float((one * one + two * two - coefficient * one * two) ** 0.5 * 2 / len(samples) / FULL)


def pitches(raw: bytes) -> list[int]:
    """The pitches in their order, silence and repetition left out; 50 windows a second of the left channel."""
    left = array("h", raw[: len(raw) // 4 * 4])[::2]
    size = CARD_RATE // 50
    heard = []
    for at in range(0, len(left) - size, size):
        shares = {hertz: strength(left[at : at + size], hertz) for hertz in PITCHES}
        best = max(PITCHES, key=lambda hertz: shares[hertz])
        heard.append(best if shares[best] > 0.1 else 0)
    runs = [(hertz, len(list(group))) for hertz, group in groupby(heard)]
    return [hertz for hertz, count in runs if hertz and count > (0 if hertz == 1000 else 2)]


def hum(hertz: int, seconds: float = 0.4) -> bytes:
    """A clip that hums."""
    return as_wav(array("h", [int(FULL / 2 * sin(2 * pi * hertz * at / RATE)) for at in range(int(seconds * RATE))]))


def sounded(folder: Path, *options: str, volume: int = 80, driver: str = "disk") -> tuple[str, bytes]:
    """What `kiosk sound test` prints, and what the card was given."""
    raw = folder / "card.raw"
    environ = os.environ | {
        "SDL_AUDIODRIVER": driver,
        "SDL_DISKAUDIOFILE": str(raw),
        "KIOSK_STATE": str(folder / "state"),
        "KIOSK_SOUND__VOLUME": str(volume),
    }
    done = subprocess.run(
        [sys.executable, "-c", "from kiosk.cli import main; main()", "sound", "test", *options],
        env=environ,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    return done.stdout + done.stderr, raw.read_bytes() if raw.exists() else b""


def test_every_tone_and_then_a_recorded_sentence_is_heard(tmp_path: Path) -> None:
    """By frequency and in order, and no louder than half of full scale."""
    Shelf([], tmp_path / "state" / "voice").keep(DIALECTS[1], "help", hum(440))
    told, raw = sounded(tmp_path, volume=100)
    scores = [hertz for tone in Tone for hertz, _ in SCORE[tone] if hertz]
    assert pitches(raw) == [*scores, 440]
    assert loudest(raw) <= FULL // 2 + 200
    assert told.count("✓") == len(Tone) + 1


def test_volume_is_what_is_heard(tmp_path: Path) -> None:
    """A fifth of the volume is a fifth of the samples."""
    _, raw = sounded(tmp_path, volume=20)
    assert loudest(raw) == pytest.approx(FULL / 2 * 0.2, rel=0.05)


def test_louder_is_twice_as_loud_and_never_over_the_top(tmp_path: Path) -> None:
    """Six decibels for who asked for it, up to what the site allows."""
    peaks = [loudest(sounded(tmp_path, "--louder", volume=volume)[1]) for volume in (20, 80)]
    assert peaks == [pytest.approx(FULL / 2 * share, rel=0.05) for share in (0.4, 1.0)]


def test_a_louder_visit_is_louder_than_those_before_and_after(tmp_path: Path) -> None:
    """It comes with the page of who asked for it, through the stage, and goes with the next."""
    environ = os.environ | {"SDL_AUDIODRIVER": "disk", "SDL_DISKAUDIOFILE": str(tmp_path / "card.raw")}
    canvas(tmp_path / "kivy").prepare(environ)
    subprocess.run([sys.executable, "-m", "tests.ui.aloud", str(tmp_path)], env=environ, timeout=300, check=True)
    heard = bursts((tmp_path / "card.raw").read_bytes())
    assert heard == [pytest.approx(FULL / 2 * share, rel=0.05) for share in (0.3, 0.6, 0.3)]


def loudest(raw: bytes) -> int:
    """The largest sample."""
    return max(map(abs, array("h", raw)))


def bursts(raw: bytes) -> list[int]:
    """The largest sample of each sound, where at least a tenth of a second of silence lies between two."""
    size = CARD_RATE // 10 * 4
    peaks = [loudest(raw[at : at + size]) for at in range(0, len(raw) // size * size, size)]
    return [max(group) for loud, group in groupby(peaks, key=bool) if loud]


def test_without_a_sound_card_it_says_so(tmp_path: Path) -> None:
    """The technician is not left to listen for nothing."""
    told, _ = sounded(tmp_path, driver="alsa")
    assert "no sound card took it" in told


def test_the_synthesiser_says_a_sentence_once(tmp_path: Path) -> None:
    """espeak-ng makes a file with speech in it, at half of full scale; the second time it is there already."""
    made = Synthesiser(tmp_path / "spoken")
    path = made.render("签到成功，午餐，请付，十，二，元", "zh_CN")
    assert path is not None
    samples, rate = from_wav(path.read_bytes())
    assert 1 < len(samples) / rate < 6
    assert max(map(abs, samples)) <= FULL // 2
    assert made.clip("签到成功，午餐，请付，十，二，元", "zh_CN") == path
    assert Synthesiser(tmp_path / "spoken", "no-such-program").render("好", "zh_CN") is None


def test_arecord_brings_what_an_alsa_device_hears(tmp_path: Path) -> None:
    """ALSA's file plugin plays a voice into the real program; what comes is what was played."""
    spoken, _ = from_wav(hum(660, 1.0))
    (tmp_path / "in.raw").write_bytes(spoken.tobytes())
    settings = tmp_path / "alsa.conf"
    settings.write_text(
        'pcm.voice { type file slave.pcm { type null } file "/dev/null" '
        f'infile "{tmp_path}/in.raw" format "raw" }}\n',
    )
    ear = Alsa("voice", program=str(tmp_path / "arecord"))
    (tmp_path / "arecord").write_text(f'#!/bin/sh\nALSA_CONFIG_PATH={settings} exec arecord "$@"\n')
    (tmp_path / "arecord").chmod(0o755)
    ear.start()
    assert ear._ear is not None  # noqa: SLF001  the null card plays as fast as it can: wait for the end of the file
    ear._ear.join(3)  # noqa: SLF001
    heard = ear.stop()
    assert len(heard) > RATE // 2
    rises = sum(1 for before, after in pairwise(heard[: RATE // 2]) if before < 0 <= after)
    assert rises / 0.5 == pytest.approx(660, abs=10)
