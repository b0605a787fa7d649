"""The tour's roof of hard labels: each thing that makes a label hard to read, before the camera."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QWidget

from walkdown.app.messages import CamerasShown, LabelTaken, Message, Outcome
from walkdown.app.ports import YardDevice
from walkdown.core.camera import FULL_HD, NO_OFFERS
from walkdown.core.device import Kind
from walkdown.core.job import Stage
from walkdown.ui.tour_steps import Journey
from walkdown.ui.walker import NotReached

SITE = "labels"
ROWS, COLUMNS = 3, 6
READ_S = 20.0
TRIES = 5
LARGE = f"{FULL_HD[0]} × {FULL_HD[1]}"
# By what the practice site calls it: what the tour says of it.
TROUBLES: Final = {
    "shake": "a label read while the hand shakes",
    "hunting": "a label read while the lens hunts for its distance",
    "glare": "a label read with the sun in its gloss",
    "shade": "a label read in the shade of leaves",
    "dirt": "a label read through mud",
    "curved": "a label read around a pipe",
    "low-light": "a label read in a dark loft",
    "far": "a label read where no hand reaches",
}
FIRST: Final = {
    "wrong-first": "the wrong label first: told so, then the device's own read",
    "carton": "the carton first: told so, then the label in it read",
}
# By what stands on it: what is said of what belongs to no device of the job.
STICKERS: Final = {
    "PORCH LAMP": Outcome.MATTER,
    "POWER OPTIMIZER": Outcome.FOREIGN,
    "MICROINVERTER": Outcome.NEEDS_KIND,  # twelve digits, as others print them too
    "THIS SIDE UP": Outcome.LEFT_OUT,
    "CABLE 3 x 2.5": Outcome.LEFT_OUT,
    "ACCESS POINT": Outcome.EASY_CONNECT,
    "READ THE MANUAL": Outcome.LEFT_OUT,
}
_PICTURED: Final = {
    "PORCH LAMP": "matter",
    "POWER OPTIMIZER": "foreign",
    "MICROINVERTER": "which-kind",
}


class HardLabels(Journey):
    """Walked after the policy was accepted, from any page. Each picture is named after its trouble."""

    _told: tuple[LabelTaken, ...] = ()
    _camera = CamerasShown((), "", NO_OFFERS)

    def steps(self) -> list[tuple[str, Callable[[], None]]]:
        """In words and in deed, in order."""
        return [
            ("a roof of hard labels: its face drawn on the map, the camera on", self.begin),
            *((words, partial(self.read, trouble)) for trouble, words in TROUBLES.items()),
            ("zoom, for long bars that are far away", self.come_closer),
            (FIRST["wrong-first"], partial(self.turn_down, "wrong-first")),
            ("a larger picture, for bars that are finer still", self.enlarge),
            (FIRST["carton"], partial(self.turn_down, "carton")),
            ("a label read among the eight others of its sheet", self.read_in_sheet),
            ("what is no label of the job told for what it is, a Matter lamp first", self.hold_all),
            ("sheets of all labels held, one after another", self.hold_sheets),
            ("every micro-inverter on the map, and the count seen from a ladder", self.count),
        ]

    # --- steps

    def begin(self) -> None:
        walk = self._walk
        self._bridge.do(lambda engine: engine.jobs.begin(SITE), None)
        walk.until(self._is_open, "the roof of hard labels")
        walk.write("site.name", "Slatehouse")
        for kind, count in self._plan():
            walk.write(f"site.expected.{kind}", str(count))
        walk.until(
            lambda: self._known.site.expected_total == len(self._devices), "the plan to be saved"
        )
        walk.click("site.continue")
        self._at(Stage.LABELS)
        self._draw_face()
        walk.click("labels.camera")
        self._allow("camera")
        walk.find("labels.picture", QWidget)

    def read(self, trouble: str) -> None:
        """Stand before what is so labelled until it is on the list."""
        for device in self._labelled(trouble):
            self._stand(device)
            self._until_read(device)
            self._picture(trouble)

    def come_closer(self) -> None:
        walk = self._walk
        walk.click("labels.zoom")
        walk.until(lambda: self._camera.zoom > 1.0, "the zoom")

    def enlarge(self) -> None:
        walk = self._walk
        walk.click("labels.camera.choice")
        menu = walk.find("labels.camera.menu", QMenu)
        sizes = [act for act in menu.actions() if act.text() == LARGE]
        if not sizes:
            raise NotReached(f"the camera does not offer {LARGE}")
        menu.setActiveAction(sizes[0])
        walk.press_in(menu, Qt.Key.Key_Return)
        walk.until(lambda: self._camera.size == FULL_HD, "the larger picture")

    def turn_down(self, trouble: str) -> None:
        """Stand before what has another label in front of its own, until both are told."""
        for number, device in enumerate(self._labelled(trouble), 1):
            name = f"{trouble}-{number}" if number > 1 else trouble
            self._until_first_told(device)
            self._shot(f"label-{name}-told")
            self._until_read(device)
            self._picture(name)

    def read_in_sheet(self) -> None:
        self._walk.click("labels.zoom")
        self._walk.until(lambda: self._camera.zoom == 1.0, "the whole picture")
        self.read("sheet")

    def hold_all(self) -> None:
        walk, view = self._walk, self._yard
        stickers = view.stickers if view else ()
        for sticker in stickers:
            self._told = ()
            walk.click(f"yard.sticker.{sticker.number}")
            self._until_told(STICKERS[sticker.words], f"{sticker.words!r}")
            if sticker.words in _PICTURED:
                self._picture(_PICTURED[sticker.words])
            if walk.sees("labels.type.close"):  # it asked which kind of device that is
                walk.click("labels.type.close")
        self._picture("told-apart")
        walk.shot("practice-yard-stickers", self._yard_window())

    def hold_sheets(self) -> None:
        self._walk.click("yard.sheet")
        self._walk.until(self._sheets_read, "the sheets' plain codes to be read", 2 * READ_S)
        self._picture("sheets")

    def count(self) -> None:
        walk = self._walk
        walk.click("labels.tab.map")
        walk.until(self._all_placed, "every micro-inverter to have its place")
        self._shot("labels-map")
        walk.click("labels.large")
        walk.find("labels.ladder", QWidget)
        self._shot("labels-ladder")
        walk.press("labels.ladder", Qt.Key.Key_Escape)
        walk.click("labels.tab.scanned")
        walk.click("labels.camera")

    # --- what several steps do

    def _draw_face(self) -> None:
        walk = self._walk
        walk.click("labels.tab.map")
        walk.click("labels.map.new")
        walk.write("labels.map.rows", str(ROWS))
        walk.write("labels.map.columns", str(COLUMNS))
        self._shot("labels-map-draw")
        walk.click("labels.map.draw")
        walk.until(lambda: bool(self._known.faces), "the face on the map")

    def _stand(self, device: YardDevice) -> None:
        self._told = ()
        self._walk.click(f"yard.stand.{device.serial}")

    def _until_read(self, device: YardDevice) -> None:
        """Whoever has waited for half the time lets the camera look for its focus again."""
        there, what = partial(self._is_listed, device), f"{_named(device)} to be read"
        with suppress(NotReached):
            self._walk.until(there, what, READ_S / 2)
            return
        if self._walk.sees("labels.picture"):
            self._walk.press("labels.picture", Qt.Key.Key_F)
        self._walk.until(there, f"{what}, {READ_S:.0f} s in all", READ_S / 2)

    def _until_first_told(self, device: YardDevice) -> None:
        """It is in front for a second only: who has missed it stands there once more."""
        for _ in range(TRIES):
            self._stand(device)
            with suppress(NotReached):
                self._until_told(Outcome.LEFT_OUT, "it", READ_S / TRIES)
                return
        raise NotReached(f"waited {READ_S:.0f} s for what comes before {_named(device)}")

    def _until_told(self, outcome: Outcome, what: str, within_s: float = READ_S) -> None:
        self._walk.until(
            lambda: any(t.outcome is outcome for t in self._told), f"{what}: {outcome}", within_s
        )

    def _picture(self, name: str) -> None:
        """Once the flash is over, which would lie on what was read."""
        self._walk.until(lambda: not self._walk.sees("labels.flash"), "the flash to be over")
        self._shot(f"label-{name}")

    def _labelled(self, trouble: str) -> tuple[YardDevice, ...]:
        found = tuple(d for d in self._devices if d.trouble == trouble)
        if not found:
            raise NotReached(f"no label of the practice site has the trouble {trouble!r}")
        return found

    def _is_open(self) -> bool:
        """The site before this one may still be shown."""
        opened = self._yard is not None and self._yard.scenario == SITE
        return opened and self._job is not None and self._job.practice == SITE

    def _sheets_read(self) -> bool:
        """All plain QR codes; long bars are too fine on a sheet, for any reader."""
        plain = [d for d in self._devices if not d.symbol and not d.look]
        return all(self._is_listed(d) for d in plain)

    def _is_listed(self, device: YardDevice) -> bool:
        return self._known.device(device.serial) is not None

    def _all_placed(self) -> bool:
        placed = [d.spot is not None for d in self._known.devices if d.kind is Kind.MICRO_INVERTER]
        return bool(placed) and all(placed)

    def _hear(self, message: Message) -> None:
        super()._hear(message)
        if isinstance(message, LabelTaken):
            self._told = (*self._told, message)
        elif isinstance(message, CamerasShown):
            self._camera = message


def _named(device: YardDevice) -> str:
    """What a person looks for: "the label with the trouble glare (MI-800 122044171520)"."""
    return f"the label with the trouble {device.trouble} ({device.model} {device.serial})"
