"""The faces of Nearby: one is shown, as high as its words are at the width there is."""

from __future__ import annotations

from walkdown.ui.pages.labels_camera import Stack
from walkdown.ui.pages.nearby_check import BluetoothCheck
from walkdown.ui.pages.nearby_doctor import DoctorPane
from walkdown.ui.pages.nearby_help import NotListening

_WORDS = (NotListening, BluetoothCheck, DoctorPane)


class Faces(Stack):
    """Tables scroll in the room that is left; what is made of words takes the height it needs."""

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        least, shown = self.minimumSizeHint().height(), self.currentWidget()
        return max(least, shown.heightForWidth(width)) if isinstance(shown, _WORDS) else least
