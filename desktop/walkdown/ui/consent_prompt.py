"""The consent prompt over the window: when it takes an answer, and which. Nothing is touched before."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, Qt, QTimer
from PySide6.QtGui import (
    QHideEvent,
    QKeyEvent,
    QKeySequence,
    QPaintEvent,
    QShortcut,
    QShowEvent,
)
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from walkdown.consent.gate import Answer, AnswerKind, Question
from walkdown.consent.purpose import Scope
from walkdown.ui import theme
from walkdown.ui.bridge import Bridge
from walkdown.ui.consent_sheet import ConsentSheet
from walkdown.ui.scrim import paint_scrim

ARM_MS: Final = 600
AWAY_MS: Final = 60_000
# Px; wider where all of it would not be seen at once otherwise.
_WIDE: Final = (680, 800, 920)
_WIDE_SUN: Final = (920, 1100)
_PRESSES: Final = frozenset(
    {QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick, QEvent.Type.TouchBegin}
)
_ENTER: Final = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
_MOVES: Final = frozenset({Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Escape})
# The keys of the page below are off, but for those that help here or stop what is in use.
_LET_THROUGH: Final = frozenset(
    QKeySequence(keys).toString() for keys in ("Ctrl+Shift+X", "F8", "Alt+D", "Alt+U")
)


class ConsentPrompt(QWidget):
    """Covers the window. Answers once: Use with a scope, Don't use, never ask again, or not answered.

    Its property `armed` is true while it takes an answer: after `arm_ms` visible and focused. With
    the focus elsewhere for `away_ms`, the question counts as not answered.
    """

    def __init__(
        self,
        bridge: Bridge,
        question: Question,
        window: QWidget,
        *,
        arm_ms: int = ARM_MS,
        away_ms: int = AWAY_MS,
    ) -> None:
        super().__init__(window)
        self._bridge = bridge
        self._number = question.number
        self._window = window
        self._answered = False
        self._shown = QElapsedTimer()
        self.setObjectName(f"consent.{question.text.permission}")
        self.setAccessibleName(f"Permission: {question.text.permission}")
        self.setProperty("armed", False)
        self._sheet = ConsentSheet(question)
        self._sheet.setParent(self)
        self._sheet.installEventFilter(self)
        self._arm = self._timer(arm_ms, lambda: self.setProperty("armed", True))
        self._away = self._timer(away_ms, self._not_answered)
        self._join()
        window.installEventFilter(self)

    def _join(self) -> None:
        sheet = self._sheet
        sheet.refuse.clicked.connect(lambda: self._answer(AnswerKind.DONT_USE))
        sheet.use.clicked.connect(self._use)
        sheet.quiet.clicked.connect(lambda: self._answer(AnswerKind.DONT_ASK_AGAIN))
        sheet.policy.clicked.connect(sheet.show_details)
        for stop in sheet.stops:
            stop.installEventFilter(self)
        for keys, button in (("Alt+D", sheet.refuse), ("Alt+U", sheet.use)):
            shortcut = QShortcut(QKeySequence(keys), self, button.click)
            shortcut.setAutoRepeat(False)

    def _timer(self, ms: int, then: Callable[[], object]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setTimerType(Qt.TimerType.PreciseTimer)
        timer.setInterval(ms)
        timer.timeout.connect(then)
        return timer

    # --- when it takes an answer

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.raise_()
        self._place()
        self._shown.start()
        self._sheet.scope_cards[0].setFocus()
        self._attend(self._window.isActiveWindow())
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._keep_focus)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._attend(here=False)
        self._away.stop()
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.disconnect(self._keep_focus)

    def _attend(self, here: bool) -> None:
        """Only a press that begins in front of a reader can be meant for this question."""
        if here:
            self._away.stop()
            self._arm.start()
        else:
            self.setProperty("armed", False)
            self._arm.stop()
            self._away.start()

    def _keep_focus(self, _: QWidget | None, now: QWidget | None) -> None:
        """A page below that takes the focus by itself gives it back."""
        outside = now is not None and not self.isAncestorOf(now)
        if outside and now is not None and now.window() is self._window and self.isVisible():
            self._sheet.scope_cards[0].setFocus()

    # --- which answer

    def _use(self) -> None:
        if not self.property("armed"):
            return
        if self._sheet.scope is None:
            self._sheet.ask_for_scope()
        else:
            self._answer(AnswerKind.USE, self._sheet.scope)

    def _not_answered(self) -> None:
        self._answer(AnswerKind.NOT_ANSWERED)

    def _answer(self, kind: AnswerKind, scope: Scope | None = None) -> None:
        if self._answered or (kind is not AnswerKind.NOT_ANSWERED and not self.property("armed")):
            return
        self._answered = True
        self._away.stop()
        number, answer = self._number, Answer(kind, scope, int(self._shown.elapsed()))
        self._bridge.do(lambda e: e.answer(number, answer))

    # --- Qt

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if watched is self._window:
            self._window_changed(kind)
            return False
        if watched is self._sheet:
            if kind == QEvent.Type.LayoutRequest:
                self._place()
            return False
        if isinstance(event, QKeyEvent):
            return self._takes_key(watched, event)
        return kind in _PRESSES and not self.property("armed")

    def _window_changed(self, kind: QEvent.Type) -> None:
        if kind == QEvent.Type.Resize:
            self._place()
        elif self.isVisible() and kind == QEvent.Type.WindowDeactivate:
            self._attend(here=False)
        elif self.isVisible() and kind == QEvent.Type.WindowActivate:
            self._attend(here=True)

    def _takes_key(self, watched: QObject, event: QKeyEvent) -> bool:
        """True where a key goes no further: held, too early, or meant for the page below."""
        if event.type() == QEvent.Type.ShortcutOverride:
            if QKeySequence(event.keyCombination()).toString() not in _LET_THROUGH:
                event.accept()
            return True
        if event.isAutoRepeat():
            return event.key() not in _MOVES - {Qt.Key.Key_Escape}
        if event.type() != QEvent.Type.KeyPress or event.key() in _MOVES:
            return False
        if not self.property("armed"):
            return True
        if event.key() in _ENTER and isinstance(watched, QPushButton):
            watched.click()
            return True
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and not event.isAutoRepeat():
            self._not_answered()
        else:
            event.accept()

    def changeEvent(self, event: QEvent) -> None:
        if theme.switched(event):
            self._place()
        super().changeEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab stays inside the question."""
        stops = [stop for stop in self._sheet.stops if stop.isEnabled()]
        now = self._window.focusWidget()
        at = next((i for i, stop in enumerate(stops) if stop is now), -1 if forward else 0)
        self._sheet.focus(stops[(at + (1 if forward else -1)) % len(stops)])
        return True

    def _place(self) -> None:
        """In the middle of the window, as wide as it wants and no wider or higher than there is room."""
        window = self._window
        self.setGeometry(window.rect())
        most = window.height() - 16
        for wanted in _WIDE_SUN if theme.current().sun else _WIDE:
            wide = min(theme.dp(wanted), window.width() - 32)
            if self._sheet.height_at(wide) <= most:
                break
        high = self._sheet.fit(wide, most)
        left, top = (window.width() - wide) // 2, (window.height() - high) // 2
        self._sheet.setGeometry(left, top, wide, high)

    def paintEvent(self, _: QPaintEvent) -> None:
        paint_scrim(self, self._sheet.geometry())


def asks(widget: QWidget | None) -> bool:
    """Whether a widget is part of a prompt."""
    while widget is not None and not isinstance(widget, ConsentPrompt):
        widget = widget.parentWidget()
    return widget is not None
