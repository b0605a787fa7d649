"""One site on two laptops, by clicks: taken there, changed on both, merged, handed over, and erased there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QDate, Qt
from PySide6.QtWidgets import QDateEdit, QLineEdit, QWidget

from tests.journey.half_typed import LISTED
from tests.ledger_on_disk import read_entries
from tests.ui.row_menu import choose
from walkdown.__main__ import build
from walkdown.app.messages import JobsShown, Message
from walkdown.app.ports import JobRow
from walkdown.consent.keys import HeldKeys
from walkdown.consent.purpose import Purpose
from walkdown.core.job import Job, Stage
from walkdown.ui.application import application
from walkdown.ui.bridge import Bridge
from walkdown.ui.main_window import MainWindow
from walkdown.ui.pages.jobs_rows import ERASE
from walkdown.ui.tour_carry import PASSPHRASE, Carrying
from walkdown.ui.tour_steps import Journey
from walkdown.ui.walker import Walker

GATEWAY = LISTED[-12:]
OWNER = "Marigold Quillfeather"


@dataclass
class OneLaptop:
    """A laptop whose window is opened and closed, with the rows of its Jobs page as they were told last."""

    home: Path
    out: Path
    keys: HeldKeys = field(default_factory=HeldKeys)
    walk: Walker = field(default_factory=Walker)
    rows: tuple[JobRow, ...] = ()

    @contextmanager
    def window(self) -> Iterator[tuple[MainWindow, Journey]]:
        app, bridge = application(), Bridge(build(self.home, self.keys))
        window = MainWindow(bridge)
        bridge.message.connect(self._hear)
        window.show()
        bridge.start()
        bridge.do(lambda engine: engine.jobs.show())
        try:
            yield window, Journey(self.walk, window, bridge, self.out, "home")
        finally:
            window.close()
            bridge.close()
            window.deleteLater()
            app.processEvents()

    @property
    def job(self) -> Job:
        (row,) = self.rows
        assert row.job is not None
        return row.job

    def rename(self, name: str) -> None:
        """Type another name into the site that is open."""
        self.walk.write("site.name", name)

    def resume(self) -> None:
        self.walk.click(f"jobs.open.{self.job.id}")

    def _hear(self, message: Message) -> None:
        if isinstance(message, JobsShown):
            self.rows = message.rows


@dataclass
class Walked:
    """What was seen on the way."""

    here: OneLaptop
    there: OneLaptop
    came: Job
    merged: Job
    files: tuple[Path, ...]
    erased: Path


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Walked:
    QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    made = [tmp_path_factory.mktemp(name) for name in ("here", "there", "pack", "stick")]
    here, there = (OneLaptop(home, made[2]) for home in made[:2])
    to, fro, last = (made[3] / f"{name}.wdsite" for name in ("to", "fro", "last"))
    with here.window() as (window, journey):
        _begun(here, journey, window)
        _taken(here, window, to)
    with there.window() as (window, journey):
        journey.policy()
        Carrying(there.walk, window).open(to)
        there.walk.until(lambda: bool(there.rows), "the site in the list")
        came = there.job
        _changed(there, window, "Orchard House", "Port Alder, PA7")
        _taken(there, window, fro)
    with here.window() as (window, _):
        here.walk.find("jobs.come.list", QWidget)
        _changed(here, window, "Weir Cottage", "")
        carrying = Carrying(here.walk, window)
        carrying.open(fro)
        carrying.merge(theirs=True)
        merged = here.job
    with here.window() as (window, journey):
        _handed_over(here, journey, window, last)
    with there.window() as (window, _):
        there.walk.find("jobs.come.list", QWidget)
        Carrying(there.walk, window).open(last)
        there.walk.until(lambda: there.job.handed_over is not None, "the hand-over to come")
        there.walk.find(f"jobs.more.{there.job.id}", QWidget)  # in sight, handed over as it is
        choose(window, there.job.id, ERASE)
        there.walk.click("erase.yes")
        there.walk.until(lambda: not there.rows, "the site to be gone")
    return Walked(here, there, came, merged, (to, fro, last), made[1])


def _begun(laptop: OneLaptop, journey: Journey, window: MainWindow) -> None:
    """One device on the list, and a promise for it: what an installer leaves for tomorrow."""
    walk = laptop.walk
    journey.policy()
    journey.start()
    laptop.rename("14 Harbour Lane")
    walk.write("site.owner_name", OWNER)
    walk.click("site.continue")
    walk.click("labels.type")
    walk.write("labels.type.serial", LISTED)
    walk.click("labels.type.add")
    walk.until(lambda: walk.sees(f"labels.row.{GATEWAY}"), "the device on the list")
    window.turn_to(Stage.VERIFY)
    walk.click("verify.promise")
    walk.write("verify.promise.what", "Power for the gateway")
    walk.find("verify.promise.by", QDateEdit).setDate(QDate.currentDate().addDays(3))
    walk.write("verify.promise.who", "A. Fitter")
    walk.press_in(walk.find("verify.promise.who", QLineEdit), Qt.Key.Key_Return)
    back = f"verify.promise.back.commissioned.{GATEWAY}"
    walk.until(lambda: walk.sees(back), "the promise to be kept")


def _taken(laptop: OneLaptop, window: MainWindow, file: Path) -> None:
    carrying = Carrying(laptop.walk, window)
    carrying.to_jobs()
    laptop.walk.until(lambda: bool(laptop.rows), "the list of jobs")
    carrying.take(laptop.job.id, file)


def _changed(laptop: OneLaptop, window: MainWindow, name: str, address: str) -> None:
    laptop.walk.until(lambda: bool(laptop.rows), "the list of jobs")
    laptop.resume()
    laptop.walk.until(lambda: window.now == laptop.job.stage, "the site to be open")
    window.turn_to(Stage.SITE)
    laptop.rename(name)
    if address:
        laptop.walk.write("site.address", address)
    Carrying(laptop.walk, window).to_jobs()
    laptop.walk.until(lambda: laptop.job.site.name == name, "the name to be kept")


def _handed_over(laptop: OneLaptop, journey: Journey, window: MainWindow, file: Path) -> None:
    laptop.walk.find("jobs.come.list", QWidget)
    laptop.resume()
    laptop.walk.until(lambda: window.now == laptop.job.stage, "the site to be open")
    window.turn_to(Stage.VERIFY)
    laptop.walk.click("verify.continue")
    journey.handover()
    Carrying(laptop.walk, window).to_jobs()
    laptop.walk.until(lambda: laptop.job.handed_over is not None, "the hand-over in the list")
    laptop.walk.press_in(_filter(window), Qt.Key.Key_Right)
    Carrying(laptop.walk, window).take(laptop.job.id, file)


def _filter(window: MainWindow) -> QWidget:
    (switch,) = [w for w in window.findChildren(QWidget, "jobs.filter") if w.isVisible()]
    return next(
        w for w in switch.findChildren(QWidget) if w.focusPolicy() & Qt.FocusPolicy.TabFocus
    )


def test_the_other_laptop_has_the_site_with_its_device_and_its_promise(walked: Walked) -> None:
    assert walked.came.site.name == "14 Harbour Lane"
    assert [d.serial for d in walked.came.devices] == [GATEWAY]
    assert [p.who for p in walked.came.promises] == ["A. Fitter"]


def test_what_both_changed_is_as_it_was_decided_and_the_rest_came_by_itself(walked: Walked) -> None:
    assert walked.merged.site.name == "Orchard House"
    assert walked.merged.site.address == "Port Alder, PA7"
    assert walked.merged.site.owner_name == OWNER


def test_each_laptop_asked_for_its_own_permission_to_write_and_to_open(walked: Walked) -> None:
    for laptop, purposes in (
        (walked.here, {Purpose.FILE_EXPORT, Purpose.FILE_IMPORT}),
        (walked.there, {Purpose.FILE_EXPORT, Purpose.FILE_IMPORT}),
    ):
        rows = read_entries(laptop.home / "ledger.db")
        begun = {row.purpose for row in rows if row.event == "use.start"}
        assert purposes <= begun


def test_nothing_of_the_site_can_be_read_from_the_files_or_where_it_was_erased(
    walked: Walked,
) -> None:
    words = (OWNER, "Orchard House", "14 Harbour Lane", PASSPHRASE, "Power for the gateway")
    for folder in (walked.erased, walked.files[0].parent):
        files = [path for path in folder.rglob("*") if path.is_file()]
        assert files
        found = [(p.name, w) for p in files for w in words if w.encode() in p.read_bytes()]
        assert found == []


def test_where_it_was_erased_no_file_of_it_is_left(walked: Walked) -> None:
    left = [p for p in (walked.erased / "sites").rglob("*") if p.is_file()]
    assert left == []
