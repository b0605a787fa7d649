"""The camera's place on Labels: off, asked for, live, refused, or taken by another program."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal, SignalInstance
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from walkdown.app.messages import CamerasShown, Eye, EyeShown
from walkdown.core.trouble import Code, Trouble
from walkdown.ui.kit import CENTER, Button, Glyph, Icon, StateGlyph, Text, box, col, row
from walkdown.ui.pages.labels_camera_tools import OFF, CameraTools
from walkdown.ui.pages.labels_picture import Picture
from walkdown.ui.pages.labels_trouble import SettingsButton, face_of
from walkdown.ui.pages.message_line import MessageLine
from walkdown.ui.texts import words_for

NAME = "labels.camera"
_WITHOUT = "Photo, scanner and paste work without it."
# Their own words name the ways without it.
_SAID = frozenset({Code.CAMERA_MISSING, Code.CAMERA_BLOCKED})


class Stack(QStackedWidget):
    """As small as the page that is shown, not as the largest of them; it takes what room is left."""

    def minimumSizeHint(self) -> QSize:
        shown = self.currentWidget()
        least = shown.minimumSizeHint() if shown else super().minimumSizeHint()
        return least.expandedTo(self.minimumSize())

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    def hasHeightForWidth(self) -> bool:
        return False


class CameraWay(Stack):
    """One button at a time carries the name `labels.camera`: the one that can be pressed.

    `tools` stands where the page puts it; `asked` carries what the engine shall do with the camera.
    """

    started = Signal()
    stopped = Signal()
    asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.eye = Eye.OFF
        self.trouble: Trouble | None = None
        self.picture, self.tools = Picture(), CameraTools()
        self.tools.asked.connect(self.asked)
        join(self.picture, self.tools, self.asked)
        self._icon = Icon("camera", 40, "ink3")
        self._glyph = StateGlyph("refused", 40)
        self._title = Text("", "h3", wrap=True, align="center")
        self._body = Text("", "body", "ink2", wrap=True, align="center")
        self._line = MessageLine("labels.camera")
        self._start = Button("Start camera", "camera")
        self._start.clicked.connect(lambda: self.started.emit())
        self._stop = Button("Stop", "square", size="sm", name="Stop the camera")
        self._stop.clicked.connect(lambda: self.stopped.emit())
        signs = row("stretch", self._icon, self._glyph, "stretch", gap=0)
        words = (self._title, self._body, self._line)
        self._settings = SettingsButton("labels.camera.settings")
        click = row("stretch", self._settings, self._start, "stretch", gap=8)
        off = col(
            "stretch", signs, 12, *words, 16, click, "stretch", gap=4, margins=(20, 12, 20, 12)
        )
        self._off = box(off, "sunken")
        self.picture.setLayout(
            col(row("stretch", self._stop, align=CENTER), "stretch", margins=(12, 10, 12, 12))
        )
        self.addWidget(self._off)
        self.addWidget(self.picture)
        self.show_eye(EyeShown(Eye.OFF))

    def show_eye(self, shown: EyeShown) -> None:
        """What the camera is doing; with the reason where it went off or was refused."""
        had_focus = self._start.hasFocus() or self._stop.hasFocus()
        self.eye, self.trouble = shown.eye, shown.trouble
        on = shown.eye is Eye.ON
        if not on:
            self.show_cameras(OFF)
        self.tools.setVisible(on and not self.isHidden())
        self._start.set_busy("")
        if on:
            self.picture.begin()
        else:
            self.picture.end()
            self._tell_off(shown.eye, shown.trouble)
        self.setCurrentWidget(self.picture if on else self._off)
        self._start.setObjectName("" if on else NAME)
        self._stop.setObjectName(NAME if on else "")
        if shown.eye is Eye.STARTING:
            self._start.set_busy("Starting")
        elif had_focus:
            (self.picture if on else self._start).setFocus()

    def minimumSizeHint(self) -> QSize:
        """While it is off: as high as its words are at this width."""
        least = super().minimumSizeHint()
        if self.currentWidget() is not self._off:
            return least
        return least.expandedTo(QSize(0, self._off.heightForWidth(self.width())))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.tools.setVisible(self.eye is Eye.ON)

    def hideEvent(self, event: QHideEvent) -> None:
        """Another way in was chosen: its tools are no tools of that one."""
        super().hideEvent(event)
        self.tools.hide()

    def show_cameras(self, shown: CamerasShown) -> None:
        """The cameras there are, and what the one in use offers and does."""
        self.tools.show_cameras(shown)
        self.picture.show_cameras(shown)

    def _tell_off(self, eye: Eye, trouble: Trouble | None) -> None:
        if eye is Eye.STARTING:
            self._say("work", "Starting the camera", "Nothing is recorded.")
        elif trouble is None:
            self._say(None, "The camera is off", _WITHOUT)
        elif trouble.code is Code.REFUSED:
            self._say("refused", "You said no to the camera", _WITHOUT, "Ask me again", trouble)
        else:
            words = words_for(trouble)
            body = words.body if trouble.code in _SAID else f"{words.body} {_WITHOUT}"
            act = words.act or "Start camera"
            self._say(face_of(trouble.code)[1], words.title, body, act, trouble)

    def _say(
        self,
        glyph: Glyph | None,
        title: str,
        body: str,
        act: str = "Start camera",
        trouble: Trouble | None = None,
    ) -> None:
        self._icon.setVisible(glyph is None)
        self._glyph.setVisible(glyph is not None)
        if glyph is not None:
            self._glyph.show_state(glyph, title)
        self._title.say(title)
        self._body.say(body)
        if trouble is not None:
            self._line.say(trouble.code, words_for(trouble).never)
        self._line.setVisible(trouble is not None)
        self._settings.show_for(trouble)
        self._start.say(act, name=f"{act}: camera, in Labels")
        self._off.setAccessibleName(f"{title}. {body}")
        self.updateGeometry()


def join(picture: Picture, tools: CameraTools, asked: SignalInstance) -> None:
    """What is done in the picture itself: a code that is meant, the focus, and the keys of the tools."""
    picture.picked.connect(lambda x, y: asked.emit(lambda e: e.labels.take_at(x, y)))
    picture.pressed.connect(tools.refocus)
    picture.keyed.connect(tools.press)


def sunken(*items: QWidget | int, name: str) -> QWidget:
    """The quiet area of a way in, its items in the middle."""
    return box(
        col("stretch", *items, "stretch", gap=4, margins=(20, 12, 20, 12)), "sunken", name=name
    )
