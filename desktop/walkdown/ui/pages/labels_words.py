"""What the Labels page says: outcomes of a scan, titles of devices, and what is still to go."""

from __future__ import annotations

from dataclasses import dataclass

from walkdown.app.messages import LabelTaken, Outcome
from walkdown.core.device import Device, Kind, Way, Work
from walkdown.core.job import Job
from walkdown.core.label import Label, NotALabel, grouped, read_label
from walkdown.core.shown import shown
from walkdown.ui.kind_words import counted, kind_name
from walkdown.ui.kit import Glyph
from walkdown.ui.tokens import Tone

WAYS = {
    Way.CAMERA: "camera",
    Way.PHOTO: "photo",
    Way.SCANNER: "scanner",
    Way.TYPED: "typed",
    Way.PASTED: "pasted",
    Way.NEARBY: "nearby",
}
_ROUTER = "wifi:"


@dataclass(frozen=True, slots=True)
class Take:
    """One text to be taken, with what the person said about it."""

    text: str
    way: Way
    kind: Kind | None = None
    model: str = ""


@dataclass(frozen=True, slots=True)
class TakenWords:
    """How an outcome is shown. `second` is its serial or text; `serial` says that it is one."""

    title: str
    second: str
    tag: str
    tone: Tone
    glyph: Glyph
    icon: str
    serial: bool = True

    @property
    def spoken(self) -> str:
        """One sentence for a screen reader."""
        return f"{self.tag}: {self.title}, {self.second}" if self.second else self.title


def is_router_code(text: str) -> bool:
    """Whether a text looks like a router's code; it may hold a password and is never shown."""
    return text.strip(" \t\r\n\ufeff")[:5].upper() == "WIFI:"


def seen_key(text: str) -> str:
    """What a text and its outcome have in common: its serial, or how it begins."""
    if is_router_code(text):
        return _ROUTER
    label = read_label(text)
    if label is NotALabel.BROKEN_SET_UP_CODE:
        return "{"
    return label.serial if isinstance(label, Label) else text[:64]


def taken_key(taken: LabelTaken) -> str:
    """The same for an outcome."""
    if taken.outcome is Outcome.ROUTER or is_router_code(taken.text):
        return _ROUTER
    return taken.serial or taken.text


def taken_words(taken: LabelTaken) -> TakenWords:
    """The words for one outcome."""
    model = shown(taken.model, 24) or "Device"
    serial = grouped(shown(taken.serial, 24))
    match taken.outcome:
        case Outcome.ADDED:
            return TakenWords(f"{model} added", serial, "Added", "ok", "ok", "plus")
        case Outcome.DUPLICATE:
            title = f"{model}, scanned before"
            return TakenWords(title, serial, "Duplicate", "warn", "duplicate", "duplicate")
        case Outcome.OTHER_SITE:
            title = f"On the list of {shown(taken.other, 32)}"
            return TakenWords(title, serial, "Other site", "stop", "foreign", "site")
        case Outcome.NEEDS_KIND:
            title = "A serial, but which kind of device?"
            return TakenWords(title, serial, "Needs you", "warn", "me", "keyboard")
        case Outcome.REMOVED:
            return TakenWords("Taken off the list", serial, "Removed", "idle", "idle", "undo")
        case Outcome.ROUTER:
            second = "It is used on the Network page."
            return TakenWords(
                "The router's code", second, "Router", "info", "info", "router", serial=False
            )
        case Outcome.LEFT_OUT:
            return _left_out(taken.text)


def _left_out(text: str) -> TakenWords:
    title, second = "Not a device's label", shown(text, 32)
    if is_router_code(text):
        title, second = "A router's code that does not read", "Its text is not shown."
    elif text[:1] == "{":
        title, second = "A device's code that does not read", "Its text is not shown."
    elif read_label(text) is NotALabel.CARTON:
        title = "Carton label, not a device"
    return TakenWords(title, second, "Left out", "stop", "foreign", "foreign", serial=False)


def device_title(device: Device) -> str:
    """Its model; its kind where the label named none."""
    return shown(device.model, 24) or kind_name(device.kind)


def device_spoken(device: Device) -> str:
    """A row of the list as one sentence."""
    model = shown(device.model, 24)
    name = f"{kind_name(device.kind)} {model}" if model else kind_name(device.kind)
    return f"{name}, serial {grouped(shown(device.serial, 24))}, by {WAYS[device.way]}"


def newest_first(job: Job) -> tuple[Device, ...]:
    """The list as it is shown."""
    oldest_first = sorted(job.devices, key=lambda d: d.added_at)
    return tuple(oldest_first[::-1])


def undoable(job: Job) -> Device | None:
    """The device that Undo takes off again: the newest, unless work on it has begun."""
    newest = next(iter(newest_first(job)), None)
    begun = newest is None or newest.work is not Work.IDLE or bool(newest.earned)
    return None if begun or job.handed_over else newest


def still_missing(job: Job) -> tuple[tuple[Kind, int], ...]:
    """What the plan names and the list lacks, by kind, most first."""
    listed = [d.kind for d in job.devices]
    lacking = [(e.kind, e.count - listed.count(e.kind)) for e in job.site.expected]
    return tuple(sorted((p for p in lacking if p[1] > 0), key=lambda p: -p[1]))


def to_go(job: Job, *, short: bool = False) -> str:
    """The line under the count. `short` names the first kind only, for narrow windows."""
    planned, listed = job.site.expected_total, len(job.devices)
    missing = still_missing(job)
    if not planned:
        return "The plan names no number"
    if not missing:
        more = listed - planned
        return f"All {planned} scanned" if more <= 0 else f"{more} more than planned"
    total = sum(count for _, count in missing)
    named = [counted(kind, count) for kind, count in missing]
    if short and len(named) > 1:
        rest = total - missing[0][1]
        named = [named[0], f"{rest} other{'s' if rest != 1 else ''}"]
    return f"{total} to go: {', '.join(named)}"
