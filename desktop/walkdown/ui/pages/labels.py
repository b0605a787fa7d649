"""Labels: every device's own label in one list, by whatever way works up there."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QHideEvent, QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit

from walkdown.app.engine import Engine
from walkdown.app.messages import (
    CamerasShown,
    CodesShown,
    Crashed,
    Eye,
    EyeShown,
    FrameShown,
    JobShown,
    LabelTaken,
    ListRead,
    MapPlanned,
    MapSaved,
    Message,
    Outcome,
    PictureShown,
    ProfilesShown,
    SoundsShown,
    StepsShown,
    Taking,
    Told,
)
from walkdown.core.device import Way
from walkdown.core.job import Job, Stage
from walkdown.core.layout import Spot
from walkdown.core.layout_csv import MapPlan
from walkdown.core.shown import shown
from walkdown.core.trouble import Code, Trouble
from walkdown.ui import theme
from walkdown.ui.bridge import Bridge
from walkdown.ui.consent_prompt import asks
from walkdown.ui.kit import ActionBar, Button, Header, Page, col, row, scroll
from walkdown.ui.page import StagePage
from walkdown.ui.pages.labels_count import LadderCount
from walkdown.ui.pages.labels_flash import Flash, tone_of
from walkdown.ui.pages.labels_map_file import MapPlanSheet
from walkdown.ui.pages.labels_shelf import Shelf
from walkdown.ui.pages.labels_trouble import LEDGER, TroubleBox, announce
from walkdown.ui.pages.labels_ways import DOUBTS, SCANNER, WaysPane
from walkdown.ui.pages.labels_wedge_keys import WedgeKeys
from walkdown.ui.pages.labels_words import Take, taken_words, to_go, trouble_words
from walkdown.ui.sound import Loudspeaker
from walkdown.ui.width import WindowWidth

_LEAD = "Scan each device's own label. Order does not matter."
_READ_ONLY = "This site was handed over. Its list can be read, not changed."
_HINTS = (("Ctrl Z", "undo"), ("Ctrl T", "type"))
_LIVE = (Eye.STARTING, Eye.ON)
Work = Callable[[Engine], Coroutine[Any, Any, None]]


class LabelsPage(StagePage):
    """Two sides: ways in at the left, the list at the right. Saved with every label."""

    stage = Stage.LABELS

    def __init__(self, bridge: Bridge) -> None:
        super().__init__(bridge)
        self._job: Job | None = None
        self._here = True
        self._asked_camera = False
        self._again: tuple[Work, ...] = ()
        self._steps = StepsShown("", "")
        self._head = Header("Labels", _LEAD)
        self._trouble = TroubleBox("labels", trouble_words)
        self._ways, self._shelf = WaysPane(), Shelf()
        self._flash, self._ladder = Flash(self), LadderCount(self)
        self._loud, self._sounds = Loudspeaker(), True
        self._keys = WedgeKeys(self, self._listens, self._takes)
        self._on = Button("Continue to Nearby", "arrow", "primary", "lg", key="Ctrl+Return")
        self._on.setObjectName("labels.continue")
        self._bar = ActionBar(right=[self._on])
        self._bar.set_hints(*_HINTS)
        sides = row((self._ways, 23), (self._shelf, 17), gap=24)
        self._inner = Page(self._head, self._trouble, (sides, 1))
        self.setLayout(col((scroll(self._inner), 1), self._bar, gap=0))
        self._join()
        self._width = WindowWidth(self)
        self._width.changed.connect(self._fit)
        self._fit()

    def take(self, message: Message) -> None:
        """Render one message."""
        match message:
            case FrameShown() | CodesShown() | CamerasShown():
                if self._sees:
                    self._show_seen(message)
            case EyeShown():
                self._show_eye(message)
            case LabelTaken():
                self._note(message)
            case SoundsShown() | StepsShown():
                self._show_switches(message)
            case ProfilesShown() | ListRead() | PictureShown() | MapSaved() | MapPlanned():
                self._show_came(message)
            case JobShown(job=job, saved_at=at):
                self._show_job(job)
                self._bar.set_saved(f"{at.astimezone():%H:%M}" if at else "")
            case Told(trouble=trouble, where=Stage.LABELS):
                self._tell(trouble)
            case Crashed():
                self._ways.at_rest()
            case _:
                pass

    def entered(self) -> None:
        """Shown again: the camera stays off until it is asked for."""
        self._here = True
        if self._ways.way is Way.SCANNER:
            self._ways.choose(SCANNER)

    def left(self) -> None:
        """The camera does not look on behind another page."""
        self._here = False
        if self._ways.camera.eye in _LIVE:
            self._stop_camera()

    # --- messages

    def _show_seen(self, seen: FrameShown | CodesShown | CamerasShown) -> None:
        camera = self._ways.camera
        match seen:
            case FrameShown(frame=frame):
                camera.picture.show_frame(frame)
            case CodesShown(codes=codes):
                camera.picture.show_codes(codes)
            case CamerasShown():
                camera.show_cameras(seen)

    def _show_came(
        self, came: ProfilesShown | ListRead | PictureShown | MapSaved | MapPlanned
    ) -> None:
        """What came of a file that was picked."""
        match came:
            case ProfilesShown():
                self._ways.show_profiles(came.profiles)
            case ListRead():
                self._ways.show_list(came.text)
            case PictureShown():
                self._ways.photo.show_picture(came)
            case MapSaved():
                self._shelf.map.file.say(f"Written: {shown(came.name, 40)}")
            case MapPlanned():
                self._ask_about_map(came.plan)

    def _show_switches(self, shown: SoundsShown | StepsShown) -> None:
        if isinstance(shown, StepsShown):
            self._steps = shown
            self._shelf.show_steps(shown)
        else:
            self._sounds = shown.on
            self._shelf.show_sound(shown.on)

    @property
    def _sees(self) -> bool:
        return self._ways.camera.eye is Eye.ON

    def _show_eye(self, shown: EyeShown) -> None:
        if shown.for_router:
            shown = EyeShown(Eye.OFF)
        self._ways.camera.show_eye(shown)
        if shown.eye is Eye.ON and not self._here:
            self._stop_camera()

    def _show_job(self, job: Job | None) -> None:
        former, self._job = self._job, job
        if job is None or former is None or former.id != job.id:
            self._trouble.clear()
            self._ways.at_rest()
            self._ways.start_over(job)
        self._shelf.show_job(job)
        if job is not None:
            self._ladder.show_job(job)
            self._ways.show_job(job)
            self._ways.setVisible(job.handed_over is None)
            self._head.say(_READ_ONLY if job.handed_over else _LEAD)
            self._bar.set_hints(*(() if job.handed_over else _HINTS))
            self._fit()

    def _note(self, taken: LabelTaken) -> None:
        asked = self._ways.note(taken)
        if taken.outcome not in (Outcome.NEEDS_KIND, *DOUBTS) or not asked:
            self._shelf.note(taken)
        self._signal(taken)
        words = taken_words(taken)
        announce(self, words.spoken, loud=taken.outcome is not Outcome.ADDED)
        if taken.outcome is Outcome.ADDED:
            self._look_whether_full()

    def _signal(self, taken: LabelTaken) -> None:
        """Seen and heard from a ladder: added, known, or wrong."""
        self._ladder.note(taken)
        tone = tone_of(taken.outcome)
        if tone is not None and taken.way not in (Way.TYPED, Way.PASTED):
            self._flash.show_tone(tone)
            if self._sounds:
                self._loud.play(tone)

    def _look_whether_full(self) -> None:
        """The last label: the way on takes the focus, unless someone is typing."""
        job = self._job
        if job is None or not job.site.expected_total:
            return
        if len(job.devices) == job.site.expected_total:
            announce(self, to_go(job))
            if not isinstance(QApplication.focusWidget(), QLineEdit | QPlainTextEdit):
                self._on.setFocus(Qt.FocusReason.OtherFocusReason)

    def _tell(self, trouble: Trouble) -> None:
        self._ways.at_rest()
        # A refusal of the camera is told in its own place already.
        if not (self._asked_camera and trouble == self._ways.camera.trouble):
            self._trouble.tell(trouble)

    # --- what the person does

    def _join(self) -> None:
        self._on.clicked.connect(lambda: self.go.emit(Stage.NEARBY))
        self._ways.camera.started.connect(self._start_camera)
        self._ways.camera.stopped.connect(self._stop_camera)
        self._ways.camera.asked.connect(self._adjust_camera)
        self._ways.took.connect(self._take)
        self._keys.scanned.connect(self._ways.scanner.scan)
        self._ways.typed.connect(self.keep_draft)
        self._ways.picked.connect(self._read)
        self._ways.pasted.connect(self._read_pasted)
        self._ways.stopped.connect(self._stop_pictures)
        self._ways.listed.connect(self._read_list)
        self._shelf.list.undone.connect(self._remove)
        self._shelf.undo_asked.connect(self._undo)
        self._shelf.redo_asked.connect(self._redo)
        self._shelf.ladder_asked.connect(self._ladder.begin)
        self._shelf.sound_asked.connect(lambda on: self._do(lambda e: e.sounds.switch(on)))
        self._shelf.map.placed.connect(self._place)
        self._shelf.map.swapped.connect(lambda a, b: self._do(lambda e: e.labels.swap(a, b)))
        self._shelf.map.drawn.connect(lambda faces: self._do(lambda e: e.labels.draw(faces)))
        self._shelf.map.file.saved.connect(lambda p: self._do(lambda e: e.layout_file.save(p)))
        self._shelf.map.file.opened.connect(lambda p: self._do(lambda e: e.layout_file.read(p)))
        self._shelf.map.start_at.connect(lambda spot: self._do(lambda e: e.labels.start_at(spot)))
        self._shelf.list.asked.connect(self._ask_way)
        self._shelf.to_site.connect(lambda: self.go.emit(Stage.SITE))
        self._trouble.acted.connect(self._act)
        QShortcut(QKeySequence("Ctrl+Z"), self, self._undo)
        QShortcut(QKeySequence("Ctrl+V"), self, self._ways.paste_here)
        for key in ("Ctrl+Shift+Z", "Ctrl+Y"):
            QShortcut(QKeySequence(key), self, self._redo)

    def _ask_about_map(self, plan: MapPlan) -> None:
        sheet = MapPlanSheet(plan, self._job.faces if self._job else (), self)
        sheet.accepted.connect(lambda: self._do(lambda e: e.layout_file.take()))
        sheet.rejected.connect(lambda: self._do(lambda e: e.layout_file.leave()))
        sheet.open()

    def _do(self, *works: Work) -> None:
        self._trouble.clear()
        self._asked_camera = False
        self._again = works
        for work in works:
            self.bridge.do(work, Stage.LABELS)

    def _listens(self) -> bool:
        """A hand scanner is heard while the list is open."""
        return self._job is not None and self._job.handed_over is None

    def _takes(self) -> bool:
        """Not while a question stands over the page: a trigger pulled there answers nothing."""
        focus = QApplication.focusWidget()
        if focus is None:
            return QApplication.activeModalWidget() is None
        return focus.window() is self.window() and not asks(focus)

    def _start_camera(self) -> None:
        trouble = self._ways.camera.trouble
        if trouble is not None and trouble.code in LEDGER:
            self.go.emit("privacy")
            return
        self._do(lambda e: e.labels.start_camera())
        self._asked_camera = True

    def _stop_camera(self) -> None:
        self.bridge.do(lambda e: e.labels.stop_camera(), Stage.LABELS)

    def _adjust_camera(self, work: Work) -> None:
        self.bridge.do(work, Stage.LABELS)

    def _take(self, takes: tuple[Take, ...]) -> None:
        if any(take.way is Way.PASTED for take in takes):
            whole = tuple(Taking(t.text, t.way, t.kind, t.model, t.sure) for t in takes)
            self._do(lambda e: e.labels.take_many(whole))
        else:
            self._do(*(_taking(take) for take in takes))

    def _read_list(self, path: str) -> None:
        self._do(lambda e: e.labels.read_list(path))

    def _read(self, paths: tuple[str, ...]) -> None:
        self._ways.begin_reading(len(paths))
        self._do(lambda e: e.labels.read_pictures(paths))

    def _read_pasted(self, picture: bytes) -> None:
        self._ways.begin_reading(1)
        self._do(lambda e: e.labels.read_pasted(picture))

    def _stop_pictures(self) -> None:
        self.bridge.do(lambda e: e.labels.stop_pictures(), Stage.LABELS)

    def _remove(self, serial: str) -> None:
        self._do(lambda e: e.labels.remove(serial))

    def _undo(self) -> None:
        if self._steps.undo:
            self._do(lambda e: e.labels.undo())

    def _redo(self) -> None:
        if self._steps.redo:
            self._do(lambda e: e.labels.redo())

    def _place(self, serial: str, spot: Spot | None) -> None:
        self._do(lambda e: e.labels.place(serial, spot))

    def _ask_way(self, way: str) -> None:
        if way == "photo":
            self._ways.choose(1)
            self._ways.photo.choose()
        elif way == "scanner":
            self._ways.choose(SCANNER)
        else:
            self._ways.type_one()

    def _act(self) -> None:
        trouble, again = self._trouble.trouble, self._again
        if trouble is not None and trouble.code in LEDGER:
            self.go.emit("privacy")
        elif trouble is not None and trouble.code.startswith("PIC"):
            self._trouble.clear()
            self._ways.photo.choose()
        elif trouble is not None and trouble.code is Code.LIST_UNREADABLE:
            self._trouble.clear()
            self._ways.paste.choose()
        else:
            self._do(*again)

    # --- Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """1 to 4 choose the way in while the picture or the list has the focus."""
        at = "1234".find(event.text()) if event.text() else -1
        focus = QApplication.focusWidget()
        picture, shelf = self._ways.camera.picture, self._shelf.list
        if at >= 0 and focus is not None and (focus is picture or shelf.isAncestorOf(focus)):
            self._ways.choose(at)
        elif focus is None or not shelf.isAncestorOf(focus) or not self._ways.press(event.text()):
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._keys.listen(on=True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._keys.listen(on=False)

    def changeEvent(self, event: QEvent) -> None:
        if theme.switched(event):
            self._fit()
        super().changeEvent(event)

    def _fit(self) -> None:
        """The title leaves its room to the list where there is little: the rail names the page."""
        over = self._job is not None and self._job.handed_over is not None
        self._head.setVisible(over or not (self._width.narrow or theme.current().sun))


def _taking(take: Take) -> Work:
    said = {"sure": True} if take.sure else {}
    return lambda e: e.labels.take(take.text, take.way, take.kind, take.model, **said)
