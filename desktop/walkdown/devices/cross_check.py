"""`CrossChecked`: around every driver, the serial of Device Information beside the label's."""

from __future__ import annotations

import typing
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from walkdown.app.ports import Provisioner
from walkdown.consent.lease import Lease
from walkdown.core.device import About, Evidence, Reading
from walkdown.core.proof import Proof
from walkdown.core.shown import shown
from walkdown.core.sighting import factory_name
from walkdown.core.trouble import Code, Setback
from walkdown.core.wifi import Credentials, HeardNetwork
from walkdown.devices.session import Session
from walkdown.devices.sig import told
from walkdown.devices.sig.identity import same_serial
from walkdown.devices.sig.numbers import FIRMWARE, HARDWARE, SERIAL

MOST_SERIAL = 24


async def says_who(session: Session, serial: str) -> bool:
    """Whether a device says that it is the label's; OTHER_SERIAL where it says otherwise."""
    claimed = await told.text(session, SERIAL)
    if claimed and not same_serial(claimed, serial):
        detail = shown(claimed, MOST_SERIAL)
        raise Setback(Code.OTHER_SERIAL, device=serial, detail=detail)
    return bool(claimed)


class Drives(Provisioner, typing.Protocol):
    """A provisioner that has yet to begin."""

    async def start(self, earned: Callable[[Evidence], None]) -> None:
        """Learn what the device offers. Reports SECURE where nothing more is needed for it."""
        ...


class CrossChecked:
    """Implements `Drives` by another, which it asks nothing before the device is the label's.

    An address of Bluetooth's is never an identity: the serial is what counts, where it is told.
    A device that tells none costs no request here.
    """

    def __init__(
        self,
        driver: Drives,
        session: Session,
        serial: str,
        now: Callable[[], datetime],
        *,
        tells_firmware: bool = True,
    ) -> None:
        """`serial` is the expected one, empty where any will do.

        `tells_firmware`: whether the version that the driver's protocol gives is the firmware's.
        """
        self.driver = driver
        self._session = session
        self._serial = serial
        self._now = now
        self._tells_firmware = tells_firmware
        # A device with the factory's name alone has no serial on its label to compare.
        self._known = not serial or bool(factory_name(serial))

    async def start(self, earned: Callable[[Evidence], None]) -> None:
        """The driver's own; no secret is part of it."""
        await self.driver.start(earned)

    async def device_info(self) -> About:
        """What the driver learns, and what it leaves open by Device Information; sets the clock.

        Raises Setback(OTHER_SERIAL) if either says that it is another one.
        """
        about = await self.driver.device_info()
        await self._check_who()
        async with self._session.turn:
            return await self._completed(about)

    async def identify(self) -> None:
        """The driver's own."""
        await self.driver.identify()

    async def authenticate(self, proof: Proof) -> None:
        """Nothing that stands on a label is used with another device."""
        await self._check_who()
        await self.driver.authenticate(proof)

    async def scan_networks(self) -> tuple[HeardNetwork, ...] | None:
        """The driver's own."""
        return await self.driver.scan_networks()

    async def provision(
        self, lease: Lease, credentials: Credentials, earned: Callable[[Evidence], None]
    ) -> str:
        """No password is sent to another device; see the port."""
        await self._check_who()
        return await self.driver.provision(lease, credentials, earned)

    # --- inside ---------------------------------------------------------------------------------

    async def _check_who(self) -> None:
        """Once for a link; asked again where it was refused, e.g. for want of a pairing."""
        if self._known:
            return
        async with self._session.turn:
            self._known = await says_who(self._session, self._serial)

    async def _completed(self, about: About) -> About:
        firmware, hardware = about.firmware, about.hardware
        if not firmware or not self._tells_firmware:
            firmware = await told.text(self._session, FIRMWARE) or firmware
        if not hardware:
            hardware = await told.text(self._session, HARDWARE)
        readings = (*about.readings, *await self._rows())
        return replace(about, firmware=firmware, hardware=hardware, readings=readings)

    async def _rows(self) -> tuple[Reading, ...]:
        clock = await told.set_clock(self._session, self._now)
        rows = await told.readings(self._session)
        return rows if clock is None else (*rows, clock)
