"""What is held to a reader and is no card of one person: a phone, an ID card, half a number. Nobody comes of it."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from litestar.testing import TestClient

from kiosk.cards.numbers import refusal
from kiosk.clock import SteppedClock
from kiosk.core import events as e
from kiosk.core import pages as p
from kiosk.core.cardkey import Unfit, unfit
from kiosk.core.model import Kind
from kiosk.core.pages import Step
from kiosk.core.speech import said
from kiosk.readers.decoder import CardId
from kiosk.readers.pn532 import frame
from kiosk.readers.protocols import PROTOCOLS, dialect
from kiosk.server import cards, residents, sightings
from kiosk.server.app import app_of
from kiosk.server.residents import Draft
from kiosk.server.site import Site
from tests.centre import LI, NOBODY, PIN, Stand, open_stand
from tests.field.tape import played
from tests.server.conftest import MORNING, opened
from tests.server.parts import CENTRE, Browser, Log, new_kiosk, press

PHONE = ("iso14443a:0824A937", "iso14443a:080D3523", "iso14443a:08C1D2E3")
NO_CARDS = [
    pytest.param(PHONE[0], Unfit.RANDOM, id="a phone"),
    pytest.param("iso14443a:88042B15", Unfit.CUT, id="half a UID"),
    pytest.param("iso14443b:00000000", Unfit.SHARED, id="an ID card"),
    pytest.param("iso14443a:FFFFFFFF", Unfit.NOTHING, id="all ones"),
    pytest.param("tail:000000", Unfit.NOTHING, id="all zeros"),
]


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


def test_three_taps_of_a_phone_are_nobody(stand: Stand) -> None:
    """Each shows that a phone is no card; no lunch comes of them, and the card that follows is served."""
    stand.set(rush="lunch").at(11)
    assert [stand.tap(key) for key in PHONE] == [p.NotOurCard("zh_CN", Unfit.RANDOM)] * 3
    assert stand.kinds() == []
    assert isinstance(stand.tap(LI), p.Welcome)
    assert stand.kinds() == [("visit", "lunch")]


@pytest.mark.parametrize(("key", "why"), NO_CARDS)
def test_what_must_not_be_given_out_is_no_visit_either(stand: Stand, key: str, why: Unfit) -> None:
    """Whatever a list would refuse, the desk refuses, sure or not, and staff cannot link it."""
    assert refusal(key)
    for sure in (True, False):
        assert stand.tap(key, sure=sure) == p.NotOurCard("zh_CN", why)
    stand.do(e.StaffAsked)
    stand.do(e.PinEntered, pin=PIN)
    stand.do(e.LinkAsked)
    page = stand.tap(key)
    assert isinstance(page, p.LinkCard)
    assert page.step is Step.UNFIT
    assert stand.kinds() == []


def test_a_phone_takes_no_choice_away(stand: Stand) -> None:
    """What the person before had picked is recorded first."""
    stand.tap(LI)
    stand.do(e.Chose, service="chess")
    assert isinstance(stand.tap(PHONE[0]), p.NotOurCard)
    assert ("visit", "chess") in stand.kinds()


def test_an_unknown_card_that_is_well_formed_still_counts(stand: Stand) -> None:
    """Attendance of a card that nobody registered is recorded."""
    assert isinstance(stand.tap(NOBODY), p.UnknownCard)
    assert isinstance(stand.tap("iso14443a:0424A937"), p.UnknownCard)
    assert len(stand.kinds()) == 2


def test_it_is_said_which_card_to_use() -> None:
    """A voice that lacks the new sentence says the one of foreign cards."""
    assert said(p.NotOurCard("zh_CN", Unfit.RANDOM)) == [("use_card",), ("not_ours",)]
    assert said(p.NotOurCard("zh_CN")) == [("not_ours",)]


def test_every_warning_of_a_decoder_reaches_the_desk() -> None:
    """Of all published streams; only swapped wires leave a card a card."""
    vectors = Path(__file__).parents[1] / "readers" / "vectors.jsonl"
    warned = []
    for vector in map(json.loads, vectors.read_text("utf-8").splitlines()):
        if vector["kind"] != "cmd" and vector["protocol"] in PROTOCOLS:
            decoder = dialect(vector["protocol"]).decoder()
            reads = decoder.feed(bytes.fromhex(vector["hex"])) + decoder.gap()
            warned += [read for read in reads if isinstance(read, CardId) and read.warn]
    assert {read.warn for read in warned if unfit(read.key) is None} == {"inverted"}
    assert {read.warn for read in warned if unfit(read.key)} >= {"random_uid"}


@pytest.mark.parametrize(
    ("protocol", "sent"),
    [("gwiot_7941e", "0209210000000028 03"), ("pcsc_apdu", "000000009000")],
)
def test_an_id_card_at_a_plain_reader_is_answered(protocol: str, sent: str) -> None:
    """Its zeros are no ghost: a card lies there, and whoever holds it is told which one to use."""
    decoder = dialect(protocol).decoder()
    (read,) = decoder.feed(bytes.fromhex(sent)) + decoder.gap()
    assert isinstance(read, CardId)
    assert (read.key, read.warn) == ("iso14443b:00000000", "same_for_all")


def test_a_phone_that_lies_on_the_reader_comes_once() -> None:
    """However often it changes its number meanwhile."""
    answers = [frame(key.partition(":")[2]) for key in PHONE for _ in range(3)]
    _, heard = played(answers, "pn532_hsu")
    assert [event.key for event in heard if isinstance(event, e.Scanned)] == [PHONE[0]]


def test_visits_of_phones_from_an_older_kiosk_are_kept_but_given_to_nobody(office: Site) -> None:
    """The server takes the log in, completes no waiting number with them, follows no link, offers them to nobody."""
    person = residents.save(office.database, CENTRE, None, Draft(name="李桂芳"), office.now())
    (resident,) = residents.search(office.database, [CENTRE], "李桂芳")
    cards.assign(office.database, resident, "tail:0824A937", office.now())
    book = Log(office, new_kiosk(office)[0])
    for key in PHONE:
        book.add(card=key)
    book.add(kind=Kind.LINK, card=PHONE[0], resident=person, actor="s-wang", service=None)
    book.add(card="em4100:0C11223344")
    book.hand_in()
    assert len(sightings.unknown(office.database, [CENTRE], office.now())) == 4
    offered = sightings.linkable(office.database, [CENTRE], office.now())
    assert [one.key for one in offered] == ["em4100:0C11223344"]
    assert [one.key for one in cards.of_person(office.database, person)] == ["tail:0824A937"]


def test_a_page_of_the_server_refuses_a_phone(office: Site) -> None:
    """Typed as a key, or by its digits once it was seen."""
    book = Log(office, new_kiosk(office)[0])
    book.add(card=PHONE[0])
    book.hand_in()
    with TestClient(app_of(office, press())) as http:
        browser = Browser(http, office).sign_in()
        pages = [browser.submit("/people", name="李桂芳", card=typed) for typed in (PHONE[0], "0824A937")]
    assert [(page.status_code, "这种芯片每次刷的号都不同" in page.text) for page in pages] == [(400, True)] * 2
