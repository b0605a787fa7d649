"""What Espressif's esp_prov asks of a device, request by request: a stand-in of our own, not that client.

esp_prov is in no package registry. Its order, as its published source has it (idf-extra-components,
network_provisioning/tool/esp_prov): every service is discovered; the 2901 of each characteristic of the
provisioning service is read; the version is asked once, with `--sec_ver 1` for `no_pop` and with
`--sec_ver 2` for the patch version (before 2025 not at all); two session messages; credentials; apply,
which is the bare message number; then the status. Its five seconds of sleep before each look at that are
left out, in its favour. Messages have the length they have there, for both sides encode the same fields
(protocols.md A.2, A.3); what seals them is our own, so this proves nothing about cryptography.
"""

from __future__ import annotations

from bleak import BleakClient
from bleak.backends.device import BLEDevice
from bleak.backends.scanner import AdvertisementData
from bleak.uuids import normalize_uuid_str

from walkdown.core.secret import Secret
from walkdown.devices.espressif import protocol
from walkdown.devices.espressif.protocol import Station, WifiState
from walkdown.devices.espressif.scheme import Plain, Scheme
from walkdown.devices.espressif.sec1 import Sec1
from walkdown.devices.espressif.sec2 import Sec2

APPLY = b"\x08\x04"
DESCRIPTION = normalize_uuid_str("2901")
VERSION_QUESTION = (b"none", b"no_pop", b"---")
_ENDPOINTS = {"prov-session", "prov-config", "proto-ver"}


async def walk(
    device: BLEDevice,
    advert: AdvertisementData,
    security: int,
    pop: str,
    ssid: str,
    password: str,
) -> WifiState:
    """Put a device on a network; how that ended."""
    async with BleakClient(device.address) as client:
        at = await _endpoints(client, advert.service_uuids[0])
        assert at.keys() >= _ENDPOINTS
        await _ask(client, at["proto-ver"], VERSION_QUESTION[security])
        scheme = _scheme(security, pop)
        await _shake(client, at["prov-session"], scheme)
        config = at["prov-config"]
        protocol.parse_took(
            await _sealed(client, config, scheme, protocol.set_config(ssid, password))
        )
        protocol.parse_applied(await _sealed(client, config, scheme, APPLY))
        while True:
            status = await _sealed(client, config, scheme, protocol.get_status())
            state = protocol.parse_status(status)
            if state.station is not Station.CONNECTING:
                return state


def _scheme(security: int, pop: str) -> Scheme:
    if security == 0:
        return Plain()
    return Sec1(Secret(pop)) if security == 1 else Sec2("wifiprov", Secret(pop), 1)


async def _endpoints(client: BleakClient, service_uuid: str) -> dict[str, str]:
    service = client.services.get_service(service_uuid)
    assert service is not None
    return {
        bytes(await client.read_gatt_descriptor(descriptor.handle)).decode().lower(): char.uuid
        for char in service.characteristics
        for descriptor in char.descriptors
        if descriptor.uuid == DESCRIPTION
    }


async def _shake(client: BleakClient, at: str, scheme: Scheme) -> None:
    proof = scheme.proof(await _ask(client, at, scheme.hello()))
    if proof is not None:
        scheme.proven(await _ask(client, at, proof))


async def _sealed(client: BleakClient, at: str, scheme: Scheme, message: bytes) -> bytes:
    return scheme.unseal(await _ask(client, at, scheme.seal(message)))


async def _ask(client: BleakClient, at: str, message: bytes) -> bytes:
    await client.write_gatt_char(at, message, response=True)
    return bytes(await client.read_gatt_char(at))
