"""What a practice device offers beside the protocol it is set up with: one part for each extra."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from walkdown.core.device import Reading
from walkdown.practice.improv_facts import Identity
from walkdown.practice.peripheral_spec import Service
from walkdown.practice.scenario import Extra, Fault, PracticeDevice
from walkdown.practice.sig_battery import Battery
from walkdown.practice.sig_clock import Clock
from walkdown.practice.sig_identity import DeviceInformation
from walkdown.practice.sig_values import Values

if TYPE_CHECKING:
    from walkdown.practice.peripheral import Peripheral


class Part(Protocol):
    """One service of a device."""

    def service(self) -> Service:
        """As it is after a boot."""
        ...

    def attach(self, peripheral: Peripheral) -> None:
        """The device it belongs to is made now."""
        ...


class Extras:
    """The parts of one device."""

    def __init__(self, *parts: Part) -> None:
        self._parts = parts

    def services(self) -> tuple[Service, ...]:
        """They stand beside the family's own in the same peripheral."""
        return tuple(part.service() for part in self._parts)

    def attach(self, peripheral: Peripheral) -> None:
        """Give each part its device."""
        for part in self._parts:
            part.attach(peripheral)


def extras_of(
    device: PracticeDevice, identity: Identity, readings: Callable[[], tuple[Reading, ...]]
) -> Extras:
    """What the scenario gives it, always in the same order."""
    made: dict[Extra, Callable[[], Part]] = {
        Extra.IDENTITY: lambda: DeviceInformation(identity, claimed(device)),
        Extra.BATTERY: lambda: Battery(readings),
        Extra.CLOCK: Clock,
        Extra.VALUES: lambda: Values(readings),
    }
    return Extras(*(make() for extra, make in made.items() if extra in device.extras))


def claimed(device: PracticeDevice) -> str:
    """The serial it tells; with this fault that of another device."""
    serial = device.serial
    if Fault.OTHER_SERIAL_BY_RADIO not in device.faults:
        return serial
    if serial.isdecimal():
        return f"{(int(serial) + 1) % 10 ** len(serial):0{len(serial)}d}"
    return f"{(int(serial, 16) + 1) % 16 ** len(serial):0{len(serial)}X}"
