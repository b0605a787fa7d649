"""Files that cannot be read are shown with their reason, and are byte for byte what they were before."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import apsw
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.accepted import accept_policy
from tests.ui.harmless import findings
from walkdown.__main__ import build
from walkdown.app.messages import (
    Asked,
    Crashed,
    JobShown,
    JobsShown,
    Message,
    PrivacyShown,
    Told,
    UsesShown,
)
from walkdown.consent.gate import Answer, AnswerKind
from walkdown.consent.keys import NoKeys
from walkdown.core.job import Stage
from walkdown.core.trouble import Code
from walkdown.ui.application import application
from walkdown.ui.bridge import Bridge
from walkdown.ui.main_window import MainWindow
from walkdown.ui.pages.jobs_rows import SiteRow

MB = 1024 * 1024


@dataclass(slots=True)
class Program:
    """One run of the program, with all that its window was told."""

    bridge: Bridge
    window: MainWindow
    messages: list[Message]
    qtbot: QtBot

    def last(self, kind: type) -> Message | None:
        return next((m for m in reversed(self.messages) if isinstance(m, kind)), None)

    def until(self, condition: Callable[[], object]) -> None:
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=8_000)

    def told(self) -> list[Code]:
        return [m.trouble.code for m in self.messages if isinstance(m, Told)]

    def click(self, name: str) -> None:
        found = [w for w in self.window.findChildren(QWidget, name) if w.isVisible()]
        self.qtbot.mouseClick(found[0], Qt.MouseButton.LeftButton)

    def words(self) -> str:
        said = (w for w in self.window.findChildren(QWidget) if hasattr(w, "text"))
        return "\n".join(w.text() for w in said if w.isVisible())


@contextmanager
def running(home: Path, qtbot: QtBot) -> Iterator[Program]:
    """Start it over this home, with the window; close it again as a person does."""
    application()
    accept_policy(home)
    bridge = Bridge(build(home, NoKeys()))
    window = MainWindow(bridge)
    messages: list[Message] = []
    bridge.message.connect(messages.append)
    window.show()
    bridge.start()
    program = Program(bridge, window, messages, qtbot)
    try:
        bridge.do(lambda e: e.jobs.show())
        yield program
        assert not [m for m in messages if isinstance(m, Crashed)]
    finally:
        window.close()
        bridge.close()
        window.deleteLater()


def state(path: Path) -> tuple[object, ...]:
    """All that can be seen of a file from outside; a link is not followed."""
    if path.is_symlink():
        return "link", str(path.readlink())
    if path.is_dir():
        return "folder", tuple(sorted(p.name for p in path.iterdir()))
    facts = path.stat()
    return facts.st_mode, facts.st_mtime_ns, hashlib.sha256(path.read_bytes()).hexdigest()


def whole(job_id: str, **changes: object) -> bytes:
    """A site file made by hand from the format."""
    job = {"id": job_id, "created_at": "2026-11-22T10:00:00Z", "site": {"name": "Good"}} | changes
    body = json.dumps(job).encode()
    head = {"walkdown": "site", "schema": 1, "sha256": hashlib.sha256(body).hexdigest()}
    return json.dumps(head).encode()[:-1] + b', "job": ' + body + b"}"


GOOD = "a" * 32
_OTHER = whole("b" * 32)
DAMAGED = {
    "empty": b"",
    "one byte": b"\x00",
    "half": _OTHER[:-30],
    "changed": _OTHER.replace(b"Good", b"Evil"),
    "of another job": _OTHER,
    "not UTF-8": b"\xff\xfe\x00{\x80\xed\xa0\x80",
    "UTF-16": _OTHER.decode().encode("utf-16"),
    "byte order mark": b"\xef\xbb\xbf" + _OTHER,
    "markup": b"<html><b>x</b></html>" * 50,
    "deep": b"[" * 100_000,
    "not a number": b'{"walkdown":"site","schema":NaN}',
    "schema of 5,000 digits": b'{"walkdown":"site","schema":' + b"9" * 5000 + b"}",
    "sqlite": b"SQLite format 3\x00" + bytes(4096),
}
NEWER = {
    "next schema": b'{"walkdown":"site","schema":2,"job":{"id":"<b>"}}',
    "far schema": b'{"schema":9000000000,"walkdown":"site","x":[1,{"y":null}]}',
}


@pytest.fixture
def sites(home: Path) -> Path:
    """The folder of the site files in a home of the test's own."""
    folder = home / "walkdown" / "sites"
    folder.mkdir(parents=True)
    return folder


