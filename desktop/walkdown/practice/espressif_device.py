"""`EspressifDevice`: a practice device of Espressif's unified provisioning, with a lock and faults."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from walkdown.core.secret import Secret
from walkdown.practice.air import Air
from walkdown.practice.chores import Chores
from walkdown.practice.espressif_locks import KeyLock, Lock, NoLock, PasswordLock
from walkdown.practice.espressif_manager import Manager
from walkdown.practice.espressif_wire import BadMessage, read
from walkdown.practice.improv_facts import Faults, Identity, JoinResult
from walkdown.practice.improv_wire import NetworkRow
from walkdown.practice.peripheral_spec import (
    DEFAULT_MTU,
    Advert,
    AttRefusal,
    Characteristic,
    Descriptor,
    PeripheralSpec,
    Property,
    Service,
)

SERVICE = "021a9004-0382-4aea-bff4-6b3f1c5adfb4"
CTRL, SCAN, SESSION, CONFIG, VERSION, CUSTOM = range(0xFF4F, 0xFF55)
NAMES = {
    CTRL: "prov-ctrl",
    SCAN: "prov-scan",
    SESSION: "prov-session",
    CONFIG: "prov-config",
    VERSION: "proto-ver",
    CUSTOM: "custom-data",
}
HANDLER_FAILED = 0x04
MOST_MESSAGE = 512
_SOUND = Faults()


@dataclass(frozen=True, slots=True)
class Safety:
    """How it is locked. `described`: whether its endpoints have their names (2901)."""

    security: int = 1
    pop: Secret = field(default_factory=lambda: Secret(""), compare=False)
    patch: int = 1
    salt: bytes = b""
    described: bool = True


def uuid(endpoint: int) -> str:
    """The endpoint's characteristic: its number in the place of the service's 16 bits."""
    return f"{SERVICE[:4]}{endpoint:04x}{SERVICE[8:]}"


class EspressifDevice:
    """One device in the air; off until `power_on`. A link that is lost loses its session."""

    def __init__(
        self,
        air: Air,
        address: str,
        identity: Identity,
        *,
        networks: Callable[[], Sequence[NetworkRow]],
        join: Callable[[str, str], Awaitable[JoinResult]],
        safety: Safety,
        can_scan: bool = True,
        faults: Faults = _SOUND,
        stays_s: float = 1.0,
        distance_m: float = 3.0,
        mtu: int = DEFAULT_MTU,
        more: tuple[Service, ...] = (),
    ) -> None:
        """`stays_s`: how long it stays in the air after "connected" was told.

        `more`: services that stand beside the protocol's.
        """
        self.identity = identity
        self.on_change: Callable[[], None] | None = None
        self.blinking = False
        self.commands: deque[int] = deque(maxlen=256)  # endpoints only, never what was in them
        self._safety, self._faults, self._can_scan = safety, faults, can_scan
        self._drops = faults.drop_link_during_provision_once
        self._stays_s = stays_s
        self._chores = Chores()
        self._manager = Manager(networks, join, self._chores, self._connected)
        self._replies: dict[int, bytes] = {}
        self._lock = self._fresh_lock()
        self.peripheral = air.add(
            PeripheralSpec(
                address=address,
                name=identity.name,
                advert=Advert((SERVICE,)),
                services=(Service(SERVICE, tuple(map(self._endpoint, self._offered()))), *more),
                distance_m=distance_m,
                mtu=mtu,
            )
        )
        self.peripheral.on_disconnect = self._forget_session

    async def power_on(self) -> None:
        """Boot, advertise, and be ready to be set up (again)."""
        self._manager.begin()
        self._forget_session()
        await self.peripheral.power_on()
        self._changed()

    async def power_off(self) -> None:
        """Leave the air; ends every timer and task."""
        await self._chores.end()
        await self.peripheral.power_off()
        self._changed()

    def press_button(self) -> None:
        """It has none."""

    # --- endpoints -------------------------------------------------------------------------------

    def _offered(self) -> list[int]:
        return [e for e in NAMES if e != SCAN or self._can_scan]

    def _endpoint(self, endpoint: int) -> Characteristic:
        name = Descriptor("2901", NAMES[endpoint].encode())

        async def write(message: bytes) -> None:
            await self._written(endpoint, message)

        return Characteristic(
            uuid(endpoint),
            Property.READ | Property.WRITE,
            read=lambda: self._replies.get(endpoint, b""),
            write=write,
            descriptors=(name,) if self._safety.described else (),
        )

    async def _written(self, endpoint: int, message: bytes) -> None:
        if not message:
            return
        self.commands.append(endpoint)
        if self._faults.never_answers:
            self.peripheral.go_silent()
            return
        if endpoint == CONFIG and self._drops:
            self._drops = False
            self._chores.spawn(self.peripheral.drop_link())
            return
        try:
            if len(message) > MOST_MESSAGE:
                raise BadMessage
            reply = self._answer(endpoint, message)
        except BadMessage:
            raise AttRefusal(HANDLER_FAILED) from None
        self._replies[endpoint] = b"\xff\x01\x80" if self._faults.garbage_replies else reply
        await asyncio.sleep(self._faults.slow_s)

    def _answer(self, endpoint: int, message: bytes) -> bytes:
        if endpoint == VERSION:
            return self._version()
        if endpoint == SESSION:
            shaken = self._lock.shake(read(message))
            security = self._safety.security
            return (bytes((0x10, security)) if security else b"") + shaken
        return self._lock.seal(self._handle(endpoint, self._lock.unseal(message)))

    def _handle(self, endpoint: int, message: bytes) -> bytes:
        if endpoint == CONFIG:
            return self._manager.config(message)
        if endpoint == SCAN:
            return self._manager.scan(message)
        return self._manager.control(message) if endpoint == CTRL else message[::-1]

    def _version(self) -> bytes:
        caps = ["wifi_prov", *(["wifi_scan"] if self._can_scan else [])]
        safety = self._safety
        if safety.security == 0:
            caps.append("no_sec")
        elif safety.pop.empty:
            caps.append("no_pop")
        prov = {
            "ver": "netprov-v1.2",
            "sec_ver": safety.security,
            "sec_patch_ver": safety.patch,
            "cap": caps,
        }
        app = {"ver": self.identity.firmware, "serial": self._claimed(), "cap": ["custom-data"]}
        return json.dumps({"prov": prov, "app": app}, indent="\t").encode()

    def _claimed(self) -> str:
        serial = self.identity.serial
        if not self._faults.wrong_serial:
            return serial
        return f"{(int(serial) + 1) % 10 ** len(serial):0{len(serial)}d}"

    # --- its session -----------------------------------------------------------------------------

    def _fresh_lock(self) -> Lock:
        safety = self._safety
        if safety.security == 0:
            return NoLock()
        if safety.security == 1:
            return KeyLock(safety.pop)
        return PasswordLock(safety.pop, safety.patch, safety.salt)

    def _forget_session(self) -> None:
        self._replies.clear()
        self._lock = self._fresh_lock()

    def _connected(self) -> None:
        if not self._chores.runs("leaves"):
            self._chores.after("leaves", self._stays_s, self._leave)

    def _leave(self) -> None:
        self._chores.spawn(self.power_off())

    def _changed(self) -> None:
        if self.on_change is not None:
            self.on_change()
