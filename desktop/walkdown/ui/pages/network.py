"""Network: what a device hears, one network chosen for all, before any password is typed."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from walkdown.app.messages import (
    JobShown,
    LaptopSees,
    Message,
    NetworksShown,
    OwnerShown,
    Told,
    UnjoinedShown,
)
from walkdown.core.device import Device, Work
from walkdown.core.draft import Draft, DraftField
from walkdown.core.job import Job, Stage
from walkdown.core.wifi import HeardNetwork, best_of_each
from walkdown.core.wifi_doctor import Case
from walkdown.ui.bridge import Bridge
from walkdown.ui.kind_words import kind_name
from walkdown.ui.kit import (
    MIDDLE,
    ActionBar,
    Button,
    Header,
    Icon,
    Page,
    StateGlyph,
    Text,
    box,
    col,
    row,
    scroll,
    two,
)
from walkdown.ui.page import OWNER, StagePage, help_at
from walkdown.ui.pages.labels_trouble import LEDGER, TroubleBox
from walkdown.ui.pages.network_beside import Beside
from walkdown.ui.pages.network_doctor import WifiDoctor
from walkdown.ui.pages.network_doctor_words import Next
from walkdown.ui.pages.network_hidden import HiddenNetwork
from walkdown.ui.pages.network_list import NetworkList
from walkdown.ui.pages.network_offline import OfflineNote
from walkdown.ui.pages.network_side import WhyCard, who_types
from walkdown.ui.pages.network_words import (
    all_online,
    empty_words,
    hearer_words,
    lead_words,
    scout_of,
)


class NetworkPage(StagePage):
    """Reads the list over Bluetooth on request; keeps the last list it was told."""

    stage = Stage.NETWORK

    def __init__(self, bridge: Bridge) -> None:
        super().__init__(bridge)
        self._job: Job | None = None
        self._heard = NetworksShown((), "")
        self._sees = LaptopSees(None)
        self._unjoined: dict[str, UnjoinedShown] = {}
        self._looked = self._empty = False
        self._here = False
        self._make_parts()
        self._make_buttons()
        self._list.chosen.connect(self._choose)
        self._hidden.used.connect(self._choose_typed)
        self._hidden.typed.connect(lambda t: self.keep_draft(Draft(DraftField.HIDDEN_SSID, t)))
        self._told.acted.connect(self._act)
        self._doctor.compare.connect(self._compare)
        self._doctor.acted.connect(self._follow)
        self.setLayout(
            col(
                (scroll(Page(self._header, self._told, self._offline, self._body())), 1),
                self._bar,
                gap=0,
            )
        )
        self._render()

    def take(self, message: Message) -> None:
        """The job, a device's list, and what went wrong here."""
        match message:
            case JobShown(job=job):
                self._take_job(job)
            case NetworksShown():
                self._take_list(message)
            case LaptopSees():
                self._sees = message
                self._render()
            case UnjoinedShown(serial=serial):
                self._unjoined[serial] = message
            case OwnerShown(questions=questions):
                self._offline.show_answers(questions)
            case Told(trouble=trouble, where=Stage.NETWORK) if self._here:
                self._told.tell(trouble)
            case _:
                pass

    def entered(self) -> None:
        """What went wrong last time is no news; what the owner said may have been taken back."""
        self._here = True
        if self._job is not None:
            self.bridge.do(lambda e: e.network.show_owner(), Stage.NETWORK)

    def look_up(self, what: str) -> None:
        """The list of a device that could not join, where it gave one."""
        unjoined = self._unjoined.get(what)
        if unjoined is not None and unjoined.networks:
            self._take_list(NetworksShown(unjoined.networks, what))

    def left(self) -> None:
        """Another page is about to be shown."""
        self._here = False
        self._told.clear()

    # --- made once

    def _make_parts(self) -> None:
        self._header = Header("Network")
        self._told = TroubleBox("network")
        self._offline = OfflineNote()
        self._offline.later.connect(lambda: self.go.emit(Stage.VERIFY))
        self._list = NetworkList()
        self._hidden = HiddenNetwork()
        self._doctor = WifiDoctor()
        self._why = WhyCard()
        self._note_glyph = StateGlyph("work", 24)
        self._note_icon = Icon("bluetooth", 24)
        self._note_title = Text("", "body-strong", wrap=True)
        self._note_words = Text("", "body", "ink2", wrap=True)
        words = two(self._note_title, self._note_words)
        self._note = box(
            row(self._note_glyph, self._note_icon, (words, 1), gap=16, align=MIDDLE),
            "sunken",
            (16, 16, 16, 16),
        )

    def _make_buttons(self) -> None:
        self._look = self._button("look", Button("Look", "retry", size="lg", key="F5"))
        self._look.clicked.connect(self._start_looking)
        self._board = self._button("board", Button("Job board", "board", size="lg"))
        self._board.clicked.connect(lambda: self.go.emit("board"))
        self._owner = self._button(
            "owner", Button("Hand laptop to owner", "pass", size="lg", key="Ctrl+Return")
        )
        self._owner.clicked.connect(lambda: self.go.emit("owner"))
        self._verify = self._button(
            "verify", Button("Continue to Verify", "arrow", "primary", "lg", key="Ctrl+Return")
        )
        self._verify.clicked.connect(lambda: self.go.emit(Stage.VERIFY))
        for button in (self._board, self._verify):
            button.hide()
        kept = Text("Only the chosen name is kept.", "caption", "ink2", elide=True)
        self._bar = ActionBar(
            [Icon("info", 18, "ink3"), kept], [self._look, self._board, self._owner, self._verify]
        )

    @staticmethod
    def _button(name: str, button: Button) -> Button:
        button.setObjectName(f"network.{name}")
        return button

    def _body(self) -> QWidget:
        left, right = QWidget(), QWidget()
        left.setLayout(col(self._note, self._list, self._doctor, self._hidden, "stretch", gap=16))
        right.setLayout(col(self._why, who_types(), "stretch", gap=16))
        return Beside(left, right)

    # --- messages

    def _take_job(self, job: Job | None) -> None:
        former, self._job = self._job, job
        if job is None or former is None or former.id != job.id:
            self._heard, self._looked, self._empty = NetworksShown((), ""), False, False
            self._sees, self._unjoined = LaptopSees(None), {}
            self._hidden.begin(job.drafted(DraftField.HIDDEN_SSID) if job else "")
            self._told.clear()
            self._offline.hide()
        self._render()

    def _take_list(self, message: NetworksShown) -> None:
        """A look that brought nothing does not take away what the one before brought."""
        self._looked = self._looked or not message.looking
        self._empty = not message.looking and not best_of_each(message.networks)
        networks = message.networks or self._heard.networks
        hearer = message.heard_by if message.networks or not networks else self._heard.heard_by
        self._heard = NetworksShown(networks, hearer, message.looking)
        self._render()

    # --- rendered

    def _render(self) -> None:
        job = self._job
        if job is None:
            return
        hearer = job.device(self._heard.heard_by) or scout_of(job)
        chosen = job.network
        self._header.say(lead_words(job))
        self._note_on(job, hearer)
        head = f"{kind_name(hearer.kind)} hears" if hearer else "Device hears"
        free = job.handed_over is None and not self._heard.looking
        case, view = self._case(job), self._sees.view
        seen = view is not None and any(point.ssid for point in view.points)
        self._list.setVisible(bool(best_of_each(self._heard.networks)) or seen)
        self._list.render_networks(
            self._heard.networks, head, hearer_words(hearer), enabled=free, view=view
        )
        self._list.set_chosen(chosen.ssid if chosen else "")
        self._hidden.set_chosen(case.ssid if case is not None and case.typed else "")
        self._doctor.setVisible(job.handed_over is None and bool(job.wanted))
        self._doctor.render_case(case, self._sees)
        self._hidden.setVisible(job.handed_over is None and bool(job.wanted))
        self._why.render_chosen(
            chosen,
            job.device(chosen.heard_by) if chosen else None,
            alone=len(job.wanted) < 2,
            case=case if self._heard.networks or self._sees.view else None,
        )
        self._render_buttons(job)

    def _case(self, job: Job) -> Case | None:
        """The chosen network, from all that was looked at; an empty list says nothing."""
        chosen, view = job.network, self._sees.view
        if chosen is None:
            return None
        typed = not chosen.heard_by and not (view is not None and view.of(chosen.ssid))
        return Case(chosen.ssid, self._heard.networks or None, view, typed=typed)

    def _render_buttons(self, job: Job) -> None:
        ready, done = job.network is not None, all_online(job) or job.handed_over is not None
        first = not ready and not self._heard.networks
        self._look.setVisible(not done)
        self._look.setEnabled(bool(job.wanted))
        self._look.say("Look again" if self._heard.networks else "Look")
        self._look.set_kind("primary" if first else "secondary")
        self._look.set_busy("Looking" if self._heard.looking else "")
        self._owner.setVisible(not done)
        self._owner.setEnabled(ready and bool(job.wanted))
        self._owner.set_kind("secondary" if first else "primary")
        self._board.setVisible(any(d.work is not Work.IDLE for d in job.wanted))
        self._verify.setVisible(done)

    def _note_on(self, job: Job, hearer: Device | None) -> None:
        """What stands above the list, or in place of it while there is none."""
        looking, listed = self._heard.looking, bool(best_of_each(self._heard.networks))
        self._note.setVisible(not all_online(job) and (not listed or self._empty))
        title, words = empty_words(job, hearer, looking=looking, looked=self._looked)
        self._note_glyph.setVisible(looking)
        self._note_icon.setVisible(not looking)
        self._note_title.say(title)
        self._note_words.say(words)

    # --- what the person does

    def _start_looking(self) -> None:
        self._told.clear()
        self.bridge.do(lambda e: e.network.look(), Stage.NETWORK)

    def _choose(self, network: HeardNetwork) -> None:
        self._told.clear()
        heard_by = self._heard.heard_by if network in self._heard.networks else ""
        self.bridge.do(lambda e: e.network.choose(network, heard_by), Stage.NETWORK)

    def _choose_typed(self, ssid: str) -> None:
        """A name that is in the list after all is chosen as it was heard."""
        self._told.clear()
        listed = next((n for n in self._heard.networks if n.ssid == ssid), None)
        if listed is not None:
            self._choose(listed)
            return
        typed = HeardNetwork(ssid, None, "")
        self.bridge.do(lambda e: e.network.choose(typed, ""), Stage.NETWORK)

    def _compare(self) -> None:
        self._told.clear()
        self.bridge.do(lambda e: e.network.compare(), Stage.NETWORK)

    def _follow(self, way: Next, message: str) -> None:
        """The click after one of the doctor's findings."""
        match way:
            case Next.CHOOSE:
                self._list.focus_first()
            case Next.TYPE_NAME:
                chosen = self._job.network if self._job is not None else None
                self._hidden.type_again(chosen.ssid if chosen is not None else "")
            case Next.LOOK:
                self._start_looking()
                if self._sees.view is not None:
                    self._compare()
            case Next.PASSWORD:
                self.go.emit(OWNER)
            case Next.HELP:
                self.go.emit(help_at(message))

    def _act(self) -> None:
        trouble = self._told.trouble
        self._told.clear()
        if trouble is not None and trouble.code in LEDGER:
            self.go.emit("privacy")
        else:
            self._start_looking()
