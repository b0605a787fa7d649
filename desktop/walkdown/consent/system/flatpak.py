"""What a Flatpak sandbox lets through, read from the file it puts into every sandbox."""

from __future__ import annotations

import configparser
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

_MOST_BYTES = 64 * 1024
_TALKS = frozenset({"talk", "own"})


@dataclass(frozen=True, slots=True)
class Sandbox:
    """The permissions of flatpak-metadata(5). `known` is False where the file cannot be understood."""

    known: bool = True
    devices: frozenset[str] = frozenset()
    shared: frozenset[str] = frozenset()
    sockets: frozenset[str] = frozenset()
    system_bus: Mapping[str, str] = field(default_factory=dict)

    def talks_to(self, name: str) -> bool:
        """Whether this name on the system bus answers; True where nobody knows."""
        if not self.known or "system-bus" in self.sockets:
            return True
        return self._policy(name) in _TALKS

    def has_device_files(self) -> bool:
        """Whether the computer's own device files, cameras among them, are inside."""
        return "all" in self.devices

    def has_network(self) -> bool:
        """Whether the network is shared with the sandbox; True where nobody knows."""
        return not self.known or "network" in self.shared

    def _policy(self, name: str) -> str:
        """The rule for the name itself, else the one of its longest group `a.b.*`."""
        if name in self.system_bus:
            return self.system_bus[name]
        parts = name.split(".")
        groups = (".".join(parts[:count]) + ".*" for count in range(len(parts), 0, -1))
        return next((self.system_bus[group] for group in groups if group in self.system_bus), "")


def read_sandbox(root: Path) -> Sandbox | None:
    """The Flatpak sandbox this process is in; None outside of one."""
    path = root / ".flatpak-info"
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
    except FileNotFoundError:
        return None
    except OSError:
        return Sandbox(known=False)
    return Sandbox(known=False) if len(data) > _MOST_BYTES else parse_sandbox(data)


class _KeyFile(configparser.RawConfigParser):
    """Names on the bus are told apart by case."""

    def optionxform(self, optionstr: str) -> str:
        return optionstr


def parse_sandbox(data: bytes) -> Sandbox:
    """Read the key file; what is not one is a sandbox of which nothing is known."""
    parser = _KeyFile(delimiters=("=",), strict=False)
    try:
        parser.read_string(data.decode("utf-8"))
    except (configparser.Error, UnicodeDecodeError):
        return Sandbox(known=False)
    if not parser.has_section("Application"):
        return Sandbox(known=False)
    return Sandbox(
        devices=_listed(parser, "devices"),
        shared=_listed(parser, "shared"),
        sockets=_listed(parser, "sockets"),
        system_bus=_section(parser, "System Bus Policy"),
    )


def _section(parser: configparser.RawConfigParser, name: str) -> dict[str, str]:
    return dict(parser.items(name)) if parser.has_section(name) else {}


def _listed(parser: configparser.RawConfigParser, key: str) -> frozenset[str]:
    """One list of the context; what a `!` takes away is not in it."""
    text = _section(parser, "Context").get(key, "")
    return frozenset(part for part in text.split(";") if part and not part.startswith("!"))
