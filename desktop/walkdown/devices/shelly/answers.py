"""What the results of a Shelly mean: who it is, what it hears, how far its Wi-Fi is, what it measures."""

from __future__ import annotations

import ipaddress
import math
import re
from dataclasses import dataclass
from typing import Annotated, Final

import msgspec

from walkdown.core.device import Reading
from walkdown.core.wifi import SSID_MOST_BYTES, HeardNetwork, known_channel
from walkdown.devices.shelly.frames import ProtocolError
from walkdown.devices.shelly.rpc import decoded

MOST_NETWORKS: Final = 128
_MAC = re.compile(r"[0-9A-F]{12}")
_SIGNAL_RANGE: Final = range(-127, 21)
# Numbers of the chip's own SDK, in the words that Improv's devices use.
_SECURITY: Final = ("NO", "WEP", "WPA", "WPA2", "WPA/WPA2", "WPA2 EAP", "WPA3", "WPA2/WPA3")

_Text = Annotated[str, msgspec.Meta(max_length=256)]


@dataclass(frozen=True, slots=True)
class DeviceInfo:
    """Who it is; raw text, at most 64 characters each. `mac` is 12 capital hex digits."""

    mac: str
    name: str
    model: str
    firmware: str
    profile: str
    locked: bool


class _Info(msgspec.Struct, frozen=True):
    id: _Text
    mac: _Text
    gen: Annotated[int, msgspec.Meta(ge=2, le=99)]
    model: _Text = ""
    ver: _Text = ""
    app: _Text = ""
    profile: _Text | None = None
    auth_en: bool = False


def device_info(result: bytes) -> DeviceInfo:
    """Shelly.GetDeviceInfo. ProtocolError where it does not say which device it is."""
    said = decoded(result, _Info)
    mac = plain_mac(said.mac)
    if not mac:
        raise ProtocolError("a device without an address of its own")
    firmware = f"{said.app} {said.ver}".strip()[:64]
    profile = (said.profile or "")[:64]
    return DeviceInfo(mac, said.id[:64], said.model[:64], firmware, profile, said.auth_en)


def plain_mac(text: str) -> str:
    """A MAC address as 12 capital hex digits; empty where the text is none."""
    mac = re.sub(r"[:-]", "", text).upper()
    return mac if _MAC.fullmatch(mac) else ""


class _Found(msgspec.Struct, frozen=True):
    ssid: _Text | None = None
    auth: int = -1
    rssi: int | float | None = None
    channel: int | None = None


class _Scan(msgspec.Struct, frozen=True):
    results: Annotated[list[_Found], msgspec.Meta(max_length=1024)]


def networks(result: bytes) -> tuple[HeardNetwork, ...]:
    """WiFi.Scan: hidden networks and names no network can have are left out."""
    found = decoded(result, _Scan).results[:MOST_NETWORKS]
    return tuple(
        HeardNetwork(f.ssid, _signal(f.rssi), _security(f.auth), known_channel(f.channel))
        for f in found
        if f.ssid and len(f.ssid.encode("utf-8", "replace")) <= SSID_MOST_BYTES
    )


class _Stored(msgspec.Struct, frozen=True):
    restart_required: bool = False


def needs_restart(result: bytes) -> bool:
    """WiFi.SetConfig: it is stored; whether it is used only after a restart."""
    return decoded(result, _Stored).restart_required


@dataclass(frozen=True, slots=True)
class WifiStatus:
    """How far its Wi-Fi is; `address` is a plain IPv4 address, or empty."""

    state: str
    ssid: str
    address: str
    port: int = 80

    def on(self, ssid: str) -> bool:
        """Whether this network has let it in."""
        return self.state in ("connected", "got ip") and self.ssid == ssid

    @property
    def has_address(self) -> bool:
        """Whether it can be asked there."""
        return self.state == "got ip" and bool(self.address)

    @property
    def host(self) -> str:
        """As it stands in a URL."""
        return self.address if self.port == 80 else f"{self.address}:{self.port}"


class _Wifi(msgspec.Struct, frozen=True):
    status: _Text = ""
    ssid: _Text | None = None
    sta_ip: _Text | None = None
    # Only practice devices say it: they share one address. Real ones are at port 80.
    http_port: Annotated[int, msgspec.Meta(ge=1, le=65535)] = 80


def wifi_status(result: bytes) -> WifiStatus:
    """WiFi.GetStatus. ProtocolError for an address that is none."""
    said = decoded(result, _Wifi)
    return WifiStatus(said.status, said.ssid or "", _address(said.sta_ip), said.http_port)


def _address(text: str | None) -> str:
    try:
        return str(ipaddress.IPv4Address(text)) if text else ""
    except ValueError:
        raise ProtocolError("an address that is none") from None


_Number = float | None


class _Phases(msgspec.Struct, frozen=True):
    a_voltage: _Number = None
    b_voltage: _Number = None
    c_voltage: _Number = None
    total_current: _Number = None
    total_act_power: _Number = None


class _Phase(msgspec.Struct, frozen=True):
    voltage: _Number = None
    current: _Number = None
    act_power: _Number = None


def three_phases(result: bytes) -> tuple[Reading, ...]:
    """EM.GetStatus: what a person can compare with the meter beside it."""
    said = decoded(result, _Phases)
    return _readings(
        ("Power", said.total_act_power, "W"),
        ("Current", said.total_current, "A"),
        ("Voltage L1", said.a_voltage, "V"),
        ("Voltage L2", said.b_voltage, "V"),
        ("Voltage L3", said.c_voltage, "V"),
    )


def one_phase(result: bytes) -> tuple[Reading, ...]:
    """EM1.GetStatus: the first channel."""
    said = decoded(result, _Phase)
    return _readings(
        ("Power", said.act_power, "W"),
        ("Current", said.current, "A"),
        ("Voltage", said.voltage, "V"),
    )


def _readings(*rows: tuple[str, float | None, str]) -> tuple[Reading, ...]:
    return tuple(
        Reading(name, f"{value:.{2 if unit == 'A' else 1}f}", unit)
        for name, value, unit in rows
        if value is not None and math.isfinite(value) and abs(value) < 1e7
    )


def _signal(number: float | None) -> int | None:
    whole = int(number) if number is not None and abs(number) < 1000 else None
    return whole if whole in _SIGNAL_RANGE else None


def _security(number: int) -> str:
    return _SECURITY[number] if 0 <= number < len(_SECURITY) else f"type {number}"[:16]
