"""Bluetooth as the use cases need it: listening, a device to set up, a device to update."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from walkdown.consent.lease import Lease
from walkdown.core.adapter_doctor import Looked
from walkdown.core.device import About, Evidence
from walkdown.core.firmware import Image, Outcome, Progress, Slot
from walkdown.core.proof import Proof
from walkdown.core.sighting import Sighting
from walkdown.core.wifi import Credentials, HeardNetwork


class Provisioner(Protocol):
    """One device, connected. Every method raises Setback for what can be expected to go wrong."""

    async def device_info(self) -> About:
        """What the device says of itself; checks the serial it claims against the one expected."""
        ...

    async def identify(self) -> None:
        """Let the device blink or beep."""
        ...

    async def authenticate(self, proof: Proof) -> None:
        """Take what stands on its label; before anything else, where there is such a label.

        It stays the caller's to wipe. Raises Setback: PROOF_REFUSED, LESS_SECURE.
        """
        ...

    async def scan_networks(self) -> tuple[HeardNetwork, ...] | None:
        """The device's own list; None where it cannot scan."""
        ...

    async def provision(
        self, lease: Lease, credentials: Credentials, earned: Callable[[Evidence], None]
    ) -> str:
        """Send the credentials, report ACCEPTED and JOINED as they happen, give the device's URL.

        Needs a WIFI_SETUP lease beside the connection's own; where it ends on the way, so does
        this: Setback(STOPPED_BY_YOU). The URL is empty where the device names none. Authorisation
        by button is waited for.
        """
        ...


class Updater(Protocol):
    """One device that takes firmware, connected. Every method raises Setback."""

    @property
    def signal_dbm(self) -> int:
        """As it was heard last."""
        ...

    async def slots(self) -> tuple[Slot, ...]:
        """The images it holds now."""
        ...

    async def battery(self) -> int | None:
        """Its charge in %; None for a device without a battery."""
        ...

    async def update(self, lease: Lease, image: Image, tell: Callable[[Progress], None]) -> Outcome:
        """Send, try, restart, connect again, read back what runs, and keep it.

        Needs a FIRMWARE lease beside the connection's own. An upload that was cut short goes on
        where it ended. Setback: FIRMWARE_REFUSED, FIRMWARE_LOST, STOPPED_BY_YOU.
        """
        ...


class Radio(Protocol):
    """Bluetooth. `scan` needs a DISCOVER lease, `open` a MANAGE lease, `provision` one more."""

    @property
    def links(self) -> int:
        """With how many links at once to begin; an adapter that bears fewer is learned of."""
        ...

    def scan(self, lease: Lease) -> AsyncGenerator[tuple[Sighting, ...], None]:
        """All that is heard, at most five times a second, until the lease ends or it is closed."""
        ...

    def open(
        self, lease: Lease, sighting: Sighting, serial: str, earned: Callable[[Evidence], None]
    ) -> AbstractAsyncContextManager[Provisioner]:
        """Connect; reports CONNECT and SECURE; disconnects on leaving the block."""
        ...

    def firmware(
        self, lease: Lease, sighting: Sighting, serial: str
    ) -> AbstractAsyncContextManager[Updater]:
        """Connect for new firmware (MANAGE lease). Setback: CANNOT_SET_UP without SMP, OTHER_SERIAL."""
        ...


class Adapters(Protocol):
    """The laptop's Bluetooth adapters, as its system describes them. Needs a DISCOVER lease."""

    async def look(self, lease: Lease) -> Looked:
        """What the system says now; raises nothing but for the lease. Reads, and changes nothing."""
        ...
