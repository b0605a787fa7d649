"""The menu of a site's row in Jobs, opened and pressed as a person does."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QWidget


def opened_menu(page: QWidget, job_id: str) -> QMenu:
    """Press More in the row of this job."""
    (more,) = [w for w in page.findChildren(QWidget, f"jobs.more.{job_id}") if w.isVisible()]
    QTest.mouseClick(more, Qt.MouseButton.LeftButton)
    (menu,) = [m for m in page.findChildren(QMenu, f"jobs.menu.{job_id}") if m.isVisible()]
    return menu


def words_in(menu: QMenu) -> list[str]:
    return [action.text() for action in menu.actions()]


def choose(page: QWidget, job_id: str, words: str) -> None:
    """Press a line of the menu of this job's row."""
    menu = opened_menu(page, job_id)
    action = next(a for a in menu.actions() if a.text() == words)
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())
