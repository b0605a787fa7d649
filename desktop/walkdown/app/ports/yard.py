"""The practice yard as the use cases need it: what stands there, and hands to press buttons."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from walkdown.core.device import Kind


class BluetoothPlay(StrEnum):
    """How the practice laptop's Bluetooth is. SECOND: only a second adapter hears anything."""

    WORKS = "works"
    MISSING = "missing"
    OFF = "off"
    BLOCKED = "blocked"
    CLASSIC = "classic"
    BUSY = "busy"
    NOTHING_NEAR = "nothing-near"
    SECOND = "second"


class NetworkPlay(StrEnum):
    """How the practice site's Wi-Fi is, for those who have joined it and for the laptop.

    CUT: it is off. CAPTIVE: a sign-in page answers in place of everyone. GUEST: those who join get
    an address, and the laptop cannot reach it. MOVED: the router has given all that had joined
    other addresses, and they tell their names there; UNNAMED: the same, but no names are heard.
    NO_INTERNET: all is well on it, and nothing is behind it.
    """

    WORKS = "works"
    CUT = "cut"
    CAPTIVE = "captive"
    GUEST = "guest"
    MOVED = "moved"
    UNNAMED = "unnamed"
    NO_INTERNET = "no-internet"


@dataclass(frozen=True, slots=True)
class YardDevice:
    """One simulated device as the practice window shows it: what one would see standing before it.

    `trouble`, `symbol` and `look`: what is special about its label; empty where nothing is.
    `taken`: somebody's phone is connected to it; `clamp_turned`: a meter's is on the wrong way round.
    """

    serial: str
    model: str
    kind: Kind
    place: str
    blinking: bool
    online: bool
    in_front: bool
    needs_button: bool
    trouble: str = ""
    symbol: str = ""
    look: str = ""
    taken: bool = False
    clamp_turned: bool = False


@dataclass(frozen=True, slots=True)
class YardSticker:
    """Something with a code on it that lies about and belongs to no device; `words` stand on it."""

    number: int
    words: str
    place: str
    in_front: bool
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class YardView:
    """The practice yard as it is now. `router_ssid` stands on the sticker under the router.

    `sheet_in_front`: a sheet with all labels is held before the camera. `bluetooth`: how the laptop's
    own is played, `network` how the site's Wi-Fi is. `load_on`: a load of 2 kW runs in the house.
    """

    scenario: str
    title: str
    devices: tuple[YardDevice, ...]
    router_ssid: str
    stickers: tuple[YardSticker, ...] = ()
    sheet_in_front: bool = False
    bluetooth: BluetoothPlay = BluetoothPlay.WORKS
    network: NetworkPlay = NetworkPlay.WORKS
    load_on: bool = False


class Yard(Protocol):
    """The practice site's hands and eyes: what a person would do at the devices themselves."""

    async def open(self, scenario: str, tell: Callable[[YardView], None]) -> None:
        """Build the world of a scenario and keep telling how it looks."""
        ...

    async def resume(self, joined: tuple[tuple[str, str], ...]) -> None:
        """Bring devices (serial, URL) back as joined: they were, before the program ended."""
        ...

    async def close(self) -> None:
        """End the world; leaves no task, socket or timer."""
        ...

    def hold_label(self, serial: str) -> None:
        """Stand before a device, so that the practice camera sees its label."""
        ...

    def hold_router(self) -> None:
        """Stand before the router, so that the practice camera sees its Wi-Fi code."""
        ...

    def hold_sticker(self, number: int) -> None:
        """Hold what lies about, counted from 1, before the practice camera."""
        ...

    def hold_sheet(self) -> None:
        """Hold sheets with the labels of all devices before the practice camera, one after another."""
        ...

    def press_button(self, serial: str) -> None:
        """Press the device's own button, which lets it be set up."""
        ...

    async def phone_takes(self, serial: str, taken: bool) -> None:
        """Let somebody's phone connect to a device and keep it, or let go of it."""
        ...

    async def play_bluetooth(self, play: BluetoothPlay) -> None:
        """Let the laptop's own Bluetooth be so from now on; off, it loses what it was connected to."""
        ...

    def switch_load(self, on: bool) -> None:
        """Switch a load of 2 kW on or off in the house behind the meters."""
        ...

    def turn_clamp(self, serial: str) -> None:
        """Turn a meter's clamp round."""
        ...

    async def play_network(self, play: NetworkPlay) -> None:
        """Let the network that the router's sticker names be so from now on."""
        ...
