"""What goes out to readers: byte-equal to the published commands, and nothing that could write to a card."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

import kiosk.readers
from kiosk.readers import apdu, gm65, gwiot7941w, hid0035, idcard, lenxor, m3y, m5, mhet, pn532, ssi, uhf, yhy

OURS = {
    "gwiot_7941w": [gwiot7941w.READ_HF],
    "yhy_aabb": [yhy.command(yhy.REQUEST, b"\x52"), yhy.command(yhy.ANTICOLLISION, b"\x04")],
    "ic_len_xor": [lenxor.command(b"\xf0"), lenxor.BEEP],
    "pn532_hsu": [pn532.PROBE, pn532.WAKE],
    "uhf_m100": [uhf.MODULE_INFO, uhf.STOP, uhf.LOW_POWER],
    "gm65": [
        gm65.command(gm65.READ, 0x002A, b"\x02"),
        gm65.command(gm65.WRITE, 0x00D9, b"\x55"),
        gm65.command(gm65.WRITE, 0x000A, b"\x3e"),
        gm65.command(gm65.READ, 0x000A, b"\x01"),
        gm65.command(gm65.WRITE, 0x00D9, b"\xd3"),
        gm65.command(gm65.WRITE, 0x002A, b"\x39\x01"),
    ],
    "ssi": [
        ssi.packet(ssi.PARAMETERS, bytes.fromhex("008A08"), status=8),
        ssi.packet(ssi.PARAMETERS, bytes.fromhex("00F2FF00"), status=8),
        ssi.packet(ssi.PARAMETERS, bytes.fromhex("009C06"), status=8),
        ssi.packet(ssi.ACK),
        ssi.packet(ssi.STOP),
    ],
    "sdt_idcard": [idcard.WIDE_FRAMES, idcard.SELECT, idcard.READ, idcard.RESET, idcard.STATUS],
    "pcsc_apdu": [apdu.GET_UID],
    "ffff0035_hid": [hid0035.READ_SERIAL],
    "m3y_scanner": [m3y.command("T_OUT_CVER")],
    "m5_qrcode": [m5.START],
}
NEVER = {"write T5577 2E00B6A302", "write UID 6DE95C17", "read sector 0 block 1"}
VECTORS = [json.loads(line) for line in (Path(__file__).parent / "vectors.jsonl").read_text("utf-8").splitlines()]
COMMANDS = [vector for vector in VECTORS if vector["kind"] == "cmd"]


@pytest.mark.parametrize("vector", COMMANDS, ids=lambda vector: f"{vector['protocol']}-{vector['hex'][:28]}")
def test_a_published_command_is_what_our_encoder_makes(vector: dict[str, Any]) -> None:
    """Byte-equal; commands that a kiosk never sends, and samples whose source is wrong, we do not make."""
    wanted = vector["expect"].get("text") not in NEVER and "error" not in vector["expect"]
    assert (bytes.fromhex(vector["hex"]) in OURS[vector["protocol"]]) == wanted


def test_a_wrong_sample_is_right_when_we_make_it() -> None:
    """The manual's save command lacks a byte, the library's query too; ours have it."""
    assert gm65.SAVE_ALL.hex().upper() == "7E000901000000DEC8"
    assert uhf.command(0x0D).hex().upper() == "BB000D00000D7E"


def test_the_frames_of_the_hardware_notes_are_ours() -> None:
    """Engine settings and starts, as computed from the manuals."""
    assert gm65.command(gm65.WRITE, 0x0000, b"\xd7").hex().upper() == "7E0008010000D7CF03"
    assert gm65.command(gm65.WRITE, 0x0003, b"\x02").hex().upper() == "7E00080100030201" + "88"
    assert gm65.IDENTIFY.hex().upper() == "7E00070100E00111F3"
    assert ssi.packet(ssi.START).hex().upper() == "04E40400FF14"
    assert uhf.command(0x22).hex().upper() == "BB00220000227E"
    assert mhet.command("00", "1") == b"~M001."


def test_nothing_in_the_code_writes_to_a_card() -> None:
    """No encoder holds a module's writing codes, and no published writing command is in the sources."""
    sources = "".join(path.read_text("utf-8") for path in Path(kiosk.readers.__path__[0]).glob("*.py"))
    for vector in COMMANDS:
        if vector["expect"].get("text") in NEVER:
            assert vector["hex"] not in sources
    assert not re.search(r"def (write|clone|format)_?(card|tag|block|sector|uid)", sources)
    assert {bytes(question[2:]) for question in (gwiot7941w.READ_HF, gwiot7941w.READ_LF)} == {
        b"\x00\x10\x00\x10",
        b"\x00\x15\x00\x15",
    }
