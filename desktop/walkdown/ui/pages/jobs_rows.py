"""The hero card and the rows of the Jobs page."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from walkdown.app.ports import JobRow
from walkdown.core.job import Job, Stage
from walkdown.core.shown import shown
from walkdown.core.site import SiteType
from walkdown.core.stages import Progress, stage_facts
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
from walkdown.ui.meters import Segment
from walkdown.ui.texts import words_for

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
    Progress.TODO: "todo",
}
_ICONS = {SiteType.CHARGING: "charger"}


class Hero(QWidget):
    """Carry on where you stopped: the place opened last, and the next thing to do there."""

    resumed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._id = ""
        self._name = Text("", "h2", elide=True)
        self._next = Text("", "body", "ink2", wrap=True)
        self._progress = StageSegments(width=240)
        self._stage = Text("", "caption", "ink2")
        resume = Button("Resume", "play", "primary", "lg", key="Ctrl+R")
        resume.setObjectName("jobs.resume")
        resume.clicked.connect(lambda: self.resumed.emit(self._id))
        self._resume = resume
        words = col(
            Text("Carry on where you stopped", "caption-strong", "ink2"),
            self._name,
            self._next,
            12,
            row(self._progress, self._stage, "stretch", gap=12, align=MIDDLE),
            gap=2,
        )
        card = row(Thumb(136, 120), (words, 1), resume, gap=20, align=MIDDLE)
        self._frame = box(card, "info", (16, 16, 24, 16))
        self.setLayout(col(self._frame))

    def render_job(self, job: Job) -> None:
        """The job to carry on with."""
        self._id = job.id
        name = shown(job.site.name) or "New site"
        self._name.say(name)
        self._next.say(next_words(job))
        self._progress.set_states(segments(job))
        at = tuple(Stage).index(job.stage) + 1
        self._stage.say(f"Stage {at} of 6")
        self._resume.set_name(f"Resume {name}")
        self._frame.setAccessibleName(f"Carry on: {name}, {next_words(job)}")


class SiteRow(QWidget):
    """One site: what it is, how far, and Open. A file that cannot be read says why and stays."""

    opened = Signal(str)

    def __init__(self, job_row: JobRow) -> None:
        super().__init__()
        if job_row.job is not None:
            self._show_job(job_row.job)
        else:
            self._show_trouble(job_row)

    def _show_job(self, job: Job) -> None:
        name = shown(job.site.name) or "New site"
        note = shown(job.site.address) or ("Practice" if job.practice else "No address yet")
        stage = STAGE_NAMES[job.stage]
        progress = col(StageSegments(segments(job), 144), 6, Text(stage, "caption", "ink2"), gap=0)
        tag, words = _state(job)
        when = job.touched_at or job.created_at
        opened = Text(f"{when.astimezone():%d %b %H:%M}", "caption", "ink3")
        button = Button("Open", size="sm", name=f"Open {name}")
        button.setObjectName(f"jobs.open.{job.id}")
        button.clicked.connect(lambda: self.opened.emit(job.id))
        titles = two(
            Text(name, "body-strong", elide=True), Text(note, "caption", "ink3", elide=True)
        )
        icon = "cone" if job.practice else _ICONS.get(job.site.type, "site")
        self.setLayout(
            row(
                IconTile(icon),
                (titles, 1),
                progress,
                tag,
                opened,
                button,
                gap=16,
                margins=(16, 10, 16, 10),
                align=MIDDLE,
            )
        )
        self.setAccessibleName(f"{name}, {note}. Stage {stage}. {words}.")

    def _show_trouble(self, job_row: JobRow) -> None:
        words = words_for(job_row.trouble) if job_row.trouble else None
        title = words.title if words else "This site cannot be read"
        body = words.body if words else ""
        code = str(job_row.trouble.code) if job_row.trouble else ""
        titles = two(
            Text(title, "body-strong", wrap=True), Text(body, "caption", "ink2", wrap=True)
        )
        self.setLayout(
            row(
                IconTile("doc"),
                (titles, 1),
                Tag("stop", code),
                gap=16,
                margins=(16, 10, 16, 10),
                align=MIDDLE,
            )
        )
        self.setAccessibleName(f"{title}. {body} {code}")


def segments(job: Job) -> list[Segment]:
    """One segment for each stage."""
    return [_SEGMENTS[f.progress] for f in stage_facts(job)]


def next_words(job: Job) -> str:
    """Where the job stands, in one sentence."""
    facts = {f.stage: f for f in stage_facts(job)}[job.stage]
    name = STAGE_NAMES[job.stage]
    if facts.progress is Progress.TODO:
        return f"{name} comes next."
    return f"{name}: {facts.done} of {facts.total} done."


def _state(job: Job) -> tuple[Tag, str]:
    if job.handed_over is not None:
        return Tag("ok", "Handed over"), "Handed over"
    facts = stage_facts(job)
    worst = next((f for f in facts if f.progress in (Progress.STOPPED, Progress.NEEDS_YOU)), None)
    if worst is not None:
        return Tag("warn", "Needs you"), "Needs you"
    return Tag("info", "Open", "work"), "Open"
