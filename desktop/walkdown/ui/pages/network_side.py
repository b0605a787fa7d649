"""Beside the list: why the chosen network is thought to work, line by line, and who types the password."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QWidget

from walkdown.core.device import Device
from walkdown.core.label import grouped
from walkdown.core.shown import shown
from walkdown.core.wifi import WEAK_DBM, ChosenNetwork
from walkdown.core.wifi_doctor import Case
from walkdown.ui import theme
from walkdown.ui.kit import MIDDLE, Glyph, Icon, StateGlyph, Text, box, col, row, two
from walkdown.ui.pages.network_doctor_words import point_words
from walkdown.ui.pages.network_words import (
    as_heard,
    dbm_words,
    hearer_words,
    is_enterprise,
    opinion,
    security_words,
)

_BOXES = {"ok": "ok", "warn": "warn", "stop": "stop"}


class _Fact(QWidget):
    """One line: silhouette, what, and the value at the right."""

    def __init__(self) -> None:
        super().__init__()
        self._glyph = StateGlyph("todo", 18)
        self._what = Text("", "body")
        self._value = Text("", "caption", "ink2", align="right", elide=True)
        self.setLayout(row(self._glyph, self._what, (self._value, 1), gap=12, margins=(0, 4, 0, 4)))

    def say(self, glyph: Glyph, what: str, value: str) -> None:
        """Another fact."""
        self._glyph.show_state(glyph, what)
        self._what.say(what)
        self._value.say(value)
        self.setAccessibleName(f"{what}: {value}")


class WhyCard(QFrame):
    """The chosen network's facts. Its box takes the colour of the worst."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("box", "sunken")
        self._title = Text("", "h3", elide=True)
        self._lead = Text("", "body", "ink2", wrap=True)
        self._facts = [_Fact() for _ in range(5)]
        self.setLayout(
            col(self._title, self._lead, 4, *self._facts, gap=2, margins=(16, 12, 16, 12))
        )
        self.render_chosen(None, None, alone=True)

    def render_chosen(
        self,
        chosen: ChosenNetwork | None,
        hearer: Device | None,
        *,
        alone: bool,
        case: Case | None = None,
    ) -> None:
        """Say what is known of it; `alone` where the site has one device only."""
        for fact in self._facts:
            fact.setVisible(chosen is not None)
        if chosen is None:
            theme.mark(self, "box", "sunken")
            self._title.say("No network chosen yet")
            self._lead.say("Choose one that is strong where the devices are.")
            return
        said = opinion(as_heard(chosen), hearer_words(hearer), case)
        typed = hearer is None
        seen = case.seen if case is not None else ()
        theme.mark(self, "box", "sunken" if typed else _BOXES.get(said.tone, "sunken"))
        self._title.say(shown(chosen.ssid))
        how = "Only this laptop sees it." if seen else "Its name was typed."
        reason = f"{how} Devices say whether they see it when they try."
        self._lead.say(reason if typed else f"{said.reason}.")
        self._facts[0].say(*_signal(chosen, hearer, case))
        self._facts[1].say(*_security(chosen))
        self._facts[2].say("wait" if typed else "ok", "Heard by", _serial(hearer))
        self._facts[3].say(*_laptop(case))
        self._facts[4].say("wait", "Other devices", "not asked yet")
        self._facts[4].setVisible(not alone)
        self.setAccessibleName(f"{shown(chosen.ssid)}: {said.word}. {said.reason}.")


def _serial(hearer: Device | None) -> str:
    return grouped(shown(hearer.serial, 24)) if hearer else "nobody yet"


def _laptop(case: Case | None) -> tuple[Glyph, str, str]:
    if case is None or not case.laptop_listed:
        return "wait", "This laptop", "not asked yet"
    return ("ok" if case.seen else "info"), "This laptop", point_words(case.seen)


def _signal(
    chosen: ChosenNetwork, hearer: Device | None, case: Case | None
) -> tuple[Glyph, str, str]:
    """With the channel, where the device says it."""
    if chosen.signal_dbm is None:
        return "wait", "Signal", dbm_words(None) if hearer is None else "not said"
    glyph: Glyph = "ok" if chosen.signal_dbm >= WEAK_DBM else "warn"
    heard = case.heard if case is not None else ()
    channel = f", ch\u00a0{heard[0].channel}" if heard and heard[0].channel else ""
    return glyph, f"At {hearer_words(hearer)}", dbm_words(chosen.signal_dbm) + channel


def _security(chosen: ChosenNetwork) -> tuple[Glyph, str, str]:
    words = security_words(chosen.security)
    if not chosen.security:
        return "wait", "Security", "not known"
    if is_enterprise(chosen.security):
        return "stop", "Security", words
    return ("warn" if as_heard(chosen).is_open else "ok"), "Security", words


def who_types() -> QWidget:
    """Who gives the password, and the two ways to give it."""
    inner = col(
        Text("Who types the password?", "h3"),
        _way("pass", "The owner, on this laptop", "On a page of their own. You never see it."),
        _way("camera", "Or the router's code", "Read on the same page; the camera asks first."),
        gap=12,
    )
    return box(inner, "card", (16, 12, 16, 16), "Who types the password?")


def _way(icon: str, title: str, note: str) -> QWidget:
    words = two(Text(title, "body-strong", wrap=True), Text(note, "caption", "ink2", wrap=True))
    holder = QWidget()
    holder.setLayout(row(Icon(icon, 24, "ink2"), (words, 1), gap=12, align=MIDDLE))
    holder.setAccessibleName(f"{title}. {note}")
    return holder
