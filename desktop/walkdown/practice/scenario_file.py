"""Reads scenario files: bounded, strict TOML into the records of `scenario`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from walkdown.core.secret import Secret
from walkdown.practice.label_rules import MOST_STICKERS
from walkdown.practice.labelled import Sticker
from walkdown.practice.scenario import (
    Network,
    PracticeDevice,
    Router,
    Scenario,
    ScenarioBroken,
)
from walkdown.practice.scenario_rules import MOST_DEVICES, MOST_NETWORKS, broken_rule

MOST_BYTES = 1_000_000
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_R = TypeVar("_R")


def scenario_names(folder: Path) -> tuple[str, ...]:
    """The scenarios of a folder by name (the file's stem), in alphabetical order."""
    return tuple(sorted(p.stem for p in folder.glob("*.toml") if _NAME.fullmatch(p.stem)))


def scenario_path(folder: Path, name: str) -> Path:
    """Where the scenario of this name is; raises ScenarioBroken for what cannot be a name."""
    if not _NAME.fullmatch(name):
        raise ScenarioBroken("a scenario's name is 1 to 40 small letters, digits and dashes")
    return folder / f"{name}.toml"


def load_scenario(path: Path) -> Scenario:
    """The scenario in a file. Raises ScenarioBroken, saying which part of which file is wrong."""
    try:
        return _scenario(path.stem, _tables(path))
    except ScenarioBroken as e:
        raise ScenarioBroken(f"{path.name}: {e}.") from None


def _tables(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as e:
        raise ScenarioBroken(f"it cannot be read ({e.strerror})") from None
    if len(content) > MOST_BYTES:
        raise ScenarioBroken(f"it is longer than {MOST_BYTES} bytes")
    try:
        return tomllib.loads(content.decode("utf-8"))
    except UnicodeDecodeError:
        raise ScenarioBroken("it is not UTF-8 text") from None
    except tomllib.TOMLDecodeError as e:
        raise ScenarioBroken(f"it is not TOML: {e}") from None
    except (ValueError, RecursionError):  # endless digits, endless brackets
        raise ScenarioBroken("it is not TOML that can be read") from None


def _scenario(name: str, tables: dict[str, Any]) -> Scenario:
    networks, devices = tables.pop("network", []), tables.pop("device", [])
    stickers = tables.pop("sticker", [])
    made: dict[str, Any] = {
        "name": name,
        "networks": _records(Network, networks, "network", MOST_NETWORKS),
        "devices": _records(PracticeDevice, devices, "device", MOST_DEVICES),
        "stickers": _records(Sticker, stickers, "sticker", MOST_STICKERS),
    }
    if taken := made.keys() & tables.keys():
        raise ScenarioBroken(f"the file: {min(taken)!a} is not a word of scenarios")
    router = _record(Router, tables.pop("router", None), "router")
    scenario = _record(Scenario, {**tables, **made, "router": router}, "the file")
    if sentence := broken_rule(scenario):
        raise ScenarioBroken(sentence)
    return scenario


def _records(kind: type[_R], tables: object, what: str, most: int) -> tuple[_R, ...]:
    if not isinstance(tables, list):
        raise ScenarioBroken(f"{what} is not written as [[{what}]]")
    if len(tables) > most:
        raise ScenarioBroken(f"there are more than {most} of {what}")
    return tuple(_record(kind, t, f"{what} {n}") for n, t in enumerate(tables, 1))


def _record(kind: type[_R], table: object, where: str) -> _R:
    try:
        record = msgspec.convert(table, kind, dec_hook=_secret)
    except msgspec.ValidationError as e:
        raise ScenarioBroken(f"{where}: {_plain(str(e))}") from None
    for key in _unknown(table, record):
        raise ScenarioBroken(f"{where}: {key!a} is not a word of scenarios")
    return record


def _secret(kind: type, value: object) -> object:
    if kind is Secret and isinstance(value, str):
        return Secret(value)
    raise msgspec.ValidationError(f"Expected `str` for a {kind.__name__.lower()}")


def _unknown(table: object, made: object) -> Iterator[str]:
    """Keys of a table, at any depth, that its record has no field for."""
    if isinstance(table, dict) and is_dataclass(made):
        known = {f.name for f in fields(made)}
        for key, value in table.items():
            if key not in known:
                yield key
            else:
                yield from _unknown(value, getattr(made, key))
    elif isinstance(table, list) and isinstance(made, tuple):
        for value, part in zip(table, made, strict=True):
            yield from _unknown(value, part)


def _plain(message: str) -> str:
    return re.sub(r" - at `\$\.?([^`]*)`", r" (in \1)", message).replace("`", "'")
