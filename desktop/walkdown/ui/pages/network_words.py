"""What can be said of a network before any password: a verdict, its reason, and how the facts are worded."""

from __future__ import annotations

from dataclasses import dataclass

from walkdown.core.device import Device, Kind, Work
from walkdown.core.job import Job
from walkdown.core.label import grouped
from walkdown.core.shown import shown
from walkdown.core.wifi import WEAK_DBM, ChosenNetwork, HeardNetwork
from walkdown.ui.kind_words import kind_name
from walkdown.ui.tokens import Tone


@dataclass(frozen=True, slots=True)
class Opinion:
    """A verdict of one or two words, and the reason in one breath."""

    tone: Tone
    word: str
    reason: str


WORKS = "Works"
TOO_WEAK = "Too weak"
OPEN = "Open network"
NEEDS_NAME = "Needs a name"
UNKNOWN = "Not checked"
VERDICTS = (WORKS, TOO_WEAK, OPEN, NEEDS_NAME, UNKNOWN)


def opinion(network: HeardNetwork, hearer: str = "the device") -> Opinion:
    """The verdict from what one device hears; other devices may stand further away."""
    if is_enterprise(network.security):
        return Opinion("stop", NEEDS_NAME, "Asks for a name as well as a password")
    if network.signal_dbm is None:
        return Opinion("idle", UNKNOWN, "How strong it is was not said")
    if network.signal_dbm < WEAK_DBM:
        return Opinion("warn", TOO_WEAK, f"Under {dbm_words(WEAK_DBM)} devices drop out")
    if network.is_open:
        return Opinion("warn", OPEN, "No password: anyone near can join")
    return Opinion("ok", WORKS, f"Strong enough at {hearer}")


def is_enterprise(security: str) -> bool:
    """Whether a password alone is not enough (EAP)."""
    return "EAP" in security.upper()


def as_heard(chosen: ChosenNetwork) -> HeardNetwork:
    """The chosen network as the row it was chosen from."""
    return HeardNetwork(chosen.ssid, chosen.signal_dbm, chosen.security)


def dbm_words(dbm: int | None) -> str:
    """ "−58 dBm", or that it was not heard."""
    if dbm is None:
        return "not heard"
    return f"{'−' if dbm < 0 else ''}{abs(dbm)}\u00a0dBm"


def security_words(security: str) -> str:
    """The security as the device words it."""
    heard = HeardNetwork("", None, security)
    return "Open" if heard.is_open else shown(security, 20) or "Security not known"


def scout_of(job: Job) -> Device | None:
    """The device whose list is read next: the gateway where there is one."""
    able = [d for d in job.wanted if d.work is not Work.ONLINE]
    return min(able, key=lambda d: (d.kind is not Kind.GATEWAY, d.serial), default=None)


def device_words(device: Device | None) -> str:
    """ "Gateway, 7703 0012 5518"; "Nobody yet" where no device heard it."""
    if device is None:
        return "Nobody yet"
    return f"{kind_name(device.kind)}, {grouped(shown(device.serial, 24))}"


def hearer_words(device: Device | None) -> str:
    """ "the gateway", in the middle of a sentence."""
    if device is None:
        return "the device"
    name = kind_name(device.kind)
    return f"the {name if name.startswith('EV') else name[0].lower() + name[1:]}"


def all_online(job: Job) -> bool:
    """Whether nothing is left to be sent to."""
    return bool(job.wanted) and len(job.online) == len(job.wanted)
