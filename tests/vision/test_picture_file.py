"""What reading a picture file promises: codes out of good ones, one plain refusal for all others."""

from __future__ import annotations

import io
import os
import random
import struct
import threading
import zlib
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from tests.vision.heic_file import heic_file
from walkdown.consent.lease import _MINT, Lease, LeaseEnded, WrongLease
from walkdown.consent.purpose import Purpose
from walkdown.core.picture import CodeRead
from walkdown.core.trouble import Code, Setback
from walkdown.vision.bounds import MOST_BYTES, bytes_of
from walkdown.vision.declared import too_much
from walkdown.vision.picture_file import PictureFiles, StillReader
from walkdown.vision.reader import CodeReader
from walkdown.vision.reading_words import PREVIEW_SIDE
from walkdown.vision.still import LONGEST_SIDE, picture_codes

TEXT = "WD1:MI-800:122044170093"


def lease(purpose: Purpose = Purpose.PHOTO_PICK) -> Lease:
    return Lease(1, purpose, "site", mint=_MINT)


def read(path: Path) -> tuple[CodeRead, ...]:
    """What the reading process does, in here: so that many pictures are read in no time."""
    return picture_codes(bytes_of(path), CodeReader(), lambda: None).codes


def texts(path: Path) -> list[str]:
    return [code.text for code in read(path)]


def label(width: int = 640, height: int = 480) -> Image.Image:
    """White, with the code (256 × 256 pixels and a margin) at its top left."""
    code = zxingcpp.create_barcode(TEXT, zxingcpp.BarcodeFormat.QRCodeModel2)
    drawn = Image.fromarray(np.array(zxingcpp.write_barcode_to_image(code, scale=8)))
    picture = Image.new("L", (width, height), 255)
    picture.paste(drawn, (20, 20))
    return picture


def refused(path: Path) -> Setback:
    with pytest.raises(Setback) as caught:
        read(path)
    assert caught.value.code is Code.PICTURE_UNREADABLE
    return caught.value


def outcome(path: Path) -> list[str] | Code:
    try:
        return texts(path)
    except Setback as setback:
        return setback.code


def png(width: int, height: int, body: bytes = b"") -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("kind", ["png", "jpg", "webp", "bmp", "gif", "tif"])
def test_codes_are_read_from_the_usual_kinds_of_picture(tmp_path: Path, kind: str) -> None:
    label().convert("RGB").save(tmp_path / f"label.{kind}")
    assert texts(tmp_path / f"label.{kind}") == [TEXT]


@pytest.mark.parametrize("mode", ["1", "P", "RGBA", "LA", "CMYK", "I;16", "YCbCr"])
def test_codes_are_read_whatever_the_pixels_are_made_of(tmp_path: Path, mode: str) -> None:
    if mode == "I;16":
        picture = Image.fromarray(np.asarray(label()).astype(np.uint16) * 256)
    else:
        picture = label().convert(mode)
    path = tmp_path / ("label.jpg" if mode in ("CMYK", "YCbCr") else "label.png")
    picture.save(path)
    assert texts(path) == [TEXT]


def test_see_through_paper_counts_as_white(tmp_path: Path) -> None:
    picture = Image.new("RGBA", (640, 480), (0, 0, 0, 0))
    picture.putalpha(label().point(lambda value: 255 - value))
    picture.save(tmp_path / "label.png")
    assert texts(tmp_path / "label.png") == [TEXT]


