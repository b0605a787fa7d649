"""`ShellyDevice`: a practice meter that is set up by JSON-RPC over Bluetooth, with a lock and faults."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence

from walkdown.core.device import Reading
from walkdown.core.secret import Secret
from walkdown.practice import shelly_wire as wire
from walkdown.practice.air import Air
from walkdown.practice.chores import Chores
from walkdown.practice.improv_facts import Identity, JoinResult
from walkdown.practice.improv_wire import NetworkRow
from walkdown.practice.peripheral_spec import (
    DEFAULT_MTU,
    Advert,
    AttRefusal,
    PeripheralSpec,
    Service,
)
from walkdown.practice.shelly_auth import Door
from walkdown.practice.shelly_facts import Lock, ShellyFaults, line_of
from walkdown.practice.shelly_rpc import Params, Rpc
from walkdown.practice.shelly_self import ShellySelf
from walkdown.practice.shelly_station import Station

NOT_PAIRED = 0x05
PAIRING_S = 60.0
_OPEN = Lock(Secret(""))
_SOUND = ShellyFaults()


class ShellyDevice:
    """One device in the air; off until `power_on`. Unlike Improv's it stays there when it joined."""

    def __init__(
        self,
        air: Air,
        address: str,
        identity: Identity,
        *,
        networks: Callable[[], Sequence[NetworkRow]],
        join: Callable[[str, str], Awaitable[JoinResult]],
        readings: Callable[[], tuple[Reading, ...]] = tuple,
        lock: Lock = _OPEN,
        faults: ShellyFaults = _SOUND,
        distance_m: float = 3.0,
        mtu: int = DEFAULT_MTU,
        more: tuple[Service, ...] = (),
    ) -> None:
        """`identity.serial` is its MAC: 12 capital hex digits. The rest is as for Improv's."""
        self.on_change: Callable[[], None] | None = None
        self.commands: deque[str] = deque(maxlen=64)  # methods only, never what was in them
        self.blinking = False
        self._lock, self._faults = lock, faults
        self._drops = faults.drop_link_during_provision_once
        self._chores = Chores()
        self._links = 0
        self._is_to_restart = False
        self._model = line_of(identity.model).number
        self._serial = identity.serial
        self.self = ShellySelf(identity, readings, faults, locked=not lock.password.empty)
        self.station = Station(networks, join, self._chores, self._changed, faults)
        door = Door(self.self.id, lock.password)
        verbs = {**self.self.verbs, **self.station.verbs}
        verbs["WiFi.SetConfig"] = self._set_wifi
        verbs["Shelly.Reboot"] = self._reboot
        verbs["Shelly.GetStatus"] = self._status
        self._rpc = Rpc(self.self.id, verbs, door.lets_in, door.challenge)
        self._frames = wire.Frames(lambda: self.peripheral.mtu, self._asked)
        self._one_at_a_time = asyncio.Lock()
        self.peripheral = air.add(
            PeripheralSpec(
                address=address,
                name=identity.name,
                advert=self._advert(),
                services=(
                    wire.service(
                        self._guarded(self._frames.announce),
                        self._guarded(self._frames.write),
                        self._let_read,
                        self._frames.pending,
                    ),
                    *more,
                ),
                distance_m=distance_m,
                mtu=mtu,
            )
        )
        self.peripheral.on_disconnect = self._unlinked

    @property
    def identity(self) -> Identity:
        """Who it says it is."""
        return self.self.identity

    @identity.setter
    def identity(self, identity: Identity) -> None:
        self.self.identity = identity

    async def power_on(self) -> None:
        """Boot and advertise; joins what it has stored."""
        self.peripheral.takes_pairing = not self._lock.pairing
        self.peripheral.set_advert(self._advert())
        await self.peripheral.power_on()
        self.station.boot()
        self._changed()

    async def power_off(self) -> None:
        """Leave the air as it came from the factory; ends every timer and task."""
        await self._chores.end()
        self.station.forget()
        await self._leave()

    def press_button(self) -> None:
        """What a person does at the device: for a minute it takes a pairing."""
        if self._lock.pairing:
            self._chores.after("pairing", PAIRING_S, lambda: self._pairing(False))
            self._pairing(True)

    # --- requests --------------------------------------------------------------------------------

    def _guarded(self, take: Callable[[bytes], None]) -> Callable[[bytes], None]:
        def written(value: bytes) -> None:
            self._ask_for_pairing()
            take(value)

        return written

    def _let_read(self) -> bytes:
        self._ask_for_pairing()
        return self._frames.read()

    def _ask_for_pairing(self) -> None:
        if self._lock.pairing and not self.peripheral.encrypted:
            raise AttRefusal(NOT_PAIRED)

    def _asked(self, body: bytes) -> None:
        self._chores.spawn(self._serve(body, self._links))

    async def _serve(self, body: bytes, link: int) -> None:
        async with self._one_at_a_time:
            self.commands.append(self._rpc.method_of(body))
            if self._faults.never_answers:
                return
            await asyncio.sleep(self._faults.slow_s)
            reply = await self._rpc.answer(body)
        if reply and link == self._links and self.peripheral.connected:
            self._say(reply)
        if self._is_to_restart:
            self._is_to_restart = False
            await self._restart()

    def _say(self, frame: bytes) -> None:
        if self._faults.garbage_replies:
            frame = frame[:-2] + b'"\xff'
        self._frames.reply(frame, 0x3213005F if self._faults.false_length else None)
        if not self._faults.lost_notifications:
            self.peripheral.notify(wire.RX_CTL, self._frames.pending())

    async def _set_wifi(self, params: Params) -> object:
        if self._drops:
            self._drops = False
            await self.peripheral.drop_link()
            return None
        return await self.station.set_config(params)

    async def _status(self, _params: Params) -> object:
        return {**await self.self.status(_params), "wifi": self.station.status()}

    async def _reboot(self, _params: Params) -> object:
        self._is_to_restart = True  # it goes once the reply is out
        return None

    # --- power -----------------------------------------------------------------------------------

    async def _restart(self) -> None:
        await self._leave()
        await self.power_on()

    async def _leave(self) -> None:
        self._frames.clear()
        await self.peripheral.power_off()
        self._changed()

    def _unlinked(self) -> None:
        self._links += 1
        self._frames.clear()

    def _pairing(self, on: bool) -> None:
        self.peripheral.takes_pairing = on
        self.peripheral.set_advert(self._advert())
        self._changed()

    def _advert(self) -> Advert:
        flags = wire.CAN_BE_FOUND | wire.RPC
        flags |= wire.LOCKED if not self._lock.password.empty else 0
        flags |= wire.PAIRING if self._lock.pairing and self._chores.runs("pairing") else 0
        return wire.advert(self._serial, self._model, flags)

    def _changed(self) -> None:
        if self.on_change is not None:
            self.on_change()
