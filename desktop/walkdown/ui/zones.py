"""Time zones to choose from, and the one this laptop is set to."""

from __future__ import annotations

from PySide6.QtCore import QTimeZone


def zone_names() -> list[str]:
    """Every zone with a place in its name, in order."""
    names = {bytes(z.data()).decode("ascii") for z in QTimeZone.availableTimeZoneIds()}
    places = sorted(n for n in names if "/" in n and not n.startswith(("Etc/", "SystemV/")))
    return [*places, "UTC"]


def here() -> str:
    """The laptop's own zone."""
    name = bytes(QTimeZone.systemTimeZoneId().data()).decode("ascii")
    return "UTC" if name in ("", "Etc/UTC", "GMT") else name
