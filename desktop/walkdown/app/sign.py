"""The direction of a meter, in Verify: what it says, then what it says once a known load is on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

from walkdown.app import verify_modbus
from walkdown.app.messages import SignShown, SignStep
from walkdown.app.tasks import ended
from walkdown.app.workbench import Workbench
from walkdown.consent.lease import Lease
from walkdown.consent.purpose import Purpose
from walkdown.core.device import Device, Kind, Reading
from walkdown.core.events import SignChecked
from walkdown.core.not_allowed import NotAllowed
from walkdown.core.sign_check import Power, Sign, SignCheck, judged, power_of
from walkdown.core.trouble import Code, Setback

FEATURE: Final = "Check a meter's direction, in Verify"
ANSWER_S: Final = 6.0
EVERY_S = 1.0
# As long as meters may take to show what is switched on.
SHOWS_S = 12.0
_SUN: Final = (Kind.MICRO_INVERTER, Kind.STRING_INVERTER)
_MOST_INVERTERS: Final = 16


@dataclass(frozen=True, slots=True)
class _Before:
    power: Power
    sun_w: float | None


class SignDesk:
    """One meter at a time. Nothing is switched by it: the person does that."""

    def __init__(self, bench: Workbench) -> None:
        self._bench = bench
        self._before: dict[str, _Before] = {}
        self._busy = False
        bench.at_rest(self.stop)

    async def begin(self, serial: str) -> None:
        """Read the meter as it is now, and what the inverters make. Raises Setback(NOT_REACHABLE)."""
        async with self._one(serial) as lease:
            self._tell(serial, SignStep.READING)
            power = await self._power(lease, self._device(serial))
            before = self._before[serial] = _Before(power, await self._sun(lease))
            self._tell(serial, SignStep.SWITCH, before)

    async def load_is_on(self, serial: str, load_w: int, phase: int, *, sun: bool) -> None:
        """The person has switched `load_w` W on, on line `phase` (0: any): see what the meter says.

        `sun` is what the person says of it; what an inverter says counts before that.
        """
        before = self._before.get(serial)
        if before is None:
            return
        async with self._one(serial) as lease:
            self._tell(serial, SignStep.WATCHING, before)
            after = await self._risen(lease, self._device(serial), before.power, load_w, phase)
            now = self._bench.clock.now()
            check = SignCheck(serial, now, load_w, phase, before.power, after, before.sun_w, sun)
            await self._bench.apply(SignChecked(check))
            del self._before[serial]
            self._tell(serial, SignStep.READY)

    async def skip(self, serial: str, reason: str) -> None:
        """It cannot be checked today; the reason is kept and handed over."""
        self._before.pop(serial, None)
        now = self._bench.clock.now()
        await self._bench.apply(SignChecked(SignCheck(serial, now, skipped=reason[:120])))
        self._tell(serial, SignStep.READY)

    async def cancel(self, serial: str) -> None:
        """Not now: nothing is kept."""
        self._before.pop(serial, None)
        self._tell(serial, SignStep.READY)

    async def stop(self) -> None:
        """The job is left: what was begun is not gone on with."""
        self._before.clear()

    @asynccontextmanager
    async def _one(self, serial: str) -> AsyncIterator[Lease]:
        """One at a time, under a lease; what goes wrong ends it, and it can be begun anew."""
        if self._busy:
            raise NotAllowed("a meter is being read")
        self._busy = True
        try:
            async with self._bench.use(Purpose.LAN_PROBE, FEATURE) as lease:
                yield lease
        except BaseException:
            self._before.pop(serial, None)
            self._tell(serial, SignStep.READY)
            raise
        finally:
            self._busy = False

    def _device(self, serial: str) -> Device:
        self._bench.require_serial(serial)
        device = self._bench.job.device(serial)
        if device is None or not device.url:
            raise Setback(Code.NOT_REACHABLE, device=serial)
        return device

    def _tell(self, serial: str, step: SignStep, before: _Before | None = None) -> None:
        power, sun_w = (before.power, before.sun_w) if before else (None, None)
        self._bench.publish(SignShown(serial, step, power, sun_w))

    # --- measured

    async def _risen(
        self, lease: Lease, device: Device, before: Power, load_w: int, phase: int
    ) -> Power:
        """What it says when the load is seen, two times in a row; else what it said last."""
        last = await self._power(lease, device)
        loop = asyncio.get_running_loop()
        end, seen = loop.time() + SHOWS_S, 0
        while loop.time() < end:
            said = judged(before, last, load_w, phase)[0]
            seen = 0 if said is Sign.SMALL else seen + 1
            if seen > 1:
                break
            await self._wait(lease)
            last = await self._power(lease, device)
        return last

    async def _wait(self, lease: Lease) -> None:
        stopped = asyncio.ensure_future(lease.cancelled.wait())
        try:
            await asyncio.wait({stopped}, timeout=EVERY_S)
        finally:
            await ended(stopped)
        if lease.ended:
            raise Setback(Code.STOPPED_BY_YOU)

    async def _power(self, lease: Lease, device: Device) -> Power:
        """Raises Setback: NOT_REACHABLE where it does not say, REACHED_OTHER where another answers."""
        power = power_of(await self._readings(lease, device))
        if power is None:
            raise Setback(Code.NOT_REACHABLE, device=device.serial)
        return power

    async def _readings(self, lease: Lease, device: Device) -> tuple[Reading, ...]:
        lan = self._bench.equipment.lan
        answer = await lan.ask(lease, device.url, ANSWER_S)
        if answer.serial != device.serial:
            raise Setback(Code.REACHED_OTHER, device=device.serial, detail=answer.serial[:24])
        said = await verify_modbus.asked(lan, lease, device)
        own = said is not None and verify_modbus.serial_said(said, device) == device.serial
        return (*(said.readings if said is not None and own else ()), *answer.readings)

    async def _sun(self, lease: Lease) -> float | None:
        """What the inverters make together, in W; None where none of them says so."""
        asked = [d for d in self._bench.job.online if d.kind in _SUN][:_MOST_INVERTERS]
        told = await asyncio.gather(*(self._made(lease, device) for device in asked))
        made = [power.total for power in told if power is not None]
        return sum(made) if made else None

    async def _made(self, lease: Lease, device: Device) -> Power | None:
        try:
            return power_of(await self._readings(lease, device))
        except Setback as setback:
            if setback.code is Code.STOPPED_BY_YOU:
                raise
            return None
