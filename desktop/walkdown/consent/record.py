"""The gate's side of the ledger: entries written in order, each to its end, and what they come to."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import replace
from datetime import datetime
from typing import Any, Protocol, TypeVar

from walkdown.consent.cells import CellView, cell_of
from walkdown.consent.entry import USE_ENDS, Entry, Happened
from walkdown.consent.ledger import LedgerBroken, LedgerUnwritable
from walkdown.consent.registry import PromptText
from walkdown.core.trouble import Code, Setback

T = TypeVar("T")


class Book(Protocol):
    """What the gate needs of a ledger. All blocking."""

    def append(self, entry: Entry) -> Entry:
        """On disk when it returns. Raises LedgerUnwritable or LedgerBroken."""
        ...

    def entries(self) -> tuple[Entry, ...]:
        """All entries, oldest first."""
        ...

    def verify(self) -> bool:
        """Whether every entry is there and unchanged."""
        ...

    def close(self) -> None:
        """Let it go."""
        ...


class Record:
    """One entry at a time. What was begun is finished, also where whoever asked was cancelled."""

    def __init__(
        self, book: Book, now: Callable[[], datetime], session: str, failed: Callable[[], None]
    ) -> None:
        """`failed` is called on the loop after the first failure, before the caller learns of it."""
        self.book = book
        self._now = now
        self._session = session
        self._failed = failed
        self._order = asyncio.Lock()
        self._work: set[asyncio.Task[Any]] = set()
        self._note_unclean()

    def now_ms(self) -> int:
        """UTC."""
        return int(self._now().timestamp() * 1000)

    def cell(self, text: PromptText, site: str) -> CellView:
        """How a purpose stands now, by the ledger alone."""
        return cell_of(self.book.entries(), text, site, self._session, self.now_ms())

    def entry(self, event: Happened, text: PromptText, site: str) -> Entry:
        """An entry about a purpose, to be written."""
        return Entry(
            event,
            self.now_ms(),
            text.permission,
            text.purpose,
            site=site,
            policy=text.version,
            fingerprint=text.fingerprint,
            session=self._session,
        )

    async def write(self, entry: Entry) -> Entry:
        """The entry as it stands on disk. Raises Setback: LEDGER_UNWRITABLE or LEDGER_BROKEN."""
        return await asyncio.shield(self.begin(self._append(entry)))

    def begin(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Work that runs to its end; `settled` waits for it."""
        task = asyncio.create_task(work, name="consent")
        self._work.add(task)
        task.add_done_callback(self._done)
        return task

    async def settled(self) -> None:
        """Wait until all that was begun has ended."""
        while self._work:
            await asyncio.wait(set(self._work))

    async def _append(self, entry: Entry) -> Entry:
        try:
            # The lock hands itself on in the order of asking, and tasks begin in that order too.
            async with self._order:
                return await asyncio.to_thread(self.book.append, entry)
        except (LedgerUnwritable, LedgerBroken) as error:
            self._failed()
            broken = isinstance(error, LedgerBroken)
            code = Code.LEDGER_BROKEN if broken else Code.LEDGER_UNWRITABLE
            raise Setback(code, detail=entry.permission) from error

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._work.discard(task)
        # Where nobody waits any more, the failure was already told through `failed`.
        if not task.cancelled():
            task.exception()

    def _note_unclean(self) -> None:
        """Uses that a kill left open are closed in the record, so that every start has an end."""
        entries = self.book.entries()
        closed = {e.record for e in entries if e.event in USE_ENDS}
        still_open = [e for e in entries if e.event is Happened.USE_START and e.seq not in closed]
        try:
            for start in still_open:
                unclean = replace(start, event=Happened.USE_UNCLEAN, at_ms=self.now_ms())
                self.book.append(replace(unclean, record=start.seq, session=self._session))
        except (LedgerUnwritable, LedgerBroken):
            return  # it refuses every later entry too, so nothing can be used
