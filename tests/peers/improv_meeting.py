"""A meeting of Home Assistant's Improv client with one practice device, whatever the device is like."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import bleak
import pytest
from improv_ble_client import ImprovBLEClient

from tests.peers.test_py_improv import Site


async def let_go(peer: Any) -> None:
    """End the link and the timers of a peer's client, which has no close of its own."""
    if peer._client is not None:
        peer._expected_disconnect = True
        await peer._client.disconnect()
    peer._cancel_disconnect_timer()
    await asyncio.gather(*peer._background_tasks, return_exceptions=True)


@asynccontextmanager
async def meeting(**wishes: Any) -> AsyncIterator[tuple[Site, Any]]:
    """The site and the peer's client for its device; bleak gives it our backend by two names."""
    site = Site(**wishes)
    client, scanner = site.backend.client, site.backend.scanner
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bleak, "get_platform_client_backend_type", lambda: (client, "air"))
        patch.setattr(bleak, "get_platform_scanner_backend_type", lambda: (scanner, "air"))
        await site.device.power_on()
        peer = ImprovBLEClient(*await site.find())
        try:
            yield site, peer
        finally:
            await let_go(peer)
            await site.close()


def idle_time_is_over(peer: Any) -> bool:
    """Ring the peer's own clock of 90 s now; False while it has none."""
    timer = peer._disconnect_timer
    if timer is None or timer.cancelled():
        return False
    ring, said = timer._callback, timer._args
    timer.cancel()
    ring(*said)
    return True


def waits(peer: Any) -> bool:
    """Whether its command was acknowledged, so that nothing but the result is awaited any more."""
    return any(answer._callbacks for answer in peer._response_handlers.values())
