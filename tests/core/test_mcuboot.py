"""A firmware file is taken only whole, undamaged and with nothing else in it."""

from __future__ import annotations

import hashlib
import struct
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from walkdown.core.mcuboot import MOST_BYTES, ImageBroken, read_image

BODY = b"\x01\x02\x03\x04" * 64


def tlvs(magic: int, *entries: tuple[int, bytes]) -> bytes:
    """A list of entries as it stands behind an image."""
    body = b"".join(struct.pack("<BBH", kind, 0, len(value)) + value for kind, value in entries)
    return struct.pack("<HH", magic, 4 + len(body)) + body


def image(
    *,
    version: tuple[int, int, int, int] = (1, 4, 2, 0),
    body: bytes = BODY,
    protected: bytes = b"",
    header_bytes: int = 32,
    flags: int = 0,
    kind: int = 0x10,
    after: bytes = b"",
) -> bytes:
    """A file as the bootloader's own tool makes it."""
    header = struct.pack(
        "<IIHHIIBBHII",
        *(0x96F3B83D, 0, header_bytes, len(protected), len(body), flags, *version, 0),
    ).ljust(header_bytes, b"\0")
    hashed = header + body + protected
    digest = hashlib.sha256(hashed).digest()
    return hashed + tlvs(0x6907, (kind, digest), (0x22, b"signature")) + after


def why(content: bytes) -> str:
    with pytest.raises(ImageBroken) as caught:
        read_image(content)
    return str(caught.value)


def test_an_image_gives_its_version_and_the_bootloaders_digest() -> None:
    content = image()
    read = read_image(content)
    assert (read.version, read.content, read.size) == ("1.4.2", content, len(content))
    assert read.digest == hashlib.sha256(content[: 32 + len(BODY)]).digest()
    assert read.digest != hashlib.sha256(content).digest()


def test_a_build_number_is_written_as_devices_write_it() -> None:
    assert read_image(image(version=(255, 0, 65535, 7))).version == "255.0.65535.7"


def test_protected_entries_are_part_of_the_digest_and_a_padded_header_too() -> None:
    protected = tlvs(0x6908, (0x50, b"\1\2\3\4"))
    content = image(protected=protected, header_bytes=512)
    end = 512 + len(BODY) + len(protected)
    assert read_image(content).digest == hashlib.sha256(content[:end]).digest()


def test_one_turned_bit_anywhere_is_noticed() -> None:
    content = image()
    for at in range(len(content) - len(b"signature")):
        damaged = content[:at] + bytes([content[at] ^ 0x40]) + content[at + 1 :]
        with suppress(ImageBroken):
            read = read_image(damaged)
            # What the digest is not over: only the kinds and lengths of what is beside it.
            assert read.digest == read_image(content).digest
            assert at > 32 + len(BODY)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "no firmware image"),
        (b"\xff" * 4096, "no firmware image"),
        (b"PK\x03\x04" + bytes(100), "ZIP"),
        (b":10000000" * 9, "HEX"),
        (image()[:-1], "ends before"),
        (image()[:100], "ends before"),
        (image()[: 32 + len(BODY)], "no digest"),
        (image(body=b""), "ends before"),
        (image(header_bytes=32, flags=0x04), "encrypted"),
        (image(flags=0x10), "none that a device can start"),
        (image(kind=0x11), "other than SHA-256"),
        (image(kind=0x22), "no digest"),
        (image(after=b"\xff"), "goes on behind"),
        (image(protected=tlvs(0x6907, (1, b"x"))), "protected part"),
        (bytes(MOST_BYTES + 1), "larger than any firmware"),
    ],
)
def test_anything_else_is_refused_in_one_sentence(content: bytes, said: str) -> None:
    sentence = why(content)
    assert said in sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence


def test_two_digests_are_none() -> None:
    plain = image()[: 32 + len(BODY)]
    digest = hashlib.sha256(plain).digest()
    assert "no digest" in why(plain + tlvs(0x6907, (0x10, digest), (0x10, digest)))
    assert "no digest" in why(plain + tlvs(0x6907, (0x10, digest[:31])))


def test_more_entries_than_any_image_has_are_refused() -> None:
    plain = image()[: 32 + len(BODY)]
    assert "entries" in why(plain + tlvs(0x6907, *[(0x30, b"")] * 100))


@given(st.binary(max_size=200))
def test_rubbish_is_refused_and_nothing_else_happens(rubbish: bytes) -> None:
    for content in (rubbish, image()[:40] + rubbish, image()[: 32 + len(BODY)] + rubbish):
        with suppress(ImageBroken):
            read_image(content)
