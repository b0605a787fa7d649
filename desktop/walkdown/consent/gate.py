"""The gate: prompt, decision on disk, start on disk, lease. The only maker of leases."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from walkdown.consent.cells import GRANTED, CellState, CellView, cell_of, until_of
from walkdown.consent.entry import Entry, Happened
from walkdown.consent.lease import _MINT, Lease
from walkdown.consent.ledger import LedgerUnwritable
from walkdown.consent.purpose import Purpose, Scope
from walkdown.consent.question import Answer, AnswerKind, Question, Use
from walkdown.consent.registry import PromptText, Registry
from walkdown.core.trouble import Code, Setback

__all__ = ["Answer", "AnswerKind", "Gate", "Question", "Use"]


class Book(Protocol):
    """What the gate needs of a ledger. All blocking."""

    def append(self, entry: Entry) -> Entry: ...
    def entries(self) -> tuple[Entry, ...]: ...
    def verify(self) -> bool: ...
    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class _Running:
    lease: Lease
    use: Use
    start: int
    stop_at: asyncio.TimerHandle


class Gate:
    """Lives on the engine's loop. `ask` shows the prompt and waits for the person; `now` is UTC."""

    def __init__(
        self,
        ledger: Book,
        registry: Registry,
        ask: Callable[[Question], Awaitable[Answer]],
        now: Callable[[], datetime],
        on_change: Callable[[], None] = lambda: None,
        *,
        session: str,
    ) -> None:
        self._ledger = ledger
        self._registry = registry
        self._ask = ask
        self._now = now
        self._on_change = on_change
        self._session = session
        self._running: dict[int, _Running] = {}
        self._numbers = 0
        self._asking = asyncio.Lock()
        self._writing = asyncio.Lock()
        self._background: set[asyncio.Task[None]] = set()
        self._closing = False
        self._note_unclean()

    # --- using

    async def acquire(
        self, purpose: Purpose, *, site: str, feature: str, afresh: bool = False
    ) -> Lease:
        """A lease, after asking where that is needed; decision and start are on disk before it exists.

        `afresh` asks also after "don't ask again" (Privacy does). Raises Setback: REFUSED,
        NOT_ANSWERED, LEDGER_UNWRITABLE or LEDGER_BROKEN.
        """
        text = self._registry.prompt_text(purpose)
        cell = await self._granted(text, site, feature, afresh)
        start = asyncio.ensure_future(self._start(text, cell, site, feature))
        try:
            return await asyncio.shield(start)
        except asyncio.CancelledError:
            start.add_done_callback(self._drop)
            raise

    @asynccontextmanager
    async def use(self, purpose: Purpose, *, site: str, feature: str) -> AsyncIterator[Lease]:
        """A lease for the length of a block; its end is written with what was counted."""
        lease = await self.acquire(purpose, site=site, feature=feature)
        try:
            yield lease
        finally:
            await asyncio.shield(self._spawn(self._finish(lease, Happened.USE_END)))

    async def release(self, lease: Lease) -> None:
        """The use is over; releasing twice is harmless."""
        await self._finish(lease, Happened.USE_END)

    async def stop(self, number: int) -> None:
        """The person ends one use; the permission stays as it was."""
        running = self._running.get(number)
        if running is not None:
            await self._finish(running.lease, Happened.USE_ABORT)

    async def stop_all(self) -> None:
        """The person ends every use."""
        for number in tuple(self._running):
            await self.stop(number)

    async def withdraw(self, purpose: Purpose, *, site: str) -> None:
        """Take a yes back: written first, then what uses it ends."""
        text = self._registry.prompt_text(purpose)
        cell = self._cell(text, site)
        scope = Scope.COMPUTER if cell.state is CellState.COMPUTER else ""
        await self._write(self._entry(Happened.WITHDRAWN, text, site, scope=scope))
        for running in tuple(self._running.values()):
            if running.use.purpose is purpose and (scope or running.lease.site == site):
                await self._finish(running.lease, Happened.USE_ABORT)
        self._on_change()

    # --- looking

    def uses(self) -> tuple[Use, ...]:
        """What is in use now, newest first."""
        return tuple(r.use for r in reversed(self._running.values()))

    def cells(self, site: str) -> tuple[CellView, ...]:
        """Every purpose as it stands for a site."""
        return tuple(self._cell(text, site) for text in self._registry.prompts)

    def history(self) -> tuple[Entry, ...]:
        """The whole ledger, oldest first."""
        return self._ledger.entries()

    def verify(self) -> bool:
        """Read the ledger from disk again: present and unchanged? Blocking."""
        return self._ledger.verify()

    async def close(self) -> None:
        """End every use, write it down, let the ledger go."""
        self._closing = True
        for running in tuple(self._running.values()):
            await self._finish(running.lease, Happened.USE_END)
        if self._background:
            await asyncio.gather(*self._background, return_exceptions=True)
        await asyncio.to_thread(self._ledger.close)

    # --- inside

    async def _granted(self, text: PromptText, site: str, feature: str, afresh: bool) -> CellView:
        if self._closing:
            raise Setback(Code.NOT_ANSWERED, detail=text.permission)
        cell = self._cell(text, site)
        if cell.granted:
            return cell
        async with self._asking:
            cell = self._cell(text, site)
            if cell.granted:
                return cell
            if cell.state is CellState.DENIED_QUIET and not afresh:
                raise Setback(Code.REFUSED, detail=text.permission)
            return await self._put_the_question(text, site, feature, cell)

    async def _put_the_question(
        self, text: PromptText, site: str, feature: str, cell: CellView
    ) -> CellView:
        self._numbers += 1
        changed = cell.state is CellState.RENEW
        question = Question(self._numbers, text, feature, changed)
        await self._write(self._entry(Happened.PROMPT_SHOWN, text, site, feature=feature))
        try:
            answer = await self._ask(question)
        except asyncio.CancelledError:
            self._spawn(self._decide(text, site, feature, Answer(AnswerKind.NOT_ANSWERED)))
            raise
        await self._decide(text, site, feature, answer)
        if answer.kind is not AnswerKind.USE:
            unanswered = answer.kind is AnswerKind.NOT_ANSWERED
            raise Setback(Code.NOT_ANSWERED if unanswered else Code.REFUSED, detail=text.permission)
        return self._cell(text, site)

    async def _decide(self, text: PromptText, site: str, feature: str, answer: Answer) -> None:
        event = {
            AnswerKind.USE: Happened.GRANTED,
            AnswerKind.DONT_USE: Happened.REFUSED,
            AnswerKind.DONT_ASK_AGAIN: Happened.REFUSED_QUIET,
            AnswerKind.NOT_ANSWERED: Happened.DEFERRED,
        }[answer.kind]
        scope = answer.scope if answer.kind is AnswerKind.USE else None
        if answer.kind is AnswerKind.USE and scope not in text.scopes:
            raise ValueError("a yes names one of the scopes that were offered")
        until = until_of(scope, self._ms()) if scope else 0
        await self._write(
            self._entry(
                event, text, site, scope=scope or "", feature=feature, until_ms=until,
                shown_ms=answer.shown_ms,
            )
        )  # fmt: skip
        self._on_change()

    async def _start(self, text: PromptText, cell: CellView, site: str, feature: str) -> Lease:
        if cell.state not in GRANTED:
            raise Setback(Code.REFUSED, detail=text.permission)
        entry = self._entry(Happened.USE_START, text, site, feature=feature, record=cell.record)
        written = await self._write(entry)
        self._numbers += 1
        lease = Lease(self._numbers, text.purpose, site, mint=_MINT)
        left_s = max(0.0, (cell.until_ms - self._ms()) / 1000)
        timer = asyncio.get_running_loop().call_later(left_s, self._run_out, lease)
        use = Use(lease.number, text.permission, text.purpose, written.at_ms)
        self._running[lease.number] = _Running(lease, use, written.seq, timer)
        self._on_change()
        return lease

    async def _finish(self, lease: Lease, event: Happened) -> None:
        running = self._running.pop(lease.number, None)
        if running is None:
            return
        running.stop_at.cancel()
        lease.end()
        self._on_change()
        text = self._registry.prompt_text(lease.purpose)
        counts = ", ".join(f"{number} {word}" for word, number in lease.counts)
        await self._write(self._entry(event, text, lease.site, record=running.start, counts=counts))
        self._on_change()

    def _run_out(self, lease: Lease) -> None:
        self._spawn(self._finish(lease, Happened.USE_ABORT))

    def _drop(self, start: asyncio.Future[Lease]) -> None:
        """Whoever wanted this lease is gone: it must not stay open."""
        if not start.cancelled() and start.exception() is None:
            self._spawn(self._finish(start.result(), Happened.USE_END))

    def _spawn(self, work: Awaitable[None]) -> asyncio.Task[None]:
        async def run() -> None:
            await work

        task = asyncio.create_task(run(), name="consent")
        self._background.add(task)
        task.add_done_callback(self._background.discard)
        return task

    async def _write(self, entry: Entry) -> Entry:
        """On disk, in order. Where that fails every use ends: none is made that is not written."""
        try:
            async with self._writing:
                return await asyncio.shield(asyncio.to_thread(self._ledger.append, entry))
        except LedgerUnwritable as error:
            for number in tuple(self._running):
                running = self._running.pop(number)
                running.stop_at.cancel()
                running.lease.end()
            self._on_change()
            raise Setback(Code.LEDGER_UNWRITABLE) from error

    def _entry(
        self,
        event: Happened,
        text: PromptText,
        site: str,
        *,
        scope: str = "",
        feature: str = "",
        until_ms: int = 0,
        record: int = 0,
        shown_ms: int = 0,
        counts: str = "",
    ) -> Entry:
        return Entry(
            event,
            self._ms(),
            text.permission,
            text.purpose,
            scope,
            site,
            feature,
            until_ms,
            record,
            text.version,
            text.fingerprint,
            shown_ms,
            counts,
            self._session,
        )

    def _cell(self, text: PromptText, site: str) -> CellView:
        return cell_of(self._ledger.entries(), text, site, self._session, self._ms())

    def _ms(self) -> int:
        return int(self._now().timestamp() * 1000)

    def _note_unclean(self) -> None:
        """Uses that a kill left open are closed in the record, so that every start has an end."""
        ends = {Happened.USE_END, Happened.USE_ABORT, Happened.USE_UNCLEAN}
        entries = self._ledger.entries()
        closed = {e.record for e in entries if e.event in ends}
        for entry in entries:
            if entry.event is Happened.USE_START and entry.seq not in closed:
                text = self._registry.prompt_text(Purpose(entry.purpose))
                self._ledger.append(
                    self._entry(Happened.USE_UNCLEAN, text, entry.site, record=entry.seq)
                )
