"""A router's `WIFI:` code, in both dialects (protocols.md 9.1)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from urllib.parse import unquote_to_bytes

from walkdown.core.label_types import NotALabel, RouterCode
from walkdown.core.secret import Secret
from walkdown.core.wifi import Flaw, password_flaw, ssid_flaw

# Those that a passphrase is enough for; EAP needs a name and a certificate too.
_SECURITY = re.compile(r"|NOPASS|WEP|SAE|WPA[23]?(?:[-/ ](?:WPA[23]?|SAE|PSK|PERSONAL))*")
_PART = re.compile(r"((?:\\.|[^;\\])*)(?:;|$)", re.DOTALL)
_PERCENT = re.compile(r"%[0-9A-Fa-f]{2}")
_RAW_KEY = re.compile(r"[0-9A-Fa-f]{64}")

_TWICE = "The code names something twice; the last was taken. Compare it with the sticker."
_RAW = "The password is a raw key of 64 digits, which many devices refuse."
_TWO_WAYS = "The code can be read in two ways. Compare it with the sticker."

_COMPANY = (
    "This network asks every person for a name of their own (WPA Enterprise). "
    "Devices of a site cannot join it."
)
_UNREADABLE = "The router's code is not written as such codes are."
_FLAWS = {
    Flaw.SSID_EMPTY: "The router's code names no network.",
    Flaw.SSID_TOO_LONG: "The network's name in the router's code is longer than names can be.",
    Flaw.SSID_NUL: "The network's name in the router's code holds what names cannot hold.",
    Flaw.PASSWORD_TOO_SHORT: "The password in the router's code is shorter than 8 characters.",
    Flaw.PASSWORD_TOO_LONG: "The password in the router's code is longer than passwords can be.",
    Flaw.PASSWORD_NOT_ASCII: "The password in the router's code holds what passwords cannot hold.",
    Flaw.PASSWORD_NOT_HEX: "The password in the router's code is longer than passwords can be.",
}


@dataclass(frozen=True, slots=True, repr=False)
class _Fields:
    """What the code says, undecoded. `repr` is left out: a password may be in it."""

    said: dict[str, str]
    twice: bool
    escaped: bool

    @property
    def security(self) -> str:
        return self.said.get("T", "").upper()

    @property
    def is_company(self) -> bool:
        return "EAP" in self.security or not self.said.keys().isdisjoint(("E", "A", "PH2"))


def read_router_code(text: str) -> RouterCode | NotALabel:
    """A text that begins with `WIFI:`; the fields in any order, the last `;` may be missing."""
    fields = _fields(text[5:])
    if fields is None or fields.is_company:
        return NotALabel.BROKEN_ROUTER_CODE
    return _code(fields) or NotALabel.BROKEN_ROUTER_CODE


def router_code_trouble(text: str) -> str:
    """Why a text that begins with `WIFI:` is refused, as a sentence without any part of it; "" if not."""
    fields = _fields(text[5:])
    if fields is None:
        return _UNREADABLE
    if fields.is_company:
        return _COMPANY
    code = _code(fields)
    if code is not None:
        code.forget()
        return ""
    ssid, password = _unescape(fields.said.get("S", "")), _unescape(fields.said.get("P", ""))
    flaw = ssid_flaw(ssid) or password_flaw(
        password, open_network=_is_open(fields.security, password)
    )
    return _FLAWS[flaw] if flaw else _UNREADABLE


def _fields(body: str) -> _Fields | None:
    """The fields; None where a part has no key (an unescaped `;`), or two codes run together."""
    said: dict[str, str] = {}
    twice, at = False, 0
    while at < len(body):
        part = _PART.match(body, at)
        if part is None:  # a backslash with nothing behind it
            return None
        at = part.end()
        key, colon, value = part[1].partition(":")
        key = key.strip().upper()
        if not part[1].strip():
            continue
        if not colon or not key.isalnum() or key == "WIFI":
            return None
        twice = twice or said.get(key, value) != value
        said[key] = value
    return _Fields(said, twice, "\\" in body)


def _code(fields: _Fields) -> RouterCode | None:
    plain = _reading(fields, _unescape)
    if not any(_PERCENT.search(fields.said.get(key, "")) for key in "SP"):
        return plain
    decoded = _reading(fields, _decode)
    if decoded is not None and not fields.said.keys().isdisjoint("RKI") and not fields.escaped:
        _wipe(plain)
        return decoded
    if plain is None or decoded is None:
        return plain or decoded
    return replace(plain, other=decoded, warning=f"{plain.warning} {_TWO_WAYS}".strip())


def _reading(fields: _Fields, decode: Callable[[str], str | None]) -> RouterCode | None:
    """The code with its values decoded in one way; None where nothing that may be sent comes out."""
    ssid, password = (decode(fields.said.get(key, "")) for key in "SP")
    security = fields.security
    if ssid is None or password is None or not _SECURITY.fullmatch(security):
        return None
    is_open = _is_open(security, password)
    if (password and security == "NOPASS") or ssid_flaw(ssid):
        return None
    if password_flaw(password, open_network=is_open):
        return None
    hidden = fields.said.get("H", "").strip().lower() == "true"
    warnings = [_TWICE] * fields.twice + [_RAW] * (_RAW_KEY.fullmatch(password) is not None)
    security = "NO" if is_open else security or "WPA"
    return RouterCode(ssid, Secret(password), security, hidden, " ".join(warnings))


def _is_open(security: str, password: str) -> bool:
    return security in ("", "NOPASS") and not password


def _unescape(value: str) -> str:
    """ZXing's dialect. Bare quotes are the writer's; escaped ones belong to the name."""
    if len(value) > 1 and value[0] == value[-1] == '"' and value[-2] != "\\":
        value = value[1:-1]
    return re.sub(r"\\(.)", r"\1", value, flags=re.DOTALL)


def _decode(value: str) -> str | None:
    """The Wi-Fi Alliance's dialect (WPA3 specification, section 7); None where it is not UTF-8."""
    try:
        return unquote_to_bytes(value).decode("utf-8")
    except UnicodeError:
        return None


def _wipe(code: RouterCode | None) -> None:
    if code is not None:
        code.forget()
