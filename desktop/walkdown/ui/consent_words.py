"""The words around a prompt's own text, in its language, and the names of the nine permissions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from walkdown.consent.purpose import Permission, Scope

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


@dataclass(frozen=True, slots=True)
class Frame:
    """What a prompt says beside the text that is its purpose's own; `scopes` title and second line."""

    pressed: str
    changed: str
    reads: str
    keeps: str
    kept_for: str
    sends: str
    who: str
    how_long: str
    choose: str
    promise: str
    if_refused: str
    quiet: str
    policy: str
    details: str
    scopes: Mapping[Scope, tuple[str, str]]
    names: Mapping[Permission, str]


FRAMES: dict[str, Frame] = {
    "en": Frame(
        pressed="You pressed: {feature}",
        changed="The text has changed since you last said yes.",
        reads="Reads",
        keeps="Keeps",
        kept_for="Kept for",
        sends="Sends",
        who="Who gets it",
        how_long="For how long?",
        choose="Choose how long first",
        promise="You can stop this any time in the bar at the top.",
        if_refused="If you say no: ",
        quiet="Don't use, and don't ask again",
        policy="{name} policy {version}",
        details="{purpose}, version {version}, in {lang}. Its fingerprint in the ledger: {digits}",
        scopes={
            Scope.ONCE: ("Just this once", "10 minutes at most"),
            Scope.SESSION: ("This session", "8 hours at most"),
            Scope.SITE: ("For this site", "12 months at most"),
            Scope.COMPUTER: ("On this computer", "12 months at most"),
        },
        names=_NAMES,
    ),
    "de": Frame(
        pressed="Sie haben gedrückt: {feature}",
        changed="Der Text hat sich geändert, seit Sie zuletzt Ja gesagt haben.",
        reads="Liest",
        keeps="Behält",
        kept_for="Aufbewahrt",
        sends="Sendet",
        who="Wer es bekommt",
        how_long="Für wie lange?",
        choose="Wählen Sie zuerst, wie lange",
        promise="Sie können das jederzeit oben in der Leiste beenden.",
        if_refused="Wenn Sie Nein sagen: ",
        quiet="Nicht verwenden und nicht mehr fragen",
        policy="{name}, Fassung {version}",
        details="{purpose}, Fassung {version}, auf {lang}. Fingerabdruck in der Liste: {digits}",
        scopes={
            Scope.ONCE: ("Nur dieses Mal", "höchstens 10 Minuten"),
            Scope.SESSION: ("Diese Sitzung", "höchstens 8 Stunden"),
            Scope.SITE: ("Für diese Anlage", "höchstens 12 Monate"),
            Scope.COMPUTER: ("Auf diesem Computer", "höchstens 12 Monate"),
        },
        names={
            Permission.LOCATION: "Standort",
            Permission.CAMERA: "Kamera",
            Permission.BLUETOOTH: "Bluetooth",
            Permission.NEARBY: "Geräte in der Nähe",
            Permission.WIFI: "WLAN",
            Permission.PHOTOS: "Fotos",
            Permission.STORAGE: "Dateien",
            Permission.NOTIFICATION: "Mitteilungen",
            Permission.APPS: "Andere Programme",
        },
    ),
}


def frame_words(lang: str) -> Frame:
    """The words around a text of this language; English where there are none."""
    return FRAMES.get(lang, FRAMES["en"])