def filled(folder: Path) -> dict[str, Code]:
    """Puts one of each kind into the folder; gives each id with the code it must be told by."""
    expected: dict[str, Code] = {}

    def place(code: Code) -> Path:
        job_id = f"{len(expected) + 1:032x}"
        expected[job_id] = code
        return folder / f"{job_id}.walkdown"

    for data in DAMAGED.values():
        place(Code.SITE_FILE_DAMAGED).write_bytes(data)
    for data in NEWER.values():
        place(Code.SITE_FILE_NEWER).write_bytes(data)
    place(Code.SITE_FILE_DAMAGED).mkdir()
    with place(Code.SITE_FILE_DAMAGED).open("wb") as large:
        large.write(_OTHER)
        large.truncate(40 * MB)
    if os.name == "posix":
        outside = folder.parent / "outside"
        outside.write_bytes(whole(f"{len(expected) + 1:032x}"))
        place(Code.SITE_FILE_DAMAGED).symlink_to(outside)
        place(Code.SITE_FILE_DAMAGED).symlink_to(folder.parent / "nowhere")
        os.mkfifo(place(Code.SITE_FILE_DAMAGED))
    (folder / f"{GOOD}.walkdown").write_bytes(whole(GOOD))
    return expected


def rows(program: Program) -> list[SiteRow]:
    return [r for r in program.window.findChildren(SiteRow) if r.isVisible()]


def test_site_files_that_cannot_be_read_are_listed_explained_and_left_alone(
    sites: Path, qtbot: QtBot
) -> None:
    expected = filled(sites)
    paths = [p for p in sites.iterdir() if not p.is_fifo() and p.stem != GOOD]
    before = {p: state(p) for p in paths}
    with running(sites.parent, qtbot) as program:
        program.until(lambda: len(rows(program)) == len(expected) + 1)
        told = {r.id: r.trouble and r.trouble.code for r in program.last(JobsShown).rows}
        assert told == {**expected, GOOD: None}
        for code in (Code.SITE_FILE_DAMAGED, Code.SITE_FILE_NEWER):
            shown = [r for r in rows(program) if code in r.accessibleName()]
            assert len(shown) == list(expected.values()).count(code)
        assert findings(program.window) == []
        use(program, expected)
    assert {p: state(p) for p in paths} == before
    found = [p.suffix for p in sites.iterdir() if p.name not in ("keys", "copies")]
    assert found == [".walkdown"] * (len(expected) + 2)


def use(program: Program, expected: dict[str, Code]) -> None:
    """Try to open each; then begin a site, type into it and come back, as on any other day."""
    for job_id, code in expected.items():
        name = f"jobs.open.{job_id}"
        assert program.window.findChild(QWidget, name) is None
        seen = len(program.told())
        program.bridge.do(lambda e, job_id=job_id: e.jobs.resume(job_id))
        program.until(lambda seen=seen: len(program.told()) > seen)
        assert program.told()[-1] is code
    assert program.last(JobShown) is None
    program.click("jobs.new.list")
    program.until(lambda: program.last(JobShown))
    program.until(lambda: program.window.findChild(QWidget, "site.name").isVisible())
    qtbot = program.qtbot
    qtbot.keyClicks(program.window.findChild(QWidget, "site.name"), "Yard")
    program.until(lambda: program.last(JobShown).job.site.name == "Yard")
    program.bridge.do(lambda e: e.leave_job())
    program.until(lambda: len(rows(program)) == len(expected) + 2)
    program.click(f"jobs.open.{GOOD}")
    program.until(lambda: program.last(JobShown).job and program.last(JobShown).job.id == GOOD)


def test_a_file_in_the_place_of_the_sites_folder_is_told_and_left(home: Path, qtbot: QtBot) -> None:
    folder = home / "walkdown"
    folder.mkdir()
    (folder / "sites").write_text("mine")
    with running(folder, qtbot) as program:
        program.until(lambda: program.told() == [Code.CANNOT_WRITE])
        program.bridge.do(lambda e: e.jobs.begin())
        program.until(lambda: program.told() == [Code.CANNOT_WRITE] * 2)
    assert (folder / "sites").read_text() == "mine"


# --- the ledger


