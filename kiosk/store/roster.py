"""People, cards, services, prices and settings: the kiosk's copy of what the server told, for the desk to look up."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, TypeVar

import msgspec
from peewee import Table

from kiosk.core.bundle import Bundle, Problem
from kiosk.core.exchange import CardKey
from kiosk.core.members import Member, Members
from kiosk.core.model import Card, CardState, Resident, Service, Settings, Staff, Tariff
from kiosk.core.partial import endings
from kiosk.core.printed import Printed
from kiosk.errors import StoreError
from kiosk.store.database import Database
from kiosk.store.notebook import Notebook
from kiosk.store.told import note_ours, sum_of

SEARCH = """SELECT payload FROM resident
WHERE EXISTS (SELECT 1 FROM json_each(payload, '$.search') WHERE substr(value, 1, length(?1)) = ?1)
AND json_extract(payload, '$.state') = 'active' ORDER BY name LIMIT ?2"""
ADOPT = """INSERT INTO card (id, resident, payload, version, seen)
VALUES (?1, ?2, ?3, 0, (SELECT coalesce(max(seen), 0) FROM card))
ON CONFLICT (id) DO UPDATE SET resident = ?2, payload = ?3"""
ALIKE = "SELECT payload FROM card JOIN card_end ON card.id = card_end.card WHERE ending = ?"
HELD = "SELECT id, resident FROM card WHERE resident IS NOT NULL ORDER BY id"
BUNDLE = "bundle"
MEMBERS = "SELECT payload FROM resident WHERE json_extract(payload, '$.state') = 'active'"
Found = TypeVar("Found", Card, Resident)


class Roster:
    """Residents and cards are looked up one at a time; services, prices, settings and the groups are kept in memory."""

    def __init__(self, database: Database, fallback: Settings) -> None:
        """`fallback` serves until the server has sent the centre's settings."""
        self.database, self.fallback = database, fallback
        self.people = Table("resident").bind(database.peewee)
        self.cards = Table("card").bind(database.peewee)
        self.notebook = Notebook(database)
        self._bundle = self._believed()
        self.refused: tuple[Problem, ...] = ()
        """Why the newest bundle is not in force; empty when it is."""
        self._groups: tuple[object, Members] | None = None
        self._printed: tuple[object, Printed] | None = None
        self.reload()

    def reload(self) -> None:
        """Read again what is kept in memory, after the server changed it.

        A bundle that fails its trial changes nothing. The one that passed last is kept on the disk as well, so that a
        restart does not fall back to nothing.
        """
        rows = self.database.rows("SELECT kind, payload FROM item")
        things = {kind: [payload for found, payload in rows if found == kind] for kind, _ in rows}
        decode = msgspec.json.decode
        services = [decode(payload, type=Service) for payload in things.get("service", ())]
        self._staff = tuple(decode(payload, type=Staff) for payload in things.get("staff", ()))
        keys = [decode(payload, type=CardKey) for payload in things.get("card_key", ())]
        self._card_keys = {key.id: key.public for key in keys}
        newest = Bundle(
            next((decode(payload, type=Settings) for payload in things.get("settings", ())), self.fallback),
            tuple(sorted(services, key=lambda service: (service.order, service.id))),
            tuple(decode(payload, type=Tariff) for payload in things.get("tariff", ())),
        )
        self.refused = tuple(newest.problems())
        if not self.refused and newest != self._bundle:
            self._bundle = newest
            self._believe(newest)

    def _believed(self) -> Bundle:
        """The bundle that passed last, else what a kiosk has before it ever heard of one."""
        with suppress(msgspec.MsgspecError):
            return msgspec.json.decode(self.notebook.get(BUNDLE) or "", type=Bundle)
        return Bundle(self.fallback)

    def _believe(self, bundle: Bundle) -> None:
        """Keep it for the next start; an onlooker keeps nothing, and a full disk only means another trial then."""
        if not self.database.readonly:
            with suppress(StoreError):
                self.notebook.put(BUNDLE, msgspec.json.encode(bundle).decode())

    def card(self, key: str) -> Card | None:
        """The card with this key."""
        return self._one("SELECT payload FROM card WHERE id = ?", key, Card)

    def alike(self, key: str) -> Sequence[Card]:
        """Cards whose number ends in the same three bytes."""
        rows = [row for ending in endings(key) for row in self.database.rows(ALIKE, ending)]
        return [msgspec.json.decode(payload, type=Card) for (payload,) in dict.fromkeys(rows)]

    def resident(self, pseudonym: str) -> Resident | None:
        """The person behind a pseudonym."""
        return self._one("SELECT payload FROM resident WHERE id = ?", pseudonym, Resident)

    def names(self, pseudonyms: Sequence[str]) -> Mapping[str, str]:
        """Full names, for pages behind the staff PIN."""
        people = self.people
        query = people.select(people.c.id, people.c.name).where(people.c.id.in_(list(pseudonyms)))
        return self._pairs(query)

    def all_names(self) -> Sequence[str]:
        """Every resident's name, to see whether the font draws it."""
        return [name for (name,) in self.database.rows("SELECT name FROM resident")]

    def search(self, typed: str, limit: int) -> Sequence[Resident]:
        """Active residents with a search key that begins with `typed` (lower-case letters only), by name."""
        rows = self.database.rows(SEARCH, typed, limit)
        return [msgspec.json.decode(payload, type=Resident) for (payload,) in rows]

    def members(self) -> Members:
        """Active residents in their groups, as they are now; made anew when the server told of a person, or healed one.

        That takes a tenth of a second for fifteen thousand. Rejected: to do it whenever a page of the roster arrives,
        which made them thirty times over for one update, and again for every visit next door.
        """
        told = sum_of(self.database, "resident")
        if not self._groups or self._groups[0] != told:
            self._groups = told, self._grouped()
        return self._groups[1]

    def printed(self) -> Printed:
        """Every card that is somebody's, written out; kept until the server tells of a card or one is linked here."""
        told = sum_of(self.database, "card")
        if not self._printed or self._printed[0] != told:
            self._printed = told, Printed(self.database.rows(HELD))
        return self._printed[1]

    def cards_of(self, pseudonym: str) -> Sequence[Card]:
        """The active cards of a resident."""
        rows = self.database.rows("SELECT payload FROM card WHERE resident = ? ORDER BY id", pseudonym)
        cards = [msgspec.json.decode(payload, type=Card) for (payload,) in rows]
        return [card for card in cards if card.state is CardState.ACTIVE]

    def adopt(self, card: Card) -> None:
        """Believe a link made here until the server tells what holds."""
        with self.database.writing():
            self.database.rows(ADOPT, card.key, card.resident, msgspec.json.encode(card).decode())
            note_ours(self.database, "card", card.key)
        self._printed = None

    def links(self, keys: Sequence[str]) -> Mapping[str, str]:
        """Which of these cards belong to which resident."""
        cards = self.cards
        query = cards.select(cards.c.id, cards.c.resident).where(cards.c.id.in_(list(keys)))
        return {key: resident for key, resident in self._pairs(query).items() if resident}

    def services(self) -> Sequence[Service]:
        """Every service of the centre, in their order."""
        return self._bundle.services

    def tariffs(self, tariff: str) -> Sequence[Tariff]:
        """Every version of a price list."""
        return [one for one in self._bundle.tariffs if one.id == tariff]

    def staff(self) -> Sequence[Staff]:
        """Who has a PIN here."""
        return self._staff

    def settings(self) -> Settings:
        """What the centre set."""
        return self._bundle.settings

    def version(self) -> str:
        """Which bundle is in force (`Bundle.version`)."""
        return self._bundle.version

    def card_keys(self) -> Mapping[str, bytes]:
        """The public keys that cards are verified with, by key id."""
        return self._card_keys

    def _grouped(self) -> Members:
        decode = msgspec.json.Decoder(Resident).decode
        people = (decode(payload) for (payload,) in self.database.rows(MEMBERS))
        return Members(Member(one.id, one.name, one.birth, one.tails, "".join(one.search[:1])) for one in people)

    def _pairs(self, query: Any) -> dict[str, str]:
        with self.database.lock, self.database.errors():
            return dict(query.tuples())

    def _one(self, sql: str, key: str, kind: type[Found]) -> Found | None:
        payload = self.database.scalar(sql, key)
        return msgspec.json.decode(payload, type=kind) if payload else None
