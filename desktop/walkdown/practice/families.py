"""Which practice device is built for which family: one row each, all met through the same few verbs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from walkdown.core.device import Reading
from walkdown.core.secret import Secret
from walkdown.practice import improv_wire
from walkdown.practice.espressif_device import EspressifDevice, Safety
from walkdown.practice.improv_device import ImprovDevice
from walkdown.practice.improv_facts import Faults, Identity, JoinResult
from walkdown.practice.improv_wire import NetworkRow
from walkdown.practice.scenario import Family, Fault, PracticeDevice
from walkdown.practice.shelly_device import ShellyDevice
from walkdown.practice.shelly_facts import Lock, ShellyFaults

if TYPE_CHECKING:
    from walkdown.practice.air import Air
    from walkdown.practice.peripheral import Peripheral


@dataclass(frozen=True, slots=True)
class Place:
    """Where a device hangs: its air, and what it hears, joins and measures there.

    `serve` takes the pages (by path) of devices that answer otherwise on the network than most.
    """

    air: Air
    address: str
    networks: Callable[[], Sequence[NetworkRow]]
    join: Callable[[str, str], Awaitable[JoinResult]]
    readings: Callable[[], tuple[Reading, ...]]
    serve: Callable[[Mapping[str, Callable[[], bytes]]], None]


class InTheAir(Protocol):
    """A device of any family, as the one who walks about sees it."""

    on_change: Callable[[], None] | None
    peripheral: Peripheral

    @property
    def blinking(self) -> bool:
        """Whether its lamp blinks now."""
        ...

    async def power_on(self) -> None:
        """Boot, advertise, and be ready to be set up (again)."""
        ...

    async def power_off(self) -> None:
        """Leave the air; ends every timer and task."""
        ...

    def press_button(self) -> None:
        """What a person does at the device; nothing where it has no button."""
        ...


def identity(device: PracticeDevice) -> Identity:
    """Who a device is, for its radio."""
    return Identity(
        serial=device.serial,
        model=device.model,
        name=device.advertised_name,
        firmware=device.firmware,
        hardware=device.hardware,
    )


def _faults(device: PracticeDevice) -> Faults:
    return Faults(
        drop_link_during_provision_once=Fault.DROPS_ONCE in device.faults,
        never_answers=Fault.NEVER_ANSWERS in device.faults,
        garbage_replies=Fault.GARBAGE in device.faults,
        wrong_serial=Fault.OTHER_SERIAL_BY_RADIO in device.faults,
    )


def _improv(device: PracticeDevice, place: Place) -> InTheAir:
    cannot = improv_wire.CAN_SCAN if Fault.CANNOT_SCAN in device.faults else 0
    return ImprovDevice(
        place.air,
        place.address,
        identity(device),
        networks=place.networks,
        join=place.join,
        needs_button=device.needs_button,
        capabilities=improv_wire.CAN_ALL & ~cannot,
        faults=_faults(device),
        distance_m=device.distance_m,
    )


def _shelly(device: PracticeDevice, place: Place) -> InTheAir:
    faults = device.faults
    made = ShellyDevice(
        place.air,
        place.address,
        identity(device),
        networks=place.networks,
        join=place.join,
        readings=place.readings,
        lock=Lock(Secret(""), pairing=device.needs_button),
        faults=ShellyFaults(
            drop_link_during_provision_once=Fault.DROPS_ONCE in faults,
            never_answers=Fault.NEVER_ANSWERS in faults,
            garbage_replies=Fault.GARBAGE in faults,
            wrong_serial=Fault.OTHER_SERIAL_BY_RADIO in faults,
            other_on_network=Fault.OTHER_SERIAL_ON_NETWORK in faults,
            cannot_scan=Fault.CANNOT_SCAN in faults,
        ),
        distance_m=device.distance_m,
    )
    place.serve(made.self.pages)
    return made


def _espressif(device: PracticeDevice, place: Place) -> InTheAir:
    with device.pop.reveal() as pop:
        safety = Safety(device.security, Secret(pop))
    return EspressifDevice(
        place.air,
        place.address,
        identity(device),
        networks=place.networks,
        join=place.join,
        safety=safety,
        can_scan=Fault.CANNOT_SCAN not in device.faults,
        faults=_faults(device),
        distance_m=device.distance_m,
    )


FAMILIES: Mapping[Family, Callable[[PracticeDevice, Place], InTheAir]] = {
    Family.IMPROV: _improv,
    Family.ESPRESSIF: _espressif,
    Family.SHELLY: _shelly,
}