@pytest.mark.parametrize("kind", ["jpg", "png", "tif"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_pictures_are_read_the_way_the_camera_was_held(
    tmp_path: Path, orientation: int, kind: str
) -> None:
    """Stored turned or mirrored, with the tag that says so: the corners are those of the upright one."""
    stored = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    picture = label().convert("RGB")
    if orientation in stored:
        picture = picture.transpose(stored[orientation])
    exif = Image.Exif()
    exif[0x0112] = orientation
    picture.save(tmp_path / f"label.{kind}", exif=exif)
    code = read(tmp_path / f"label.{kind}")[0]
    assert np.abs(np.array(code.corners[0]) - 52).max() <= 12
    assert code.corners[2] > code.corners[0]


def test_a_large_photograph_is_scaled_down_and_corners_are_in_its_own_pixels(
    tmp_path: Path,
) -> None:
    picture = Image.new("L", (LONGEST_SIDE * 2, 2000), 255)
    picture.paste(label().resize((1280, 960)), (6000, 600))
    picture.save(tmp_path / "label.png")
    (code,) = read(tmp_path / "label.png")
    assert code.text == TEXT
    x, y = code.corners[0]
    assert 6000 < x < 6120
    assert 600 < y < 720


def test_of_an_animation_the_first_picture_counts(tmp_path: Path) -> None:
    empty = Image.new("L", (640, 480), 255)
    for kind in ("gif", "png", "webp"):
        path = tmp_path / f"moving.{kind}"
        label().save(path, save_all=True, append_images=[empty, empty])
        assert texts(path) == [TEXT]


def test_a_picture_without_codes_gives_none(tmp_path: Path) -> None:
    Image.new("L", (320, 240), 200).save(tmp_path / "wall.png")
    assert read(tmp_path / "wall.png") == ()


@pytest.mark.parametrize(
    ("width", "height"), [(8_001, 8_000), (100_000, 100_000), (2**31 - 1, 2**31 - 1)]
)
def test_a_huge_picture_is_refused_before_it_is_decoded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, width: int, height: int
) -> None:
    def decode(*_: object) -> None:
        raise AssertionError("decoded")

    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", decode)
    (tmp_path / "bomb.png").write_bytes(png(width, height, zlib.compress(bytes(100))))
    setback = refused(tmp_path / "bomb.png")
    assert setback.trouble.detail != "AssertionError"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00",
        b"WD1:MI-800:122044170093\n",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
        b"%PDF-1.7\n",
        b"RIFF\xff\xff\xff\xffWEBPVP8X\x0a\x00\x00\x00" + b"\xff" * 40,
        png(100, 100),
        png(0, 0),
    ],
)
def test_what_is_no_picture_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "label.png").write_bytes(content)
    refused(tmp_path / "label.png")


