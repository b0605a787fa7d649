"""The simulated Wi-Fi: which networks a practice device hears, and what becomes of its try to join."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum

from walkdown.app.ports import NetworkPlay
from walkdown.core.wifi import HeardNetwork
from walkdown.practice.scenario import Fault, Network, PracticeDevice, Security

FAINTEST_HEARD_DBM = -95
FAINTEST_JOINED_DBM = -85

Pause = Callable[[float], Awaitable[None]]


class Outcome(StrEnum):
    """How a try to join ended; all but the last two leave the device off the network."""

    NOT_FOUND = "not-found"
    TOO_WEAK = "too-weak"
    NOT_SUPPORTED = "not-supported"
    WRONG_PASSWORD = "wrong-password"
    NO_ADDRESS = "no-address"
    JOINED = "joined"


@dataclass(frozen=True, slots=True)
class Joining:
    """The end of a try to join, and the network it was about (None where it was not heard)."""

    outcome: Outcome
    network: Network | None = None

    @property
    def on_the_network(self) -> bool:
        """Whether the network let the device in; it may still be without an address."""
        return self.outcome in (Outcome.NO_ADDRESS, Outcome.JOINED)


class Airwaves:
    """All Wi-Fi of a practice site. `join_s`: how long a device takes to join."""

    def __init__(
        self, networks: tuple[Network, ...], join_s: float = 0.0, pause: Pause = asyncio.sleep
    ) -> None:
        self._networks = networks
        self._join_s = join_s
        self._pause = pause
        self._lost: set[str] = set()
        self._plays: dict[str, NetworkPlay] = {}
        self._refused_once: set[str] = set()

    def lose(self, ssid: str, lost: bool = True) -> None:
        """Switch a network off, or on again."""
        (self._lost.add if lost else self._lost.discard)(ssid)

    def fare(self, ssid: str, play: NetworkPlay) -> None:
        """Let a network be so from now on."""
        self._plays[ssid] = play
        self.lose(ssid, play is NetworkPlay.CUT)

    def keeps_apart(self, network: Network) -> bool:
        """Whether nobody on this network is reached from another."""
        return network.isolated or self._plays.get(network.ssid) is NetworkPlay.GUEST

    def wants_sign_in(self, network: Network) -> bool:
        """Whether a sign-in page answers in place of all who are on this network."""
        return network.captive or self._plays.get(network.ssid) is NetworkPlay.CAPTIVE

    def hears_names(self, network: Network) -> bool:
        """Whether the laptop hears the names that devices tell on this network."""
        deaf = self._plays.get(network.ssid) is NetworkPlay.UNNAMED
        return not (deaf or self.keeps_apart(network) or self.is_lost(network.ssid))

    def is_lost(self, ssid: str) -> bool:
        """Whether this network is switched off."""
        return ssid in self._lost

    def heard_by(self, device: PracticeDevice) -> tuple[HeardNetwork, ...]:
        """What the device's own scan gives: its bands only, strongest first."""
        heard = [(_strength(n, device), n) for n in self._audible(device) if not n.hidden]
        heard.sort(key=lambda pair: -pair[0])
        return tuple(HeardNetwork(n.ssid, dbm, n.security, n.channel) for dbm, n in heard)

    async def join(self, device: PracticeDevice, ssid: str, password: str) -> Joining:
        """Let a device try. The strongest network of that name decides."""
        await self._pause(self._join_s)
        networks = [n for n in self._audible(device) if n.ssid == ssid]
        network = max(networks, key=lambda n: _strength(n, device), default=None)
        if network is None:
            return Joining(Outcome.NOT_FOUND)
        return Joining(self._verdict(device, network, password), network)

    def _verdict(self, device: PracticeDevice, network: Network, password: str) -> Outcome:
        if _strength(network, device) < FAINTEST_JOINED_DBM:
            return Outcome.TOO_WEAK
        if network.security is Security.WPA2_EAP:
            return Outcome.NOT_SUPPORTED
        if not _fits(network, password) or self._refuses_now(device):
            return Outcome.WRONG_PASSWORD
        if not network.dhcp or Fault.NO_ADDRESS in device.faults:
            return Outcome.NO_ADDRESS
        return Outcome.JOINED

    def _audible(self, device: PracticeDevice) -> list[Network]:
        return [
            n
            for n in self._networks
            if n.ssid not in self._lost
            and n.band in device.bands
            and _strength(n, device) >= FAINTEST_HEARD_DBM
        ]

    def _refuses_now(self, device: PracticeDevice) -> bool:
        if Fault.REFUSES_ONCE not in device.faults or device.serial in self._refused_once:
            return False
        self._refused_once.add(device.serial)
        return True


def _strength(network: Network, device: PracticeDevice) -> int:
    return network.signal_dbm + device.wifi_db


def _fits(network: Network, password: str) -> bool:
    """An open network takes anyone and asks for nothing, so a password sent to it is ignored."""
    if network.security is Security.OPEN:
        return True
    given = password.encode("utf-8", "surrogatepass")
    with network.password.reveal() as right:
        return hmac.compare_digest(given, right.encode("utf-8"))
