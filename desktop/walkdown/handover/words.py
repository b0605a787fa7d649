"""The words of the report: what a kind, a tick, a check and a verdict are called on paper."""

from __future__ import annotations

from walkdown.consent.entry import Happened
from walkdown.consent.purpose import Purpose
from walkdown.core.checks import CheckId
from walkdown.core.device import Kind, Source, Step, Work
from walkdown.core.job import Verdict
from walkdown.core.site import SiteType

PRACTICE_BANNER = "PRACTICE SITE - not a real installation"

KIND = {
    Kind.GATEWAY: "Gateway",
    Kind.MICRO_INVERTER: "Micro-inverter",
    Kind.STRING_INVERTER: "String inverter",
    Kind.BATTERY: "Battery",
    Kind.JUNCTION_BOX: "Junction box",
    Kind.METER: "Meter",
    Kind.CHARGER: "EV charger",
}

SITE_TYPE = {
    SiteType.HOME: "Home",
    SiteType.BUSINESS: "Business",
    SiteType.FARMING: "Farm",
    SiteType.CHARGING: "Charging site",
    SiteType.OTHER: "Other",
}

TICK = {
    Step.ACCEPTED: "Accepted",
    Step.JOINED: "Joined",
    Step.ADDRESS: "Address",
    Step.REACHABLE: "Reachable",
}

STATE = {
    Work.IDLE: "Not set up",
    Work.QUEUED: "Not set up",
    Work.WORKING: "Not finished",
    Work.FAILED: "Not online",
    Work.ONLINE: "Online",
}

SOURCE = {
    Source.DEVICE: "the device",
    Source.LAPTOP: "this laptop",
    Source.PERSON: "the installer",
}

VERDICT = {Verdict.PASS: "Passed", Verdict.CHECK: "Check", Verdict.STOP: "Stop"}

CHECK = {
    CheckId.COMPLETE: "Planned devices on the list",
    CheckId.COMMISSIONED: "Devices with all four ticks",
    CheckId.REACHABLE: "Devices that answer by their serial",
    CheckId.SIGN: "Meters that count the right way, shown with a load",
    CheckId.SIGNAL: "Bluetooth signal at set-up",
    CheckId.FIRMWARE: "Firmware versions noted",
    CheckId.LEFT_OUT: "Devices set up, without those left out",
}

# What is red about a device, or about the site.
ITEM = {
    CheckId.COMPLETE: "no device is on the list",
    CheckId.COMMISSIONED: "not set up",
    CheckId.REACHABLE: "not proven on the site's network",
    CheckId.SIGN: "counts the wrong way",
}

# What the serials behind a check are; "open" for the others.
ABOUT = {CheckId.SIGNAL: "weak", CheckId.LEFT_OUT: "left out"}

LESS_SECURE = (
    "Set up although it offers less security than its label says, by the installer's decision"
)

# By the ids of the record of permissions.
PURPOSE: dict[str, str] = {
    Purpose.SITE_LOCATE: "Fill in the address",
    Purpose.SCAN_QR: "Read labels and codes",
    Purpose.PHOTO_SITE: "Pictures of the site",
    Purpose.DISCOVER: "Find devices by their signal",
    Purpose.MANAGE: "Set up devices",
    Purpose.FIRMWARE: "Put new firmware on a device",
    Purpose.WIFI_SETUP: "Send the network to the devices",
    Purpose.LAN_PROBE: "Ask devices on the network who they are",
    Purpose.WIFI_LOOK: "See which Wi-Fi networks the laptop sees",
    Purpose.PHOTO_PICK: "Read codes in a picture that was picked",
    Purpose.FILE_IMPORT: "Open a file that was picked",
    Purpose.FILE_EXPORT: "Save the hand-over pack",
    Purpose.NOTIFY: "Tell that a long job has finished",
    Purpose.OPEN_MAP: "Open the map",
    Purpose.OPEN_MAIL: "Open the mail program",
    Purpose.OWNER_WIFI: "Send the owner's Wi-Fi password to the devices",
    Purpose.OWNER_PHOTO: "Put pictures of the home into the report",
    Purpose.OWNER_ONLINE: "Let the devices go online",
    Purpose.SHARE_CUSTOMER: "Share the pack with the owner",
    Purpose.SHARE_MANUFACTURER: "Share device facts with their maker",
    Purpose.SHARE_SUPPORT: "Share a report with support",
}
EVENT: dict[str, str] = {
    Happened.GENESIS: "Record begun",
    Happened.RECOVERED: "An unfinished entry was cut off",
    Happened.PROMPT_SHOWN: "Asked",
    Happened.GRANTED: "Allowed",
    Happened.REFUSED: "Refused",
    Happened.REFUSED_QUIET: "Refused without asking again",
    Happened.DEFERRED: "Not answered",
    Happened.WITHDRAWN: "Permission taken back",
    Happened.EXPIRED: "Permission ended",
    Happened.RENEWAL: "New permission needed",
    Happened.USE_START: "Use began",
    Happened.USE_END: "Use ended",
    Happened.USE_ABORT: "Use stopped",
    Happened.USE_UNCLEAN: "Use ended with the program",
    Happened.USE_LATE: "Use stopped late",
    Happened.USE_BLOCKED: "Use blocked by the system",
    Happened.RESET: "Set back to not asked",
    Happened.REVOKED: "Permission taken back by somebody else",
    Happened.OS_REQUEST: "Asked of the system",
    Happened.OS_GRANTED: "Allowed by the system",
    Happened.OS_DENIED: "Refused by the system",
    Happened.OS_UNDETERMINED: "Not answered in the system",
    Happened.OS_REVOKED: "Taken back by the system",
    Happened.POLICY_ACCEPTED: "Privacy policy accepted",
    Happened.POLICY_DECLINED: "Privacy policy declined",
    Happened.CLOCK: "The clock of the computer was moved",
    Happened.KEY: "Signing key of the record made",
    Happened.EXPORTED: "Record given out",
    Happened.CONTINUES: "Record goes on from an earlier one",
}

IMPROV = (
    "Some devices take the Wi-Fi password over Bluetooth without encrypting it: those set up with "
    "the Improv protocol, and some Shelly devices. Someone listening within some 20 m at that moment could "
    "have read it. The owner can change the password at any time; the devices then need the new one."
)
NO_PASSWORD = "The Wi-Fi password is not in this pack. Walkdown did not keep it."
TICKS = (
    "A tick is only given for what was seen: the device accepted the settings, said that it joined, "
    "got an address, and answered on the site's network with the serial on its label."
)
OFFLINE = (
    "The report, the data and the record of permissions were made on the installer's laptop, "
    "without an account and without internet. SHA256SUMS.txt tells whether a file was changed since."
)


def counted(number: int, word: str) -> str:
    """A number with its noun, e.g. "1 device", "3 devices"."""
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