@pytest.mark.parametrize("kind", ["png", "jpeg", "webp", "gif", "tiff", "bmp"])
def test_a_picture_that_was_cut_off_is_refused(tmp_path: Path, kind: str) -> None:
    whole = io.BytesIO()
    label().convert("RGB").save(whole, kind)
    (tmp_path / "label").write_bytes(whole.getvalue()[: len(whole.getvalue()) // 2])
    refused(tmp_path / "label")


@pytest.mark.parametrize("kind", ["png", "jpeg", "webp", "gif", "tiff", "bmp"])
def test_damaged_pictures_are_read_or_refused_and_nothing_else(tmp_path: Path, kind: str) -> None:
    whole = io.BytesIO()
    label(400, 320).convert("RGB").save(whole, kind)
    for seed in range(25):
        chance, damaged = random.Random(seed), bytearray(whole.getvalue())
        for _ in range(chance.randint(1, 12)):
            damaged[chance.randrange(min(len(damaged), 400))] = chance.randrange(256)
        (tmp_path / "label").write_bytes(damaged)
        assert outcome(tmp_path / "label") in ([TEXT], [], Code.PICTURE_UNREADABLE)


def test_a_file_over_the_bound_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "label.png"
    label().save(path)
    os.truncate(path, MOST_BYTES + 1)
    assert "bytes" in refused(path).trouble.detail


def test_what_is_not_a_file_is_refused(tmp_path: Path) -> None:
    refused(tmp_path)
    refused(tmp_path / "missing.png")
    refused(tmp_path / "nul\0.png")
    refused(tmp_path / ("long" * 2000))


def box(kind: bytes, *inside: bytes) -> bytes:
    body = b"".join(inside)
    return struct.pack(">I", 8 + len(body)) + kind + body


def heic(width: int, height: int, items: int = 1, properties: int = 1) -> bytes:
    """The boxes that a phone's picture begins with, and nothing of a picture behind them."""
    size = box(b"ispe", bytes(4), struct.pack(">II", width, height))
    return box(b"ftyp", b"heic", bytes(4), b"mif1heic") + box(
        b"meta",
        bytes(4),
        box(b"hdlr", bytes(8), b"pict", bytes(13)),
        box(b"iinf", bytes([1, 0, 0, 0]), struct.pack(">I", items)),
        box(b"iprp", box(b"ipco", size * properties), box(b"ipma", bytes(8))),
    )


def webp(kind: bytes, body: bytes) -> bytes:
    return b"RIFF" + struct.pack("<I", 400) + b"WEBP" + kind + struct.pack("<I", 10) + body


WIDE = (8000).to_bytes(3, "little")
BOMBS = {
    "a large HEIC": (heic(8001, 8000), "8001 x 8000 pixels"),
    "a huge HEIC": (heic(2**32 - 1, 2**32 - 1), "4294967295 x 4294967295 pixels"),
    "a HEIC of a hundred thousand tiles": (heic(100, 100, items=100_000), "too many items"),
    "a HEIC of nothing but sizes": (heic(100, 100, properties=10_000), "too many boxes"),
    "a HEIC without a size": (heic(100, 100, properties=0), "no size"),
    "a large WebP": (webp(b"VP8X", bytes(4) + WIDE + WIDE), "8001 x 8001 pixels"),
    "a large lossless WebP": (webp(b"VP8L", b"\x2f" + b"\xff" * 4), "16384 x 16384 pixels"),
    "a large plain WebP": (webp(b"VP8 ", bytes(6) + b"\xff" * 4), "16383 x 16383 pixels"),
    "a JPEG of a thousand scans": (b"\xff\xd8" + b"\xff\xda\0\2" * 1000, "too many scans"),
}


@pytest.mark.parametrize("what", BOMBS)
def test_a_bomb_is_known_by_its_first_boxes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    def opened(*_: object, **more: object) -> None:
        raise AssertionError("opened")

    monkeypatch.setattr("PIL.Image.open", opened)
    data, why = BOMBS[what]
    (tmp_path / "bomb").write_bytes(data)
    assert refused(tmp_path / "bomb").trouble.detail == why


def test_what_is_within_the_bounds_is_not_taken_for_a_bomb() -> None:
    assert too_much(heic(8000, 8000, items=500, properties=500), 64_000_000) == ""
    assert too_much(webp(b"VP8X", bytes(4) + b"\xff\x0f\0" * 2), 64_000_000) == ""


@given(st.binary(max_size=120), st.sampled_from([b"", heic(9, 9), webp(b"VP8X", bytes(10))]))
def test_no_beginning_of_a_file_does_more_than_being_refused(noise: bytes, head: bytes) -> None:
    for data in (noise, head + noise, head[: len(noise)] + noise, head[:24] + noise):
        assert isinstance(too_much(data, 64_000_000), str)


# --- the pictures of phones


def phone_picture(*, quarter_turns: int = 0, orientation: int = 0, said: int = 0) -> bytes:
    """The label in 320 × 288 pixels, which it has after it was turned as the file says."""
    upright = np.asarray(label().crop((0, 0, 320, 288)))
    exif = b""
    if orientation:
        exif = b"MM\0*\0\0\0\x08\0\x01" + struct.pack(">HHIHH", 0x0112, 3, 1, orientation, 0)
        exif += bytes(4)
    return heic_file(
        np.rot90(upright, -quarter_turns), quarter_turns=quarter_turns, exif=exif, said=said
    )


@pytest.mark.parametrize("quarter_turns", range(4))
@pytest.mark.parametrize("orientation", [0, 1, 6])
def test_a_phones_picture_is_read_the_way_the_phone_was_held(
    tmp_path: Path, quarter_turns: int, orientation: int
) -> None:
    """Its own turn counts; what its EXIF says of it is only a copy of that."""
    data = phone_picture(quarter_turns=quarter_turns, orientation=orientation)
    (tmp_path / "IMG_0001.HEIC").write_bytes(data)
    (code,) = read(tmp_path / "IMG_0001.HEIC")
    assert code.text == TEXT
    assert np.abs(np.array(code.corners[0]) - 52).max() <= 12
    assert code.corners[2] > code.corners[0]


def test_a_phones_picture_that_lies_or_is_damaged_is_read_or_refused(tmp_path: Path) -> None:
    path = tmp_path / "IMG_0001.HEIC"
    whole = phone_picture()
    for data in (phone_picture(said=64), phone_picture(said=8000), whole[:700], whole[:3000]):
        path.write_bytes(data)
        assert outcome(path) in ([TEXT], [], Code.PICTURE_UNREADABLE)
    for seed in range(25):
        chance, damaged = random.Random(seed), bytearray(whole)
        for _ in range(chance.randint(1, 12)):
            damaged[chance.randrange(700)] = chance.randrange(256)
        path.write_bytes(damaged)
        assert outcome(path) in ([TEXT], [], Code.PICTURE_UNREADABLE)


def test_a_phones_picture_is_read_in_the_process_too() -> None:
    stills = StillReader()
    try:
        assert [code.text for code in stills.codes(phone_picture()).codes] == [TEXT]
    finally:
        stills.close()


# --- in the process of its own


def test_a_file_and_a_pasted_picture_are_read_alike_with_a_preview(tmp_path: Path) -> None:
    label(2560, 1440).save(tmp_path / "label.png")
    pictures = PictureFiles()
    read = pictures.read(lease(), tmp_path / "label.png")
    assert [code.text for code in read.codes] == [TEXT]
    assert (read.preview.width, read.preview.height, read.scale) == (PREVIEW_SIDE, 720, 2.0)
    assert read.preview.rgb[:3] == b"\xff\xff\xff"
    assert read.ms > 0
    pasted = pictures.read_bytes(lease(), (tmp_path / "label.png").read_bytes(), "pasted")
    assert (pasted.codes, pasted.preview) == (read.codes, read.preview)


def test_a_broken_picture_is_refused_there_and_the_next_one_is_read() -> None:
    whole = io.BytesIO()
    label().save(whole, "PNG")
    stills = StillReader()
    try:
        for broken in (b"", b"no picture", png(20_000, 20_000), png(100, 100), heic(10, 10)):
            with pytest.raises(Setback) as caught:
                stills.codes(broken)
            assert caught.value.code is Code.PICTURE_UNREADABLE
        assert [code.text for code in stills.codes(whole.getvalue()).codes] == [TEXT]
    finally:
        stills.close()
    assert not [t for t in threading.enumerate() if t.name.startswith("reading-")]


def test_an_animation_of_ten_thousand_pictures_and_other_rarities_do_no_harm() -> None:
    drawn = {}
    for kind in ("PNG", "GIF", "TIFF"):
        out = io.BytesIO()
        frames = [Image.new("P", (8, 8), i % 256) for i in range(300)]
        frames[0].save(out, kind, save_all=True, append_images=frames[1:])
        drawn[kind] = out.getvalue()
    loop = bytearray(drawn["TIFF"])
    loop[4:8] = (8).to_bytes(4, "little")  # its directory begins where it is read from
    thumbnail = io.BytesIO()
    label().save(thumbnail, "JPEG", comment=b"c" * 60_000, icc_profile=b"p" * 10_000_000)
    stills = StillReader()
    try:
        for data in (*drawn.values(), bytes(loop), thumbnail.getvalue(), b"\0", b"<svg/>" * 9):
            with suppress(Setback):
                stills.codes(data)
    finally:
        stills.close()


def test_a_picture_is_read_only_under_a_photo_lease(tmp_path: Path) -> None:
    label().save(tmp_path / "label.png")
    ended = lease()
    ended.end()
    with pytest.raises(WrongLease):
        PictureFiles().read(lease(Purpose.SCAN_QR), tmp_path / "label.png")
    with pytest.raises(LeaseEnded):
        PictureFiles().read(ended, tmp_path / "label.png")
    with pytest.raises(WrongLease):
        PictureFiles().read_bytes(lease(Purpose.SCAN_QR), b"picture", "pasted")
