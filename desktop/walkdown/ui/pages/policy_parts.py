"""The parts of the policy page: its sections, and what each permission is for in one line."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QFrame, QWidget

from walkdown.consent.purpose import Permission, Role
from walkdown.consent.registry import PromptText
from walkdown.ui.consent_words import ICONS, permission_name
from walkdown.ui.kit import TOP, Icon, Text, box, col, row, strong
from walkdown.ui.layout import Item


def section(heading: str, paragraph: str) -> QWidget:
    """A heading with its paragraph, one stop for a screen reader."""
    held = QWidget()
    held.setLayout(
        col(Text(heading, "h3", wrap=True), Text(paragraph, "body", "ink2", wrap=True), gap=4)
    )
    held.setAccessibleName(f"{heading}. {paragraph}")
    return held


def purposes_card(texts: tuple[PromptText, ...]) -> QFrame:
    """Every purpose under its permission; those that are asked of the owner stand apart."""
    ours = [text for text in texts if text.role is Role.INSTALLER]
    owners = [text for text in texts if text.role is Role.OWNER]
    lines: list[Item] = [Text("What each permission is for", "h2", wrap=True), 4]
    for permission in Permission:
        these = [text for text in ours if text.permission is permission]
        if these:
            lines.append(_line(ICONS[permission], permission_name(permission), these))
    if owners:
        lines.append(_line("pass", "Asked of the owner", owners))
    return box(col(*lines, gap=14), "sunken", 20, "What each permission is for")


def purpose_line(text: PromptText) -> str:
    """What a purpose is in one line: its question without the mark."""
    return text.title.removesuffix("?")


def day(iso: str) -> str:
    """ "2026-11-22" as "22 November 2026"."""
    at = date.fromisoformat(iso)
    return f"{at.day} {at:%B %Y}"


def _line(icon: str, name: str, texts: list[PromptText]) -> QWidget:
    held = QWidget()
    said = [purpose_line(text) for text in texts]
    words: list[Item] = [Text([strong(name)], "body", wrap=True)]
    words += [Text(each, "body", "ink2", wrap=True) for each in said]
    held.setLayout(row(col(Icon(icon, 22), "stretch"), (col(*words, gap=2), 1), gap=12, align=TOP))
    held.setAccessibleName(f"{name}: {'. '.join(said)}")
    return held
