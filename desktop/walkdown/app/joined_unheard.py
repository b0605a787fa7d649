"""A device that joined while nobody listened: off the air, and on the site's network by its serial."""

from __future__ import annotations

from typing import Final

from walkdown.app.workbench import Workbench
from walkdown.consent.purpose import Purpose
from walkdown.core.sighting import factory_name
from walkdown.core.trouble import Code, Setback

FEATURE: Final = "Find a device that has joined, on the job board"
FIND_S: Final = 4.0
WHAT: Final = "Had joined before: found on the network by its serial"


async def joined_unheard(bench: Workbench, serial: str) -> str:
    """Where it answers with its serial; empty where it does not, or nobody may ask.

    Where a try was cut off between the password and the device's answer, nothing says that it joined.
    The question goes to all on this network, so it needs the permission that Verify asks for.
    """
    device = bench.job.device(serial)
    if device is None or not device.cut_off or factory_name(serial):
        return ""
    try:
        async with bench.use(Purpose.LAN_PROBE, FEATURE) as lease:
            return await bench.equipment.lan.find(lease, serial, FIND_S)
    except Setback as refused:
        if refused.code is Code.STOPPED_BY_YOU:
            raise
        return ""
