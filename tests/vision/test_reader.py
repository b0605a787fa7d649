"""What the code reader promises: hard photographs, every symbology, exact corners, no false reads."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import zxingcpp
from PIL import Image, ImageFilter, ImageOps
from zxingcpp import BarcodeFormat

from walkdown.core.picture import CodeRead, Frame
from walkdown.vision.reader import MOST_CHARACTERS, CodeReader

PHOTOS = Path(__file__).parent / "photos"


def frame_of(picture: Image.Image) -> Frame:
    rgb = picture.convert("RGB")
    return Frame(rgb.width, rgb.height, rgb.tobytes())


def symbol(
    text: str, kind: BarcodeFormat = BarcodeFormat.QRCodeModel2, scale: int = 4
) -> Image.Image:
    code = zxingcpp.create_barcode(text, kind)
    drawn = Image.fromarray(np.array(zxingcpp.write_barcode_to_image(code, scale=scale)))
    return ImageOps.expand(drawn.convert("L"), 30, 255)


def unhurried() -> CodeReader:
    """Its clock stands still, so that every way gets its turn, however busy the computer is."""
    return CodeReader(now=lambda: 0.0)


def texts(codes: tuple[CodeRead, ...]) -> list[str]:
    return [code.text for code in codes]


@pytest.mark.parametrize(
    ("photo", "text"),
    [
        ("bright-spots.jpg", "Version 2 QR Code Test Image"),
        ("tilted.jpg", "TEST 10 CM"),
        ("bent.png", "Google Print Ads - T.G.I.A.F. - January 31, 2008"),
    ],
)
def test_hard_photographs_are_read_within_a_second_of_camera_frames(photo: str, text: str) -> None:
    picture = Image.open(PHOTOS / photo).convert("L")
    assert zxingcpp.read_barcodes(np.asarray(picture)) == [], "the plain decoder needs no help here"
    reader, frame = CodeReader(), frame_of(picture)
    assert any(text in texts(reader.read(frame)) for _ in range(30))


@pytest.mark.parametrize(
    ("photo", "text"),
    [
        ("damaged.jpg", "amzn.to/socialqr"),
        ("data-matrix.png", "010890381998765921Y2GNX9ZR37SE0DAAT436\x1d1731063010BNav4Cam2"),
    ],
)
def test_patience_reads_damaged_labels(photo: str, text: str) -> None:
    frame = frame_of(Image.open(PHOTOS / photo))
    assert text in texts(unhurried().read(frame, patient=True))


@pytest.mark.parametrize(
    ("kind", "name", "text"),
    [
        (BarcodeFormat.QRCodeModel2, "QRCode", "WD1:MI-800:122044170093"),
        (BarcodeFormat.MicroQRCode, "MicroQRCode", "12204417"),
        (BarcodeFormat.RMQRCode, "RMQRCode", "122044170093"),
        (BarcodeFormat.DataMatrix, "DataMatrix", "122044170093"),
        (BarcodeFormat.AztecCode, "Aztec", "122044170093"),
        (BarcodeFormat.PDF417, "PDF417", "122044170093"),
        (BarcodeFormat.Code128, "Code128", "MI800-4417"),
        (BarcodeFormat.Code39, "Code39", "MI800-4417"),
        (BarcodeFormat.EAN13, "EANUPC", "4006381333931"),
    ],
)
def test_every_symbology_of_labels_is_read(kind: BarcodeFormat, name: str, text: str) -> None:
    codes = unhurried().read(frame_of(symbol(text, kind)))
    assert [(code.text, code.raw, code.symbology) for code in codes] == [
        (text, text.encode(), name)
    ]


def test_interleaved_two_of_five_is_read_where_it_is_long() -> None:
    """It has no check of its own: short ones are read out of wood grain and of other codes."""
    assert texts(unhurried().read(frame_of(symbol("1220441700", BarcodeFormat.ITF)))) == [
        "1220441700"
    ]
    assert unhurried().read(frame_of(symbol("122044", BarcodeFormat.ITF)), patient=True) == ()


LOOKS: dict[str, Callable[[Image.Image], Image.Image]] = {
    "inverted": ImageOps.invert,
    "mirrored": ImageOps.mirror,
    "coloured": lambda drawn: ImageOps.colorize(drawn, (190, 30, 30), (60, 115, 60)),
    "dotted": lambda drawn: Image.fromarray(np.where(DOTS, np.array(drawn), 255).astype(np.uint8)),
}
DOTS = np.logical_and.outer(np.arange(600) % 4 > 0, np.arange(600) % 4 > 0)
SQUARE = (BarcodeFormat.QRCodeModel2, BarcodeFormat.DataMatrix, BarcodeFormat.AztecCode)


@pytest.mark.parametrize("kind", SQUARE)
@pytest.mark.parametrize("look", LOOKS)
def test_every_look_of_a_square_is_read(kind: BarcodeFormat, look: str) -> None:
    """As in pictures: light on dark, through glass, in colours of one brightness, of dots."""
    page = Image.new("L", (600, 600), 255)
    page.paste(symbol("122044170093", kind, scale=8), (100, 100))
    codes = unhurried().read(frame_of(LOOKS[look](page)), patient=True)
    assert texts(codes) == ["122044170093"]


@pytest.mark.parametrize(
    "kind", [BarcodeFormat.Code128, BarcodeFormat.Code39, BarcodeFormat.PDF417]
)
@pytest.mark.parametrize("turned", [0, 21, 90])
def test_bars_are_read_at_any_angle_out_of_focus_and_light_on_dark(
    kind: BarcodeFormat, turned: int
) -> None:
    page = Image.new("L", (900, 900), 235)
    code = symbol("122044170093", kind, scale=2 if kind == BarcodeFormat.Code39 else 3)
    page.paste(code.resize((code.width, code.height * 2)), (60, 340))
    page = page.rotate(turned, fillcolor=235).filter(ImageFilter.GaussianBlur(0.8))
    for picture in (page, ImageOps.invert(page)):
        assert "122044170093" in texts(unhurried().read(frame_of(picture), patient=True))


def test_a_code_says_which_sign_a_hand_scanner_would_send_with_it() -> None:
    codes = unhurried().read(frame_of(symbol("122044170093", BarcodeFormat.DataMatrix)))
    assert [code.aim for code in codes] == ["]d1"]


def test_the_code_nearest_to_the_middle_comes_first() -> None:
    sheet = Image.new("L", (900, 300), 255)
    for n in range(3):
        sheet.paste(symbol(f"WD1:MI-800:12204417000{n}"), (300 * n, 40))
    assert texts(unhurried().read(frame_of(sheet)))[0].endswith("1")


@pytest.mark.parametrize("quarter_turns", range(4))
def test_corners_start_at_the_symbols_own_top_left_and_run_clockwise(quarter_turns: int) -> None:
    upright = symbol("WD1:MI-800:122044170093", scale=6)
    first = unhurried().read(frame_of(upright))[0].corners
    turned = upright.rotate(-90 * quarter_turns, expand=True)
    corners = unhurried().read(frame_of(turned))[0].corners
    side = upright.width - 1
    expected = list(first)
    for _ in range(quarter_turns):
        expected = [(side - y, x) for x, y in expected]
    assert np.abs(np.array(corners) - np.array(expected)).max() <= 3


def test_a_mirrored_code_still_has_its_corners_clockwise() -> None:
    mirrored = ImageOps.mirror(symbol("WD1:MI-800:122044170093", scale=6))
    x, y = np.array(unhurried().read(frame_of(mirrored))[0].corners).T
    assert (x * np.roll(y, -1) - np.roll(x, -1) * y).sum() > 0


@pytest.mark.parametrize("photo", ["tilted.jpg", "bright-spots.jpg"])
def test_corners_of_codes_found_in_prepared_pictures_lie_on_the_code(photo: str) -> None:
    """The area read must hold the code: cut out with a margin, it is read again."""
    picture = Image.open(PHOTOS / photo).convert("RGB")
    code = unhurried().read(frame_of(picture), patient=True)[0]
    (left, top), (right, bottom) = np.min(code.corners, axis=0), np.max(code.corners, axis=0)
    margin = (right - left) // 4
    cut = picture.crop((left - margin, top - margin, right + margin, bottom + margin))
    assert code.text in texts(unhurried().read(frame_of(cut), patient=True))


def test_the_same_code_twice_in_a_frame_is_told_once() -> None:
    one = symbol("WD1:BP-10:905133000417")
    both = Image.new("L", (one.width * 2, one.height), 255)
    both.paste(one, (0, 0))
    both.paste(one, (one.width, 0))
    assert texts(unhurried().read(frame_of(both))) == ["WD1:BP-10:905133000417"]


def test_several_codes_in_a_frame_are_all_told() -> None:
    sheet = Image.new("L", (900, 600), 255)
    wanted = {f"WD1:MI-800:12204417{n:04}" for n in range(6)}
    for n, text in enumerate(sorted(wanted)):
        sheet.paste(symbol(text, scale=4), (300 * (n % 3), 300 * (n // 3)))
    assert set(texts(unhurried().read(frame_of(sheet)))) == wanted


def test_a_text_beyond_the_bound_is_left_out_whole() -> None:
    assert unhurried().read(frame_of(symbol("7" * (MOST_CHARACTERS + 1)))) == ()
    assert texts(unhurried().read(frame_of(symbol("7" * 1500)))) == ["7" * 1500]


@pytest.mark.parametrize("seed", range(3))
def test_nothing_is_read_in_noise(seed: int) -> None:
    chance = np.random.default_rng(seed)
    noise = chance.integers(0, 256, (360, 640, 3), np.uint8)
    stripes = np.repeat(chance.integers(0, 2, (1, 640, 1), np.uint8) * 255, 3, axis=2)
    for pixels in (noise, np.repeat(stripes, 360, axis=0)):
        frame = Frame(640, 360, pixels.tobytes())
        assert unhurried().read(frame) == ()
        assert unhurried().read(frame, patient=True) == ()


@pytest.mark.parametrize(("width", "height"), [(0, 0), (0, 9), (1, 1), (3, 1), (1, 700), (17, 16)])
def test_frames_of_odd_sizes_hold_nothing(width: int, height: int) -> None:
    frame = Frame(width, height, bytes(width * height * 3))
    assert unhurried().read(frame) == ()
    assert unhurried().read(frame, patient=True) == ()


def test_the_program_starts_without_the_decoders() -> None:
    program = (
        "import sys, walkdown.vision.reader, walkdown.vision.camera_worker,"
        " walkdown.vision.laptop_camera, walkdown.vision.picture_file;"
        "print(*{'cv2', 'zxingcpp', 'numpy', 'PIL'} & set(sys.modules))"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert run.stdout.split() == []