def ledger_of(home: Path, qtbot: QtBot) -> bytes:
    """A real ledger: one question that was answered with a no."""
    with running(home, qtbot) as program:
        program.bridge.do(lambda e: e.jobs.begin("home"))
        program.until(lambda: program.last(JobShown))
        program.bridge.do(lambda e: e.nearby.listen(), Stage.NEARBY)
        program.until(lambda: program.last(Asked))
        number = program.last(Asked).question.number
        program.bridge.do(lambda e: e.answer(number, Answer(AnswerKind.DONT_USE)))
        program.until(lambda: Code.REFUSED in program.told())
    return (home / "ledger.db").read_bytes()


def _changed(data: bytes) -> bytes:
    assert b"refused" in data
    return data.replace(b"refused", b"granted", 1)


def _without_newest(data: bytes) -> bytes:
    """A newest entry is taken out of the table by whoever knows SQLite, hashes and all."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "ledger.db"
        copy.write_bytes(data)
        connection = apsw.Connection(str(copy))
        connection.execute("DELETE FROM entry WHERE seq = (SELECT max(seq) FROM entry)")
        connection.close()
        return copy.read_bytes()


BROKEN: dict[str, Callable[[bytes], bytes]] = {
    "a word changed": _changed,
    "the newest missing": _without_newest,
    "the end cut off": lambda data: data[: len(data) // 2],
    "emptied": lambda _: b"",
    "not a ledger": lambda _: b"\xff\xfe<b>" * 100 + b"\n",
    "deep": lambda _: b"[" * 50_000 + b"\n",
}


@pytest.mark.parametrize("harm", BROKEN.values(), ids=BROKEN.keys())
def test_with_a_damaged_ledger_the_program_starts_and_nothing_that_is_asked_for_can_be_used(
    home: Path, qtbot: QtBot, harm: Callable[[bytes], bytes]
) -> None:
    folder = home / "walkdown"
    folder.mkdir()
    harmed = harm(ledger_of(folder, qtbot))
    ledger = folder / "ledger.db"
    ledger.write_bytes(harmed)
    before = state(ledger)
    with running(folder, qtbot) as program:
        nothing_can_be_used(program)
    assert ledger.read_bytes() == harmed
    assert state(ledger) == before


def test_with_a_folder_in_the_place_of_the_ledger_nothing_can_be_used(
    home: Path, qtbot: QtBot
) -> None:
    ledger = home / "walkdown" / "ledger.db"
    ledger.mkdir(parents=True)
    with running(ledger.parent, qtbot) as program:
        nothing_can_be_used(program, Code.LEDGER_UNWRITABLE)
    assert list(ledger.iterdir()) == []


def nothing_can_be_used(program: Program, code: Code = Code.LEDGER_BROKEN) -> None:
    """Each feature that needs a permission is pressed: told why not, never asked, never begun."""
    program.bridge.do(lambda e: e.jobs.practise("home"))
    program.until(lambda: program.last(JobShown) and program.last(JobShown).job)
    presses = (
        (lambda e: e.labels.start_camera(), Stage.LABELS),
        (lambda e: e.nearby.listen(), Stage.NEARBY),
        (lambda e: e.nearby.identify("770300125518"), Stage.NEARBY),
        (lambda e: e.network.look(), Stage.NETWORK),
        (lambda e: e.verify.run_all(), Stage.VERIFY),
    )
    program.bridge.do(lambda e: e.labels.take("WD1:GW-1:770300125518", _typed()), Stage.LABELS)
    program.until(lambda: program.last(JobShown).job.devices)
    for count, (press, where) in enumerate(presses, 1):
        program.bridge.do(press, where)
        program.until(lambda count=count: refusals(program, code) >= count)
    assert not [m for m in program.messages if isinstance(m, Asked)]
    assert not [m for m in program.messages if isinstance(m, UsesShown) and m.uses]
    program.window.turn_to("privacy")
    program.until(lambda: program.last(PrivacyShown))
    assert not program.last(PrivacyShown).verified
    badge = "Not verified" if code is Code.LEDGER_BROKEN else "Cannot be written"
    program.until(lambda: badge in program.words())
    assert findings(program.window) == []


def refusals(program: Program, code: Code) -> int:
    """How often it was told, in the page's own message or in the camera's."""
    return sum(getattr(getattr(m, "trouble", None), "code", None) is code for m in program.messages)


def _typed() -> object:
    from walkdown.core.device import Way

    return Way.TYPED
