"""How a practice device is labelled: its symbol, its look, and what makes it hard to read."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Hardship(StrEnum):
    """What makes a label hard to read with a camera.

    wrong-first: another label of the same device comes first. carton: first the box's, then the
    device's. sheet: it is one of many on a sheet. far: it hangs where a hand does not reach.
    """

    SHAKE = "shake"
    HUNTING = "hunting"
    GLARE = "glare"
    SHADE = "shade"
    DIRT = "dirt"
    CURVED = "curved"
    LOW_LIGHT = "low-light"
    FAR = "far"
    WRONG_FIRST = "wrong-first"
    CARTON = "carton"
    SHEET = "sheet"


class Symbol(StrEnum):
    """What kind of code is printed."""

    QR = "QRCode"
    MICRO_QR = "MicroQRCode"
    RMQR = "RMQRCode"
    DATA_MATRIX = "DataMatrix"
    AZTEC = "Aztec"
    PDF417 = "PDF417"
    CODE_128 = "Code128"
    CODE_39 = "Code39"
    ITF = "ITF"
    EAN_13 = "EAN13"
    GS1_128 = "GS1-128"
    GS1_DATA_MATRIX = "GS1DataMatrix"
    DIGITAL_LINK = "DigitalLink"


class Look(StrEnum):
    """How a label was made. mirrored: seen through glass. etched: dots burnt into the metal."""

    PLAIN = "plain"
    INVERTED = "inverted"
    MIRRORED = "mirrored"
    COLOURED = "coloured"
    ETCHED = "etched"


BARS = (Symbol.CODE_128, Symbol.CODE_39, Symbol.ITF, Symbol.EAN_13, Symbol.GS1_128)
WIDE = (*BARS, Symbol.PDF417, Symbol.RMQR)
# Those that hold a serial and little else: long texts make them longer than a label is wide.
SHORT = (Symbol.MICRO_QR, Symbol.CODE_128, Symbol.CODE_39, Symbol.ITF)
OF_GS1 = (Symbol.GS1_128, Symbol.GS1_DATA_MATRIX, Symbol.DIGITAL_LINK)
FIRST_OF_ALL = (Hardship.WRONG_FIRST, Hardship.CARTON)


class NotPrintable(Exception):
    """The text does not go into a code of this kind; one sentence says why."""


@dataclass(frozen=True, slots=True)
class DeviceLabel:
    """A device's own label. `first` is what the label says that is met before it (wrong-first, carton).

    A `first` of 13 digits is printed as EAN-13, any other as a bar code.
    """

    trouble: Hardship | None = None
    symbol: Symbol = Symbol.QR
    look: Look = Look.PLAIN
    first: str = ""

    @property
    def is_plain(self) -> bool:
        """Whether nothing is special about it."""
        return self == PLAIN_LABEL


PLAIN_LABEL = DeviceLabel()


@dataclass(frozen=True, slots=True)
class Sticker:
    """Something with a code on it that lies about and belongs to no device of the job.

    `words` stand beside the code; `text` is what the code says.
    """

    text: str
    place: str
    words: str
    symbol: Symbol = Symbol.QR
    look: Look = Look.PLAIN
    trouble: Hardship | None = None
