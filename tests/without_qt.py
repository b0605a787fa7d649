"""Makes PySide6 impossible to import, as on a machine without it."""

import importlib.abc
import importlib.machinery
import sys
from collections.abc import Sequence
from types import ModuleType

QT_PACKAGES = frozenset({"PySide6", "shiboken6", "pytestqt"})


class QtIsAbsent(importlib.abc.MetaPathFinder):
    """Answers every search for a Qt package with ImportError, before any other finder."""

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None = None,
        target: ModuleType | None = None,
    ) -> importlib.machinery.ModuleSpec | None:
        """Raise ImportError for Qt; leave everything else to the next finder."""
        if fullname.partition(".")[0] in QT_PACKAGES:
            raise ImportError(f"{fullname} is not available in this lane", name=fullname)
        return None


def forbid_qt() -> None:
    """Hide Qt from all imports that follow; Qt must not have been imported before."""
    loaded = QT_PACKAGES & sys.modules.keys()
    if loaded:
        raise RuntimeError(f"{', '.join(sorted(loaded))} came in before it could be hidden")
    sys.meta_path.insert(0, QtIsAbsent())
