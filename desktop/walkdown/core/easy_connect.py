"""Wi-Fi Easy Connect's code (`DPP:`): recognised, so that the person is told; not supported."""

from __future__ import annotations

import re

from walkdown.core.label_types import EasyConnect

_FIELD = re.compile(r"([A-Z]):([!-:<-~]{1,400})")
_MAC = re.compile(r"[0-9A-Fa-f]{12}")
_KEY = re.compile(r"[A-Za-z0-9+/]{16,400}={0,2}")
MOST_FIELDS = 12


def read_easy_connect(text: str) -> EasyConnect | None:
    """A text that begins with `DPP:`; None without a public key (K). `mac` is upper-case hex."""
    body = text[4:].removesuffix(";").removesuffix(";")
    fields = [_FIELD.fullmatch(part) for part in body.split(";", MOST_FIELDS)]
    said = {field[1]: field[2] for field in fields if field is not None}
    if not all(fields) or not _KEY.fullmatch(said.get("K", "")):
        return None
    mac = said.get("M", "")
    return EasyConnect(mac.upper() if _MAC.fullmatch(mac) else "")
