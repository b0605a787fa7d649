"""What a scanned or typed text says: a device's label, a router's Wi-Fi code, or neither."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from enum import StrEnum

from walkdown.core.device import Kind
from walkdown.core.proof import USERNAME, Proof
from walkdown.core.secret import Secret
from walkdown.core.sighting import factory_name, identity_in_name
from walkdown.core.wifi import password_flaw, ssid_flaw

MOST_CHARACTERS = 512
MOST_POP = 64


@dataclass(frozen=True, slots=True)
class Label:
    """A device's label; `model` is empty and `kind` None where only a serial was read.

    `proof` is what stands on labels for setting up (protocols.md 3.6); it is the caller's to wipe.
    """

    serial: str
    model: str = ""
    kind: Kind | None = None
    proof: Proof | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class RouterCode:
    """A router's `WIFI:` code. The password stays a secret from the first moment."""

    ssid: str
    password: Secret
    security: str


class NotALabel(StrEnum):
    """Why a text is left out of the list."""

    EMPTY = "empty"
    TOO_LONG = "too-long"
    CARTON = "carton"
    UNKNOWN = "unknown"
    BROKEN_ROUTER_CODE = "broken-router-code"
    BROKEN_SET_UP_CODE = "broken-set-up-code"


_OURS = re.compile(r"WD1:(?P<model>[A-Z0-9][A-Z0-9-]{1,15}):(?P<serial>[0-9A-Z]{6,20})")
_MODEL = re.compile(r"[A-Z0-9][A-Z0-9-]{1,15}")
_CARTON = re.compile(r"(LOT|PCS|CARTON|BOX)\b", re.IGNORECASE)
_SERIAL = re.compile(r"(?=(?:[A-Z-]*[0-9]){4})[0-9A-Z][0-9A-Z-]{4,18}[0-9A-Z]")
# Those that a passphrase is enough for; EAP needs a name and a certificate too.
_SECURITY = re.compile(r"|NOPASS|WEP|SAE|WPA[23]?(?:[-/ ](?:WPA[23]?|SAE|PSK|PERSONAL))*")
_SURROGATE = re.compile("[\ud800-\udfff]")
_KIND_OF_MODEL = {
    "GW": Kind.GATEWAY,
    "MI": Kind.MICRO_INVERTER,
    "SI": Kind.STRING_INVERTER,
    "BP": Kind.BATTERY,
    "JB": Kind.JUNCTION_BOX,
    "MT": Kind.METER,
    "SPEM": Kind.METER,
    "S3EM": Kind.METER,
    "S4EM": Kind.METER,
    "EVC": Kind.CHARGER,
}


def read_label(text: str) -> Label | RouterCode | NotALabel:
    """Classify one text, most specific first (protocols.md 9). Nothing in it is ever opened."""
    text = text.strip(" \t\r\n\ufeff")
    if not text:
        return NotALabel.EMPTY
    if len(text) > MOST_CHARACTERS:
        return NotALabel.TOO_LONG
    if _SURROGATE.search(text):
        return NotALabel.UNKNOWN
    if text[:5].upper() == "WIFI:":
        return _router_code(text[5:])
    if text[0] == "{":
        return read_set_up_code(text) or NotALabel.BROKEN_SET_UP_CODE
    if match := _OURS.fullmatch(text):
        return Label(match["serial"], match["model"], kind_of_model(match["model"]))
    if name := factory_name(text):
        return Label(name)
    if _CARTON.match(text):
        return NotALabel.CARTON
    serial = plain_serial(text)
    return Label(serial) if serial else NotALabel.UNKNOWN


def read_set_up_code(text: str) -> Label | None:
    """Espressif's JSON (protocols.md 3.6); None where it is broken or names no serial.

    Its name ends in the serial, or is the factory's own and stands for one; makers may add `serial`
    and `model`, other keys are left out.
    """
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return None
    texts = {k: v for k, v in said.items() if isinstance(v, str)}
    name, pop = texts.get("name", ""), texts.get("pop", "")
    serial = plain_serial(texts.get("serial", "")) or identity_in_name(name)
    security = said.get("security", 1 if pop else 0)
    known = type(security) is int and 0 <= security <= 2
    if not texts.get("ver", "").startswith("v1") or texts.get("transport") != "ble":
        return None
    if not serial or not name or not known or len(pop) > MOST_POP:
        return None
    model = texts.get("model", "")
    model = model if _MODEL.fullmatch(model) else ""
    proof = Proof(Secret(pop), security, texts.get("username", USERNAME)[:64])
    return Label(serial, model, kind_of_model(model), proof)


def plain_serial(text: str) -> str:
    """A serial as it is compared: upper case, no spaces; empty where the text is none.

    Six to twenty letters, digits and inner dashes, at least four of them digits (protocols.md 9.5).
    """
    serial = re.sub(r" ", "", text).upper() if text.isascii() else ""
    return serial if _SERIAL.fullmatch(serial) else ""


def kind_of_model(model: str) -> Kind | None:
    """The kind that a model name's first part stands for, e.g. "MI-800" a micro-inverter."""
    return _KIND_OF_MODEL.get(model.split("-", 1)[0])


def grouped(serial: str) -> str:
    """A serial in groups of four, for reading; letters and dashes are left as printed."""
    if not serial.isdigit():
        return serial
    return " ".join(serial[i : i + 4] for i in range(0, len(serial), 4))


def _router_code(body: str) -> RouterCode | NotALabel:
    """`T:…;S:…;P:…;;` in any order, with backslash escapes (ZXing's dialect, protocols.md 9.1)."""
    fields: dict[str, str] = {}
    for part in _split(body):
        key, colon, value = part.partition(":")
        # Two answers to one question (two codes run together) are no answer.
        if colon and fields.setdefault(key.strip().upper(), _unescape(value)) != _unescape(value):
            return NotALabel.BROKEN_ROUTER_CODE
    ssid, password = fields.get("S", ""), fields.get("P", "")
    security = fields.get("T", "").upper()
    is_open = security in ("", "NOPASS") and not password
    known = _SECURITY.fullmatch(security) and not (password and security == "NOPASS")
    if not known or ssid_flaw(ssid) or password_flaw(password, open_network=is_open):
        return NotALabel.BROKEN_ROUTER_CODE
    return RouterCode(ssid, Secret(password), "NO" if is_open else security or "WPA")


def _split(body: str) -> list[str]:
    return re.findall(r"(?:\\.|[^;\\])+", body)


def _unescape(value: str) -> str:
    # Bare quotes are the writer's; escaped ones belong to the name.
    if len(value) > 1 and value[0] == value[-1] == '"' and value[-2] != "\\":
        value = value[1:-1]
    return re.sub(r"\\(.)", r"\1", value)
