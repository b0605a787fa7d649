"""What the firmware card on Nearby says: versions, size, time, battery, signal, phases and ends."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from walkdown.core.device import Device
from walkdown.core.firmware import (
    LEAST_BATTERY,
    LEAST_SIGNAL,
    Hindrance,
    Offer,
    Outcome,
    Phase,
    Progress,
)
from walkdown.core.label import grouped
from walkdown.core.shown import shown
from walkdown.core.trouble import Code, Trouble
from walkdown.ui.kind_words import kind_name
from walkdown.ui.kit import Glyph
from walkdown.ui.meters import posts
from walkdown.ui.pages.nearby_words import dbm_words
from walkdown.ui.texts import Words, words_for

MOST_VERSION = 24
LOOKING = "Reading the file, and asking the device what runs on it…"
ASKED_AGAIN = "You are asked first, unless you said yes to it for this site before."
KEEP_ON = "Do not switch the device off. This window stays open until it is done."
SAFE_STOP = "Stop, in the bar above, ends it at a safe point: the device goes on with what it has."
NO_OFFER = "Nothing was sent to the device."
_AFTER = {
    Code.FIRMWARE_REFUSED: "The device goes on with what it has.",
    Code.FIRMWARE_LOST: "The new firmware was sent. The device itself decides which one it starts.",
}
LEADS = {
    "look": "New firmware for one device.",
    "offer": "New firmware for one device. Nothing is sent before you say so.",
    "move": "A device is being updated.",
    "end": "The update has come to its end.",
}

PHASES: dict[Phase, tuple[str, str]] = {
    Phase.CHECK: ("Look at the device", "Looking at the device"),
    Phase.UPLOAD: ("Send the new firmware", "Sending the new firmware"),
    Phase.RESTART: ("Restart it, to try the new firmware", "Restarting, to try the new firmware"),
    Phase.CONFIRM: ("Read back what runs, and keep it", "Reading back what runs, to keep it"),
}
_SIGNALS = ("weak: stay close to it", "fair", "good", "very good")
_NO_UPDATES = Words(
    "{device} takes no firmware from here",
    "It offers no updates over Bluetooth now. Its maker's own app may have another way. Nothing was sent.",
    "Choose another file",
    "Do not reset it for this: it would still take none.",
)
# The next click where it is another one here than elsewhere.
_ACTS = {Code.FIRMWARE_UNSAFE: "Look again", Code.FIRMWARE_LOST: "Listen again"}


@dataclass(frozen=True, slots=True)
class End:
    """How an update ended: silhouette, kind of box, title, and a sentence."""

    glyph: Glyph
    box: str
    title: str
    body: str


def version_words(version: str) -> str:
    """A version as the device or the file says it, cleaned and bounded; said so where it is empty."""
    return shown(version, MOST_VERSION) or "not named"


def device_words(device: Device | None, serial: str) -> tuple[str, str]:
    """Its kind and model, and its serial as it is read aloud."""
    number = grouped(shown(serial, 24))
    if device is None:
        return "Device", number
    model = shown(device.model, 24)
    return ", ".join(filter(None, (kind_name(device.kind), model))), number


def size_words(size: int) -> str:
    """Bytes in KB of 1,000, as the maker's page gives them."""
    return f"{math.ceil(size / 1000):,} KB"


def time_words(seconds: float) -> str:
    """A span that is only known roughly."""
    if seconds < 50:
        return f"about {max(5, 5 * math.ceil(seconds / 5))} s"
    return f"about {math.ceil(seconds / 60)} min"


def battery_words(battery: int | None) -> str:
    """Whether its charge is enough."""
    if battery is None:
        return "It has none. Leave its supply on."
    if battery < LEAST_BATTERY:
        return f"{battery} %, too low: {LEAST_BATTERY} % at least"
    return f"{battery} %, enough"


