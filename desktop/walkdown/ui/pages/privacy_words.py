"""The words of Privacy: what each permission is for, how it stands here and in the system, the badge."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from walkdown.consent.cellstate import CellState
from walkdown.consent.ledger import Standing
from walkdown.consent.purpose import Permission, Purpose
from walkdown.consent.system.state import OsState
from walkdown.ui.kit import Glyph
from walkdown.ui.tokens import Tone

PURPOSES = {
    Purpose.SITE_LOCATE: "Fill in the address",
    Purpose.SCAN_QR: "Read labels and codes",
    Purpose.PHOTO_SITE: "Pictures of the site",
    Purpose.DISCOVER: "Find devices by signal",
    Purpose.MANAGE: "Set up devices",
    Purpose.FIRMWARE: "Update firmware",
    Purpose.WIFI_SETUP: "Send the network",
    Purpose.LAN_PROBE: "Ask who they are",
    Purpose.WIFI_LOOK: "See this laptop's networks",
    Purpose.PHOTO_PICK: "The picture you pick",
    Purpose.FILE_IMPORT: "Open a file you pick",
    Purpose.FILE_EXPORT: "Save the pack",
    Purpose.NOTIFY: "Long job finished",
    Purpose.OPEN_MAP: "Open the map",
    Purpose.OPEN_MAIL: "Open your mail",
    Purpose.OWNER_WIFI: "The owner's password",
    Purpose.OWNER_PHOTO: "Pictures of the home",
    Purpose.OWNER_ONLINE: "Devices go online",
    Purpose.SHARE_CUSTOMER: "Share with the owner",
    Purpose.SHARE_MANUFACTURER: "Share with a maker",
    Purpose.SHARE_SUPPORT: "Share with support",
}
# What this version can use; the rest is listed so that nothing is a surprise later.
USED = frozenset(
    {
        Purpose.SITE_LOCATE,
        Purpose.SCAN_QR,
        Purpose.DISCOVER,
        Purpose.MANAGE,
        Purpose.FIRMWARE,
        Purpose.WIFI_SETUP,
        Purpose.LAN_PROBE,
        Purpose.WIFI_LOOK,
        Purpose.PHOTO_PICK,
        Purpose.FILE_IMPORT,
        Purpose.FILE_EXPORT,
        Purpose.NOTIFY,
        Purpose.OPEN_MAP,
        Purpose.OPEN_MAIL,
    }
)
# Where no site is open these can be asked for all the same.
NO_SITE = frozenset({Purpose.FILE_IMPORT, Purpose.NOTIFY, Purpose.OPEN_MAP, Purpose.OPEN_MAIL})
# The second line of a permission's row, where one purpose does not say it.
SUMS: Final = {
    Permission.CAMERA: "Read labels",
    Permission.NEARBY: "Find devices",
    Permission.WIFI: "Set up the network",
    Permission.STORAGE: "Save packs, copies",
    Permission.APPS: "Open map or mail",
}
UNUSED: Final = ("Not used", "in this version")
OF_THE_OWNER: Final = "asked of the owner"
PER_SITE: Final = "Asked per site"
STATES: Final[dict[CellState, tuple[str, Glyph]]] = {
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
NOTES: Final = {
    CellState.ONCE: "just once",
    CellState.SESSION: "this session",
    CellState.SITE: "this site",
    CellState.COMPUTER: "this computer",
    CellState.DENIED: "asked when pressed",
    CellState.DENIED_QUIET: "stays off",
    CellState.WITHDRAWN: "earlier records stay",
    CellState.RENEW: "its text has changed",
}
SYSTEM: Final[dict[OsState, tuple[str, str, str]]] = {
    OsState.NOT_APPLICABLE: ("No system step", "minus", "ink3"),
    OsState.GRANTED: ("Allowed", "tick", "ok.word"),
    OsState.UNDETERMINED: ("Not asked", "minus", "ink3"),
    OsState.DENIED: ("Off in system", "warn", "warn.word"),
    OsState.RESTRICTED: ("By administrator", "lock", "ink2"),
}
BY_HAND: Final = "change it there"
BY_ADMINISTRATOR: Final = "Set by whoever manages this computer."
_WINDOWS, _MAC = "Windows Settings", "System Settings"
_PANE: Final = "x-apple.systempreferences:com.apple.preference"
# Where a link of the system leads, as a person finds it by hand.
PATHS: Final = {
    "ms-settings:privacy-webcam": f"{_WINDOWS}, Privacy & security, Camera",
    "ms-settings:bluetooth": f"{_WINDOWS}, Bluetooth & devices",
    "ms-settings:privacy-location": f"{_WINDOWS}, Privacy & security, Location",
    "ms-settings:notifications": f"{_WINDOWS}, System, Notifications",
    f"{_PANE}.security?Privacy_Camera": f"{_MAC}, Privacy & Security, Camera",
    f"{_PANE}.security?Privacy_Bluetooth": f"{_MAC}, Privacy & Security, Bluetooth",
    f"{_PANE}.security?Privacy_LocationServices": f"{_MAC}, Privacy & Security, Location Services",
    f"{_PANE}.notifications": f"{_MAC}, Notifications",
}
BADGES: Final[dict[Standing, tuple[Tone, str, Glyph]]] = {
    Standing.VERIFIED: ("ok", "Verified", "ok"),
    Standing.UNSIGNED: ("warn", "Unsigned", "warn"),
    Standing.BROKEN: ("stop", "Not verified", "stop"),
    Standing.UNWRITABLE: ("stop", "Cannot be written", "stop"),
}
_WHY: Final = {
    Standing.UNSIGNED: "No key store on this computer: entries are chained, but not signed.",
    Standing.BROKEN: (
        "An entry was changed or is missing. Nothing that needs permission is used until it is"
        " looked at. Copy the file ledger.db beside your sites before anything else."
    ),
    Standing.UNWRITABLE: "The disk may be full. Everything in use was stopped; reading goes on.",
}


def settings_words(link: str) -> str:
    """What to do where the system is in the way."""
    path = PATHS.get(link, "the system's privacy settings")
    return f"Change it in {path}. This page notices by itself."


def permission_words(permission: Permission, purposes: tuple[Purpose, ...]) -> str:
    """The second line of a row: what the permission is for."""
    return SUMS.get(permission, PURPOSES[purposes[0]])


def stopped_words(ms: int | None) -> str:
    """What became of a use that was taken back; None where nothing was in use."""
    stays = "Earlier records stay."
    if ms is None:
        return f"Taken back. {stays}"
    return f"Stopped in {max(ms, 100) / 1000:.1f}\u00a0s. {stays}"


def last_use(at_ms: int) -> str:
    """When it was used last, as a person says it."""
    return _day_or_time(local(at_ms)) if at_ms else "never"


def ledger_words(standing: Standing, size: int, checked_at: datetime | None) -> str:
    """How many entries there are, whether they are as they were written, and when that was looked at."""
    count = f"{size} entry" if size == 1 else f"{size} entries"
    time = f", {_day_or_time(checked_at.astimezone())}" if checked_at else ""
    if standing is Standing.VERIFIED:
        return f"{count}, none missing{time}"
    if standing is Standing.UNSIGNED:
        return f"{count}, none missing{time}. {_WHY[standing]}"
    return _WHY[standing]


def day_words(at: datetime) -> str:
    """The heading over a day's sentences."""
    today = datetime.now().astimezone().date()
    days = (today - at.date()).days
    named = {0: "Today", 1: "Yesterday"}.get(days)
    return named or (f"{at:%d %b}" if at.year == today.year else f"{at:%d %b %Y}")


def local(at_ms: int) -> datetime:
    """A time of the ledger as the person's clock shows it."""
    return datetime.fromtimestamp(at_ms / 1000, UTC).astimezone()


def _day_or_time(at: datetime) -> str:
    same_day = at.date() == datetime.now().astimezone().date()
    return f"{at:%H:%M}" if same_day else f"{at:%d %b}"
