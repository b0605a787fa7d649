"""What a Shelly answers on the network (protocols.md 4.7): who it is and what it measures, bounded."""

from __future__ import annotations

import math
import re
from typing import Annotated, Final, TypeVar

import msgspec

from walkdown.core.device import Reading
from walkdown.lan.http_get import Nonsense

WHO: Final = "/rpc/Shelly.GetDeviceInfo"
_MAC = re.compile(r"[0-9A-F]{12}")
_Text = Annotated[str, msgspec.Meta(max_length=64)]
_Number = float | None
T = TypeVar("T")


class Who(msgspec.Struct, frozen=True):
    """Shelly.GetDeviceInfo, as far as it is used. `mac` is what stands on the label."""

    mac: _Text
    model: _Text
    ver: _Text
    app: _Text = ""
    profile: _Text | None = None

    @property
    def firmware(self) -> str:
        """As it is told by radio."""
        return f"{self.app} {self.ver}".strip()[:64]

    @property
    def meter(self) -> str:
        """Where its measurements are."""
        component = "EM" if self.profile == "triphase" else "EM1"
        return f"/rpc/{component}.GetStatus?id=0"


class _Measured(msgspec.Struct, frozen=True):
    """EM.GetStatus or EM1.GetStatus: each has fields of its own."""

    total_act_power: _Number = None
    act_power: _Number = None
    total_current: _Number = None
    current: _Number = None
    a_voltage: _Number = None
    voltage: _Number = None


def who(body: bytes) -> Who:
    """Raises Nonsense for what is not the answer of a Shelly."""
    said = _decoded(body, Who)
    mac = said.mac.upper()
    if not _MAC.fullmatch(mac):
        raise Nonsense("a device without an address of its own")
    return msgspec.structs.replace(said, mac=mac)


def readings(body: bytes) -> tuple[Reading, ...]:
    """Power, current and voltage, as far as they are told. Raises Nonsense."""
    said = _decoded(body, _Measured)
    rows = (
        ("Power", said.total_act_power, said.act_power, "W"),
        ("Current", said.total_current, said.current, "A"),
        ("Voltage", said.a_voltage, said.voltage, "V"),
    )
    found = [(name, one if one is not None else other, unit) for name, one, other, unit in rows]
    return tuple(
        Reading(name, f"{value:.{2 if unit == 'A' else 1}f}", unit)
        for name, value, unit in found
        if value is not None and math.isfinite(value) and abs(value) < 1e7
    )


def _decoded(body: bytes, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise Nonsense("not a Shelly's answer") from error
