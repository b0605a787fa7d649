"""`ImprovProvisioner`: one connected Improv device put on a network, by the rules of protocols.md 2.8."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from walkdown.consent.lease import Lease, LeaseEnded
from walkdown.consent.purpose import Purpose
from walkdown.core.device import About, Evidence, Source, Step
from walkdown.core.diagnosis import why_not_joined
from walkdown.core.proof import Proof
from walkdown.core.shown import shown
from walkdown.core.sighting import Sighting, serial_in_name
from walkdown.core.trouble import Code, Setback
from walkdown.core.wifi import Credentials, HeardNetwork
from walkdown.devices.flaws import refuse_flaws
from walkdown.devices.improv import answers, protocol
from walkdown.devices.improv.exchange import Exchange
from walkdown.devices.improv.protocol import (
    Capability,
    Command,
    Error,
    ProtocolError,
    Result,
    State,
)
from walkdown.devices.session import Session
from walkdown.devices.waiting import while_leased

log = logging.getLogger(__name__)

_ALLOWED = "Allowed to set up; Improv has no encryption of its own"
_TOOK = "Took the credentials"


class ImprovProvisioner:
    """Implements the port `Provisioner` on a session; verbs wait for their turn.

    It stays usable after a failed `provision`: another password can be tried on the same link.
    """

    def __init__(
        self, session: Session, serial: str, sighting: Sighting, now: Callable[[], datetime]
    ) -> None:
        """`serial` is the expected one, empty where any will do; `sighting` is what was advertised."""
        self.capabilities = Capability(sighting.offers or 0)
        self._knows_capabilities = sighting.offers is not None
        self._turn = session.turn
        self._patience = session.patience
        self._talk = Exchange(session, serial)
        self._heard = self._talk.heard
        self._serial = serial
        self._about = About(name=sighting.name)
        self._now = now
        self._asked_who = False
        self._secure = False

    async def start(self, earned: Callable[[Evidence], None]) -> None:
        """Subscribe, then read where it is. Reports SECURE unless a button is needed.

        What it can do stands in its advert (protocols.md 2.4), and is read only where it did not.
        """
        async with self._turn:
            await self._talk.subscribe()
            if not self._knows_capabilities:
                self.capabilities = await self._talk.read_capabilities()
            await self._talk.read_state()
            if self._heard.state is not State.AUTHORIZATION_REQUIRED:
                self._report_secure(earned)

    async def device_info(self) -> About:
        """Name, firmware and chip. Raises Setback(OTHER_SERIAL) if the name carries another one."""
        async with self._turn:
            await self._check_who()
            return self._about

    async def identify(self) -> None:
        """Let the device blink; Improv gives no result for it."""
        async with self._turn:
            self._need(Capability.IDENTIFY)
            await self._talk.send(Command.IDENTIFY, protocol.ask(Command.IDENTIFY))

    async def authenticate(self, proof: Proof) -> None:
        """A label promises encryption, of which Improv has none: refused unless the person accepts."""
        if not proof.accepts_less:
            raise self._talk.setback(Code.LESS_SECURE)

    async def scan_networks(self) -> tuple[HeardNetwork, ...] | None:
        """What the device hears now; None where it cannot scan."""
        async with self._turn:
            return await self._networks()

    async def hostname(self) -> str:
        """The device's name on the network. Setback(CANNOT_SET_UP) where it has none to tell."""
        return await self._hostname(protocol.ask(Command.HOSTNAME))

    async def set_hostname(self, name: str) -> str:
        """Give it another one (RFC 1123, else ValueError); what it answers is what it took."""
        return await self._hostname(protocol.set_hostname(name))

    async def provision(
        self, lease: Lease, credentials: Credentials, earned: Callable[[Evidence], None]
    ) -> str:
        """Send the credentials once the device is the right one and allows it; see the port."""
        _check(lease, self._serial)
        refuse_flaws(credentials)
        async with self._turn:
            try:
                await while_leased(lease, self._join(lease, credentials, earned))
            except LeaseEnded:
                raise self._talk.setback(Code.STOPPED_BY_YOU) from None
            return await self._url()

    # --- joining --------------------------------------------------------------------------------

    async def _join(
        self, lease: Lease, credentials: Credentials, earned: Callable[[Evidence], None]
    ) -> None:
        await self._check_who()
        await self._wait_for_button()
        self._report_secure(earned)
        took = False
        try:
            await self._send(lease, credentials)
            await self._until_taken()
            if took := self._heard.took:
                self._report(earned, Step.ACCEPTED, _TOOK)
            await self._until_joined(credentials.ssid)
        except Setback as lost:
            # The device may leave as soon as it is on the network, even before it answers a write.
            if lost.code is not Code.LINK_LOST or not self._heard.joined:
                raise
        if not took:
            self._report(earned, Step.ACCEPTED, _TOOK)
        self._report(earned, Step.JOINED, f"Joined {shown(credentials.ssid)}")

    async def _send(self, lease: Lease, credentials: Credentials) -> None:
        _check(lease, self._serial)
        with credentials.password.reveal() as password:
            frame = protocol.wifi_settings(credentials.ssid, password)
            await self._talk.send(Command.WIFI_SETTINGS, frame)

    async def _until_taken(self) -> None:
        """Until the device says that it has begun, or has ended already."""
        heard = self._heard

        def said_something() -> bool:
            return heard.took or heard.settled or heard.begun

        if not await self._talk.until(said_something, self._patience.answer_s):
            await self._talk.read_state()  # the notification may be what was lost
            if not heard.took:
                raise self._talk.setback(Code.NO_ANSWER)

    async def _until_joined(self, ssid: str) -> None:
        heard = self._heard
        said = await self._talk.answer(self._patience.join_s, lambda: heard.settled)
        if not heard.settled:
            await self._talk.read_state()
        if heard.joined:
            return
        if heard.error is Error.UNABLE_TO_CONNECT:
            raise await self._unjoined(ssid)
        if said is None or isinstance(said, Result):
            raise self._talk.setback(Code.NO_ANSWER, network=ssid)
        raise self._talk.refusal(said)

    async def _unjoined(self, ssid: str) -> Setback:
        """Improv says only that it did not work; the device's own list may say more."""
        try:
            heard = await self._networks()
        except Setback as error:
            if error.code is Code.STOPPED_BY_YOU:
                raise
            heard = None
        setback = self._talk.setback(why_not_joined(ssid, heard), network=ssid)
        setback.heard = heard
        return setback

    async def _url(self) -> str:
        """The address in the result, which may come after the state; the device is online anyway."""
        try:
            said = await self._talk.answer(self._patience.rest_s, self._talk.answered)
            if said is None:  # the notification may be what was lost
                said = await self._talk.read_result()
            return answers.redirect_url(said) if isinstance(said, Result) else ""
        except (Setback, ProtocolError) as error:
            log.info("improv: no address after joining (%s)", type(error).__name__)
            return ""

    async def _wait_for_button(self) -> None:
        def allowed() -> bool:
            return self._heard.state is not State.AUTHORIZATION_REQUIRED

        if not await self._talk.until(allowed, self._patience.button_s):
            raise self._talk.setback(Code.PRESS_BUTTON)

    # --- questions ------------------------------------------------------------------------------

    async def _check_who(self) -> None:
        """Ask once who it is: no secret is written to a device that says it is another one."""
        if not self._asked_who and Capability.DEVICE_INFO in self.capabilities:
            result = await self._talk.ask(Command.DEVICE_INFO, self._patience.answer_s)
            info = self._talk.parsed(answers.device_info, result)
            self._about = About(
                name=info.name,
                firmware=f"{info.firmware} {info.version}".strip(),
                hardware=info.hardware,
            )
        self._asked_who = True
        claimed = serial_in_name(self._about.name)
        if self._serial and claimed and claimed != self._serial:
            raise self._talk.setback(Code.OTHER_SERIAL)

    async def _networks(self) -> tuple[HeardNetwork, ...] | None:
        if Capability.SCAN_WIFI not in self.capabilities:
            return None
        result = await self._talk.ask(Command.SCAN_WIFI, self._patience.look_s)
        return self._talk.parsed(answers.networks, result)

    async def _hostname(self, frame: bytes) -> str:
        async with self._turn:
            self._need(Capability.HOSTNAME)
            await self._talk.send(Command.HOSTNAME, frame)
            result = await self._talk.result(self._patience.answer_s)
            return self._talk.parsed(lambda r: answers.one_text(r, Command.HOSTNAME), result)

    # --- saying it ------------------------------------------------------------------------------

    def _report(self, earned: Callable[[Evidence], None], step: Step, what: str) -> None:
        earned(Evidence(step, what, Source.DEVICE, self._now()))

    def _report_secure(self, earned: Callable[[Evidence], None]) -> None:
        if not self._secure:
            self._secure = True
            earned(Evidence(Step.SECURE, _ALLOWED, Source.LAPTOP, self._now()))

    def _need(self, capability: Capability) -> None:
        if capability not in self.capabilities:
            raise self._talk.setback(Code.CANNOT_SET_UP, detail=f"no {capability.name}")


def _check(lease: Lease, serial: str) -> None:
    """The connection has a lease of its own; this one is for handing the password over."""
    try:
        lease.check(Purpose.WIFI_SETUP)
    except LeaseEnded:
        raise Setback(Code.STOPPED_BY_YOU, device=serial) from None
