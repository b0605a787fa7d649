"""One device's visit: connect, secure, and as many tries at the network as it takes, on one session."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Protocol
from urllib.parse import urlsplit

from walkdown.app.joined_unheard import WHAT, joined_unheard
from walkdown.app.messages import UnjoinedShown
from walkdown.app.places import Places
from walkdown.app.ports import Provisioner
from walkdown.app.workbench import Workbench
from walkdown.consent.lease import Lease, LeaseEnded
from walkdown.core.device import Device, Evidence, Source, Step, Work, read_at
from walkdown.core.events import (
    DeviceTold,
    StepEarned,
    WorkFailed,
    WorkPutBack,
    WorkResumed,
    WorkStarted,
)
from walkdown.core.job import Job
from walkdown.core.label_profile import NO_PROFILES, Profiles
from walkdown.core.password_fit import takes
from walkdown.core.secret import Secret
from walkdown.core.sighting import Sighting, factory_name
from walkdown.core.subnet import is_literal
from walkdown.core.tries_left import is_wrong_try, with_tries_left
from walkdown.core.trouble import Code, Setback, Trouble
from walkdown.core.wifi import Credentials, strongest

REACH_S = 20.0
KEEP_S = 300.0
# After these the connection is still good: the next try goes over it, nothing is reset.
IN_PLACE = frozenset(
    {
        Code.PASSWORD_REFUSED,
        Code.PASSWORD_UNFIT,
        Code.NETWORK_NOT_SEEN,
        Code.TOO_WEAK,
        Code.JOIN_UNKNOWN,
        Code.PRESS_BUTTON,
    }
)
# After these it may have gone back into the air, e.g. set back at its button, to begin anew.
UNPROVEN = frozenset(
    {Code.NOT_REACHABLE, Code.REACHED_OTHER, Code.SIGN_IN_PAGE, Code.BROKEN_PROTOCOL}
)
# So ends a try to connect to an address that the device has left.
UNMET = frozenset({Code.NO_ANSWER, Code.NOT_HEARD, Code.LINK_LOST, Code.LINK_REFUSED})
# So a device meets us that has joined: it has left the air, is leaving it, or is not set up twice.
AWAY = UNMET | {Code.PRESS_BUTTON}

LESS = "less than its label says, accepted by you"

Held = Callable[[], Credentials | None]


class Find(Protocol):
    """Where a device is in the air; `anew` wants it heard from now on, and ready."""

    def __call__(self, serial: str, *, anew: bool = False) -> Awaitable[Sighting]: ...


@dataclass(frozen=True, slots=True)
class Ways:
    """What a visit has of its crew. `held` gives the credentials of the moment.

    `changed` is called when `waits_on` or `in_session` changes. `places`: it has one of them.
    `profiles` say which passwords a model takes.
    """

    find: Find
    held: Held
    changed: Callable[[], None]
    places: Places
    profiles: Profiles = NO_PROFILES


class Visit:
    """Commissions one device. `again()` retries in place while the session is kept."""

    def __init__(
        self, bench: Workbench, serial: str, leases: tuple[Lease, Lease], ways: Ways
    ) -> None:
        """`leases`: MANAGE and WIFI_SETUP."""
        self._bench = bench
        self._serial = serial
        self._manage, self._wifi = leases
        self._find, self._held, self._changed = ways.find, ways.held, ways.changed
        self._places, self._profiles = ways.places, ways.profiles
        self._begun: tuple[Evidence, ...] = ()
        self._posted: list[asyncio.Task[Job]] = []
        self._called = asyncio.Event()
        self._over = False
        self.in_session = True  # whether it may be on the air
        self._accepts_less = False
        self.waits_on: Code | None = None  # why it waits for the person, its session kept

    def again(self) -> bool:
        """Try again on the kept session; False where it has ended."""
        self._called.set()
        return self.in_session

    def let_go(self) -> None:
        """Do not keep the session any longer; the failure stands."""
        self._over = True
        self._called.set()

    async def run(self) -> None:
        """Until the device is online, or its session ends. Failures are told in the job."""
        try:
            await self._commission()
        except Setback as setback:
            await self._fail(setback)
        except LeaseEnded:
            await self._fail(Setback(Code.STOPPED_BY_YOU))

    async def _commission(self) -> None:
        device = self._bench.job.device(self._serial)
        back = None
        if device is not None and device.joined:
            back = await self._asked_on_the_network(device.url)
            if back is None:
                return
        await self._bench.apply(WorkStarted(self._serial))
        try:
            with self._bench.engaged.beside_others(self._serial):
                url = await self._met(back) if back else await self._heard_or_joined()
        finally:
            self.in_session = False
            self._changed()
        await self._reach(url)

    async def _heard_or_joined(self) -> str:
        """Set up where it is heard; one that is not may have joined in a try that was cut off."""
        try:
            return await self._met(await self._find(self._serial))
        except Setback as unmet:
            away = unmet.code in AWAY
            url = await joined_unheard(self._bench, self._serial) if away else ""
            if not url:
                raise
        for step in (Step.ACCEPTED, Step.JOINED):
            self._earn(Evidence(step, WHAT, Source.LAPTOP, self._bench.clock.now()))
        self._addressed(url)
        return url

    async def _asked_on_the_network(self, url: str) -> Sighting | None:
        """It joined in a former try, and so has left the air: ask it where it said it would be.

        Gives its sighting where it does not answer there but is back in the air, to begin anew.
        """
        await self._bench.apply(WorkResumed(self._serial))
        try:
            await self._reach(url)
        except Setback as unreached:
            if unreached.code not in UNPROVEN or self._held() is None:
                raise
            try:
                return await self._find(self._serial, anew=True)
            except Setback as unheard:
                stopped = unheard.code is Code.STOPPED_BY_YOU
                raise unheard if stopped else unreached from None
        return None

    async def _met(self, sighting: Sighting) -> str:
        """Set up, where it was heard or else where it is heard from now on: addresses change."""
        try:
            return await self._set_up(sighting)
        except Setback as unmet:
            if self._begun or unmet.code not in UNMET:
                raise
            if unmet.code is Code.LINK_REFUSED and await self._given_another():
                return await self._beside_fewer(sighting)
            try:
                found = await self._find(self._serial, anew=True)
            except Setback as unheard:
                stopped = unheard.code is Code.STOPPED_BY_YOU
                raise unheard if stopped else unmet from None
            if found.key == sighting.key:
                raise
        return await self._set_up(found)

    async def _given_another(self) -> bool:
        """Where other links stand: back in the queue until one of them has left the air."""
        if not self._places.crowded:
            return False
        await self._bench.apply(WorkPutBack(self._serial))
        another = await self._places.refused()
        await self._bench.apply(WorkStarted(self._serial))
        return another

    async def _beside_fewer(self, sighting: Sighting) -> str:
        try:
            return await self._set_up(sighting)
        except Setback as unmet:
            if unmet.code is Code.LINK_REFUSED:
                self._places.not_crowded()
            raise

    async def _set_up(self, sighting: Sighting) -> str:
        radio = self._bench.equipment.radio
        proof = self._bench.proofs.of(self._serial)
        self._accepts_less = proof is not None and proof.accepts_less
        async with radio.open(self._manage, sighting, self._serial, self._earn) as device:
            if proof is not None:
                await device.authenticate(proof)
                self._bench.proofs.use_up(self._serial)
                self._bench.proofs.let_in(self._serial)
            await self._introduce(device, sighting)
            url = await self._until_joined(device)
            self._addressed(url)
            return url

    async def _introduce(self, device: Provisioner, sighting: Sighting) -> None:
        about = await device.device_info()
        readings = read_at(about.readings, self._bench.clock.now())
        told = replace(about, signal_dbm=sighting.signal_dbm, readings=readings)
        await self._bench.apply(DeviceTold(self._serial, told))

    async def _until_joined(self, device: Provisioner) -> str:
        while True:
            tried = self._held()
            try:
                return await self._try(device, tried)
            except Setback as setback:
                if setback.code not in IN_PLACE or self._may_have_joined(setback.code):
                    raise
                self._called.clear()
                await self._fail(setback)
                await self._asked_again(setback, tried)
            await self._begin_again()

    def _may_have_joined(self, code: Code) -> bool:
        """Whether it wants its button because it was set up in a try that was cut off."""
        device = self._bench.job.device(self._serial)
        return code in AWAY and device is not None and device.cut_off

    async def _try(self, device: Provisioner, held: Credentials | None) -> str:
        """With a copy of its own: a try that was begun is not changed by what is wiped meanwhile."""
        me = self._bench.job.device(self._serial)
        if held is None or me is None:
            raise Setback(Code.STOPPED_BY_YOU)
        if not takes(self._profiles, me, held.password):
            raise Setback(Code.PASSWORD_UNFIT, device=self._serial, network=held.ssid)
        with held.password.reveal() as text:
            mine = Credentials(held.ssid, Secret(text))
        try:
            return await device.provision(self._wifi, mine, self._earn)
        finally:
            mine.password.forget()

    async def _asked_again(self, setback: Setback, tried: Credentials | None) -> None:
        """Wait for the person, unless they gave another password while this one was tried."""
        held = self._held()
        if held is not None and held is not tried:
            return
        self.waits_on = setback.code
        self._changed()
        try:
            async with asyncio.timeout(KEEP_S):
                await self._called.wait()
        except TimeoutError:
            raise setback from None
        finally:
            self.waits_on = None
            self._changed()
        if self._over:
            raise setback

    async def _begin_again(self) -> None:
        """The session was kept, so what it proved at its start still stands."""
        await self._bench.apply(WorkStarted(self._serial))
        for evidence in self._begun:
            await self._bench.apply(StepEarned(self._serial, evidence))

    def _addressed(self, url: str) -> None:
        """At once, before the link is closed: without it a stop could not be made good."""
        if not url:
            raise Setback(Code.NO_ADDRESS, device=self._serial)
        if not is_literal(urlsplit(url).hostname or ""):
            raise Setback(Code.BROKEN_PROTOCOL, device=self._serial, detail="no address")
        said = f"Got the address {urlsplit(url).netloc[:64]}"
        self._earn(Evidence(Step.ADDRESS, said, Source.DEVICE, self._bench.clock.now()), url)

    async def _reach(self, url: str) -> None:
        """The last tick, from the site's network itself."""
        nameless = bool(factory_name(self._serial))
        lan = self._bench.equipment.lan
        answer = await lan.ask(self._wifi, url, REACH_S, nameless=nameless)
        named = answer.serial or not nameless
        taken = not named and self._bench.job.others_at(self._serial, answer.address)
        if taken or (named and answer.serial != self._serial):
            raise Setback(Code.REACHED_OTHER, device=self._serial, detail=answer.serial[:24])
        who = f" as {answer.serial}" if answer.serial else "; it has no serial to tell there"
        said = f"Answers at {answer.address}{who}"
        now = self._bench.clock.now()
        self._earn(Evidence(Step.REACHABLE, said, Source.LAPTOP, now), url)
        await self._settled()
        await self._note(answer.firmware)

    async def _note(self, firmware: str) -> None:
        device = self._bench.job.device(self._serial)
        if device is not None and firmware and firmware != device.about.firmware:
            about = replace(device.about, firmware=firmware)
            await self._bench.apply(DeviceTold(self._serial, about))

    def _earn(self, evidence: Evidence, url: str = "") -> None:
        if evidence.step is Step.SECURE and self._accepts_less:
            evidence = replace(evidence, what=f"{evidence.what}; {LESS}", source=Source.PERSON)
        if evidence.step in (Step.CONNECT, Step.SECURE):
            self._begun = (*self._begun, evidence)
        self._posted.append(self._bench.post(StepEarned(self._serial, evidence, url)))

    async def _settled(self) -> None:
        """What was earned is on disk. Raises what went wrong with it."""
        posted, self._posted = self._posted, []
        if posted:
            await asyncio.wait(posted)
        for task in posted:
            task.result()

    def _counted(self, trouble: Trouble, device: Device) -> Trouble:
        """With the tries that are left, where the device locks itself after some wrong ones."""
        proofs = self._bench.proofs
        if is_wrong_try(trouble):
            proofs.refused(self._serial)
        return with_tries_left(trouble, self._profiles, device, proofs.wrong(self._serial))

    async def _fail(self, setback: Setback) -> None:
        await self._settled()
        device = self._bench.job.device(self._serial)
        if setback.heard is not None:
            self._bench.publish(UnjoinedShown(self._serial, strongest(setback.heard)))
        if device is not None and device.work is not Work.ONLINE:
            trouble = self._counted(replace(setback.trouble, device=self._serial), device)
            await self._bench.apply(WorkFailed(self._serial, trouble))
