"""Help: every id the program can show is explained, and every key is named."""

from __future__ import annotations

import re

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.fake_bridge import FakeBridge
from walkdown.core.trouble import Code
from walkdown.ui import theme, tokens
from walkdown.ui.kit import Key, Text
from walkdown.ui.pages.help import HelpPage


@pytest.fixture
def page(app: QApplication, qtbot: QtBot) -> HelpPage:
    made = HelpPage(FakeBridge())  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.resize(1024, 636)
    made.show()
    return made


def words(page: HelpPage) -> list[str]:
    return [text.text() for text in page.findChildren(Text)]


def test_every_id_is_explained(page: HelpPage) -> None:
    said = words(page)
    for code in Code:
        title, body = said[said.index(str(code)) + 1 :][:2]
        assert title
        assert body.endswith("."), code
        assert not re.search(r"[{}]", title + body)


def test_the_keys_are_named(page: HelpPage) -> None:
    assert len(page.findChildren(Key)) >= 10
    assert "stop everything in use" in words(page)


@pytest.mark.parametrize("look", [tokens.LIGHT, tokens.SUNLIGHT, tokens.scaled(tokens.LIGHT, 1.5)])
def test_it_fits_the_narrowest_window(
    app: QApplication, qtbot: QtBot, page: HelpPage, look: tokens.Tokens
) -> None:
    theme.use(app, look)
    qtbot.waitUntil(
        lambda: all(t.width() >= t.minimumSizeHint().width() for t in page.findChildren(Text))
    )
    assert page.minimumSizeHint().width() <= 1024
