"""What the site's photo promises: the picture as it was held, small, and not a word beside its pixels."""

from __future__ import annotations

import io
import os
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms, PngImagePlugin

from walkdown.consent.lease import _MINT, Lease, LeaseEnded, WrongLease
from walkdown.consent.purpose import Purpose
from walkdown.core.trouble import Code, Setback
from walkdown.vision.bare_jpeg import is_bare
from walkdown.vision.bounds import MOST_BYTES
from walkdown.vision.site_photo import MOST_KEPT, PhotoFiles

CANARY = "canary-4417-place"
RED, BLUE = (220, 30, 30), (30, 30, 220)


def lease(purpose: Purpose = Purpose.PHOTO_PICK) -> Lease:
    return Lease(1, purpose, "site", mint=_MINT)


def read(path: Path) -> bytes:
    return PhotoFiles().read(lease(), path)


def shown(jpeg: bytes) -> Image.Image:
    assert is_bare(jpeg)
    assert len(jpeg) <= MOST_KEPT
    return Image.open(io.BytesIO(jpeg), formats=("JPEG",))


def refused(path: Path) -> Setback:
    with pytest.raises(Setback) as caught:
        read(path)
    assert caught.value.code is Code.PICTURE_UNREADABLE
    return caught.value


def corner() -> Image.Image:
    """Blue, with a red corner at the top left, wider than high."""
    picture = Image.new("RGB", (640, 400), BLUE)
    picture.paste(RED, (0, 0, 320, 200))
    return picture


def near(picture: Image.Image, at: tuple[int, int], colour: tuple[int, int, int]) -> bool:
    pixel = picture.convert("RGB").getpixel(at)
    assert isinstance(pixel, tuple)
    return all(abs(a - b) < 24 for a, b in zip(pixel, colour, strict=True))


def exif(orientation: int = 1) -> bytes:
    made = Image.Exif()
    made[0x0112], made[0x010E], made[0x013B] = orientation, CANARY, CANARY
    made[0x8825] = {1: "N", 2: (50.0, 6.0, 18.0), 3: "W", 4: (4.0, 59.0, 6.0), 29: CANARY}
    return made.tobytes()


def profile() -> bytes:
    made = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return made + CANARY.encode()


def segment(marker: int, body: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(body) + 2) + body


def jpeg_with_everything() -> bytes:
    """EXIF with a place and a thumbnail, XMP, IPTC, two comments, a profile, and words after the end."""
    out = io.BytesIO()
    corner().save(
        out, "JPEG", exif=exif(), icc_profile=profile(), comment=CANARY, xmp=CANARY.encode()
    )
    data = out.getvalue()
    iptc = b"Photoshop 3.0\x008BIM\x04\x04\x00\x00" + struct.pack(">I", 24) + CANARY.encode()
    extra = segment(0xED, iptc) + segment(0xFE, CANARY.encode()) + segment(0xEC, CANARY.encode())
    return data[:2] + extra + data[2:] + CANARY.encode()


def png(width: int, height: int, body: bytes = b"") -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(name + data))
        return struct.pack(">I", len(data)) + name + data + check

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = chunk(b"IHDR", header), chunk(b"IDAT", body), chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def words() -> tuple[bytes, ...]:
    """The canary as the formats write it."""
    return CANARY.encode(), CANARY.encode("utf-16-le"), CANARY.encode("utf-16-be")


