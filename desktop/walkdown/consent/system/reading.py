"""What was read of the system for one use: the state, and in plain words why it is so."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from walkdown.consent.purpose import Permission, Purpose
from walkdown.consent.system.state import OsState, System


class Why(StrEnum):
    """The words for a state that does not explain itself; shown and logged as they stand."""

    NOTHING = ""
    BUILD = "unavailable in this build"
    NOT_ASKED = "The system has not asked yet."
    NO_WAY_TO_ASK = "This build has no way to ask the system for it."
    SWITCHED_OFF = "It is switched off for Walkdown in the system's settings."
    OFF_FOR_DESKTOP_APPS = "Desktop programs are switched off for it in the system's settings."
    OFF_FOR_EVERYONE = "It is switched off for this whole computer in the system's settings."
    BY_POLICY = "The administrator of this computer does not allow it."
    GROUP_VIDEO = "Your user may not open the camera; on this system the group video may."
    NO_CAMERA = "This computer shows no camera."
    NO_LOCATION_SERVICE = "This computer has no location service."
    ASKED_BY_PORTAL = "This sandbox gives it only through the desktop's own question."
    SANDBOX_KEEPS_OUT = "The sandbox this build runs in keeps it out."
    ASKED_AT_USE = "The system asks by itself at the first use and does not say what was answered."
    NEEDS_LOCATION = "The system shows Wi-Fi names only to programs that may use location."
    PICKER = "You choose each file yourself; the system asks nothing more."


@dataclass(frozen=True, slots=True)
class Reading:
    """One look at the system: nothing in it came from asking anybody."""

    state: OsState
    why: Why = Why.NOTHING


NO_STEP = Reading(OsState.NOT_APPLICABLE)
PICKED = Reading(OsState.NOT_APPLICABLE, Why.PICKER)

# Files and pictures come through the system's own picker, links through its own opener; what is
# said to the owner or shared is a decision between people. None of it has a switch to read.
_UNSWITCHED = {
    Permission.PHOTOS: PICKED,
    Permission.STORAGE: PICKED,
    Permission.APPS: NO_STEP,
    # The devices list networks and take the password over Bluetooth, which is read for itself. The
    # laptop's own list has a reading of its own, `wifi_list`; the two must not block one another.
    Permission.WIFI: NO_STEP,
}

_PRINCIPAL = {
    Permission.LOCATION: Purpose.SITE_LOCATE,
    Permission.CAMERA: Purpose.SCAN_QR,
    Permission.BLUETOOTH: Purpose.MANAGE,
    Permission.NEARBY: Purpose.DISCOVER,
    Permission.WIFI: Purpose.WIFI_SETUP,
    Permission.PHOTOS: Purpose.PHOTO_PICK,
    Permission.STORAGE: Purpose.FILE_EXPORT,
    Permission.NOTIFICATION: Purpose.NOTIFY,
    Permission.APPS: Purpose.OPEN_MAP,
}


def unswitched(permission: Permission) -> Reading | None:
    """The reading that is the same on every system; None where the platform must be read."""
    return _UNSWITCHED.get(permission)


def principal(permission: Permission) -> Purpose:
    """The purpose that stands for a permission where only the permission is shown."""
    return _PRINCIPAL[permission]


class Reader(Protocol):
    """One platform. Reads only; a reader that meets an error gives what is sure without it."""

    def read(self, permission: Permission, purpose: Purpose) -> Reading:
        """The system's switch for this use. Never raises, never asks."""
        ...

    def wifi_list(self) -> Reading:
        """Whether the laptop may list the Wi-Fi networks around it, with their names."""
        ...

    async def ask(self, permission: Permission, purpose: Purpose) -> None:
        """Let the system ask the person, where it has a way; returns when that is over."""
        ...


class Explained(System, Protocol):
    """A `System` that also says why, and which second permission a first one needs."""

    def why(self, permission: Permission, purpose: Purpose | None = None) -> str:
        """Plain words for the present state; empty where it needs none."""
        ...

    def needs(self, permission: Permission) -> Permission | None:
        """The other permission under which the system keeps this one; None for itself alone."""
        ...

    def wifi_list(self) -> OsState:
        """Whether the system lets the laptop's own list of Wi-Fi networks be read with names."""
        ...
