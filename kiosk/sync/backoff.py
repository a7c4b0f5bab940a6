"""How long to wait before trying again: full jitter, doubling from 5 s to 15 min, for ever. Pure.

Full jitter (any time up to the ceiling) keeps a thousand kiosks from coming back in one second after a power cut;
a second at least passes, so that an unlucky draw does not hammer a server that just fell over.
"""

from collections.abc import Callable

FIRST, CEILING, LEAST = 5.0, 900.0, 1.0


class Backoff:
    """Counts failures in a row. `random` returns a number from 0 up to 1, such as `random.random`."""

    def __init__(self, random: Callable[[], float]) -> None:
        """Begin without a failure."""
        self._random = random
        self._failures = 0

    @property
    def failing(self) -> bool:
        """Whether the last attempt failed."""
        return self._failures > 0

    def worked(self) -> None:
        """Forget the failures."""
        self._failures = 0

    def failed(self) -> float:
        """Seconds to wait after one more failure."""
        ceiling = min(CEILING, FIRST * 2.0 ** min(self._failures, 30))
        self._failures += 1
        return max(LEAST, self._random() * ceiling)
