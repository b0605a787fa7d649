"""Codes of every kind, one pixel a module: `qrcode` makes QR, zxing-cpp's writer the others."""

from __future__ import annotations

from typing import Final

import numpy as np
import qrcode
from numpy.typing import NDArray
from PIL import Image

from walkdown.practice.labelled import BARS, OF_GS1, NotPrintable, Symbol

Modules = NDArray[np.bool_]

# Quiet zone on each side in modules, as each symbology's standard asks.
_QUIET: Final = {
    Symbol.QR: 4,
    Symbol.DIGITAL_LINK: 4,
    Symbol.MICRO_QR: 2,
    Symbol.RMQR: 2,
    Symbol.DATA_MATRIX: 2,
    Symbol.GS1_DATA_MATRIX: 2,
    Symbol.AZTEC: 2,
    Symbol.PDF417: 2,
    Symbol.EAN_13: 11,
}
_QUIET_OF_BARS = 10
_WRITTEN_AS: Final = {Symbol.GS1_128: "Code128", Symbol.GS1_DATA_MATRIX: "DataMatrix"}


def modules_of(symbol: Symbol, text: str, *, quiet: int | None = None) -> Modules:
    """Rows of modules, True is dark, with the quiet zone around; bars are one row. Raises NotPrintable.

    GS1's kinds take the bracketed form, "(01)…(21)…", and put the FNC1 where they belong. `quiet`:
    modules of it, where not those of the standard.
    """
    if not text:
        raise NotPrintable(f"a {symbol} says something")
    quiet = _QUIET.get(symbol, _QUIET_OF_BARS) if quiet is None else quiet
    try:
        if symbol in (Symbol.QR, Symbol.DIGITAL_LINK):
            return _with_border(_qr(text), quiet, quiet)
        dark = _written(symbol, text)
    except ValueError as e:
        raise NotPrintable(f"no {symbol} says {text!a}: {e}") from None
    return _with_border(dark[:1] if symbol in BARS else dark, quiet, 0 if symbol in BARS else quiet)


def picture_of(
    modules: Modules, box: tuple[int, int], ink: int, paper: int, most: int = 64
) -> Image.Image:
    """The code as large as whole pixels a module (at most `most`) allow in a box of (width, height).

    One row of bars is drawn as high as the box. Grey ("L").
    """
    rows, columns = modules.shape
    whole = min(most, box[0] // columns, box[1] if rows == 1 else box[1] // rows)
    scale = max(1, whole)
    levels = np.where(modules, ink, paper).astype(np.uint8)
    size = (columns * scale, box[1] if rows == 1 else rows * scale)
    return Image.fromarray(levels).resize(size, Image.Resampling.NEAREST)


def _qr(text: str) -> Modules:
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=0)
    code.add_data(text)
    code.make(fit=True)
    return np.array(code.get_matrix(), dtype=np.bool_)


def _written(symbol: Symbol, text: str) -> Modules:
    import zxingcpp  # native code: loaded when such a label is printed, not with the yard

    kind = zxingcpp.barcode_format_from_str(_WRITTEN_AS.get(symbol, symbol.value))
    asked: dict[str, object] = {"gs1": True} if symbol in OF_GS1 else {}
    if kind == zxingcpp.BarcodeFormat.DataMatrix:
        asked["forceSquare"] = True
    code = zxingcpp.create_barcode(text, kind, **asked)
    drawn = zxingcpp.write_barcode_to_image(code, scale=1, add_quiet_zones=False)
    return np.array(drawn) < 128


def _with_border(dark: Modules, wide: int, high: int) -> Modules:
    return np.pad(dark, ((high, high), (wide, wide)))
