"""Which versions of SQLite may hold visits: none with the bug that corrupts a database in WAL mode.

From 3.7.0 to 3.51.2 a write-ahead log that one connection resets while another checkpoints can lose pages
(https://sqlite.org/wal.html, "the WAL-reset bug"). Debian's and Python's own engine are among them.
"""

FIRST_BAD, LAST_BAD = (3, 7, 0), (3, 51, 2)


def sound(version: str) -> bool:
    """Whether the engine with this version, such as `3.54.0`, is free of it."""
    return not FIRST_BAD <= tuple(int(part) for part in version.split(".")) <= LAST_BAD


def flaw(version: str) -> str:
    """What to say of an engine that may not be used; empty for a sound one."""
    if sound(version):
        return ""
    return f"SQLite {version} can corrupt a database in WAL mode; pip install --upgrade apsw-sqlite3mc"
