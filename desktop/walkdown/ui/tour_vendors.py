"""The tour's workshop: devices of several makers, each put online in its own protocol, in one list."""

from __future__ import annotations

from collections.abc import Callable

from walkdown.core.job import Stage
from walkdown.ui.tour_steps import LONG_S, Journey

NETWORK = "Millrace-2G"
# It is printed on the practice router's sticker as well.
PASSWORD = "waterwheel-3306"
SHOWN = "905133000531"


class Workshop(Journey):
    """Walked after the policy was accepted, from the list of jobs."""

    def steps(self) -> list[tuple[str, Callable[[], None]]]:
        """In words and in deed, in order."""
        return [
            ("a workshop with devices of several makers, every label scanned", self.scan),
            ("each heard in its maker's protocol", self.hear),
            ("each put on the network, with its proof, its button or its pairing", self.join),
        ]

    def scan(self) -> None:
        walk = self._walk
        self._bridge.do(lambda engine: engine.jobs.begin(self._scenario), None)
        walk.until(lambda: self._yard is not None, "the practice yard")
        walk.write("site.name", "Millrace Workshop")
        walk.click("site.continue")
        self._at(Stage.LABELS)
        walk.click("labels.camera")
        self._allow("camera")
        for device in self._devices:
            walk.click(f"yard.stand.{device.serial}")
            self._until_listed(device.serial)
        self._shot("workshop-labels")
        walk.click("labels.continue")
        self._at(Stage.NEARBY)

    def hear(self) -> None:
        walk = self._walk
        walk.click("nearby.listen")
        self._allow("bluetooth")
        self._allow("nearby")
        walk.until(lambda: len(self._known.matched) == len(self._devices), "all to be heard")
        self._shot("workshop-nearby")
        walk.click("nearby.continue")
        self._at(Stage.NETWORK)
        walk.click("network.look")
        walk.click(f"network.row.{NETWORK}")
        walk.until(lambda: self._known.network is not None, "the network to be chosen")

    def join(self) -> None:
        walk = self._walk
        walk.click("network.owner")
        walk.write("owner.password", PASSWORD)
        for device in self._devices:
            if device.needs_button:
                walk.click(f"yard.button.{device.serial}")
        walk.click("owner.send")
        walk.click("owner.online.yes")
        self._allow("wifi")
        walk.until(self._all_online, "every maker's devices online", LONG_S)
        walk.click(f"board.row.{SHOWN}")
        self._shot("workshop-online")
