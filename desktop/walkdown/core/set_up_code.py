"""Espressif's code for setting a device up: a line of JSON, version 1 (protocols.md 3.6)."""

from __future__ import annotations

import json
from typing import NoReturn

from walkdown.core.label_serial import kind_of_model, plain_model, plain_serial
from walkdown.core.label_types import Label
from walkdown.core.proof import USERNAME, Proof
from walkdown.core.secret import Secret
from walkdown.core.sighting import identity_in_name

MOST_POP = 64
MOST_NAME = 64
MOST_DEPTH = 8
_TEXTS = ("ver", "name", "pop", "transport", "username", "serial", "model")


class _Refused(ValueError):
    """Says nothing of what it refuses: the proof stands beside it."""


def read_set_up_code(text: str) -> Label | None:
    """The device that a code names, with its proof; None where it is broken or names no serial.

    Its name ends in the serial, or is the factory's own and stands for one; makers may add `serial`
    and `model`, other keys are left out. Without `security` a proof stands for version 1.
    """
    said = _object(text)
    if said is None or not all(_is_text(said.get(key, "")) for key in _TEXTS):
        return None
    texts = {key: str(said[key]) for key in _TEXTS if key in said}
    if not texts.get("ver", "").startswith("v1") or texts.get("transport") != "ble":
        return None
    name, model = texts.get("name", ""), plain_model(texts.get("model", ""))
    serial = plain_serial(texts.get("serial", "")) or identity_in_name(name)
    if not serial or not 0 < len(name) <= MOST_NAME:
        return None
    proof = _proof(texts, said.get("security"))
    return Label(serial, model, kind_of_model(model), proof) if proof else None


def set_up_code_trouble(text: str) -> str:
    """Why a text that begins with `{` is refused, as a sentence without any part of it."""
    said = _object(text)
    if said is None:
        return "The code breaks off, or was made wrongly. Scan it again."
    if said.get("transport") == "softap":
        return "This device is set up over a Wi-Fi network of its own, not over Bluetooth."
    if "ver" in said and not str(said["ver"]).startswith("v1"):
        return "This device's code is of a version that is not known here."
    return "The code is none that a device is set up with."


def _proof(texts: dict[str, str], security: object) -> Proof | None:
    pop, username = texts.get("pop", ""), texts.get("username", USERNAME)
    if security is None:
        security = 1 if pop else 0
    # JSON's true is a number to Python.
    if type(security) is not int or not 0 <= security <= 2:
        return None
    if len(pop) > MOST_POP or not 0 < len(username) <= MOST_NAME:
        return None
    return Proof(Secret(pop), security, username)


def _object(text: str) -> dict[str, object] | None:
    if _depth(text) > MOST_DEPTH:
        return None
    try:
        said = json.loads(text, object_pairs_hook=_once, parse_constant=_no_number)
    except (ValueError, RecursionError):
        return None
    return said if isinstance(said, dict) else None


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Two answers to one question are no answer."""
    said = dict(pairs)
    if len(said) != len(pairs):
        raise _Refused
    return said


def _no_number(_: str) -> NoReturn:
    raise _Refused


def _depth(text: str) -> int:
    deepest = now = 0
    for c in text:
        now += (c in "{[") - (c in "}]")
        deepest = max(deepest, now)
    return deepest


def _is_text(value: object) -> bool:
    """Whether it is text that can be encoded: half of a surrogate pair can not."""
    return isinstance(value, str) and not any("\ud800" <= c <= "\udfff" for c in value)
