"""Jobs: pick up where you stopped, or start. Light: the first page is painted before all else loads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedWidget, QWidget

from walkdown.ui.bridge import Bridge
from walkdown.ui.buttons import Button
from walkdown.ui.glyphs import Icon, StateGlyph
from walkdown.ui.layout import box, col, row
from walkdown.ui.page import POLICY, StagePage
from walkdown.ui.pages.jobs_carried import JobsCarried
from walkdown.ui.scenes import EmptyHouse
from walkdown.ui.text import Text, mono, strong

if TYPE_CHECKING:
    from walkdown.app.messages import Message
    from walkdown.app.ports import JobRow
    from walkdown.core.trouble import Trouble
    from walkdown.ui.pages.jobs_list import JobsList

KEYS = (
    "This computer has no keychain that can be used: the keys of the site files lie beside them. "
    "Whoever copies this disk, or uses this account, can read the sites. Encrypt the disk."
)
PROMISE = "Walkdown asks before it uses Bluetooth, the camera, Wi-Fi or files, and writes down each answer."


class JobsPage(StagePage):
    """Home. The empty state stands at once; the list is made with the first rows that are told."""

    def __init__(self, bridge: Bridge) -> None:
        super().__init__(bridge)
        self._list: JobsList | None = None
        self._faces = QStackedWidget()
        self._faces.addWidget(self._make_empty())
        self._trouble = Text("", "body", wrap=True)
        self._policy = Button("Read the policy", size="sm")
        self._policy.setObjectName("jobs.policy")
        self._policy.clicked.connect(lambda: self.go.emit(POLICY))
        told = row(StateGlyph("stop", 20), (self._trouble, 1), self._policy, gap=12)
        self._trouble_box = QWidget()
        self._trouble_box.setLayout(col(box(told, "stop", 12), margins=(32, 16, 32, 0)))
        self._trouble_box.hide()
        self._carried = JobsCarried(self)
        self._keys = QWidget()
        self._keys.setObjectName("jobs.keys")
        standing = row(
            StateGlyph("warn", 20), (Text(KEYS, "caption", "ink2", wrap=True), 1), gap=12
        )
        self._keys.setLayout(col(standing, margins=(32, 8, 32, 12)))
        self._keys.setAccessibleName(KEYS)
        self._keys.hide()
        self.setLayout(col(self._trouble_box, self._carried, (self._faces, 1), self._keys, gap=0))

    def take(self, message: Message) -> None:
        """Rows, and what could not be opened."""
        from walkdown.app.messages import JobShown, JobsShown, SiteCame, Told

        self._carried.take(message)
        if self._list is not None and isinstance(message, JobShown | Told):
            self._list.show_opening("")
        match message:
            case JobsShown(rows=rows, keys_in_files=in_files):
                self._trouble_box.hide()
                self._keys.setVisible(in_files)
                self._show_rows(rows)
            case SiteCame(job_id=job_id) if self._list is not None:
                self._list.reveal(job_id)
            case Told(trouble=trouble, where=None):
                self._tell(trouble)
            case _:
                pass

    def entered(self) -> None:
        """The keyboard begins at the way on."""
        if self._list is not None and self._faces.currentWidget() is self._list:
            self._list.focus_first()
        else:
            self._new.setFocus()

    def _make_empty(self) -> QWidget:
        new = Button("New site", "plus", "primary", "lg", key="Ctrl+N")
        new.setObjectName("jobs.new")
        self._new = new
        new.clicked.connect(self.begin)
        practice = Button("Practice site", "cone", size="lg", key="Ctrl+Shift+P")
        practice.setObjectName("jobs.practice")
        practice.clicked.connect(self.practise)
        promise = Text(PROMISE, "body", "ink2", wrap=True)
        come = Button("Open from another laptop", "laptop")
        come.setObjectName("jobs.come")
        come.clicked.connect(self.open_file)
        note = row("stretch", Icon("shield", 20), (promise, 6), "stretch", gap=12)
        lead = "Add the first site, or walk a practice site to see every step."
        face = QWidget()
        face.setProperty("bg", "canvas")
        face.setLayout(
            col(
                "stretch",
                row("stretch", EmptyHouse(), "stretch"),
                16,
                Text("No sites yet", "title", align="center"),
                8,
                Text(lead, "lead", "ink2", align="center"),
                32,
                row("stretch", new, practice, "stretch", gap=12),
                12,
                row("stretch", come, "stretch"),
                "stretch",
                note,
                gap=0,
                margins=(32, 24, 32, 40),
            )
        )
        return face

    def begin(self) -> None:
        """A new site."""
        self._trouble_box.hide()
        self.bridge.do(lambda e: e.jobs.begin())

    def practise(self) -> None:
        """A new practice job."""
        self._trouble_box.hide()
        self.bridge.do(lambda e: e.jobs.begin("home"))

    def open_file(self) -> None:
        """A site that came from another laptop."""
        self._trouble_box.hide()
        self._carried.open_file()

    def ask_to_take(self, job_id: str, name: str) -> None:
        """Take a site to another laptop."""
        self._trouble_box.hide()
        self._carried.ask_to_take(job_id, name)

    def _show_rows(self, rows: tuple[JobRow, ...]) -> None:
        if rows and self._list is None:
            from walkdown.ui.pages.jobs_list import JobsList

            self._list = JobsList(self)
            self._faces.addWidget(self._list)
        if self._list is not None:
            self._list.show_rows(rows)
        if self._faces.currentIndex() != bool(rows):
            self._faces.setCurrentIndex(1 if rows else 0)
            self.entered()

    def _tell(self, trouble: Trouble) -> None:
        from walkdown.core.trouble import Code
        from walkdown.ui.texts import words_for

        self._policy.setVisible(trouble.code is Code.POLICY_FIRST)
        words = words_for(trouble)
        body = f"{words.body} {words.never}"
        self._trouble.say([strong(f"{words.title}. "), f"{body}  ", mono(str(trouble.code))])
        self._trouble_box.setAccessibleName(f"{words.title}. {body} {trouble.code}")
        self._trouble_box.show()
