"""The check of a meter's direction in Verify: read it, switch a load on, see that it rises."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from walkdown.app.messages import SignShown, SignStep
from walkdown.core.device import Device
from walkdown.core.job import Job, Stage
from walkdown.core.sign_check import (
    LINES,
    LOADS_W,
    Counts,
    Sign,
    SignCheck,
    Switched,
    meters,
    open_lines,
    result,
)
from walkdown.ui.bridge import Bridge
from walkdown.ui.kit import (
    MIDDLE,
    TOP,
    Button,
    Field,
    Glyph,
    Line,
    Select,
    StateGlyph,
    Text,
    col,
    empty,
    row,
)
from walkdown.ui.pages.labels_trouble import announce
from walkdown.ui.pages.verify_sign_words import NEVER, body, now_words, title, worst
from walkdown.ui.pages.verify_words import device_name

MOST_REASON = 120
_WAYS = {
    Counts.UNKNOWN: "Not known",
    Counts.IMPORT: "Taken from the grid",
    Counts.EXPORT: "Fed in",
}


class SignPanel(QWidget):
    """One card for each meter; hidden on a site without one, and where nothing can be changed any more."""

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self._bridge = bridge
        self._cards: dict[str, MeterCard] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(12)
        self.hide()

    def show_job(self, job: Job) -> None:
        """The meters of the job as they stand now."""
        found = meters(job.online) if job.handed_over is None else ()
        if tuple(self._cards) != tuple(d.serial for d in found):
            empty(self._column)
            self._cards = {d.serial: MeterCard(self._bridge, d.serial) for d in found}
            for card in self._cards.values():
                self._column.addWidget(card)
        for device in found:
            checks = tuple(c for c in job.sign_checks if c.serial == device.serial)
            self._cards[device.serial].show_device(device, checks, job)
        self.setVisible(bool(found))

    def begin_site(self) -> None:
        """Another site: its meters have cards of their own."""
        empty(self._column)
        self._cards = {}

    def take(self, shown: SignShown) -> None:
        """How far the check of one of them is."""
        if shown.serial in self._cards:
            self._cards[shown.serial].take(shown)


class MeterCard(QFrame):
    """What is to be done now, and what came of it."""

    def __init__(self, bridge: Bridge, serial: str) -> None:
        super().__init__()
        self.setProperty("box", "card")
        self.setObjectName(f"verify.sign.{serial}")
        self._bridge, self._serial = bridge, serial
        self._shown = SignShown(serial, SignStep.READY)
        self._checks: tuple[SignCheck, ...] = ()
        self._lines = 0
        self._glyph = StateGlyph("todo", 24)
        self._title = Text("", "body-strong", wrap=True)
        self._whose = Text("", "caption", "ink2", wrap=True)
        self._body = Text("", "body", "ink2", wrap=True)
        self._now = Text("", "body", wrap=True)
        self._never = Text(NEVER, "caption", "ink2", wrap=True)
        words = col(self._title, self._whose, self._body, self._now, self._never, gap=2)
        head = row(self._glyph, (words, 1), gap=12, align=TOP)
        self.setLayout(
            col(
                head,
                self._make_load(),
                self._make_acts(),
                self._make_skip(),
                gap=8,
                margins=(16, 12, 16, 12),
            )
        )
        self._render()

    def show_device(self, device: Device, checks: tuple[SignCheck, ...], job: Job) -> None:
        """The meter, and the checks of it that stand."""
        fresh = checks != self._checks
        self._checks = checks
        self._whose.say(device_name(device.serial, job))
        self._render()
        if fresh and checks and self.isVisible():
            announce(self, f"{title(checks)}. {body(checks)}")

    def take(self, shown: SignShown) -> None:
        """How far it is."""
        self._shown = shown
        if shown.step is SignStep.SWITCH:
            self._lines = len(shown.before.lines) if shown.before else 0
        self._render()
        if words := now_words(shown):
            announce(self, words)

    # --- made once

    def _make_load(self) -> QWidget:
        self._load = Select([f"{w // 1000} kW" for w in LOADS_W], 1, name="How large the load is")
        self._load.setObjectName(f"verify.sign.load.{self._serial}")
        self._line = Select(LINES, 0, name="On which line the load is")
        self._line.setObjectName(f"verify.sign.line.{self._serial}")
        self._line_field = Field("Line", self._line)
        self._way = Select(tuple(_WAYS.values()), 0, name="What it counts above zero")
        self._way.setObjectName(f"verify.sign.way.{self._serial}")
        self._way_field = Field("Above zero is", self._way)
        self._sun = Select(("The sun is up", "It is not by day"), 0, name="Whether the sun is up")
        self._sun.setObjectName(f"verify.sign.sun.{self._serial}")
        self._sky = Field("Sun", self._sun)
        self._choices = QWidget()
        self._choices.setLayout(
            row(
                (Field("Load", self._load), 1),
                (self._line_field, 1),
                (self._way_field, 1),
                (self._sky, 1),
                gap=12,
            )
        )
        return self._choices

    def _make_acts(self) -> QWidget:
        self._begin = self._button("Check its direction", "meter", "begin", self._start)
        self._on = self._button("The load is on", "power", "on", self._load_is_on)
        self._cancel = self._button("Cancel", None, "cancel", self._stop)
        self._skip = self._button("Cannot be checked today", None, "skip", self._toggle_skip)
        acts = QWidget()
        acts.setLayout(
            row(self._begin, self._on, self._cancel, self._skip, "stretch", gap=12, align=MIDDLE)
        )
        return acts

    def _make_skip(self) -> QWidget:
        self._reason = Line(placeholder="Why not, in a few words", name="Reason", most=MOST_REASON)
        self._reason.setObjectName(f"verify.sign.reason.{self._serial}")
        self._sure = self._button("Keep the reason", None, "sure", self._skip_it)
        self._reason.textChanged.connect(lambda text: self._sure.setEnabled(bool(text.strip())))
        self._reason.returnPressed.connect(self._skip_it)
        self._form = QWidget()
        self._form.setLayout(row((self._reason, 1), self._sure, gap=12))
        self._form.hide()
        self._sure.setEnabled(False)
        return self._form

    def _button(
        self, caption: str, icon: str | None, name: str, press: Callable[[], None]
    ) -> Button:
        made = Button(caption, icon, "secondary" if icon else "quiet")
        made.setObjectName(f"verify.sign.{name}.{self._serial}")
        made.clicked.connect(lambda: press())
        return made

    # --- what is pressed

    def _start(self) -> None:
        self._form.hide()
        self._bridge.do(lambda e: e.sign.begin(self._serial), Stage.VERIFY)

    def _load_is_on(self) -> None:
        switched = Switched(
            LOADS_W[self._load.currentIndex()],
            self._line.currentIndex() + 1 if self._lines else 0,
            tuple(_WAYS)[self._way.currentIndex()],
            sun=self._sun.currentIndex() == 0,
        )
        self._bridge.do(lambda e: e.sign.load_is_on(self._serial, switched), Stage.VERIFY)

    def _stop(self) -> None:
        self._bridge.do(lambda e: e.sign.cancel(self._serial), Stage.VERIFY)

    def _toggle_skip(self) -> None:
        self._form.setVisible(self._form.isHidden())
        if not self._form.isHidden():
            self._reason.setFocus()

    def _skip_it(self) -> None:
        reason = self._reason.text().strip()
        if reason:
            self._reason.clear()
            self._form.hide()
            self._bridge.do(lambda e: e.sign.skip(self._serial, reason), Stage.VERIFY)

    # --- rendered

    def _render(self) -> None:
        checks, step = self._checks, self._shown.step
        ready, switch = step is SignStep.READY, step is SignStep.SWITCH
        state: Glyph = _glyph(checks) if ready else "me" if switch else "work"
        self._glyph.show_state(state, title(checks))
        self._title.say(title(checks) if ready else title(()))
        self._body.say(body(checks))
        self._body.setVisible(ready)
        self._now.say(now_words(self._shown))
        self._now.setVisible(not ready or self._shown.late)
        done = _glyph(checks) == "ok"
        self._never.setVisible(not (ready and done))
        self._choices.setVisible(switch)
        self._line_field.setVisible(bool(self._lines))
        self._way_field.setVisible(self._shown.counts is Counts.UNKNOWN)
        self._sky.setVisible(self._shown.sun_w is None)
        self._begin.say("Check again" if checks else "Check its direction")
        self._begin.setVisible(ready)
        self._on.setVisible(switch)
        self._cancel.setVisible(switch)
        self._skip.setVisible(ready and not checks)


def _glyph(checks: tuple[SignCheck, ...]) -> Glyph:
    check = worst(checks)
    if check is None:
        return "todo"
    if check.skipped:
        return "warn"
    sign = result(check)[0]
    if sign in (Sign.REVERSED, Sign.ELSEWHERE):
        return "stop"
    return "warn" if open_lines(checks) else "ok"
