"""Links that break, devices that fall silent or vanish, and what is left afterwards."""

from __future__ import annotations

import asyncio

import pytest
from bleak import BleakClient, BleakScanner
from bleak.backends.characteristic import BleakGATTCharacteristic
from bleak.exc import BleakBluetoothNotAvailableError, BleakError

from tests.practice.conftest import COMMAND, FIXED, SERVICE, STATE, find, plain_spec, until
from walkdown.practice.air import Air
from walkdown.practice.bleak_backend import AirBackend
from walkdown.practice.peripheral import Characteristic, Peripheral, Property, Service


class Losses(list[BleakClient]):
    """The clients that were told their link is gone, in order."""

    def __call__(self, client: BleakClient) -> None:
        self.append(client)


def characteristic_of(client: BleakClient, uuid: str) -> BleakGATTCharacteristic:
    found = client.services.get_characteristic(uuid)
    assert found is not None
    return found


async def test_a_link_dropped_in_the_middle_of_a_write_is_told_once(
    backend: AirBackend, meter: Peripheral
) -> None:
    losses = Losses()
    client = BleakClient(await find(backend, meter), losses, backend=backend.client)
    await client.connect()
    meter.drop_after_requests(1)
    with pytest.raises(BleakError, match="disconnected"):
        await client.write_gatt_char(COMMAND, b"x", response=True)
    await client.disconnect()
    assert losses == [client]
    assert not client.is_connected
    async with client:
        assert await client.read_gatt_char(COMMAND) == b""  # the write never arrived


async def test_an_answer_may_be_lost_though_the_device_obeyed(
    backend: AirBackend, meter: Peripheral
) -> None:
    losses = Losses()
    client = BleakClient(await find(backend, meter), losses, backend=backend.client)
    await client.connect()
    meter.drop_after_requests(2, obeyed=True)
    await client.write_gatt_char(COMMAND, b"one", response=True)
    with pytest.raises(BleakError, match="disconnected"):
        await client.write_gatt_char(COMMAND, b"two", response=True)
    assert losses == [client]
    async with client:
        assert await client.read_gatt_char(COMMAND) == b"two"


async def test_a_long_write_that_breaks_off_changes_nothing(
    backend: AirBackend, meter: Peripheral
) -> None:
    client = BleakClient(await find(backend, meter), backend=backend.client)
    await client.connect()
    meter.drop_after_requests(2)
    with pytest.raises(BleakError, match="disconnected"):
        await client.write_gatt_char(COMMAND, bytes(500), response=True)
    async with client:
        assert await client.read_gatt_char(COMMAND) == b""


async def test_every_waiting_operation_ends_when_the_link_does(
    backend: AirBackend, meter: Peripheral
) -> None:
    async with BleakClient(await find(backend, meter), backend=backend.client) as client:
        meter.go_silent()
        fixed = characteristic_of(client, FIXED)
        waiting = [asyncio.ensure_future(client.read_gatt_char(fixed)) for _ in range(3)]
        await until(lambda: meter.att_requests > 0)
        await meter.drop_link()
        outcomes = await asyncio.gather(*waiting, return_exceptions=True)
        assert [type(one) for one in outcomes] == [BleakError] * 3


async def test_a_link_lost_during_discovery_fails_the_connect_without_a_callback(
    backend: AirBackend, meter: Peripheral
) -> None:
    losses = Losses()
    client = BleakClient(await find(backend, meter), losses, backend=backend.client)
    meter.drop_after_requests(3)
    with pytest.raises(BleakError, match="disconnected"):
        await client.connect()
    assert losses == []
    await client.connect()
    await client.disconnect()
    assert losses == [client]


async def test_a_device_that_never_answers_runs_into_the_callers_timeout(
    backend: AirBackend, meter: Peripheral
) -> None:
    client = BleakClient(await find(backend, meter), backend=backend.client)
    meter.go_silent()
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(client.connect(), 0.1)
    assert not client.is_connected
    await until(lambda: not meter.connected)
    meter.go_silent(False)
    async with client:
        assert client.is_connected


async def test_a_silent_device_runs_into_the_clients_own_timeout(
    backend: AirBackend, meter: Peripheral
) -> None:
    meter.go_silent()
    client = BleakClient(await find(backend, meter), backend=backend.client, timeout=0.1)
    with pytest.raises(TimeoutError):
        await client.connect()
    await until(lambda: not meter.connected)


