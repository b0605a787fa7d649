"""Another's SunSpec reads our practice devices: what they hold is what the models' definitions say."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
from sunspec2.modbus.client import SunSpecModbusClientDeviceTCP

from walkdown.core.device import Kind, Reading
from walkdown.practice.endpoint import HOST, Endpoint
from walkdown.practice.scenario import PracticeDevice
from walkdown.practice.status import Status
from walkdown.practice.sunspec_server import SunSpecServer

SERIAL = "122044170203"


@dataclass(frozen=True, slots=True)
class Told:
    """What the peer read: the common model's texts, and the values of the device's own model."""

    serial: str
    model: str
    values: Mapping[str, float]


@asynccontextmanager
async def served(kind: Kind, *readings: Reading) -> AsyncIterator[int]:
    device = PracticeDevice(
        serial=SERIAL,
        model="X-1",
        kind=kind,
        place="",
        firmware="2.1.0",
        hardware="",
        readings=readings,
        modbus=True,
    )
    endpoint = Endpoint(lambda: b"{}")
    endpoint.speak(SunSpecServer(device, Status(device)).answer)
    await endpoint.open()
    try:
        yield endpoint.port
    finally:
        await endpoint.close()


def read_by_peer(port: int, model: int, points: tuple[str, ...]) -> Told:
    peer = SunSpecModbusClientDeviceTCP(slave_id=1, ipaddr=HOST, ipport=port, timeout=5)
    try:
        peer.scan()
        common, own = peer.models[1][0], peer.models[model][0]
        values = {name: float(own.points[name].cvalue) for name in points}
        return Told(str(common.points["SN"].value), str(common.points["Md"].value), values)
    finally:
        peer.close()


@pytest.mark.parametrize(
    ("kind", "model", "readings", "values"),
    [
        (
            Kind.MICRO_INVERTER,
            101,
            (Reading("Power", "402"), Reading("Voltage", "231.2"), Reading("Frequency", "50.02")),
            {"W": 402.0, "PhVphA": 231.2, "Hz": 50.02, "St": 4.0},
        ),
        (
            Kind.STRING_INVERTER,
            103,
            (Reading("Power", "8120"), Reading("Voltage L2", "229.9")),
            {"W": 8120.0, "PhVphB": 229.9},
        ),
        (Kind.METER, 203, (Reading("Grid power", "-640"),), {"W": -640.0}),
        (
            Kind.BATTERY,
            802,
            (Reading("Charge", "71"), Reading("Power", "-840")),
            {"SoC": 71.0, "W": -840.0, "ChaSt": 4.0},
        ),
    ],
)
async def test_the_peer_reads_what_our_device_measures(
    kind: Kind,
    model: int,
    readings: tuple[Reading, ...],
    values: Mapping[str, float],
) -> None:
    async with served(kind, *readings) as port:
        told = await asyncio.to_thread(read_by_peer, port, model, tuple(values))
    assert (told.serial, told.model) == (SERIAL, "X-1")
    assert told.values == pytest.approx(values)
