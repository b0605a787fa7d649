"""What happens to the owner's password, said before it is typed. Every line here must be true."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QWidget

from walkdown.ui.kit import Icon, StateGlyph, Text, box, col, row


def password_facts() -> QFrame:
    """The four facts. Improv carries the password in the clear (protocols.md 3), and that comes first."""
    return box(
        col(
            Text("What happens to it", "h2"),
            8,
            _fact(
                StateGlyph("warn", 24, name="Mind this"),
                "Not encrypted on the way",
                "These devices take it over Bluetooth as it is. Someone very near with special"
                " equipment could read it.",
            ),
            _fact(
                Icon("eye", 24, "ink2"),
                "Hidden from the installer",
                "Dots on the screen, and copying is off.",
            ),
            _fact(
                Icon("trash", 24, "ink2"),
                "Not kept",
                "Walkdown drops it when all devices are online or the job is closed.",
            ),
            _fact(
                Icon("receipt", 24, "ink2"),
                "Written down",
                "That you sent it, and when. Never the password.",
            ),
            gap=16,
        ),
        "sunken",
        (24, 24, 24, 24),
        "What happens to the password",
    )


def _fact(sign: QWidget, title: str, words: str) -> QWidget:
    fact = QWidget()
    text = col(Text(title, "body-strong", wrap=True), Text(words, "body", "ink2", wrap=True), gap=0)
    fact.setLayout(row(col(sign, "stretch"), (text, 1), gap=16))
    fact.setAccessibleName(f"{title}. {words}")
    return fact
