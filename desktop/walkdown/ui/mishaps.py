"""Our own mistakes in the window's thread: into the log, and into the one notice. Nothing is swallowed."""

from __future__ import annotations

import logging
import secrets
import sys
import threading
from types import TracebackType
from typing import TYPE_CHECKING

from walkdown.app.messages import Crashed

if TYPE_CHECKING:
    from walkdown.ui.main_window import MainWindow

log = logging.getLogger(__name__)


def tell_mishaps(window: MainWindow) -> None:
    """From now on an exception nobody caught is logged under a reference that a notice names."""

    def caught(
        kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        reference = secrets.token_hex(4)
        log.error("crash %s", reference, exc_info=(kind, error, trace))
        # Through the bridge's signal, so that it is shown from the event loop of the window's thread.
        window.bridge.message.emit(Crashed(reference))

    def caught_in_thread(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            caught(args.exc_type, args.exc_value, args.exc_traceback)

    sys.excepthook = caught
    threading.excepthook = caught_in_thread
