"""What is special about a practice label, in words for its card."""

from __future__ import annotations

from typing import Final

_TROUBLES: Final = {
    "shake": "the hand shakes",
    "hunting": "the lens hunts",
    "glare": "glare",
    "shade": "shade",
    "dirt": "dirt",
    "curved": "curved around a pipe",
    "low-light": "low light",
    "far": "far away",
    "wrong-first": "another label first",
    "carton": "the carton's label first",
    "sheet": "on a sheet of many",
}
_SYMBOLS: Final = {
    "MicroQRCode": "Micro QR",
    "RMQRCode": "rMQR",
    "DataMatrix": "Data Matrix",
    "Aztec": "Aztec",
    "PDF417": "PDF417",
    "Code128": "Code 128",
    "Code39": "Code 39",
    "ITF": "ITF",
    "EAN13": "EAN-13",
    "GS1-128": "GS1-128",
    "GS1DataMatrix": "GS1 Data Matrix",
    "DigitalLink": "GS1 Digital Link",
}
_LOOKS: Final = {
    "inverted": "light on dark",
    "mirrored": "mirrored",
    "coloured": "coloured",
    "etched": "etched into metal",
}


def label_words(trouble: str, symbol: str = "", look: str = "") -> str:
    """E.g. "Label: Data Matrix, etched into metal"; empty where nothing is special about it."""
    words = (_SYMBOLS.get(symbol), _LOOKS.get(look), _TROUBLES.get(trouble))
    said = ", ".join(word for word in words if word)
    return f"Label: {said}" if said else ""
