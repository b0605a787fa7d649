"""The offer of an update, made of the file and of what the device says: how large, how long, how safe."""

from __future__ import annotations

import math
import re
from typing import Final

from walkdown.core.firmware import (
    LEAST_BATTERY,
    LEAST_SIGNAL,
    RESTARTS,
    Hindrance,
    Image,
    Offer,
    Slot,
)
from walkdown.core.shown import shown

# Assumed for the estimate alone: what a phone-sized link carries at a 30 ms interval with a device
# that erases its flash on the way, and a restart with the swap of the two images.
BYTES_PER_S: Final = 4_000
RESTART_S: Final = 60
_MOST_VERSION: Final = 24
_NUMBERS: Final = re.compile(r"[0-9]{1,10}")


def offered(
    serial: str, image: Image, running: Slot, *, battery: int | None, signal_dbm: int
) -> Offer:
    """What the person is asked. `running` is the active slot, `battery` in % or None for none."""
    return Offer(
        serial=serial,
        running=running.version,
        version=image.version,
        size=image.size,
        seconds=math.ceil(image.size / BYTES_PER_S) + RESTARTS * RESTART_S,
        signal_dbm=signal_dbm,
        battery=battery,
        older=is_older(image.version, running.version),
        hindrance=_hindrance(image, running, battery, signal_dbm),
    )


def running_slot(slots: tuple[Slot, ...]) -> Slot | None:
    """The image that runs; None where a device names none."""
    return next((slot for slot in slots if slot.active), None)


def is_older(version: str, than: str) -> bool:
    """Whether a version is a step back, by its numbers in order: "3.4.1+7" is 3, 4, 1, 7."""
    one, other = (_numbers(text) for text in (version, than))
    return bool(one and other) and one < other


def in_words(offer: Offer) -> str:
    """What is pressed, as the prompt and the record say it; one short line of harmless text."""
    running, version = (shown(text, _MOST_VERSION) for text in (offer.running, offer.version))
    size, minutes = math.ceil(offer.size / 1_000), math.ceil(offer.seconds / 60)
    return f"Update {running} to {version}, {size} KB, about {minutes} min, restarts once"


def _hindrance(image: Image, running: Slot, battery: int | None, signal_dbm: int) -> Hindrance:
    if running.digest == image.digest and running.confirmed:
        return Hindrance.SAME  # one that is only tried would be gone back from
    if battery is not None and battery < LEAST_BATTERY:
        return Hindrance.BATTERY
    if signal_dbm < LEAST_SIGNAL:
        return Hindrance.SIGNAL
    return Hindrance.NONE


def _numbers(version: str) -> tuple[int, ...]:
    """Major, minor, revision and build; what is left out counts as 0. Empty for no number at all."""
    found = [int(number) for number in _NUMBERS.findall(version)[:4]]
    return tuple(found + [0] * (4 - len(found))) if found else ()
