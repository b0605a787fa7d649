"""What Modbus adds to a look in Verify: a proof of its own of who answers there, and what is measured."""

from __future__ import annotations

from typing import Final

from walkdown.app.ports import Lan, ModbusAnswer
from walkdown.consent.lease import Lease
from walkdown.core.device import Device, Kind
from walkdown.core.label_serial import plain_serial
from walkdown.core.sighting import factory_name
from walkdown.core.trouble import Setback

# What SunSpec has models for.
SPEAKERS: Final = frozenset(
    {Kind.GATEWAY, Kind.MICRO_INVERTER, Kind.STRING_INVERTER, Kind.BATTERY, Kind.METER}
)
# Where remote procedures begin: these devices have registers of their own (protocols.md 4.7).
OTHERWISE: Final = "/rpc/"


async def asked(lan: Lan, lease: Lease, device: Device) -> ModbusAnswer | None:
    """What the device says by SunSpec; None where it does not, or would not be asked."""
    if device.kind not in SPEAKERS or device.url.endswith(OTHERWISE):
        return None
    try:
        return await lan.registers(lease, device.url)
    except Setback:
        return None  # what came of the other way of asking is told


def serial_said(said: ModbusAnswer | None, device: Device) -> str:
    """The device's serial where it said the same, else what it said; empty where that tells nothing.

    A device that its label only calls by a factory name has a serial nobody can compare.
    """
    if said is None or factory_name(device.serial):
        return ""
    serial = plain_serial(said.serial) or said.serial
    return device.serial if serial == (plain_serial(device.serial) or device.serial) else serial