async def test_an_abandoned_request_does_not_spoil_the_next(air: Air, backend: AirBackend) -> None:
    gate = asyncio.Event()

    async def slow() -> bytes:
        await gate.wait()
        return b"slow"

    services = (
        Service(
            SERVICE,
            (
                Characteristic(STATE, Property.READ, read=slow),
                Characteristic(FIXED, Property.READ, value=b"fixed"),
            ),
        ),
    )
    device = air.add(plain_spec(services=services))
    await device.power_on()
    async with BleakClient(await find(backend, device), backend=backend.client) as client:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(client.read_gatt_char(STATE), 0.05)
        following = asyncio.ensure_future(client.read_gatt_char(FIXED))
        gate.set()
        assert await following == b"fixed"


async def test_a_device_that_vanished_since_the_scan_runs_into_the_timeout(
    backend: AirBackend, meter: Peripheral
) -> None:
    seen = await find(backend, meter)
    await meter.power_off()
    client = BleakClient(seen, backend=backend.client, timeout=0.05)
    with pytest.raises(TimeoutError):
        await client.connect()
    await meter.power_on()
    await client.connect(timeout=10.0)
    assert client.is_connected
    await client.disconnect()


async def test_a_connect_given_up_does_not_block_the_next_device(
    air: Air, backend: AirBackend, meter: Peripheral
) -> None:
    lost = BleakClient("C4:FF:FF:FF:FF:FF", backend=backend.client)
    attempt = asyncio.ensure_future(lost.connect())
    await until(lambda: not air.idle)
    attempt.cancel()
    with pytest.raises(asyncio.CancelledError):
        await attempt
    async with BleakClient(meter.spec.address, backend=backend.client) as client:
        assert client.is_connected


async def test_power_off_loses_the_link_and_the_device_boots_with_its_first_values(
    backend: AirBackend, meter: Peripheral
) -> None:
    losses = Losses()
    client = BleakClient(await find(backend, meter), losses, backend=backend.client)
    await client.connect()
    await client.write_gatt_char(COMMAND, b"set", response=True)
    await meter.power_off()
    await until(lambda: bool(losses))
    assert not client.is_connected
    assert not meter.powered
    with pytest.raises(RuntimeError, match="off"):
        meter.notify(STATE, b"x")
    await meter.power_on()
    async with client:
        assert await client.read_gatt_char(COMMAND) == b""


async def test_reconnecting_after_drops_works_again_and_again(
    backend: AirBackend, meter: Peripheral
) -> None:
    events: list[str] = []
    meter.on_connect = lambda: events.append("up")
    meter.on_disconnect = lambda: events.append("down")
    losses = Losses()
    client = BleakClient(await find(backend, meter), losses, backend=backend.client)
    for _ in range(3):
        await client.connect()
        requests = meter.att_requests
        await client.start_notify(STATE, lambda *_: None)
        assert meter.att_requests == requests + 1
        await meter.drop_link()
        await until(lambda: not client.is_connected)
        assert not meter.notify(STATE, b"x")  # a new link starts without subscriptions
    await until(lambda: len(events) == 6)
    assert events == ["up", "down"] * 3
    assert losses == [client] * 3


async def test_a_fault_in_the_devices_hooks_does_not_stop_it(
    backend: AirBackend, meter: Peripheral
) -> None:
    faults: list[str] = []
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, context: faults.append(str(context["exception"])))

    def fail() -> None:
        raise ValueError("hook")

    meter.on_disconnect = fail
    client = BleakClient(await find(backend, meter), backend=backend.client)
    for _ in range(2):
        async with client:
            assert client.is_connected
        await until(lambda: not meter.connected)
    await until(lambda: len(faults) == 2)
    loop.set_exception_handler(None)


