"""A practice device of any family that takes firmware: it is away while it boots, and comes back as new."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from walkdown.practice import sig_numbers as sig
from walkdown.practice.smp_service import SmpServer

if TYPE_CHECKING:
    from walkdown.practice.families import InTheAir
    from walkdown.practice.improv_facts import Identity
    from walkdown.practice.peripheral import Peripheral

BOOT_S: Final = 0.3
SWAP_S: Final = 1.0


class SmpDevice:
    """Wraps a device with a `server` among its services; `runs` is told each version that boots."""

    def __init__(
        self,
        device: InTheAir,
        server: SmpServer,
        runs: Callable[[str], None],
        *,
        boot_s: float = BOOT_S,
        swap_s: float = SWAP_S,
    ) -> None:
        """`swap_s`: how long one swap of the slots takes, `boot_s`: a boot without."""
        self.server = server
        self._device = device
        self._runs = runs
        self._boot_s, self._swap_s = boot_s, swap_s
        self._power = asyncio.Lock()
        server.attach(device.peripheral, self.restart)

    @property
    def on_change(self) -> Callable[[], None] | None:
        """Called when it looks different from before."""
        return self._device.on_change

    @on_change.setter
    def on_change(self, changed: Callable[[], None] | None) -> None:
        self._device.on_change = changed

    @property
    def identity(self) -> Identity:
        """Who it says it is."""
        return self._device.identity

    @identity.setter
    def identity(self, identity: Identity) -> None:
        self._device.identity = identity

    @property
    def peripheral(self) -> Peripheral:
        """Its radio."""
        return self._device.peripheral

    @property
    def blinking(self) -> bool:
        """Whether its lamp blinks now."""
        return self._device.blinking

    async def power_on(self) -> None:
        """Boot, with a swap where one is due."""
        async with self._power:
            self.server.boot()
            await self._wake()

    async def power_off(self) -> None:
        """Leave the air, also in the midst of a restart."""
        async with self._power:  # no step of a restart is under way, so that none is cut in half
            await self.server.rest()
            await self._device.power_off()

    def press_button(self) -> None:
        """What a person does at the device."""
        self._device.press_button()

    async def restart(self) -> None:
        """What a reset does: away at once, back when it has booted; not once it has left the air."""
        async with self._power:
            if not self.peripheral.powered:
                return
            await self._device.power_off()
            swaps = self.server.boot()
        if self.server.faults.stays_away:
            return
        await asyncio.sleep(self._boot_s + swaps * self._swap_s)
        async with self._power:
            await self._wake()

    async def _wake(self) -> None:
        version = self.server.version
        self._device.identity = replace(self._device.identity, firmware=version)
        self._runs(version)
        await self._device.power_on()
        with suppress(KeyError):  # where it has no Device Information Service
            self.peripheral.set_value(sig.FIRMWARE, version.encode())
