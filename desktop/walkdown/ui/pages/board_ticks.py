"""Which rows of the job board are chosen for something: by Ctrl, by Shift, or one after another."""

from __future__ import annotations

from PySide6.QtCore import Qt

from walkdown.core.device import Device

_CTRL, _SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


class Ticks:
    """`on` while a press chooses a row instead of showing its evidence."""

    def __init__(self) -> None:
        self.on = False
        self.serials: frozenset[str] = frozenset()
        self._anchor = ""

    def turn(self, on: bool) -> None:
        """Begin or end choosing; nothing is chosen then."""
        self.on, self.serials, self._anchor = on, frozenset(), ""

    def all(self, devices: tuple[Device, ...]) -> None:
        """Choose every device that is not left out."""
        self.on, self.serials = True, frozenset(d.serial for d in devices if not d.left_out)

    def press(self, serial: str, keys: Qt.KeyboardModifier, devices: tuple[Device, ...]) -> bool:
        """A row was pressed; whether that chose anything, rather than asking for its evidence."""
        former, self._anchor = self._anchor, serial
        if keys & _SHIFT and former:
            self.serials |= _between(devices, former, serial)
        elif self.on or keys & _CTRL:
            self.serials ^= _between(devices, serial, serial)
        else:
            return False
        self.on = True
        return True


def _between(devices: tuple[Device, ...], one: str, other: str) -> frozenset[str]:
    """Those from one to the other, in the order of the list; none that is left out."""
    serials = [d.serial for d in devices]
    if one not in serials or other not in serials:
        return frozenset()
    first, last = sorted((serials.index(one), serials.index(other)))
    return frozenset(d.serial for d in devices[first : last + 1] if not d.left_out)
