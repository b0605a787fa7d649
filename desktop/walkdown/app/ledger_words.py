"""The words of a ledger's sentence: what a permission is called, what it is used for, what happened to it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from walkdown.consent.entry import Entry, Happened
from walkdown.consent.purpose import Permission, Purpose, Scope

GONE: Final = "a site that is no longer on this laptop"
NAMES: Final[dict[str, str]] = {
    Permission.LOCATION: "Location",
    Permission.CAMERA: "Camera",
    Permission.BLUETOOTH: "Bluetooth",
    Permission.NEARBY: "Nearby devices",
    Permission.WIFI: "Wi-Fi",
    Permission.PHOTOS: "Photos",
    Permission.STORAGE: "Files",
    Permission.NOTIFICATION: "Notifications",
    Permission.APPS: "Other apps",
}
DOING: Final[dict[str, str]] = {
    Purpose.SITE_LOCATE: "filling in the address",
    Purpose.SCAN_QR: "reading labels and codes",
    Purpose.PHOTO_SITE: "taking pictures of the site",
    Purpose.DISCOVER: "finding devices",
    Purpose.MANAGE: "setting up devices",
    Purpose.FIRMWARE: "putting new firmware on a device",
    Purpose.WIFI_SETUP: "sending the network to devices",
    Purpose.LAN_PROBE: "asking devices who they are",
    Purpose.WIFI_LOOK: "seeing which networks the laptop sees",
    Purpose.PHOTO_PICK: "reading a picture that was picked",
    Purpose.FILE_IMPORT: "opening a file that was picked",
    Purpose.FILE_EXPORT: "saving files",
    Purpose.NOTIFY: "telling that a long job has finished",
    Purpose.OPEN_MAP: "opening the map",
    Purpose.OPEN_MAIL: "opening the mail program",
    Purpose.OWNER_WIFI: "sending the owner's Wi-Fi password",
    Purpose.OWNER_PHOTO: "pictures of the home",
    Purpose.OWNER_ONLINE: "letting the devices go online",
    Purpose.SHARE_CUSTOMER: "sharing with the owner",
    Purpose.SHARE_MANUFACTURER: "sharing with a device's maker",
    Purpose.SHARE_SUPPORT: "sharing with support",
}
SCOPES: Final[dict[str, str]] = {
    Scope.ONCE: "just this once",
    Scope.SESSION: "this session",
    Scope.SITE: "for this site",
    Scope.COMPUTER: "on this computer",
}
BY: Final = {
    "installer": " by the installer",
    "owner": " by the owner",
    "system": " by the system",
    "program": " by itself",
}
# After the name of the permission.
TO_ONE: Final[dict[str, str]] = {
    Happened.PROMPT_SHOWN: "asked for",
    Happened.GRANTED: "allowed",
    Happened.REFUSED: "refused",
    Happened.REFUSED_QUIET: "refused for good",
    Happened.DEFERRED: "asked for and not answered",
    Happened.WITHDRAWN: "withdrawn",
    Happened.EXPIRED: "ended",
    Happened.RENEWAL: "needs a new yes since",
    Happened.USE_START: "used",
    Happened.USE_END: "use ended",
    Happened.USE_ABORT: "use stopped",
    Happened.USE_UNCLEAN: "use ended with the program",
    Happened.USE_LATE: "was slow to stop",
    Happened.USE_BLOCKED: "blocked by the system",
    Happened.RESET: "set back to not asked",
    Happened.REVOKED: "taken back by somebody else",
    Happened.OS_REQUEST: "asked of the system",
    Happened.OS_GRANTED: "allowed by the system",
    Happened.OS_DENIED: "refused by the system",
    Happened.OS_UNDETERMINED: "not answered in the system",
    Happened.OS_REVOKED: "taken back by the system",
}
# Of the ledger and the policy themselves.
ALONE: Final[dict[str, str]] = {
    Happened.GENESIS: "Ledger begun",
    Happened.RECOVERED: "Ledger put right after an interruption",
    Happened.POLICY_ACCEPTED: "Privacy policy accepted",
    Happened.POLICY_DECLINED: "Privacy policy declined",
    Happened.CLOCK: "The clock was moved",
    Happened.KEY: "Signing key made",
    Happened.EXPORTED: "Ledger exported",
    Happened.CONTINUES: "Ledger goes on from an earlier one",
}


def heading(entry: Entry) -> str:
    """The first words of a sentence: "Bluetooth allowed"."""
    name, happened = NAMES.get(entry.permission), str(entry.event)
    if name and happened in TO_ONE:
        return f"{name} {TO_ONE[happened]}"
    return ALONE.get(happened) or f"A permission {TO_ONE.get(happened, 'changed')}"


def local(at_ms: int) -> datetime:
    """A time of the ledger as the person's clock shows it."""
    return datetime.fromtimestamp(at_ms / 1000, UTC).astimezone()


def clock(at_ms: int, beside_ms: int = 0) -> str:
    """ "14:02", or "22 Nov 14:02" where that is another day than `beside_ms`."""
    at = local(at_ms)
    other_day = bool(beside_ms) and at.date() != local(beside_ms).date()
    return f"{at:%d %b %H:%M}" if other_day else f"{at:%H:%M}"
