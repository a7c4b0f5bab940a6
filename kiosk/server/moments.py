"""The tables of time: what kiosks told of their clocks, what is derived of it, and what people answered (`dating`)."""

from peewee import BigIntegerField, CompositeKey, FloatField, IntegerField, TextField

from kiosk.server.tables import Table


class Run(Table):
    """One boot of a kiosk: it came after the moment `after_ns` of the run `after` of the same card."""

    kiosk = TextField()
    name = TextField()
    number = IntegerField()
    first_ns = BigIntegerField()
    after = TextField(null=True)
    after_ns = BigIntegerField()

    class Meta:
        primary_key = CompositeKey("kiosk", "name")


class Moment(Table):
    """An anchor: at `boot_ns` of the run it was `utc`, give or take `error` seconds, as `source` said."""

    kiosk = TextField()
    run = TextField()
    boot_ns = BigIntegerField()
    utc = TextField()
    error = FloatField()
    source = TextField()

    class Meta:
        primary_key = CompositeKey("kiosk", "run", "boot_ns")


class Dating(Table):
    """When an entry was made whose own clock cannot be believed, as far as is known: derived, and derived anew.

    The truth lies within `within` seconds of `utc`, on one of the days from `first_day` to `last_day`. `version` counts
    how often it was derived. `day` is what a person answered who was asked, or what the interval leaves no doubt of.
    """

    log = TextField()
    seq = IntegerField()
    kiosk = TextField()
    centre = TextField()
    run = TextField()
    boot_ns = BigIntegerField()
    received_at = TextField()
    utc = TextField()
    within = FloatField()
    quality = TextField()
    first_day = TextField()
    last_day = TextField()
    day = TextField(null=True)
    version = IntegerField()

    class Meta:
        primary_key = CompositeKey("log", "seq")


class DayAnswer(Table):
    """What a person answered when asked for an entry's day. Never changed: a second answer is a second row."""

    log = TextField()
    seq = IntegerField()
    number = IntegerField()
    day = TextField()
    actor = TextField()
    answered_at = TextField()

    class Meta:
        primary_key = CompositeKey("log", "seq", "number")
