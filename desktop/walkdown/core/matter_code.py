"""Matter's codes, QR and manual (protocols.md 7.1): known, and left to the person's own controller."""

from __future__ import annotations

import re

from walkdown.core.check_digit import Rule, holds
from walkdown.core.label_types import MatterCode

_BASE38 = {c: n for n, c in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-.")}
# Characters of a last group to bytes.
_BYTES = {5: 3, 4: 2, 2: 1}
MOST_PAYLOADS = 8
FIXED_BYTES = 11
_MANUAL = re.compile(r"[0-9](?:[ -]?[0-9]){10}(?:(?:[ -]?[0-9]){10})?")
_WORN_OUT = frozenset({0, 12345678, 87654321, *(int(str(n) * 8) for n in range(1, 10))})


def read_matter_code(text: str) -> MatterCode | None:
    """A text that begins with `MT:`; of several devices' joined by `*` the first. None if broken."""
    payloads = text[3:].split("*")
    if len(payloads) > MOST_PAYLOADS:
        return None
    codes = [_payload(p) for p in payloads]
    return codes[0] if all(codes) else None


def read_manual_code(text: str) -> MatterCode | None:
    """The 11 or 21 digits of a manual code, with spaces or dashes; None where they are none.

    By chance about one in fifty numbers of 11 digits is one too: the caller must not decide by this
    alone.
    """
    if len(text) > MOST_PAYLOADS * 8 or not _MANUAL.fullmatch(text):
        return None
    digits = text.replace(" ", "").replace("-", "")
    first, middle, last = int(digits[0]), int(digits[1:6]), int(digits[6:10])
    # The third bit of the first digit says whether vendor and product follow; higher ones are none.
    if first >> 2 != (len(digits) == 21) or middle > 0xFFFF or last > 0x1FFF:
        return None
    if not holds(Rule.VERHOEFF, digits) or not _passcode_is_good(last << 14 | middle & 0x3FFF):
        return None
    discriminator = (first & 3) << 10 | (middle >> 14) << 8
    if len(digits) == 11:
        return MatterCode(None, None, discriminator, manual=True)
    vendor, product = int(digits[10:15]), int(digits[15:20])
    if max(vendor, product) > 0xFFFF:
        return None
    return MatterCode(vendor, product, discriminator, manual=True)


def _payload(text: str) -> MatterCode | None:
    data = _base38(text)
    if data is None or len(data) < FIXED_BYTES:
        return None
    bits = int.from_bytes(data[:FIXED_BYTES], "little")
    version, flow, padding = bits & 7, bits >> 35 & 3, bits >> 84
    vendor, product = bits >> 3 & 0xFFFF, bits >> 19 & 0xFFFF
    discriminator, passcode = bits >> 45 & 0xFFF, bits >> 57 & 0x7FFFFFF
    if version or flow == 3 or padding or not _passcode_is_good(passcode):
        return None
    serial = _serial(data[FIXED_BYTES:])
    return MatterCode(vendor, product, discriminator, manual=False, serial=serial)


def _passcode_is_good(passcode: int) -> bool:
    return passcode <= 99_999_998 and passcode not in _WORN_OUT


def _base38(text: str) -> bytes | None:
    data = bytearray()
    for at in range(0, len(text), 5):
        group = text[at : at + 5]
        size = _BYTES.get(len(group))
        if size is None or not all(c in _BASE38 for c in group):
            return None
        number = sum(_BASE38[c] * 38**place for place, c in enumerate(group))
        if number >> 8 * size:
            return None
        data += number.to_bytes(size, "little")
    return bytes(data)


def _serial(tlv: bytes) -> str:
    """The serial (context tag 0) in the structure behind the fixed part; "" where there is none.

    Matter's TLV: a control octet, a tag, a value. Only what stands directly in the structure counts.
    """
    if not tlv or tlv[0] != 0x15:
        return ""
    at, depth = 1, 0
    while at + 1 < len(tlv):
        control, tag = tlv[at], tlv[at + 1]
        kind, size = control & 0x1F, 2 if control >> 5 == 1 else 1
        if control >> 5 > 1:
            return ""
        begin, end = _value(tlv, at + size, kind)
        if end > len(tlv):
            return ""
        if depth == 0 and control >> 5 == 1 and tag == 0:
            return _text(kind, tlv[begin:end])
        depth += (kind in (0x15, 0x16, 0x17)) - (kind == 0x18)
        at = end
    return ""


def _value(tlv: bytes, at: int, kind: int) -> tuple[int, int]:
    """Where a value begins and ends; numbers by their type, texts and bytes by their length."""
    if kind < 0x08:
        return at, at + (1 << (kind & 3))
    if kind in (0x0A, 0x0B):
        return at, at + (4 if kind == 0x0A else 8)
    if 0x0C <= kind <= 0x13:
        begin = at + (1 << (kind & 3))
        return begin, begin + int.from_bytes(tlv[at:begin], "little")
    return at, at


def _text(kind: int, value: bytes) -> str:
    if 0x04 <= kind <= 0x07:
        return str(int.from_bytes(value, "little"))
    if not 0x0C <= kind <= 0x0F or not 0 < len(value) <= 32:
        return ""
    printed = all(0x20 < c < 0x7F for c in value)
    return value.decode("ascii") if printed else ""
