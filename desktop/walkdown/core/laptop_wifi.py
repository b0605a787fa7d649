"""What the laptop's own Wi-Fi sees: each access point in reach, and what the laptop itself is on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Band(StrEnum):
    """Where on the air, in GHz. Most devices hear the first only."""

    GHZ_2_4 = "2.4"
    GHZ_5 = "5"
    GHZ_6 = "6"


class Told(StrEnum):
    """How the laptop's system answered; only LISTED says anything about what is in reach."""

    LISTED = "listed"
    OFF = "off"
    NO_ADAPTER = "no-adapter"
    NOT_PERMITTED = "not-permitted"
    NOT_SAID = "not-said"


class Internet(StrEnum):
    """What the system found behind the network that the laptop is on."""

    UNKNOWN = "unknown"
    NONE = "none"
    SIGN_IN = "sign-in"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class AccessPoint:
    """One access point; an empty `ssid` is a hidden network. `security` as a device words it.

    `signal_dbm` is worked out from the system's per cent, so it is a round figure.
    """

    ssid: str
    signal_dbm: int | None
    security: str
    band: Band | None = None
    channel: int | None = None


@dataclass(frozen=True, slots=True)
class LaptopView:
    """One look. `joined` is the network that the laptop is on; empty where it is on none."""

    told: Told
    points: tuple[AccessPoint, ...] = ()
    joined: str = ""
    internet: Internet = Internet.UNKNOWN

    @property
    def listed(self) -> bool:
        """Whether the system gave its list, so that what is not in it was not seen."""
        return self.told is Told.LISTED

    def of(self, ssid: str) -> tuple[AccessPoint, ...]:
        """The access points of this name, the strongest first."""
        mine = [point for point in self.points if point.ssid == ssid]
        return tuple(sorted(mine, key=_power, reverse=True))


NOT_SAID = LaptopView(Told.NOT_SAID)


def band_and_channel(mhz: int) -> tuple[Band | None, int | None]:
    """From a channel's middle in MHz (IEEE 802.11, annex E); None for what is none of Wi-Fi."""
    if 2412 <= mhz <= 2472:
        return Band.GHZ_2_4, (mhz - 2407) // 5
    if mhz == 2484:
        return Band.GHZ_2_4, 14
    if 5160 <= mhz <= 5885:
        return Band.GHZ_5, (mhz - 5000) // 5
    if 5955 <= mhz <= 7115:
        return Band.GHZ_6, (mhz - 5950) // 5
    return None, None


def _power(point: AccessPoint) -> int:
    return -999 if point.signal_dbm is None else point.signal_dbm
