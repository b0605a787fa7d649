"""Ending tasks: cancelled, waited for, and what they raised at the end taken from them."""

from __future__ import annotations

import asyncio
from typing import Any


async def ended(*tasks: asyncio.Task[Any] | None) -> None:
    """Cancel the tasks and wait until they are gone; the one that calls this is only told to stop."""
    mine = asyncio.current_task()
    given = [t for t in tasks if t is not None]
    for task in given:
        task.cancel()
    # Those that had ended before too: nobody else asks them what they raised.
    others = [t for t in given if t is not mine]
    await asyncio.gather(*others, return_exceptions=True)


async def first_done(*tasks: asyncio.Task[Any]) -> None:
    """Wait until one of the tasks is done; none is cancelled."""
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
