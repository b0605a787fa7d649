"""One row per protocol that has a driver: which services are opened, and what drives a session."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from walkdown.core.sighting import Protocol, Sighting, serial_in_name
from walkdown.devices.cross_check import CrossChecked, Drives
from walkdown.devices.espressif.driver import EspressifProvisioner
from walkdown.devices.improv.driver import ImprovProvisioner
from walkdown.devices.improv.protocol import SERVICE as IMPROV
from walkdown.devices.improv.protocol import Capability
from walkdown.devices.session import Session
from walkdown.devices.shelly.driver import ShellyProvisioner
from walkdown.devices.shelly.frames import SERVICE as SHELLY
from walkdown.devices.sig.numbers import DEVICE_INFORMATION

Now = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Driver:
    """`services` of a sighting are opened, all where none is named; `made` gives a session's driver.

    `made` takes the session, the sighting, the expected serial (empty: any device) and the clock.
    `tells_firmware`: whether the version that the protocol gives is that of the firmware.
    """

    services: Callable[[Sighting], tuple[str, ...]]
    made: Callable[[Session, Sighting, str, Now], Drives]
    tells_firmware: bool = True

    def on(self, session: Session, sighting: Sighting, serial: str, now: Now) -> Drives:
        """The driver of a session, behind the serial that the device itself tells."""
        driver = self.made(session, sighting, serial, now)
        return CrossChecked(driver, session, serial, now, tells_firmware=self.tells_firmware)


def _improv_services(sighting: Sighting) -> tuple[str, ...]:
    """Device Information too, unless its advert has a serial and says that it tells more by itself."""
    tells = Capability.DEVICE_INFO in Capability(sighting.offers or 0)
    known = tells and bool(serial_in_name(sighting.name))
    return (IMPROV,) if known else (IMPROV, DEVICE_INFORMATION)


# Each service that is named may cost a request of its own, also where the device has it not; so a
# battery, a clock and values are looked for where everything is opened anyway.
DRIVERS: Mapping[Protocol, Driver] = {
    Protocol.IMPROV: Driver(
        _improv_services, lambda s, at, n, now: ImprovProvisioner(s, n, at, now)
    ),
    Protocol.ESPRESSIF: Driver(
        lambda _: (),
        lambda s, at, n, now: EspressifProvisioner(s, n, at.name, now),
        tells_firmware=False,
    ),
    Protocol.SHELLY: Driver(
        lambda _: (SHELLY, DEVICE_INFORMATION), lambda s, _, n, now: ShellyProvisioner(s, n, now)
    ),
}
