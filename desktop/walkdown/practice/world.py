"""One open practice site: its air, its Wi-Fi and its units, from opening to the last socket closed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import urlsplit

from walkdown.app.ports import NetworkPlay, YardDevice
from walkdown.practice.air import Air
from walkdown.practice.bleak_backend import AirBackend
from walkdown.practice.endpoint import HOST
from walkdown.practice.house import House
from walkdown.practice.merged import Merged
from walkdown.practice.neighbours import Neighbours
from walkdown.practice.phone import Phone
from walkdown.practice.scenario import Scenario
from walkdown.practice.unit import Unit
from walkdown.practice.voice import Voice
from walkdown.practice.wifi import Airwaves


class World:
    """Belongs to the running loop. `tell` is called for changes, merged."""

    def __init__(
        self, scenario: Scenario, tell: Callable[[], None], *, tells_names: bool = False
    ) -> None:
        self.scenario = scenario
        self._tell = tell
        self.network = scenario.wifi
        self._voice = Voice() if tells_names else None
        self._moving = asyncio.Lock()
        interval = scenario.interval_ms
        self._air = Air(scenario.seed, interval_s=interval / 1000 if interval else None)
        self._air.central.most_links = scenario.links
        self._air.central.fare(scenario.bluetooth)
        self._waves = Airwaves(scenario.networks, scenario.join_s)
        self._waves.fare(scenario.router.ssid, scenario.wifi)
        self._merged = Merged(self._say)
        self.backend: AirBackend = self._air.backend()
        self._phone = Phone(self._air.link)
        self.house = House()
        street = scenario.street
        self._neighbours = Neighbours(self._air.link, street) if street else None
        self._all = tuple(
            Unit(
                device, _address(n), self._air, self._waves, scenario.seed, self.changed, self.house
            )
            for n, device in enumerate(scenario.devices)
        )
        self._units = {u.device.serial: u for u in self._all if not u.device.is_twin}

    @property
    def air(self) -> Air:
        """Where its devices are heard."""
        return self._air

    async def start(self) -> None:
        """Plug in all devices, as they came from the factory."""
        for unit in self._all:
            await unit.start()
        if self._neighbours:
            self._neighbours.start()

    async def resume(self, joined: tuple[tuple[str, str], ...]) -> None:
        """Bring back devices (serial, URL) that had joined; those of other sites are left out."""
        for serial, url in joined:
            if unit := self._units.get(serial):
                await unit.resume(self.scenario.router_network, _port(url))

    async def close(self) -> None:
        """End everything; may be called twice."""
        self._merged.close()
        if self._voice:
            await self._voice.close()
        await asyncio.gather(*(unit.close() for unit in self._all))
        if self._neighbours:
            self._neighbours.close()
        await self._phone.close()
        await self._air.close()

    def changed(self) -> None:
        """Something looks different from before."""
        self._merged.poke()

    def _say(self) -> None:
        if self._voice:
            self._voice.tell(unit.told_name for unit in self._all)
        self._tell()

    def unit(self, serial: str) -> Unit:
        """The unit with this serial, never a twin. Raises LookupError: a mistake of ours."""
        return self._units[serial]

    def views(self, in_front: str) -> tuple[YardDevice, ...]:
        """How all devices, but for twins, look to one who stands before the one with this serial."""
        holds = self._phone.holds
        views = ((s, u.view(s == in_front, holds(s))) for s, u in self._units.items())
        return tuple(replace(v, clamp_turned=self.house.is_turned(s)) for s, v in views)

    async def phone_takes(self, serial: str, taken: bool) -> None:
        """Let somebody's phone connect to a device, or let go of it."""
        if taken:
            await self._phone.take(serial, self.unit(serial).radio_address)
        else:
            await self._phone.let_go(serial)
        self.changed()

    def lose_network(self, ssid: str, lost: bool) -> None:
        """Switch a network off or on, under the devices that have joined it."""
        self._waves.lose(ssid, lost)
        for unit in self._all:
            unit.network_changed()

    async def play_network(self, play: NetworkPlay) -> None:
        """Let the router's network be so from now on, under the devices that have joined it."""
        async with self._moving:
            self.network = play
            self._waves.fare(self.scenario.router.ssid, play)
            if play in (NetworkPlay.MOVED, NetworkPlay.UNNAMED):
                await self._deal_anew()
            for unit in self._all:
                unit.network_changed()

    async def _deal_anew(self) -> None:
        """Each has the address that another had before: an address proves nothing."""
        joined = [unit for unit in self._all if unit.port]
        ports = [unit.port for unit in joined]
        for unit in joined:
            await unit.give_up_address()
        for unit, port in zip(joined, (*ports[1:], 0), strict=False):
            await unit.take_address(port)

    def addresses(self) -> tuple[str, ...]:
        """Where somebody answers, as "host:port"."""
        return tuple(f"{HOST}:{unit.port}" for unit in self._all if unit.port)


def _address(number: int) -> str:
    """A static random address (the two highest bits set), another for each device."""
    return f"D0:57:00:00:{number >> 8:02X}:{number & 255:02X}"


def _port(url: str) -> int:
    """The port in a URL of an earlier run; 0, which means any, for one that is not ours."""
    try:
        parts = urlsplit(url)
        port = parts.port or 0
    except ValueError:
        return 0
    return port if parts.hostname == HOST and port > 1023 else 0
