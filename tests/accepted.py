"""A home in which the policy was accepted, as after a first start: what most tests begin with."""

from __future__ import annotations

import asyncio
import atexit
import shutil
import tempfile
import threading
from functools import cache
from pathlib import Path

from walkdown.app.engine import Joined
from walkdown.consent.question import Answer, AnswerKind, Question
from walkdown.consent.system.without import WithoutSystem
from walkdown.storage.consent_files import gate_opener
from walkdown.storage.places import resources_dir

SHOWN_MS = 4_200


def accept_policy(home: Path) -> None:
    """Put a ledger with the yes into a home that has none yet; without a key, as nothing signs it."""
    if (home / "ledger.db").exists():
        return
    home.mkdir(parents=True, exist_ok=True)
    for file in _accepted().iterdir():
        shutil.copy(file, home)


@cache
def _accepted() -> Path:
    """Written through the gate, once; in a thread, since a test may have a loop of its own."""
    folder = Path(tempfile.mkdtemp(prefix="walkdown-accepted-"))
    atexit.register(shutil.rmtree, folder)
    writer = threading.Thread(target=lambda: asyncio.run(_accept(folder)))
    writer.start()
    writer.join()
    return folder


async def _accept(home: Path) -> None:
    joined = Joined(_nobody, WithoutSystem(), lambda: None, lambda rested: None)
    gate = gate_opener(home, resources_dir())(joined)
    assert gate.policy is not None
    await gate.policy.answer(True, SHOWN_MS)
    await gate.close()


async def _nobody(_question: Question) -> Answer:
    return Answer(AnswerKind.NOT_ANSWERED)
