"""The four faces of the firmware card: it is looked at, offered, being sent, ended."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QWidget

from walkdown.core.firmware import Hindrance, Offer, Outcome, Phase, Progress
from walkdown.ui import theme
from walkdown.ui.kit import (
    MIDDLE,
    Bar,
    Button,
    Glyph,
    Icon,
    Run,
    StateGlyph,
    Text,
    box,
    col,
    row,
    two,
)
from walkdown.ui.layout import BoxKind
from walkdown.ui.pages import nearby_firmware_words as words

CELLS = 40


class Note(QWidget):
    """One sentence that has to be seen, with its silhouette."""

    def __init__(self, kind: BoxKind, glyph: Glyph) -> None:
        super().__init__()
        self._text = Text("", "body", wrap=True)
        self._glyph = StateGlyph(glyph, 20)
        inner = row(col(self._glyph, margins=(0, 2, 0, 0)), (self._text, 1), gap=12)
        self._frame = box(inner, kind, (12, 10, 12, 10))
        self.setLayout(col(self._frame, gap=0))

    def say(self, text: str) -> None:
        """Another sentence; hidden where there is none."""
        self._text.say(text)
        self._frame.setAccessibleName(text)
        self.setVisible(bool(text))


class LookView(QWidget):
    """Until the device has said what runs on it; and where nothing came of it."""

    def __init__(self) -> None:
        super().__init__()
        self._glyph = StateGlyph("work", 24, name="looking")
        self._text = Text("", "body", wrap=True)
        self.back = Button("Back to the list", "left", size="lg")
        self.back.setObjectName("nearby.firmware.back")
        line = row(self._glyph, (self._text, 1), gap=12, align=MIDDLE)
        acts = row(self.back, "stretch", gap=12)
        self.setLayout(col(line, acts, "stretch", gap=20))

    def show_looking(self) -> None:
        """Something is being read."""
        self._glyph.show()
        self._text.say(words.LOOKING)

    def show_nothing(self, why: str) -> None:
        """Nothing came of it."""
        self._glyph.hide()
        self._text.say(why)


class OfferView(QWidget):
    """All that is to be known before one says yes; Update… is dead where it is not safe now."""

    def __init__(self) -> None:
        super().__init__()
        facts = (("disk", "Size"), ("clock", "Takes"), ("battery", "Battery"), ("nearby", "Signal"))
        self._facts = {name: Text("", "body", "ink2", wrap=True) for _, name in facts}
        self._hindrance, self._older = Note("warn", "warn"), Note("warn", "warn")
        self._same = Note("sunken", "info")
        self._promise = Text("", "body", "ink2", wrap=True)
        self._caption = Text(words.ASKED_AGAIN, "caption", "ink2", wrap=True)
        self._may_begin = False
        self._make_buttons()
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(2, 1)
        for at, (icon, name) in enumerate(facts):
            grid.addWidget(Icon(icon, 22), at, 0)
            grid.addWidget(Text(f"{name}  ", "body-strong"), at, 1)
            grid.addWidget(self._facts[name], at, 2)
        acts = row(self.update_now, self.again, self.later, "stretch", self.other, gap=12)
        notes = (self._hindrance, self._same, self._older)
        self.setLayout(col(grid, *notes, self._promise, "stretch", acts, self._caption, gap=12))

    def _make_buttons(self) -> None:
        self.update_now = Button("Update…", "download", "primary", "lg")
        self.update_now.setObjectName("nearby.firmware.update")
        self.again = Button("Look again", "retry", "primary", "lg")
        self.again.setObjectName("nearby.firmware.again")
        self.later = Button("Not now", size="lg")
        self.later.setObjectName("nearby.firmware.later")
        self.other = Button("Another file…", "folder", "quiet", "lg", name="Choose another file")
        self.other.setObjectName("nearby.firmware.other")

    def show_offer(self, offer: Offer, name: str) -> None:
        """What is offered, for the device that is spoken of as `name`."""
        self._facts["Size"].say(f"{words.size_words(offer.size)}, sent over Bluetooth")
        self._facts["Takes"].say(words.duration_words(offer))
        self._facts["Battery"].say(words.battery_words(offer.battery))
        self._facts["Signal"].say(words.signal_words(offer.signal_dbm))
        hindered = words.hindrance_words(offer)
        same = offer.hindrance is Hindrance.SAME
        self._hindrance.say("" if same else hindered)
        self._same.say(hindered if same else "")
        self._older.say(words.older_words(offer))
        self._promise.say(words.promise_words(offer))
        self._promise.setVisible(not hindered)
        self._caption.setVisible(not hindered)
        # The reason is part of the name: a screen reader passes over what stands beside.
        update = f"Update {name} to {words.version_words(offer.version)}"
        self.update_now.set_name(f"{update}. Not possible now: {hindered}" if hindered else update)
        self._may_begin = not hindered
        self.update_now.setEnabled(self._may_begin)
        self.update_now.set_kind("secondary" if hindered else "primary")
        self.again.setVisible(offer.hindrance in (Hindrance.BATTERY, Hindrance.SIGNAL))
        self.again.set_name(f"Look again at battery and signal of {name}")
        self.later.say("Back to the list" if same else "Not now")
        self.later.set_name("" if same else f"Not now: leave {name} as it is")

    def set_asking(self, *, on: bool) -> None:
        """The prompt is on its way, or the device is being connected to."""
        self.update_now.set_busy("Starting" if on else "")
        self.update_now.setEnabled(not on and self._may_begin)


class _PhaseLine(QWidget):
    """One of the four phases: not begun, at work, done."""

    def __init__(self, phase: Phase) -> None:
        super().__init__()
        self._before, self._during = words.PHASES[phase]
        self._glyph = StateGlyph("todo", 22)
        self._text = Text("", "body")
        self.setLayout(row(self._glyph, (self._text, 1), gap=12, align=MIDDLE))

    def show_state(self, glyph: Glyph) -> None:
        said = {"ok": "done", "work": "working"}.get(glyph, "not started")
        text = self._during if glyph == "work" else self._before
        self._glyph.show_state(glyph, said)
        self._text.say(Run(text, strong=glyph == "work"), "ink3" if glyph == "todo" else "ink")
        self.setAccessibleName(f"{text}, {said}")


class MoveView(QWidget):
    """The four phases, the bar under the second, and what must not be done meanwhile."""

    def __init__(self) -> None:
        super().__init__()
        self._lines = {phase: _PhaseLine(phase) for phase in Phase}
        self._bar = Bar(total=CELLS, height=14, name="0 percent sent")
        self._bar.setObjectName("nearby.firmware.bar")
        self._figures = Text("", "body", "ink2")
        self._figures.setObjectName("nearby.firmware.figures")
        self._keep_on = Note("warn", "warn")
        self._keep_on.say(words.KEEP_ON)
        amount = col(self._bar, self._figures, gap=4, margins=(34, 0, 0, 0))
        check, upload, *rest = self._lines.values()
        stop = Text(words.SAFE_STOP, "caption", "ink2", wrap=True)
        self.setLayout(col(check, upload, amount, *rest, 4, self._keep_on, stop, "stretch", gap=10))

    def show_progress(self, progress: Progress) -> None:
        """How far it is."""
        order = list(Phase)
        now = order.index(progress.phase)
        for at, phase in enumerate(order):
            self._lines[phase].show_state("ok" if at < now else "work" if at == now else "todo")
        sent = words.percent(progress)
        full, half = divmod(sent * CELLS, 100)
        moving = progress.phase is Phase.UPLOAD and half > 0
        self._bar.set_parts((("ok", full), ("work", int(moving))), CELLS, f"{sent} percent sent")
        self._figures.say(words.figures(progress))


class EndView(QWidget):
    """What runs now; or that the device went back."""

    def __init__(self) -> None:
        super().__init__()
        self._glyph = StateGlyph("ok", 32)
        self._title = Text("", "h2", wrap=True)
        self._body = Text("", "body", "ink2", wrap=True)
        self.done = Button("Done", "tick", "primary", "lg", name="Done: back to the list")
        self.done.setObjectName("nearby.firmware.done")
        self.other = Button("Another file…", "folder", "quiet", "lg", name="Choose another file")
        self.other.setObjectName("nearby.firmware.other.end")
        inner = row(self._glyph, (two(self._title, self._body), 1), gap=16)
        self._frame = box(inner, "ok", (16, 14, 16, 14))
        acts = row(self.done, "stretch", self.other, gap=12)
        self.setLayout(col(self._frame, acts, "stretch", gap=20))

    def show_end(self, outcome: Outcome, version: str, offer: Offer | None) -> str:
        """Show it; gives the sentence that is said aloud."""
        end = words.end_words(outcome, version, offer)
        theme.mark(self._frame, "box", end.box)
        self._glyph.show_state(end.glyph, end.title)
        self._title.say(end.title)
        self._body.say(end.body)
        self._frame.setAccessibleName(f"{end.title}. {end.body}")
        self.other.setVisible(outcome is Outcome.REVERTED)
        return f"{end.title}. {end.body}"
