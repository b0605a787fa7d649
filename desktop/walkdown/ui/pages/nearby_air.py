"""The air as it is heard: filter, clock, heads and rows, and the panel below one of them."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QAbstractButton, QWidget

from walkdown.core.device import Kind
from walkdown.core.holder import HeardSoFar, Holder, Holding, who_holds
from walkdown.core.sighting import Match, Nearby
from walkdown.ui.kit import MIDDLE, Run, Segmented, StateGlyph, Text, box, col, row, scroll
from walkdown.ui.pages.nearby_columns import Heads
from walkdown.ui.pages.nearby_help import FindHelp, KindHelp
from walkdown.ui.pages.nearby_table import AirTable
from walkdown.ui.pages.nearby_words import Act, act_of, kind_guess, needs_you, row_key

_FILTERS = (("All", "all"), ("Needs you", "me"), ("Expected", "expected"))


class AirPane(QWidget):
    """Shows snapshots; what the person asks for goes out as a signal."""

    identify = Signal(str)
    add = Signal(str, object)
    """A sighting's key and the Kind it is to be listed as."""
    listen = Signal()
    check = Signal()
    """The laptop's Bluetooth is to be checked."""
    firmware = Signal(str)
    """The serial of a device that new firmware is wanted for."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[Nearby, ...] = ()
        self._blinking = ""
        self._extra_s = 0.0
        self._so_far = HeardSoFar()
        self._help: tuple[str, FindHelp] | None = None
        self.table = AirTable()
        self.table.setObjectName("nearby.table")
        self._heads = Heads()
        self._filter = self._make_filter()
        self._glyph = StateGlyph("work", 20, name="listening")
        self._clock = Text("", "body")
        self._scroll = scroll(self.table)
        card = box(col(self._heads, (self._scroll, 1), gap=0), "card", 1, "Devices nearby")
        tools = row(self._filter, "stretch", self._glyph, self._clock, align=MIDDLE)
        self.setLayout(col(tools, (card, 1), gap=8))
        self.table.columns_changed.connect(self._heads.show_columns)
        self.table.acted.connect(self._act_on)
        self.table.firmware.connect(self.firmware.emit)
        self.table.asked.connect(self._ask_who)

    def start_over(self) -> None:
        """Another job."""
        self.table.close_panel()
        self._filter.set_chosen(0)

    def show_rows(
        self, rows: tuple[Nearby, ...], blinking: str, extra_s: float, so_far: HeardSoFar
    ) -> None:
        """A newer snapshot, `extra_s` old, and what is remembered of those before."""
        self._rows, self._blinking, self._extra_s = rows, blinking, extra_s
        self._so_far = so_far
        me = tuple(r for r in rows if needs_you(r))
        expected = tuple(r for r in rows if r.match is Match.EXPECTED)
        kinds = (rows, me, expected)
        for at, (name, _) in enumerate(_FILTERS):
            self._filter.set_text(at, f"{name} {len(kinds[at])}")
        self.table.show_rows(kinds[self._filter.index()], blinking, extra_s)
        self._renew_help()

    def tick(self, lasted_s: float | None, extra_s: float) -> None:
        """How long it has been listened, None where it is not; how old the snapshot is."""
        self._extra_s = extra_s
        self._glyph.setVisible(lasted_s is not None)
        if lasted_s is None:
            self._clock.say("Not listening")
        else:
            self._clock.say([Run("Listening", strong=True), f"  {int(lasted_s)} s"])
        self.table.grow_older(extra_s)

    def _make_filter(self) -> Segmented:
        made = Segmented([name for name, _ in _FILTERS], name="Which devices")
        made.setObjectName("nearby.filter")
        for part, (_, stem) in zip(made.findChildren(QAbstractButton), _FILTERS, strict=True):
            part.setObjectName(f"nearby.filter.{stem}")
        made.chosen.connect(self._refill)
        return made

    def _refill(self) -> None:
        self.show_rows(self._rows, self._blinking, self._extra_s, self._so_far)

    # --- what the person does with a row

    def _act_on(self, shown: Nearby) -> None:
        match act_of(shown):
            case Act.IDENTIFY:
                self.identify.emit(shown.serial)
            case Act.FIND:
                self._ask_who(shown)
            case Act.ADD:
                self._add(shown)
            case None:
                pass

    def _ask_who(self, shown: Nearby) -> None:
        """Who holds this device of the list; what is said goes along with what is heard."""
        if shown.device is None:
            return
        panel = FindHelp(shown, self._holding(shown))
        panel.again.connect(self._listen_again)
        panel.check.connect(self._check)
        self._open(shown, panel)
        self._help = (shown.serial, panel)

    def _holding(self, shown: Nearby) -> Holding:
        device = shown.device
        if device is None:
            return Holding(Holder.UNKNOWN)
        claims = sum(r.serial == shown.serial and r.sighting is not None for r in self._rows)
        return who_holds(device, self._so_far, claims)

    def _renew_help(self) -> None:
        if self._help is None or self.table.panel is not self._help[1]:
            self._help = None
            return
        serial, panel = self._help
        row_now = next((r for r in self._rows if r.serial == serial), None)
        if row_now is not None and panel.render_holding(self._holding(row_now)):
            self.table.fit_panel()

    def _check(self) -> None:
        self.table.close_panel()
        self.check.emit()

    def _listen_again(self) -> None:
        self.table.close_panel()
        self.listen.emit()

    def _add(self, shown: Nearby) -> None:
        if shown.sighting is None:
            return
        key, kind = shown.sighting.key, kind_guess(shown.sighting)
        if kind is not None:
            self._add_as(key, kind)
            return
        panel = KindHelp(shown)
        panel.added.connect(lambda chosen: self._add_as(key, chosen))
        self._open(shown, panel)

    def _add_as(self, key: str, kind: Kind) -> None:
        self.table.close_panel()
        self.add.emit(key, kind)

    def _open(self, shown: Nearby, panel: FindHelp | KindHelp) -> None:
        panel.closed.connect(self.table.close_panel)
        self.table.open_below(row_key(shown), panel)
        self._scroll.ensureWidgetVisible(panel)
        panel.begin()
