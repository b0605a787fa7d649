"""What Undo and Redo would do, as short sentences for their buttons."""

from __future__ import annotations

from walkdown.core.device import Device
from walkdown.core.events import (
    DeviceLabelled,
    DeviceListed,
    DevicePlaced,
    DeviceUnlisted,
    FacesDrawn,
    ListChange,
)
from walkdown.core.label import grouped
from walkdown.core.shown import shown


def undo_words(done: tuple[ListChange, ...], about: str = "") -> str:
    """What taking these back means; `about` is the serial of a step that only took a proof."""
    match _first(done):
        case DeviceListed():
            return f"Take {_listed(done)} off the list"
        case DeviceUnlisted(serial):
            return f"Put {_serial(serial)} back on the list"
        case DevicePlaced(serial):
            return f"Move {_serial(serial)} back to its former place"
        case FacesDrawn():
            return "Draw the map as it was before"
        case DeviceLabelled(serial):
            return f"Forget the second label of {_serial(serial)}"
        case None:
            return f"Forget the second label of {_serial(about)}"


def redo_words(done: tuple[ListChange, ...], about: str = "") -> str:
    """What doing these again means."""
    match _first(done):
        case DeviceListed():
            return f"Put {_listed(done)} on the list again"
        case DeviceUnlisted(serial):
            return f"Take {_serial(serial)} off the list again"
        case DevicePlaced(serial):
            return f"Move {_serial(serial)} again"
        case FacesDrawn():
            return "Draw the map again"
        case DeviceLabelled(serial):
            return f"Take the second label of {_serial(serial)} again"
        case None:
            return f"Take the second label of {_serial(about)} again"


def _first(done: tuple[ListChange, ...]) -> ListChange | None:
    """The change that names the step: a device that was listed, if there is one."""
    listed = (c for c in done if isinstance(c, DeviceListed))
    return next(listed, done[0] if done else None)


def _listed(done: tuple[ListChange, ...]) -> str:
    devices = [c.device for c in done if isinstance(c, DeviceListed)]
    return _name(devices[0]) if len(devices) == 1 else f"{len(devices)} devices"


def _name(device: Device) -> str:
    return " ".join(filter(None, (shown(device.model, 24), _serial(device.serial))))


def _serial(serial: str) -> str:
    return shown(grouped(serial), 32)
