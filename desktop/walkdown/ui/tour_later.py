"""The tour's last step: the next version of the policy, on a laptop where the one before was accepted."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from walkdown.ui.main_window import MainWindow
from walkdown.ui.walker import Walker


def later_steps(walk: Walker, window: MainWindow) -> list[tuple[str, Callable[[], None]]]:
    """In words and in deed."""

    def changed_policy() -> None:
        walk.find("policy.changes", QWidget)
        walk.find("policy.accept", QWidget)
        walk.shot("policy-changed", window)
        walk.click("policy.accept")
        walk.find("jobs.practice", QWidget)

    return [("a changed policy read, purpose by purpose, and accepted", changed_policy)]
