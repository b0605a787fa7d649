"""Practice devices through bleak's own API: read, write, notify, refuse, break off."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from bleak import BleakClient
from bleak.exc import BleakDeviceNotFoundError, BleakError, BleakGATTProtocolError

from tests.practice.conftest import (
    COMMAND,
    ELSEWHERE,
    FIXED,
    OTHER_SERVICE,
    SERVICE,
    STATE,
    find,
    plain_spec,
    until,
)
from walkdown.practice.air import Air
from walkdown.practice.bleak_backend import AirBackend
from walkdown.practice.peripheral import (
    AttRefusal,
    Characteristic,
    Descriptor,
    Peripheral,
    Property,
    Service,
)

UNLIKELY, READ_REFUSED, WRITE_REFUSED = 0x0E, 0x02, 0x03


async def one_characteristic(air: Air, **fields: Any) -> Peripheral:
    """A device whose COMMAND is made of `fields`."""
    characteristic = Characteristic(**{"uuid": COMMAND} | fields)
    device = air.add(plain_spec(services=(Service(SERVICE, (characteristic,)),)))
    await device.power_on()
    return device


async def client_of(
    backend: AirBackend, device: Peripheral, *args: Any, **options: Any
) -> BleakClient:
    return BleakClient(await find(backend, device), *args, backend=backend.client, **options)


async def test_services_characteristics_and_descriptors_are_found(
    backend: AirBackend, meter: Peripheral
) -> None:
    async with await client_of(backend, meter) as client:
        state = client.services.get_characteristic(STATE)
        assert state is not None
        assert state.properties == ["notify", "read"]
        assert [one.uuid[4:8] for one in state.descriptors] == ["2902"]
        assert client.services.get_characteristic(ELSEWHERE) is not None
        assert client.services.get_service("1800") is not None
        assert client.name == "Meter 1"
        assert client.mtu_size == meter.mtu == 247
        assert state.max_write_without_response_size == 244


async def test_asking_for_one_service_costs_fewer_requests(
    backend: AirBackend, meter: Peripheral
) -> None:
    async with await client_of(backend, meter):
        everything = meter.att_requests
    async with await client_of(backend, meter, services=[SERVICE]) as client:
        assert [one.uuid for one in client.services] == [SERVICE]
        # MTU, service and end of services, characteristics
        assert meter.att_requests == 3 < everything


async def test_a_service_that_is_not_there_is_simply_not_found(
    backend: AirBackend, meter: Peripheral
) -> None:
    async with await client_of(backend, meter, services=["180a", OTHER_SERVICE]) as client:
        assert [one.uuid for one in client.services] == [OTHER_SERVICE]


async def test_what_is_written_can_be_read(backend: AirBackend, meter: Peripheral) -> None:
    async with await client_of(backend, meter) as client:
        await client.write_gatt_char(COMMAND, bytearray(b"hello"), response=True)
        assert await client.read_gatt_char(COMMAND) == bytearray(b"hello")
        meter.set_value(FIXED, b"changed")
        assert await client.read_gatt_char(FIXED) == b"changed"


@pytest.mark.parametrize("mtu", [23, 247])
async def test_values_longer_than_the_mtu_go_whole_in_both_directions(air: Air, mtu: int) -> None:
    backend = air.backend()
    device = air.add(plain_spec(mtu=mtu))
    await device.power_on()
    value = bytes(range(256)) * 2
    async with await client_of(backend, device) as client:
        assert client.mtu_size == mtu
        await client.write_gatt_char(COMMAND, value, response=True)
        assert await client.read_gatt_char(COMMAND) == value


async def test_a_long_read_is_of_one_value_even_if_it_changes_meanwhile(
    air: Air, backend: AirBackend
) -> None:
    values = iter((b"a" * 500, b"b" * 500))
    device = await one_characteristic(air, properties=Property.READ, read=lambda: next(values))
    async with await client_of(backend, device) as client:
        assert await client.read_gatt_char(COMMAND) == b"a" * 500
        assert await client.read_gatt_char(COMMAND) == b"b" * 500


async def test_callbacks_may_be_asynchronous(air: Air, backend: AirBackend) -> None:
    taken: list[bytes] = []

    async def read() -> bytes:
        await asyncio.sleep(0)
        return b"later"

    async def write(value: bytes) -> None:
        await asyncio.sleep(0)
        taken.append(value)

    device = await one_characteristic(
        air, properties=Property.READ | Property.WRITE, read=read, write=write
    )
    async with await client_of(backend, device) as client:
        await client.write_gatt_char(COMMAND, b"x", response=True)
        assert taken == [b"x"]
        assert await client.read_gatt_char(COMMAND) == b"later"


async def test_commands_without_response_arrive_in_order(air: Air, backend: AirBackend) -> None:
    taken: list[bytes] = []
    device = await one_characteristic(
        air, properties=Property.WRITE_WITHOUT_RESPONSE, write=taken.append
    )
    async with await client_of(backend, device) as client:
        for number in range(20):
            await client.write_gatt_char(COMMAND, bytes((number,)), response=False)
        with pytest.raises(BleakError, match="do not fit"):
            await client.write_gatt_char(COMMAND, bytes(245), response=False)
        await until(lambda: len(taken) == 20)
    assert taken == [bytes((number,)) for number in range(20)]


async def test_notifications_arrive_once_in_order_and_stop_when_asked(
    backend: AirBackend, meter: Peripheral
) -> None:
    heard: list[bytearray] = []
    async with await client_of(backend, meter) as client:
        assert not meter.notify(STATE, b"nobody listens")
        await client.start_notify(STATE, lambda _, data: heard.append(data))
        for number in range(5):
            assert meter.notify(STATE, bytes((number,)))
        await until(lambda: len(heard) == 5)
        assert heard == [bytearray((number,)) for number in range(5)]
        assert await client.read_gatt_char(STATE) == b"\x04"
        await client.stop_notify(STATE)
        assert not meter.notify(STATE, b"\x05")


async def test_a_notification_longer_than_the_mtu_is_cut_as_on_air(air: Air) -> None:
    device = air.add(plain_spec(mtu=23))
    await device.power_on()
    heard: list[bytearray] = []
    async with await client_of(air.backend(), device) as client:
        await client.start_notify(STATE, lambda _, data: heard.append(data))
        device.notify(STATE, bytes(range(30)))
        await until(lambda: bool(heard))
        assert heard == [bytearray(range(20))]
        assert await client.read_gatt_char(STATE) == bytes(range(30))


async def test_indications_work_where_notifications_are_not_offered(
    air: Air, backend: AirBackend
) -> None:
    device = await one_characteristic(air, properties=Property.INDICATE)
    heard: list[bytearray] = []
    async with await client_of(backend, device) as client:
        await client.start_notify(COMMAND, lambda _, data: heard.append(data))
        assert device.notify(COMMAND, b"1")
        assert device.notify(COMMAND, b"2")
        await until(lambda: len(heard) == 2)


async def test_descriptors_are_read_but_not_written(air: Air, backend: AirBackend) -> None:
    device = await one_characteristic(
        air,
        properties=Property.READ | Property.NOTIFY,
        descriptors=(Descriptor("2901", b"proto-ver"),),
    )
    async with await client_of(backend, device) as client:
        characteristic = client.services.get_characteristic(COMMAND)
        assert characteristic is not None
        label = characteristic.get_descriptor("2901")
        assert label is not None
        assert characteristic.get_descriptor("2902") is not None
        assert await client.read_gatt_descriptor(label) == b"proto-ver"
        with pytest.raises(BleakGATTProtocolError) as refused:
            await client.write_gatt_descriptor(label, b"x")
        assert refused.value.code == WRITE_REFUSED


async def test_forbidden_accesses_are_refused_with_the_code_of_the_specification(
    air: Air, backend: AirBackend
) -> None:
    device = await one_characteristic(air, properties=Property.WRITE, value=b"kept")
    async with await client_of(backend, device) as client:
        with pytest.raises(BleakGATTProtocolError) as refused:
            await client.read_gatt_char(COMMAND)
        assert refused.value.code == READ_REFUSED
        with pytest.raises(BleakError, match="does not support"):
            await client.start_notify(COMMAND, lambda *_: None)


@pytest.mark.parametrize("length", [1, 400])
async def test_a_read_only_characteristic_cannot_be_written(
    backend: AirBackend, meter: Peripheral, length: int
) -> None:
    async with await client_of(backend, meter) as client:
        with pytest.raises(BleakGATTProtocolError) as refused:
            await client.write_gatt_char(FIXED, bytes(length), response=True)
        assert refused.value.code == WRITE_REFUSED
        await client.write_gatt_char(FIXED, b"x", response=False)  # a command gets no answer
        assert await client.read_gatt_char(FIXED) == b"fixed"


async def test_the_devices_own_error_code_reaches_the_client(air: Air, backend: AirBackend) -> None:
    def refuse(_value: bytes) -> None:
        raise AttRefusal(0x85)

    device = await one_characteristic(air, properties=Property.WRITE, write=refuse)
    async with await client_of(backend, device) as client:
        with pytest.raises(BleakGATTProtocolError) as refused:
            await client.write_gatt_char(COMMAND, b"x", response=True)
        assert refused.value.code == 0x85


@pytest.mark.expects_log("raised KeyError")
async def test_a_fault_in_a_callback_is_an_error_and_never_a_hang(
    air: Air, backend: AirBackend
) -> None:
    def fail(*_: bytes) -> bytes:
        raise KeyError("secret")

    device = await one_characteristic(
        air, properties=Property.READ | Property.WRITE, read=fail, write=fail
    )
    async with await client_of(backend, device) as client:
        for attempt in (
            lambda: client.read_gatt_char(COMMAND),
            lambda: client.write_gatt_char(COMMAND, b"x", response=True),
            lambda: client.write_gatt_char(COMMAND, bytes(400), response=True),
        ):
            with pytest.raises(BleakGATTProtocolError) as refused:
                await asyncio.wait_for(attempt(), 10)
            assert refused.value.code == UNLIKELY


@pytest.mark.expects_log("cannot exist")
async def test_a_value_over_512_bytes_cannot_be_read(air: Air, backend: AirBackend) -> None:
    device = await one_characteristic(air, properties=Property.READ, read=lambda: bytes(513))
    async with await client_of(backend, device) as client:
        with pytest.raises(BleakGATTProtocolError) as refused:
            await client.read_gatt_char(COMMAND)
        assert refused.value.code == UNLIKELY


async def test_pairing_just_works(air: Air, backend: AirBackend, meter: Peripheral) -> None:
    client = await client_of(backend, meter, pair=True)
    async with client:
        await client.pair()
        assert await client.read_gatt_char(FIXED) == b"fixed"
        await client.unpair()
        assert not client.is_connected


async def test_a_device_is_reached_by_its_address_alone(
    backend: AirBackend, meter: Peripheral
) -> None:
    async with BleakClient(meter.spec.address, backend=backend.client) as client:
        assert client.is_connected


async def test_an_address_nobody_has_is_a_device_not_found(backend: AirBackend) -> None:
    client = BleakClient("C4:FF:FF:FF:FF:FF", backend=backend.client, timeout=0.05)
    with pytest.raises(BleakDeviceNotFoundError):
        await client.connect()
    assert not client.is_connected


async def test_unknown_options_of_other_platforms_are_swallowed(
    backend: AirBackend, meter: Peripheral
) -> None:
    client = await client_of(backend, meter, _is_retry_client=True, winrt={"use_cached": False})
    await client.connect(dangerous_use_bleak_cache=True, timeout=20.0)
    with pytest.raises(BleakError, match="already connected"):
        await client.connect()
    await client.disconnect()
    await client.disconnect()


async def test_use_after_disconnect_says_not_connected(
    backend: AirBackend, meter: Peripheral
) -> None:
    client = await client_of(backend, meter)
    await client.connect()
    characteristic = client.services.get_characteristic(FIXED)
    assert characteristic is not None
    await client.disconnect()
    assert not client.is_connected
    with pytest.raises(BleakError, match="Not connected"):
        await client._backend.read_gatt_char(characteristic)
    with pytest.raises(BleakError, match="Not connected"):
        await client.start_notify(FIXED, lambda *_: None)
