"""Jobs: pick up where you stopped, or start; the practice site is always one press away."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget, QWidget

from walkdown.app.messages import JobsShown, Message, Told
from walkdown.app.ports import JobRow
from walkdown.core.job import Job
from walkdown.core.shown import shown
from walkdown.ui.bridge import Bridge
from walkdown.ui.kit import (
    MIDDLE,
    Button,
    EmptyHouse,
    Header,
    Icon,
    Line,
    Page,
    Segmented,
    Text,
    box,
    col,
    empty,
    row,
    rule,
    scroll,
)
from walkdown.ui.page import StagePage
from walkdown.ui.pages.jobs_rows import Hero, SiteRow
from walkdown.ui.texts import words_for

PROMISE = "Walkdown asks before it uses Bluetooth, the camera, Wi-Fi or files, and writes down each answer."


class JobsPage(StagePage):
    """Home. Empty until the rows are told; then the empty state or the list."""

    def __init__(self, bridge: Bridge) -> None:
        super().__init__(bridge)
        self._rows: tuple[JobRow, ...] = ()
        self._faces = QStackedWidget()
        self._faces.addWidget(self._make_empty())
        self._faces.addWidget(self._make_list())
        self._trouble = Text("", "body", "stop.ink", wrap=True)
        self._trouble_box = box(row((self._trouble, 1)), "stop", 12)
        self._trouble_box.hide()
        self.setLayout(col(self._trouble_box, (self._faces, 1), gap=0))

    def take(self, message: Message) -> None:
        """Rows, and what could not be opened."""
        match message:
            case JobsShown(rows=rows):
                self._rows = rows
                self._trouble_box.hide()
                self._render()
            case Told(trouble=trouble, where=None):
                words = words_for(trouble)
                self._trouble.say(f"{words.title}. {words.body}  {trouble.code}")
                self._trouble_box.show()
            case _:
                pass

    # --- made once

    def _make_empty(self) -> QWidget:
        new = self._new_button("primary")
        practice = Button("Practice site", "cone", size="lg", key="Ctrl+Shift+P")
        practice.setObjectName("jobs.practice")
        practice.clicked.connect(self._practise)
        note = row("stretch", Icon("shield", 20), Text(PROMISE, "body", "ink2"), "stretch", gap=12)
        inner = QWidget()
        inner.setProperty("bg", "canvas")
        inner.setLayout(
            col(
                "stretch",
                row("stretch", EmptyHouse(), "stretch"),
                16,
                Text("No sites yet", "title", align="center"),
                8,
                Text(
                    "Add the first site, or walk a practice site to see every step.",
                    "lead",
                    "ink2",
                    align="center",
                ),
                32,
                row("stretch", new, practice, "stretch", gap=12),
                "stretch",
                note,
                gap=0,
                margins=(32, 24, 32, 40),
            )
        )
        return inner

    def _make_list(self) -> QWidget:
        self._header = Header("Jobs", "", self._new_button("secondary", "jobs.new.list"))
        self._hero = Hero()
        self._hero.resumed.connect(self._open)
        self._filter = Segmented(["Open 0", "Handed over 0"])
        self._filter.chosen.connect(lambda _: self._render())
        self._search = Line(placeholder="Find a site or address", icon="search", quiet=True)
        self._search.setObjectName("jobs.search")
        self._search.textChanged.connect(lambda _: self._render())
        self._table = col(gap=0)
        self._none = Text("Nothing here fits.", "body", "ink3")
        tools = row(self._filter, "stretch", (self._search, 1), gap=12, align=MIDDLE)
        left = col(
            self._header,
            self._hero,
            tools,
            box(self._table, "card", 0, "Sites"),
            self._none,
            "stretch",
            gap=16,
        )
        return scroll(Page(row((left, 5), (self._make_side(), 2), gap=32)))

    def _make_side(self) -> QWidget:
        practice = Button("Open practice site", "cone", wide=True)
        practice.setObjectName("jobs.practice")
        practice.clicked.connect(self._practise)
        yard = box(
            col(
                row(Icon("cone", 24, "ink"), Text("Practice site", "h3"), "stretch", gap=12),
                Text(
                    "A make-believe house. No radio, no camera, no real devices; all else is the same.",
                    "body",
                    "ink2",
                    wrap=True,
                ),
                practice,
                gap=12,
            ),
            "sunken",
            20,
            "Practice site",
        )
        asks = box(
            col(
                row(Icon("shield", 24, "ink"), Text("Asked first", "h3"), "stretch", gap=12),
                Text(PROMISE, "body", "ink2", wrap=True),
                Text("Nothing has been switched on or scanned.", "caption", "ink3", wrap=True),
                gap=12,
            ),
            "card",
            20,
            "Asked first",
        )
        held = QWidget()
        held.setLayout(col(asks, yard, "stretch", gap=12))
        return held

    def _new_button(self, kind: str, name: str = "jobs.new") -> Button:
        button = Button("New site", "plus", "primary" if kind == "primary" else "secondary", "lg")
        button.setObjectName(name)
        button.clicked.connect(lambda: self.bridge.do(lambda e: e.jobs.begin()))
        return button

    # --- rendered

    def _render(self) -> None:
        jobs = [r.job for r in self._rows if r.job]
        opened = [j for j in jobs if j.handed_over is None]
        self._faces.setCurrentIndex(1 if self._rows else 0)
        self._header.say(_lead(len(opened)))
        self._filter.set_text(0, f"Open {len(self._rows) - len(jobs) + len(opened)}")
        self._filter.set_text(1, f"Handed over {len(jobs) - len(opened)}")
        self._hero.setVisible(bool(opened))
        if opened:
            self._hero.render_job(opened[0])
        empty(self._table)
        wanted = [r for r in self._rows if self._fits(r)]
        for number, job_row in enumerate(wanted):
            line = SiteRow(job_row)
            line.opened.connect(self._open)
            if number:
                self._table.addWidget(rule())
            self._table.addWidget(line)
        self._none.setVisible(not wanted)

    def _fits(self, job_row: JobRow) -> bool:
        job = job_row.job
        done = job is not None and job.handed_over is not None
        if done != (self._filter.index() == 1):
            return False
        wanted = self._search.text().strip().casefold()
        return not wanted or (job is not None and wanted in _searched(job))

    def _open(self, job_id: str) -> None:
        self.bridge.do(lambda e: e.jobs.resume(job_id))

    def _practise(self) -> None:
        self.bridge.do(lambda e: e.jobs.begin("home"))


def _searched(job: Job) -> str:
    site = job.site
    serials = " ".join(d.serial for d in job.devices)
    return f"{shown(site.name)} {shown(site.address)} {site.job_number} {serials}".casefold()


def _lead(count: int) -> str:
    if not count:
        return "No open sites on this laptop."
    return f"{count} open {'site' if count == 1 else 'sites'}, all kept on this laptop."
