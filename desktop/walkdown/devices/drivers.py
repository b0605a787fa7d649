"""One row per protocol that has a driver: which services are opened, and what drives a session."""

from __future__ import annotations

import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from walkdown.app.ports import Provisioner
from walkdown.core.device import Evidence
from walkdown.core.sighting import Protocol, Sighting
from walkdown.devices.espressif.driver import EspressifProvisioner
from walkdown.devices.improv.driver import ImprovProvisioner
from walkdown.devices.improv.protocol import SERVICE as IMPROV
from walkdown.devices.session import Session
from walkdown.devices.shelly.driver import ShellyProvisioner
from walkdown.devices.shelly.frames import SERVICE as SHELLY

Now = Callable[[], datetime]


class Drives(Provisioner, typing.Protocol):
    """A provisioner that has yet to begin."""

    async def start(self, earned: Callable[[Evidence], None]) -> None:
        """Learn what the device offers. Reports SECURE where nothing more is needed for it."""
        ...


@dataclass(frozen=True, slots=True)
class Driver:
    """`services` are opened, all where there are none; `made` gives the driver of a session.

    `made` takes the session, the sighting, the expected serial (empty: any device) and the clock.
    """

    services: tuple[str, ...]
    made: Callable[[Session, Sighting, str, Now], Drives]


DRIVERS: Mapping[Protocol, Driver] = {
    Protocol.IMPROV: Driver((IMPROV,), lambda s, at, n, now: ImprovProvisioner(s, n, at.name, now)),
    Protocol.ESPRESSIF: Driver((), lambda s, at, n, now: EspressifProvisioner(s, n, at.name, now)),
    Protocol.SHELLY: Driver((SHELLY,), lambda s, _, n, now: ShellyProvisioner(s, n, now)),
}
