"""zxing-cpp, asked for the symbologies that stand on labels. Heavy to import: see `reader.py`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import zxingcpp
from numpy.typing import NDArray
from zxingcpp import BarcodeFormat

Grey: TypeAlias = NDArray[np.uint8]
Quad: TypeAlias = NDArray[np.float64]

_NAMES: Final = {
    BarcodeFormat.QRCodeModel1: "QRCode",
    BarcodeFormat.QRCodeModel2: "QRCode",
    BarcodeFormat.MicroQRCode: "MicroQRCode",
    BarcodeFormat.RMQRCode: "RMQRCode",
}
# ITF is missing on purpose: it has no check of its own and reads numbers out of wood grain and out of
# other codes. It is asked for by itself, and believed where two preparations say the same.
EVERYTHING: Final = zxingcpp.BarcodeFormats(
    [
        BarcodeFormat.QRCodeModel2,
        BarcodeFormat.MicroQRCode,
        BarcodeFormat.RMQRCode,
        BarcodeFormat.DataMatrix,
        BarcodeFormat.Aztec,
        BarcodeFormat.PDF417,
        BarcodeFormat.Code128,
        BarcodeFormat.Code39,
        BarcodeFormat.EANUPC,
    ]
)
SQUARES: Final = zxingcpp.BarcodeFormats(
    [
        BarcodeFormat.QRCodeModel2,
        BarcodeFormat.MicroQRCode,
        BarcodeFormat.RMQRCode,
        BarcodeFormat.DataMatrix,
    ]
)
BARS: Final = zxingcpp.BarcodeFormats(
    [BarcodeFormat.Code128, BarcodeFormat.Code39, BarcodeFormat.EANUPC]
)
# No EAN: its one digit proves too little of a blurred patch, and a device has no such label.
STROKES: Final = zxingcpp.BarcodeFormats(
    [BarcodeFormat.Code128, BarcodeFormat.Code39, BarcodeFormat.PDF417]
)
STACKED: Final = zxingcpp.BarcodeFormats([BarcodeFormat.Aztec, BarcodeFormat.PDF417])
ONLY_MATRIX: Final = zxingcpp.BarcodeFormats([BarcodeFormat.DataMatrix])
ONLY_RMQR: Final = zxingcpp.BarcodeFormats([BarcodeFormat.RMQRCode])
ONLY_ITF: Final = zxingcpp.BarcodeFormats([BarcodeFormat.ITF])
QR_FAMILY: Final = zxingcpp.BarcodeFormats(
    [BarcodeFormat.QRCodeModel2, BarcodeFormat.MicroQRCode, BarcodeFormat.RMQRCode]
)
ONLY_QR: Final = zxingcpp.BarcodeFormats([BarcodeFormat.QRCodeModel2])


@dataclass(frozen=True, slots=True)
class Found:
    """One code of a picture; `quad` is 4 × (x, y) in that picture, from the symbol's own top left.

    `aim` is the symbology's identifier, such as "]d2" (ISO/IEC 15424).
    """

    text: str
    raw: bytes
    symbology: str
    quad: Quad
    aim: str = ""


@dataclass(frozen=True, slots=True)
class Located:
    """A QR symbol that was found in place but failed its checksum; `version` is 1 to 40."""

    quad: Quad
    version: int


def scan(
    grey: Grey, formats: zxingcpp.BarcodeFormats = ONLY_QR, *, inverted: bool = False
) -> list[Found]:
    """All codes that can be read in `grey` (height × width, uint8), with every try zxing-cpp has."""
    return [_found(code) for code in _codes(grey, formats, inverted) if code.text]


def scan_upright(grey: Grey, formats: zxingcpp.BarcodeFormats) -> list[Found]:
    """The same of a picture that was turned upright and brought to size: fast."""
    codes = zxingcpp.read_barcodes(
        grey,
        formats=formats,
        try_rotate=False,
        try_downscale=False,
        try_invert=False,
        text_mode=zxingcpp.TextMode.Plain,
    )
    return [_found(code) for code in codes if code.text]


def scan_and_locate(grey: Grey) -> tuple[list[Found], list[Located]]:
    """QR codes that were read, and those that were seen but not understood."""
    codes = list(_codes(grey, ONLY_QR, inverted=False, errors=True))
    read = [_found(code) for code in codes if code.valid and code.text]
    seen = [Located(_quad(code), _version(code)) for code in codes if not code.valid]
    return read, [symbol for symbol in seen if symbol.version]


def _codes(
    grey: Grey, formats: zxingcpp.BarcodeFormats, inverted: bool, *, errors: bool = False
) -> Iterator[zxingcpp.Barcode]:
    yield from zxingcpp.read_barcodes(
        grey,
        formats=formats,
        try_invert=inverted,
        text_mode=zxingcpp.TextMode.Plain,
        return_errors=errors,
    )


def _found(code: zxingcpp.Barcode) -> Found:
    # Variants of one family are told apart by `format` only ("EAN13", "UPCA"): the family is enough.
    name = _NAMES.get(code.format, code.symbology.name)
    return Found(code.text, code.bytes, name, _quad(code), code.symbology_identifier)


def _quad(code: zxingcpp.Barcode) -> Quad:
    place = code.position
    corners = (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
    return np.array([(corner.x, corner.y) for corner in corners], np.float64)


def _version(code: zxingcpp.Barcode) -> int:
    """1 to 40, or 0 where the symbol's size is not known."""
    version = str(code.extra.get("Version", "")) if isinstance(code.extra, dict) else ""
    return int(version) if version.isdecimal() and len(version) < 3 and int(version) <= 40 else 0
