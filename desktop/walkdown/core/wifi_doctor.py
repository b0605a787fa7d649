"""The Wi-Fi doctor's rules: what a device hears beside what the laptop sees, and what stands out of it.

Words, icons and next clicks: `ui/pages/network_doctor_words.py`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from walkdown.core.laptop_wifi import AccessPoint, Band, Internet, LaptopView
from walkdown.core.wifi import WEAK_DBM, HeardNetwork

HIGHEST_2_4 = 14  # the last channel of that band


class Finding(StrEnum):
    """What stands out, the worst first. Down to SIGN_IN devices will not come online as it is."""

    ENTERPRISE = "enterprise"
    FIVE_GHZ_ONLY = "five-ghz-only"
    UNSEEN = "unseen"
    SIGN_IN = "sign-in"
    LAPTOP_ONLY = "laptop-only"
    FIVE_GHZ_HERE = "five-ghz-here"
    WPA3_ONLY = "wpa3-only"
    WEAK = "weak"
    NO_INTERNET = "no-internet"
    OPEN = "open"
    HIDDEN = "hidden"
    MIXED = "mixed"
    MESH = "mesh"
    DEVICE_ONLY = "device-only"


STOPS = frozenset({Finding.ENTERPRISE, Finding.FIVE_GHZ_ONLY, Finding.UNSEEN, Finding.SIGN_IN})
NOTES = frozenset({Finding.MIXED, Finding.MESH, Finding.DEVICE_ONLY})


class Lock(StrEnum):
    """One way to be let in; a network may offer several."""

    OPEN = "open"
    WEP = "wep"
    WPA = "wpa"
    WPA2 = "wpa2"
    WPA3 = "wpa3"
    EAP = "eap"


_LOCKS = {"NO": Lock.OPEN, "OPEN": Lock.OPEN, "NONE": Lock.OPEN} | {
    lock.upper(): lock for lock in Lock
}


def locks_of(security: str) -> frozenset[Lock]:
    """From words such as "WPA2/WPA3"; EAP goes before all else, and unknown words say nothing."""
    words = re.findall(r"[A-Z0-9]+", security.upper()[:64])
    found = frozenset(_LOCKS[word] for word in words if word in _LOCKS)
    return frozenset({Lock.EAP}) if Lock.EAP in found else found


@dataclass(frozen=True, slots=True)
class Case:
    """One network, from both sides. `device` is the device's own list and `laptop` the laptop's.

    Either is None where it was not asked. `typed`: the person gave the name, it was in no list.
    """

    ssid: str
    device: tuple[HeardNetwork, ...] | None
    laptop: LaptopView | None
    typed: bool = False

    @property
    def heard(self) -> tuple[HeardNetwork, ...]:
        """What the device hears of this network."""
        return tuple(n for n in self.device or () if n.ssid == self.ssid)

    @property
    def seen(self) -> tuple[AccessPoint, ...]:
        """What the laptop sees of it."""
        return self.laptop.of(self.ssid) if self.laptop is not None else ()

    @property
    def laptop_listed(self) -> bool:
        """Whether what the laptop does not see is known."""
        return self.laptop is not None and self.laptop.listed

    @property
    def nameless(self) -> bool:
        """Whether either of the two meets a network that keeps its name to itself."""
        names = [n.ssid for n in self.device or ()]
        names += [p.ssid for p in self.laptop.points] if self.laptop is not None else []
        return "" in names

    @property
    def locks(self) -> tuple[frozenset[Lock], ...]:
        """The locks of each of its access points, where something is known of them."""
        said = [n.security for n in self.heard] + [p.security for p in self.seen]
        return tuple(locks for locks in map(locks_of, said) if locks)


def examine(case: Case) -> tuple[Finding, ...]:
    """All that stands out of one network, the worst first; empty where nothing does."""
    return tuple(finding for finding in Finding if _RULES[finding](case))


def _above_2_4(case: Case) -> bool:
    """Whether all that is known of it is on the bands that most devices do not hear."""
    bands = [point.band for point in case.seen]
    high = [band in (Band.GHZ_5, Band.GHZ_6) for band in bands]
    high += [n.channel > HIGHEST_2_4 for n in case.heard if n.channel is not None]
    return bool(high) and all(high)


def _on_5_ghz_only(case: Case) -> bool:
    return not case.heard and _above_2_4(case)


def _on_5_ghz_here(case: Case) -> bool:
    """This device hears the band, which says nothing of the others."""
    return bool(case.heard) and _above_2_4(case)


def _unseen(case: Case) -> bool:
    # A device does not list what keeps its name to itself; the laptop lists it without a name.
    asked = case.laptop_listed or (case.device is not None and not case.typed)
    return asked and not case.heard and not case.seen and not case.nameless


def _hidden(case: Case) -> bool:
    """Nobody lists the name, and a list without it is no proof that the network is away."""
    if case.heard or case.seen or _unseen(case):
        return False
    return case.typed or case.nameless


def _laptop_only(case: Case) -> bool:
    deaf = case.device is not None and not case.heard
    return deaf and bool(case.seen) and not _on_5_ghz_only(case)


def _device_only(case: Case) -> bool:
    return bool(case.heard) and case.laptop_listed and not case.seen


def _weak(case: Case) -> bool:
    signals = [n.signal_dbm for n in case.heard if n.signal_dbm is not None]
    return bool(signals) and max(signals) < WEAK_DBM


def _behind(internet: Internet) -> Callable[[Case], bool]:
    """What is behind a network is known of the one that the laptop itself is on."""

    def rule(case: Case) -> bool:
        view = case.laptop
        return view is not None and view.joined == case.ssid and view.internet is internet

    return rule


def _mesh(case: Case) -> bool:
    """A router has one access point for each band; two in one band are two boxes."""
    seen = Counter(point.band for point in case.seen if point.band is not None)
    # Most devices hear one band only, and do not say which.
    heard = Counter(n.channel is not None and n.channel > HIGHEST_2_4 for n in case.heard)
    return max(*seen.values(), *heard.values(), 0, 0) > 1


def _all_locked_by(lock: Lock) -> Callable[[Case], bool]:
    return lambda case: bool(case.locks) and all(locks == {lock} for locks in case.locks)


def _mixed(case: Case) -> bool:
    offered = frozenset[Lock]().union(*case.locks)
    return Lock.WPA3 in offered and bool(offered & {Lock.WPA, Lock.WPA2})


_RULES: dict[Finding, Callable[[Case], bool]] = {
    Finding.ENTERPRISE: lambda case: any(Lock.EAP in locks for locks in case.locks),
    Finding.FIVE_GHZ_ONLY: _on_5_ghz_only,
    Finding.UNSEEN: _unseen,
    Finding.SIGN_IN: _behind(Internet.SIGN_IN),
    Finding.LAPTOP_ONLY: _laptop_only,
    Finding.FIVE_GHZ_HERE: _on_5_ghz_here,
    Finding.WPA3_ONLY: _all_locked_by(Lock.WPA3),
    Finding.WEAK: _weak,
    Finding.NO_INTERNET: _behind(Internet.NONE),
    Finding.OPEN: _all_locked_by(Lock.OPEN),
    Finding.HIDDEN: _hidden,
    Finding.MIXED: _mixed,
    Finding.MESH: _mesh,
    Finding.DEVICE_ONLY: _device_only,
}