def signal_words(dbm: int) -> str:
    """Whether it is near enough."""
    if dbm < LEAST_SIGNAL:
        return f"{dbm_words(dbm)}, too weak: {dbm_words(LEAST_SIGNAL)} or better"
    return f"{dbm_words(dbm)}, {_SIGNALS[posts(dbm) - 1]}"


def duration_words(offer: Offer) -> str:
    """How long it lasts, and what one sees of it at the device."""
    words = time_words(offer.seconds)
    return f"{words[0].upper()}{words[1:]}. The device restarts once."


def hindrance_words(offer: Offer) -> str:
    """Why it cannot be begun now, and what changes that; "" where it can."""
    match offer.hindrance:
        case Hindrance.BATTERY:
            return f"Battery {offer.battery or 0} %: charge it to {LEAST_BATTERY} % first."
        case Hindrance.SIGNAL:
            least = dbm_words(LEAST_SIGNAL)
            return f"Signal {dbm_words(offer.signal_dbm)}: stand closer, until it is {least} or better."
        case Hindrance.SAME:
            return f"{version_words(offer.version)} runs on it already. There is nothing to update."
        case Hindrance.NONE:
            return ""


def older_words(offer: Offer) -> str:
    """The warning of a step back; "" where it is none."""
    if not offer.older:
        return ""
    old, now = version_words(offer.version), version_words(offer.running)
    return (
        f"A step back: {old} is older than {now}. Go back only if its maker or your office says so."
    )


def promise_words(offer: Offer) -> str:
    """What becomes of the device where the new firmware does not work."""
    running = version_words(offer.running)
    return f"It tries the new firmware once, and goes back to {running} by itself if that does not work."


def figures(progress: Progress) -> str:
    """Bytes sent of all, the speed, and the time that is left."""
    sent = f"{math.ceil(progress.sent / 1000):,} of {size_words(progress.size)}"
    if progress.phase is not Phase.UPLOAD or progress.bytes_per_s <= 0:
        return sent
    left = max(0, progress.size - progress.sent) / progress.bytes_per_s
    return f"{sent}  ·  {progress.bytes_per_s / 1000:.1f} KB/s  ·  {time_words(left)} left"


def percent(progress: Progress) -> int:
    """How much of it was sent."""
    return min(100, 100 * progress.sent // progress.size) if progress.size > 0 else 0


def end_words(outcome: Outcome, version: str, offer: Offer | None) -> End:
    """What runs now, as it was read back after the restart."""
    runs = version_words(version)
    if outcome is Outcome.REVERTED:
        new = f"Firmware {version_words(offer.version)}" if offer else "The new firmware"
        return End(
            "warn",
            "warn",
            f"Went back to {runs}: the device did not keep the new firmware",
            f"{new} was sent and tried. The device works as before. Tell its maker, with both versions.",
        )
    before = f" It was {version_words(offer.running)} before." if offer else ""
    return End(
        "ok", "ok", f"Runs {runs} now", f"Read back from the device after its restart.{before}"
    )


def is_over(trouble: Trouble) -> bool:
    """Whether what was offered is of no use any more."""
    return trouble.code in _AFTER


def after_words(trouble: Trouble) -> str:
    """How the device was left, where there is nothing to offer for it."""
    return _AFTER.get(trouble.code, NO_OFFER)


def trouble_words(trouble: Trouble) -> Words:
    """The words of a trouble as it looks from here, with what the file's reader found."""
    words = words_for(trouble)
    if trouble.code is Code.CANNOT_SET_UP:
        device = grouped(shown(trouble.device, 24)) if trouble.device else "The device"
        return replace(_NO_UPDATES, title=_NO_UPDATES.title.format(device=device))
    if trouble.code is Code.FIRMWARE_UNREADABLE and trouble.detail:
        words = replace(words, body=f"{shown(trouble.detail, 160)} {words.body}")
    return replace(words, act=_ACTS.get(trouble.code, words.act))
