"""Which practice device is built for which family: one row each, all met through the same few verbs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from walkdown.core.device import Reading
from walkdown.core.secret import Secret
from walkdown.core.sighting import factory_name
from walkdown.practice import improv_wire
from walkdown.practice.espressif_device import EspressifDevice, Safety
from walkdown.practice.extras import extras_of
from walkdown.practice.improv_device import ImprovDevice
from walkdown.practice.improv_facts import Faults, Identity, JoinResult
from walkdown.practice.improv_wire import NetworkRow
from walkdown.practice.peripheral_spec import Service
from walkdown.practice.scenario import Extra, Family, Fault, PracticeDevice
from walkdown.practice.shelly_device import ShellyDevice
from walkdown.practice.shelly_facts import Lock, ShellyFaults
from walkdown.practice.smp_device import SmpDevice
from walkdown.practice.smp_service import SmpServer

if TYPE_CHECKING:
    from walkdown.practice.air import Air
    from walkdown.practice.peripheral import Peripheral


@dataclass(frozen=True, slots=True)
class Place:
    """Where a device hangs: its air, and what it hears, joins and measures there.

    `serve` takes the pages (by path) of devices that answer otherwise on the network than most, and
    their answers to Modbus (None: switched off); `runs` the version of the firmware that has booted.
    """

    air: Air
    address: str
    networks: Callable[[], Sequence[NetworkRow]]
    join: Callable[[str, str], Awaitable[JoinResult]]
    readings: Callable[[], tuple[Reading, ...]]
    serve: Callable[[Mapping[str, Callable[[], bytes]], Callable[[bytes], bytes] | None], None]
    runs: Callable[[str], None]


class InTheAir(Protocol):
    """A device of any family, as the one who walks about sees it."""

    on_change: Callable[[], None] | None
    identity: Identity

    @property
    def peripheral(self) -> Peripheral:
        """Its radio."""
        ...

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


def _improv(device: PracticeDevice, place: Place, more: tuple[Service, ...]) -> InTheAir:
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
        mtu=device.mtu,
        more=more,
    )


def _shelly(device: PracticeDevice, place: Place, more: tuple[Service, ...]) -> InTheAir:
    faults = device.faults
    with device.own_password.reveal() as own:
        lock = Lock(Secret(own), pairing=device.needs_button)
    made = ShellyDevice(
        place.air,
        place.address,
        identity(device),
        networks=place.networks,
        join=place.join,
        readings=place.readings,
        lock=lock,
        faults=ShellyFaults(
            drop_link_during_provision_once=Fault.DROPS_ONCE in faults,
            never_answers=Fault.NEVER_ANSWERS in faults,
            garbage_replies=Fault.GARBAGE in faults,
            wrong_serial=Fault.OTHER_SERIAL_BY_RADIO in faults,
            other_on_network=Fault.OTHER_SERIAL_ON_NETWORK in faults,
            cannot_scan=Fault.CANNOT_SCAN in faults,
        ),
        distance_m=device.distance_m,
        mtu=device.mtu,
        more=more,
    )
    place.serve(made.self.pages, made.self.modbus if device.modbus else None)
    return made


def _espressif(device: PracticeDevice, place: Place, more: tuple[Service, ...]) -> InTheAir:
    with device.pop.reveal() as pop:
        safety = Safety(device.security, Secret(pop))
    if factory_name(device.serial):
        place.serve({}, None)  # there is a server on it, but no page that says who it is
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
        mtu=device.mtu,
        more=more,
    )


_FAMILIES: Mapping[Family, Callable[[PracticeDevice, Place, tuple[Service, ...]], InTheAir]] = {
    Family.IMPROV: _improv,
    Family.ESPRESSIF: _espressif,
    Family.SHELLY: _shelly,
}


def built(device: PracticeDevice, place: Place) -> InTheAir:
    """The device of its family, with what it offers beside."""
    made = _with_extras(device, place)
    made.peripheral.go_wrong(device.wrong)
    return made


def _with_extras(device: PracticeDevice, place: Place) -> InTheAir:
    extras = extras_of(device, identity(device), place.readings)
    more = extras.services()
    if Extra.SMP not in device.extras:
        made = _FAMILIES[device.family](device, place, more)
        extras.attach(made.peripheral)
        return made
    server = SmpServer(device.firmware, product=device.model)
    made = _FAMILIES[device.family](device, place, (*more, server.service()))
    extras.attach(made.peripheral)
    return SmpDevice(made, server, place.runs)
