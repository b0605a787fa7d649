"""What `proto-ver` says: which security a device has and what it can do (protocols.md 3.3)."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, Final

from walkdown.devices.espressif.protocol import ProtocolError

ASK: Final = b"ESP"
_MOST_CAPS: Final = 32
_BARE = re.compile(r"[A-Za-z0-9._-]{1,32}")


@dataclass(frozen=True, slots=True)
class Version:
    """`security`: 0, 1 or 2. `needs_proof`: whether it wants what stands on its label.

    `serial` is empty but for makers that tell it here, in a part of their own.
    """

    text: str = ""
    security: int = 1
    patch: int = 0
    needs_proof: bool = True
    can_scan: bool = True
    serial: str = ""


def parse_version(reply: bytes) -> Version:
    """JSON of any layout, or the bare version of old firmware, which leaves security to its rule."""
    text = reply.decode("utf-8", "replace").strip("\0 \t\r\n")
    if _BARE.fullmatch(text):
        return Version(text)
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        raise ProtocolError("the version is no JSON") from None
    prov = said.get("prov") if isinstance(said, dict) else None
    if not isinstance(prov, dict):
        raise ProtocolError("the version is without its part")
    return _version(prov, _serial(said))


def _version(prov: dict[str, Any], serial: str) -> Version:
    caps = prov.get("cap")
    known = {c for c in caps[:_MOST_CAPS] if isinstance(c, str)} if isinstance(caps, list) else None
    security = _security(prov.get("sec_ver"), known or set())
    return Version(
        text=str(prov.get("ver", ""))[:32],
        security=security,
        patch=_whole(prov.get("sec_patch_ver")) or 0,
        needs_proof=security == 2 or (security == 1 and "no_pop" not in (known or ())),
        can_scan=known is None or "wifi_scan" in known,
        serial=serial,
    )


def _security(said: object, caps: set[str]) -> int:
    if said is None:
        return 0 if "no_sec" in caps else 1
    security = _whole(said)
    if security not in (0, 1, 2):
        raise ProtocolError("a security of its own")
    return security


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _serial(said: dict[str, Any]) -> str:
    """The first `serial` in a part that is not the protocol's own."""
    for name, part in list(said.items())[:_MOST_CAPS]:
        if name != "prov" and isinstance(part, dict) and isinstance(part.get("serial"), str):
            return str(part["serial"])[:32]
    return ""
