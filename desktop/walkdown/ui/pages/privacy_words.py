"""The words of Privacy: what each permission is for, how it stands, and what the ledger's events mean."""

from __future__ import annotations

from datetime import datetime

from walkdown.consent.cells import CellState, CellView
from walkdown.consent.purpose import Purpose
from walkdown.ui.kit import Glyph

PURPOSES = {
    Purpose.SITE_LOCATE: "Fill in the address",
    Purpose.SCAN_QR: "Read codes",
    Purpose.PHOTO_SITE: "Take pictures of the site",
    Purpose.DISCOVER: "Find devices by their signal",
    Purpose.MANAGE: "Set up devices",
    Purpose.WIFI_SETUP: "Send the network to devices",
    Purpose.LAN_PROBE: "Ask devices who they are",
    Purpose.PHOTO_PICK: "The picture you pick",
    Purpose.FILE_IMPORT: "Open a file you pick",
    Purpose.FILE_EXPORT: "Save the pack",
    Purpose.NOTIFY: "Tell when a long job ends",
    Purpose.OPEN_MAP: "Open the map",
    Purpose.OPEN_MAIL: "Open your mail program",
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
_SCOPES = {
    CellState.ONCE: "just once",
    CellState.SESSION: "this session",
    CellState.SITE: "this site",
    CellState.COMPUTER: "this computer",
    CellState.DENIED: "asked again when pressed",
    CellState.DENIED_QUIET: "stays off",
    CellState.RENEW: "its text has changed",
}
_EVENTS = {
    "ledger.begun": "Ledger begun",
    "ledger.recovered": "An unfinished entry was cut",
    "prompt.shown": "asked for",
    "consent.granted": "allowed",
    "consent.refused": "refused",
    "consent.refused_quietly": "refused, not to be asked again",
    "consent.deferred": "not answered",
    "consent.withdrawn": "withdrawn",
    "consent.expired": "ended",
    "consent.renewal_required": "needs a new yes",
    "use.start": "in use",
    "use.end": "put away",
    "use.abort": "stopped",
    "use.end.unclean": "ended with the program",
}


def state_words(cell: CellView) -> tuple[str, str, Glyph]:
    """How a purpose stands: word, second line, silhouette."""
    word, glyph = _STATES[cell.state]
    note = _SCOPES.get(cell.state, "")
    if cell.granted and cell.until_ms and cell.state in (CellState.SITE, CellState.COMPUTER):
        until = datetime.fromtimestamp(cell.until_ms / 1000).astimezone()
        note = f"{note}, to {until:%b %Y}"
    return word, note, glyph


def last_use(cell: CellView) -> str:
    """When it was used last, as a person says it."""
    if not cell.last_use_ms:
        return "never"
    at = datetime.fromtimestamp(cell.last_use_ms / 1000).astimezone()
    same_day = at.date() == datetime.now().astimezone().date()
    return f"{at:%H:%M}" if same_day else f"{at:%d %b}"


def event_words(event: str) -> str:
    """What happened, after the permission's name."""
    return _EVENTS.get(event, event)
