"""One list by every way of reading: camera, pictures, hand scanner, typing, paste, a list's file."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication, QImage, QKeyEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QPlainTextEdit, QWidget

from walkdown.__main__ import build
from walkdown.app.messages import JobShown, LabelTaken, Message, Outcome
from walkdown.consent.keys import HeldKeys
from walkdown.core.device import Way
from walkdown.core.job import Job, Stage
from walkdown.practice.label_held import device_picture, sheet_of
from walkdown.practice.label_says import label_payload
from walkdown.practice.scenario import PracticeDevice
from walkdown.practice.scenario_file import load_scenario, scenario_path
from walkdown.storage.places import resources_dir
from walkdown.ui.application import application
from walkdown.ui.bridge import Bridge
from walkdown.ui.main_window import MainWindow
from walkdown.ui.pages.labels_ways import WaysPane
from walkdown.ui.tour_labels import HardLabels
from walkdown.ui.walker import Walker

ROOF = load_scenario(scenario_path(resources_dir() / "practice", "labels"))
PAPER = [d for d in ROOF.devices if d.label.trouble is None and d.label.look == "plain"]
SCANNER_MS = 9


@dataclass
class Read:
    """Which serials came in by which way, and all that was told."""

    by: dict[str, list[str]] = field(default_factory=dict)
    taken: list[LabelTaken] = field(default_factory=list)
    jobs: list[Job] = field(default_factory=list)
    pictures: Path = Path()

    def hear(self, message: Message) -> None:
        """Keep what the tests ask for."""
        if isinstance(message, JobShown) and message.job is not None:
            self.jobs[:] = [message.job]
        elif isinstance(message, LabelTaken):
            self.taken.append(message)


class EveryWay(HardLabels):
    """Takes the paper labels of the roof, each by another way."""

    def read_all(self, read: Read) -> None:
        """In an order that a person may have."""
        left = iter(PAPER)
        self.begin()
        self._by_camera(read)
        walk = self._walk
        walk.click("labels.camera")
        walk.until(lambda: not walk.sees("labels.picture"), "the camera to be off")
        self._picked(read, next(left), [next(left), next(left)])
        self._dropped(read, next(left))
        self._pasted_picture(read, next(left))
        self._scanned(read, next(left))
        self._typed(read, next(left))
        self._pasted(read, [next(left), next(left)])
        self._list_file(read, next(left))

    def _listed_by(self, read: Read, way: str, *devices: PracticeDevice) -> None:
        for device in devices:
            self._until_listed(device.serial)
        read.by[way] = [device.serial for device in devices]

    def _by_camera(self, read: Read) -> None:
        device = self._labelled("shake")[0]
        self._stand(device)
        self._until_read(device)
        read.by["camera"] = [device.serial]

    def _picked(self, read: Read, one: PracticeDevice, sheet: list[PracticeDevice]) -> None:
        """A label and a sheet of labels, with one between them that is no picture."""
        files = [read.pictures / name for name in ("one.png", "broken.jpg", "sheet.jpg")]
        device_picture(one).convert("RGB").save(files[0])
        files[1].write_bytes(b"\xff\xd8\xff\xe0 no picture at all")
        sheet_of([device_picture(d) for d in sheet], 2, 1).convert("RGB").save(files[2])
        self._walk.click("labels.way.photo")
        self._walk.click("labels.photo")
        dialog = self._walk.find("labels.photo.file", QFileDialog)
        dialog.filesSelected.emit([str(file) for file in files])
        dialog.close()
        self._allow("photos")
        self._listed_by(read, "picked", one, *sheet)

    def _dropped(self, read: Read, device: PracticeDevice) -> None:
        file = read.pictures / "dropped.webp"
        device_picture(device).convert("RGB").save(file)
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(file))])
        self._ready()
        none = Qt.KeyboardModifier.NoModifier
        copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
        (ways,) = self._window.findChildren(WaysPane)
        ways.dropEvent(QDropEvent(QPointF(20, 20), copy, data, left, none))
        self._listed_by(read, "dropped", device)

    def _pasted_picture(self, read: Read, device: PracticeDevice) -> None:
        self._ready()
        file = read.pictures / "copied.png"
        device_picture(device).convert("RGB").save(file)
        QGuiApplication.clipboard().setImage(QImage(str(file)))
        self._walk.click("labels.photo.paste")
        self._listed_by(read, "pasted picture", device)

    def _ready(self) -> None:
        button = self._walk.find("labels.photo", QWidget)
        self._walk.until(button.isEnabled, "the pictures to be read")

    def _scanned(self, read: Read, device: PracticeDevice) -> None:
        """With the focus on a button, which is not to be pressed."""
        button = self._walk.find("labels.continue", QWidget)
        button.setFocus()
        self._walk.until(button.hasFocus, "the focus")
        at = 50_000
        for sign in label_payload(device):
            at += SCANNER_MS
            _key(button, Qt.Key.Key_unknown, sign, at)
        _key(button, Qt.Key.Key_Return, "\r", at + SCANNER_MS)
        self._listed_by(read, "scanner", device)
        assert self._shown_stage is Stage.LABELS

    @property
    def _shown_stage(self) -> Stage | None:
        return Stage.LABELS if self._walk.sees("labels.continue") else None

    def _typed(self, read: Read, device: PracticeDevice) -> None:
        walk = self._walk
        walk.click("labels.type")
        walk.write("labels.type.serial", device.serial)
        walk.choose("labels.type.kind", str(device.kind))
        walk.write("labels.type.model", device.model)
        walk.click("labels.type.add")
        self._listed_by(read, "typed", device)
        walk.click("labels.type.close")

    def _pasted(self, read: Read, devices: list[PracticeDevice]) -> None:
        lines = ["Serial;Model;Kind", *(f"{d.serial};{d.model};{d.kind}" for d in devices)]
        lines.append("1.23E+11;MI-800;micro")
        self._walk.click("labels.way.paste")
        self._walk.find("labels.paste.text", QPlainTextEdit).setPlainText("\n".join(lines))
        self._add_pasted()
        self._listed_by(read, "pasted", *devices)

    def _list_file(self, read: Read, device: PracticeDevice) -> None:
        file = read.pictures / "serials.csv"
        file.write_text(f"\ufeffSerial,Model\r\n{device.serial},{device.model}\r\n", "utf-8")
        self._walk.click("labels.paste.open")
        dialog = self._walk.find("labels.paste.file", QFileDialog)
        dialog.fileSelected.emit(str(file))
        dialog.close()
        self._allow("storage", scope="once")
        text = self._walk.find("labels.paste.text", QPlainTextEdit)
        self._walk.until(lambda: device.serial in text.toPlainText(), "the list to be shown")
        assert self._known.device(device.serial) is None, "nothing is added before Add"
        self._add_pasted()
        self._listed_by(read, "list file", device)

    def _add_pasted(self) -> None:
        button = self._walk.find("labels.paste.add", QWidget)
        self._walk.until(button.isEnabled, "the text to be looked at")
        self._walk.click("labels.paste.add")


def _key(target: QWidget, key: Qt.Key, text: str, at: int) -> None:
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text)
        event.setTimestamp(at)
        QApplication.sendEvent(target, event)


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Read:
    """Walked once for all tests of this file."""
    home, read = tmp_path_factory.mktemp("ways"), Read()
    read.pictures = tmp_path_factory.mktemp("pictures")
    QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    app = application()
    bridge = Bridge(build(home, HeldKeys()))
    window = MainWindow(bridge)
    bridge.message.connect(read.hear)
    window.show()
    bridge.start()
    walker = Walker()
    try:
        walker.click("policy.accept")
        walker.find("jobs.practice", QWidget)
        EveryWay(walker, window, bridge, home, "labels").read_all(read)
    finally:
        window.close()
        bridge.close()
        window.deleteLater()
        app.processEvents()
    return read


WAYS = {
    "camera": Way.CAMERA,
    "picked": Way.PHOTO,
    "dropped": Way.PHOTO,
    "pasted picture": Way.PHOTO,
    "scanner": Way.SCANNER,
    "typed": Way.TYPED,
    "pasted": Way.PASTED,
    "list file": Way.PASTED,
}


@pytest.mark.parametrize("name", WAYS)
def test_every_way_ends_in_the_same_list_and_says_how(read: Read, name: str) -> None:
    (job,) = read.jobs
    for serial in read.by[name]:
        device = job.device(serial)
        assert device is not None
        assert device.way is WAYS[name]


def test_the_list_holds_what_was_shown_and_nothing_else(read: Read) -> None:
    (job,) = read.jobs
    assert sorted(d.serial for d in job.devices) == sorted(s for by in read.by.values() for s in by)
    added = [t.serial for t in read.taken if t.outcome is Outcome.ADDED]
    assert len(added) == len(set(added)) == len(job.devices)


def test_the_command_line_reads_the_same_picture_as_the_window(read: Read) -> None:
    command = [sys.executable, "-m", "walkdown", "labels", "read", "--json"]
    files = [read.pictures / name for name in ("one.png", "sheet.jpg")]
    run = subprocess.run(
        [*command, *map(str, files)], capture_output=True, check=True, timeout=60, text=True
    )
    told = [json.loads(line) for line in run.stdout.splitlines()]
    assert [Path(each["file"]).name for each in told] == ["one.png", "sheet.jpg"]
    texts = " ".join(code["text"] for each in told for code in each["codes"])
    assert all(serial in texts for serial in read.by["picked"])
