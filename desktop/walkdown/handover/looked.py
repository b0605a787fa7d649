"""The last look at a device on the site's network, as the report says it: what came of it, how, when."""

from __future__ import annotations

from walkdown.core.device import Device
from walkdown.core.job import How, Look
from walkdown.core.label import grouped
from walkdown.core.shown import shown
from walkdown.handover.clock import SiteClock

_HOWS = {
    How.ADDRESS: ", at the address that was known",
    How.NAME: ", found by its name",
    How.WALK: ", found by asking at every address",
    None: "",
}


def look_words(device: Device, look: Look | None, clock: SiteClock) -> str:
    """E.g. "Looked at 22 Nov, 11:14: answered by its serial, found by its name"."""
    if look is None:
        return ""
    return f"Looked at {clock.short(look.at)}: {_came(device, look)}"


def _came(device: Device, look: Look) -> str:
    if not look.answered:
        return "no answer"
    if look.said_serial != device.serial:
        return f"answered as {shown(grouped(look.said_serial)) or 'nobody'}"
    modbus = " and by Modbus" if look.modbus == device.serial else ""
    return f"answered by its serial{modbus}{_HOWS[look.how]}"
