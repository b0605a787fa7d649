"""The words of Privacy: what each permission is for, how it stands, and what the ledger's events mean."""

from __future__ import annotations

import sys
from datetime import UTC, datetime

from walkdown.app.ports import LedgerLine
from walkdown.app.privacy import LINES
from walkdown.consent.cells import CellState, CellView
from walkdown.consent.entry import Happened
from walkdown.consent.purpose import Permission, Purpose
from walkdown.core.shown import shown
from walkdown.ui.consent_words import permission_name
from walkdown.ui.kit import Glyph

PURPOSES = {
    Purpose.SITE_LOCATE: "Fill in the address",
    Purpose.SCAN_QR: "Read labels and codes",
    Purpose.PHOTO_SITE: "Pictures of the site",
    Purpose.DISCOVER: "Find devices by signal",
    Purpose.MANAGE: "Set up devices",
    Purpose.WIFI_SETUP: "Send the network to them",
    Purpose.LAN_PROBE: "Ask devices who they are",
    Purpose.PHOTO_PICK: "The picture you pick",
    Purpose.FILE_IMPORT: "Open a file you pick",
    Purpose.FILE_EXPORT: "Save the pack",
    Purpose.NOTIFY: "Long job finished",
    Purpose.OPEN_MAP: "Open the map",
    Purpose.OPEN_MAIL: "Open your mail",
}
# What this version can use; the rest is listed so that nothing is a surprise later.
USED = frozenset(
    {
        Purpose.SCAN_QR,
        Purpose.DISCOVER,
        Purpose.MANAGE,
        Purpose.WIFI_SETUP,
        Purpose.LAN_PROBE,
        Purpose.PHOTO_PICK,
        Purpose.FILE_EXPORT,
    }
)
UNUSED = "Not used in this version"
PER_SITE = "Asked per site"
_STATES: dict[CellState, tuple[str, Glyph]] = {
    CellState.UNASKED: ("Not asked", "wait"),
    CellState.ONCE: ("Allowed", "ok"),
    CellState.SESSION: ("Allowed", "ok"),
    CellState.SITE: ("Allowed", "ok"),
    CellState.COMPUTER: ("Allowed", "ok"),
    CellState.DENIED: ("Refused", "refused"),
    CellState.DENIED_QUIET: ("Refused", "refused"),
    CellState.WITHDRAWN: ("Withdrawn", "refused"),
    CellState.EXPIRED: ("Ended", "wait"),
    CellState.RENEW: ("Needs a new yes", "warn"),
}
_NOTES = {
    CellState.ONCE: "just once",
    CellState.SESSION: "this session",
    CellState.SITE: "this site",
    CellState.COMPUTER: "this computer",
    CellState.DENIED: "asked when pressed",
    CellState.DENIED_QUIET: "stays off",
    CellState.WITHDRAWN: "earlier records stay",
    CellState.RENEW: "its text has changed",
}
_EVENTS: dict[str, str] = {
    Happened.GENESIS: "Ledger begun",
    Happened.RECOVERED: "An unfinished entry was cut",
    Happened.PROMPT_SHOWN: "asked for",
    Happened.GRANTED: "allowed",
    Happened.REFUSED: "refused",
    Happened.REFUSED_QUIET: "refused for good",
    Happened.DEFERRED: "not answered",
    Happened.WITHDRAWN: "withdrawn",
    Happened.EXPIRED: "ended",
    Happened.RENEWAL: "needs a new yes",
    Happened.USE_START: "started",
    Happened.USE_END: "used",
    Happened.USE_ABORT: "stopped",
    Happened.USE_UNCLEAN: "ended with the program",
}


def state_words(cell: CellView) -> tuple[str, str, Glyph]:
    """How a purpose stands: word, second line, silhouette."""
    word, glyph = _STATES[cell.state]
    note = _NOTES.get(cell.state, "")
    if cell.until_ms and cell.state in (CellState.SITE, CellState.COMPUTER):
        note = f"{note}, to {_local(cell.until_ms):%b %Y}"
    elif cell.until_ms and cell.granted:
        note = f"{note}, to {_local(cell.until_ms):%H:%M}"
    return word, note, glyph


def widest_states() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Every word and every second line that can stand in the column, for measuring it."""
    notes = (*_NOTES.values(), f"{_NOTES[CellState.COMPUTER]}, to Sep 2028", UNUSED)
    return tuple(word for word, _ in _STATES.values()), notes


def system_words() -> str:
    """What the system adds to a yes. Nothing is shown that was not read."""
    return "No system step" if sys.platform.startswith("linux") else "Not read here"


def last_use(cell: CellView) -> str:
    """When it was used last, as a person says it."""
    return _day_or_time(_local(cell.last_use_ms)) if cell.last_use_ms else "never"


def line_words(line: LedgerLine) -> tuple[str, str]:
    """One event of the ledger: what happened to which permission, and what came of it."""
    permission = next((p for p in Permission if p == line.permission), None)
    event = _EVENTS.get(line.what) or shown(line.what, 40)
    title = f"{permission_name(permission)} {event}" if permission else event
    purpose = next((PURPOSES[p] for p in Purpose if p == line.purpose), "")
    result = shown(line.result, 80)
    return title, ", ".join(
        part for part in (result, purpose.lower() if result else purpose) if part
    )


def line_time(line: LedgerLine) -> tuple[str, str]:
    """Time of day, and the day where it is not today."""
    at = line.at.astimezone()
    today = at.date() == datetime.now().astimezone().date()
    return f"{at:%H:%M}", "" if today else f"{at:%d %b}"


def count_words(count: int, *, verified: bool) -> str:
    """How many entries are shown, and whether they are all as they were written."""
    entries = f"Newest {count} entries" if count >= LINES else f"{count} entries"
    return f"{entries}, none missing" if verified else f"{entries}, not as they were written"


def _local(at_ms: int) -> datetime:
    return datetime.fromtimestamp(at_ms / 1000, UTC).astimezone()


def _day_or_time(at: datetime) -> str:
    same_day = at.date() == datetime.now().astimezone().date()
    return f"{at:%H:%M}" if same_day else f"{at:%d %b}"
