"""Bytes of real readers, published by others or computed: `vectors.jsonl`, one vector a line with its source."""

import json
from pathlib import Path
from typing import Any

import pytest

from kiosk.readers.decoder import CardId, Fault, Read, Reply, Text
from kiosk.readers.number_line import NumberLine
from kiosk.readers.protocols import PROTOCOLS, dialect

VECTORS = [json.loads(line) for line in (Path(__file__).parent / "vectors.jsonl").read_text("utf-8").splitlines()]
HEARD = [vector for vector in VECTORS if vector["kind"] != "cmd" and vector["protocol"] in PROTOCOLS]


def decoded(vector: dict[str, Any], pieces: list[bytes]) -> list[Read]:
    """All reads of a stream that came in these pieces and then silence. That bytes are turned, a profile says."""
    turned = "reversed" in vector.get("format", "")
    decoder = NumberLine(form=vector["format"]) if turned else dialect(vector["protocol"]).decoder()
    reads = [read for piece in pieces for read in decoder.feed(piece)]
    return reads + decoder.gap()


def told(reads: list[Read]) -> dict[str, list[str]]:
    """What reads say, by kind, in order."""
    return {
        "id_hex": [read.wire_hex for read in reads if isinstance(read, CardId)],
        "text": [read.text for read in reads if isinstance(read, Text | Reply | CardId) and read.text],
        "error": [read.error.value for read in reads if isinstance(read, Fault)],
        "warn": [read.warn for read in reads if isinstance(read, CardId) and read.warn],
    }


def expected(vector: dict[str, Any]) -> dict[str, list[str]]:
    """The vector's expectation in the same form."""
    wanted = vector["expect"]
    return {key: value if isinstance(value := wanted.get(key, []), list) else [value] for key in told([])}


@pytest.mark.parametrize("vector", HEARD, ids=lambda vector: f"{vector['protocol']}-{vector['hex'][:24]}")
def test_a_published_stream_says_what_its_source_says(vector: dict[str, Any]) -> None:
    """The reads of a vector are the ids, texts and errors that its source states, in order."""
    assert told(decoded(vector, [bytes.fromhex(vector["hex"])])) == expected(vector)


@pytest.mark.parametrize("vector", HEARD, ids=lambda vector: f"{vector['protocol']}-{vector['hex'][:24]}")
def test_it_does_not_matter_where_a_stream_is_cut(vector: dict[str, Any]) -> None:
    """Cut in two at any place, or byte by byte, a vector gives the same reads."""
    data = bytes.fromhex(vector["hex"])
    whole = decoded(vector, [data])
    assert decoded(vector, [data[i : i + 1] for i in range(len(data))]) == whole
    step = max(1, len(data) // 500)
    for cut in range(0, len(data) + 1, step):
        assert decoded(vector, [data[:cut], data[cut:]]) == whole, cut
