"""The forms in which a secret could stand in a text: as it is, coded, escaped, or in pieces."""

from __future__ import annotations

import base64
import json
import random
from urllib.parse import quote

PIECE = 20  # bytes of a small write
LEAST = 8  # a shorter rest of a piece says nothing
_PRINTABLE = "".join(map(chr, range(0x20, 0x7F)))


def passwords(count: int, seed: int) -> tuple[str, ...]:
    """Random WPA passwords, 8 to 63 printable characters; the same for the same seed."""
    chance = random.Random(seed)
    return tuple("".join(chance.choices(_PRINTABLE, k=chance.randint(8, 63))) for _ in range(count))


def forms(secret: str) -> tuple[str, ...]:
    """Plain, hex, base64 at each alignment, percent, JSON-escaped, and 20-byte pieces."""
    raw = secret.encode()
    shifted = (base64.b64encode(b"\0" * n + raw).decode() for n in range(3))
    inner = (text[4:].rstrip("=")[:-2] for text in shifted)
    pieces = (secret[at : at + PIECE] for at in range(0, len(secret), PIECE))
    return (
        secret,
        raw.hex(),
        raw.hex().upper(),
        raw.hex(" "),
        base64.b64encode(raw).decode().rstrip("="),
        *inner,
        quote(secret, safe=""),
        json.dumps(secret)[1:-1],
        repr(secret)[1:-1],
        *(piece for piece in pieces if len(piece) >= LEAST),
    )


def leaked(secret: str, text: str) -> bool:
    """Whether any form of it stands in the text."""
    return any(form in text for form in forms(secret) if len(form) >= LEAST)
