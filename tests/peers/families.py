"""The four families whose driver is held beside a peer: the device of each, and what the peer does with it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from aioshelly.ble.provisioning import ble_rpc_device
from bleak.backends.device import BLEDevice
from bleak.backends.scanner import AdvertisementData
from improv_ble_client import ImprovBLEClient

from tests.devices.espressif_bench import POP
from tests.peers.esp_prov_walk import walk
from tests.peers.visits import PASSWORD, SSID, Device, Family, Peer
from walkdown.core.proof import Proof
from walkdown.core.secret import Secret
from walkdown.core.sighting import Protocol
from walkdown.devices.espressif.protocol import Station
from walkdown.practice.air import Air
from walkdown.practice.espressif_device import EspressifDevice, Safety
from walkdown.practice.improv_device import Identity, ImprovDevice, JoinResult
from walkdown.practice.shelly_device import ShellyDevice
from walkdown.practice.tally import Asked

SERIAL, MAC = "770300125518", "A0B1C2D3E4F5"
# Short enough for one notification at MTU 23: the Improv peer puts none together (protocols.md 2.6).
URL = "http://192.0.2.7"
ROWS = ((SSID, -52, "WPA2"), ("Guest", -70, "NO"))
ADDRESS = "F0:CA:FE:00:00:01"


async def _join(ssid: str, password: str) -> JoinResult:
    """At once: what a device itself waits for is no part of what is compared."""
    return JoinResult((ssid, password) == (SSID, PASSWORD), URL)


def _improv(air: Air, mtu: int) -> Device:
    who = Identity(SERIAL, "GW-1", f"GW1-{SERIAL}", "4.2.1")
    return ImprovDevice(air, ADDRESS, who, networks=lambda: ROWS, join=_join, mtu=mtu)


def _espressif(security: int) -> Callable[[Air, int], Device]:
    def build(air: Air, mtu: int) -> Device:
        who = Identity(SERIAL, "GW-1", f"PROV_{SERIAL}", "4.2.1")
        safety = Safety(security, Secret(POP))
        return EspressifDevice(
            air, ADDRESS, who, networks=lambda: ROWS, join=_join, safety=safety, mtu=mtu
        )

    return build


def _shelly(air: Air, mtu: int) -> Device:
    who = Identity(MAC, "SPEM-003CEBEU", f"ShellyPro3EM-{MAC}", "1.4.4")
    return ShellyDevice(
        air, ADDRESS, who, networks=lambda: ROWS, join=_join, readings=lambda: (), mtu=mtu
    )


async def _improv_client(
    device: BLEDevice, advert: AdvertisementData, done: Callable[[], None]
) -> None:
    peer = ImprovBLEClient(device, advert)
    await peer.ensure_connected()
    assert await peer.provision(SSID, PASSWORD, None) == URL
    done()
    peer._expected_disconnect = True  # it has no way of its own to let go now
    await peer._client.disconnect()
    peer._cancel_disconnect_timer()
    await asyncio.gather(*peer._background_tasks, return_exceptions=True)


async def _aioshelly(
    device: BLEDevice, _advert: AdvertisementData, done: Callable[[], None]
) -> None:
    """It ends with the answer to the credentials, and does not look whether the device joins."""
    async with ble_rpc_device(device) as peer:
        await peer.wifi_setconfig(sta_ssid=SSID, sta_password=PASSWORD, sta_enable=True)
        done()


def _esp_prov(security: int) -> Peer:
    async def client(
        device: BLEDevice, advert: AdvertisementData, done: Callable[[], None]
    ) -> None:
        state = await walk(device, advert, security, POP, SSID, PASSWORD)
        done()
        assert state.station is Station.CONNECTED

    return client


def _exchange(at: str, number: int) -> Callable[[Sequence[Asked]], slice]:
    """From the nth message written to a characteristic to the one after it."""

    def part(asked: Sequence[Asked]) -> slice:
        begins = [
            n
            for n, one in enumerate(asked)
            if one.attribute.lower().startswith(at)
            and one.opcode.endswith("WRITE_REQUEST")
            and asked[n - 1].opcode != "PREPARE_WRITE_REQUEST"
        ]
        return slice(begins[number], begins[number + 1])

    return part


def _nothing(_asked: Sequence[Asked]) -> slice:
    """The device's own word for who it is comes with an answer that the peer asks for as well."""
    return slice(0, 0)


FAMILIES = (
    Family(
        "Improv",
        Protocol.IMPROV,
        SERIAL,
        _improv,
        _improv_client,
        _exchange("00467768622822724663277478268003", 0),
    ),
    *(
        Family(
            f"Espressif sec{security}",
            Protocol.ESPRESSIF,
            SERIAL,
            _espressif(security),
            _esp_prov(security),
            _nothing,
            Proof(Secret(POP), security),
        )
        for security in (1, 2)
    ),
    Family(
        "Shelly",
        Protocol.SHELLY,
        MAC,
        _shelly,
        _aioshelly,
        _nothing,
    ),
)
