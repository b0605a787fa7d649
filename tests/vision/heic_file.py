"""Makes a HEIC file as phones do, with nothing but the standard library.

Every block of 16 × 16 pixels is a slice of its own that holds its samples as they are (I_PCM), so
that no more of H.265 is needed than its headers (ITU-T H.265, 7.3) and five coded bins.
"""

from __future__ import annotations

import struct
from typing import Final

import numpy as np
from numpy.typing import NDArray

BLOCK: Final = 16
_VPS, _SPS, _PPS, _IDR = 32, 33, 34, 19


class Bits:
    """Writes bits, the most significant first."""

    def __init__(self) -> None:
        self.bits: list[int] = []

    def u(self, width: int, value: int) -> None:
        self.bits += [value >> place & 1 for place in range(width - 1, -1, -1)]

    def ue(self, *values: int) -> None:
        for value in values:
            width = (value + 1).bit_length()
            self.u(2 * width - 1, value + 1)

    def aligned(self) -> bytes:
        bits = self.bits + [0] * (-len(self.bits) % 8)
        return bytes(int("".join(map(str, bits[i : i + 8])), 2) for i in range(0, len(bits), 8))

    def closed(self) -> bytes:
        """With the one bit that ends every header."""
        self.u(1, 1)
        return self.aligned()


