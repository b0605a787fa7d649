"""What can be said of a network before any password: a verdict, its reason, and how the facts are worded."""

from __future__ import annotations

from dataclasses import dataclass

from walkdown.core.device import Device, Kind, Work
from walkdown.core.job import Job
from walkdown.core.label import grouped
from walkdown.core.shown import shown
from walkdown.core.wifi import ChosenNetwork, HeardNetwork
from walkdown.core.wifi_doctor import NOTES, Case, Lock, examine, locks_of
from walkdown.ui.kind_words import kind_name
from walkdown.ui.pages.network_doctor_words import SAID, tone_of
from walkdown.ui.tokens import Tone


@dataclass(frozen=True, slots=True)
class Opinion:
    """A verdict of one or two words, and the reason in one breath."""

    tone: Tone
    word: str
    reason: str


WORKS = "Works"
UNKNOWN = "Not checked"
VERDICTS = (WORKS, UNKNOWN, *(said.word for found, said in SAID.items() if found not in NOTES))


def opinion(network: HeardNetwork, hearer: str = "the device", case: Case | None = None) -> Opinion:
    """The verdict from what one device hears, and the laptop where `case` has its side.

    Other devices may stand further away.
    """
    found = examine(case or Case(network.ssid, (network,), None))
    worst = next((finding for finding in found if finding not in NOTES), None)
    if worst is not None:
        return Opinion(tone_of(worst), SAID[worst].word, SAID[worst].reason)
    if network.signal_dbm is None:
        return Opinion("idle", UNKNOWN, "How strong it is was not said")
    return Opinion("ok", WORKS, f"Strong enough at {hearer}")


def is_enterprise(security: str) -> bool:
    """Whether a password alone is not enough (EAP)."""
    return Lock.EAP in locks_of(security)


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


def lead_words(job: Job) -> str:
    """The line below the page's title."""
    count = len(job.wanted)
    if all_online(job):
        return f"{'All' if count > 1 else ''} {count} online.".strip()
    devices = "one device" if count == 1 else f"all {count} devices"
    return f"One network for {devices}, checked before any password is typed."


def empty_words(job: Job, hearer: Device | None, *, looking: bool, looked: bool) -> tuple[str, str]:
    """Title and words of the note that stands where there is no list."""
    if not job.wanted:
        return "No devices on the list yet", "Scan their labels first; one of them then looks."
    if looking:
        return f"{device_words(hearer)} is looking", "It reads out the networks that it hears."
    if looked:
        return (
            f"{device_words(hearer)} read out no networks",
            "Look again closer to it, or type the network's name below.",
        )
    return (
        f"{device_words(hearer)} can say which networks it hears",
        "That uses Bluetooth, which asks first.",
    )
