"""Which devices may speak for a centre: enrolment by a one-use token, revocation, and how each of them is."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256

import msgspec

from kiosk.errors import ConfigError, Refused
from kiosk.server import alarms, calls, dating, doubts
from kiosk.server.database import Database
from kiosk.server.feed import changing
from kiosk.server.keys import Keyring
from kiosk.server.losses import lost
from kiosk.server.moments import Run
from kiosk.server.said import Said
from kiosk.server.tables import EnrolToken, Kiosk, Log, Place
from kiosk.wire import EnrolReply, EnrolRequest, Heartbeat, HeartbeatReply

TOKEN_HOURS = 24
KEY_BYTES = 32
LONGEST = 64


def new_token(database: Database, centre: str, name: str, now: datetime, hours: int = TOKEN_HOURS) -> str:
    """A token that enrols one kiosk called `name` within `hours`. Only its hash is kept, so it is shown once.

    Raises ConfigError for an empty name, or when there is no such centre.
    """
    if not name.strip():
        raise ConfigError(Said("a kiosk needs a name, such as 大门"))
    token = secrets.token_hex(10).upper()
    token = "-".join(token[start : start + 5] for start in range(0, len(token), 5))
    with database.writing():
        if not database.first(Place.select().where(Place.id == centre, Place.level == "centre")):
            raise ConfigError(f"there is no centre {centre!r}; `kiosk server centre list` shows those there are")
        until = (now + timedelta(hours=hours)).isoformat()
        database.run(EnrolToken.insert(hash=_hash(token), centre=centre, name=name, expires_at=until))
    return token


def enrol(database: Database, keys: Keyring, request: EnrolRequest, now: datetime) -> EnrolReply:
    """Admit a kiosk. The same token with the same key gets the same answer again, so a lost reply costs nothing.

    Raises Refused for a token that is unknown, used by another key or expired, and for a key of the wrong size.
    """
    if len(request.public_key) != KEY_BYTES:
        raise Refused(f"a public key has {KEY_BYTES} bytes, this one {len(request.public_key)}")
    with changing(database, now) as changes:
        use = EnrolToken.update(name=EnrolToken.name).where(EnrolToken.hash == _hash(request.token))
        token = next(iter(database.run(use.returning(EnrolToken))), None)
        if token is None or (token.kiosk is None and token.expires_at < now.isoformat()):
            raise Refused("this enrolment token is unknown or expired; ask for a new one on the kiosks page")
        kiosk = database.first(Kiosk.select().where(Kiosk.id == token.kiosk)) if token.kiosk else None
        if kiosk and (kiosk.public_key != request.public_key or kiosk.revoked_at):
            raise Refused("this enrolment token was used already; ask for a new one on the kiosks page")
        if kiosk is None:
            kiosk = _admit(database, token, request, now)
            changes.put(token.centre, "kiosk", kiosk.id, {"id": kiosk.id, "name": kiosk.name})
    return EnrolReply(kiosk.id, kiosk.name, kiosk.centre, keys.server.public, keys.card_keys())


def _admit(database: Database, token: EnrolToken, request: EnrolRequest, now: datetime) -> Kiosk:
    """A new kiosk; or who its key was in this centre before, revoked or not: what it holds is still its own."""
    same = (Kiosk.public_key == request.public_key) & (Kiosk.centre == token.centre)
    kiosk: Kiosk | None = database.first(Kiosk.select().where(same).order_by(Kiosk.enrolled_at.desc()))
    about = {
        "name": token.name,
        "hardware": _short(request.hardware),
        "version": _short(request.version),
    }
    if kiosk:
        database.run(Kiosk.update(**about, revoked_at=None).where(Kiosk.id == kiosk.id))
        kiosk.name = token.name
    else:
        known = {"id": secrets.token_hex(8), "centre": token.centre, "public_key": request.public_key}
        kiosk = Kiosk(**known, **about, enrolled_at=now.isoformat())
        database.run(Kiosk.insert(**kiosk.__data__))
    database.run(EnrolToken.update(kiosk=kiosk.id).where(EnrolToken.hash == token.hash))
    return kiosk


def find(database: Database, name: str) -> Kiosk | None:
    """The kiosk with this id."""
    with database.reading():
        kiosk: Kiosk | None = database.first(Kiosk.select().where(Kiosk.id == name))
    return kiosk


def of_centres(database: Database, centres: Sequence[str]) -> Sequence[Kiosk]:
    """All kiosks of these centres, revoked ones last."""
    with database.reading():
        rows = database.rows(Kiosk.select().where(Kiosk.centre.in_(list(centres))).order_by(Kiosk.name))
    return sorted(rows, key=lambda kiosk: kiosk.revoked_at is not None)


def revoke(database: Database, name: str, now: datetime) -> None:
    """From now on this kiosk is refused; its past stays."""
    with changing(database, now) as changes:
        revoked = Kiosk.update(revoked_at=now.isoformat()).where(Kiosk.id == name, Kiosk.revoked_at.is_null())
        for kiosk in database.run(revoked.returning(Kiosk.centre)):
            changes.drop(kiosk.centre, "kiosk", name)


def beat(database: Database, kiosk: Kiosk, heartbeat: Heartbeat, epoch: str, now: datetime) -> HeartbeatReply:
    """Keep how the kiosk is, and tell it what we hold of its logs."""
    with database.writing():
        status = database.value(Kiosk.select(Kiosk.status).where(Kiosk.id == kiosk.id))
        last = msgspec.json.decode(status or "null", type=Heartbeat | None)
        logs = database.rows(Log.select().where(Log.kiosk == kiosk.id))
        if not _late(database, kiosk, heartbeat, last):
            losses = lost(heartbeat, last, {log.id: log.head_seq for log in logs})
            _hear(database, kiosk, msgspec.structs.replace(heartbeat, lost=losses), last, now)
    heads = {log.id: (log.head_seq, bytes(log.head_hash)) for log in logs}
    return HeartbeatReply(heads, epoch, now.isoformat())


def _late(database: Database, kiosk: Kiosk, heartbeat: Heartbeat, last: Heartbeat | None) -> bool:
    """Whether it is the one that was heard last, or was written before: in that boot and earlier, or in a boot before.

    Another machine that goes by the same name has boots and a hardware print of its own.
    """
    if last is None or not heartbeat.run or last.hardware != heartbeat.hardware:
        return False
    if heartbeat.run == last.run:
        again = msgspec.structs.replace(heartbeat, runs=[], moments=[], lost=last.lost) == last
        return heartbeat.boot_ns < last.boot_ns or again
    known = Run.select(Run.name).where(Run.kiosk == kiosk.id, Run.name == heartbeat.run)
    return database.first(known) is not None


def _hear(database: Database, kiosk: Kiosk, heartbeat: Heartbeat, last: Heartbeat | None, now: datetime) -> None:
    if set(heartbeat.lost) - set(last.lost if last else ()):
        alarms.sound(database, kiosk, alarms.Kind.LOST, now)
    if heartbeat.ahead is not None and (last is None or last.ahead is None):
        alarms.sound(database, kiosk, alarms.Kind.CLOCK, now)
    status = msgspec.json.encode(msgspec.structs.replace(heartbeat, runs=[], moments=[])).decode()
    fresh = {"seen_at": now.isoformat(), "status": status, "version": _short(heartbeat.version)}
    database.run(Kiosk.update(**fresh).where(Kiosk.id == kiosk.id))
    calls.hear(database, kiosk, heartbeat.help, now)
    alarms.watch_machine(database, kiosk, _short(heartbeat.hardware), now)
    if dating.learn(database, kiosk, heartbeat):
        doubts.doubt(database, kiosk, now)
        dating.date_anew(database, kiosk, now)


def _short(text: str) -> str:
    """What a kiosk says of itself, as far as it is kept."""
    return text.replace("\0", "")[:LONGEST]


def _hash(token: str) -> str:
    """Tokens are random enough that a plain hash cannot be guessed back; typed ones may lack dashes and capitals."""
    return sha256(token.replace("-", "").replace(" ", "").upper().encode()).hexdigest()
