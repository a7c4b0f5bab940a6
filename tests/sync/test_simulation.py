import pytest

from tests.sync.chaos import play
from tests.sync.parts import Town


@pytest.mark.parametrize("seed", [pytest.param(seed, id=f"seed-{seed}") for seed in range(24)])
def test_nothing_is_lost_doubled_or_stuck(town: Town, seed: int) -> None:
    """After any seed's chaos the server holds every surviving fact once, nothing waits, and every log proves itself."""
    play(town, seed)
