"""A recording as samples: whether it will do, and made ready to be played. 16 bit, mono, no I/O.

Loud enough, not clipped, silence cut off at both ends, at most -6 dB of full scale, faded 10 ms at both (R28).
"""

import wave
from array import array
from enum import StrEnum
from io import BytesIO

RATE = 22_050
FULL = 32_767
PEAK = 0.5
CLIPPED = 32_700
CLIPPED_SHARE = 0.0005
"""More full-scale samples than this share are heard as a crackle; a single one is not."""
QUIET_PEAK = 1000
"""-30 dB: what is quieter is the room, or somebody too far away."""
FRAME = RATE // 100
SPOKEN_SHARE = 0.05
MARGIN_FRAMES = 8
LEAST_FRAMES = 15
FADE = RATE // 100


class Fault(StrEnum):
    """Why a recording has to be made again."""

    QUIET = "quiet"
    CLIPPED = "clipped"


def judged(samples: "array[int]") -> "array[int] | Fault":
    """The recording ready to be kept, or why it will not do."""
    peak = max(map(abs, samples), default=0)
    if peak < QUIET_PEAK:
        return Fault.QUIET
    if sum(1 for sample in samples if abs(sample) >= CLIPPED) > CLIPPED_SHARE * len(samples):
        return Fault.CLIPPED
    speech = trimmed(samples, peak)
    return levelled(speech) if len(speech) >= LEAST_FRAMES * FRAME else Fault.QUIET


def trimmed(samples: "array[int]", peak: int) -> "array[int]":
    """Without the silence before the first and after the last sound, but for a little air.

    A lone click is no speech: sound has to last for three hundredths of a second to count.
    """
    loud = [max(map(abs, samples[at : at + FRAME])) >= SPOKEN_SHARE * peak for at in range(0, len(samples), FRAME)]
    spoken = [at for at in range(len(loud) - 2) if loud[at] and loud[at + 1] and loud[at + 2]]
    if not spoken:
        return array("h")
    first, last = max(0, spoken[0] - MARGIN_FRAMES), spoken[-1] + 3 + MARGIN_FRAMES
    return samples[first * FRAME : last * FRAME]


def levelled(samples: "array[int]") -> "array[int]":
    """As loud as every other clip, and silent where it begins and ends."""
    peak, last = max(map(abs, samples), default=1) or 1, len(samples) - 1
    gain = PEAK * FULL / peak
    faded = (int(sample * gain * min(1, at / FADE, (last - at) / FADE)) for at, sample in enumerate(samples))
    return array("h", faded)


def as_wav(samples: "array[int]", rate: int = RATE) -> bytes:
    """The samples as a WAV file."""
    buffer = BytesIO()
    with wave.open(buffer, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(rate)
        out.writeframes(samples.tobytes())
    return buffer.getvalue()


def from_wav(data: bytes) -> "tuple[array[int], int]":
    """Samples and rate of a mono 16-bit WAV file; raises ValueError for any other."""
    try:
        with wave.open(BytesIO(data)) as sound:
            if (sound.getnchannels(), sound.getsampwidth()) != (1, 2):
                raise ValueError("not mono with 16 bit")
            return array("h", sound.readframes(sound.getnframes())), sound.getframerate()
    except (wave.Error, EOFError) as error:
        raise ValueError(str(error)) from error
