"""Nearby: what the laptop hears beside what the list expects; differences are put before the person."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import QElapsedTimer, QTimer
from PySide6.QtWidgets import QWidget

from walkdown.app.engine import Engine
from walkdown.app.messages import AdapterShown, AirShown, Crashed, JobShown, Message, Told
from walkdown.core.device import Kind
from walkdown.core.holder import HeardSoFar
from walkdown.core.job import Job, Stage
from walkdown.core.sighting import Nearby
from walkdown.core.trouble import Trouble
from walkdown.ui.bridge import Bridge
from walkdown.ui.kit import ActionBar, Button, Header, Icon, Page, Text, col, scroll
from walkdown.ui.page import StagePage
from walkdown.ui.pages.labels_trouble import LEDGER, TroubleBox
from walkdown.ui.pages.nearby_air import AirPane
from walkdown.ui.pages.nearby_check import STOPS, BluetoothCheck, CarryOn
from walkdown.ui.pages.nearby_doctor import LEAD, DoctorPane
from walkdown.ui.pages.nearby_faces import Faces
from walkdown.ui.pages.nearby_firmware import FirmwarePane
from walkdown.ui.pages.nearby_help import NothingHeard, NotListening
from walkdown.ui.pages.nearby_words import lead

SILENT_S = 15.0
_BEFORE = "Listen for the devices on your list, and let each blink."
_BLOCKED = "Walkdown cannot listen yet. The laptop is the cause, not the devices."
_READ_ONLY = "This site was handed over. Nothing is listened to any more."
_NOT_STORED = "Devices that are not on your list are shown, not stored."
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
        self._look = Button("Check Bluetooth", "bluetooth", "quiet")
        self._look.setObjectName("nearby.check")
        self._head = Header("Nearby", _BEFORE, self._look, self._listen)
        self._trouble, self._silence = TroubleBox("nearby"), NothingHeard()
        self._empty, self._pane, self._check = NotListening(), AirPane(), BluetoothCheck()
        self._carry_on, self._firmware = CarryOn(), FirmwarePane(bridge)
        self._faces, self._doctor = Faces(), DoctorPane(bridge)
        for face in (self._empty, self._pane, self._check, self._firmware, self._doctor):
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
        self._firmware.take(message)
        match message:
            case AirShown():
                self._show_air(message)
            case AdapterShown():
                self._show_check(message)
            case JobShown(job=job):
                self._show_job(job)
            case Told(trouble=trouble, where=Stage.NEARBY) if not self._firmware.tell(trouble):
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
        self._pane.setMinimumHeight(280)
        above = (self._head, self._trouble, self._silence)
        page = Page(*above, (self._faces, 1), self._carry_on, gap=12)
        note = Text(_NOT_STORED, "caption", "ink2", elide=True)
        bar = ActionBar(left=[Icon("shield", 18, "ink3"), (note, 1)], right=[self._on])
        bar.set_hints(("I", "identify"))
        self.setLayout(col((scroll(page), 1), bar, gap=0))

    def _join(self) -> None:
        self._listen.clicked.connect(self._press_listen)
        self._on.clicked.connect(lambda: self.go.emit(Stage.NETWORK))
        self._pane.identify.connect(self._identify)
        self._pane.add.connect(self._add)
        self._pane.firmware.connect(self._firmware.choose)
        self._firmware.changed.connect(self._render)
        self._firmware.go.connect(self.go.emit)
        self._check.settings.connect(self._doctor.settings)
        asks_to_check = (self._silence.check, self._check.each, self._pane.check)
        for checks in (self._look.clicked, *asks_to_check):
            checks.connect(lambda: self._doctor.check())
        self._doctor.go.connect(self.go.emit)
        self._doctor.closed.connect(self._after_check)
        for asks in (
            self._pane.listen,
            self._silence.again,
            self._doctor.listen,
            self._check.acted,
            self._firmware.listen,
        ):
            asks.connect(self._listen_again)
        self._trouble.acted.connect(self._act)
        self._trouble.closed.connect(self._render)
        self._carry_on.chosen.connect(self.go.emit)
        self._tick.timeout.connect(self._on_tick)

    # --- messages

    def _show_air(self, air: AirShown) -> None:
        self._air = air
        self._since_told.start()
        self._listen.set_busy("")
        if air.listening and self._is_blocked:
            self._trouble.clear()
        self._render()

    def _show_check(self, shown: AdapterShown) -> None:
        self._doctor.take(shown)
        if self._doctor.passed and self._is_blocked:
            self._trouble.clear()
        self._render()

    def _show_job(self, job: Job | None) -> None:
        former, self._job = self._job, job
        if former is None or job is None or job.id != former.id:
            self._air = None
            self._trouble.clear()
            self._listen.set_busy("")
            self._pane.start_over()
            self._doctor.put_away()
            self._render()
        elif job.handed_over != former.handed_over:
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
    def _is_troubled(self) -> bool:
        return self._trouble.trouble is not None

    @property
    def _is_blocked(self) -> bool:
        return self._trouble.trouble is not None and self._trouble.trouble.code in STOPS

    @property
    def _is_over(self) -> bool:
        return self._job is not None and self._job.handed_over is not None

    @property
    def _extra_s(self) -> float:
        return self._since_told.elapsed() / 1000 if self._since_told.isValid() else 0.0

    def _render(self) -> None:
        listed = self._listening or self._heard
        self._faces.setCurrentWidget(self._face(listed=listed))
        self._trouble.setVisible(self._is_troubled and not self._is_blocked)
        self._carry_on.setVisible(self._is_blocked or (self._is_troubled and not listed))
        self._head.say(self._lead(listed=listed))
        busy = self._firmware.active or self._doctor.active
        self._listen.setVisible(not (self._is_blocked or self._is_over or busy))
        self._look.setVisible(not (self._is_blocked or self._is_over or busy))
        self._pane.table.setEnabled(not self._is_over)
        self._say_buttons()
        blinking, so_far = (
            (self._air.blinking, self._air.heard) if self._air else ("", HeardSoFar())
        )
        self._pane.show_rows(self._rows, blinking, self._extra_s, so_far)
        self._on_tick()

    def _face(self, *, listed: bool) -> QWidget:
        if self._doctor.active:
            return self._doctor
        if self._is_blocked:
            return self._check
        if self._firmware.active:
            return self._firmware
        return self._pane if listed else self._empty

    def _lead(self, *, listed: bool) -> str:
        if self._is_over:
            return _READ_ONLY
        if self._doctor.active:
            return LEAD
        if self._is_blocked:
            return _BLOCKED
        if self._firmware.active:
            return self._firmware.lead
        return lead(self._rows) if listed else _BEFORE

    def _say_buttons(self) -> None:
        """One of the two is loud: listening until something was heard, then the way on."""
        words, icon = ("Start listening", "nearby")
        if self._listening:
            words, icon = ("Pause listening", "pause")
        if self._listen.words() != words:
            self._listen.say(words, icon)
        calm = self._heard or self._listening or self._is_troubled
        self._listen.set_kind("secondary" if calm else "primary")
        busy = self._firmware.active or self._doctor.active
        ready = self._heard and not (self._is_blocked or busy)
        self._on.set_kind("primary" if ready else "secondary")

    def _on_tick(self) -> None:
        """Once a second: the clock, the ages, and whether the silence has become long."""
        air = self._air
        lasted: float | None = None
        if air is not None and air.listening:
            since = air.since or datetime.now(UTC)
            lasted = max(0.0, (datetime.now(UTC) - since).total_seconds())
        silent = air is not None and not self._heard and (lasted is None or lasted >= SILENT_S)
        busy = self._is_troubled or self._firmware.active or self._doctor.active
        self._silence.setVisible(silent and not busy)
        self._pane.tick(lasted, self._extra_s)

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
        if self._listening:
            self._do(_anew)
        else:
            self._do(lambda e: e.nearby.listen())
            self._listen.set_busy("Starting")

    def _after_check(self) -> None:
        self._render()
        self._look.setFocus()

    def _identify(self, serial: str) -> None:
        self._do(lambda e: e.nearby.identify(serial))

    def _add(self, key: str, kind: Kind) -> None:
        self._do(lambda e: e.nearby.add(key, kind))

    def _act(self) -> None:
        trouble, again = self._trouble.trouble, self._again
        if trouble is not None and trouble.code in LEDGER:
            self.go.emit("privacy")
        elif again is not None:
            self._do(again)


async def _anew(engine: Engine) -> None:
    """Another whole minute, with the radio started afresh."""
    await engine.nearby.stop()
    await engine.nearby.listen()