def heic_file(
    luma: NDArray[np.uint8], *, quarter_turns: int = 0, exif: bytes = b"", said: int = 0
) -> bytes:
    """Of a grey picture whose sides are multiples of 16. `quarter_turns`: its own `irot`, to the left.

    `exif`: a TIFF body, as an item of its own. `said`: a width and height that it lies about.
    """
    height, width = luma.shape
    coded = b"".join(
        len(nal).to_bytes(4, "big") + nal for nal in _slices(np.clip(luma, 16, 235), width // BLOCK)
    )
    extra = struct.pack(">I", 0) + exif if exif else b""
    head = _box(b"ftyp", b"heic", bytes(4), b"mif1heic")
    meta = _meta(width, height, quarter_turns, len(coded), len(extra), 0, said)
    at = len(head) + len(meta) + 8
    meta = _meta(width, height, quarter_turns, len(coded), len(extra), at, said)
    return head + meta + _box(b"mdat", coded, extra)


def _meta(width: int, height: int, turns: int, size: int, extra: int, at: int, said: int) -> bytes:
    items = [_full(b"infe", 2, struct.pack(">HH", 1, 0), b"hvc1", b"\0")]
    places = [struct.pack(">HHHII", 1, 0, 1, at, size)]
    more = []
    if extra:
        items.append(_full(b"infe", 2, struct.pack(">HH", 2, 0), b"Exif", b"\0"))
        places.append(struct.pack(">HHHII", 2, 0, 1, at + size, extra))
        more.append(_full(b"iref", 0, _box(b"cdsc", struct.pack(">HHH", 2, 1, 1))))
    ispe = _full(b"ispe", 0, struct.pack(">II", said or width, said or height))
    properties = [_hvcc(width, height), ispe, _box(b"irot", bytes([turns]))]
    return _full(
        b"meta",
        0,
        _full(b"hdlr", 0, bytes(4), b"pict", bytes(13)),
        _full(b"pitm", 0, struct.pack(">H", 1)),
        _full(b"iinf", 0, struct.pack(">H", len(items)), *items),
        *more,
        _box(
            b"iprp",
            _box(b"ipco", *properties),
            _full(b"ipma", 0, struct.pack(">IHB", 1, 1, 3), bytes([0x81, 2, 0x83])),
        ),
        _full(b"iloc", 0, b"\x44\0", struct.pack(">H", len(places)), *places),
    )


def _box(kind: bytes, *inside: bytes) -> bytes:
    body = b"".join(inside)
    return struct.pack(">I", 8 + len(body)) + kind + body


def _full(kind: bytes, version: int, *inside: bytes) -> bytes:
    return _box(kind, bytes([version, 0, 0, 0]), *inside)


def _hvcc(width: int, height: int) -> bytes:
    head = b"\x01\x01\x60\0\0\0\x90\0\0\0\0\0" + bytes([90]) + b"\xf0\0\xfc\xfd\xf8\xf8\0\0\x0f\x03"
    nals = ((_VPS, _vps()), (_SPS, _sps(width, height)), (_PPS, _pps()))
    return _box(
        b"hvcC",
        head,
        *(struct.pack(">BHH", 0x80 | kind, 1, len(nal)) + nal for kind, nal in nals),
    )


def _nal(kind: int, body: bytes) -> bytes:
    """With the third byte wherever two zeros would be followed by something small."""
    out = bytearray([kind << 1, 1])
    zeros = 0
    for byte in body:
        if zeros >= 2 and byte <= 3:
            out.append(3)
            zeros = 0
        out.append(byte)
        zeros = zeros + 1 if byte == 0 else 0
    return bytes(out)


def _profile(bits: Bits) -> None:
    """Main profile, level 3."""
    bits.u(8, 1)
    bits.u(32, 0x60000000)
    bits.u(4, 0b1001)
    bits.u(44, 0)
    bits.u(8, 90)


def _vps() -> bytes:
    bits = Bits()
    bits.u(4, 0)
    bits.u(2, 3)
    bits.u(6 + 3, 0)
    bits.u(1, 1)
    bits.u(16, 0xFFFF)
    _profile(bits)
    bits.u(1, 1)
    bits.ue(0, 0, 0)
    bits.u(6, 0)
    bits.ue(0)
    bits.u(2, 0)
    return _nal(_VPS, bits.closed())


def _sps(width: int, height: int) -> bytes:
    bits = Bits()
    bits.u(4 + 3, 0)
    bits.u(1, 1)
    _profile(bits)
    bits.ue(0, 1, width, height)
    bits.u(1, 0)
    bits.ue(0, 0, 0)  # 8 bits, 8 bits, order of pictures
    bits.u(1, 1)
    bits.ue(0, 0, 0)
    bits.ue(0, 1, 0, 2, 0, 0)  # coding blocks of 8 to 16, transforms of 4 to 16
    bits.u(3, 0)
    bits.u(1, 1)  # samples as they are: 8 bits each, blocks of 8 to 16, not filtered
    bits.u(8, 0x77)
    bits.ue(0, 1)
    bits.u(1, 1)
    bits.ue(0)
    bits.u(5, 0)
    return _nal(_SPS, bits.closed())


def _pps() -> bytes:
    bits = Bits()
    bits.ue(0, 0)
    bits.u(7, 0)
    bits.ue(0, 0, 0)
    bits.u(3, 0)
    bits.ue(0, 0)
    bits.u(7, 0)
    bits.u(3, 0b101)  # the filter between blocks can be, and is, off
    bits.u(2, 0)
    bits.ue(0)
    bits.u(2, 0)
    return _nal(_PPS, bits.closed())


def _slices(luma: NDArray[np.uint8], across: int) -> list[bytes]:
    blocks = (luma.shape[0] // BLOCK) * across
    width = (blocks - 1).bit_length()
    nals = []
    for number in range(blocks):
        y, x = number // across * BLOCK, number % across * BLOCK
        head = Bits()
        head.u(2, 0b00 if number else 0b10)
        head.ue(0)
        head.u(width if number else 0, number)
        head.ue(2)
        head.ue(0)
        # Not split, and samples as they are; after them the end of the slice.
        samples = luma[y : y + BLOCK, x : x + BLOCK].tobytes() + b"\x80" * (BLOCK * BLOCK // 2)
        body = head.closed() + _ended(270) + samples + _ended(510)
        nals.append(_nal(_IDR, body))
    return nals


def _ended(span: int) -> bytes:
    """Arithmetic coding with this range and nothing written yet, ended (9.3.4.5), aligned.

    The range is 510 at its start, and 270 after the one likely bin that says "not split".
    """
    low = span - 2
    bits: list[int] = []
    waiting, first = 0, True

    def put(bit: int) -> None:
        nonlocal waiting, first
        if not first:
            bits.append(bit)
        first = False
        bits.extend([1 - bit] * waiting)
        waiting = 0

    for _ in range(7):  # a range of 2 is doubled up to 256
        if low >= 512:
            low -= 512
            put(1)
        elif low < 256:
            put(0)
        else:
            low -= 256
            waiting += 1
        low <<= 1
    put(low >> 9 & 1)
    written = Bits()
    written.bits = bits
    written.u(2, low >> 7 & 3 | 1)
    return written.aligned()
