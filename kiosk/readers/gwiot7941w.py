"""Gwiot 7941W and YET-125 dual-frequency modules, 115200 8N1: silent until asked (msmidik/7941w_raspberry).

    host    AB BA  address  command  length  data  XOR(address..data)
    reply   CD DC  address  status   length  data  XOR(address..data)        status 81 ok, 80 none

Only the two reading questions exist here; the module also knows commands that write to cards, and a kiosk has no use
for them.
"""

from kiosk.readers.checks import em4100, iso14443a, xor8
from kiosk.readers.decoder import Error, Fault, Read, Reply, noise_before
from kiosk.readers.polled import Polled

READ_HF = bytes.fromhex("ABBA00100010")
READ_LF = bytes.fromhex("ABBA00150015")
OK, NONE = 0x81, 0x80
LONGEST = 32


class Gwiot7941w(Polled):
    """Decoder that asks for a 13.56 MHz and a 125 kHz card by turns. Five bytes are an EM4100 id, else it is a UID."""

    head = b"\xcd\xdc"
    questions = (READ_HF, READ_LF)

    def scan(self, buffer: bytearray) -> tuple[int, Read | None]:
        """Skip to CD DC with a length that makes sense; then the length rules."""
        if noise := noise_before(self.head, buffer):
            return noise, None
        if len(buffer) < 5:
            return 0, None
        if buffer[4] > LONGEST:
            return 1, None
        end = 5 + buffer[4]
        if len(buffer) <= end:
            return 0, None
        if xor8(buffer[2:end]) != buffer[end]:
            return 1, Fault(Error.CHECKSUM)
        self.answered()
        return end + 1, _read(buffer[3], bytes(buffer[5:end]))


def _read(status: int, data: bytes) -> Read:
    if status == NONE:
        return Fault(Error.NO_CARD)
    if status != OK:
        return Fault(Error.STATUS)
    if not data:
        return Reply("ok")
    return em4100(data, xor8(data)) if len(data) == 5 else iso14443a(data)


def frame(wire_hex: str) -> bytes:
    """What the module answers when this card is there."""
    wire = bytes.fromhex(wire_hex)
    body = bytes([0, OK, len(wire)]) + wire
    return Gwiot7941w.head + body + bytes([xor8(body)])
