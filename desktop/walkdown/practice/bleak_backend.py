"""The two bleak classes through which an app meets the practice air."""

from __future__ import annotations

from dataclasses import dataclass

from bleak.backends.client import BaseBleakClient
from bleak.backends.scanner import BaseBleakScanner

from walkdown.practice.air_central import Central
from walkdown.practice.bleak_backend_client import AirClient
from walkdown.practice.bleak_backend_scanner import AirScanner


@dataclass(frozen=True, slots=True)
class AirBackend:
    """For `BleakClient(..., backend=.client)` and `BleakScanner(..., backend=.scanner)`."""

    client: type[BaseBleakClient]
    scanner: type[BaseBleakScanner]


def backend_on(adapter: Central) -> AirBackend:
    """bleak makes clients and scanners from a type alone, so each adapter has its own types."""

    class BoundClient(AirClient):
        central = adapter

    class BoundScanner(AirScanner):
        central = adapter

    return AirBackend(BoundClient, BoundScanner)
