"""UHF modules of the R200 and M100 kind, 115200 8N1: metres of range, so opt-in, with a floor under the signal.

    BB  type command  length(2)  parameters  sum(type..parameters)  7E       uhf_m100
    AA  the same                                                    DD       uhf_r200_aadd (R200 manual V2.3.3)

A tag's notice (02 22) holds RSSI in dBm (signed), PC (2), EPC and CRC-16 (2); the PC says how long the EPC is. Ends are
found by length: an EPC may hold 7E, BB, AA and DD. `RSSI_FLOOR` keeps the neighbour's card in the next room out; the
transmitting power is set low by the profile (BB 00 B6 00 02 07 D0 8F 7E is 20 dBm).
"""

from kiosk.readers.checks import card, sum8
from kiosk.readers.decoder import Error, Fault, Read, Reply
from kiosk.readers.polled import Polled

COMMAND, RESPONSE, NOTICE = 0, 1, 2
INFO, POLL, POWER, SET_POWER, FAILED, NXP_CONFIG = 0x03, 0x22, 0xB7, 0xB6, 0xFF, 0xE0
STOP_MULTI = 0x28
NO_TAG = 0x15
LONGEST = 128
RSSI_FLOOR = -60
M100, R200 = (0xBB, 0x7E), (0xAA, 0xDD)


class Uhf(Polled):
    """Decoder that asks for one tag at a time. Tags weaker than `floor` dBm are passed over (None: none are)."""

    def __init__(self, ends: tuple[int, int] = M100, *, floor: int | None = RSSI_FLOOR) -> None:
        """Choose the frame's first and last byte."""
        super().__init__()
        self._first, self._last = ends
        self._floor = floor
        self.head = bytes([self._first])
        self.questions = (command(POLL, ends=ends),)

    def scan(self, buffer: bytearray) -> tuple[int, Read | None]:
        """Skip to a head whose type and length make sense; then the length rules."""
        if start := buffer.find(self._first):
            return (start if start > 0 else len(buffer)), None
        if len(buffer) > 1 and buffer[1] > NOTICE:
            return 1, None
        if len(buffer) < 5:
            return 0, None
        if (length := int.from_bytes(buffer[3:5])) > LONGEST:
            return 1, None
        end = 5 + length
        if len(buffer) < end + 2:
            return 0, None
        if buffer[end + 1] != self._last:
            return 1, Fault(Error.BAD_LENGTH)
        if sum8(buffer[1:end]) != buffer[end]:
            return 1, Fault(Error.CHECKSUM)
        self.answered()
        return end + 2, self._read(buffer[1], buffer[2], bytes(buffer[5:end]))

    def unfinished(self, buffer: bytearray) -> Read | None:
        """A frame that has its last byte but not its length lied about the length."""
        return Fault(Error.BAD_LENGTH if buffer[-1] == self._last else Error.TRUNCATED)

    def _read(self, kind: int, code: int, data: bytes) -> Read | None:
        match kind, code:
            case (2, 0x22):
                return self._tag(data)
            case (1, 0xFF):
                return Fault(Error.NO_CARD if data[:1] == bytes([NO_TAG]) else Error.STATUS)
            case (1, 0xE0):  # the answer to a command that we never send; it stands in the manual and in the vectors
                return Reply(f"ChangeConfig ok EPC {data[3 : 1 + data[0]].hex().upper()}" if data else "ok")
            case (1, 0xB7):
                power = int.from_bytes(data)
                return Reply(f"power {power} ({power / 100:.2f} dBm)")
            case (1, 0x03):
                return Reply(data[1:].decode("ascii", errors="replace"))
            case (1, _):
                return Reply("ok")
        return None

    def _tag(self, data: bytes) -> Read | None:
        size = 2 * (data[1] >> 3) if len(data) > 1 else 0
        if not size or len(data) != 3 + size + 2:
            return Fault(Error.BAD_LENGTH)
        strength = int.from_bytes(data[:1], signed=True)
        return card("epc", data[3 : 3 + size]) if self._floor is None or strength >= self._floor else None


def command(code: int, data: bytes = b"", *, ends: tuple[int, int] = M100) -> bytes:
    """A frame from host to module."""
    return _framed(bytes([COMMAND, code]), data, ends)


def _framed(front: bytes, data: bytes, ends: tuple[int, int]) -> bytes:
    body = front + len(data).to_bytes(2) + data
    return bytes([ends[0]]) + body + bytes([sum8(body), ends[1]])


MODULE_INFO = command(INFO, b"\0")
STOP = command(STOP_MULTI)
LOW_POWER = command(SET_POWER, (2000).to_bytes(2))


def frame(wire_hex: str, ends: tuple[int, int] = M100) -> bytes:
    """What the module tells of a tag at close range; the EPC has an even number of bytes."""
    epc = bytes.fromhex(wire_hex)
    return _framed(bytes([NOTICE, POLL]), bytes([0xD8, len(epc) // 2 << 3, 0]) + epc + b"\0\0", ends)
