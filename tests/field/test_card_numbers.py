"""What stands printed on cards, and how lists and people write it: each number is its own card, or waits for a tap."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from litestar.testing import TestClient

from kiosk.cards.numbers import refusal
from kiosk.cards.press import CardPress
from kiosk.clock import SteppedClock
from kiosk.core import events as e
from kiosk.core import pages as p
from kiosk.core.cardkey import FAMILIES, well_formed
from kiosk.core.exchange import Change
from kiosk.core.forms import FORMS
from kiosk.core.model import Card as Held
from kiosk.core.printed import Printed, numbers, plain
from kiosk.errors import CardError
from kiosk.paths import HARDWARE
from kiosk.readers.capture import decode, load_capture
from kiosk.readers.checks import xor8
from kiosk.readers.decoder import CardId
from kiosk.readers.gwiot7941e import FAMILIES as TYPES
from kiosk.readers.gwiot7941e import STX, Gwiot7941e
from kiosk.readers.number_line import NumberLine
from kiosk.readers.numbers import meanings
from kiosk.readers.profile import load, models
from kiosk.readers.protocols import PROTOCOLS
from kiosk.server import cards, imports, residents
from kiosk.server.app import app_of
from kiosk.server.numbers import key_of
from kiosk.server.site import Site
from kiosk.server.tables import Card
from kiosk.ui.fonts import text_font
from tests.centre import PIN, Stand, open_stand
from tests.server.conftest import MORNING, opened
from tests.server.parts import CENTRE, Browser, Log, new_kiosk, press

PRESS = CardPress(text_font(), meanings)


@pytest.fixture
def stand(tmp_path: Path) -> Iterator[Stand]:
    """A kiosk."""
    stand = open_stand(tmp_path)
    yield stand
    stand.store.database.close()


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Site]:
    """A server."""
    site = opened(tmp_path, SteppedClock(MORNING), "")
    yield site
    site.close()


def take_in(site: Site, card: str) -> list[str]:
    """The keys of a person who came with a list that has this card."""
    report = imports.import_file(site, CENTRE, f"name\tcard\n李桂芳\t{card}\n".encode(), press())
    assert report.problems == []
    (person,) = residents.search(site.database, [CENTRE], "李桂芳")
    return [one.key for one in cards.of_person(site.database, person.id)]


@pytest.mark.parametrize(
    ("written", "reading"),
    [
        pytest.param("001:11572", "012D34", id="facility and card with a colon"),
        pytest.param("1：11572", "012D34", id="as a Chinese keyboard writes it"),
        pytest.param("021/15890", "153E12", id="a stroke"),
        pytest.param("21-15890", "153E12", id="a dash"),
        pytest.param("21,15890", "153E12", id="a comma and a lost zero"),
        pytest.param("21，15890", "153E12", id="a full-width comma"),
        pytest.param("2115890", "153E12", id="joined, the zero lost"),
        pytest.param("02115890", "153E12", id="joined"),
        pytest.param("623,27706", "026F6C3A", id="sixteen bits of facility without zeros"),
        pytest.param("62327706", "026F6C3A", id="the same joined"),
        pytest.param("0042954749443", "0A004D7603", id="thirteen digits"),
        pytest.param("42954749443", "0A004D7603", id="thirteen digits without their zeros"),
        pytest.param("4335823930", "01026F6C3A", id="thirteen digits, of which ten are left"),
        pytest.param("7302202", "6F6C3A", id="eight digits without their zero"),
        pytest.param("105003824", "0105003824", id="hex of digits alone without its zero"),
        pytest.param("1050038", "01050038", id="the same of four bytes"),
        pytest.param("26F6C3A", "026F6C3A", id="hex with letters without its zero"),
        pytest.param("1026F6C3A", "01026F6C3A", id="all five bytes without their zero"),
        pytest.param("2A:83:15:5E", "2A83155E", id="bytes as a phone shows them"),
        pytest.param("00 40 85 66 34", "0040856634", id="hex digits in pairs"),
        pytest.param("００４０８５６６３４", "026F6C3A", id="full-width digits"),
        pytest.param("0040\u200b856634", "026F6C3A", id="an invisible character"),
        pytest.param("00000040856634", "026F6C3A", id="ten digits filled up to fourteen"),
        pytest.param("0040856634 111,27706", "026F6C3A", id="both numbers of one card"),
    ],
)
def test_a_number_means_its_card_however_it_is_written(written: str, reading: str) -> None:
    """Its bytes are among the readings, and no other whole card is made of it."""
    assert bytes.fromhex(reading) in meanings(written)[1]
    key = key_of(written, PRESS)
    assert key.startswith("tail:") or key.endswith(f":{reading}")


def test_two_numbers_of_one_card_settle_each_other() -> None:
    """What stands on most 125 kHz cards is one card's, without a doubt but for the byte that neither tells."""
    assert key_of("0040856634 111,27706", PRESS) == "tail:026F6C3A.3A6C6F02"
    with pytest.raises(CardError, match="not a card's number"):
        key_of("0040856634 112,27706", PRESS)


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        pytest.param("foo:12AB", "no reader tells a card as foo", id="no family"),
        pytest.param("wiegand26:012D34", "no reader tells a card as wiegand26", id="a protocol's name"),
        pytest.param("em4100:12AB", "not a card key", id="too short for its family"),
        pytest.param("em4100:01026F6C3", "not a card key", id="half a byte"),
        pytest.param("em4100:HELLO", "not a card key", id="no hex"),
        pytest.param("300:70000", "not a card's number", id="no such facility and card"),
        pytest.param("123456:1", "not a card's number", id="no facility"),
        pytest.param("iso14443a:0824A937", "new number at every tap", id="a phone"),
    ],
)
def test_a_key_that_no_reader_can_send_is_refused(typed: str, why: str) -> None:
    """With a sentence that says what to do."""
    with pytest.raises(CardError, match=why):
        key_of(typed, PRESS)


