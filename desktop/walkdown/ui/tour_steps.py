"""The steps of the tour: what a newcomer does on a practice site, from an empty list to the pack."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget

from walkdown.app.messages import JobShown, Message, YardShown
from walkdown.app.ports import YardDevice, YardView
from walkdown.core.device import Work
from walkdown.core.job import Job, Stage
from walkdown.ui.bridge import Bridge
from walkdown.ui.main_window import MainWindow
from walkdown.ui.practice_window import PracticeWindow
from walkdown.ui.tour_bluetooth import check_bluetooth
from walkdown.ui.tour_photo import pick_photo
from walkdown.ui.tour_sign import check_direction
from walkdown.ui.walker import NotReached, Walker

WRONG_PASSWORD = "not-what-the-owner-types"
NETWORK = "HarbourHome-2G"
LONG_S = 90.0


class Journey:
    """One walk. Each step ends in a state that the window shows, or raises NotReached."""

    def __init__(
        self, walker: Walker, window: MainWindow, bridge: Bridge, pack: Path, scenario: str
    ) -> None:
        self._walk = walker
        self._window = window
        self._bridge = bridge
        self._pack = pack
        self._scenario = scenario
        self._job: Job | None = None
        self._yard: YardView | None = None
        bridge.message.connect(self._hear)

    def steps(self) -> list[tuple[str, Callable[[], None]]]:
        """What is done, in words and in deed, in order."""
        return [
            ("the policy read and accepted", self.policy),
            ("an empty list of jobs, and the practice site opened", self.start),
            ("the site's facts typed, its photo picked after the owner's yes", self.site),
            ("the camera asked for and allowed for this site", self.ask_camera),
            ("six labels scanned, one typed", self.labels),
            ("Bluetooth and nearby devices allowed, all devices heard", self.nearby),
            ("Bluetooth switched off, and the check that says so", self.bluetooth),
            ("a device identified by its blinking", self.identify),
            (
                "the networks a device hears, beside what the laptop sees, and one chosen",
                self.network,
            ),
            (
                "the owner agrees to going online, and a wrong password is explained",
                self.wrong_password,
            ),
            ("the router's code read instead, all devices online", self.commission),
            ("every device looked at again", self.look_again),
            ("the meter's direction shown with a load: safe to leave", self.verify),
            ("permissions and ledger shown", self.privacy),
            ("the pack saved into a picked folder", self.handover),
        ]

    # --- steps

    def policy(self) -> None:
        walk = self._walk
        walk.find("policy.accept", QWidget)
        self._shot("policy")
        walk.click("policy.accept")
        walk.find("jobs.practice", QWidget)

    def start(self) -> None:
        walk = self._walk
        walk.find("jobs.practice", QWidget)
        self._shot("jobs-empty")
        walk.click("jobs.practice")
        walk.until(lambda: self._yard is not None, "the practice yard")
        walk.find("site.name", QWidget)
        walk.shot("practice-yard", self._yard_window())

    def site(self) -> None:
        walk = self._walk
        walk.write("site.name", "14 Harbour Lane")
        walk.write("site.job_number", "2231")
        walk.write("site.address", "14 Harbour Lane, Port Alder, PA7 2QE")
        walk.write("site.provider", "Halyard Energy Services")
        walk.write("site.owner_name", "M. Okafor")
        walk.write("site.owner_email", "owner@harbour-lane.example")
        for kind, count in self._plan():
            walk.write(f"site.expected.{kind}", str(count))
        walk.until(
            lambda: (
                self._known.site.expected_total == len(self._devices)
                and self._known.site.owner_email.endswith(".example")
            ),
            "the site to be saved",
        )
        pick_photo(walk, self._window, lambda: self._allow("photos", shot="consent-photo"))
        walk.until(lambda: bool(self._known.site.photo), "the photo to be kept")
        self._shot("site")
        walk.click("site.continue")
        self._at(Stage.LABELS)

    def ask_camera(self) -> None:
        self._shot("labels-camera-off")
        self._walk.click("labels.camera")
        self._allow("camera", shot="consent-camera")
        self._walk.find("labels.picture", QWidget)

    def labels(self) -> None:
        walk = self._walk
        *scanned, last = self._devices
        for number, device in enumerate(scanned):
            walk.click(f"yard.stand.{device.serial}")
            self._until_listed(device.serial)
            if number == 2:
                self._shot("labels-scanning")
        self._type_serial(last)
        self._shot("labels-complete")
        walk.click("labels.continue")
        self._at(Stage.NEARBY)

    def nearby(self) -> None:
        walk = self._walk
        walk.click("nearby.listen")
        self._allow("bluetooth", shot="consent-bluetooth")
        self._allow("nearby")
        walk.until(
            lambda: len(self._known.matched) == len(self._devices), "all devices to be heard"
        )
        self._shot("nearby")

    def bluetooth(self) -> None:
        check_bluetooth(self._walk, self._shot)

    def identify(self) -> None:
        serial = self._devices[0].serial
        self._walk.click(f"nearby.identify.{serial}")
        self._walk.until(
            lambda: any(d.serial == serial and d.blinking for d in self._devices), "its blinking"
        )
        self._walk.turn_to(self._walk.find(f"yard.stand.{serial}", QWidget))
        self._walk.shot("practice-yard-blinking", self._yard_window())
        self._walk.until(lambda: serial in self._known.identified, "the device to be identified")
        self._walk.click("nearby.continue")
        self._at(Stage.NETWORK)

    def network(self) -> None:
        walk = self._walk
        walk.click("network.look")
        walk.click(f"network.row.{NETWORK}")
        walk.until(lambda: self._known.network is not None, "the network to be chosen")
        walk.click("network.compare")
        self._allow("wifi")
        well = walk.find("network.doctor.well", QWidget)
        walk.until(lambda: "both sides" in well.accessibleName(), "the laptop's list")
        self._shot("network")
        walk.click("network.owner")

    def wrong_password(self) -> None:
        walk = self._walk
        walk.write("owner.password", WRONG_PASSWORD)
        self._shot("owner-password")
        walk.click("owner.send")
        walk.find("owner.online.yes", QWidget)
        self._shot("owner-online")
        walk.click("owner.online.yes")
        self._allow("wifi", shot="consent-wifi")
        walk.until(self._any(Work.FAILED), "the explained failure", LONG_S)
        walk.find("board.again", QWidget)
        self._shot("board-wrong-password")

    def commission(self) -> None:
        walk = self._walk
        walk.click("board.again")
        walk.click("owner.camera")
        walk.click("yard.router")
        walk.until(lambda: walk.sees("owner.send"), "the router's code")
        self._shot("owner-router-code")
        walk.click("owner.send")
        walk.until(self._any(Work.ONLINE), "the first device online", LONG_S)
        self._shot("board-working")
        self._press_buttons()
        walk.until(self._all_online, "all devices online", LONG_S)
        self._shot("board-done")
        self._window.toggle_sunlight()
        self._shot("board-done-sunlight")
        self._window.toggle_sunlight()
        walk.click("board.verify")
        self._at(Stage.VERIFY)

    def look_again(self) -> None:
        walk = self._walk
        walk.click("verify.run")
        self._allow("nearby")
        walk.until(lambda: bool(self._known.looks), "the looks", LONG_S)
        walk.find("verify.continue", QWidget)
        self._shot("verify-to-check")

    def verify(self) -> None:
        walk = self._walk
        check_direction(walk, self._known, self._shot)
        self._shot("verify")
        walk.click("verify.continue")
        self._at(Stage.HANDOVER)

    def handover(self) -> None:
        walk = self._walk
        walk.write("handover.owner", "M. Okafor")
        self._shot("handover-preview")
        walk.click("handover.save")
        dialog = walk.find("handover.folder", QFileDialog)
        line = dialog.findChild(QLineEdit)
        if line is None:
            raise NotReached("the folder picker has no line to type in")
        line.setText(str(self._pack.resolve()))
        walk.press_in(line, Qt.Key.Key_Return)
        self._allow("storage", shot="consent-files")
        walk.until(lambda: self._known.handed_over is not None, "the pack", LONG_S)
        self._shot("handover-saved")
        written = [p for p in self._pack.rglob("*") if p.is_file()]
        if not any(p.suffix == ".pdf" for p in written):
            raise NotReached("no report in the pack")

    def privacy(self) -> None:
        self._window.turn_to("privacy")
        self._walk.find("privacy.row.camera", QWidget)
        self._shot("privacy")
        self._window.turn_to(Stage.HANDOVER)

    # --- what several steps do

    def _allow(self, permission: str, shot: str = "", scope: str = "site") -> None:
        walk = self._walk
        prompt = walk.find(f"consent.{permission}", QWidget)
        walk.turn_to(prompt)
        walk.until(lambda: bool(prompt.property("armed")), "the prompt to take an answer")
        if shot:
            self._shot(shot)
        walk.click(f"consent.scope.{scope}")
        walk.click("consent.use")
        walk.until(lambda: not walk.sees(f"consent.{permission}"), "the prompt to close")

    def _type_serial(self, device: YardDevice) -> None:
        walk = self._walk
        walk.click("labels.type")
        walk.write("labels.type.serial", device.serial)
        walk.choose("labels.type.kind", str(device.kind))
        walk.write("labels.type.model", device.model)
        walk.click("labels.type.add")
        self._until_listed(device.serial)

    def _until_listed(self, serial: str) -> None:
        self._walk.until(
            lambda: self._known.device(serial) is not None, f"{serial} on the list", LONG_S
        )

    def _press_buttons(self) -> None:
        for device in self._devices:
            if device.needs_button:
                self._walk.until(
                    partial(self._is_working, device.serial), "the button's turn", LONG_S
                )
                self._walk.click(f"yard.button.{device.serial}")

    def _is_working(self, serial: str) -> bool:
        device = self._known.device(serial)
        return device is not None and device.work in (Work.WORKING, Work.ONLINE, Work.FAILED)

    def _any(self, work: Work) -> Callable[[], bool]:
        return lambda: any(d.work is work for d in self._known.devices)

    def _all_online(self) -> bool:
        return bool(self._known.wanted) and len(self._known.online) == len(self._known.wanted)

    def _plan(self) -> list[tuple[str, int]]:
        kinds = [str(d.kind) for d in self._devices]
        return [(kind, kinds.count(kind)) for kind in dict.fromkeys(kinds)]

    def _at(self, stage: Stage) -> None:
        self._walk.until(lambda: self._known.stage is stage, f"the stage {stage}")

    def _shot(self, name: str) -> None:
        self._walk.shot(name, self._window)

    def _yard_window(self) -> QWidget:
        return self._walk.window(PracticeWindow)

    def _hear(self, message: Message) -> None:
        if isinstance(message, JobShown):
            self._job = message.job
        elif isinstance(message, YardShown):
            self._yard = message.view

    @property
    def _known(self) -> Job:
        if self._job is None:
            raise NotReached("no job is open")
        return self._job

    @property
    def _devices(self) -> tuple[YardDevice, ...]:
        return self._yard.devices if self._yard else ()
