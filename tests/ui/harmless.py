"""What a window shows and says, looked at for markup, hidden characters and tricks of direction."""

from __future__ import annotations

import html
import json
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QComboBox, QLabel, QWidget

SEEDS = json.loads((Path(__file__).parent / "hostile_seeds.json").read_text("utf-8"))
HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
ISOLATE, END = "\u2068", "\u2069"
BLANK = frozenset("\u115f\u1160\u3164\uffa0\u034f\u17b4\u17b5\u2800")
OURS = frozenset("\n")  # a line break of our own in a label


def seed_texts() -> tuple[str, ...]:
    """Each seed as a radio would decode it, and with its broken bytes kept as lone surrogates."""
    raw = [bytes.fromhex(seed["hex"]) for seed in SEEDS]
    texts = [r.decode("utf-8", how) for r in raw for how in ("replace", "surrogateescape")]
    return tuple(dict.fromkeys(texts))


def hidden_in(text: str) -> str:
    """The characters that nobody sees. Isolates that are closed again are how names are tamed."""
    depth = 0
    for char in text:
        depth += (char == ISOLATE) - (char == END)
        if depth not in (0, 1):
            return "unpaired isolate"
    left = text.replace(ISOLATE, "").replace(END, "") if depth == 0 else text
    bad = (c for c in left if (unicodedata.category(c) in HIDDEN and c not in OURS) or c in BLANK)
    return " ".join(f"{ord(c):04X}" for c in bad)


def most_marks(text: str) -> int:
    """The tallest pile of marks on one letter."""
    tallest = pile = 0
    for char in text:
        pile = pile + 1 if unicodedata.category(char) in ("Mn", "Me") else 0
        tallest = max(tallest, pile)
    return tallest


def findings(root: QWidget) -> list[str]:
    """Everything in the window that is not plain; empty where all is well."""
    return [
        f"{type(widget).__name__} {what}"
        for widget in (root, *root.findChildren(QWidget))
        for what in _of(widget)
    ]


def _of(widget: QWidget) -> Iterator[str]:
    for where, text in _texts(widget):
        if found := hidden_in(text):
            yield f"{where} hides {found}: {text[:80]!r}"
        if most_marks(text) > 4:
            yield f"{where} piles up marks"
        if "<" in text or len(text) > 4000:
            yield f"{where} is not tame: {text[:80]!r}"
    if isinstance(widget, QLabel) and widget.textFormat() is not Qt.TextFormat.PlainText:
        yield f"label may be markup: {widget.text()[:80]!r}"
    if not _plain_tip(widget.toolTip()):
        yield f"tooltip is markup: {widget.toolTip()[:80]!r}"


def _texts(widget: QWidget) -> Iterator[tuple[str, str]]:
    yield "name", widget.accessibleName()
    yield "description", widget.accessibleDescription()
    yield "title", widget.windowTitle()
    yield "tooltip", _untipped(widget.toolTip())
    yield "status", widget.statusTip() + widget.whatsThis()
    if isinstance(widget, QLabel):
        yield "label", widget.text()
    if isinstance(widget, QAbstractButton):
        yield "button", widget.text()
        if "&" in widget.text().replace("&&", ""):
            yield "mnemonic", "<"
    if isinstance(widget, QComboBox):
        yield from (("option", widget.itemText(i)) for i in range(widget.count()))
    if isinstance(widget, QAbstractItemView) and (model := widget.model()) is not None:
        for at in range(model.rowCount()):
            yield "item", str(model.index(at, 0).data() or "")


def _untipped(tip: str) -> str:
    return html.unescape(tip.removeprefix("<qt>").removesuffix("</qt>"))


def _plain_tip(tip: str) -> bool:
    """Escaped through and through: Qt shows a tooltip as markup where it looks like it."""
    inner = tip.removeprefix("<qt>").removesuffix("</qt>")
    return not set("<>") & set(inner)