@pytest.mark.parametrize("key", ["em4100:01026F6C3A", "EM4100:01026f6c3a", "em4100： 01026F6C3A"])
def test_a_key_as_a_reader_tells_it_is_taken(key: str) -> None:
    """In capitals or not, with the colon of either keyboard."""
    assert key_of(key, PRESS) == "em4100:01026F6C3A"


def test_the_families_are_those_that_protocols_send() -> None:
    """Heard from every capture, every kind of a Gwiot reader, a line of numbers and the profiles; our codes too."""
    captures = [load_capture(path) for path in HARDWARE.glob("*/captures/*.jsonl") if "TEMPLATE" not in path.parts]
    heard = [read for one in captures for read in decode(PROTOCOLS[one.protocol], one.pieces)]
    for kind, family in TYPES.items():
        uid = bytes.fromhex("E004010012345678" if family == "iso15693" else "2A83155E")
        body = bytes([5 + len(uid), kind]) + uid
        heard += Gwiot7941e().feed(bytes([STX]) + body + bytes([xor8(body), 3]))
    heard += PROTOCOLS["base45"].decoder().feed(b"QED8WEX0\r") + NumberLine().feed(b"111,27706\r")
    keys = {read.key for read in heard if isinstance(read, CardId)}
    profiles = {load(HARDWARE, model).family for model in models(HARDWARE)} - {None}
    assert {key.partition(":")[0] for key in keys} | profiles | {"qr"} == set(FAMILIES)
    assert [key for key in keys if not well_formed(key)] == []


@pytest.mark.parametrize(
    ("written", "key"),
    [
        pytest.param("000000036912", "tail:009030", id="twelve digits with seven zeros"),
        pytest.param("0000000036912", "tail:009030", id="thirteen"),
        pytest.param("000000AB12", "tail:00AB12", id="hex"),
    ],
)
def test_a_number_that_hardly_any_card_has_waits_for_a_tap(office: Site, written: str, key: str) -> None:
    """It becomes no card by itself; the first card that ends so settles it."""
    (waiting,) = take_in(office, written)
    assert waiting.startswith(key)
    book = Log(office, new_kiosk(office)[0])
    book.add(card=f"em4100:5C01{key.removeprefix('tail:')}")
    book.hand_in()
    assert take_in(office, written) == [f"em4100:5C01{key.removeprefix('tail:')}"]


def test_a_list_that_an_earlier_version_took_in_is_the_same_card_again(office: Site) -> None:
    """The number waits under more readings now; one row is left, and its first tap makes it whole."""
    (first,) = take_in(office, "2115890")
    (person,) = residents.search(office.database, [CENTRE], "李桂芳")
    with office.database.writing():
        office.database.run(Card.update(key="tail:00204932.32492000").where(Card.key == first))
    assert take_in(office, "2115890") == [first]
    book = Log(office, new_kiosk(office)[0])
    book.add(card="em4100:0C00153E12")
    book.hand_in()
    assert [one.key for one in cards.of_person(office.database, person.id)] == ["em4100:0C00153E12"]


