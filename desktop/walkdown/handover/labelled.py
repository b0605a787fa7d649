"""How a device came onto the list, and where it sits on the layout map, as the report says it."""

from __future__ import annotations

from walkdown.core.device import Device, Way
from walkdown.core.shown import shown
from walkdown.handover.clock import SiteClock

_MOST = 80

_WAYS = {
    Way.CAMERA: "Label read by the camera",
    Way.PHOTO: "Label read from a picture",
    Way.SCANNER: "Label read by a hand scanner",
    Way.TYPED: "Serial typed",
    Way.PASTED: "Serial pasted from a list",
    Way.NEARBY: "Heard nearby",
}


def label_words(device: Device, clock: SiteClock) -> str:
    """E.g. "Label read by the camera, 22 Nov, 11:14, by A. Fitter"."""
    words = f"{_WAYS[device.way]}, {clock.short(device.added_at)}"
    by = shown(device.by, _MOST)
    return f"{words}, by {by}" if by else words


def place_words(device: Device) -> str:
    """E.g. "South, row 2, column 3"; empty where it has no place on the map."""
    if device.spot is None:
        return ""
    face = shown(device.spot.face, _MOST)
    return f"{face}, row {device.spot.row}, column {device.spot.column}"
