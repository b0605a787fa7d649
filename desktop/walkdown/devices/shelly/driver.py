"""`ShellyProvisioner`: one connected Shelly put on a network over one link, by protocols.md 4."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime
from typing import Final

from walkdown.consent.lease import Lease, LeaseEnded
from walkdown.consent.purpose import Purpose
from walkdown.core.device import About, Evidence, Reading, Source, Step
from walkdown.core.diagnosis import why_not_joined
from walkdown.core.proof import Proof
from walkdown.core.shown import shown
from walkdown.core.trouble import Code, Setback
from walkdown.core.wifi import Credentials, HeardNetwork
from walkdown.devices.flaws import refuse_flaws
from walkdown.devices.session import Session
from walkdown.devices.shelly import answers, rpc
from walkdown.devices.shelly.answers import DeviceInfo, WifiStatus
from walkdown.devices.shelly.exchange import Exchange
from walkdown.devices.shelly.rpc import Done, Method, Params, Refusal
from walkdown.devices.waiting import while_leased

log = logging.getLogger(__name__)

# It says "disconnected" before it begins and between its own tries; so often in a row is the end.
GIVEN_UP: Final = 8

_ALLOWED = "Allowed to set up; this link has no encryption of its own"
_PAIRED = "Paired; the link is encrypted"

Earned = Callable[[Evidence], None]


class ShellyProvisioner:
    """Implements the port `Provisioner` on a session; verbs wait for their turn.

    It stays usable after a failed `provision`: another password can be tried on the same link.
    """

    def __init__(self, session: Session, serial: str, now: Callable[[], datetime]) -> None:
        """`serial` is the expected one, empty where any will do."""
        self._session = session
        self._turn = session.turn
        self._patience = session.patience
        self._talk = Exchange(session, serial)
        self._serial = serial
        self._info: DeviceInfo | None = None
        self._earned: Earned | None = None
        self._now = now

    async def start(self, earned: Earned) -> None:
        """Subscribe. SECURE is reported once the device says who it is: it pairs for that."""
        async with self._turn:
            self._earned = earned
            await self._talk.subscribe()

    async def device_info(self) -> About:
        """Name, firmware, model and what it measures. Raises Setback(OTHER_SERIAL) for another."""
        async with self._turn:
            info = await self._who()
            readings = await self._readings(info)
            return About(info.name, info.firmware, info.model, readings=readings)

    async def identify(self) -> None:
        """It has no lamp that we could ask for."""
        raise self._talk.setback(Code.CANNOT_SET_UP, detail="no IDENTIFY")

    async def authenticate(self, proof: Proof) -> None:
        """Take the device's own password, for devices that have one; it is the caller's to wipe.

        A label that promises an encrypted session is refused: these devices have none. Raises
        Setback: LESS_SECURE, OTHER_SERIAL before the password is used for anything, DEVICE_LOCKED
        where the device does not take it.
        """
        if proof.security > 0 and not proof.accepts_less:
            raise self._talk.setback(Code.LESS_SECURE)
        if proof.security > 0:
            return  # what stands on such a label is no password of this device
        async with self._turn:
            await self._who()
            self._talk.secret = proof.secret
            await self._status()

    async def scan_networks(self) -> tuple[HeardNetwork, ...] | None:
        """What the device hears now; None where it cannot scan."""
        async with self._turn:
            return await self._networks()

    async def provision(self, lease: Lease, credentials: Credentials, earned: Earned) -> str:
        """Send the credentials once the device is the right one; see the port."""
        _check(lease, self._serial)
        refuse_flaws(credentials)
        async with self._turn:
            try:
                return await while_leased(lease, self._join(lease, credentials, earned))
            except LeaseEnded:
                raise self._talk.setback(Code.STOPPED_BY_YOU) from None

    # --- joining --------------------------------------------------------------------------------

    async def _join(self, lease: Lease, credentials: Credentials, earned: Earned) -> str:
        await self._who()
        restart = await self._send(lease, credentials)
        self._report(earned, Step.ACCEPTED, "Took the credentials")
        if restart:
            await self._restart()
        status = await self._until_settled(credentials.ssid, earned)
        if not status.on(credentials.ssid):
            raise await self._unjoined(credentials.ssid)
        # The path tells our own question on the network in which language to ask.
        return f"http://{status.host}/rpc/" if status.has_address else ""

    async def _send(self, lease: Lease, credentials: Credentials) -> bool:
        """Whether it wants to be restarted before it uses them."""
        _check(lease, self._serial)
        with credentials.password.reveal() as password:
            settings = rpc.wifi_settings(credentials.ssid, password)
            said = await self._ask(Method.SET_WIFI, settings)
        return self._talk.parsed(answers.needs_restart, said)

    async def _restart(self) -> None:
        """It leaves the air with the link: the next try finds it again, on the network or not."""
        await self._ask(Method.REBOOT)
        raise self._talk.setback(Code.LINK_LOST, detail="it restarts")

    async def _until_settled(self, ssid: str, earned: Earned) -> WifiStatus:
        """Until it has an address there, or has given up, or the time is over. Reports JOINED."""
        loop = asyncio.get_running_loop()
        late = loop.time() + self._patience.join_s
        idle, joined = 0, False
        while True:
            status = await self._status()
            if status.on(ssid) and not joined:
                joined = True
                self._report(earned, Step.JOINED, f"Joined {shown(ssid)}")
            idle = idle + 1 if status.state == "disconnected" else 0
            arrived = status.on(ssid) and status.has_address
            if arrived or idle >= GIVEN_UP or loop.time() >= late:
                return status
            await self._session.until(lambda: False, self._patience.poll_s)

    async def _unjoined(self, ssid: str) -> Setback:
        """The status says only that it did not work; the device's own list may say more."""
        try:
            heard = await self._networks()
        except Setback as error:
            if error.code is Code.STOPPED_BY_YOU:
                raise
            heard = None
        setback = self._talk.setback(why_not_joined(ssid, heard), network=ssid)
        setback.heard = heard
        return setback

    # --- questions ------------------------------------------------------------------------------

    async def _who(self) -> DeviceInfo:
        """Ask once who it is: no secret is written to a device that says it is another one."""
        if self._info is None:
            self._info = self._talk.parsed(answers.device_info, await self._ask(Method.WHO))
        if self._serial and answers.plain_mac(self._serial) != self._info.mac:
            raise self._talk.setback(Code.OTHER_SERIAL, detail=self._info.mac)
        self._report_secure(self._info)
        return self._info

    async def _status(self) -> WifiStatus:
        return self._talk.parsed(answers.wifi_status, await self._ask(Method.WIFI))

    async def _networks(self) -> tuple[HeardNetwork, ...] | None:
        said = await self._talk.answer(Method.SCAN, self._patience.look_s)
        if isinstance(said, Done):
            return self._talk.parsed(answers.networks, said.result)
        if said.code == Refusal.NO_HANDLER:
            return None
        raise self._talk.refusal(said)

    async def _readings(self, info: DeviceInfo) -> tuple[Reading, ...]:
        """What it measures now; nothing where it does not, or tells nobody without its password."""
        if info.locked and self._talk.secret is None:
            return ()
        three = info.profile == "triphase"
        method, parse = (
            (Method.THREE_PHASES, answers.three_phases)
            if three
            else (Method.ONE_PHASE, answers.one_phase)
        )
        said = await self._talk.answer(method, self._patience.answer_s, {"id": 0})
        return self._talk.parsed(parse, said.result) if isinstance(said, Done) else ()

    async def _ask(self, method: str, params: Params | None = None) -> bytes:
        return await self._talk.ask(method, self._patience.answer_s, params)

    def _report_secure(self, info: DeviceInfo) -> None:
        """Once, and not for a device whose own password is still missing."""
        earned = self._earned
        if earned is None or (info.locked and self._talk.secret is None):
            return
        self._earned = None
        what = _PAIRED if self._talk.paired else _ALLOWED
        earned(Evidence(Step.SECURE, what, Source.LAPTOP, self._now()))

    def _report(self, earned: Earned, step: Step, what: str) -> None:
        earned(Evidence(step, what, Source.DEVICE, self._now()))


def _check(lease: Lease, serial: str) -> None:
    """The connection has a lease of its own; this one is for handing the password over."""
    try:
        lease.check(Purpose.WIFI_SETUP)
    except LeaseEnded:
        raise Setback(Code.STOPPED_BY_YOU, device=serial) from None
