"""Home Assistant's own Improv client, unmodified, sets up our practice device; and it asks for more."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import bleak
import pytest
from bleak.backends.device import BLEDevice
from bleak.backends.scanner import AdvertisementData
from improv_ble_client import ImprovBLEClient, device_filter
from improv_ble_client import errors as peer_errors

from walkdown.consent.lease import _MINT, Lease
from walkdown.consent.purpose import Purpose
from walkdown.core.device import Evidence, Step
from walkdown.core.secret import Secret
from walkdown.core.sighting import Sighting
from walkdown.core.wifi import Credentials
from walkdown.devices.radio import BleakRadio, BleBackend
from walkdown.practice import improv_wire as wire
from walkdown.practice.air import Air
from walkdown.practice.improv_device import Identity, ImprovDevice, JoinResult

SERIAL = "770300125518"
NAME = f"GW1-{SERIAL}"
SSID, PASSWORD, URL = "HarbourHome-2G", "lobster-kettle-42", "http://192.0.2.7/"
ROWS = ((SSID, -52, "WPA2"), ("Guest", -70, "NO"))


class Site:
    """One practice device, and the air in which anybody's client meets it."""

    def __init__(self, *, url: str | None = URL, os: str = "", **wishes: Any) -> None:
        """`wishes` are the device's own; with `os` it says two strings more of itself."""
        self.url = url
        self.air = Air(latency_s=0.001)
        self.backend = self.air.backend()
        self.tried: list[tuple[str, str]] = []
        self.rows: tuple[tuple[str, int, str], ...] = ROWS
        self.device = ImprovDevice(
            self.air,
            "F0:CA:FE:00:00:01",
            Identity(SERIAL, "GW-1", NAME, "4.2.1", os=os),
            networks=lambda: self.rows,
            join=self._join,
            **wishes,
        )

    async def _join(self, ssid: str, password: str) -> JoinResult:
        self.tried.append((ssid, password))
        return JoinResult(password == PASSWORD, self.url)

    async def find(self) -> tuple[BLEDevice, AdvertisementData]:
        """Scan as any bleak program does, until the peer's own filter takes the device."""
        found = asyncio.get_running_loop().create_future()

        def heard(device: BLEDevice, advert: AdvertisementData) -> None:
            if advert.local_name and device_filter(advert) and not found.done():
                found.set_result((device, advert))

        async with bleak.BleakScanner(heard, backend=self.backend.scanner):
            return await asyncio.wait_for(found, 30)

    async def close(self) -> None:
        await self.device.power_off()
        await self.air.close()


@pytest.fixture
async def site(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Site]:
    """The peer knows nothing of our backend, so bleak gives it by the names it looks up."""
    site = Site(**getattr(request, "param", {}))
    pair = site.backend.client, site.backend.scanner
    monkeypatch.setattr(bleak, "get_platform_client_backend_type", lambda: (pair[0], "air"))
    monkeypatch.setattr(bleak, "get_platform_scanner_backend_type", lambda: (pair[1], "air"))
    await site.device.power_on()
    yield site
    await site.close()


@pytest.fixture
async def peer(site: Site) -> AsyncIterator[Any]:
    """The peer's client, connected when it first needs to be, and let go at the end."""
    client = ImprovBLEClient(*await site.find())
    yield client
    if client._client is not None:
        client._expected_disconnect = True
        await client._client.disconnect()
    client._cancel_disconnect_timer()
    await asyncio.gather(*client._background_tasks, return_exceptions=True)


async def test_the_peer_provisions_our_device(site: Site, peer: Any) -> None:
    states: list[int] = []
    assert not await peer.need_authorization()
    assert await peer.provision(SSID, PASSWORD, states.append) == URL
    assert site.tried == [(SSID, PASSWORD)]
    assert states[0] == wire.Phase.JOINING


async def test_the_peer_reads_what_our_device_says_of_itself(site: Site, peer: Any) -> None:
    await peer.ensure_connected()
    info = await peer.get_device_info()
    assert (info.firmware_name, info.device_name) == (b"GW-1", NAME.encode())
    networks = (await peer.scan_wifi()).networks
    assert [n[0] for n in networks] == [row[0].encode() for row in ROWS]
    await peer.identify()
    assert site.device.blinking


async def test_the_peers_own_form_of_a_hostname_is_taken(site: Site, peer: Any) -> None:
    await peer.ensure_connected()
    assert await peer.set_hostname("garage-meter") == "garage-meter"
    assert await peer.get_hostname() == "garage-meter"
    assert site.device.hostname == "garage-meter"


async def test_the_peer_is_told_of_a_wrong_password_and_may_try_again(
    site: Site, peer: Any
) -> None:
    with pytest.raises(peer_errors.ProvisioningFailed) as failed:
        await peer.provision(SSID, "not-the-password", None)
    assert failed.value.error == wire.Fail.NO_NETWORK
    await asyncio.gather(*peer._background_tasks)
    assert await peer.provision(SSID, PASSWORD, None) == URL


@pytest.mark.parametrize("site", [{"needs_button": True}], indirect=True)
async def test_the_peer_sees_that_a_button_is_needed(site: Site, peer: Any) -> None:
    assert await peer.need_authorization()
    site.device.press_button()
    assert not await peer.need_authorization()
    assert await peer.provision(SSID, PASSWORD, None) == URL


async def ours(site: Site) -> tuple[int, int]:
    """ATT requests of our driver until the link is ready and until the credentials were accepted."""
    radio = BleakRadio(BleBackend(site.backend.client, site.backend.scanner))
    counts: list[int] = []

    def earned(evidence: Evidence) -> None:
        if evidence.step in (Step.SECURE, Step.ACCEPTED):
            counts.append(site.device.peripheral.att_requests)

    sighting = await _sighting(radio)
    lease = Lease(2, Purpose.MANAGE, "site", mint=_MINT)
    async with radio.open(lease, sighting, SERIAL, earned) as driver:
        wifi = Lease(3, Purpose.WIFI_SETUP, "site", mint=_MINT)
        assert await driver.provision(wifi, Credentials(SSID, Secret(PASSWORD)), earned) == URL
    return counts[0], counts[1]


async def _sighting(radio: BleakRadio) -> Sighting:
    scan = radio.scan(Lease(1, Purpose.DISCOVER, "site", mint=_MINT))
    try:
        async for sightings in scan:
            if sightings and sightings[0].serial:
                return sightings[0]
    finally:
        await scan.aclose()
    raise AssertionError("the scan ended by itself")


@pytest.mark.parametrize("site", [{"capabilities": 0}, {"capabilities": 15}], indirect=True)
async def test_our_driver_asks_no_more_of_the_device_than_the_peer(site: Site, peer: Any) -> None:
    await peer.ensure_connected()
    peer_ready = site.device.peripheral.att_requests
    assert await peer.provision(SSID, PASSWORD, None) == URL
    peer_accepted = site.device.peripheral.att_requests
    peer._expected_disconnect = True
    await peer._client.disconnect()
    await site.device.power_off()
    await site.device.power_on()
    ready, accepted = await ours(site)
    assert ready <= peer_ready
    assert accepted <= peer_accepted
