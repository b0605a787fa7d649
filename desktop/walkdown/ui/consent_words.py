"""Names of the nine permissions as a person reads them."""

from __future__ import annotations

from walkdown.consent.purpose import Permission

_NAMES = {
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
ICONS = {
    Permission.LOCATION: "location",
    Permission.CAMERA: "camera",
    Permission.BLUETOOTH: "bluetooth",
    Permission.NEARBY: "nearby",
    Permission.WIFI: "network",
    Permission.PHOTOS: "photo",
    Permission.STORAGE: "folder",
    Permission.NOTIFICATION: "bell",
    Permission.APPS: "open",
}


def permission_name(permission: Permission) -> str:
    """ "Camera", "Nearby devices" ..."""
    return _NAMES[permission]


def in_use_words(permission: Permission) -> str:
    """The words of a use chip."""
    return f"{_NAMES[permission]} in use"
