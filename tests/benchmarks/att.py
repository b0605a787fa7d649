"""`att_requests_per_device`: what a device is asked until it has taken the credentials, by us and by a peer."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from unittest.mock import patch

import bleak
from improv_ble_client import ImprovBLEClient
from improv_ble_client import protocol as peer_words

from tests.benchmarks.table import Figure
from tests.peers.test_py_improv import PASSWORD, SSID, Site, ours
from walkdown.practice import improv_wire as wire

PLAIN, FULL = 0, wire.CAN_ALL


@dataclass(frozen=True, slots=True)
class Asked:
    """ATT requests from connect to 'credentials accepted': of our driver and of the peer's client."""

    ours: int
    peer: int


def measure() -> Figure:
    """One visit each to a plain device and to one that can do everything; the one worse for us counts."""
    asked = {name: asyncio.run(_visits(can)) for name, can in (("plain", PLAIN), ("full", FULL))}
    worst = max(asked.values(), key=lambda a: a.ours / a.peer)
    each = ", ".join(f"{name} device: ours {a.ours}, peer {a.peer}" for name, a in asked.items())
    note = f"{each}; the peer is py-improv-ble-client; a count, so one run each"
    return Figure(
        "att_requests_per_device", worst.ours, worst.peer, worst.peer, "requests", 1, note
    )


async def _visits(capabilities: int) -> Asked:
    site = Site(capabilities)
    try:
        await site.device.power_on()
        peer = await _peers(site)
        await site.device.power_off()
        await site.device.power_on()
        _, accepted = await ours(site)
    finally:
        await site.close()
    return Asked(accepted, peer)


async def _peers(site: Site) -> int:
    """Requests of the peer until the device told it that it joins: the moment our driver counts as well."""
    counts: list[int] = []

    def told(state: peer_words.State) -> None:
        if state is peer_words.State.PROVISIONING:
            counts.append(site.device.peripheral.att_requests)

    client, scanner = site.backend.client, site.backend.scanner
    with (
        patch.object(bleak, "get_platform_client_backend_type", lambda: (client, "air")),
        patch.object(bleak, "get_platform_scanner_backend_type", lambda: (scanner, "air")),
    ):
        peer = ImprovBLEClient(*await site.find())
        await peer.ensure_connected()
        await peer.provision(SSID, PASSWORD, told)
        await _let_go(peer)
    return counts[0]


async def _let_go(peer: ImprovBLEClient) -> None:
    """It keeps its link for later commands; it has no way of its own to end it now."""
    peer._expected_disconnect = True
    if peer._client is not None:
        await peer._client.disconnect()
    if peer._disconnect_timer is not None:
        peer._disconnect_timer.cancel()
    await asyncio.gather(*peer._background_tasks, return_exceptions=True)
