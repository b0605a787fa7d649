"""Privacy: who may use what, what was used, and taking it back. Reached from everywhere."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from walkdown.app.messages import (
    CopyWritten,
    Crashed,
    JobShown,
    Message,
    MyDataErased,
    MyDataShown,
    MyDataWritten,
    PrivacyShown,
    RestedShown,
    Told,
    UsesShown,
)
from walkdown.app.ports import ExportForm
from walkdown.consent.purpose import Permission, Purpose
from walkdown.consent.question import Use
from walkdown.core.job import Job
from walkdown.core.my_data import Person
from walkdown.core.shown import shown
from walkdown.core.trouble import Code, Trouble
from walkdown.ui import theme
from walkdown.ui.bridge import Bridge
from walkdown.ui.kit import (
    Button,
    Header,
    Icon,
    Page,
    Segmented,
    StateGlyph,
    Text,
    box,
    col,
    row,
    scroll,
)
from walkdown.ui.page import StagePage
from walkdown.ui.pages.labels_trouble import LEDGER, TroubleBox
from walkdown.ui.pages.privacy_columns import LAST_USE, heads
from walkdown.ui.pages.privacy_ledger import LedgerCard
from walkdown.ui.pages.privacy_my_data import MyDataSheet
from walkdown.ui.pages.privacy_rows import Permissions
from walkdown.ui.pages.privacy_stand import View
from walkdown.ui.pages.privacy_words import stopped_words
from walkdown.ui.width import WindowWidth

SETTLE = 4  # a height follows from a width of the round before
_LEAD = "What Walkdown may use on this computer, and everything it has used."
_NOTE = "Withdrawing stops the use at once. What was done before stays as it is."
_HERE, _ALL = "This site", "All sites"
# The row itself shows what became of the question.
_ANSWERS = frozenset({Code.REFUSED, Code.NOT_ANSWERED, Code.STOPPED_BY_YOU})


class PrivacyPage(StagePage):
    """Two lists that are never merged: what stands, and what happened."""

    def __init__(self, bridge: Bridge) -> None:
        super().__init__(bridge)
        self._site = False
        self._uses: tuple[Use, ...] = ()
        self._shown: PrivacyShown | None = None
        self._taken_back: dict[Permission, int | None] = {}
        self._sites = Segmented([_HERE, _ALL], name="Which sites")
        self._sites.setObjectName("privacy.sites")
        self._sites.chosen.connect(lambda _: self._read())
        self._mine = Button("My data", "info", "equal", size="sm", enabled=False)
        self._mine.setObjectName("privacy.my_data")
        self._mine.clicked.connect(lambda: bridge.do(lambda e: e.my_data.show()))
        self._stop = Button("Stop everything", "square", "equal", enabled=False, key="Ctrl+Shift+X")
        self._stop.setShortcut("")  # the window itself has that key
        self._stop.setObjectName("privacy.stop_all")
        self._stop.clicked.connect(lambda: bridge.do(lambda e: e.privacy.stop_all()))
        self._told = LedgerTrouble("privacy")
        self._told.acted.connect(self._read)
        self._permissions = Permissions()
        self._permissions.withdrawn.connect(self._withdraw)
        self._permissions.asked.connect(self._ask)
        self._permissions.reset.connect(self._reset)
        self._permissions.settings.connect(
            lambda permission: bridge.do(lambda e: e.apps.settings(permission))
        )
        self._ledger = LedgerCard()
        self._ledger.looked.connect(self._read)
        self._ledger.checked.connect(self._check)
        self._ledger.exported.connect(self._export)
        self._done_words = Text("", "body", wrap=True)
        self._done = box(
            row(StateGlyph("ok", 20), (self._done_words, 1), gap=12), "ok", (12, 8, 12, 8)
        )
        self._done.setObjectName("privacy.my_data.done")
        self._done.hide()
        self._lay()

    def _lay(self) -> None:
        note = row(Icon("info", 18, "ink3"), (Text(_NOTE, "caption", "ink2", wrap=True), 1))
        left = col(heads(), self._permissions, note, "stretch", gap=8)
        self._body = row((left, 9), (self._ledger, 4), gap=24)
        right = col(row(self._sites, self._stop, gap=8), row("stretch", self._mine), gap=8)
        header = Header("Privacy", _LEAD, col(right, "stretch"))
        page = Page(
            header, self._told, self._done, (self._body, 1), self._permissions.owners, gap=12
        )
        self.setLayout(col((scroll(page), 1), gap=0))
        self._width = WindowWidth(self)
        self._width.changed.connect(self._arrange)
        self._arrange()

    def take(self, message: Message) -> None:
        """What stands, what happened, what is in use."""
        match message:
            case JobShown(job=job):
                self._show_job(job)
            case PrivacyShown():
                self._shown = message
                self._render()
                self._ledger.show_ledger(message)
                self._settle()
            case UsesShown(uses=uses):
                self._uses = uses
                self._stop.setEnabled(bool(uses))
                self._render()
                self._refresh()
            case RestedShown(permission=permission, ms=ms):
                self._rested(permission, ms)
            case MyDataShown() | MyDataWritten() | MyDataErased():
                self._take_my_data(message)
            case CopyWritten(name=name):
                self._ledger.show_written(shown(name, 80))
            case Told(trouble=trouble, where=None) if self.isVisible():
                self._tell(trouble)
            case Crashed():
                self._ledger.rest()
            case _:
                pass

    def entered(self) -> None:
        """Read the ledger anew."""
        self._ledger.begin()
        self._read()

    def left(self) -> None:
        """What went wrong is no news next time."""
        self._told.clear()
        self._done.hide()
        self._taken_back.clear()

    # --- what is pressed

    def _take_my_data(self, message: MyDataShown | MyDataWritten | MyDataErased) -> None:
        match message:
            case MyDataShown() if self.isVisible():
                self._open_my_data(message)
            case MyDataWritten(names=names):
                self._say(f"Written: {' and '.join(shown(name, 60) for name in names)}.")
            case MyDataErased(person=person):
                self._say(f"Who the {person} is, is erased from this site and its copies.")
            case _:
                pass

    def _open_my_data(self, message: MyDataShown) -> None:
        def take(person: Person, path: str) -> None:
            self.bridge.do(lambda e: e.my_data.take(person, path))

        def erase(person: Person) -> None:
            self.bridge.do(lambda e: e.my_data.erase(person))

        self._done.hide()
        sheet = MyDataSheet(message, self)
        sheet.taken.connect(take)
        sheet.erased.connect(erase)
        sheet.open()

    def _say(self, words: str) -> None:
        self._done_words.say(words)
        self._done.setAccessibleName(words)
        self._done.show()

    def _withdraw(self, purposes: tuple[Purpose, ...]) -> None:
        self._told.clear()
        for permission in self._permissions_of(purposes):
            self._taken_back[permission] = None
        self.bridge.do(lambda e: e.privacy.withdraw(*purposes))

    def _reset(self, purpose: Purpose) -> None:
        self._told.clear()
        self.bridge.do(lambda e: e.privacy.reset(purpose))

    def _ask(self, purpose: Purpose) -> None:
        self._told.clear()
        self.bridge.do(lambda e: e.privacy.ask(purpose))

    def _export(self, form: ExportForm, path: str) -> None:
        self._told.clear()
        self.bridge.do(lambda e: e.privacy.export(form, path))

    def _check(self) -> None:
        self._told.clear()
        self.bridge.do(lambda e: e.privacy.check())

    def _read(self) -> None:
        self._told.clear()
        look = self._ledger.look(every_site=self._every_site)
        self.bridge.do(lambda e: e.privacy.show(look))

    def _refresh(self) -> None:
        """Something has changed the ledger while it is being looked at."""
        if self.isVisible():
            self.bridge.do(lambda e: e.privacy.show())

    # --- rendered

    @property
    def _every_site(self) -> bool:
        return self._sites.index() == 1

    def _show_job(self, job: Job | None) -> None:
        self._site = job is not None
        self._mine.setEnabled(self._site)
        name = shown(job.site.name, 22) if job is not None else ""
        self._sites.set_text(0, name or (_HERE if job is not None else "No site open"))
        self._render()

    def _render(self) -> None:
        if self._shown is None:
            return
        view = View(
            self._site,
            self._every_site,
            frozenset(use.purpose for use in self._uses),
            dict(self._shown.where),
        )
        self._permissions.show_cells(self._shown.cells, view, dict(self._shown.links))
        self._tell_taken_back()

    def _tell_taken_back(self) -> None:
        """Once nothing of a permission is allowed any more, its row says so."""
        if self._shown is None:
            return
        granted = {c.permission for c in self._shown.cells if c.granted}
        in_use = {use.permission for use in self._uses}
        for permission, ms in tuple(self._taken_back.items()):
            line = self._permissions.rows.get(permission)
            if line is not None and permission not in granted | in_use:
                line.say(stopped_words(ms))
                del self._taken_back[permission]

    def _rested(self, permission: Permission, ms: int) -> None:
        line = self._permissions.rows.get(permission)
        if permission in self._taken_back:
            self._taken_back[permission] = max(ms, self._taken_back[permission] or 0)
        elif line is not None and line.said() == stopped_words(None):
            line.say(stopped_words(ms))

    def _permissions_of(self, purposes: tuple[Purpose, ...]) -> set[Permission]:
        cells = self._shown.cells if self._shown is not None else ()
        return {c.permission for c in cells if c.purpose in purposes}

    def _tell(self, trouble: Trouble) -> None:
        self._ledger.rest()
        if trouble.code in _ANSWERS:
            self._refresh()
        else:
            # Not read again by itself: reading may be what went wrong.
            self._told.tell(trouble)

    def changeEvent(self, event: QEvent) -> None:
        if theme.switched(event):
            self._arrange()
        super().changeEvent(event)

    def _arrange(self) -> None:
        """The ledger goes below the table where both do not fit; in sunlight a column goes too."""
        narrow, sun = self._width.narrow, theme.current().sun
        way = QBoxLayout.Direction
        self._body.setDirection(way.TopToBottom if narrow or sun else way.LeftToRight)
        for cell in self.findChildren(QWidget, LAST_USE):
            cell.setVisible(not (narrow and sun))

    def _settle(self) -> None:
        """Rows that were just made take their places before they are painted for the first time."""
        self._arrange()
        for _ in range(SETTLE):
            QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)


class LedgerTrouble(TroubleBox):
    """Its usual next click leads to this very page, so that one is left out."""

    def tell(self, trouble: Trouble) -> None:
        """Show it, and say it aloud."""
        super().tell(trouble)
        if trouble.code in LEDGER:
            self._act.hide()
