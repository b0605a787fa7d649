"""What the Nearby page says of a row: who it is, how it stands to the list, when it was heard."""

from __future__ import annotations

from enum import StrEnum

from walkdown.core.device import Kind, Work
from walkdown.core.label import grouped, kind_of_model
from walkdown.core.shown import shown
from walkdown.core.sighting import Match, Nearby, Sighting
from walkdown.ui.kind_words import kind_name
from walkdown.ui.kit import Glyph
from walkdown.ui.meters import posts
from walkdown.ui.tokens import Tone

OLD_S = 10.0
SHORT = {Match.CONFLICT: "Claimed twice"}  # where there is little room

MATCHES: dict[Match, tuple[Tone, str, Glyph]] = {
    Match.CONFLICT: ("stop", "Two claim this serial", "conflict"),
    Match.MISSING: ("warn", "Missing", "missing"),
    Match.EXPECTED: ("ok", "Expected", "ok"),
    Match.EXTRA: ("info", "Not on your list", "extra"),
}


class Act(StrEnum):
    """The one thing to do with a row; also the middle of its button's name."""

    IDENTIFY = "identify"
    FIND = "find"
    ADD = "add"


CAPTIONS: dict[Act, tuple[str, str]] = {
    Act.IDENTIFY: ("Identify", "blink"),
    Act.FIND: ("Find it", "search"),
    Act.ADD: ("Add", "plus"),
}
BLINKING = "Blinking"


def row_key(row: Nearby) -> str:
    """What makes it the same row in the next snapshot: its serial, or the radio's handle."""
    by_serial = row.match in (Match.EXPECTED, Match.MISSING)
    return row.serial if by_serial or row.sighting is None else row.sighting.key


def act_of(row: Nearby) -> Act | None:
    """What can be done: nothing while two claim one serial, or where no serial is known."""
    match row.match:
        case Match.EXPECTED:
            return Act.IDENTIFY
        case Match.MISSING:
            return Act.FIND
        case Match.EXTRA:
            return Act.ADD if row.serial else None
        case Match.CONFLICT:
            return None


def is_listed(row: Nearby) -> bool:
    """Whether it is on the list and heard, and no other claims its serial."""
    return row.match is Match.EXPECTED


def takes_firmware(row: Nearby) -> bool:
    """Whether new firmware may be offered to it: not while it is being set up."""
    at_work = row.device is not None and row.device.work in (Work.QUEUED, Work.WORKING)
    return is_listed(row) and not at_work


def needs_you(row: Nearby) -> bool:
    """Whether the row waits for the person."""
    return row.match is not Match.EXPECTED and (row.match is not Match.EXTRA or bool(row.serial))


def kind_guess(sighting: Sighting) -> Kind | None:
    """The kind that an advertised name stands for ("GW1-7703…"); None where it says none."""
    return kind_of_model(sighting.name.partition("-")[0][:16].rstrip("0123456789"))


def title_of(row: Nearby) -> str:
    """Kind of a listed device, advertised name of another."""
    if row.device is not None:
        return kind_name(row.device.kind)
    name = shown(row.sighting.name, 32) if row.sighting else ""
    return name or "Name not known"


def second_of(row: Nearby) -> str:
    """Its model, or what can be said of a device that is not on the list."""
    if row.match is Match.CONFLICT:
        return "Nothing is sent"
    if row.device is not None:
        model = shown(row.device.model, 24)
        busy = row.sighting is not None and not row.sighting.ready
        return ", ".join(p for p in (model, "not ready" if busy else "") if p)
    kind = kind_guess(row.sighting) if row.sighting else None
    return f"{kind_name(kind)}, other site?" if kind else "No label scanned"


def icon_of(row: Nearby) -> str:
    """The icon on its tile."""
    if row.device is not None:
        return str(row.device.kind)
    kind = kind_guess(row.sighting) if row.sighting else None
    return str(kind) if kind else "bluetooth"


def serial_of(row: Nearby) -> str:
    """The serial as it is read aloud from a label."""
    return grouped(shown(row.serial, 24)) if row.serial else ""


def dbm_words(dbm: int) -> str:
    """Signal strength with a real minus and its unit."""
    return f"−{-dbm} dBm" if dbm < 0 else f"{dbm} dBm"


def seen_words(age_s: float | None) -> str:
    """How long ago it was heard; None is never."""
    if age_s is None:
        return "never"
    if age_s < 1.5:
        return "now"
    return f"{age_s:.0f} s ago" if age_s < 100 else f"{age_s / 60:.0f} min ago"


def spoken(row: Nearby) -> str:
    """The row as one sentence."""
    parts = [title_of(row), second_of(row), f"serial {serial_of(row)}" if row.serial else ""]
    if row.sighting is not None:
        dbm = row.sighting.signal_dbm
        parts.append(f"{posts(dbm)} of 4 bars, {dbm_words(dbm)}")
    parts.append(MATCHES[row.match][1].lower())
    act = act_of(row)
    return ", ".join(p for p in parts if p) + (f". {CAPTIONS[act][0]}." if act else ".")


def lead(rows: tuple[Nearby, ...]) -> str:
    """The one sentence under the title."""
    listed = {r.serial for r in rows if r.device is not None}
    if not listed:
        return "No labels are listed yet. What is heard can be added."
    matched = {r.serial for r in rows if r.match is Match.EXPECTED}
    missing = sum(r.match is Match.MISSING for r in rows)
    claimed = len({r.serial for r in rows if r.match is Match.CONFLICT})
    odd = []
    if missing:
        odd.append("one is missing" if missing == 1 else f"{missing} are missing")
    if claimed:
        odd.append(
            "one serial is claimed twice"
            if claimed == 1
            else f"{claimed} serials are claimed twice"
        )
    said = " and ".join(odd)
    rest = f" {said[0].upper()}{said[1:]}." if said else ""
    return f"{len(matched)} of {len(listed)} matched.{rest}"
