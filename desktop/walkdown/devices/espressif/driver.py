"""`EspressifProvisioner`: one connected device of Espressif's put on a network, by protocols.md 3.5."""

from __future__ import annotations

import asyncio
import ipaddress
import re
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Final

from walkdown.consent.lease import Lease, LeaseEnded
from walkdown.consent.purpose import Purpose
from walkdown.core.device import About, Evidence, Source, Step
from walkdown.core.proof import Proof
from walkdown.core.shown import shown
from walkdown.core.sighting import identity_in_name
from walkdown.core.trouble import Code, Setback
from walkdown.core.wifi import Credentials, HeardNetwork
from walkdown.devices.espressif import protocol
from walkdown.devices.espressif.exchange import CONFIG, CTRL, SCAN, Exchange
from walkdown.devices.espressif.protocol import SLICE, Reason, Station, WifiState
from walkdown.devices.flaws import refuse_flaws
from walkdown.devices.session import Session
from walkdown.devices.waiting import while_leased

Earned = Callable[[Evidence], None]

_SECURED: Final = (
    "Allowed to set up; this device encrypts nothing",
    "Encrypted (security 1)",
    "Encrypted with proof on both sides (security 2)",
)
# "Internal error" is what it says to a second offer (protocols.md 3.5).
_HOLDS_OTHERS: Final = str(protocol.Refused(5))
_ADDRESS = re.compile(r"([0-9.]{7,15})(:[0-9]{1,5})?")