async def test_several_clients_work_at_the_same_time(air: Air, backend: AirBackend) -> None:
    devices = [air.add(plain_spec(number)) for number in range(4)]
    for device in devices:
        await device.power_on()

    async def visit(device: Peripheral, both: asyncio.Barrier) -> bytes:
        async with BleakClient(device.spec.address, backend=backend.client) as client:
            await both.wait()  # all links are up at once here
            await client.write_gatt_char(COMMAND, device.spec.name.encode(), response=True)
            return bytes(await client.read_gatt_char(COMMAND))

    barrier = asyncio.Barrier(len(devices))
    heard = await asyncio.gather(*(visit(device, barrier) for device in devices))
    assert heard == [device.spec.name.encode() for device in devices]


async def test_a_device_takes_one_link_and_stops_advertising_meanwhile(
    backend: AirBackend, meter: Peripheral
) -> None:
    async with BleakClient(meter.spec.address, backend=backend.client):
        second = BleakClient(meter.spec.address, backend=backend.client, timeout=0.1)
        with pytest.raises(BleakError):
            await second.connect()
    await until(lambda: not meter.connected)
    await second.connect(timeout=10.0)
    await second.disconnect()


@pytest.mark.parametrize("latency_s", [0.0, 0.01])
async def test_closing_the_air_under_a_working_client_leaves_nothing(latency_s: float) -> None:
    before = asyncio.all_tasks()
    air = Air(latency_s=latency_s)
    device = air.add(plain_spec())
    for one in (device, air.add(plain_spec(2))):
        await one.power_on()
    losses = Losses()
    client = BleakClient(device.spec.address, losses, backend=air.backend().client)
    await client.connect()
    device.go_silent()
    reading = asyncio.ensure_future(client.read_gatt_char(FIXED))
    connecting = asyncio.ensure_future(
        BleakClient("C4:FF:FF:FF:FF:FF", backend=air.backend().client).connect()
    )
    await until(lambda: not air.idle)
    await air.close()
    outcomes = await asyncio.gather(reading, connecting, return_exceptions=True)
    assert [type(one) for one in outcomes] == [BleakError, BleakError]
    assert losses == [client]
    await client.disconnect()
    assert asyncio.all_tasks() == before


async def test_a_device_may_switch_itself_off_in_a_callback(air: Air, backend: AirBackend) -> None:
    async def reboot(_value: bytes) -> None:
        await device.power_off()
        await device.power_on()

    services = (Service(SERVICE, (Characteristic(COMMAND, Property.WRITE, write=reboot),)),)
    device = air.add(plain_spec(services=services))
    await device.power_on()
    client = BleakClient(device.spec.address, backend=backend.client)
    await client.connect()
    with pytest.raises(BleakError, match="disconnected"):
        await client.write_gatt_char(COMMAND, b"x", response=True)
    async with client:
        assert device.powered


async def test_a_closed_air_is_bluetooth_switched_off() -> None:
    air = Air()
    await air.close()
    with pytest.raises(BleakBluetoothNotAvailableError):
        await BleakClient("C4:FF:FF:FF:FF:FF", backend=air.backend().client).connect()
    with pytest.raises(BleakBluetoothNotAvailableError):
        await BleakScanner(backend=air.backend().scanner).start()
    await air.close()


async def test_closing_ends_callbacks_that_never_return(air: Air, backend: AirBackend) -> None:
    started = asyncio.Event()

    async def never(_value: bytes) -> None:
        started.set()
        await asyncio.Event().wait()

    services = (Service(SERVICE, (Characteristic(COMMAND, Property.WRITE, write=never),)),)
    device = air.add(plain_spec(services=services))
    await device.power_on()
    client = BleakClient(device.spec.address, backend=backend.client)
    await client.connect()
    writing = asyncio.ensure_future(client.write_gatt_char(COMMAND, b"x", response=True))
    await started.wait()
    await air.close()
    with pytest.raises(BleakError):
        await writing


async def test_requests_are_counted_from_the_last_connect(
    backend: AirBackend, meter: Peripheral
) -> None:
    client = BleakClient(await find(backend, meter), services=[SERVICE], backend=backend.client)
    for _ in range(2):
        async with client:
            before = meter.att_requests
            await client.read_gatt_char(FIXED)
            await client.write_gatt_char(COMMAND, b"x", response=True)
            assert meter.att_requests == before + 2 == 5


async def test_the_first_request_is_number_one(meter: Peripheral) -> None:
    with pytest.raises(ValueError, match="number 1"):
        meter.drop_after_requests(0)
