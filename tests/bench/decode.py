"""How fast decoders read, against the cheapest thing that looks at every byte: `bytes.find` for the frame's end."""

import time
from collections.abc import Iterator

from kiosk.readers.protocols import PROTOCOLS
from tests.bench.row import Row, quantile

FRAMES, CHUNK, RUNS = 20_000, 512, 5
SAMPLES = {
    "rdm6300": ("67003B51C6", b"\x03"),
    "id12la": ("67003B51C6", b"\x03"),
    "ascii_line": ("K1:" + "6BF+70R3" * 14, b"\r"),
}


def rows() -> Iterator[Row]:
    """Bytes per second of plain frames in pieces of 512, as a busy port hands them over."""
    for protocol, (card, end) in SAMPLES.items():
        encode = PROTOCOLS[protocol].encode
        assert encode
        stream = encode(card) * FRAMES
        ours = quantile([len(stream) / decoding(protocol, stream) for _ in range(RUNS)], 0.5)
        bare = quantile([len(stream) / finding(stream, end) for _ in range(RUNS)], 0.5)
        yield Row(f"decoding {protocol}, bytes per second", ours / 1e6, bare / 1e6, "MB/s")


def decoding(protocol: str, stream: bytes) -> float:
    """Seconds for the decoder to read all of it."""
    decoder = PROTOCOLS[protocol].decoder()
    begun = time.perf_counter()
    reads = [read for at in range(0, len(stream), CHUNK) for read in decoder.feed(stream[at : at + CHUNK])]
    taken = time.perf_counter() - begun
    assert len(reads) == FRAMES
    return taken


def finding(stream: bytes, end: bytes) -> float:
    """Seconds to find every frame's end."""
    begun = time.perf_counter()
    at = count = 0
    while (at := stream.find(end, at) + 1) > 0:
        count += 1
    taken = time.perf_counter() - begun
    assert count == FRAMES
    return taken