class EspressifProvisioner:
    """Implements the port `Provisioner` on a session; verbs wait for their turn.

    It stays usable after a failed `provision`: another password goes over the same session.
    """

    def __init__(
        self, session: Session, serial: str, name: str, now: Callable[[], datetime]
    ) -> None:
        """`serial` is the expected one, empty where any will do; `name` is the advertised one."""
        self._session = session
        self._turn = session.turn
        self._patience = session.patience
        self._talk = Exchange(session, serial)
        self._serial = serial
        self._name = name
        self._now = now
        self._proof: Proof | None = None
        self._earned: Earned = lambda _evidence: None
        self._secure = False
        self._tried = False

    async def start(self, earned: Earned) -> None:
        """Learn what it offers. Reports SECURE unless it wants what stands on its label."""
        self._earned = earned
        async with self._turn:
            await self._talk.begin()
            if not self._talk.version.needs_proof:
                await self._secured()

    async def authenticate(self, proof: Proof) -> None:
        """Take the label's proof and shake hands; a device that offers less than it is refused.

        Unless the person accepts less: then it is set up with what it offers.
        """
        async with self._turn:
            self._check_who()
            offers = self._talk.version
            promised = not proof.secret.empty and not offers.needs_proof
            less = promised or offers.security < proof.security
            if less and not proof.accepts_less:
                raise self._talk.setback(Code.LESS_SECURE, detail=f"security {offers.security}")
            self._proof = proof
            await self._secured()

    async def device_info(self) -> About:
        """Name and firmware. Raises Setback(OTHER_SERIAL) if it says that it is another one."""
        async with self._turn:
            self._check_who()
            return About(name=self._name, firmware=self._talk.version.text)

    async def identify(self) -> None:
        """It has no lamp that we could ask for."""
        raise self._talk.setback(Code.CANNOT_SET_UP, detail="no IDENTIFY")

    async def scan_networks(self) -> tuple[HeardNetwork, ...] | None:
        """What the device hears now; None where it cannot scan."""
        async with self._turn:
            return await self._networks()

    async def custom(self, endpoint: str, message: bytes) -> bytes:
        """A maker's own endpoint, inside the session. Setback(CANNOT_SET_UP) where there is none."""
        async with self._turn:
            await self._secured()
            return await self._talk.ask(endpoint, message, lambda reply: reply)

    async def provision(self, lease: Lease, credentials: Credentials, earned: Earned) -> str:
        """Send the credentials once the device is the right one; see the port."""
        _check(lease, self._serial)
        _refuse_flaws(credentials)
        async with self._turn:
            try:
                return await while_leased(lease, self._join(lease, credentials, earned))
            except LeaseEnded:
                raise self._talk.setback(Code.STOPPED_BY_YOU) from None

    # --- joining --------------------------------------------------------------------------------

    async def _join(self, lease: Lease, credentials: Credentials, earned: Earned) -> str:
        self._check_who()
        await self._secured()
        await self._offer(lease, credentials)
        self._report(earned, Step.ACCEPTED, "Took the credentials")
        state = await self._until_settled()
        if state.station is not Station.CONNECTED:
            raise self._talk.setback(_why(state), network=credentials.ssid)
        self._report(earned, Step.JOINED, f"Joined {shown(credentials.ssid)}")
        return _url(state.address)

    async def _offer(self, lease: Lease, credentials: Credentials) -> None:
        """Send them; a device that holds others, also of an earlier link, forgets those before."""
        if self._tried:
            await self._offer_others(lease, credentials)
            return
        try:
            await self._send(lease, credentials)
        except Setback as refused:
            if refused.trouble.detail != _HOLDS_OTHERS:
                raise
            await self._until_settled()  # it forgets nothing while it tries
            await self._offer_others(lease, credentials)

    async def _offer_others(self, lease: Lease, credentials: Credentials) -> None:
        await self._talk.ask(CTRL, protocol.ctrl_reset(), protocol.parse_reset)
        self._tried = False
        await self._send(lease, credentials)

    async def _send(self, lease: Lease, credentials: Credentials) -> None:
        _check(lease, self._serial)
        with credentials.password.reveal() as password:
            message = protocol.set_config(credentials.ssid, password)
            await self._talk.ask(CONFIG, message, protocol.parse_took)
        self._tried = True
        await self._talk.ask(CONFIG, protocol.apply_config(), protocol.parse_applied)

    async def _until_settled(self) -> WifiState:
        """Until it is on the network or gives up. Setback(NO_ANSWER) when the time is over."""
        late = asyncio.get_running_loop().time() + self._patience.join_s
        while True:
            state = await self._talk.ask(CONFIG, protocol.get_status(), protocol.parse_status)
            if state.station in (Station.CONNECTED, Station.FAILED):
                return state
            if asyncio.get_running_loop().time() >= late:
                raise self._talk.setback(Code.NO_ANSWER)
            await self._session.until(lambda: False, self._patience.poll_s)

    # --- questions ------------------------------------------------------------------------------

    def _check_who(self) -> None:
        """No secret is written to a device that says, in its name or its version, it is another."""
        for claimed in (identity_in_name(self._name), self._talk.version.serial):
            if self._serial and claimed and claimed != self._serial:
                raise self._talk.setback(Code.OTHER_SERIAL)

    async def _secured(self) -> None:
        if self._talk.secured:
            return
        await self._talk.secure(self._proof)
        if not self._secure:
            self._secure = True
            what = _SECURED[self._talk.version.security]
            self._earned(Evidence(Step.SECURE, what, Source.LAPTOP, self._now()))

    async def _networks(self) -> tuple[HeardNetwork, ...] | None:
        if not self._talk.version.can_scan or not await self._talk.has(SCAN):
            return None
        await self._secured()
        await self._talk.ask(SCAN, protocol.scan_start(), protocol.parse_scan_started)
        count = await self._until_scanned()
        heard: list[HeardNetwork] = []
        for at in range(0, count, SLICE):
            some = min(SLICE, count - at)
            parse = partial(protocol.parse_scan_result, count=some)
            heard += await self._talk.ask(SCAN, protocol.scan_result(at, some), parse)
        return tuple(heard)

    async def _until_scanned(self) -> int:
        late = asyncio.get_running_loop().time() + self._patience.look_s
        while True:
            asked = protocol.scan_status()
            done, count = await self._talk.ask(SCAN, asked, protocol.parse_scan_status)
            if done:
                return count
            if asyncio.get_running_loop().time() >= late:
                raise self._talk.setback(Code.NO_ANSWER)
            await self._session.until(lambda: False, self._patience.poll_s)

    def _report(self, earned: Earned, step: Step, what: str) -> None:
        earned(Evidence(step, what, Source.DEVICE, self._now()))


def _why(state: WifiState) -> Code:
    reasons = {Reason.PASSWORD: Code.PASSWORD_REFUSED, Reason.NETWORK: Code.NETWORK_NOT_SEEN}
    return Code.JOIN_UNKNOWN if state.reason is None else reasons[state.reason]


def _url(address: str) -> str:
    """Where the device answers; empty for what is no address of a device's."""
    match = _ADDRESS.fullmatch(address)
    try:
        host = ipaddress.IPv4Address(match[1] if match else "")
    except ValueError:
        return ""
    port = (match[2] or "") if match else ""
    usable = not host.is_unspecified and not host.is_multicast and int(port[1:] or 80) in _PORTS
    return f"http://{host}{port}/" if usable else ""


_PORTS: Final = range(1, 65536)


def _check(lease: Lease, serial: str) -> None:
    """The connection has a lease of its own; this one is for handing the password over."""
    try:
        lease.check(Purpose.WIFI_SETUP)
    except LeaseEnded:
        raise Setback(Code.STOPPED_BY_YOU, device=serial) from None


def _refuse_flaws(credentials: Credentials) -> None:
    """What no network can have is not sent, nor a raw key of 64 digits, which these refuse."""
    refuse_flaws(credentials)
    if len(credentials.password) > 63:
        raise Setback(Code.PASSWORD_REFUSED, network=credentials.ssid, detail="raw-key")
