"""The PySide6 that is installed does not lose references to True, which aborts CPython 3.11."""

import sys

from PySide6.QtCore import QObject, Signal

EMITS = 50
# From CPython 3.12 on a count that drifts is harmless: it comes to rest at the immortal value.
TRUE_IS_IMMORTAL = sys.version_info >= (3, 12)


class Bell(QObject):
    """Emits a flag."""

    rung = Signal(bool)


def test_emitting_a_signal_keeps_the_references_to_true() -> None:
    heard = 0

    def hear(flag: bool) -> None:
        nonlocal heard
        heard += flag

    bell = Bell()
    bell.rung.connect(hear)
    bell.rung.emit(True)
    before = sys.getrefcount(True)
    for _ in range(EMITS):
        bell.rung.emit(True)
    after = sys.getrefcount(True)
    assert heard == EMITS + 1
    assert after == before or TRUE_IS_IMMORTAL
