"""The list of networks that a device hears: one row each, strongest first, one of them chosen."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from walkdown.core.laptop_wifi import LaptopView
from walkdown.core.shown import shown
from walkdown.core.wifi import HeardNetwork, best_of_each
from walkdown.core.wifi_doctor import Case
from walkdown.ui import theme
from walkdown.ui.kit import (
    MIDDLE,
    ChoiceCard,
    ChoiceCards,
    SignalBars,
    Tag,
    Text,
    col,
    empty,
    row,
)
from walkdown.ui.pages.network_cell import Cell, tag_width, text_width
from walkdown.ui.pages.network_doctor_words import point_words
from walkdown.ui.pages.network_words import VERDICTS, dbm_words, opinion, security_words

_PAD, _GAP, _RADIO = 12, 12, 24
MOST_MORE = 32
LAPTOP_SEES = "Laptop sees"


class NetworkList(QWidget):
    """Rows are made anew only when the device's list is another one; the focus stays on its name."""

    chosen = Signal(object)
    """Emitted with the HeardNetwork of the row."""

    def __init__(self) -> None:
        super().__init__()
        self._networks: tuple[HeardNetwork, ...] = ()
        self._device: tuple[HeardNetwork, ...] | None = None
        self._view: LaptopView | None = None
        self._hearer = ""
        self._head_words = "Device hears"
        self._cards: ChoiceCards | None = None
        self._head = Text(self._head_words, "caption-strong", "ink3")
        self._body = col(gap=0)
        left = Text("Network", "caption-strong", "ink3")
        right = Text("Verdict", "caption-strong", "ink3")
        self._head_cell = Cell(row(self._head, "stretch"), self._signal_width)
        laptop = Text(LAPTOP_SEES, "caption-strong", "ink3")
        self._laptop_head = Cell(row(laptop, "stretch"), _laptop_width)
        self._laptop_head.hide()
        self._heads = row(
            (left, 1),
            self._head_cell,
            self._laptop_head,
            Cell(row(right, "stretch"), _verdict_width),
            gap=_GAP,
        )
        self.setLayout(col(self._heads, self._body, gap=8))
        self._indent(self._heads)

    def render_networks(
        self,
        networks: tuple[HeardNetwork, ...],
        head: str,
        hearer: str,
        *,
        enabled: bool,
        view: LaptopView | None = None,
    ) -> None:
        """One row for each name in the device's list, and below it what only the laptop sees.

        `head` is the column's head, `hearer` the device in a sentence.
        """
        self._head.say(head)
        view = view if view is not None and view.listed else None
        if (networks, hearer, view) != (self._device, self._hearer, self._view):
            self._device, self._view = networks, view
            self._networks = (*best_of_each(networks), *laptop_only(networks, view))
            self._hearer, self._head_words = hearer, head
            self._laptop_head.setVisible(view is not None)
            self._head_cell.fit()
            self._rebuild()
        if self._cards is not None:
            self._cards.setEnabled(enabled)

    def set_chosen(self, ssid: str) -> None:
        """Show the row of this name as chosen; none where there is no such row."""
        names = [n.ssid for n in self._networks]
        if self._cards is not None:
            self._cards.set_chosen(names.index(ssid) if ssid in names else -1)

    def focus_first(self) -> None:
        """The keyboard on the first network that is not the chosen one."""
        if self._cards is not None:
            self._cards.focus_other()

    def _rebuild(self) -> None:
        focused = self.focusWidget()
        name = focused.objectName() if focused is not None and focused.hasFocus() else ""
        empty(self._body)
        cards = [self._card(network) for network in self._networks]
        self._cards = ChoiceCards(cards, name="Networks")
        self._cards.chosen.connect(lambda index: self.chosen.emit(self._networks[index]))
        self._body.addWidget(self._cards)
        for card in cards:
            if name and card.objectName() == name:
                card.setFocus(Qt.FocusReason.OtherFocusReason)

    def _card(self, network: HeardNetwork) -> ChoiceCard:
        said = opinion(network, self._hearer, Case(network.ssid, self._device or None, self._view))
        points = self._view.of(network.ssid) if self._view is not None else ()
        sees = Text(point_words(points), "caption", "ink2" if points else "ink3")
        beside = [Cell(row(sees, "stretch", align=MIDDLE), _laptop_width)] if self._view else []
        name, security = shown(network.ssid), security_words(network.security)
        signal = row(
            SignalBars(network.signal_dbm),
            Text(dbm_words(network.signal_dbm), "caption", "ink2"),
            "stretch",
            gap=6,
            align=MIDDLE,
        )
        laptop = f", {LAPTOP_SEES.lower()} {point_words(points)}" if self._view else ""
        card = ChoiceCard(
            name,
            f"{security}. {said.reason}",
            Cell(signal, self._signal_width),
            *beside,
            Cell(row(Tag(said.tone, said.word), "stretch", align=MIDDLE), _verdict_width),
            name=f"{name}, {security}, {dbm_words(network.signal_dbm)}{laptop}: "
            f"{said.word}. {said.reason}.",
        )
        card.setObjectName(f"network.row.{network.ssid}")
        return card

    def _signal_width(self) -> int:
        figure = theme.dp(28) + 6 + text_width(["−100\u00a0dBm", dbm_words(None)], "caption")
        return max(figure, text_width([self._head_words], "caption-strong"))

    @staticmethod
    def _indent(heads: QHBoxLayout) -> None:
        heads.setContentsMargins(_PAD + _RADIO + _GAP, 0, _PAD, 0)


def laptop_only(
    networks: tuple[HeardNetwork, ...], view: LaptopView | None
) -> tuple[HeardNetwork, ...]:
    """One row for each name that the laptop sees and the device does not hear, strongest first."""
    if view is None:
        return ()
    heard = {n.ssid for n in networks}
    seen = best_of_each(tuple(HeardNetwork(p.ssid, p.signal_dbm, p.security) for p in view.points))
    return tuple(replace(n, signal_dbm=None) for n in seen if n.ssid not in heard)[:MOST_MORE]


def _laptop_width() -> int:
    return text_width(
        ["2.4\u00a0GHz, ch\u00a013", "5\u00a0GHz, ch\u00a0161", LAPTOP_SEES], "caption-strong"
    )


def _verdict_width() -> int:
    return tag_width(VERDICTS)
