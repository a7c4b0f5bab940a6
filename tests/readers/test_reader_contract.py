"""The laws of `decoder.py`, run over every protocol there is."""

import random
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kiosk.readers.decoder import CardId, Read, Text
from kiosk.readers.protocols import PROTOCOLS, Dialect

CAP = {"sdt_idcard": 4096}
ALL = [pytest.param(dialect, CAP.get(name, 512), id=name) for name, dialect in PROTOCOLS.items()]


def reads(dialect: Dialect, pieces: list[bytes], cap: int) -> list[Read]:
    """Decode pieces and then silence, watching the buffer."""
    decoder = dialect.decoder()
    found: list[Read] = []
    for piece in pieces:
        found += decoder.feed(piece)
        assert decoder.pending <= cap
    found += decoder.gap()
    assert decoder.pending == 0
    return found


@pytest.mark.parametrize(("dialect", "cap"), ALL)
@given(data=st.binary(max_size=120), cuts=st.lists(st.integers(0, 120), max_size=5))
@example(data=b"\0\0\x02", cuts=[2])  # the STX comes alone
def test_noise_is_cut_anywhere_with_the_same_reads(dialect: Dialect, cap: int, data: bytes, cuts: list[int]) -> None:
    """Random bytes give the same reads however they are split, and never an exception."""
    edges = [0, *sorted(min(cut, len(data)) for cut in cuts), len(data)]
    pieces = [data[a:b] for a, b in pairwise(edges)]
    assert reads(dialect, pieces, cap) == reads(dialect, [data], cap)


@pytest.mark.parametrize(("dialect", "cap"), ALL)
def test_a_flood_of_noise_stays_within_the_buffer(dialect: Dialect, cap: int) -> None:
    """A hundred kilobytes of seeded noise in random pieces raise nothing and hold no more than the cap."""
    source = random.Random(6300)
    reads(dialect, [source.randbytes(source.randrange(1, 700)) for _ in range(300)], cap)


@pytest.mark.long
@pytest.mark.parametrize(("dialect", "cap"), ALL)
def test_a_megabyte_of_noise_stays_within_the_buffer(dialect: Dialect, cap: int) -> None:
    """The same with a megabyte, in pieces of one byte up to four kilobytes."""
    source = random.Random(4100)
    reads(dialect, [source.randbytes(source.choice((1, 14, 4096))) for _ in range(750)], cap)


CARD, UID, CODE = "67003B51C6", "24D34F59", "K1:6BF+70R30FFWTWGSLKC 4O992"
CODES = {"ascii_line", "gm65", "ssi", "m3y_scanner", "m5_qrcode", "mhet", "evdev_keys"}
SAMPLES = dict.fromkeys(CODES, CODE) | {
    **dict.fromkeys(("yhy_aabb", "ic_len_xor", "pn532_hsu", "pcsc_apdu", "ffff0035_hid", "wiegand34"), UID),
    **dict.fromkeys(("uhf_m100", "uhf_r200_aadd"), "E20010710000529B0940B402"),
    "wiegand26": "1293D8",
}
SLOW = {"sdt_idcard"}  # hashes slowly on purpose; test_reader_talk.py shows the same of it with one example
SPEAKING = [
    pytest.param(dialect, SAMPLES.get(name, CARD), id=name)
    for name, dialect in PROTOCOLS.items()
    if dialect.encode and name not in SLOW
]


@pytest.mark.parametrize(("dialect", "sample"), SPEAKING)
@given(noise=st.binary(max_size=40))
def test_a_good_frame_behind_noise_and_silence_is_found(dialect: Dialect, sample: str, noise: bytes) -> None:
    """Whatever came before, once the line was silent the next frame is read, and again when it comes again."""
    assert dialect.encode
    decoder = dialect.decoder()
    decoder.feed(noise)
    decoder.gap()
    found = [read for _ in range(2) for read in decoder.feed(dialect.encode(sample)) + decoder.gap()]
    first, second = [read for read in found if isinstance(read, CardId | Text)]
    assert first == second


def hexadecimal(size: int) -> st.SearchStrategy[str]:
    """Ids of so many bytes, not all zero."""
    return st.binary(min_size=size, max_size=size).filter(any).map(lambda wire: wire.hex().upper())


CODE_TEXT = st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:", max_size=200).map(lambda text: "K1:" + text)
DRAWN = {
    **dict.fromkeys(("rdm6300", "rdm6300_rawsum", "id12la", "em18_bare", "parallax"), hexadecimal(5)),
    **dict.fromkeys(("gwiot_7941e", "gwiot_7941w"), hexadecimal(5) | hexadecimal(4) | hexadecimal(7)),
    **dict.fromkeys(("yhy_aabb", "ic_len_xor", "wiegand34"), hexadecimal(4)),
    **dict.fromkeys(("pn532_hsu", "pcsc_apdu", "ffff0035_hid"), hexadecimal(4) | hexadecimal(7)),
    **dict.fromkeys(("uhf_m100", "uhf_r200_aadd"), hexadecimal(12)),
    "wiegand26": hexadecimal(3),
    **dict.fromkeys(CODES, CODE_TEXT),
}


@pytest.mark.parametrize("name", sorted(DRAWN))
@given(data=st.data())
def test_what_an_encoder_sends_its_decoder_reads(name: str, data: st.DataObject) -> None:
    """Any card or code comes back as it was, alone and twice in a row."""
    dialect = PROTOCOLS[name]
    what = data.draw(DRAWN[name])
    assert dialect.encode
    decoder = dialect.decoder()
    for _ in range(2):
        (read,) = decoder.feed(dialect.encode(what)) + decoder.gap()
        assert (read.wire_hex if isinstance(read, CardId) else read.text if isinstance(read, Text) else "") == what
