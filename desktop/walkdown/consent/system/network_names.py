"""Why a network in the laptop's list has no name: it hides, or the system does not permit us to see."""

from __future__ import annotations

from enum import StrEnum

from walkdown.consent.system.state import OsState


class Naming(StrEnum):
    """Which of the three it is; a system that redacts makes every network look hidden."""

    NAMED = "named"
    HIDDEN = "hidden"
    NOT_PERMITTED = "not permitted"


_WORDS = {
    Naming.NAMED: "",
    Naming.HIDDEN: "Hidden network",
    Naming.NOT_PERMITTED: "Name not permitted by the system",
}


def naming(ssid: bytes | None, wifi_list: OsState) -> Naming:
    """How to speak of one row. `ssid`: as the system gave it, None or empty for nothing.

    `wifi_list`: the system's state for the list itself (`Explained.wifi_list`). Only a system that
    would have shown the name proves by its silence that the network hides.
    """
    if ssid is not None and ssid.strip(b"\0"):
        return Naming.NAMED
    return Naming.HIDDEN if wifi_list.allows else Naming.NOT_PERMITTED


def naming_words(said: Naming) -> str:
    """What stands where a name would be; empty for a network that has one."""
    return _WORDS[said]
