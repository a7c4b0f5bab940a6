"""The server's tables. Text, integers and bytes only, so that both databases hold the same; days and instants are ISO.

`event` is the kiosks' logs, verbatim and insert-only. Its rows with a `change_seq` count; one without is a twin of a
fact that came in another log, or waits in `quarantine` for a person. `feed` holds the newest state of each thing a
kiosk has to know. Documents the server never searches (openings, bands, settings) are JSON of the core's own classes.
"""

from peewee import BigIntegerField, BlobField, CompositeKey, IntegerField, Model, TextField


class BodyField(BlobField):
    """An entry's text as the bytes that were hashed: PostgreSQL's own text could not hold a NUL."""

    def python_value(self, value: bytes) -> str:
        """The text again."""
        return bytes(value).decode()


class Table(Model):
    """A table whose queries name their database when they run."""

    class Meta:
        legacy_table_names = False


class Meta(Table):
    """A few single values of this database: such as its epoch."""

    key = TextField(primary_key=True)
    value = TextField()


class Place(Table):
    """A node of the network: city, sub-district, community, station, or a centre with kiosks and services."""

    id = TextField(primary_key=True)
    parent = TextField(null=True)
    level = TextField()
    name = TextField()
    settings = TextField(null=True)


class Kiosk(Table):
    """One enrolled device and what it last said of itself."""

    id = TextField(primary_key=True)
    centre = TextField()
    name = TextField()
    public_key = BlobField()
    hardware = TextField()
    version = TextField()
    enrolled_at = TextField()
    revoked_at = TextField(null=True)
    seen_at = TextField(null=True)
    status = TextField(null=True)


class EnrolToken(Table):
    """A one-use permission to enrol, hashed; `kiosk` is who used it."""

    hash = TextField(primary_key=True)
    centre = TextField()
    name = TextField()
    expires_at = TextField()
    kiosk = TextField(null=True)


class Log(Table):
    """A kiosk's log as far as it has come."""

    id = TextField(primary_key=True)
    kiosk = TextField()
    head_seq = IntegerField()
    head_hash = BlobField()
    parent = TextField(null=True)
    parent_seq = IntegerField()


class Event(Table):
    """One entry of a log, and what the server needs to find its fact.

    `day` is the service day that it counts for: the kiosk's own, unless its clock was wrong (`dating`); none while a
    person has to be asked.
    """

    log = TextField()
    seq = IntegerField()
    hash = BlobField()
    body = BodyField()
    id = TextField(null=True)
    kiosk = TextField()
    centre = TextField()
    day = TextField(null=True)
    kind = TextField(null=True)
    change_seq = BigIntegerField(null=True)
    received_at = TextField()

    class Meta:
        primary_key = CompositeKey("log", "seq")


class Quarantine(Table):
    """An entry with strange content. `held` ones do not count until a person says so."""

    log = TextField()
    seq = IntegerField()
    centre = TextField()
    reason = TextField()
    held = IntegerField()
    received_at = TextField()
    settled_at = TextField(null=True)
    settled_by = TextField(null=True)

    class Meta:
        primary_key = CompositeKey("log", "seq")


class Resident(Table):
    """A registered person; `number` is the centre's own number for them, which an import goes by.

    `preferences` and `birthday` are the core's as JSON, `tails` the ends of numbers with a blank before and after each,
    `spelling` the name as it is compared (`writing.compared`); none in a row of an older program, until a site opens.
    """

    id = TextField(primary_key=True)
    centre = TextField()
    number = TextField(null=True)
    name = TextField()
    birth = TextField(null=True)
    state = TextField()
    language = TextField(null=True)
    search = TextField()
    preferences = TextField()
    birthday = TextField(null=True)
    tails = TextField()
    spelling = TextField(null=True)


class HeldList(Table):
    """A list between the look at it and its taking in: `body` as `holding` writes it, `report` once it was taken in."""

    id = TextField(primary_key=True)
    centre = TextField()
    staff = TextField()
    expires_at = TextField()
    body = TextField()
    report = TextField(null=True)


class Card(Table):
    """A card of one centre. `label` is what is printed on it, `replaces` the card it took over from.

    `issued` (a day) and `signed_by` (a key id) are set for a card of our own, and enough to print it again.
    """

    key = TextField(primary_key=True)
    centre = TextField()
    resident = TextField(null=True)
    state = TextField()
    label = TextField(null=True)
    replaces = TextField(null=True)
    issued = TextField(null=True)
    signed_by = IntegerField(null=True)


class Service(Table):
    """Something to check in for at one centre; `data` is the core's `Service`."""

    centre = TextField()
    id = TextField()
    data = TextField()

    class Meta:
        primary_key = CompositeKey("centre", "id")


class Tariff(Table):
    """One dated version of a price list; `data` is the core's `Tariff`."""

    centre = TextField()
    id = TextField()
    version = IntegerField()
    data = TextField()

    class Meta:
        primary_key = CompositeKey("centre", "id", "version")


class Staff(Table):
    """A person with a login, a PIN for the kiosk, or both. `stamp` changes with the password and ends old sessions."""

    id = TextField(primary_key=True)
    place = TextField()
    name = TextField()
    login = TextField(null=True)
    role = TextField()
    password_hash = TextField(null=True)
    pin_hash = TextField(null=True)
    stamp = TextField()
    active = IntegerField()
    failures = IntegerField()
    locked_until = TextField(null=True)


class Feed(Table):
    """The newest state of one thing, for the kiosks of `centre` (empty: of all centres)."""

    centre = TextField()
    kind = TextField()
    id = TextField()
    change_seq = BigIntegerField()
    version = IntegerField()
    deleted = IntegerField()
    payload = TextField()
    changed_at = TextField()

    class Meta:
        primary_key = CompositeKey("centre", "kind", "id")


class FeedCounter(Table):
    """The last `change_seq` given out. Its one row is locked from there to the commit."""

    id = IntegerField(primary_key=True)
    value = BigIntegerField()


class PastDay(Table):
    """What is left of days whose visits were forgotten: sums by service (empty: no service)."""

    centre = TextField()
    day = TextField()
    service = TextField()
    visits = IntegerField()
    fen = BigIntegerField()

    class Meta:
        primary_key = CompositeKey("centre", "day", "service")


class Machine(Table):
    """A hardware print that spoke for a kiosk, and when it last did."""

    kiosk = TextField()
    hardware = TextField()
    seen_at = TextField()

    class Meta:
        primary_key = CompositeKey("kiosk", "hardware")


class Alarm(Table):
    """Something about a kiosk that a person has to see to; `kind` is one of `alarms.Kind`."""

    id = TextField(primary_key=True)
    centre = TextField()
    kiosk = TextField()
    kind = TextField()
    at = TextField()
    closed_at = TextField(null=True)
    closed_by = TextField(null=True)
