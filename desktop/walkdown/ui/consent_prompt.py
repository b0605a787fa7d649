"""The consent prompt: what happens, for how long, two equal buttons. Nothing is touched before its answer."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QWidget

from walkdown.consent.gate import Answer, AnswerKind, Question
from walkdown.consent.purpose import Scope
from walkdown.consent.registry import PromptText
from walkdown.ui import theme
from walkdown.ui.bridge import Bridge
from walkdown.ui.consent_words import ICONS
from walkdown.ui.kit import (
    MIDDLE,
    TOP,
    Button,
    ChoiceCard,
    ChoiceCards,
    Icon,
    IconTile,
    StateGlyph,
    Text,
    box,
    col,
    row,
    rule,
    strong,
)

ARM_MS = 600
AWAY_MS = 60_000
_SCOPES = {
    Scope.ONCE: ("Just this once", "10 minutes at most"),
    Scope.SESSION: ("This session", "8 hours at most"),
    Scope.SITE: ("For this site", "12 months at most"),
    Scope.COMPUTER: ("On this computer", "12 months at most"),
}


class ConsentPrompt(QWidget):
    """Covers the window. Answers once: Use with a scope, Don't use, never ask again, or not answered."""

    def __init__(self, bridge: Bridge, question: Question, window: QWidget) -> None:
        super().__init__(window)
        self._bridge = bridge
        self._question = question
        self._window = window
        self._answered = False
        self._shown = QElapsedTimer()
        self.setObjectName(f"consent.{question.text.permission}")
        self._scopes = question.text.scopes
        self._cards = _cards(self._scopes)
        self._choose = Text("For how long?", "body-strong")
        self._dialog = self._lay_out(question)
        self._dialog.setParent(self)
        self._arm = self._timer(ARM_MS, self._armed)
        self._away = self._timer(AWAY_MS, self._not_answered)
        window.installEventFilter(self)
        self.setGeometry(window.rect())

    # --- what it shows

    def _lay_out(self, question: Question) -> QFrame:
        text = question.text
        pressed = f"You pressed: {question.feature}"
        if question.changed:
            pressed = "The text has changed since you last said yes."
        head = row(
            IconTile(ICONS[text.permission], 48, glyph=28, inverse=True),
            (
                col(
                    Text(pressed, "caption", "ink2", wrap=True),
                    Text(text.title, "title", wrap=True),
                    gap=0,
                ),
                1,
            ),
            gap=16,
            align=MIDDLE,
        )
        asked = row(
            self._choose,
            "stretch",
            Text("You can stop this any time in the bar at the top.", "caption", "ink2"),
        )
        without = box(
            row(
                StateGlyph("info", 20),
                (Text([strong("If you say no: "), text.if_refused], "body", wrap=True), 1),
                gap=12,
                align=TOP,
            ),
            "sunken",
            (12, 10, 12, 10),
        )
        layout = col(
            head, 16, rule(), 16, _facts(text), 16, rule(), 16, asked, 8, self._cards, 12, without,
            16, self._buttons(text), 8, self._links(text), gap=0,
        )  # fmt: skip
        return box(layout, "dialog", (24, 24, 24, 12), f"Permission: {text.permission}")

    def _buttons(self, text: PromptText) -> QWidget:
        no = Button(text.refuse_verb, kind="equal", size="lg", wide=True)
        no.setObjectName("consent.refuse")
        no.clicked.connect(lambda: self._answer(AnswerKind.DONT_USE))
        yes = Button(text.use_verb, kind="equal", size="lg", wide=True)
        yes.setObjectName("consent.use")
        yes.clicked.connect(self._use)
        for button in (no, yes):
            button.setAutoDefault(False)
            button.installEventFilter(self)
        held = QWidget()
        held.setLayout(row((no, 1), (yes, 1), gap=12))
        self._equal = (no, yes)
        return held

    def _links(self, text: PromptText) -> QWidget:
        quiet = Button("Don't use, and don't ask again", kind="link", size="sm", edge=True)
        quiet.setObjectName("consent.quiet")
        quiet.clicked.connect(lambda: self._answer(AnswerKind.DONT_ASK_AGAIN))
        quiet.installEventFilter(self)
        held = QWidget()
        version = Text(f"Text {text.version}", "caption", "ink3")
        held.setLayout(row(quiet, "stretch", version, gap=8, align=MIDDLE))
        self._quiet = quiet
        return held

    # --- when it takes an answer

    def showEvent(self, event: QEvent) -> None:
        self.raise_()
        self._place()
        self._shown.start()
        self._cards.setFocus()
        first = self._cards.findChild(ChoiceCard)
        if first is not None:
            first.setFocus()
        self._arm.start()

    def _armed(self) -> None:
        """Only a press that begins now can be meant for this question."""
        if self.window().isActiveWindow() or not self.window().windowHandle():
            self.setProperty("armed", True)
        else:
            self._arm.start()

    def _use(self) -> None:
        index = self._cards.index()
        if index < 0:
            self._choose.say("Choose how long first", "stop.ink")
            first = self._cards.findChild(ChoiceCard)
            if first is not None:
                first.setFocus()
            return
        self._answer(AnswerKind.USE, self._scopes[index])

    def _not_answered(self) -> None:
        self._answer(AnswerKind.NOT_ANSWERED)

    def _answer(self, kind: AnswerKind, scope: Scope | None = None) -> None:
        if self._answered or (kind is not AnswerKind.NOT_ANSWERED and not self.property("armed")):
            return
        self._answered = True
        answer = Answer(kind, scope, int(self._shown.elapsed()))
        number = self._question.number
        self._bridge.do(lambda e: e.answer(number, answer))

    def _timer(self, ms: int, then: object) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(ms)
        timer.timeout.connect(then)
        return timer

    # --- Qt

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if watched is self.parent():
            if kind == QEvent.Type.Resize:
                self._place()
            elif kind == QEvent.Type.WindowDeactivate:
                self.setProperty("armed", False)
                self._away.start()
            elif kind == QEvent.Type.WindowActivate:
                self._away.stop()
                self._arm.start()
            return False
        # A held key or a press that began before the question must not answer it.
        if isinstance(event, QKeyEvent) and event.isAutoRepeat():
            return True
        return kind == QEvent.Type.MouseButtonPress and not self.property("armed")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._not_answered()
        else:
            event.accept()

    def changeEvent(self, event: QEvent) -> None:
        if theme.switched(event):
            self._place()
        super().changeEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab stays inside the question."""
        stops = [w for w in self._dialog.findChildren(QWidget) if _is_stop(w)]
        if not stops:
            return False
        now = self.window().focusWidget()
        at = stops.index(now) if now in stops else (-1 if forward else 0)
        stops[(at + (1 if forward else -1)) % len(stops)].setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def _place(self) -> None:
        window = self._window
        self.setGeometry(window.rect())
        wide = min(theme.dp(920 if theme.current().sun else 680), window.width() - theme.dp(48))
        self._dialog.setFixedWidth(wide)
        layout = self._dialog.layout()
        need = layout.totalHeightForWidth(wide) if layout and layout.hasHeightForWidth() else 0
        high = min(max(need, self._dialog.sizeHint().height()), window.height() - 16)
        left, top = (window.width() - wide) // 2, (window.height() - high) // 2
        self._dialog.setGeometry(left, top, wide, high)

    def paintEvent(self, _: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.qcolor("scrim"))
        if theme.current().sun:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(0, 0, 0, 5))
        body = QRectF(self._dialog.geometry())
        for grow in range(24, 0, -2):
            painter.drawRoundedRect(
                body.adjusted(-grow, 10 - grow, grow, grow + 10), 16 + grow, 16 + grow
            )


def _cards(scopes: tuple[Scope, ...]) -> ChoiceCards:
    cards = []
    for scope in scopes:
        card = ChoiceCard(*_SCOPES[scope])
        card.setObjectName(f"consent.scope.{scope}")
        cards.append(card)
    return ChoiceCards(cards, side_by_side=True, name="For how long")


def _facts(text: PromptText) -> QWidget:
    lines = (
        ("eye", "Reads", text.reads),
        ("disk", "Keeps", text.keeps),
        ("globe", "Sends", text.sends),
        ("person", "Who gets it", text.who),
    )
    widest = max(theme.advance(word, "body-strong") for _, word, _ in lines)
    rows = []
    for icon, word, fact in lines:
        name = Text(word, "body-strong")
        name.setFixedWidth(int(widest) + theme.dp(16))
        rows.append(
            row(Icon(icon, 22), name, (Text(fact, "body", "ink2", wrap=True), 1), gap=12, align=TOP)
        )
    held = QWidget()
    held.setLayout(col(*rows, gap=8))
    return held


def _is_stop(widget: QWidget) -> bool:
    return (
        widget.isVisible()
        and widget.isEnabled()
        and bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    )
