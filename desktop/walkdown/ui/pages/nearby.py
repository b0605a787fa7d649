"""Nearby: what the laptop hears beside what the list expects; differences are put before the person."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import QElapsedTimer, QTimer
from PySide6.QtWidgets import QAbstractButton, QWidget

from walkdown.app.engine import Engine
from walkdown.app.messages import AirShown, Crashed, JobShown, Message, Told
from walkdown.core.device import Kind
from walkdown.core.job import Job, Stage
from walkdown.core.sighting import Match, Nearby
from walkdown.core.trouble import Trouble
from walkdown.ui.bridge import Bridge
from walkdown.ui.kit import (
    MIDDLE,
    ActionBar,
    Button,
    Header,
    Icon,
    Page,
    Run,
    Segmented,
    StateGlyph,
    Text,
    box,
    col,
    row,
    scroll,
)
from walkdown.ui.page import StagePage
from walkdown.ui.pages.labels_camera import Stack
from walkdown.ui.pages.labels_trouble import LEDGER, TroubleBox
from walkdown.ui.pages.nearby_check import STOPS, BluetoothCheck, CarryOn
from walkdown.ui.pages.nearby_columns import Heads
from walkdown.ui.pages.nearby_help import FindHelp, KindHelp, NothingHeard, NotListening
from walkdown.ui.pages.nearby_table import AirTable
from walkdown.ui.pages.nearby_words import Act, act_of, kind_guess, lead, needs_you, row_key

_BEFORE = "Listen for the devices on your list, and let each blink."
_BLOCKED = "Walkdown cannot listen yet. The laptop is the cause, not the devices."
_READ_ONLY = "This site was handed over. Nothing is listened to any more."
_FILTERS = ("All", "Needs you", "Expected")
SILENT_S = 15.0
Work = Callable[[Engine], Coroutine[Any, Any, None]]


class NearbyPage(StagePage):
    """Renders snapshots of the air. What is not on the list is shown, and never stored."""

    stage = Stage.NEARBY

    def __init__(self, bridge: Bridge) -> None:
        super().__init__(bridge)
        self._job: Job | None = None
        self._air: AirShown | None = None
        self._again: Work | None = None
        self._since_told = QElapsedTimer()
        self._listen = Button("Start listening", "nearby", "primary", key="Ctrl+.")
        self._listen.setObjectName("nearby.listen")
        self._head = Header("Nearby", _BEFORE, self._listen)
        self._trouble = TroubleBox("nearby")
        self._filter = Segmented(_FILTERS, name="Which devices")
        self._filter.setObjectName("nearby.filter")
        for part, name in zip(
            self._filter.findChildren(QAbstractButton), ("all", "me", "expected"), strict=True
        ):
            part.setObjectName(f"nearby.filter.{name}")
        self._glyph = StateGlyph("work", 20, name="listening")
        self._clock = Text("", "body")
        self._check, self._carry_on = BluetoothCheck(), CarryOn()
        self._silence = NothingHeard()
        self._heads, self._table = Heads(), AirTable()
        self._table.setObjectName("nearby.table")
        self._faces = Stack()
        self._empty, self._list = NotListening(), self._make_list()
        for face in (self._empty, self._list, self._check):
            self._faces.addWidget(face)
        self._on = Button("Continue to Network", "arrow", size="lg", key="Ctrl+Return")
        self._on.setObjectName("nearby.continue")
        self._tick = QTimer(self)
        self._tick.setInterval(1000)
        self._arrange()
        self._join()
        self._render()

    def take(self, message: Message) -> None:
        """Render one message."""
        match message:
            case AirShown():
                self._show_air(message)
            case JobShown(job=job):
                self._show_job(job)
            case Told(trouble=trouble, where=Stage.NEARBY):
                self._tell(trouble)
            case Crashed():
                self._listen.set_busy("")
            case _:
                pass

    def entered(self) -> None:
        """Ages and the clock go on."""
        self._tick.start()
        self._on_tick()

    def left(self) -> None:
        """Listening goes on; only this page's clock rests."""
        self._tick.stop()

    # --- made once

    def _arrange(self) -> None:
        self._tools = QWidget()
        self._tools.setLayout(row(self._filter, "stretch", self._glyph, self._clock, align=MIDDLE))
        page = Page(
            self._head, self._trouble, self._silence, self._tools, (self._faces, 1), self._carry_on,
            gap=12,
        )  # fmt: skip
        note = Text(
            "Devices that are not on your list are shown, not stored.",
            "caption",
            "ink2",
            elide=True,
        )
        bar = ActionBar(left=[Icon("shield", 18, "ink3"), (note, 1)], right=[self._on])
        bar.set_hints(("I", "identify"))
        self.setLayout(col((scroll(page), 1), bar, gap=0))

    def _make_list(self) -> QWidget:
        self._scroll = scroll(self._table)
        card = box(col(self._heads, (self._scroll, 1), gap=0), "card", 1, "Devices nearby")
        card.setMinimumHeight(self._heads.sizeHint().height() + 200)
        self._table.columns_changed.connect(self._heads.show_columns)
        return card

    def _join(self) -> None:
        self._listen.clicked.connect(self._press_listen)
        self._on.clicked.connect(lambda: self.go.emit(Stage.NETWORK))
        self._filter.chosen.connect(lambda _: self._render())
        self._table.acted.connect(self._act_on)
        self._trouble.acted.connect(self._act)
        self._silence.again.connect(self._listen_again)
        self._trouble.closed.connect(self._render)
        self._check.acted.connect(self._listen_again)
        self._carry_on.chosen.connect(self.go.emit)
        self._tick.timeout.connect(self._on_tick)

    # --- messages

    def _show_air(self, air: AirShown) -> None:
        self._air = air
        self._since_told.start()
        self._listen.set_busy("")
        if air.listening and self._trouble.trouble is not None and self._is_blocked:
            self._trouble.clear()
        self._render()

    def _show_job(self, job: Job | None) -> None:
        former, self._job = self._job, job
        if job is None or former is None or former.id != job.id:
            self._air = None
            self._trouble.clear()
            self._listen.set_busy("")
            self._table.close_panel()
            self._filter.set_chosen(0)
        if (
            former is None
            or job is None
            or former.handed_over != job.handed_over
            or former.id != job.id
        ):
            self._render()

    def _tell(self, trouble: Trouble) -> None:
        self._listen.set_busy("")
        self._trouble.tell(trouble)
        if trouble.code in STOPS:
            self._check.tell(trouble)
        self._render()

    # --- rendering

    @property
    def _rows(self) -> tuple[Nearby, ...]:
        return self._air.rows if self._air else ()

    @property
    def _listening(self) -> bool:
        return self._air is not None and self._air.listening

    @property
    def _heard(self) -> bool:
        return any(r.sighting is not None for r in self._rows)

    @property
    def _is_blocked(self) -> bool:
        return self._trouble.trouble is not None and self._trouble.trouble.code in STOPS

    def _render(self) -> None:
        blocked, heard = self._is_blocked, self._heard
        listed = self._listening or heard
        over = self._job is not None and self._job.handed_over is not None
        face = self._check if blocked else self._list if listed else self._empty
        self._faces.setCurrentWidget(face)
        self._trouble.setVisible(self._trouble.trouble is not None and not blocked)
        self._carry_on.setVisible(blocked or (self._trouble.trouble is not None and not listed))
        self._tools.setVisible(listed and not blocked)
        self._head.say(
            _READ_ONLY if over else _BLOCKED if blocked else lead(self._rows) if listed else _BEFORE
        )
        self._listen.setVisible(not blocked and not over)
        self._table.setEnabled(not over)
        self._say_listen(heard=heard)
        self._fill()
        self._on_tick()

    def _say_listen(self, *, heard: bool) -> None:
        words, icon = (
            ("Pause listening", "pause") if self._listening else ("Start listening", "nearby")
        )
        if self._listen.words() != words:
            self._listen.say(words, icon)
        repair = self._trouble.trouble is not None and not heard
        self._listen.set_kind("secondary" if heard or self._listening or repair else "primary")
        self._on.set_kind("secondary" if self._is_blocked or not heard else "primary")

    def _fill(self) -> None:
        rows = self._rows
        me, expected = (
            [r for r in rows if needs_you(r)],
            [r for r in rows if r.match is Match.EXPECTED],
        )
        kinds = (rows, me, expected)
        for at, name in enumerate(_FILTERS):
            self._filter.set_text(at, f"{name} {len(kinds[at])}")
        blinking = self._air.blinking if self._air else ""
        self._table.show_rows(kinds[self._filter.index()], blinking, self._extra_s)

    @property
    def _extra_s(self) -> float:
        return self._since_told.elapsed() / 1000 if self._since_told.isValid() else 0.0

    def _on_tick(self) -> None:
        """Once a second: the clock, the ages, and whether the silence has become long."""
        air = self._air
        lasted = 0.0
        if air is not None and air.listening and air.since is not None:
            lasted = max(0.0, (datetime.now(UTC) - air.since).total_seconds())
        self._glyph.setVisible(self._listening)
        if self._listening:
            self._clock.say([Run("Listening", strong=True), f"  {lasted:.0f} s"])
        else:
            self._clock.say("Not listening")
        self._silence.setVisible(
            air is not None and not self._heard and not self._is_blocked
            and (lasted >= SILENT_S or not air.listening) and self._trouble.trouble is None
        )  # fmt: skip
        self._table.grow_older(self._extra_s)

    # --- what the person does

    def _do(self, work: Work) -> None:
        self._trouble.clear()
        self._again = work
        self.bridge.do(work, Stage.NEARBY)
        self._render()

    def _press_listen(self) -> None:
        if self._listening:
            self._do(lambda e: e.nearby.stop())
        else:
            self._listen_again()

    def _listen_again(self) -> None:
        self._table.close_panel()
        self._do(lambda e: e.nearby.listen())
        if not self._listening:
            self._listen.set_busy("Starting")

    def _act_on(self, shown: Nearby) -> None:
        match act_of(shown):
            case Act.IDENTIFY:
                self._do(lambda e: e.nearby.identify(shown.serial))
            case Act.FIND:
                panel = FindHelp(shown)
                panel.again.connect(self._listen_again)
                self._open(shown, panel)
            case Act.ADD:
                self._add(shown)
            case None:
                pass

    def _add(self, shown: Nearby) -> None:
        if shown.sighting is None:
            return
        kind = kind_guess(shown.sighting)
        if kind is not None:
            self._add_as(shown.sighting.key, kind)
            return
        key, panel = shown.sighting.key, KindHelp(shown)
        panel.added.connect(lambda chosen: self._add_as(key, chosen))
        self._open(shown, panel)

    def _open(self, shown: Nearby, panel: FindHelp | KindHelp) -> None:
        panel.closed.connect(self._table.close_panel)
        self._table.open_below(row_key(shown), panel)
        self._scroll.ensureWidgetVisible(panel)
        panel.begin()

    def _add_as(self, key: str, kind: Kind) -> None:
        self._table.close_panel()
        self._do(lambda e: e.nearby.add(key, kind))

    def _act(self) -> None:
        trouble, again = self._trouble.trouble, self._again
        if trouble is not None and trouble.code in LEDGER:
            self.go.emit("privacy")
        elif again is not None:
            self._do(again)