def test_of_a_jpeg_with_every_kind_of_metadata_only_pixels_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "house.jpg"
    path.write_bytes(jpeg_with_everything())
    assert path.read_bytes().count(CANARY.encode()) >= 7
    kept = read(path)
    picture = shown(kept)
    assert not any(word in kept for word in words())
    assert not picture.getexif()
    assert "icc_profile" not in picture.info
    assert "comment" not in picture.info
    assert near(picture, (100, 100), RED)
    assert path.read_bytes() == jpeg_with_everything()  # the file itself stays as it is


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_of_other_formats_only_pixels_are_kept_too(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "house"
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Description", CANARY)
    notes.add_itxt("XML:com.adobe.xmp", CANARY)
    more = {"pnginfo": notes} if kind == "PNG" else {"xmp": CANARY.encode()}
    corner().save(path, kind, exif=exif(), icc_profile=profile(), **more)
    kept = read(path)
    assert not any(word in kept for word in words())
    assert near(shown(kept), (100, 100), RED)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_picture_stands_the_way_the_camera_was_held(tmp_path: Path, orientation: int) -> None:
    turned = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    stored = corner().transpose(turned[orientation]) if orientation in turned else corner()
    stored.save(tmp_path / "house.jpg", exif=exif(orientation))
    picture = shown(read(tmp_path / "house.jpg"))
    assert picture.size == (640, 400)
    assert near(picture, (40, 40), RED)
    assert near(picture, (600, 360), BLUE)


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGBA", "LA", "CMYK", "I;16", "YCbCr"])
def test_whatever_the_pixels_are_made_of_they_become_plain_colours(
    tmp_path: Path, mode: str
) -> None:
    if mode == "I;16":
        grey = np.asarray(corner().convert("L")).astype(np.uint16) * 256
        picture = Image.fromarray(grey)
    else:
        picture = corner().convert(mode)
    path = tmp_path / ("house.jpg" if mode in ("CMYK", "YCbCr") else "house.png")
    picture.save(path)
    kept = shown(read(path))
    assert (kept.mode, kept.size) == ("RGB", (640, 400))
    grey = np.asarray(kept.convert("L"))
    assert grey[:190, :310].mean() > grey[210:, :].mean() + 10


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_of_a_moving_picture_the_first_is_kept(tmp_path: Path, kind: str) -> None:
    frames = [corner(), *(Image.new("RGB", (640, 400), BLUE) for _ in range(40))]
    frames[0].save(tmp_path / "house", kind, save_all=True, append_images=frames[1:])
    assert near(shown(read(tmp_path / "house")), (100, 100), RED)


@pytest.mark.parametrize("size", [(4000, 3000), (900, 5000), (1281, 2), (3, 2)])
def test_a_large_picture_is_scaled_down_and_a_small_one_is_not_blown_up(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    Image.new("RGB", size, RED).save(tmp_path / "house.png")
    kept = shown(read(tmp_path / "house.png"))
    assert max(kept.size) == min(1280, max(size))
    assert near(kept, (0, 0), RED)


def test_even_noise_is_kept_in_300_kilobytes(tmp_path: Path) -> None:
    noise = np.random.default_rng(7).integers(0, 256, (1280, 1280, 3), np.uint8)
    Image.fromarray(noise).save(tmp_path / "noise.png")
    assert len(read(tmp_path / "noise.png")) <= MOST_KEPT


# --- what is no picture of a house


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
    assert refused(tmp_path / "bomb.png").trouble.detail != "AssertionError"


def test_a_jpeg_of_a_thousand_scans_is_refused_before_it_is_decoded(tmp_path: Path) -> None:
    out = io.BytesIO()
    corner().save(out, "JPEG", progressive=True)
    data = out.getvalue()
    scan = data[data.index(b"\xff\xda") : -2]
    (tmp_path / "bomb.jpg").write_bytes(data[:-2] + scan * 1000 + data[-2:])
    assert refused(tmp_path / "bomb.jpg").trouble.detail == "too many scans"


@pytest.mark.parametrize("part", [0.02, 0.3, 0.6, 0.95])
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_half_a_picture_is_no_picture(tmp_path: Path, kind: str, part: float) -> None:
    out = io.BytesIO()
    noise = np.random.default_rng(7).integers(0, 256, (90, 120, 3), np.uint8)
    Image.fromarray(noise).save(out, kind)
    data = out.getvalue()
    (tmp_path / "half").write_bytes(data[: int(len(data) * part)])
    refused(tmp_path / "half")


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF", "PPM", "ICO"])
def test_other_formats_are_not_even_tried(tmp_path: Path, kind: str) -> None:
    corner().save(tmp_path / "house.jpg", kind)
    refused(tmp_path / "house.jpg")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00" * 64,
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
        b"%PDF-1.7\n",
        b"\xff\xd8\xff\xd9",
        b"\xff\xd8" + b"\xff\xe0\x00\x00" * 20,
    ],
)
def test_what_is_no_picture_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "house.jpg").write_bytes(content)
    refused(tmp_path / "house.jpg")


def test_of_a_file_that_is_two_things_only_the_picture_is_kept(tmp_path: Path) -> None:
    out = io.BytesIO()
    corner().save(out, "JPEG")
    archive = b"PK\x03\x04<script>" + CANARY.encode()
    (tmp_path / "house.jpg").write_bytes(out.getvalue() + archive)
    kept = read(tmp_path / "house.jpg")
    assert is_bare(kept)
    assert b"PK\x03\x04" not in kept
    assert CANARY.encode() not in kept


@pytest.mark.parametrize("what", ["folder", "pipe", "nothing", "much"])
def test_what_is_no_file_of_a_bounded_size_is_not_opened(tmp_path: Path, what: str) -> None:
    path = tmp_path / "house.jpg"
    if what == "folder":
        path.mkdir()
    elif what == "pipe":
        os.mkfifo(path)
    elif what == "much":
        with path.open("wb") as file:
            file.truncate(MOST_BYTES + 1)
    refused(path)


def test_only_a_live_lease_for_picking_reads_a_picture(tmp_path: Path) -> None:
    corner().save(tmp_path / "house.png")
    ended = lease()
    ended.end()
    with pytest.raises(LeaseEnded):
        PhotoFiles().read(ended, tmp_path / "house.png")
    for purpose in (Purpose.OWNER_PHOTO, Purpose.SCAN_QR):
        with pytest.raises(WrongLease):
            PhotoFiles().read(lease(purpose), tmp_path / "house.png")


# --- the look over the result


def bare() -> bytes:
    out = io.BytesIO()
    corner().save(out, "JPEG")
    return out.getvalue()


def test_a_plain_jpeg_is_bare() -> None:
    assert is_bare(bare())


@pytest.mark.parametrize("marker", [0xE1, 0xE2, 0xEC, 0xED, 0xEE, 0xEF, 0xFE, 0xF0, 0xC8, 0xDC])
def test_any_other_segment_is_found_wherever_it_stands(marker: int) -> None:
    data, extra = bare(), segment(marker, b"words")
    scan = data.index(b"\xff\xda")
    for at in (2, 20, scan, len(data) - 2):
        assert not is_bare(data[:at] + extra + data[at:])


def test_a_byte_after_the_end_or_none_at_the_end_is_found() -> None:
    assert not is_bare(bare() + b"\x00")
    assert not is_bare(bare()[:-1])
    assert not is_bare(bare()[:-2])
    assert not is_bare(b"")


def test_a_thumbnail_in_the_first_segment_is_found() -> None:
    data = bare()
    head = segment(0xE0, data[6:18] + b"\x01\x01" + b"abc")
    assert data[2:4] == b"\xff\xe0"
    assert not is_bare(data[:2] + head + data[20:])


def test_a_picture_that_is_larger_than_ours_is_found() -> None:
    out = io.BytesIO()
    Image.new("RGB", (1281, 8)).save(out, "JPEG")
    assert not is_bare(out.getvalue())
