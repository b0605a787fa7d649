"""The list of sites: the hero, the filter, the search, the rows, and the two cards beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from walkdown.app.ports import DayCopy, JobRow
from walkdown.core.job import Job
from walkdown.core.shown import shown
from walkdown.ui.kit import (
    MIDDLE,
    Button,
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
from walkdown.ui.pages.jobs_rows import Hero, SiteRow
from walkdown.ui.pages.network_beside import Beside

if TYPE_CHECKING:
    from walkdown.ui.pages.jobs import JobsPage

_YARD = "A make-believe house. No radio, no camera, no real devices; all else is the same."


class JobsList(QWidget):
    """Shown while there is at least one site on this laptop."""

    def __init__(self, page: JobsPage) -> None:
        super().__init__()
        self._page = page
        self._rows: tuple[JobRow, ...] = ()
        self._lines: list[SiteRow] = []
        new = Button("New site", "plus", size="lg", key="Ctrl+N")
        new.setObjectName("jobs.new.list")
        new.clicked.connect(page.begin)
        come = Button("Open from another laptop", "laptop", size="lg")
        come.setObjectName("jobs.come.list")
        come.clicked.connect(page.open_file)
        self._header = Header("Jobs", "", come, new)
        self._hero = Hero()
        self._hero.resumed.connect(self._open)
        self._filter = Segmented(["Open 0", "Handed over 0"], name="Which sites")
        self._filter.setObjectName("jobs.filter")
        self._filter.chosen.connect(lambda _: self._render())
        self._search = Line(placeholder="Find a site, address or serial", icon="search", quiet=True)
        self._search.setObjectName("jobs.search")
        self._search.textChanged.connect(lambda _: self._render())
        self._search.returnPressed.connect(self._open_first)
        self._search.installEventFilter(self)
        self._table = col(gap=0)
        self._none = Text("Nothing here fits.", "body", "ink3")
        tools = row(self._filter, "stretch", (self._search, 1), gap=12, align=MIDDLE)
        self._card = box(self._table, "card", 0, "Sites")
        left = QWidget()
        left.setLayout(
            col(self._header, self._hero, tools, self._card, self._none, "stretch", gap=16)
        )
        body = scroll(Page(Beside(left, self._make_side(), gap=32, shares=(5, 2))))
        self.setLayout(col((body, 1), gap=0))
        for keys in ("Ctrl+F", "/"):
            QShortcut(QKeySequence(keys), self, self._search.setFocus)

    def show_rows(self, rows: tuple[JobRow, ...]) -> None:
        """The sites of this laptop, last touched first."""
        self._rows = rows
        self._render()

    def reveal(self, job_id: str) -> None:
        """Show the sites among which this one is."""
        job = next((r.job for r in self._rows if r.id == job_id), None)
        self._search.clear()
        self._filter.set_chosen(int(job is not None and job.handed_over is not None))
        self._render()

    def focus_first(self) -> None:
        """The keyboard begins at the place to carry on with."""
        start = self._search if self._hero.isHidden() else self._hero.resume
        start.setFocus()

    def show_opening(self, job_id: str) -> None:
        """Say at its row and in the hero that this job is being opened; "" that none is."""
        self._hero.show_opening(job_id)
        for line in self._lines:
            line.show_opening(job_id)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Down and Up lead from the search into the list, and from site to site."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
        stops = [self._search, *self._opens()]
        at = next((n for n, stop in enumerate(stops) if stop is watched), -1) + step
        if not step or not 0 <= at < len(stops):
            return False
        stops[at].setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def _opens(self) -> list[Button]:
        found = (b for line in self._lines for b in line.findChildren(Button))
        return [b for b in found if b.objectName().startswith("jobs.open.")]

    def _first(self) -> Button | None:
        return next(iter(self._opens()), None)

    def _open_first(self) -> None:
        """Enter in the search opens the first site that fits."""
        first = self._first()
        if first is not None and self._search.text():
            first.click()

    def _make_side(self) -> QWidget:
        from walkdown.ui.pages.jobs import PROMISE

        practice = Button("Open practice site", "cone", wide=True, key="Ctrl+Shift+P")
        practice.setObjectName("jobs.practice")
        practice.clicked.connect(self._page.practise)
        yard = col(
            row(Icon("cone", 24, "ink"), Text("Practice site", "h3"), "stretch", gap=12),
            Text(_YARD, "body", "ink2", wrap=True),
            practice,
            gap=12,
        )
        asks = col(
            row(Icon("shield", 24, "ink"), Text("Asked first", "h3"), "stretch", gap=12),
            Text(PROMISE, "body", "ink2", wrap=True),
            Text("Nothing has been switched on or scanned.", "caption", "ink3", wrap=True),
            gap=12,
        )
        held = QWidget()
        held.setLayout(
            col(
                box(asks, "card", 20, "Asked first"),
                box(yard, "sunken", 20, "Practice site"),
                "stretch",
                gap=12,
            )
        )
        return held

    def _render(self) -> None:
        jobs = [r.job for r in self._rows if r.job]
        opened = [j for j in jobs if j.handed_over is None]
        self._header.say(_lead(len(opened)))
        self._filter.set_text(0, f"Open {len(self._rows) - len(jobs) + len(opened)}")
        self._filter.set_text(1, f"Handed over {len(jobs) - len(opened)}")
        self._hero.setVisible(bool(opened))
        if opened:
            self._hero.render_job(opened[0])
        empty(self._table)
        self._lines = [SiteRow(r) for r in self._rows if self._fits(r)]
        for number, line in enumerate(self._lines):
            line.opened.connect(self._open)
            line.erased.connect(self._ask_to_erase)
            line.went_back.connect(self._ask_to_go_back)
            line.taken.connect(self._page.ask_to_take)
            if number:
                self._table.addWidget(rule())
            self._table.addWidget(line)
        for button in self._opens():
            button.installEventFilter(self)
        self._card.setVisible(bool(self._lines))
        self._none.setVisible(not self._lines)

    def _fits(self, job_row: JobRow) -> bool:
        job = job_row.job
        done = job is not None and job.handed_over is not None
        if done != (self._filter.index() == 1):
            return False
        wanted = self._search.text().strip().casefold()
        return not wanted or (job is not None and wanted in _searched(job))

    def _ask_to_erase(self, job_id: str, name: str) -> None:
        from walkdown.ui.pages.jobs_erase import EraseSheet

        sheet = EraseSheet(name, self)
        sheet.accepted.connect(lambda: self._page.bridge.do(lambda e: e.jobs.erase(job_id)))
        sheet.open()

    def _ask_to_go_back(self, job_id: str, name: str, copies: tuple[DayCopy, ...]) -> None:
        from walkdown.ui.pages.jobs_copies import CopiesSheet

        sheet = CopiesSheet(name, copies, self)
        bridge = self._page.bridge
        sheet.chosen.connect(lambda copy: bridge.do(lambda e: e.jobs.go_back(job_id, copy)))
        sheet.open()

    def _open(self, job_id: str) -> None:
        self.show_opening(job_id)
        self._page.bridge.do(lambda e: e.jobs.resume(job_id))


def _searched(job: Job) -> str:
    site = job.site
    serials = " ".join(d.serial for d in job.devices)
    return f"{shown(site.name)} {shown(site.address)} {site.job_number} {serials}".casefold()


def _lead(count: int) -> str:
    if not count:
        return "No open sites on this laptop."
    return f"{count} open {'site' if count == 1 else 'sites'}, all kept on this laptop."
