"""The laptop's D-Bus is called under a lease only, and let go of whatever happens.

dbus-fast is there on Linux alone, so a small one of our own stands in its place everywhere.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from types import ModuleType
from typing import Any

import pytest

from walkdown.consent.lease import _MINT, Lease, LeaseEnded, WrongLease
from walkdown.consent.purpose import Purpose
from walkdown.lan.bus import NoAnswer, Spot, session_bus, system_bus

SPOT = Spot("a.Service", "/a/path", "a.Interface")


class BusError(Exception):
    """Stands for dbus_fast.DBusFastError."""


class Kind(Enum):
    ERROR = 1
    REPLY = 2


@dataclass
class Said:
    """Stands for dbus_fast.Message, sent or received."""

    destination: str = ""
    path: str = ""
    interface: str = ""
    member: str = ""
    signature: str = ""
    body: Any = None
    message_type: Kind = Kind.REPLY
    error_name: str = ""


class Wire:
    """Stands for dbus_fast.aio.MessageBus; the tests say what it replies."""

    reply: Said | Exception | None = Said(body=["x"])
    unreachable: Exception | None = None
    deaf = False
    made: list[Wire]

    def __init__(self, bus_type: str) -> None:
        self.bus_type = bus_type
        self.sent: list[Said] = []
        self.handlers: list[Callable[[Said], None]] = []
        self.disconnected = False
        Wire.made.append(self)

    async def connect(self) -> Wire:
        if Wire.unreachable:
            raise Wire.unreachable
        return self

    async def call(self, message: Said) -> Said | None:
        self.sent.append(message)
        if isinstance(Wire.reply, Exception):
            raise Wire.reply
        return Wire.reply

    async def send(self, message: Said) -> None:
        if Wire.deaf:
            await asyncio.Event().wait()
        self.sent.append(message)

    def add_message_handler(self, take: Callable[[Said], None]) -> None:
        self.handlers.append(take)

    def disconnect(self) -> None:
        self.disconnected = True

    async def wait_for_disconnect(self) -> None:
        if Wire.deaf:
            await asyncio.Event().wait()
        raise BusError("hung up")


@pytest.fixture(autouse=True)
def small_dbus(monkeypatch: pytest.MonkeyPatch) -> None:
    names = {
        "dbus_fast": {
            "BusType": type("BusType", (), {"SYSTEM": "system", "SESSION": "session"}),
            "DBusFastError": BusError,
            "MessageType": Kind,
            "Message": Said,
            "Variant": lambda signature, value: (signature, value),
        },
        "dbus_fast.aio": {"MessageBus": Wire},
        "dbus_fast.unpack": {"unpack_variants": lambda body: body},
    }
    for name, held in names.items():
        module = ModuleType(name)
        for key, value in held.items():
            setattr(module, key, value)
        monkeypatch.setitem(sys.modules, name, module)
    monkeypatch.setattr(Wire, "made", [], raising=False)
    for key, value in {"reply": Said(body=["x"]), "unreachable": None, "deaf": False}.items():
        monkeypatch.setattr(Wire, key, value)


def lease(purpose: Purpose = Purpose.SITE_LOCATE) -> Lease:
    return Lease(1, purpose, "site", mint=_MINT)


async def test_each_bus_is_for_one_purpose() -> None:
    await system_bus(lease())
    await session_bus(lease(Purpose.NOTIFY))
    assert [wire.bus_type for wire in Wire.made] == ["system", "session"]
    with pytest.raises(WrongLease):
        await system_bus(lease(Purpose.NOTIFY))
    with pytest.raises(WrongLease):
        await session_bus(lease())
    assert len(Wire.made) == 2


async def test_nothing_is_called_once_the_lease_has_ended() -> None:
    mine = lease()
    bus = await system_bus(mine)
    await bus.call(SPOT, "Start")
    mine.end()
    for work in (bus.call(SPOT, "Start"), bus.put(SPOT, "Name", "s", "x"), bus.read(SPOT)):
        with pytest.raises(LeaseEnded):
            await work
    assert len(Wire.made[0].sent) == 1


async def test_the_last_words_are_said_after_the_lease_too() -> None:
    mine = lease(Purpose.NOTIFY)
    bus = await session_bus(mine)
    bus.at_close(SPOT, "CloseNotification", "u", 7)
    mine.end()
    await bus.close()
    (last,) = Wire.made[0].sent
    assert (last.member, last.body) == ("CloseNotification", [7])
    assert Wire.made[0].disconnected


async def test_a_deaf_bus_is_hung_up_on() -> None:
    bus = await session_bus(lease(Purpose.NOTIFY))
    bus.at_close(SPOT, "CloseNotification", "u", 7)
    Wire.deaf = True
    await bus.close()
    assert Wire.made[0].disconnected


@pytest.mark.parametrize("error", [FileNotFoundError(), EOFError(), BusError("auth")])
async def test_a_bus_that_is_not_there_gives_no_answer(error: Exception) -> None:
    Wire.unreachable = error
    with pytest.raises(NoAnswer) as gone:
        await system_bus(lease())
    assert gone.value.name == type(error).__name__


@pytest.mark.parametrize(
    ("reply", "name"),
    [
        (Said(message_type=Kind.ERROR, error_name="a.b.Denied"), "a.b.Denied"),
        (None, "gone"),
        (OSError(), "OSError"),
        (BusError(), "BusError"),
    ],
)
async def test_a_refused_or_broken_call_gives_no_answer(reply: Any, name: str) -> None:
    bus = await system_bus(lease())
    Wire.reply = reply
    with pytest.raises(NoAnswer) as refused:
        await bus.call(SPOT, "Start")
    assert refused.value.name == name


async def test_properties_are_put_and_read() -> None:
    bus = await system_bus(lease())
    await bus.put(SPOT, "DesktopId", "s", "walkdown")
    Wire.reply = Said(body=[{"Location": "/"}])
    assert await bus.read(SPOT) == {"Location": "/"}
    Wire.reply = Said(body=[])
    assert await bus.read(SPOT) == {}
    put, read, _ = Wire.made[0].sent
    assert (put.member, put.body) == (
        "Set",
        ["a.Interface", "DesktopId", ("s", "walkdown")],
    )
    assert (read.member, read.body) == ("GetAll", ["a.Interface"])


async def test_only_the_signal_that_is_watched_is_heard() -> None:
    heard: list[int] = []
    bus = await system_bus(lease())
    await bus.watch(SPOT, "Updated", lambda: heard.append(1))
    (take,) = Wire.made[0].handlers
    take(Said(path="/a/path", interface="a.Interface", member="Other"))
    take(Said(path="/other", interface="a.Interface", member="Updated"))
    assert not heard
    take(Said(path="/a/path", interface="a.Interface", member="Updated"))
    assert heard == [1]
    assert "sender='a.Service'" in Wire.made[0].sent[0].body[0]
