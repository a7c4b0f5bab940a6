"""A server's ledger that takes batch after batch until somebody kills it: `python -m tests.faults.pusher FOLDER [URL]`.

It prints the head after each batch that was acknowledged, and goes on where an earlier run was killed.
"""

import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from kiosk.clock import SteppedClock
from kiosk.core.log import Entry, root, seal
from kiosk.core.model import Fact, Kind, Settings, Stamp
from kiosk.credentials import Pins, SigningKey
from kiosk.paths import ASSETS
from kiosk.server import founding, kiosks, ledger
from kiosk.server.config import ServerConfig
from kiosk.server.site import Site, open_site
from kiosk.server.tables import Kiosk
from kiosk.wire import EnrolRequest, Event, Push

MORNING = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
LOG, CENTRE, BATCH, BATCHES = "1f" * 16, "xingsheng", 40, 400
FACT = Fact(id="", kind=Kind.VISIT, at=Stamp(1, MORNING), centre=CENTRE, day=MORNING.date(), card="em4100:0100000001")


def opened(folder: Path, url: str = "") -> tuple[Site, Kiosk]:
    """The server in `folder`, its database there or at `url`, and its one kiosk; both are made at the first time."""
    site = open_site(ServerConfig(state=folder, database=url), SteppedClock(MORNING), Pins(8, 1))
    if not kiosks.of_centres(site.database, [CENTRE]):
        seed = founding.read_seed(ASSETS / "seed" / "centre.toml")
        founding.add_centre(site.database, Settings(centre=CENTRE, centre_name=CENTRE), seed, MORNING)
        token = kiosks.new_token(site.database, CENTRE, "door", MORNING)
        asked = EnrolRequest(token, SigningKey.generate().public, "pi", "1")
        kiosks.enrol(site.database, site.keys, asked, MORNING)
    return site, kiosks.of_centres(site.database, [CENTRE])[0]


def events() -> Sequence[Entry]:
    """The whole log, the same in every run."""
    entries, previous = list[Entry](), root(LOG)
    for seq in range(1, BATCH * BATCHES + 1):
        entries.append(seal(replace(FACT, id=f"fact {seq}"), LOG, seq, previous, boot=1, app="1"))
        previous = entries[-1].hash
    return entries


def main(folder: Path, url: str = "") -> None:
    """Push for ever, or to the end."""
    site, kiosk = opened(folder, url)
    entries = events()
    for start in range(0, len(entries), BATCH):
        before = entries[start - 1].hash if start else root(LOG)
        batch = [Event(one.seq, one.hash, one.body) for one in entries[start : start + BATCH]]
        ledger.accept(site.database, kiosk, LOG, Push(start + 1, before, batch, 1, 1), MORNING)
        sys.stdout.write(f"{start + BATCH}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
