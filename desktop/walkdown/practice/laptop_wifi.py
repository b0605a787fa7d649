"""What the practice laptop's own Wi-Fi sees: all bands, and whatever the site's networks play."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from walkdown.app.ports import NetworkPlay
from walkdown.consent.lease import Lease
from walkdown.consent.purpose import Purpose
from walkdown.core import laptop_wifi
from walkdown.core.laptop_wifi import AccessPoint, Internet, LaptopView, Told
from walkdown.practice.scenario import Network, Scenario

AWAY_DB: Final = -4  # the laptop stands a few steps from the router


class PracticeWifi:
    """Implements the port `LaptopWifi`. The laptop is on the network that the sticker names."""

    def __init__(self, scenario: Callable[[], Scenario], play: Callable[[], NetworkPlay]) -> None:
        self._scenario = scenario
        self._play = play

    async def look(self, lease: Lease) -> LaptopView:
        """As the scenario has it and as it is played."""
        lease.check(Purpose.WIFI_LOOK)
        scenario, play = self._scenario(), self._play()
        home = scenario.router_network
        off = play is NetworkPlay.CUT
        points = [_point(n) for n in scenario.networks if not (off and n.ssid == home.ssid)]
        if off:
            return LaptopView(Told.LISTED, tuple(points))
        return LaptopView(Told.LISTED, tuple(points), home.ssid, _internet(home, play))


def _point(network: Network) -> AccessPoint:
    band = laptop_wifi.Band(network.band.value)
    name = "" if network.hidden else network.ssid
    signal = network.signal_dbm + AWAY_DB
    return AccessPoint(name, signal, str(network.security), band, network.channel)


def _internet(network: Network, play: NetworkPlay) -> Internet:
    if play is NetworkPlay.CAPTIVE or network.captive:
        return Internet.SIGN_IN
    if play is NetworkPlay.NO_INTERNET or not network.internet:
        return Internet.NONE
    return Internet.FULL
