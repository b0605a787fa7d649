"""Plain serials: how they are compared and shown, what a model's name tells, what a spreadsheet spoils."""

from __future__ import annotations

import re

from walkdown.core.device import Kind

_SERIAL = re.compile(r"(?=(?:[A-Z-]*[0-9]){4})[0-9A-Z][0-9A-Z-]{4,18}[0-9A-Z]")
_MODEL = re.compile(r"[A-Z0-9][A-Z0-9-]{1,15}")
# Excel shows long numbers as 1.23E+11, other programs save them as 122044170093.0 or 122,044,170,093.
_SPOILT = re.compile(
    r"[0-9](?:[.,][0-9]{0,20})?E\+[0-9]{1,3}|[0-9]{6,20}[.,]0{1,6}|[0-9]{1,3}(?:[.,'][0-9]{3}){2,6}",
    re.IGNORECASE,
)
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


def plain_serial(text: str) -> str:
    """A serial as it is compared: upper case, no spaces; empty where the text is none.

    Six to twenty letters, digits and inner dashes, at least four of them digits (protocols.md 9.5).
    """
    serial = re.sub(r" ", "", text).upper() if text.isascii() else ""
    return serial if _SERIAL.fullmatch(serial) else ""


def plain_model(text: str) -> str:
    """A model's name as labels give it, else empty."""
    return text if _MODEL.fullmatch(text) else ""


def kind_of_model(model: str) -> Kind | None:
    """The kind that a model name's first part stands for, e.g. "MI-800" a micro-inverter."""
    return _KIND_OF_MODEL.get(model.split("-", 1)[0])


def grouped(serial: str) -> str:
    """A serial in groups of four, for reading; letters and dashes are left as printed."""
    if not serial.isdigit():
        return serial
    return " ".join(serial[i : i + 4] for i in range(0, len(serial), 4))


def number_damage(text: str) -> bool:
    """Whether a spreadsheet took a serial for a number (1.23E+11): its digits are lost or in doubt."""
    return len(text) <= 64 and _SPOILT.fullmatch(text.strip()) is not None
