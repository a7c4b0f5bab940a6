"""Whatever program keeps the machine's clock: timesyncd says so in a file, all others through the kernel."""

import ctypes
import itertools
import struct

import pytest

from kiosk.clock import MOST_ERROR, STA_UNSYNC, TIMEX, SystemClock, kernel_keeps_time
from kiosk.core.model import WallState


def word(status: int, most: int, answer: int) -> bool:
    """Whether a kernel that fills in these values is believed."""

    def adjtimex(timex: "ctypes.Array[ctypes.c_char]") -> int:
        assert struct.unpack_from("I", timex) == (0,)
        struct.pack_into(TIMEX, timex, 0, 0, 0, 0, most, 0, status)
        return answer

    return kernel_keeps_time(adjtimex)


@pytest.mark.parametrize(
    ("status", "most", "answer", "kept"),
    [
        pytest.param(0x2001, 30_000, 0, True, id="chrony"),
        pytest.param(0x0001, 250_000, 0, True, id="openntpd"),
        pytest.param(0x0040, 16_000_000, 5, False, id="nobody"),
        pytest.param(0x2001, MOST_ERROR, 5, False, id="nobody for nine hours"),
        pytest.param(STA_UNSYNC | 0x2001, 1, 5, False, id="set by hand"),
        pytest.param(0x2001, 30_000, -1, False, id="not allowed"),
        pytest.param(0, -1, 0, False, id="another struct"),
    ],
)
def test_the_kernels_own_word_counts_whoever_keeps_its_clock(
    status: int, most: int, answer: int, *, kept: bool
) -> None:
    """Chrony, ntpsec and openntpd leave no file, but the kernel knows."""
    assert word(status, most, answer) is kept


@pytest.mark.parametrize("error", [OSError("no libc"), AttributeError("adjtimex")], ids=["no library", "no such call"])
def test_a_system_without_that_call_gives_no_sign(error: Exception) -> None:
    """Nothing but timesyncd's file is left to look at."""

    def missing(_timex: object) -> int:
        raise error

    assert not kernel_keeps_time(missing)


def test_a_call_that_fills_in_nothing_gives_no_sign() -> None:
    """A sandbox may answer 0 without asking the kernel."""
    assert not kernel_keeps_time(lambda _timex: 0)


def test_the_real_kernel_answers_without_harm() -> None:
    """Whatever it says, asking changes nothing and is said the same twice."""
    assert kernel_keeps_time() == kernel_keeps_time()


def test_a_clock_that_was_kept_once_stays_good_without_ntp() -> None:
    """The kernel gives its own word up after nine hours without NTP; the clock runs on as well as before."""
    signs = itertools.chain([True], itertools.repeat(False))
    clock = SystemClock(lambda: next(signs))
    assert [clock.now().state for _ in range(3)] == [WallState.NTP] * 3


def test_a_clock_that_was_set_by_hand_is_looked_at_anew() -> None:
    """Setting the clock ends what NTP vouched for."""
    signs = itertools.chain([True], itertools.repeat(False))
    clock = SystemClock(lambda: next(signs))
    assert clock.now().state is WallState.NTP
    clock.look_again()
    assert clock.now().state is not WallState.NTP
