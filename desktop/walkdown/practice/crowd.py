"""A scenario of any number of plain devices, for benchmarks and storms."""

from __future__ import annotations

from walkdown.core.device import Kind, Reading
from walkdown.core.secret import Secret
from walkdown.practice.scenario import Network, PracticeDevice, Router, Scenario, Security

_SSID = "StreetWide"
_PASSWORD = "forty doors one key"


def crowd(count: int, *, join_s: float = 0.0, first: int = 1) -> Scenario:
    """`count` micro-inverters (1 to 500) without faults, all on one good network.

    `first` is the number in the first one's serial.
    """
    network = Network(_SSID, Security.WPA2, 6, -52, password=Secret(_PASSWORD))
    return Scenario(
        name=f"crowd-{count}",
        title=f"A street of {count}",
        router=Router(_SSID),
        networks=(network,),
        devices=tuple(_plain(n) for n in range(first, first + count)),
        join_s=join_s,
    )


def _plain(number: int) -> PracticeDevice:
    return PracticeDevice(
        serial=f"1300{number:08d}",
        model="MI-800",
        kind=Kind.MICRO_INVERTER,
        place=f"Roof {number}",
        firmware="2.1.0",
        hardware="MI-800 r3",
        distance_m=1.0 + number % 7 * 0.2,
        readings=(Reading("Power", "311", "W"),),
    )
