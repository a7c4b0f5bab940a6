"""The schema's history. Each step and its record are one transaction, so a database is at one version or the next.

`{blob}` is the database's own word for bytes. A step that was released is never changed; another one follows it.
"""

from collections.abc import Sequence

from peewee import IntegerField, TextField

from kiosk.errors import StoreError
from kiosk.server.database import Database
from kiosk.server.tables import Table

STEPS: Sequence[str] = (
    """
    CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
    CREATE TABLE place (id TEXT PRIMARY KEY, parent TEXT, level TEXT NOT NULL, name TEXT NOT NULL, settings TEXT);
    CREATE TABLE kiosk (id TEXT PRIMARY KEY, centre TEXT NOT NULL, name TEXT NOT NULL, public_key {blob} NOT
        NULL, hardware TEXT NOT NULL, version TEXT NOT NULL, enrolled_at TEXT NOT NULL, revoked_at TEXT, seen_at
        TEXT, status TEXT);
    CREATE TABLE enrol_token (hash TEXT PRIMARY KEY, centre TEXT NOT NULL, name TEXT NOT NULL, expires_at
        TEXT NOT NULL, kiosk TEXT);
    CREATE TABLE log (id TEXT PRIMARY KEY, kiosk TEXT NOT NULL, head_seq INTEGER NOT NULL, head_hash {blob}
        NOT NULL, parent TEXT, parent_seq INTEGER NOT NULL);
    CREATE TABLE event (log TEXT NOT NULL, seq INTEGER NOT NULL, hash {blob} NOT NULL, body {blob} NOT NULL,
        id TEXT, kiosk TEXT NOT NULL, centre TEXT NOT NULL, day TEXT, kind TEXT, change_seq BIGINT, received_at
        TEXT NOT NULL, PRIMARY KEY (log, seq));
    CREATE UNIQUE INDEX event_once ON event (id) WHERE change_seq IS NOT NULL;
    CREATE INDEX event_of_day ON event (centre, day);
    CREATE INDEX event_changed ON event (centre, change_seq);
    CREATE TABLE quarantine (log TEXT NOT NULL, seq INTEGER NOT NULL, centre TEXT NOT NULL, reason TEXT NOT
        NULL, held INTEGER NOT NULL, received_at TEXT NOT NULL, settled_at TEXT, settled_by TEXT, PRIMARY KEY
        (log, seq));
    CREATE INDEX quarantine_open ON quarantine (centre, settled_at);
    CREATE TABLE resident (id TEXT PRIMARY KEY, centre TEXT NOT NULL, number TEXT, name TEXT NOT NULL, birth
        TEXT, state TEXT NOT NULL, language TEXT, search TEXT NOT NULL, preferences TEXT NOT NULL);
    CREATE UNIQUE INDEX resident_number ON resident (centre, number);
    CREATE INDEX resident_of_centre ON resident (centre, name);
    CREATE TABLE card (key TEXT PRIMARY KEY, centre TEXT NOT NULL, resident TEXT, state TEXT NOT NULL, label
        TEXT, replaces TEXT, issued TEXT, signed_by INTEGER);
    CREATE INDEX card_of_resident ON card (resident);
    CREATE INDEX card_of_centre ON card (centre);
    CREATE TABLE service (centre TEXT NOT NULL, id TEXT NOT NULL, data TEXT NOT NULL, PRIMARY KEY (centre, id));
    CREATE TABLE tariff (centre TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL, data TEXT NOT
        NULL, PRIMARY KEY (centre, id, version));
    CREATE TABLE staff (id TEXT PRIMARY KEY, place TEXT NOT NULL, name TEXT NOT NULL, login TEXT, role TEXT
        NOT NULL, password_hash TEXT, pin_hash TEXT, stamp TEXT NOT NULL, active INTEGER NOT NULL, failures
        INTEGER NOT NULL, locked_until TEXT);
    CREATE UNIQUE INDEX staff_login ON staff (login);
    CREATE TABLE feed (centre TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL, change_seq BIGINT NOT
        NULL, version INTEGER NOT NULL, deleted INTEGER NOT NULL, payload TEXT NOT NULL, changed_at TEXT NOT
        NULL, PRIMARY KEY (centre, kind, id));
    CREATE INDEX feed_changed ON feed (centre, change_seq);
    CREATE TABLE feed_counter (id INTEGER PRIMARY KEY, value BIGINT NOT NULL);
    INSERT INTO feed_counter (id, value) VALUES (1, 0)
    """,
    """
    CREATE TABLE past_day (centre TEXT NOT NULL, day TEXT NOT NULL, service TEXT NOT NULL, visits INTEGER NOT
        NULL, fen BIGINT NOT NULL, PRIMARY KEY (centre, day, service))
    """,
    """
    CREATE TABLE machine (kiosk TEXT NOT NULL, hardware TEXT NOT NULL, seen_at TEXT NOT NULL,
        PRIMARY KEY (kiosk, hardware));
    CREATE TABLE alarm (id TEXT PRIMARY KEY, centre TEXT NOT NULL, kiosk TEXT NOT NULL, kind TEXT NOT NULL, at TEXT
        NOT NULL, closed_at TEXT, closed_by TEXT);
    CREATE INDEX alarm_open ON alarm (centre, closed_at)
    """,
    """
    CREATE TABLE run (kiosk TEXT NOT NULL, name TEXT NOT NULL, number INTEGER NOT NULL, first_ns BIGINT NOT NULL,
        after TEXT, after_ns BIGINT NOT NULL, PRIMARY KEY (kiosk, name));
    CREATE TABLE moment (kiosk TEXT NOT NULL, run TEXT NOT NULL, boot_ns BIGINT NOT NULL, utc TEXT NOT NULL,
        error DOUBLE PRECISION NOT NULL, source TEXT NOT NULL, PRIMARY KEY (kiosk, run, boot_ns));
    CREATE TABLE dating (log TEXT NOT NULL, seq INTEGER NOT NULL, kiosk TEXT NOT NULL, centre TEXT NOT NULL, run TEXT
        NOT NULL, boot_ns BIGINT NOT NULL, received_at TEXT NOT NULL, utc TEXT NOT NULL, within DOUBLE PRECISION NOT
        NULL, quality TEXT NOT NULL, first_day TEXT NOT NULL, last_day TEXT NOT NULL, day TEXT, version INTEGER NOT
        NULL, PRIMARY KEY (log, seq));
    CREATE INDEX dating_of_kiosk ON dating (kiosk, received_at);
    CREATE INDEX dating_open ON dating (centre) WHERE day IS NULL;
    CREATE TABLE day_answer (log TEXT NOT NULL, seq INTEGER NOT NULL, number INTEGER NOT NULL, day TEXT NOT NULL, actor
        TEXT NOT NULL, answered_at TEXT NOT NULL, PRIMARY KEY (log, seq, number))
    """,
    """
    ALTER TABLE resident ADD COLUMN birthday TEXT;
    ALTER TABLE resident ADD COLUMN tails TEXT NOT NULL DEFAULT ''
    """,
    """
    ALTER TABLE resident ADD COLUMN spelling TEXT;
    CREATE INDEX resident_of_spelling ON resident (centre, spelling);
    CREATE TABLE held_list (id TEXT PRIMARY KEY, centre TEXT NOT NULL, staff TEXT NOT NULL, expires_at TEXT NOT NULL,
        body TEXT NOT NULL, report TEXT)
    """,
)
RECORD = "CREATE TABLE IF NOT EXISTS migration (number INTEGER PRIMARY KEY, applied_at TEXT NOT NULL)"
ADVISORY_LOCK = 0x6B696F736B  # "kiosk": two processes starting at once must not both migrate


class Migration(Table):
    """Which steps this database has."""

    number = IntegerField(primary_key=True)
    applied_at = TextField()


def migrate(database: Database, now: str) -> int:
    """Bring the schema up to date and say how many steps that took; raises StoreError for one from a newer program."""
    with database.writing():
        _alone(database)
        database.script([RECORD])
    taken = 0
    while _step(database, now):
        taken += 1
    return taken


def _step(database: Database, now: str) -> bool:
    """Take the next step, if there is one, together with its record."""
    blob = "BLOB" if database.is_sqlite else "BYTEA"
    with database.writing():
        _alone(database)
        done = len(database.rows(Migration.select()))
        if done > len(STEPS):
            raise StoreError(f"the database has schema {done}, this program knows {len(STEPS)}; install a newer one")
        if done == len(STEPS):
            return False
        database.script(STEPS[done].format(blob=blob).split(";"))
        database.run(Migration.insert(number=done + 1, applied_at=now))
    return True


def _alone(database: Database) -> None:
    """Keep other processes out until the commit; SQLite's IMMEDIATE transaction does so by itself."""
    if not database.is_sqlite:
        database.script([f"SELECT pg_advisory_xact_lock({ADVISORY_LOCK})"])
