"""The pages of the system's own settings, and which permission hides behind which."""

from __future__ import annotations

from walkdown.consent.purpose import Permission

LINUX = "linux"
MACOS = "macos"
WINDOWS = "windows"

_PANE = "x-apple.systempreferences:com.apple.preference.security?Privacy_"

# Wi-Fi leads to location: that is the switch which decides whether names are shown.
_LINKS = {
    (WINDOWS, Permission.CAMERA): "ms-settings:privacy-webcam",
    (WINDOWS, Permission.BLUETOOTH): "ms-settings:bluetooth",
    (WINDOWS, Permission.NEARBY): "ms-settings:bluetooth",
    (WINDOWS, Permission.LOCATION): "ms-settings:privacy-location",
    (WINDOWS, Permission.WIFI): "ms-settings:privacy-location",
    (WINDOWS, Permission.NOTIFICATION): "ms-settings:notifications",
    (MACOS, Permission.CAMERA): _PANE + "Camera",
    (MACOS, Permission.BLUETOOTH): _PANE + "Bluetooth",
    (MACOS, Permission.NEARBY): _PANE + "Bluetooth",
    (MACOS, Permission.LOCATION): _PANE + "LocationServices",
    (MACOS, Permission.WIFI): _PANE + "LocationServices",
    (
        MACOS,
        Permission.NOTIFICATION,
    ): "x-apple.systempreferences:com.apple.preference.notifications",
}

_SAID_TO_NEED = {
    (WINDOWS, Permission.WIFI): Permission.LOCATION,
    (MACOS, Permission.WIFI): Permission.LOCATION,
}

# Whoever opens links compares with this: no other link of these schemes is ever opened.
SETTINGS_LINKS = frozenset(_LINKS.values())


def settings_link(platform: str, permission: Permission) -> str:
    """The link that opens the system's page for it; empty where there is none, as on Linux."""
    return _LINKS.get((platform, permission), "")


def needed(platform: str, permission: Permission) -> Permission | None:
    """The second permission this one is kept under: location, for a Wi-Fi list (consent.md 2a)."""
    return _SAID_TO_NEED.get((platform, permission))
