"""The tour's crews: forty devices of a roof with one password, and a farm where each has a trouble."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QMimeData
from PySide6.QtWidgets import QWidget

from walkdown.core.device import Device, Work
from walkdown.core.job import Stage
from walkdown.ui.pages.labels_paste_text import PasteText
from walkdown.ui.tour_steps import LONG_S, Journey

BUSY: Final = frozenset({Work.QUEUED, Work.WORKING})
AT_REST_S: Final = 240.0


class Crew(Journey):
    """What both walks have in common. Walked after the policy was accepted, from any page."""

    site_name = ssid = password = ""

    def begin(self) -> None:
        walk = self._walk
        self._bridge.do(lambda engine: engine.jobs.begin(self._scenario), None)
        walk.until(self._is_open, "the practice site")
        walk.write("site.name", self.site_name)
        walk.click("site.continue")
        self._at(Stage.LABELS)

    def _is_open(self) -> bool:
        """The site before this one may still be shown."""
        opened = self._yard is not None and self._yard.scenario == self._scenario
        return opened and self._job is not None and self._job.practice == self._scenario

    def choose_network(self) -> None:
        walk = self._walk
        self._at(Stage.NETWORK)
        walk.click("network.look")
        walk.click(f"network.row.{self.ssid}")
        walk.until(lambda: self._known.network is not None, "the network to be chosen")

    def send(self) -> None:
        walk = self._walk
        walk.click("network.owner")
        walk.write("owner.password", self.password)
        walk.click("owner.send")
        walk.click("owner.online.yes")
        self._allow("wifi")


class Roof(Crew):
    """Forty devices, whose serials came in a list."""

    site_name, ssid, password = "Rooftop", "RoofNet", "forty panes one sun"

    def steps(self) -> list[tuple[str, Callable[[], None]]]:
        """In words and in deed, in order."""
        return [
            ("a roof of forty devices, their serials pasted from the order", self.paste),
            ("all forty heard", self.hear),
            ("all forty put online side by side, with one password", self.commission),
        ]

    def paste(self) -> None:
        walk = self._walk
        self.begin()
        walk.click("labels.way.paste")
        pasted = QMimeData()
        pasted.setText("\n".join(f"{d.serial}\t{d.model}" for d in self._devices))
        # What the system hands over for Ctrl+V. The clipboard itself is the person's own.
        walk.find("labels.paste.text", PasteText).insertFromMimeData(pasted)
        walk.click("labels.paste.add")
        walk.until(lambda: len(self._known.devices) == len(self._devices), "all on the list")
        self._shot("roof-labels")
        walk.click("labels.continue")
        self._at(Stage.NEARBY)

    def hear(self) -> None:
        walk = self._walk
        walk.click("nearby.listen")
        self._allow("bluetooth")
        self._allow("nearby")
        walk.until(lambda: len(self._known.matched) == len(self._devices), "all to be heard")
        self._shot("roof-nearby")
        walk.click("nearby.continue")
        self.choose_network()

    def commission(self) -> None:
        self.send()
        walk = self._walk
        half = len(self._devices) // 2
        walk.until(lambda: len(self._known.online) >= half, "half of them online", LONG_S)
        self._shot("roof-half")
        walk.until(self._all_online, "all online", LONG_S)
        self._shot("roof-online")


class Farm(Crew):
    """Everything that can go wrong with a device, each explained where it went wrong."""

    site_name, ssid, password = "Quarry Farm", "QuarryFarm", "slate-and-straw-22"

    def steps(self) -> list[tuple[str, Callable[[], None]]]:
        """In words and in deed, in order."""
        return [
            ("a farm where every device has a trouble of its own, its labels scanned", self.scan),
            ("those that can be heard, heard", self.hear),
            ("the password sent, and every device done or in a trouble that has a name", self.try_),
            ("each trouble explained: what happened, what to do, what not to do", self.explain),
        ]

    def scan(self) -> None:
        walk = self._walk
        self.begin()
        walk.click("labels.camera")
        self._allow("camera")
        for device in self._devices:
            walk.click(f"yard.stand.{device.serial}")
            self._until_listed(device.serial)
        walk.click("labels.continue")
        self._at(Stage.NEARBY)

    def hear(self) -> None:
        walk = self._walk
        walk.click("nearby.listen")
        self._allow("bluetooth")
        self._allow("nearby")
        walk.until(lambda: len(self._known.matched) * 2 > len(self._devices), "most to be heard")
        self._shot("farm-nearby")
        walk.click("nearby.continue")
        self.choose_network()

    def try_(self) -> None:
        walk = self._walk
        for device in self._devices:
            if device.needs_button:
                walk.click(f"yard.button.{device.serial}")
        self.send()
        walk.until(lambda: bool(self._troubled()), "the first trouble", LONG_S)
        self._shot("farm-working")
        walk.until(self._at_rest, "all to be done or to have a trouble with a name", AT_REST_S)
        self._shot("farm-at-rest")

    def explain(self) -> None:
        walk = self._walk
        shown: set[str] = set()
        for device in self._troubled():
            code = str(device.trouble.code if device.trouble else "")
            if code in shown:
                continue
            shown.add(code)
            walk.turn_to(walk.find(f"board.later.{device.serial}", QWidget))
            self._shot(f"farm-{code.lower()}")

    def _troubled(self) -> tuple[Device, ...]:
        return tuple(d for d in self._known.wanted if d.work is Work.FAILED and d.trouble)

    def _at_rest(self) -> bool:
        return not any(device.work in BUSY for device in self._known.wanted)
