"""The words of the search in Verify: what pressing the button does, how far it is, what came of it."""

from __future__ import annotations

from walkdown.app.messages import Searching
from walkdown.core.device import Device
from walkdown.core.job import Job
from walkdown.core.shown import shown
from walkdown.core.subnet import Walk
from walkdown.ui.kind_words import kind_name
from walkdown.ui.pages.verify_words import serial_words

MOST_NAMED = 3
WHAT = (
    "Asks at up to 254 addresses around this laptop's own who is there, 32 at once, for some"
    " seconds. Other devices there are asked too; what they answer is not kept."
)
STOPPED = "Not looked through to the end. Nothing was changed."
NO_NETWORK = (
    "This laptop is on no private network that could be looked through."
    " Connect it to the site's network, then look again."
)

ELSEWHERE = (
    "Nobody was asked: this laptop is on another network than the devices were when they were set up."
    " Connect it to the site's network, then look again."
)


def title(devices: tuple[Device, ...]) -> str:
    """Who is lost."""
    if len(devices) == 1:
        return f"{_name(devices[0])} was not met at its address"
    return f"{len(devices)} devices were not met at their addresses"


def button(count: int) -> str:
    """The caption of the button that begins it."""
    return f"Look for {'it' if count == 1 else 'them'} at every address of this network"


def progress(done: int, total: int) -> str:
    """How far it is."""
    return f"{done} of {total} addresses asked"


def result(ended: Searching, job: Job) -> str:
    """What came of a search that is over."""
    walk = ended.walk
    if walk is None:
        return STOPPED
    if walk.elsewhere:
        return ELSEWHERE
    if not walk.asked:
        return NO_NETWORK
    parts = (_found(walk, job), _twice(walk, job), _missing(walk, ended.serials, job))
    return " ".join(part for part in parts if part)


def _found(walk: Walk, job: Job) -> str:
    if not walk.found:
        return ""
    names = _names(tuple(serial for serial, _ in walk.found), job)
    return f"Found by serial at another address, and looked at again: {names}."


def _twice(walk: Walk, job: Job) -> str:
    if not walk.twice:
        return ""
    return (
        f"Said by two at different addresses, so neither was believed: {_names(walk.twice, job)}."
    )


def _missing(walk: Walk, serials: tuple[str, ...], job: Job) -> str:
    met = {*walk.twice, *(serial for serial, _ in walk.found)}
    missing = tuple(serial for serial in serials if serial not in met)
    if not missing:
        return ""
    asked = "the one address" if walk.asked == 1 else f"any of {walk.asked} addresses"
    return (
        f"Not at {asked}: {_names(missing, job)}. Off, or on another network than this laptop;"
        " guest networks keep devices apart."
    )


def _names(serials: tuple[str, ...], job: Job) -> str:
    devices = [job.device(serial) for serial in serials[:MOST_NAMED]]
    names = ", ".join(_name(device) for device in devices if device is not None)
    more = len(serials) - MOST_NAMED
    return f"{names} and {more} more" if more > 0 else names


def _name(device: Device) -> str:
    model = shown(device.model, 16) or kind_name(device.kind)
    return f"{model}\u00a0{serial_words(device.serial)}"
