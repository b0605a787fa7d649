"""What the Labels page says: outcomes of a scan, titles of devices, and what is still to go."""

from __future__ import annotations

from dataclasses import dataclass, replace

from walkdown.app.messages import LabelTaken, Outcome
from walkdown.core.device import Device, Kind, Way
from walkdown.core.job import Job
from walkdown.core.label import Label, NotALabel, grouped, read_label
from walkdown.core.layout import Spot
from walkdown.core.shown import shown
from walkdown.core.trouble import Code, Trouble
from walkdown.ui.kind_words import counted, kind_name
from walkdown.ui.kit import Glyph
from walkdown.ui.texts import Words, words_for
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
    """One text to be taken, with what the person said about it; `sure`: "as it stands"."""

    text: str
    way: Way
    kind: Kind | None = None
    model: str = ""
    sure: bool = False


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
        case _:
            return _more_words(taken, model, serial)


def _more_words(taken: LabelTaken, model: str, serial: str) -> TakenWords:
    """What is rarer: a second label, a doubt, or a device that others set up."""
    other = shown(taken.other, 32)
    match taken.outcome:
        case Outcome.SECOND_LABEL:
            title = f"{model}, another label of it"
            return TakenWords(title, serial, "Told more", "info", "info", "labels")
        case Outcome.CLASH:
            title = f"The list has this serial as {other or 'another model'}"
            return TakenWords(title, serial, "Two models", "stop", "foreign", "duplicate")
        case Outcome.FOREIGN:
            title = f"{other or 'Another maker'}: not set up with Walkdown"
            return TakenWords(title, serial, "Foreign", "stop", "foreign", "foreign")
        case Outcome.CHECK_FAILED:
            title = "The check digit does not match"
            return TakenWords(title, serial, "Look again", "warn", "me", "keyboard")
        case Outcome.LOOKALIKE:
            title = f"Nearby there is {grouped(other)}"
            return TakenWords(title, serial, "Is it that?", "warn", "me", "nearby")
        case Outcome.MATTER:
            second = "Commission it with your Matter controller."
            return TakenWords(
                "A Matter device", second, "Matter", "info", "info", "router", serial=False
            )
        case _:
            second = "Wi-Fi Easy Connect is not supported."
            return TakenWords(
                "An Easy Connect code",
                second,
                "Left out",
                "stop",
                "foreign",
                "network",
                serial=False,
            )


def _left_out(text: str) -> TakenWords:
    title, second = "Not a device's label", shown(text, 32)
    if is_router_code(text):
        title, second = "A router's code that does not read", "Its text is not shown."
    elif text[:1] == "{":
        title, second = "A device's code that does not read", "Its text is not shown."
    elif read_label(text) is NotALabel.CARTON:
        title = "Carton label, not a device"
    return TakenWords(title, second, "Left out", "stop", "foreign", "foreign", serial=False)


def trouble_words(trouble: Trouble) -> Words:
    """The words for what went wrong on this page; of a list that does not open, why."""
    words = words_for(trouble)
    if trouble.code is Code.LIST_UNREADABLE and trouble.detail:
        return replace(words, body=f"{trouble.detail} Nothing was added.")
    return words


def device_title(device: Device) -> str:
    """Its model; its kind where the label named none."""
    return shown(device.model, 24) or kind_name(device.kind)


def spot_words(spot: Spot) -> str:
    """ "South roof, row 2, column 5"."""
    return f"{shown(spot.face, 24)}, row {spot.row}, column {spot.column}"


def scanned_words(device: Device) -> str:
    """When and how it was scanned: "10:41, camera"."""
    return f"{device.added_at.astimezone():%H:%M}, {WAYS[device.way]}"


def place_words(device: Device) -> str:
    """Where it is on the map, short, or who scanned it: "Row 2, column 5"."""
    if device.spot is not None:
        return f"Row {device.spot.row}, column {device.spot.column}"
    return shown(device.by, 24)


def whole_words(device: Device) -> str:
    """All that is known of the scan, for who asks for more."""
    by = f" by {shown(device.by, 40)}" if device.by else ""
    place = f"\n{spot_words(device.spot)}" if device.spot else ""
    return f"Scanned {scanned_words(device)}{by}{place}"


def device_spoken(device: Device) -> str:
    """A row of the list as one sentence."""
    model = shown(device.model, 24)
    name = f"{kind_name(device.kind)} {model}" if model else kind_name(device.kind)
    place = f", at {spot_words(device.spot)}" if device.spot else ""
    by = f" of {shown(device.by, 24)}" if device.by else ""
    serial = grouped(shown(device.serial, 24))
    return f"{name}, serial {serial}{place}, by {WAYS[device.way]}{by}"


def newest_first(job: Job) -> tuple[Device, ...]:
    """The list as it is shown."""
    oldest_first = sorted(job.devices, key=lambda d: d.added_at)
    return tuple(oldest_first[::-1])


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
