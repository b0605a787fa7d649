"""Espressif's provisioning messages, both ways, as bytes and types (protocols.md 3.5); no radio, no clock."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Final, TypeVar

from google.protobuf.message import DecodeError, Message

from walkdown.core.wifi import SSID_MOST_BYTES, HeardNetwork, known_channel
from walkdown.devices.espressif.messages import provisioning_pb2 as wire

MOST_REPLY: Final = 512
MOST_RESULTS: Final = 64
SLICE: Final = 4
_SIGNAL_RANGE = range(-127, 21)
_SECURITY: Final = ("NO", "WEP", "WPA", "WPA2", "WPA/WPA2", "WPA2 EAP", "WPA3", "WPA2/WPA3")
_NOTHING: Final = wire.Nothing()

M = TypeVar("M", bound=Message)


class ProtocolError(Exception):
    """Bytes that no device may send. The text says what is wrong and holds none of them."""


class Station(IntEnum):
    """How far the device's Wi-Fi is."""

    CONNECTED = 0
    CONNECTING = 1
    DISCONNECTED = 2
    FAILED = 3


class Reason(IntEnum):
    """Why it failed."""

    PASSWORD = 0
    NETWORK = 1


@dataclass(frozen=True, slots=True)
class WifiState:
    """`reason` is None unless the device named one; `address` is empty until it has one."""

    station: Station
    reason: Reason | None = None
    address: str = ""


class Refused(ProtocolError):
    """The device understood, and says no with a status."""

    def __init__(self, status: int) -> None:
        super().__init__(f"status {status}")
        self.status = status


def decoded(kind: type[M], frame: bytes) -> M:
    """One message of protobuf. ProtocolError where it is none, or longer than any device sends."""
    if len(frame) > MOST_REPLY:
        raise ProtocolError("a reply is too long")
    made = kind()
    try:
        made.ParseFromString(frame)
    except DecodeError:
        raise ProtocolError("a reply is no message") from None
    return made


# --- the network ------------------------------------------------------------------------------


def set_config(ssid: str, password: str) -> bytes:
    """The credentials. ValueError for what the device would cut or refuse (protocols.md 3.5)."""
    if not ssid or len(ssid.encode()) > SSID_MOST_BYTES or "\0" in ssid:
        raise ValueError("no network has this name")
    if len(password.encode()) > 63:
        raise ValueError("these devices take passphrases of 63 bytes at most")
    config = wire.WifiConfig(ssid=ssid.encode(), passphrase=password.encode())
    return wire.NetworkConfigPayload(msg=2, cmd_set_config=config).SerializeToString()


def apply_config() -> bytes:
    """Let it join now."""
    return wire.NetworkConfigPayload(msg=4, cmd_apply_config=_NOTHING).SerializeToString()


def get_status() -> bytes:
    """Ask how far it is; says nothing before `apply_config`."""
    return wire.NetworkConfigPayload(cmd_get_status=_NOTHING).SerializeToString()


def parse_took(frame: bytes) -> None:
    """The answer to `set_config`. Raises Refused where the device does not take it."""
    said = _config(frame, 3, "resp_set_config")
    _accept(said.resp_set_config.status)


def parse_applied(frame: bytes) -> None:
    """The answer to `apply_config`. Raises Refused."""
    said = _config(frame, 5, "resp_apply_config")
    _accept(said.resp_apply_config.status)


def parse_status(frame: bytes) -> WifiState:
    """The answer to `get_status`. "Connected" is 0, and so is absent on the wire."""
    status = _config(frame, 1, "resp_get_status").resp_get_status
    _accept(status.status)
    try:
        station = Station(status.wifi_sta_state)
        named = status.WhichOneof("state") == "wifi_fail_reason"
        reason = Reason(status.wifi_fail_reason) if named else None
    except ValueError:
        raise ProtocolError("a state of its own") from None
    return WifiState(station, reason, status.wifi_connected.ip4_addr[:64])


def _config(frame: bytes, msg: int, what: str) -> wire.NetworkConfigPayload:
    said = decoded(wire.NetworkConfigPayload, frame)
    if said.msg != msg or said.WhichOneof("payload") != what:
        raise ProtocolError("an answer to another question")
    return said


# --- what it hears ----------------------------------------------------------------------------


def scan_start() -> bytes:
    """Look for networks on every channel; it answers when it is done."""
    start = wire.ScanStart(blocking=True, period_ms=120)
    return wire.NetworkScanPayload(cmd_scan_start=start).SerializeToString()


def scan_status() -> bytes:
    """Whether it is done, and how many there are."""
    return wire.NetworkScanPayload(msg=2, cmd_scan_status=_NOTHING).SerializeToString()


def scan_result(start: int, count: int) -> bytes:
    """One slice; never beyond what it said it has, which is an error, not a short list."""
    asked = wire.ScanSlice(start_index=start, count=count)
    return wire.NetworkScanPayload(msg=4, cmd_scan_result=asked).SerializeToString()


def parse_scan_started(frame: bytes) -> None:
    """The answer to `scan_start`."""
    _scan(frame, 1, "resp_scan_start")


def parse_scan_status(frame: bytes) -> tuple[bool, int]:
    """Finished, and how many; more than we ever list are left out."""
    status = _scan(frame, 3, "resp_scan_status").resp_scan_status
    return status.scan_finished, min(status.result_count, MOST_RESULTS)


def parse_scan_result(frame: bytes, count: int) -> tuple[HeardNetwork, ...]:
    """One slice, of `count` at most; a name no network can have is left out."""
    entries = _scan(frame, 5, "resp_scan_result").resp_scan_result.entries
    if len(entries) > count:
        raise ProtocolError("a slice is longer than asked for")
    return tuple(
        HeardNetwork(
            e.ssid.decode("utf-8", "replace"),
            e.rssi if e.rssi in _SIGNAL_RANGE else None,
            _SECURITY[e.auth] if e.auth < len(_SECURITY) else "WPA2",
            known_channel(e.channel),
        )
        for e in entries
        if len(e.ssid) <= SSID_MOST_BYTES
    )


def _scan(frame: bytes, msg: int, what: str) -> wire.NetworkScanPayload:
    said = decoded(wire.NetworkScanPayload, frame)
    if said.msg != msg or said.WhichOneof("payload") != what:
        raise ProtocolError("an answer to another question")
    _accept(said.status)
    return said


# --- control ----------------------------------------------------------------------------------


def ctrl_reset() -> bytes:
    """After a failed try: take credentials again, with the session kept."""
    return wire.NetworkCtrlPayload(msg=1, cmd_reset=_NOTHING).SerializeToString()


def parse_reset(frame: bytes) -> None:
    """The answer to `ctrl_reset`. Raises Refused."""
    said = decoded(wire.NetworkCtrlPayload, frame)
    if said.msg != 2:
        raise ProtocolError("an answer to another question")
    _accept(said.status)


def _accept(status: int) -> None:
    if status:
        raise Refused(status)
