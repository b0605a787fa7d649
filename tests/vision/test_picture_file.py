"""What reading a picture file promises: codes out of good ones, one plain refusal for all others."""

from __future__ import annotations

import io
import os
import queue
import random
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
import zxingcpp
from PIL import Image

from walkdown.app.ports import FrameSource, Seen
from walkdown.consent.lease import _MINT, Lease, LeaseEnded, WrongLease
from walkdown.consent.purpose import Purpose
from walkdown.core.device import Kind
from walkdown.core.picture import CodeRead
from walkdown.core.trouble import Code, Setback
from walkdown.practice.label_print import device_label
from walkdown.vision.bounds import MOST_BYTES
from walkdown.vision.camera_worker import CameraWorker
from walkdown.vision.picture_file import LONGEST_SIDE, PictureFiles, PictureSource

TEXT = "WD1:MI-800:122044170093"


def lease(purpose: Purpose = Purpose.PHOTO_PICK) -> Lease:
    return Lease(1, purpose, "site", mint=_MINT)


def read(path: Path) -> tuple[CodeRead, ...]:
    return PictureFiles().read(lease(), path)


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


def test_a_picture_is_read_only_under_a_photo_lease(tmp_path: Path) -> None:
    label().save(tmp_path / "label.png")
    ended = lease()
    ended.end()
    with pytest.raises(WrongLease):
        PictureFiles().read(lease(Purpose.SCAN_QR), tmp_path / "label.png")
    with pytest.raises(LeaseEnded):
        PictureFiles().read(ended, tmp_path / "label.png")


def test_a_picture_file_is_a_source_of_frames_like_a_camera(tmp_path: Path) -> None:
    file = tmp_path / "label.png"
    device_label(Kind.METER, "MT-3", "301777810042").convert("RGB").save(file)
    source: FrameSource = PictureSource(file)
    told: queue.Queue[Seen] = queue.Queue()
    worker = CameraWorker(lambda: source)
    worker.start(Lease(1, Purpose.SCAN_QR, "site", mint=_MINT), told.put)
    try:
        while not (seen := told.get(timeout=20)).codes:
            assert seen.trouble is None
    finally:
        worker.stop()
    assert seen.codes[0].text == "WD1:MT-3:301777810042"
    assert source.read() is None
