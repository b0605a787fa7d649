"""What is given to an Improv practice device: who it is, how long things take, and what is wrong."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the device is. `name` is advertised; `os` and `os_version` are told only where given."""

    serial: str
    model: str
    name: str
    firmware: str
    hardware: str = "ESP32-C3"
    os: str = ""
    os_version: str = ""


@dataclass(frozen=True, slots=True)
class JoinResult:
    """How a try to join the Wi-Fi ended; `url` is where the device answers, if it knows."""

    joined: bool
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Faults:
    """What is wrong with the device. `slow_s` comes before each answer."""

    drop_link_during_provision_once: bool = False
    never_answers: bool = False
    garbage_replies: bool = False
    refuses: bool = False
    wrong_serial: bool = False
    slow_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds, by protocols.md 2.2 to 2.5.

    authorized: a press of the button holds. identify: it blinks. assembly: a command in parts may
    take. stays: it can be met in the air after it joined.
    """

    authorized_s: float = 60.0
    identify_s: float = 10.0
    assembly_s: float = 3.0
    stays_s: float = 2.0
