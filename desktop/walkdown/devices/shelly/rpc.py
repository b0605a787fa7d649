"""JSON-RPC as a Shelly speaks it (protocols.md 4.3): requests as bytes, replies as bounded types."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Annotated, Any, Final, TypeVar

import msgspec

from walkdown.devices.shelly.frames import ProtocolError

MOST_ID: Final = 2**31 - 1

T = TypeVar("T")


class Method:
    """What a device is asked; spelled as the other clients spell it."""

    WHO: Final = "Shelly.GetDeviceInfo"
    SCAN: Final = "WiFi.Scan"
    SET_WIFI: Final = "WiFi.SetConfig"
    WIFI: Final = "WiFi.GetStatus"
    THREE_PHASES: Final = "EM.GetStatus"
    ONE_PHASE: Final = "EM1.GetStatus"
    REBOOT: Final = "Shelly.Reboot"


class Refusal(IntEnum):
    """Error codes with a meaning of their own here."""

    UNAUTHORIZED = 401
    NO_HANDLER = 404


@dataclass(frozen=True, slots=True)
class RpcError:
    """A reply that is an error. `message` is raw text of the device's, at most 512 characters."""

    code: int
    message: str


@dataclass(frozen=True, slots=True)
class Done:
    """A reply with a result, still undecoded."""

    result: bytes


Params = dict[str, Any]  # what JSON takes: it is written out at once and never kept


def request(number: int, method: str, params: Params | None = None, auth: object = None) -> bytes:
    """One request. The order of the keys is that of the documentation."""
    said: Params = {"id": number, "method": method}
    if params is not None:
        said["params"] = params
    if auth is not None:
        said["auth"] = auth
    return msgspec.json.encode(said)


def wifi_settings(ssid: str, password: str) -> Params:
    """The params of WiFi.SetConfig: the one place where a Wi-Fi password goes into a request."""
    return {"config": {"sta": {"ssid": ssid, "pass": password, "enable": True}}}


class _Error(msgspec.Struct, frozen=True):
    code: int = 0
    message: str = ""


class _Reply(msgspec.Struct, frozen=True):
    id: Annotated[int, msgspec.Meta(ge=-MOST_ID, le=MOST_ID)] | None = None
    result: msgspec.Raw = msgspec.Raw(b"")
    error: _Error | None = None


def parse_reply(body: bytes, number: int) -> Done | RpcError | None:
    """The reply to this request; None where the frame answers another, or is a notification."""
    said = decoded(body, _Reply)
    if said.id != number:
        return None
    if said.error is not None:
        return RpcError(said.error.code, said.error.message[:512])
    if not bytes(said.result):
        raise ProtocolError("a reply without a result")
    return Done(bytes(said.result))


def decoded(text: bytes, kind: type[T]) -> T:
    """Strictly typed JSON. ProtocolError for anything else; its text quotes nothing."""
    try:
        return msgspec.json.decode(text, type=kind)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        raise ProtocolError(f"not a {kind.__name__.strip('_').lower()}") from None
