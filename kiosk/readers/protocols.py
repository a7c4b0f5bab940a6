"""Every protocol by its name: which decoder, at what speed, how far its reads can be trusted. A profile names one.

`sure` is False where the check is so weak, or missing, that the reader is known to invent cards: an unknown id then
needs a second tap. `absence` is the silence after which a card has left, `idle` the silence that ends a frame.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from kiosk.errors import ReaderError
from kiosk.readers import (
    apdu,
    ascii_line,
    em18,
    evdev_keys,
    gm65,
    gwiot7941e,
    gwiot7941w,
    hid0035,
    idcard,
    lenxor,
    number_line,
    parallax,
    pn532,
    rdm6300,
    ssi,
    uhf,
    wiegand,
    yhy,
)
from kiosk.readers.apdu import Apdu
from kiosk.readers.ascii_line import AsciiLine
from kiosk.readers.base45 import Base45
from kiosk.readers.chardev import DevicePort, WedgePort
from kiosk.readers.decoder import Decoder
from kiosk.readers.em18 import Em18
from kiosk.readers.evdev_keys import EvdevKeys
from kiosk.readers.gm65 import Gm65
from kiosk.readers.gwiot7941e import Gwiot7941e
from kiosk.readers.gwiot7941w import Gwiot7941w
from kiosk.readers.hid0035 import Hid0035
from kiosk.readers.idcard import IdCard
from kiosk.readers.lenxor import LenXor
from kiosk.readers.m3y import M3y
from kiosk.readers.m5 import M5
from kiosk.readers.mhet import Mhet
from kiosk.readers.number_line import NumberLine
from kiosk.readers.parallax import Parallax
from kiosk.readers.pcsc import PcscPort
from kiosk.readers.pn532 import Pn532
from kiosk.readers.port import Port, SerialPort
from kiosk.readers.presence import CODE_ABSENCE, RF_ABSENCE
from kiosk.readers.rdm6300 import TAIL_ID12, Rdm6300
from kiosk.readers.ssi import Ssi
from kiosk.readers.uhf import Uhf
from kiosk.readers.wiegand import Wiegand
from kiosk.readers.yhy import Yhy


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """How one kind of reader talks. Times in seconds; `encode` makes the bytes it sends for a card or a code.

    `probe` is a harmless question that a silent reader answers. `opt_in` protocols are never guessed.
    """

    decoder: Callable[[], Decoder]
    encode: Callable[[str], bytes] | None = None
    baud: int = 9600
    sure: bool = True
    absence: float = RF_ABSENCE
    idle: float = 0.1
    port: Callable[[str, int, float], Port] = SerialPort
    probe: bytes | None = None
    opt_in: bool = False


PROTOCOLS: Mapping[str, Dialect] = {
    "rdm6300": Dialect(decoder=Rdm6300, encode=rdm6300.frame, sure=False),
    "rdm6300_rawsum": Dialect(decoder=partial(Rdm6300, raw_sum=True), encode=rdm6300.frame_rawsum, sure=False),
    "id12la": Dialect(decoder=partial(Rdm6300, tail=TAIL_ID12), encode=rdm6300.frame_id12, sure=False),
    "em18_bare": Dialect(decoder=Em18, encode=em18.frame, sure=False, idle=0.05),
    "parallax": Dialect(decoder=Parallax, encode=parallax.frame, sure=False, baud=2400),
    "gwiot_7941e": Dialect(decoder=Gwiot7941e, encode=gwiot7941e.frame, sure=False),
    "gwiot_7941w": Dialect(
        decoder=Gwiot7941w, encode=gwiot7941w.frame, probe=gwiot7941w.READ_HF, baud=115200, absence=1.5
    ),
    "yhy_aabb": Dialect(
        decoder=Yhy, encode=yhy.frame, probe=yhy.command(yhy.REQUEST, b"\x52"), baud=115200, absence=1.5
    ),
    "ic_len_xor": Dialect(decoder=LenXor, encode=lenxor.frame, baud=19200, absence=1.0, sure=False),
    "pn532_hsu": Dialect(decoder=Pn532, encode=pn532.frame, probe=pn532.WAKE, baud=115200, absence=1.0, idle=0.05),
    "uhf_m100": Dialect(decoder=Uhf, encode=uhf.frame, probe=uhf.MODULE_INFO, baud=115200, absence=2.0, opt_in=True),
    "uhf_r200_aadd": Dialect(
        decoder=partial(Uhf, uhf.R200), encode=partial(uhf.frame, ends=uhf.R200), baud=115200, absence=2.0, opt_in=True
    ),
    "sdt_idcard": Dialect(decoder=IdCard, encode=idcard.frame, probe=idcard.STATUS, baud=115200, absence=3.0),
    "wiegand26": Dialect(decoder=Wiegand, encode=wiegand.frame, sure=False),
    "wiegand34": Dialect(decoder=partial(Wiegand, 34), encode=wiegand.frame, sure=False),
    "decimal_line": Dialect(decoder=NumberLine, encode=number_line.frame, sure=False),
    "wiegand_serial": Dialect(decoder=NumberLine, encode=number_line.frame, sure=False),
    "ascii_line": Dialect(decoder=AsciiLine, encode=ascii_line.frame, absence=CODE_ABSENCE, idle=0.05),
    "gm65": Dialect(decoder=Gm65, encode=ascii_line.frame, probe=gm65.IDENTIFY, absence=CODE_ABSENCE, idle=0.05),
    "ssi": Dialect(decoder=Ssi, encode=ssi.frame, absence=CODE_ABSENCE, idle=0.05),
    "m3y_scanner": Dialect(decoder=M3y, encode=ascii_line.frame, absence=CODE_ABSENCE, idle=0.05),
    "m5_qrcode": Dialect(decoder=M5, encode=ascii_line.frame, baud=115200, absence=CODE_ABSENCE, idle=0.05),
    "mhet": Dialect(decoder=Mhet, encode=ascii_line.frame, absence=CODE_ABSENCE, idle=0.05),
    "base45": Dialect(decoder=Base45, absence=CODE_ABSENCE, idle=0.05, opt_in=True),
    "evdev_keys": Dialect(decoder=EvdevKeys, encode=evdev_keys.keys, absence=CODE_ABSENCE, idle=0.2, port=WedgePort),
    "evdev_number": Dialect(decoder=partial(EvdevKeys, NumberLine), sure=False, idle=0.2, port=WedgePort),
    "pcsc_apdu": Dialect(decoder=Apdu, encode=apdu.frame, absence=1.0, port=PcscPort),
    "ffff0035_hid": Dialect(decoder=Hid0035, encode=hid0035.frame, absence=1.0, port=DevicePort),
}


def dialect(name: str) -> Dialect:
    """The protocol of this name; raises ReaderError with the names there are."""
    try:
        return PROTOCOLS[name]
    except KeyError:
        raise ReaderError(f"{name}: no such protocol; there are {', '.join(sorted(PROTOCOLS))}") from None
