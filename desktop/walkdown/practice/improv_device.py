"""`ImprovDevice`: a practice device that is set up over Improv, with a button, a lamp and faults."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence

from walkdown.practice import improv_service
from walkdown.practice import improv_wire as wire
from walkdown.practice.air import Air
from walkdown.practice.chores import Chores
from walkdown.practice.improv_facts import Faults, Identity, JoinResult, Timing
from walkdown.practice.improv_wire import BadPacket, Fail, NetworkRow, Phase
from walkdown.practice.peripheral_spec import DEFAULT_MTU, PeripheralSpec, Service

__all__ = ["Faults", "Identity", "ImprovDevice", "JoinResult", "Timing"]

_SOUND = Faults()
_USUAL = Timing()


class ImprovDevice:
    """One device in the air; off until `power_on`. Keeps no password longer than it joins with it."""

    def __init__(
        self,
        air: Air,
        address: str,
        identity: Identity,
        *,
        networks: Callable[[], Sequence[NetworkRow]],
        join: Callable[[str, str], Awaitable[JoinResult]],
        needs_button: bool = False,
        capabilities: int = wire.CAN_ALL,
        faults: Faults = _SOUND,
        timing: Timing = _USUAL,
        distance_m: float = 3.0,
        mtu: int = DEFAULT_MTU,
        more: tuple[Service, ...] = (),
    ) -> None:
        """`networks` gives (name, dBm, security) rows; `join` takes a name and a password.

        `more`: services that stand beside Improv's.
        """
        self.identity = identity
        self.on_change: Callable[[], None] | None = None
        self.commands: deque[int] = deque(maxlen=64)  # numbers only, never what was in them
        self.hostname = identity.name.lower()
        self.phase = Phase.LOCKED if needs_button else Phase.OPEN
        self._networks, self._join = networks, join
        self._first = self.phase
        self._capabilities = capabilities
        self._faults = faults
        self._drops = faults.drop_link_during_provision_once
        self._timing = timing
        self._name = identity.name
        self._buffer = b""
        self._chores = Chores()
        self.peripheral = air.add(
            PeripheralSpec(
                address=address,
                name=identity.name,
                advert=improv_service.advert(self.phase, capabilities),
                services=(improv_service.service(self.phase, capabilities, self._written), *more),
                distance_m=distance_m,
                mtu=mtu,
            )
        )
        self.peripheral.on_disconnect = self._forget_parts

    @property
    def blinking(self) -> bool:
        """Whether its lamp blinks now."""
        return self._chores.runs("identify")

    async def power_on(self) -> None:
        """Boot, advertise, and be ready to be set up (again)."""
        self.phase = self._first
        self._advertise()
        await self.peripheral.power_on()
        self._changed()

    async def power_off(self) -> None:
        """Leave the air; ends every timer and task."""
        await self._chores.end()
        self._buffer = b""
        await self.peripheral.power_off()
        self._changed()

    def press_button(self) -> None:
        """What a person does at the device: for a minute it may be set up."""
        if self.phase in (Phase.LOCKED, Phase.OPEN):
            self._enter(Phase.OPEN)
            self._restart_authorization()

    # --- commands --------------------------------------------------------------------------------

    def _written(self, part: bytes) -> None:
        """Put a command together again: there is no start marker, only its length and a pause."""
        self._buffer += part
        self._chores.after("assembly", self._timing.assembly_s, self._forget_parts)
        length = wire.total_length(self._buffer)
        if not part or len(self._buffer) < length:
            return
        packet = self._buffer
        self._forget_parts()
        try:
            if len(packet) > length:
                raise BadPacket("too long")
            self._obey(*wire.unpack(packet))
        except BadPacket:
            self._fail(Fail.PACKET)

    def _forget_parts(self) -> None:
        self._buffer = b""
        self._chores.stop("assembly")

    def _obey(self, command: int, data: bytes) -> None:
        self.commands.append(command)
        if self._faults.never_answers:
            return
        verbs = {
            1: self._take_credentials,
            2: self._identify,
            3: self._tell,
            4: self._scan,
            5: self._take_hostname,
            6: self._take_name,
        }
        if command not in verbs:
            self._fail(Fail.COMMAND)
            return
        if self.phase is not Phase.JOINING:
            self.peripheral.notify(wire.ERROR, bytes((Fail.NONE,)))
        verbs[command](data)

    def _take_credentials(self, data: bytes) -> None:
        if self.phase is Phase.JOINING:
            return  # some clients send it twice; the first one counts
        ssid, password = wire.two_texts(data)
        if self.phase is not Phase.OPEN:
            self._fail(Fail.LOCKED)
        elif self._faults.refuses:
            self._fail(Fail.OTHER)
        else:
            self._chores.stop("authorized")
            self._enter(Phase.JOINING)
            self._chores.spawn(self._try_to_join(ssid, password))

    async def _try_to_join(self, ssid: str, password: str) -> None:
        await asyncio.sleep(self._faults.slow_s)
        if self._drops or self._faults.garbage_replies:
            await self._fail_oddly()
            return
        result = await self._join(ssid, password)
        if not result.joined:
            self.peripheral.notify(wire.ERROR, bytes((Fail.NO_NETWORK,)))
            self._give_up()
            return
        self._say(wire.reply(1, [result.url] if result.url else []))
        self._enter(Phase.DONE)
        self._chores.after(
            "stays", self._timing.stays_s, lambda: self._chores.spawn(self.power_off())
        )

    async def _fail_oddly(self) -> None:
        if self._drops:
            self._drops = False
            await self.peripheral.drop_link()
        else:
            self._say(wire.reply(1))
        self._give_up()

    def _give_up(self) -> None:
        self._enter(Phase.OPEN)
        self._restart_authorization()

    def _identify(self, _data: bytes) -> None:
        self._chores.after("identify", self._timing.identify_s, self._changed)
        self._changed()

    def _tell(self, _data: bytes) -> None:
        me = self.identity
        said = [me.model, me.firmware, me.hardware, self._claimed_name()]
        self._answer(3, [*said, me.os, me.os_version] if me.os else said)

    def _scan(self, _data: bytes) -> None:
        self._answer(4, wire.fitting(self._networks()))

    def _take_hostname(self, data: bytes) -> None:
        if self.phase is not Phase.OPEN:
            self._fail(Fail.LOCKED)
            return
        name = wire.new_hostname(data) if data else self.hostname
        if name is None:
            self._fail(Fail.HOSTNAME)
            return
        if data:
            self.hostname = name
            self._restart_authorization()
        self._answer(5, [name])

    def _take_name(self, data: bytes) -> None:
        if data and self.phase is not Phase.OPEN:
            self._fail(Fail.LOCKED)
            return
        if data:
            self._name = data.decode("utf-8", "replace")[:60]
            self._restart_authorization()
        self._answer(6, [self._claimed_name()])

    def _claimed_name(self) -> str:
        serial = self.identity.serial
        if not self._faults.wrong_serial:
            return self._name
        other = f"{(int(serial) + 1) % 10 ** len(serial):0{len(serial)}d}"
        return self._name.replace(serial, other)

    # --- answers ---------------------------------------------------------------------------------

    def _answer(self, command: int, strings: list[str]) -> None:
        self._chores.spawn(self._answer_later(wire.reply(command, strings)))

    async def _answer_later(self, packet: bytes) -> None:
        await asyncio.sleep(self._faults.slow_s)
        self._say(packet)

    def _say(self, packet: bytes) -> None:
        """Value first, then the notification: a client that reads gets what an MTU cuts off."""
        if self._faults.garbage_replies:
            packet = packet[:1] + b"\xff" + packet[2:] + b"\x00"
        self.peripheral.notify(wire.RESULT, packet)

    def _fail(self, why: Fail) -> None:
        self.peripheral.notify(wire.ERROR, bytes((why,)))

    def _enter(self, phase: Phase) -> None:
        self.phase = phase
        if self.peripheral.powered:
            self.peripheral.notify(wire.STATE, bytes((phase,)))
        self._advertise()
        self._changed()

    def _advertise(self) -> None:
        self.peripheral.set_advert(improv_service.advert(self.phase, self._capabilities))

    # --- time ------------------------------------------------------------------------------------

    def _restart_authorization(self) -> None:
        if self._first is Phase.LOCKED:
            self._chores.after("authorized", self._timing.authorized_s, self._lock)

    def _lock(self) -> None:
        if self.phase is Phase.OPEN:
            self._enter(Phase.LOCKED)

    def _changed(self) -> None:
        if self.on_change is not None:
            self.on_change()
