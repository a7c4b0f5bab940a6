from random import Random

from kiosk.sync.backoff import CEILING, FIRST, LEAST, Backoff


def test_it_doubles_to_a_ceiling() -> None:
    """The longest possible wait goes 5, 10, 20 ... seconds up to a quarter of an hour, and stays there."""
    backoff = Backoff(lambda: 1.0)
    waits = [backoff.failed() for _ in range(2000)]
    assert waits[:4] == [FIRST, 10, 20, 40]
    assert waits[8:] == [CEILING] * 1992


def test_it_starts_anew_after_a_success() -> None:
    """One success forgets all failures."""
    backoff = Backoff(lambda: 1.0)
    backoff.failed()
    backoff.failed()
    backoff.worked()
    assert not backoff.failing
    assert backoff.failed() == FIRST


def test_kiosks_spread_over_the_whole_wait() -> None:
    """A thousand kiosks that failed together do not come back together, nor at once."""
    waits = sorted(waits_of(Backoff(Random(seed).random))[-1] for seed in range(1000))
    assert waits[0] >= LEAST
    assert 0.4 < waits[500] / CEILING < 0.6


def waits_of(backoff: Backoff) -> list[float]:
    """Ten failures in a row."""
    return [backoff.failed() for _ in range(10)]
