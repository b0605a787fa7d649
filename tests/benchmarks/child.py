"""Runs a measured program in a process of its own, and hears the JSON lines it prints, each with its time."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
MOST_S = 60


@dataclass(frozen=True, slots=True)
class Said:
    """One line: what it says, and seconds from the start of the process until it was heard."""

    at_s: float
    what: dict[str, Any]


class ChildFailed(Exception):
    """The measured program ended with a failure; its last words are the message."""


@contextmanager
def byte_code() -> Iterator[dict[str, str]]:
    """The environment of measured programs: compiled files kept between runs, as where one is installed.

    They are kept in a folder of their own, so that both sides begin with none and meet the same disk.
    """
    with tempfile.TemporaryDirectory(prefix="walkdown-bench-", ignore_cleanup_errors=True) as kept:
        env = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
        found = (str(ROOT / "desktop"), str(ROOT), env.get("PYTHONPATH", ""))
        env["PYTHONPATH"] = os.pathsep.join(filter(None, found))
        env["PYTHONPYCACHEPREFIX"] = kept
        env["QT_QPA_PLATFORM"] = "offscreen"
        yield env


def run(script: str, env: dict[str, str], *args: str) -> list[Said]:
    """Run `script`, a file beside this one, to its end; gives the lines it printed.

    Raises ChildFailed; a program that hangs is ended after a minute and its stacks are the message.
    """
    with tempfile.TemporaryFile("w+", encoding="utf-8") as errors:
        begun = time.perf_counter()
        command = [sys.executable, "-X", "faulthandler", str(HERE / script), *args]
        with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=errors) as process:
            watch = threading.Timer(MOST_S, _end, (process,))
            watch.start()
            said = _lines(process, begun)
            status = process.wait()
            watch.cancel()
        if status:
            errors.seek(0)
            raise ChildFailed(f"{script} ended with {status}: {errors.read()[-4000:]}")
        return said


def _end(process: subprocess.Popen[bytes]) -> None:
    if sys.platform == "win32":
        process.kill()
    else:
        process.send_signal(signal.SIGABRT)  # faulthandler then prints where every thread is


def _lines(process: subprocess.Popen[bytes], begun: float) -> list[Said]:
    assert process.stdout is not None
    said = []
    for line in process.stdout:
        at = time.perf_counter() - begun
        said.append(Said(at, json.loads(line)))
    return said
