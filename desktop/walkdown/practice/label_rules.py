"""What practice labels and stickers must keep to: each broken rule as one clear sentence."""

from __future__ import annotations

from collections.abc import Iterator

from walkdown.practice.label_says import first_payload, label_payload
from walkdown.practice.labelled import (
    BARS,
    FIRST_OF_ALL,
    OF_GS1,
    SHORT,
    WIDE,
    Hardship,
    Look,
    NotPrintable,
    Sticker,
    Symbol,
)
from walkdown.practice.scenario import Family, PracticeDevice

MOST_STICKERS = 24
MOST_TEXT = 300
MOST_FIRST = 24
# What the narrowest line of a code may be on a plate of 850 pixels, to be seen by a camera.
_MOST_WIDE, _MOST_SQUARE = 283, 77


def label_rules(device: PracticeDevice) -> Iterator[str]:
    """The rules that a device's label breaks. A plain one keeps them all and is not printed for it."""
    label = device.label
    if label.is_plain:
        return
    yield from _first(device)
    if label.symbol is Symbol.EAN_13:
        yield "an EAN-13 names an article and no device"
    elif device.family is Family.ESPRESSIF and label.symbol in (*SHORT, *OF_GS1):
        yield f"a {label.symbol} has no room for its proof of possession"
    else:
        yield from _printable(label.symbol, label_payload(device))
    if not made_so(label.symbol, label.look):
        yield f"a {label.symbol} is never {label.look}"
    if label.look is Look.ETCHED and label.trouble is Hardship.SHEET:
        yield "an etched label is on no sheet"


def made_so(symbol: Symbol, look: Look) -> bool:
    """Whether such a code is made so and can be read then, by any reader there is."""
    if look is Look.ETCHED:
        return symbol in (Symbol.DATA_MATRIX, Symbol.GS1_DATA_MATRIX)
    if look is Look.INVERTED:
        return symbol not in (*BARS, Symbol.PDF417)
    return look is not Look.MIRRORED or symbol is not Symbol.RMQR


def sticker_rules(sticker: Sticker) -> Iterator[str]:
    """The rules that a sticker breaks."""
    for what, text, most in (("words", sticker.words, 40), ("place", sticker.place, 60)):
        if not text.strip() or not text.isprintable() or len(text) > most:
            yield f"the {what} is not 1 to {most} printable characters"
    if not 1 <= len(sticker.text) <= MOST_TEXT:
        yield f"the text is not 1 to {MOST_TEXT} characters"
    else:
        yield from _printable(sticker.symbol, sticker.text)
    if not made_so(sticker.symbol, sticker.look):
        yield f"a {sticker.symbol} is never {sticker.look}"
    if sticker.look is Look.ETCHED:
        yield "a sticker is paper, which nothing is etched into"
    if sticker.trouble in (*FIRST_OF_ALL, Hardship.SHEET):
        yield f"a sticker cannot be {sticker.trouble}"


def _first(device: PracticeDevice) -> Iterator[str]:
    label = device.label
    if not label.first:
        return
    if label.trouble not in FIRST_OF_ALL:
        yield "there is a first label without wrong-first or carton"
    elif not (label.first.isascii() and label.first.isprintable()):
        yield "the first label is not plain printable text"
    elif len(label.first) > MOST_FIRST:
        yield f"the first label has more than {MOST_FIRST} characters"
    else:
        yield from _printable(*first_payload(device))


def _printable(symbol: Symbol, text: str) -> Iterator[str]:
    from walkdown.practice.label_symbols import modules_of  # numpy and more, for special labels

    try:
        rows, columns = modules_of(symbol, text).shape
    except NotPrintable as e:
        yield str(e)
        return
    if max(rows, columns) > (_MOST_WIDE if symbol in WIDE else _MOST_SQUARE):
        yield f"the text is too long for a {symbol} on a label"
