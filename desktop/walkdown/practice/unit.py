"""One practice device in its place: the radio that sets it up, its Wi-Fi, and its answers afterwards."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from walkdown.app.ports import YardDevice
from walkdown.practice.endpoint import Endpoint
from walkdown.practice.families import Place, built
from walkdown.practice.house import House
from walkdown.practice.improv_facts import JoinResult
from walkdown.practice.improv_wire import NetworkRow
from walkdown.practice.labelled import Look, Symbol
from walkdown.practice.scenario import Family, Fault, Network, PracticeDevice, WrongKind
from walkdown.practice.status import Status
from walkdown.practice.sunspec_server import SunSpecServer
from walkdown.practice.told_name import ToldName, told_name
from walkdown.practice.wifi import Airwaves, Outcome

if TYPE_CHECKING:
    from walkdown.practice.air import Air


_LAST_WORDS_S = 2.0


class Unit:
    """Off until `start`. It is set up once: when it has joined, it leaves Bluetooth for good."""

    def __init__(
        self,
        device: PracticeDevice,
        address: str,
        air: Air,
        waves: Airwaves,
        seed: int,
        changed: Callable[[], None],
        house: House | None = None,
    ) -> None:
        self.device = device
        self._waves = waves
        self._changed = changed
        self._network: Network | None = None
        self._silent = False
        self._away = False
        self._stranded = False
        self._returning: asyncio.Task[None] | None = None
        self._status = Status(device, seed, house)
        self._endpoint = Endpoint(self._status.json)
        place = Place(
            air,
            address,
            self._rows,
            self._join,
            self._status.readings,
            self._endpoint.serve,
            self._status.runs,
        )
        self._radio = built(device, place)
        if device.modbus and device.family is not Family.SHELLY:
            self._endpoint.speak(SunSpecServer(device, self._status).answer)
        self._radio.on_change = self._seen_to_change

    @property
    def online(self) -> bool:
        """Whether its network light is on: it has an address on a network that is there."""
        return bool(self._endpoint.url) and not self._cut_off()

    @property
    def url(self) -> str:
        """Where it answers; empty before it has joined."""
        return self._endpoint.url

    @property
    def radio_address(self) -> str:
        """Where it is heard on Bluetooth."""
        return self._radio.peripheral.address

    def view(self, in_front: bool, taken: bool = False) -> YardDevice:
        """What one sees standing before it; `taken` by somebody's phone."""
        device = self.device
        return YardDevice(
            device.serial,
            device.model,
            device.kind,
            device.place,
            blinking=self._radio.blinking,
            online=self.online,
            in_front=in_front,
            taken=taken,
            needs_button=device.needs_button or self._is(WrongKind.STALE_BOND),
            trouble=device.label.trouble or "",
            symbol="" if device.label.symbol is Symbol.QR else device.label.symbol,
            look="" if device.label.look is Look.PLAIN else device.label.look,
        )

    async def start(self) -> None:
        """Plug it in, as it came from the factory."""
        await self._radio.power_on()

    async def resume(self, network: Network | None, port: int) -> None:
        """Make it what it was when it had joined, on the same port where that is free."""
        if self._endpoint.url:
            return
        await self._leave_the_air()
        await self._settle(network, port)

    async def reset(self) -> None:
        """Make it as it came from the factory, wherever it stood."""
        self._radio.peripheral.forget_bonds()
        await self._leave_the_air()
        await self._begin_anew()

    async def close(self) -> None:
        """Leave the air and the network; nothing of it remains."""
        await self._leave_the_air()
        await self._endpoint.close()

    def press_button(self) -> None:
        """Let it be set up; one that has joined but cannot be reached there begins anew.

        It also forgets which laptops it was paired with.
        """
        self._radio.peripheral.forget_bonds()
        if self._endpoint.url and (self._endpoint.mute or self._endpoint.captive):
            self._returning = asyncio.ensure_future(self._begin_anew())
        else:
            self._radio.press_button()

    def drop(self) -> None:
        """Lose the Bluetooth link at the next thing it is asked."""
        if self._radio.peripheral.powered:
            self._radio.peripheral.drop_after_requests(1)

    def silence(self, on: bool) -> None:
        """Answer nobody any more, by radio and network, or answer again."""
        self._silent = on
        if self._radio.peripheral.powered:
            self._radio.peripheral.go_silent(on)
        self.network_changed()

    def move(self, distance_m: float) -> None:
        """Carry it so far from the laptop."""
        self._radio.peripheral.move_to(distance_m)

    def network_changed(self) -> None:
        """Look again whether there is anyone to answer."""
        network = self._network
        apart = network is not None and self._waves.keeps_apart(network)
        mute = apart or self._silent or self._away or Fault.NOT_REACHABLE in self.device.faults
        self._endpoint.mute = mute or self._cut_off()
        self._endpoint.captive = network is not None and self._waves.wants_sign_in(network)
        self._changed()

    # --- its address

    @property
    def port(self) -> int:
        """Where it answers; 0 before it has joined."""
        return self._endpoint.port if self._endpoint.url else 0

    async def give_up_address(self) -> None:
        """Answer nobody at the address it has, until it is given another."""
        await self._endpoint.close()

    async def take_address(self, port: int) -> None:
        """Answer here from now on, where this is free; 0 is any."""
        await self._endpoint.open(port)
        self.network_changed()

    @property
    def told_name(self) -> ToldName | None:
        """The name it tells on the network; None where nobody would hear it."""
        network, endpoint = self._network, self._endpoint
        if network is None or not endpoint.url or endpoint.mute:
            return None
        if not self._waves.hears_names(network):
            return None
        return told_name(self.device, self._status.serial, endpoint.port)

    def _seen_to_change(self) -> None:
        """A device that joined but was given no address leaves, and comes back to be set up again."""
        if self._stranded and not self._radio.peripheral.powered:
            self._stranded = False
            self._returning = asyncio.ensure_future(self._begin_anew())
        self._changed()

    async def _begin_anew(self) -> None:
        await self._radio.power_off()
        await self._endpoint.close()
        self._network, self._silent, self._stranded = None, False, False
        self._away = False
        await self.start()

    async def _leave_the_air(self) -> None:
        self._stranded = self._away = False
        if self._returning:
            self._returning.cancel()
            await asyncio.gather(self._returning, return_exceptions=True)
        await self._radio.power_off()

    def _cut_off(self) -> bool:
        return self._network is not None and self._waves.is_lost(self._network.ssid)

    def _rows(self) -> list[NetworkRow]:
        heard = self._waves.heard_by(self.device)
        return [(h.ssid, h.signal_dbm or 0, h.security, h.channel or 0) for h in heard]

    async def _join(self, ssid: str, password: str) -> JoinResult:
        joining = await self._waves.join(self.device, ssid, password)
        self._stranded = joining.outcome is Outcome.NO_ADDRESS
        if joining.outcome is Outcome.JOINED:
            await self._settle(joining.network, 0)
            self._restart_soon()
        return JoinResult(joining.on_the_network, self._endpoint.url or None)

    def _is(self, what: WrongKind) -> bool:
        return any(wrong.what is what for wrong in self.device.wrong)

    def _restart_soon(self) -> None:
        for wrong in self.device.wrong:
            if wrong.what is WrongKind.REBOOTS:
                self._returning = asyncio.ensure_future(self._restart(wrong.seconds))

    async def _restart(self, seconds: float) -> None:
        """Off the air and the network for so long, as soon as it could say that it has joined."""
        peripheral = self._radio.peripheral
        with suppress(TimeoutError):
            async with asyncio.timeout(_LAST_WORDS_S):
                while peripheral.connected:  # noqa: ASYNC110 - the devices' own ears are taken
                    await asyncio.sleep(0.05)
        self._away = True
        await self._radio.power_off()
        self.network_changed()
        await asyncio.sleep(seconds)
        self._away = False
        self.network_changed()

    async def _settle(self, network: Network | None, port: int) -> None:
        self._network = network
        await self._endpoint.open(port)
        self.network_changed()