def test_a_persons_page_says_that_a_number_waits_and_when_it_is_ambiguous(office: Site) -> None:
    """It shows what was typed, not what it may mean."""
    with TestClient(app_of(office, press())) as http:
        browser = Browser(http, office).sign_in()
        people = {"李桂芳": "2115890", "王建国": "021,15891"}
        pages = [browser.submit("/people", name=name, card=typed).text for name, typed in people.items()]
    assert ["等第一次刷卡" in page and "<code>tail:" not in page for page in pages] == [True, True]
    assert ["有几种读法" in page for page in pages] == [True, False]


@pytest.mark.parametrize(
    "typed", ["0042954749443", "042954749443", "0A004D7603", "0005076483", "077,30211", "077：30211", "30211", "7603"]
)
def test_the_servers_search_finds_a_card_by_what_stands_on_it(office: Site, typed: str) -> None:
    """Every printed form, whole or four signs of its end."""
    take_in(office, "em4100:0A004D7603")
    assert [one.name for one in residents.search(office.database, [CENTRE], typed)] == ["李桂芳"]
    assert residents.search(office.database, [CENTRE], "0042954749444") == []


@pytest.mark.parametrize("typed", ["0042954749443", "042954749443", "0a004d7603", "0005076483", "5076483", "07730211"])
def test_the_kiosks_search_finds_a_card_by_what_stands_on_it(stand: Stand, typed: str) -> None:
    """Staff type it as it is printed, with the keys that the page has."""
    stand.tell(Change("card", "em4100:0A004D7603", 1, Held("em4100:0A004D7603", "r-li")))
    stand.do(e.StaffAsked)
    stand.do(e.PinEntered, pin=PIN)
    stand.do(e.LinkAsked)
    stand.tap("em4100:00000007D0")
    stand.tap("em4100:00000007D0")
    stand.do(e.KeysTurned)
    for letter in typed:
        page = stand.do(e.Typed, letter=letter)
    assert isinstance(page, p.FindResident)
    assert [person.name for person in page.people] == ["李建明"]


WHOLE = {"14H": ("iso14443a", 7), "16H": ("iso15693", 8), "20H": ("iso14443a", 10), "24H": ("epc", 12)}
WHOLE |= dict.fromkeys(("10H", "12D", "10H13D"), ("em4100", 5))
PARTS = st.sampled_from([("em4100", 5), ("iso14443a", 7), ("iso14443a", 4), ("tail", 4)])


def _without_zero(text: str) -> str:
    """Hex that lost a zero in front; of digits alone it may be a decimal number as well, which has tests of its own."""
    return text if text.isdigit() else text.removeprefix("0")


@given(st.data())
def test_every_form_of_the_table_means_its_card_and_finds_it(data: st.DataObject) -> None:
    """With any sign between two numbers and zeros lost or not, it is among the readings, and both searches find it."""
    name = data.draw(st.sampled_from(sorted(set(FORMS) - {"4D"})))
    family, size = WHOLE.get(name) or data.draw(PARTS)
    wire = data.draw(st.binary(min_size=size, max_size=size))
    low = wire[-FORMS[name].size :]
    text = FORMS[name].write(low)
    if name in {"2H3D4H5D", "4H5D4H5D"}:
        text = f"{text[:-5]}{data.draw(st.sampled_from(['', ',', ', ', ':', ' ', '/', '-']))}{text[-5:]}"
    if data.draw(st.booleans()):
        text = re.sub(r"\A0+(?=\d)", "", text) if name[-1] == "D" else _without_zero(text)
    assert any(low.endswith(read) or read.endswith(low) for read in meanings(text)[1])
    part = plain(text)
    assert len(part) < 5 or list(Printed([(f"{family}:{wire.hex().upper()}", "li")]).holding(part))


CARDS = st.sampled_from([("em4100", 5), ("iso14443a", 7), ("tail", 4), ("tail", 3)])


@given(CARDS.flatmap(lambda kind: st.tuples(st.just(kind[0]), st.binary(min_size=kind[1], max_size=kind[1]))))
def test_no_number_on_a_card_is_silently_another(card: tuple[str, bytes]) -> None:
    """What a list makes of any number that stands on a card is this card, or waits with it among its readings."""
    family, wire = card
    for text in numbers(f"{family}:{wire.hex().upper()}"):
        try:
            key = key_of(text, PRESS)
        except CardError:
            assert all(refusal(f"card:{read.hex().upper()}") for read in meanings(text)[1])
            continue
        readings = [bytes.fromhex(one) for one in key.partition(":")[2].split(".")]
        assert any(read in wire or read[::-1] in wire for read in readings)
        assert key.startswith("tail:") or wire in {readings[0], readings[0][::-1]}
