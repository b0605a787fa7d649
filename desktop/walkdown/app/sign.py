"""The direction of a meter, in Verify: what it says, then what it says once a known load is on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Final

from walkdown.app import verify_modbus
from walkdown.app.messages import SignShown, SignStep
from walkdown.app.tasks import ended
from walkdown.app.workbench import Workbench
from walkdown.consent.lease import Lease
from walkdown.consent.purpose import Purpose
from walkdown.core.device import Device, Kind, Reading
from walkdown.core.events import SignChecked
from walkdown.core.label_profile import NO_PROFILES, Profiles
from walkdown.core.not_allowed import NotAllowed
from walkdown.core.password_fit import models_of
from walkdown.core.sign_check import (
    Counts,
    Power,
    Sign,
    SignCheck,
    Switched,
    power_of,
    result,
)
from walkdown.core.trouble import Code, Setback

FEATURE: Final = "Check a meter's direction, in Verify"
ANSWER_S: Final = 6.0
EVERY_S = 1.0
# As long as meters may take to show what is switched on.
SHOWS_S = 12.0
_SUN: Final = (Kind.MICRO_INVERTER, Kind.STRING_INVERTER)
_MOST_INVERTERS: Final = 16


SAMPLES: Final = 3


# What the house and the sun did in a longer time would be taken for the load.
STANDS_S: Final = 180.0


@dataclass(frozen=True, slots=True)
class _Before:
    power: Power
    sway_w: float
    sun_w: float | None
    at: float  # of the loop's clock


class SignDesk:
    """One meter at a time. Nothing is switched by it: the person does that."""

    def __init__(self, bench: Workbench, profiles: Profiles = NO_PROFILES) -> None:
        self._bench = bench
        self._profiles = profiles
        self._before: dict[str, _Before] = {}
        self._busy = False
        bench.at_rest(self.stop)

    async def begin(self, serial: str) -> None:
        """Read the meter as it is now, and what the inverters make. Raises Setback(NOT_REACHABLE)."""
        async with self._one(serial) as lease:
            self._tell(serial, SignStep.READING)
            before = await self._now(lease, self._device(serial))
            self._before[serial] = before
            self._tell(serial, SignStep.SWITCH, before)

    async def load_is_on(self, serial: str, switched: Switched) -> None:
        """The person has switched a load on: see what the meter says of it, and keep that."""
        before = self._before.get(serial)
        if before is None:
            return
        if asyncio.get_running_loop().time() - before.at > STANDS_S:
            del self._before[serial]
            self._tell(serial, SignStep.READY, late=True)
            return
        async with self._one(serial) as lease:
            self._tell(serial, SignStep.WATCHING, before)
            device = self._device(serial)
            check = self._check(device, before, switched)
            check = await self._risen(lease, device, check)
            sun_w = await self._sun(lease) if before.sun_w is not None else None
            await self._bench.apply(SignChecked(replace(check, sun_after_w=sun_w)))
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
        for serial in tuple(self._before):
            await self.cancel(serial)

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

    def _tell(
        self, serial: str, step: SignStep, before: _Before | None = None, *, late: bool = False
    ) -> None:
        power, sun_w = (before.power, before.sun_w) if before else (None, None)
        device = self._bench.job.device(serial) if self._bench.is_open else None
        counts = self._counts(device) if device is not None else Counts.UNKNOWN
        self._bench.publish(SignShown(serial, step, power, sun_w, counts, late))

    def _check(self, device: Device, before: _Before, switched: Switched) -> SignCheck:
        counts = self._counts(device)
        return SignCheck(
            device.serial,
            self._bench.clock.now(),
            switched.load_w,
            switched.line if before.power.lines else 0,
            before.power,
            before.power,
            counts if counts is not Counts.UNKNOWN else switched.counts,
            before.sway_w,
            before.sun_w,
            sun=switched.sun,
        )

    def _counts(self, device: Device) -> Counts:
        """As its maker's profile says; Shelly's count what is taken from the grid (protocols.md 4)."""
        if device.url.endswith(verify_modbus.OTHERWISE):
            return Counts.IMPORT
        said = {m.counts for m in models_of(self._profiles, device)} - {Counts.UNKNOWN}
        return said.pop() if len(said) == 1 else Counts.UNKNOWN

    # --- measured

    async def _now(self, lease: Lease, device: Device) -> _Before:
        """What it says before anything is switched: the middle one of some, and how far they sway."""
        said = [await self._power(lease, device)]
        while len(said) < SAMPLES:
            await self._wait(lease)
            said.append(await self._power(lease, device))
        said.sort(key=lambda power: power.total)
        values = zip(*((power.total, *power.lines) for power in said), strict=False)
        sway = max(max(each) - min(each) for each in values)
        middle, sun_w = said[len(said) // 2], await self._sun(lease)
        return _Before(middle, sway, sun_w, asyncio.get_running_loop().time())

    async def _risen(self, lease: Lease, device: Device, check: SignCheck) -> SignCheck:
        """With what it says when the load is seen, two times in a row the same; else at the end."""
        loop = asyncio.get_running_loop()
        end, former = loop.time() + SHOWS_S, Sign.SMALL
        while True:
            check = replace(check, after=await self._power(lease, device))
            said = result(check)[0]
            if loop.time() >= end:
                # One jump at the very end is no load.
                return check if said is former else replace(check, after=check.before)
            if said is former and said is not Sign.SMALL:
                return check
            former = said
            await self._wait(lease)

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
