"""BlueZ's adapters: read as they are told, whatever is told, and never waited for."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from walkdown.consent.lease import _MINT, Lease, LeaseEnded, WrongLease
from walkdown.consent.purpose import Purpose
from walkdown.core.adapter_doctor import Adapter, Looked
from walkdown.lan.bluez import BluezAdapters
from walkdown.lan.bus import NoAnswer

HCI0, HCI1 = "/org/bluez/hci0", "/org/bluez/hci1"
LAPTOP: dict[str, Any] = {
    "Address": "A0:B1:C2:D3:E4:F5",
    "Alias": "ThinkPad",
    "Powered": True,
    "Roles": ["central", "peripheral"],
    "PowerState": "on",
}


def lease(purpose: Purpose = Purpose.DISCOVER) -> Lease:
    return Lease(1, purpose, "site", mint=_MINT)


class FakeBus:
    """Answers the one question with what it was given."""

    def __init__(self, *answer: object, error: str = "", mute: bool = False) -> None:
        self.answer, self.error, self.mute = answer, error, mute
        self.asked: list[str] = []
        self.closed = 0

    async def connect(self, lease: Lease) -> Any:
        return self

    async def call(self, on: Any, member: str, *more: object) -> tuple[object, ...]:
        self.asked.append(f"{on.service} {on.path} {member}")
        if self.mute:
            await asyncio.Event().wait()
        if self.error:
            raise NoAnswer(self.error)
        return self.answer

    async def close(self) -> None:
        self.closed += 1


async def look(*answer: object, **more: Any) -> Looked:
    bus = FakeBus(*answer, **more)
    found = await BluezAdapters(bus.connect, 0.05).look(lease())
    assert bus.closed == 1
    return found


def adapter(**changed: object) -> dict[str, object]:
    return {"org.bluez.Adapter1": LAPTOP | changed}


async def test_adapters_come_with_name_address_switch_and_what_is_connected() -> None:
    mouse = {"org.bluez.Device1": {"Adapter": HCI0, "Connected": True}}
    away = {"org.bluez.Device1": {"Adapter": HCI0, "Connected": False}}
    found = await look(
        {
            HCI1: adapter(Address="00:11:22:33:44:55", Alias="Stick", Powered=False, Roles=[]),
            HCI0: adapter(),
            HCI0 + "/dev_1": mouse,
            HCI0 + "/dev_2": away,
            "/org/bluez": {},
        }
    )
    assert found.service
    assert found.adapters == (
        Adapter("hci0", "ThinkPad", "A0:B1:C2:D3:E4:F5", on=True, able=True, links=1),
        Adapter("hci1", "Stick", "00:11:22:33:44:55", on=False, able=False),
    )


async def test_flight_mode_is_told_from_a_switch_in_the_settings() -> None:
    found = await look({HCI0: adapter(Powered=False, PowerState="off-blocked")})
    assert found.adapters
    assert found.adapters[0].blocked
    found = await look({HCI0: adapter(Powered=False, PowerState="off")})
    assert found.adapters
    assert not found.adapters[0].blocked


async def test_an_older_bluez_that_tells_no_roles_leaves_it_open() -> None:
    said = {k: v for k, v in LAPTOP.items() if k not in ("Roles", "PowerState")}
    found = await look({HCI0: {"org.bluez.Adapter1": said}})
    assert found.adapters
    assert found.adapters[0].able is None


async def test_no_adapter_and_no_service_and_no_permission_are_three_things() -> None:
    assert await look({}) == Looked((), service=True)
    unknown = "org.freedesktop.DBus.Error.ServiceUnknown"
    assert await look(error=unknown) == Looked(service=False)
    denied = "org.freedesktop.DBus.Error.AccessDenied"
    assert await look(error=denied) == Looked(denied=True)
    assert await look(error="FileNotFoundError") == Looked()


async def test_a_bluez_that_does_not_answer_is_not_waited_for() -> None:
    assert await look(mute=True) == Looked()


@pytest.mark.parametrize(
    "odd",
    [
        (),
        (7,),
        ([],),
        ({}, {}),
        ({HCI0: 7},),
        ({7: adapter()},),
        ({HCI0: {"org.bluez.Adapter1": 7}},),
        ({HCI0: adapter(Address=7)},),
        ({HCI0: adapter(Address="<b>")},),
        ({"/org/bluez/hci0/../hci9": adapter()},),
        ({"/org/evil/hci0": adapter()},),
    ],
)
async def test_whatever_is_no_adapter_is_left_out(odd: tuple[object, ...]) -> None:
    assert not (await look(*odd)).adapters


_PATHS = st.sampled_from([HCI0, HCI1, HCI0 + "/dev_1", "/", "/org/bluez/hci99999"]) | st.text()
_NAMES = st.sampled_from(
    ["org.bluez.Adapter1", "org.bluez.Device1", *LAPTOP, "Adapter", "Connected"]
)
_ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text()
    | st.sampled_from([HCI0, *LAPTOP.values()]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_NAMES | st.integers(), inner),
    max_leaves=8,
)


@given(st.dictionaries(_PATHS | st.integers(), _ANYTHING, max_size=6))
def test_nothing_that_bluez_may_say_is_more_than_left_out(said: dict[object, object]) -> None:
    found = asyncio.run(look(said))
    assert found.adapters is not None
    assert all(isinstance(a.on, bool) and a.able in (True, False, None) for a in found.adapters)


async def test_names_are_cleaned_and_their_number_is_bounded() -> None:
    many = {
        f"/org/bluez/hci{n}": adapter(
            Address=f"00:00:00:00:00:{n:02X}", Alias="a\u202eb" + "c" * 99
        )
        for n in range(30)
    }
    adapters = (await look(many)).adapters
    assert adapters is not None
    assert [a.key for a in adapters] == [f"hci{n}" for n in range(8)]
    assert all("\u202e" not in a.name and len(a.name) <= 41 for a in adapters)


async def test_nothing_is_asked_with_another_lease() -> None:
    bus = FakeBus({})
    with pytest.raises(WrongLease):
        await BluezAdapters(bus.connect).look(lease(Purpose.SCAN_QR))
    over = lease()
    over.end()
    with pytest.raises(LeaseEnded):
        await BluezAdapters(bus.connect).look(over)
    assert bus.asked == []


async def test_it_only_reads() -> None:
    bus = FakeBus({})
    await BluezAdapters(bus.connect).look(lease(Purpose.FIRMWARE))
    assert bus.asked == ["org.bluez / GetManagedObjects"]
