"""The kiosk's own database: an encrypted SQLite file that one process writes to. See database.py and visits.py."""
