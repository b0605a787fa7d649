"""Whether what is told on the network (mDNS) bears a serial: a hint only, told by anybody, so bounded."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

SHORTEST: Final = 6  # of a serial that can be told apart from other numbers in names
MOST_NAME: Final = 256
MOST_KEYS: Final = 32
MOST_VALUE: Final = 64
# Keys that makers use for it in TXT records (RFC 6763, section 6).
KEYS: Final = frozenset({b"serial", b"serialnumber", b"sn", b"id", b"mac"})


def name_bears(name: str, serial: str) -> bool:
    """Whether a service's instance name ends with the serial, or has it between other signs."""
    wanted, said = serial.lower(), name[:MOST_NAME].lower()
    if len(wanted) < SHORTEST:
        return False
    return said.endswith(wanted) or wanted in re.split(r"[^a-z0-9]+", said)


def record_bears(record: Mapping[bytes, bytes | None], serial: str) -> bool:
    """Whether a TXT record names the serial under one of the keys that are for it."""
    if len(record) > MOST_KEYS:
        return False
    values = (value for key, value in record.items() if key.lower() in KEYS)
    texts = (
        value.decode("utf-8", "replace") for value in values if value and len(value) <= MOST_VALUE
    )
    return any(name_bears(text, serial) for text in texts)
