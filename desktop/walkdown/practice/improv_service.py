"""How an Improv practice device looks over Bluetooth: its advert and its one service."""

from __future__ import annotations

from walkdown.practice import improv_wire as wire
from walkdown.practice.peripheral_spec import Advert, Characteristic, Property, Service, Write

_SAID = Property.READ | Property.NOTIFY


def advert(phase: wire.Phase, capabilities: int) -> Advert:
    """UUID and service data in one packet of 31 bytes, so the name is left to the scan response."""
    return Advert((wire.SERVICE,), {wire.SERVICE_DATA: wire.advert_data(phase, capabilities)})


def service(phase: wire.Phase, capabilities: int, written: Write) -> Service:
    """The service as it is after a boot; `written` gets the parts of commands."""
    return Service(
        wire.SERVICE,
        (
            Characteristic(wire.STATE, _SAID, value=bytes((phase,))),
            Characteristic(wire.ERROR, _SAID, value=bytes((wire.Fail.NONE,))),
            Characteristic(wire.COMMAND, Property.WRITE, write=written),
            Characteristic(wire.RESULT, _SAID),
            Characteristic(wire.CAPABILITIES, Property.READ, value=bytes((capabilities,))),
        ),
    )
