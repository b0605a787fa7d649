"""What printed codes promise: every symbol says its text, in every look, and says so when it cannot."""

from __future__ import annotations

import re

import numpy as np
import pytest
import zxingcpp
from PIL import Image

from walkdown.core.device import Kind
from walkdown.practice.label_held import device_picture, sticker_picture
from walkdown.practice.label_print import METAL, PAPER, device_label
from walkdown.practice.label_rules import made_so
from walkdown.practice.label_says import TRADE_ITEM, device_payload, label_payload
from walkdown.practice.label_symbols import modules_of, picture_of
from walkdown.practice.labelled import DeviceLabel, Look, NotPrintable, Sticker, Symbol
from walkdown.practice.scenario import PracticeDevice

SERIAL = "122044171264"
GS1 = f"(01)02098765432103(240)MI-800(21){SERIAL}"
SAYS = {
    Symbol.QR: "WD1:MI-800:122044171264",
    Symbol.MICRO_QR: SERIAL,
    Symbol.RMQR: "WD1:MI-800:122044171264",
    Symbol.DATA_MATRIX: "WD1:MI-800:122044171264",
    Symbol.AZTEC: "WD1:MI-800:122044171264",
    Symbol.PDF417: "WD1:MI-800:122044171264",
    Symbol.CODE_128: SERIAL,
    Symbol.CODE_39: SERIAL,
    Symbol.ITF: SERIAL,
    Symbol.EAN_13: TRADE_ITEM,
    Symbol.GS1_128: f"(01)02098765432103(21){SERIAL}",
    Symbol.GS1_DATA_MATRIX: GS1,
    Symbol.DIGITAL_LINK: f"https://id.fernhill.example/01/02098765432103/21/{SERIAL}",
}
OF_GS1 = {Symbol.GS1_128: "]C1", Symbol.GS1_DATA_MATRIX: "]d2"}
DEVICE_SYMBOLS = [symbol for symbol in Symbol if symbol is not Symbol.EAN_13]


def device(symbol: Symbol = Symbol.QR, look: Look = Look.PLAIN) -> PracticeDevice:
    label = DeviceLabel(symbol=symbol, look=look)
    return PracticeDevice(SERIAL, "MI-800", Kind.MICRO_INVERTER, "Roof", "1", "1", label=label)


def read(picture: Image.Image) -> list[zxingcpp.Barcode]:
    return zxingcpp.read_barcodes(np.asarray(picture.convert("L")))


def plain(text: str) -> str:
    return re.sub(r"[()\x1d]|<GS>", "", text)


@pytest.mark.parametrize("symbol", Symbol)
def test_every_symbol_says_its_text(symbol: Symbol) -> None:
    picture = picture_of(modules_of(symbol, SAYS[symbol]), (900, 300), 0, 255)
    (code,) = read(picture)
    assert plain(code.text) == plain(SAYS[symbol])
    if symbol in OF_GS1:
        assert code.symbology_identifier == OF_GS1[symbol]


def test_gs1_has_its_separator_where_a_part_of_any_length_ends() -> None:
    picture = picture_of(modules_of(Symbol.GS1_DATA_MATRIX, GS1), (300, 300), 0, 255)
    (code,) = read(picture)
    assert bytes(code.bytes) == b"0102098765432103240MI-800\x1d21122044171264"


@pytest.mark.parametrize(
    ("symbol", "look"),
    [(symbol, look) for symbol in DEVICE_SYMBOLS for look in Look if made_so(symbol, look)],
)
def test_every_look_of_every_symbol_can_be_read_off_the_plate(symbol: Symbol, look: Look) -> None:
    shown = device(symbol, look)
    picture = device_picture(shown)
    if look is Look.ETCHED:  # dots join only when a lens blurs them
        picture = picture.resize((picture.width // 2, picture.height // 2), Image.Resampling.BOX)
    texts = {plain(code.text) for code in read(picture)}
    assert texts == {plain(label_payload(shown))}


def test_looks_differ_as_they_are_called() -> None:
    plain_one = np.asarray(device_picture(device()))
    inverted = np.asarray(device_picture(device(look=Look.INVERTED)))
    mirrored = np.asarray(device_picture(device(look=Look.MIRRORED)))
    etched = np.asarray(device_picture(device(look=Look.ETCHED)))
    assert plain_one[540, 600] == PAPER > 200 > inverted[540, 600]
    assert np.array_equal(mirrored[:, ::-1], plain_one)
    assert etched.max() < PAPER
    assert abs(float(np.median(etched)) - METAL) < 10
    assert device_picture(device(look=Look.COLOURED)).mode == "RGB"


def test_an_empty_code_is_refused() -> None:
    with pytest.raises(NotPrintable):
        modules_of(Symbol.QR, "")


@pytest.mark.parametrize("text", ["", "x" * 5000])
@pytest.mark.parametrize("symbol", [s for s in Symbol if s not in (Symbol.QR, Symbol.DIGITAL_LINK)])
def test_what_does_not_go_into_a_code_is_refused(symbol: Symbol, text: str) -> None:
    with pytest.raises(NotPrintable):
        modules_of(symbol, text)


@pytest.mark.parametrize(
    ("symbol", "text"), [(Symbol.EAN_13, "2098765432104"), (Symbol.CODE_39, 'a"b')]
)
def test_what_a_code_cannot_say_is_refused(symbol: Symbol, text: str) -> None:
    with pytest.raises(NotPrintable, match=symbol.value):
        modules_of(symbol, text)


def test_the_strip_on_a_plain_label_is_no_second_code() -> None:
    label = device_label(Kind.METER, "MT-3", "301777872302")
    assert [code.text for code in read(label)] == [device_payload("MT-3", "301777872302")]


def test_a_sticker_has_its_words_and_its_code() -> None:
    sticker = Sticker("MT:Y.K9042C00KA0648G00", "Porch", "LAMP")
    (code,) = read(sticker_picture(sticker))
    assert code.text == sticker.text
