"""The tones, measured."""

import os
import subprocess
import sys
import wave
from array import array
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pytest
from kivy.clock import Clock

from kiosk.ui.easel import Easel
from kiosk.ui.sound import PEAK, SCORE, Speaker, Tone, wav


def samples(tone: Tone) -> tuple[int, "array[int]"]:
    """Rate and samples of a tone."""
    with wave.open(BytesIO(wav(tone))) as sound:
        return sound.getframerate(), array("h", sound.readframes(sound.getnframes()))


@pytest.mark.parametrize("tone", Tone)
def test_a_tone_has_the_pitch_and_length_of_its_score(tone: Tone) -> None:
    """Counting how often the wave rises through zero gives the hertz of each part."""
    rate, wave_form = samples(tone)
    start = 0
    for hertz, milliseconds in SCORE[tone]:
        part = wave_form[start : start + rate * milliseconds // 1000]
        start += len(part)
        rises = sum(1 for before, after in pairwise(part) if before < 0 <= after)
        assert rises / (len(part) / rate) == pytest.approx(hertz, abs=40)
    assert start == len(wave_form)


@pytest.mark.parametrize("tone", Tone)
def test_a_tone_is_within_what_old_ears_hear_and_never_cracks(tone: Tone) -> None:
    """500 to 2000 Hz, at most -6 dB, and silent at both ends."""
    _, wave_form = samples(tone)
    assert all(hertz == 0 or 500 <= hertz <= 2000 for hertz, _ in SCORE[tone])
    assert max(map(abs, wave_form)) <= 32767 * PEAK
    assert wave_form[0] == 0
    assert abs(wave_form[-1]) < 1500


def test_a_speaker_plays_through_the_sound_card(tmp_path: Path) -> None:
    """SDL's dummy card takes every tone; the files are written at the first use."""
    speaker = Speaker(tmp_path / "sounds", lambda _louder: 50)
    assert speaker.works()
    speaker.play(Tone.SUCCESS)
    speaker.play(Tone.CLICK)
    assert {path.name for path in (tmp_path / "sounds").iterdir()} == {f"{tone}.wav" for tone in Tone}


MUTE = """
import sys
from pathlib import Path
from kiosk.ui.panel import canvas
canvas(Path(sys.argv[1]) / "kivy").prepare()
from kiosk.ui.sound import Speaker, Tone, wav
folder = Path(sys.argv[1])
(folder / "clip.wav").write_bytes(wav(Tone.CLICK))
speaker = Speaker(folder / "sounds")
for tone in [*Tone, *Tone]:
    speaker.play(tone, [folder / "clip.wav"])
    assert speaker.seconds(tone, [folder / "clip.wav"]) == 0
"""


def test_a_missing_sound_card_is_said_once(tmp_path: Path) -> None:
    """However many pages are shown, and nothing of it is said by the libraries below."""
    environ = os.environ | {"SDL_AUDIODRIVER": "alsa", "ALSA_CONFIG_PATH": "/dev/null"}
    del environ["KIVY_NO_CONSOLELOG"]
    command = [sys.executable, "-c", MUTE, str(tmp_path)]
    said = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=120, check=True)
    assert said.stdout == ""
    assert said.stderr.splitlines() == [
        "no sound card took a tone; the kiosk stays silent until it is started again, see: kiosk sound"
    ]


def test_a_clip_that_is_no_sound_silences_nothing_else(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """It is named; tones still sound."""
    (tmp_path / "clip.wav").write_bytes(b"no sound")
    speaker = Speaker(tmp_path / "sounds")
    speaker.play(None, [tmp_path / "clip.wav"])
    assert "clip.wav: cannot be played" in caplog.text
    assert speaker.seconds(Tone.SUCCESS) > 0


def test_a_sentence_follows_its_tone_clip_by_clip(easel: Easel, tmp_path: Path) -> None:
    """Each clip starts when the one before it ended, and a new sound cuts what is left."""
    clips = [tmp_path / f"{number}.wav" for number in range(3)]
    for clip in clips:
        clip.write_bytes(wav(Tone.CLICK))
    speaker = Speaker(tmp_path / "sounds")
    speaker.play(Tone.CLICK, clips)
    started = []
    for _ in range(1000):
        Clock.usleep(10_000)
        easel.frames(1)  # one frame starts one clip at the most, however late it comes
        started.append(Path(speaker.sounding).name)
        if started[-1] == "2.wav":
            break
    assert list(dict.fromkeys(started))[-3:] == ["0.wav", "1.wav", "2.wav"]
    speaker.play(None, clips)
    speaker.play(Tone.PROBLEM)
    easel.wait(0.3)
    assert Path(speaker.sounding).name == "problem.wav"
