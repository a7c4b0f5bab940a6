"""PC/SC readers: the answer to the pseudo-command "get UID", FF CA 00 00 00 (PC/SC part 3, 3.2.2.1.3).

    UID  90 00      a card          63 00      it left too early

An answer is one message without a length inside; the port delivers it whole, and silence ends it.
"""

from kiosk.readers.checks import card, iso14443a
from kiosk.readers.decoder import Error, Fault, Read

GET_UID = bytes.fromhex("FFCA000000")
OK = b"\x90\x00"
LONGEST = 64
ISO15693_UID, ID_CARD = 8, 4
"""Bytes of a vicinity card's UID, and of the zeros that stand for one where an ID card lies."""


class Apdu:
    """Decoder of single answers. Eight bytes are an ISO 15693 UID, everything else has to be an ISO 14443 one."""

    def __init__(self) -> None:
        """Nothing heard."""
        self._answer = bytearray()

    def feed(self, data: bytes) -> list[Read]:
        """An answer is complete only when nothing follows; of an overlong one the front is kept to know it by."""
        self._answer += data[: LONGEST + 1 - len(self._answer)]
        return []

    def gap(self) -> list[Read]:
        """Judge what has come."""
        answer, self._answer = bytes(self._answer), bytearray()
        if not answer:
            return []
        if len(answer) > LONGEST:
            return [Fault(Error.OVERLONG)]
        if len(answer) < len(OK):
            return [Fault(Error.TRUNCATED)]
        if not answer.endswith(OK):
            return [Fault(Error.STATUS)]
        uid = answer[: -len(OK)]
        if not any(uid) and len(uid) == ID_CARD:
            return [card("iso14443b", uid)]
        return [card("iso15693", uid) if len(uid) == ISO15693_UID else iso14443a(uid)]

    @property
    def pending(self) -> int:
        """Bytes of the answer so far."""
        return len(self._answer)


def frame(wire_hex: str) -> bytes:
    """What a PC/SC reader answers when this card is there."""
    return bytes.fromhex(wire_hex) + OK
