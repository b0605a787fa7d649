"""What the tests with other people's clients share: meters that a peer meets through bleak's own names."""

from __future__ import annotations

from collections.abc import AsyncIterator

import bleak
import pytest

from tests.devices.shelly_bench import ShellyBench


@pytest.fixture
async def bench(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[ShellyBench]:
    """The peer knows nothing of our backend, so bleak gives it by the names it looks up."""
    bench = ShellyBench()
    pair = bench.backend.client, bench.backend.scanner
    monkeypatch.setattr(bleak, "get_platform_client_backend_type", lambda: (pair[0], "air"))
    monkeypatch.setattr(bleak, "get_platform_scanner_backend_type", lambda: (pair[1], "air"))
    yield bench
    await bench.close()
