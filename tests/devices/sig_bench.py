"""One device of each family on the bench's air, with services of the SIG beside its own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from bumble import att

from tests.devices.conftest import NETWORKS, SERIAL, Bench, new_lease
from tests.devices.espressif_bench import device_on, proof
from tests.devices.shelly_bench import MAC
from walkdown.consent.purpose import Purpose
from walkdown.core.proof import Proof
from walkdown.core.sighting import Protocol, Sighting
from walkdown.practice import improv_wire as wire
from walkdown.practice.improv_facts import Identity
from walkdown.practice.peripheral_gatt import PracticeServer
from walkdown.practice.peripheral_spec import Service
from walkdown.practice.shelly_device import ShellyDevice
from walkdown.practice.sig_identity import DeviceInformation

PROTOCOLS = (Protocol.IMPROV, Protocol.ESPRESSIF, Protocol.SHELLY)


def serial_of(protocol: Protocol) -> str:
    """The serial on the label of the bench's device of this family."""
    return MAC if protocol is Protocol.SHELLY else SERIAL


def label_of(protocol: Protocol) -> Proof | None:
    """What stands on that label beside it."""
    return proof() if protocol is Protocol.ESPRESSIF else None


def information(claimed: str, firmware: str = "9.9.9", hardware: str = "r7") -> Service:
    """Device Information that claims a serial."""
    return DeviceInformation(Identity("", "X-1", "", firmware, hardware), claimed).service()


async def device_of(bench: Bench, protocol: Protocol, *more: Service, **wishes: Any) -> Any:
    """A device that is on."""
    if protocol is Protocol.IMPROV:
        # One that told in its own protocol who it is would not be asked here as well.
        silent = wire.CAN_ALL & ~wire.CAN_TELL
        return await bench.device(more=more, **{"capabilities": silent, **wishes})
    if protocol is Protocol.ESPRESSIF:
        return await device_on(bench, more=more, **wishes)
    device = ShellyDevice(
        bench.air,
        "F0:CA:FE:00:00:07",
        Identity(MAC, "SPEM-003CEBEU", f"ShellyPro3EM-{MAC}", "1.4.4"),
        networks=lambda: NETWORKS,
        join=bench.join,
        more=more,
        **wishes,
    )
    bench.devices.append(device)  # type: ignore[arg-type]
    await device.power_on()
    return device


async def sight(bench: Bench, protocol: Protocol) -> Sighting:
    """Listen until it is known for what it is."""
    scan = bench.radio.scan(new_lease(Purpose.DISCOVER))
    try:
        async for sightings in scan:
            for sighting in sightings:
                if sighting.protocol is protocol and sighting.serial:
                    return sighting
    finally:
        await scan.aclose()
    raise AssertionError("the scan ended by itself")


@asynccontextmanager
async def met(
    bench: Bench, protocol: Protocol, *more: Service, **wishes: Any
) -> AsyncIterator[tuple[Any, Any]]:
    """A device and the driver connected to it."""
    device = await device_of(bench, protocol, *more, **wishes)
    async with bench.open(await sight(bench, protocol), serial_of(protocol)) as driver:
        yield device, driver


@dataclass
class Wire:
    """Every request that devices got, and all that was written to them."""

    asked: list[str] = field(default_factory=list)
    written: bytes = b""


def tapped(monkeypatch: pytest.MonkeyPatch) -> Wire:
    """Listen at the server of every practice device."""
    wire, take = Wire(), PracticeServer.on_gatt_pdu

    def listen(server: PracticeServer, bearer: att.Bearer, pdu: att.ATT_PDU) -> None:
        wire.asked.append(type(pdu).__name__)
        wire.written += getattr(pdu, "attribute_value", None) or b""
        wire.written += getattr(pdu, "part_attribute_value", None) or b""
        take(server, bearer, pdu)

    monkeypatch.setattr(PracticeServer, "on_gatt_pdu", listen)
    return wire
