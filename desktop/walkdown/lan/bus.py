"""The laptop's D-Bus, reached under a lease: a few bounded calls, then closed. Linux only."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from walkdown.consent.lease import Lease
from walkdown.consent.purpose import Purpose

if TYPE_CHECKING:
    from dbus_fast import BusType, Message
    from dbus_fast.aio import MessageBus

# How long the last words may take: a lease that ended gives a use 0.2 s to come to rest.
CLOSE_S: Final = 0.08
_PROPERTIES: Final = "org.freedesktop.DBus.Properties"


class NoAnswer(Exception):
    """The bus or the service is not there, or it refused; `name` is the D-Bus error's."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


@dataclass(frozen=True, slots=True)
class Spot:
    """One interface of one object of a service."""

    service: str
    path: str
    interface: str


_DAEMON: Final = Spot("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus")


class Bus(Protocol):
    """What the adapters need of a bus; tests put their own in its place."""

    async def call(
        self, on: Spot, member: str, signature: str = "", *body: object
    ) -> tuple[object, ...]:
        """The reply's values without their D-Bus types. Raises NoAnswer, LeaseEnded."""
        ...

    async def put(self, on: Spot, name: str, signature: str, value: object) -> None:
        """Set a property."""
        ...

    async def read(self, on: Spot) -> dict[object, object]:
        """All properties of an interface."""
        ...

    async def watch(self, on: Spot, signal: str, heard: Callable[[], None]) -> None:
        """From now on `heard` is called for this signal; what it carries is not looked at."""
        ...

    def at_close(self, on: Spot, member: str, signature: str = "", *body: object) -> None:
        """Call this as the last thing, whatever happens; its reply is not waited for."""
        ...

    async def close(self) -> None:
        """Say the last words and hang up, within CLOSE_S each. Raises nothing."""
        ...


Connect = Callable[[Lease], Awaitable[Bus]]


class _HangsUp(Protocol):
    """What dbus-fast has, and does not say the type of."""

    async def wait_for_disconnect(self) -> None: ...


async def system_bus(lease: Lease) -> Bus:
    """The bus of the computer's own services. Raises NoAnswer."""
    lease.check(Purpose.SITE_LOCATE, Purpose.DISCOVER, Purpose.FIRMWARE, Purpose.WIFI_LOOK)
    from dbus_fast import BusType

    return await _connected(lease, BusType.SYSTEM)


async def session_bus(lease: Lease) -> Bus:
    """The bus of the person's desktop. Raises NoAnswer."""
    lease.check(Purpose.NOTIFY)
    from dbus_fast import BusType

    return await _connected(lease, BusType.SESSION)


async def _connected(lease: Lease, which: BusType) -> Bus:
    from dbus_fast import DBusFastError
    from dbus_fast.aio import MessageBus

    try:
        return _LeasedBus(lease, await MessageBus(bus_type=which).connect())
    except (OSError, EOFError, DBusFastError) as error:
        raise NoAnswer(type(error).__name__) from error


class _LeasedBus:
    """Implements `Bus` on dbus-fast; each call checks the lease again."""

    def __init__(self, lease: Lease, bus: MessageBus) -> None:
        self._lease = lease
        self._bus = bus
        self._last: list[Message] = []

    async def call(
        self, on: Spot, member: str, signature: str = "", *body: object
    ) -> tuple[object, ...]:
        self._lease.check(
            Purpose.SITE_LOCATE,
            Purpose.NOTIFY,
            Purpose.DISCOVER,
            Purpose.FIRMWARE,
            Purpose.WIFI_LOOK,
        )
        from dbus_fast import DBusFastError, MessageType
        from dbus_fast.unpack import unpack_variants

        try:
            reply = await self._bus.call(_message(on, member, signature, body))
        except (OSError, EOFError, DBusFastError) as error:
            raise NoAnswer(type(error).__name__) from error
        if reply is None:  # the bus went away meanwhile
            raise NoAnswer("gone")
        if reply.message_type is MessageType.ERROR:
            raise NoAnswer(reply.error_name or "")
        return tuple(unpack_variants(reply.body))

    async def put(self, on: Spot, name: str, signature: str, value: object) -> None:
        from dbus_fast import Variant

        spot = Spot(on.service, on.path, _PROPERTIES)
        await self.call(spot, "Set", "ssv", on.interface, name, Variant(signature, value))

    async def read(self, on: Spot) -> dict[object, object]:
        spot = Spot(on.service, on.path, _PROPERTIES)
        values = await self.call(spot, "GetAll", "s", on.interface)
        return dict(values[0]) if values and isinstance(values[0], dict) else {}

    async def watch(self, on: Spot, signal: str, heard: Callable[[], None]) -> None:
        def take(message: Message) -> None:
            where = (message.path, message.interface, message.member)
            if where == (on.path, on.interface, signal):
                heard()

        self._bus.add_message_handler(take)
        rule = (
            f"type='signal',sender='{on.service}',path='{on.path}',"
            f"interface='{on.interface}',member='{signal}'"
        )
        await self.call(_DAEMON, "AddMatch", "s", rule)

    def at_close(self, on: Spot, member: str, signature: str = "", *body: object) -> None:
        # Made while the lease holds; said after it, because it only undoes what was done.
        self._last.append(_message(on, member, signature, body))

    async def close(self) -> None:
        last, self._last = self._last, []
        with suppress(
            Exception
        ):  # a border: the bus may be gone in any way, and is let go of anyway
            async with asyncio.timeout(CLOSE_S):
                for message in last:
                    await self._bus.send(message)
        with suppress(Exception):  # the same
            self._bus.disconnect()
            wire: _HangsUp = self._bus
            async with asyncio.timeout(CLOSE_S):
                await wire.wait_for_disconnect()


def _message(on: Spot, member: str, signature: str, body: tuple[object, ...]) -> Message:
    from dbus_fast import Message

    return Message(
        destination=on.service,
        path=on.path,
        interface=on.interface,
        member=member,
        signature=signature,
        body=list(body),
    )
