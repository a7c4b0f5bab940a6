import pytest

from tests.sync.chaos import play, seeds
from tests.sync.parts import Town


@pytest.mark.parametrize("seed", seeds(range(24), by_day=8))
def test_nothing_is_lost_doubled_or_stuck(town: Town, seed: int) -> None:
    """After any seed's chaos the server holds every surviving fact once, nothing waits, and every log proves itself."""
    play(town, seed)
