"""What a kiosk recorded and nobody has any more: named by log and numbers, as far as that can be known.

Two ways tell of it. A kiosk that was rebuilt says what it could not read; and of one whose database is gone the server
remembers the last number that it told of. Facts that went on in another log keep their old log's name at the kiosk, so
a log that it no longer names at all took with it what had not come in.
"""

from collections.abc import Mapping

from kiosk.wire import Heartbeat

Loss = tuple[str, int, int]
"""A log, and the first and the last number of what is lost of it."""


def lost(heartbeat: Heartbeat, last: Heartbeat | None, held: Mapping[str, int]) -> list[Loss]:
    """All that is known to be lost, from a heartbeat, the one before, and the last number we hold of each log."""
    known = {*heartbeat.lost, *(last.lost if last else ())}
    if last is not None and last.hardware == heartbeat.hardware:
        gone = {log: seq for log, (seq, _) in last.heads.items() if log not in heartbeat.heads}
        known |= {(log, held.get(log, 0) + 1, seq) for log, seq in gone.items()}
    return sorted((log, max(first, held.get(log, 0) + 1), seq) for log, first, seq in known if seq > held.get(log, 0))
