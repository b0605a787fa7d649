"""The hero card and the rows of the Jobs page."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu, QWidget

from walkdown.app.ports import JobRow
from walkdown.core.device import Work
from walkdown.core.job import Job, Stage
from walkdown.core.shown import shown
from walkdown.core.site import SiteType
from walkdown.core.stages import Progress, StageFacts, stage_facts
from walkdown.ui import moment, theme
from walkdown.ui.glyphs import tag_size
from walkdown.ui.kit import (
    MIDDLE,
    Button,
    IconTile,
    StageSegments,
    Tag,
    Text,
    Thumb,
    box,
    col,
    row,
    two,
)
from walkdown.ui.layout import Item
from walkdown.ui.meters import Segment
from walkdown.ui.texts import words_for
from walkdown.ui.width import WindowWidth

STAGE_NAMES = {
    Stage.SITE: "Site",
    Stage.LABELS: "Labels",
    Stage.NEARBY: "Nearby",
    Stage.NETWORK: "Network",
    Stage.VERIFY: "Verify",
    Stage.HANDOVER: "Hand over",
}
_SEGMENTS: dict[Progress, Segment] = {
    Progress.DONE: "ok",
    Progress.BEGUN: "now",
    Progress.NEEDS_YOU: "warn",
    Progress.STOPPED: "warn",
    Progress.NOT_BEGUN: "todo",
}
_DONE = {
    Stage.SITE: "filled",
    Stage.LABELS: "listed",
    Stage.NEARBY: "matched",
    Stage.NETWORK: "online",
    Stage.VERIFY: "passed",
}
TAKE = "Take to another laptop…"
GO_BACK = "Go back to a copy…"
ERASE = "Erase…"
_NAME = "0" * 14  # so much of a name stays beside what stands in its row
_LONGEST = "Safe to leave"  # of the states, so that they stand in a column
_ICONS = {SiteType.CHARGING: "charger"}


class Hero(QWidget):
    """Carry on where you stopped: the place opened last, and the next thing to do there."""

    resumed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._id = ""
        self._name = Text("", "h2", elide=True)
        self._next = Text("", "body", "ink2", wrap=True)
        self._progress = StageSegments(width=216)
        self._stage = Text("", "caption", "ink2")
        resume = Button("Resume", "play", "primary", "lg", key="Ctrl+R")
        resume.setObjectName("jobs.resume")
        resume.clicked.connect(lambda: self.resumed.emit(self._id))
        self.resume = resume
        words = col(
            Text("Carry on where you stopped", "caption-strong", "ink2"),
            self._name,
            self._next,
            12,
            row(self._progress, self._stage, "stretch", gap=12, align=MIDDLE),
            gap=2,
        )
        self._thumb = Thumb(136, 120)
        card = row(self._thumb, (words, 1), resume, gap=20, align=MIDDLE)
        self._frame = box(card, "info", (16, 16, 24, 16))
        self.setLayout(col(self._frame))
        self._width = WindowWidth(self)
        self._width.changed.connect(self._fit)

    def render_job(self, job: Job) -> None:
        """The job to carry on with."""
        self._id = job.id
        name = shown(job.site.name) or "New site"
        self._name.say(name)
        self._next.say(next_words(job))
        self._progress.set_states(segments(job))
        at = tuple(Stage).index(job.stage) + 1
        self._stage.say(f"Stage {at} of 6")
        self.resume.set_name(f"Resume {name}")
        self._frame.setAccessibleName(f"Carry on: {name}, {next_words(job)}")

    def show_opening(self, job_id: str) -> None:
        """Say that this job is being opened; "" that none is."""
        self.resume.set_busy("Opening" if job_id and job_id == self._id else "")

    def _fit(self) -> None:
        self._thumb.setVisible(not self._width.narrow)


class SiteRow(QWidget):
    """One site: what it is, how far, Open and Erase. A file that cannot be read says why and stays.

    `erased` carries the id and the name, to be asked about first.
    """

    opened = Signal(str)
    erased = Signal(str, str)
    went_back = Signal(str, str, object)
    """Id, name and the copies there are."""

    taken = Signal(str, str)
    """Id and name of the site that is to be taken to another laptop."""

    def __init__(self, job_row: JobRow) -> None:
        super().__init__()
        self._id = job_row.id
        self._copies = job_row.copies
        self._open: Button | None = None
        self._when = Text("", "caption", "ink3")
        self._titles, self._state = QWidget(), QWidget()
        if job_row.job is not None:
            self._show_job(job_row.job)
        else:
            self._show_trouble(job_row)
        self._width = WindowWidth(self)
        self._width.changed.connect(self._fit)
        self._fit()

    @property
    def job_id(self) -> str:
        """Which site it is."""
        return self._id

    def show_opening(self, job_id: str) -> None:
        """Say that this job is being opened; "" that none is."""
        if self._open is not None:
            self._open.set_busy("Opening" if job_id and job_id == self._id else "")

    def _show_job(self, job: Job) -> None:
        name = shown(job.site.name) or "New site"
        note = shown(job.site.address) or ("Practice" if job.practice else "No address yet")
        stage = STAGE_NAMES[job.stage]
        progress = col(StageSegments(segments(job), 144), 6, Text(stage, "caption", "ink2"), gap=0)
        tag = _state(job)
        self._state.setLayout(row(tag, "stretch", gap=0))
        when = (job.touched_at or job.created_at).astimezone()
        self._when.say(f"{when:%d %b %H:%M}")
        self._open = Button("Open", size="sm", name=f"Open {name}")
        self._open.setObjectName(f"jobs.open.{job.id}")
        self._open.clicked.connect(lambda: self.opened.emit(job.id))
        self._titles.setLayout(
            two(Text(name, "body-strong", elide=True), Text(note, "caption", "ink3", elide=True))
        )
        icon = "cone" if job.practice else _ICONS.get(job.site.type, "site")
        self._lay(
            IconTile(icon),
            (self._titles, 1),
            progress,
            self._state,
            self._when,
            self._open,
            self._more(name),
        )
        self.setAccessibleName(
            f"{name}, {note}. Stage {stage}. {tag.text()}. Last opened {self._when.text()}."
        )

    def _show_trouble(self, job_row: JobRow) -> None:
        words = words_for(job_row.trouble) if job_row.trouble else None
        title = words.title if words else "This site cannot be read"
        body = f"{words.body} {words.never}" if words else ""
        code = str(job_row.trouble.code) if job_row.trouble else ""
        self._titles.setLayout(
            two(Text(title, "body-strong", wrap=True), Text(body, "caption", "ink2", wrap=True))
        )
        more = self._more("this damaged job")
        self._lay(IconTile("doc"), (self._titles, 1), Tag("stop", code), more)
        self.setAccessibleName(f"{title}. {body} {code}")

    def _more(self, name: str) -> Button:
        """What is done rarely, with its words."""
        button = Button("", "more", "icon", "sm", name=f"More for {name}")
        button.setObjectName(f"jobs.more.{self._id}")
        button.clicked.connect(lambda: self._open_menu(button, name))
        return button

    def _open_menu(self, button: Button, name: str) -> None:
        menu = QMenu(self)
        menu.setObjectName(f"jobs.menu.{self._id}")
        menu.setAccessibleName(f"More for {name}")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if self._open is not None:
            menu.addAction(TAKE, lambda: self.taken.emit(self._id, name))
        if self._copies:
            menu.addAction(GO_BACK, lambda: self.went_back.emit(self._id, name, self._copies))
        menu.addAction(ERASE, lambda: self.erased.emit(self._id, name))
        menu.popup(button.mapToGlobal(QPoint(0, button.height())))

    def _lay(self, *items: Item) -> None:
        self.setLayout(row(*items, gap=16, margins=(16, 10, 16, 10), align=MIDDLE))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if theme.switched(event):
            self._fit()

    def _fit(self) -> None:
        """When it was opened gives way to the name; stage, state and Open never do."""
        self._titles.setMinimumWidth(int(theme.advance(_NAME, "body-strong")))
        self._state.setMinimumWidth(tag_size(_LONGEST).width())
        room = not (self._width.narrow or theme.current().sun)
        self._when.setVisible(room and self._open is not None)


def segments(job: Job) -> list[Segment]:
    """One segment for each stage."""
    return [_SEGMENTS[f.progress] for f in stage_facts(job, moment.now())]


def next_words(job: Job) -> str:
    """Where the job stands, in one sentence."""
    facts = {f.stage: f for f in stage_facts(job, moment.now())}[job.stage]
    name = STAGE_NAMES[job.stage]
    if facts.progress is Progress.NOT_BEGUN:
        return f"{name} comes next."
    return f"{name}: {facts.done} of {facts.total} {_DONE.get(job.stage, 'done')}."


def _state(job: Job) -> Tag:
    """The worst thing on the site; with nothing wrong, how far its stage is."""
    facts = stage_facts(job, moment.now())
    worst = [f for f in facts if f.progress in (Progress.STOPPED, Progress.NEEDS_YOU)]
    if job.handed_over is not None:
        return Tag("ok", "Handed over")
    if worst:
        return _needs_you(job, worst[-1])
    if all(f.progress is Progress.DONE for f in facts if f.stage is not Stage.HANDOVER):
        return Tag("ok", "Safe to leave")
    now = {f.stage: f for f in facts}[job.stage]
    if now.progress is Progress.DONE:
        return Tag("ok", "Stage done")
    if now.progress is Progress.NOT_BEGUN:
        return Tag("idle", "Not begun", "todo")
    return Tag("info", f"{now.done} of {now.total}", "work")


def _needs_you(job: Job, facts: StageFacts) -> Tag:
    if facts.stage is Stage.VERIFY:
        return Tag("warn", f"{facts.total - facts.done} to check")
    failed = sum(d.work is Work.FAILED for d in job.wanted)
    return Tag("warn", "1 needs you" if failed == 1 else f"{failed} need you")
