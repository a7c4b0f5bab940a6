"""Which reads are taps: a card that lies on the reader, or a code held in front of it, came once.

A thing is present until nothing was read of it for `absence` seconds; every further read keeps it present. Several
things may be present at a time. Time is an argument, in seconds that never jump.
"""

RF_ABSENCE = 0.5
CODE_ABSENCE = 3.0


class Presence:
    """Remembers what is there. Whether somebody may come again so soon is the desk's business, not this."""

    def __init__(self, absence: float = RF_ABSENCE) -> None:
        """`absence` in seconds: well above the reader's repeat time, well below the time to lift a card and return."""
        self._absence = absence
        self._last: dict[str, float] = {}

    def arrived(self, key: str, now: float) -> bool:
        """Note the read of `key`; True when it was not there before."""
        self._last = {known: last for known, last in self._last.items() if now - last < self._absence}
        new = key not in self._last
        self._last[key] = now
        return new
