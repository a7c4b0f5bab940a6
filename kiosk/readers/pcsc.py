"""PC/SC readers such as the ACR122U, through the system's own libpcsclite (package pcscd).

Looked up at run time, so that nobody needs it who has no such reader. The kernel's nfc, pn533 and pn533_usb modules
take an ACR122U away from pcscd: they have to be blacklisted (`hardware/acr122u`).
"""

import ctypes
from typing import Any

from kiosk.errors import ReaderError
from kiosk.readers.apdu import GET_UID

SYSTEM, SHARED, ANY_PROTOCOL, LEAVE = 2, 2, 3, 0
EMPTY, PRESENT, CHANGED = 0x10, 0x20, 0x02
# Timeout, no card, line error, not transacted, unresponsive, unpowered, reset, removed: it came late or left early.
GONE_AGAIN = frozenset({0x8010000A, 0x8010000C, 0x80100013, 0x80100016, 0x80100066, 0x80100067, 0x80100068, 0x80100069})
ANSWER = 258
LIBRARY = "libpcsclite.so.1"
FUNCTIONS = (
    "SCardEstablishContext",
    "SCardListReaders",
    "SCardGetStatusChange",
    "SCardConnect",
    "SCardTransmit",
    "SCardDisconnect",
    "SCardReleaseContext",
)


class _ReaderState(ctypes.Structure):
    _fields_ = (
        ("reader", ctypes.c_char_p),
        ("user_data", ctypes.c_void_p),
        ("current", ctypes.c_ulong),
        ("event", ctypes.c_ulong),
        ("atr_size", ctypes.c_ulong),
        ("atr", ctypes.c_ubyte * 33),
    )


class _Request(ctypes.Structure):
    _fields_ = (("protocol", ctypes.c_ulong), ("size", ctypes.c_ulong))


class PcscPort:
    """The first PC/SC reader whose name contains what stands behind `pcsc:` (nothing: the first of all)."""

    def __init__(self, address: str, baud: int = 0, idle: float = 0.1) -> None:
        """Find the daemon and the reader; `baud` means nothing here. Raises ReaderError."""
        del baud
        self._library = _library()
        self._idle_ms = int(idle * 1000)
        self._told = False
        self._context = ctypes.c_ulong(0)
        self._call("SCardEstablishContext", SYSTEM, None, None, ctypes.byref(self._context))
        self._reader = self._named(address.removeprefix("pcsc:").encode())
        self._state = _ReaderState(reader=self._reader)

    def read(self) -> bytes:
        """The answer to "get UID" of the card that lies there; then nothing once, so that the answer is complete."""
        if self._told:
            self._told = False
            return b""
        wait = ctypes.c_ulong(self._idle_ms)
        if self._call("SCardGetStatusChange", self._context, wait, ctypes.byref(self._state), 1, lenient=True):
            self._state.event = self._state.event or EMPTY
        self._state.current = self._state.event & ~CHANGED
        if not self._state.event & PRESENT:
            return b""
        self._told = bool(answer := self._uid())
        return answer

    def write(self, data: bytes) -> None:
        """Nothing is ever sent to a card but the question for its UID."""
        raise ReaderError(f"a PC/SC reader takes no commands ({data.hex()}); take `setup` out of its profile")

    def close(self) -> None:
        """Let go of the daemon."""
        self._library.SCardReleaseContext(self._context)

    def _uid(self) -> bytes:
        card, protocol = ctypes.c_ulong(0), ctypes.c_ulong(0)
        failed = self._call(
            "SCardConnect",
            self._context,
            self._reader,
            SHARED,
            ANY_PROTOCOL,
            ctypes.byref(card),
            ctypes.byref(protocol),
            lenient=True,
        )
        if failed:
            return b""
        request = _Request(protocol.value, ctypes.sizeof(_Request))
        answer, size = ctypes.create_string_buffer(ANSWER), ctypes.c_ulong(ANSWER)
        question = (card, ctypes.byref(request), GET_UID, len(GET_UID), None, answer, ctypes.byref(size))
        failed = self._call("SCardTransmit", *question, lenient=True)
        self._library.SCardDisconnect(card, LEAVE)
        return b"" if failed else answer.raw[: size.value]

    def _named(self, wanted: bytes) -> bytes:
        size = ctypes.c_ulong(0)
        self._call("SCardListReaders", self._context, None, None, ctypes.byref(size))
        names = ctypes.create_string_buffer(size.value)
        self._call("SCardListReaders", self._context, None, names, ctypes.byref(size))
        there = [name for name in names.raw.split(b"\0") if name and wanted in name]
        if not there:
            raise ReaderError(f"no PC/SC reader is called {wanted.decode()!r}; plug it in, `pcsc_scan` lists them")
        return there[0]

    def _call(self, function: str, *arguments: object, lenient: bool = False) -> int:
        """Call the library; a card that came too late or left too early is no error when `lenient`."""
        code = getattr(self._library, function)(*arguments) & 0xFFFFFFFF
        if code and not (lenient and code in GONE_AGAIN):
            raise ReaderError(f"PC/SC: {function} failed with {code:08X}; is pcscd running and the reader plugged in?")
        return int(code)


def _library() -> Any:
    try:
        library = ctypes.CDLL(LIBRARY)
    except OSError as error:
        raise ReaderError("PC/SC readers need the package pcscd: sudo apt-get install pcscd libpcsclite1") from error
    for function in FUNCTIONS:
        getattr(library, function).restype = ctypes.c_long
    return library
