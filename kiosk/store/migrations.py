"""The schema, one numbered step at a time, each in one transaction with its record. A released step is never edited."""

from typing import Any

from kiosk.errors import StoreError

FIRST = """
CREATE TABLE log (
    log INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    parent TEXT,
    parent_seq INTEGER NOT NULL DEFAULT 0,
    base INTEGER NOT NULL DEFAULT 0,
    base_hash BLOB NOT NULL,
    acked INTEGER NOT NULL DEFAULT 0,
    current INTEGER NOT NULL
);
CREATE UNIQUE INDEX one_current_log ON log (current) WHERE current;
CREATE TABLE event (
    log INTEGER NOT NULL REFERENCES log,
    seq INTEGER NOT NULL,
    id TEXT NOT NULL UNIQUE,
    hash BLOB NOT NULL,
    kind TEXT NOT NULL,
    day TEXT NOT NULL,
    card TEXT,
    resident TEXT,
    service TEXT,
    refers TEXT,
    body TEXT NOT NULL,
    PRIMARY KEY (log, seq)
) WITHOUT ROWID;
CREATE INDEX event_day ON event (day);
CREATE INDEX event_person ON event (resident, day) WHERE resident IS NOT NULL;
CREATE INDEX event_card ON event (card, day) WHERE resident IS NULL;
CREATE TABLE neighbour (
    id TEXT PRIMARY KEY,
    kiosk TEXT NOT NULL,
    kind TEXT NOT NULL,
    day TEXT NOT NULL,
    card TEXT,
    resident TEXT,
    service TEXT,
    refers TEXT,
    body TEXT NOT NULL,
    version INTEGER NOT NULL,
    seen INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX neighbour_day ON neighbour (day);
CREATE INDEX neighbour_person ON neighbour (resident, day) WHERE resident IS NOT NULL;
CREATE INDEX neighbour_card ON neighbour (card, day) WHERE resident IS NULL;
CREATE VIEW fact AS
    SELECT id, kind, day, card, resident, service, refers, body FROM event
    UNION ALL SELECT id, kind, day, card, resident, service, refers, body FROM neighbour;
CREATE TABLE resident (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, payload TEXT NOT NULL, version INTEGER NOT NULL, seen INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE card (
    id TEXT PRIMARY KEY, resident TEXT, payload TEXT NOT NULL, version INTEGER NOT NULL, seen INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX card_resident ON card (resident);
CREATE TABLE item (
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    payload TEXT NOT NULL,
    version INTEGER NOT NULL,
    seen INTEGER NOT NULL,
    PRIMARY KEY (kind, id)
) WITHOUT ROWID;
CREATE TABLE boot (
    number INTEGER PRIMARY KEY, boot_id TEXT NOT NULL UNIQUE, boot_ns INTEGER NOT NULL, wall TEXT NOT NULL
);
CREATE TABLE note (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""

ANCHORS = """
CREATE TABLE anchor (
    boot INTEGER NOT NULL,
    boot_ns INTEGER NOT NULL,
    utc TEXT NOT NULL,
    error REAL NOT NULL,
    source TEXT NOT NULL,
    PRIMARY KEY (boot, boot_ns)
) WITHOUT ROWID;
"""

CARD_ENDS = """
CREATE TABLE card_end (ending TEXT NOT NULL, card TEXT NOT NULL, PRIMARY KEY (ending, card)) WITHOUT ROWID;
INSERT INTO card_end SELECT substr(id, -6), id FROM card WHERE id NOT LIKE 'qr:%';
"""

RUNS = """
ALTER TABLE boot ADD COLUMN after_ns INTEGER;
ALTER TABLE boot ADD COLUMN told INTEGER NOT NULL DEFAULT 0;
ALTER TABLE anchor ADD COLUMN told INTEGER NOT NULL DEFAULT 0;
"""

TOLD = """
CREATE TABLE told (
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    day TEXT NOT NULL,
    sent INTEGER,
    kept BLOB,
    seen INTEGER NOT NULL,
    PRIMARY KEY (kind, id)
) WITHOUT ROWID;
INSERT INTO note SELECT 'generation', '1' WHERE NOT EXISTS (SELECT 1 FROM note WHERE name = 'generation');
UPDATE note SET value = CAST(value AS INTEGER) + 1 WHERE name = 'generation';
INSERT OR REPLACE INTO note SELECT 'restarted', 'yes' WHERE EXISTS (SELECT 1 FROM note WHERE name = 'cursor');
UPDATE note SET value = '{}' WHERE name = 'cursor';
"""
"""What was told before, nobody noted; so the server is asked to tell everything once more."""

STEPS = (FIRST, ANCHORS, CARD_ENDS, RUNS, TOLD)


def migrate(database: Any) -> None:
    """Bring an open database up to date; raises StoreError for one that a newer version wrote."""
    database.execute_sql("CREATE TABLE IF NOT EXISTS migration (number INTEGER PRIMARY KEY)")
    done = database.execute_sql("SELECT coalesce(max(number), 0) FROM migration").fetchone()[0]
    if done > len(STEPS):
        raise StoreError(
            f"the database has schema {done}, this version knows {len(STEPS)}; install the newer version again"
        )
    for number, step in enumerate(STEPS[done:], done + 1):
        with database.atomic("IMMEDIATE"):
            for statement in step.strip().split(";\n"):
                database.execute_sql(statement.removesuffix(";"))
            database.execute_sql("INSERT INTO migration VALUES (?)", (number,))
