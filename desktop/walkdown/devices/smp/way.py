"""How the radio reaches one device for firmware; where that is changes with what is heard of it."""

from __future__ import annotations

from typing import Final, Protocol

from walkdown.consent.lease import Lease
from walkdown.core.sighting import Sighting
from walkdown.devices.session import Session
from walkdown.devices.sig.numbers import DEVICE_INFORMATION, assigned
from walkdown.devices.smp.frames import SERVICE as SMP

BATTERY: Final = assigned(0x180F)
SERVICES: Final = (SMP, DEVICE_INFORMATION, BATTERY)


class Reach(Protocol):
    """The radio, as far as it is needed here."""

    def session(
        self,
        lease: Lease,
        sighting: Sighting,
        serial: str,
        services: tuple[str, ...],
        *,
        changed: bool,
    ) -> Session:
        """A link to be. Setback: NOT_HEARD, OTHER_SERIAL where it advertises another."""
        ...

    async def hear_again(self, lease: Lease, sighting: Sighting, serial: str) -> Sighting:
        """Listen until a device is heard that restarts, at its address or under its serial."""
        ...


class Way:
    """To one device, under the MANAGE lease of its connection."""

    def __init__(self, radio: Reach, lease: Lease, sighting: Sighting, serial: str) -> None:
        """`serial` is the expected one, empty where any will do."""
        self._radio = radio
        self._lease = lease
        self._sighting = sighting
        self.serial = serial

    @property
    def signal_dbm(self) -> int:
        """As it was heard last."""
        return self._sighting.signal_dbm

    def session(self, *, changed: bool = False) -> Session:
        """A link to be; `changed`: its services may be others than those the system remembers."""
        return self._radio.session(
            self._lease, self._sighting, self.serial, SERVICES, changed=changed
        )

    async def hear_again(self, lease: Lease) -> None:
        """Under a FIRMWARE lease; its address may be another by then."""
        self._sighting = await self._radio.hear_again(lease, self._sighting, self.serial)
