"""What one stands before in the practice yard: a device, the router, a sticker, or sheets of labels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from walkdown.practice.scenario import PracticeDevice, Scenario

if TYPE_CHECKING:
    from PIL.Image import Image

    from walkdown.practice.label_held import HeldLabel


class InFront:
    """Made anew whenever something is taken in hand; with nothing named it is the router's sticker."""

    def __init__(
        self,
        scenario: Scenario,
        *,
        device: PracticeDevice | None = None,
        sticker: int = 0,
        sheet: bool = False,
    ) -> None:
        """`sticker`: its number among the scenario's, from 1; 0 is none."""
        self._scenario = scenario
        self._device = device
        self.sticker = sticker
        self.sheet = sheet
        self._made: HeldLabel | Image | None = None

    @property
    def serial(self) -> str:
        """Of the device one stands before; empty where it is none."""
        return self._device.serial if self._device else ""

    def picture(self) -> HeldLabel | Image:
        """What a camera sees of it, drawn at the first call and the same object afterwards."""
        made = self._made or self._drawn()
        self._made = made
        return made

    def _drawn(self) -> HeldLabel | Image:
        from walkdown.practice import label_held, label_print  # they bring Pillow and numpy

        scenario, device = self._scenario, self._device
        if self.sheet:
            return label_held.held_sheets(scenario.devices)
        if self.sticker:
            return label_held.held_sticker(scenario.stickers[self.sticker - 1])
        if device is None:
            with scenario.router_password.reveal() as password:
                return label_print.router_label(scenario.router.ssid, password)
        if device.label.is_plain:
            return label_held.device_picture(device)
        return label_held.held_device(device, scenario.devices)
