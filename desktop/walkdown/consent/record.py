"""The gate's side of the ledger: entries written in order, each to its end, and what they come to."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, TypeVar

from walkdown.consent.book import Book
from walkdown.consent.cells import CellView, Story, view_of
from walkdown.consent.entry import USE_ENDS, Entry, Happened
from walkdown.consent.ledger import LedgerBroken, LedgerUnwritable, Standing
from walkdown.consent.registry import PromptText
from walkdown.core.trouble import Code, Setback

T = TypeVar("T")
# What the person at the screen said; everything else is the program's or the system's doing.
_DECISIONS: Final = frozenset(
    {
        *(Happened.GRANTED, Happened.REFUSED, Happened.REFUSED_QUIET, Happened.DEFERRED),
        *(Happened.WITHDRAWN, Happened.RESET, Happened.REVOKED),
        *(Happened.EXPIRED, Happened.RENEWAL),
    }
)
_POLICY: Final = frozenset({Happened.POLICY_ACCEPTED, Happened.POLICY_DECLINED})
# Two clocks that part by more than this were not merely read one after the other.
_CLOCK_JUMP_MS: Final = 120_000


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What every entry tells beside what happened. `uptime_ms` counts on while the laptop sleeps."""

    session: str
    app: str = ""
    boot: str = ""
    uptime_ms: Callable[[], int] | None = None


class Record:
    """Entries are written one after the other off the loop; what was begun is finished.

    `failed` is called where an entry could not be written: nothing may be in use any more.
    """

    def __init__(
        self,
        book: Book,
        now: Callable[[], datetime],
        about: Circumstances,
        failed: Callable[[], None],
        everywhere: frozenset[str] = frozenset(),
    ) -> None:
        self.book = book
        self._now = now
        self._about = about
        self._failed = failed
        self._everywhere = everywhere
        self._order = asyncio.Lock()
        self._work: set[asyncio.Task[Any]] = set()
        self._stories: dict[tuple[str, str], Story] = {}
        self._policy: list[Entry] = []
        self._clocks = (0, 0)
        self.writable = True
        self.trouble = Code.LEDGER_UNWRITABLE
        self._read()

    @property
    def vouched(self) -> bool:
        """Whether what the ledger says can be relied on, and more can be written into it."""
        return self.book.standing not in (Standing.BROKEN, Standing.UNWRITABLE)

    def now_ms(self) -> int:
        """UTC."""
        return int(self._now().timestamp() * 1000)

    def cell(self, text: PromptText, site: str) -> CellView:
        """How a purpose stands now, by the ledger alone."""
        return view_of(self._story(text.purpose, site), text, self._about.session, self.now_ms())

    def sites(self, purpose: str) -> tuple[str, ...]:
        """Every site the ledger has something to tell about for this purpose."""
        return tuple(site for of, site in self._stories if of == purpose)

    def lapsed(self, text: PromptText, site: str) -> bool:
        """Whether the last word about a cell is a yes that has ended by itself, unwritten."""
        ended = not self.cell(text, site).granted
        return ended and self._story(text.purpose, site).grant is not None

    def policy(self) -> tuple[Entry, ...]:
        """What was said to the policy, oldest first."""
        return tuple(self._policy)

    def entry(self, event: Happened, text: PromptText, site: str) -> Entry:
        """An entry about a purpose, to be written."""
        return replace(
            self.bare(event),
            permission=text.permission,
            purpose=text.purpose,
            site=site,
            policy=text.version,
            fingerprint=text.fingerprint,
            lang=text.lang,
            subject=text.role,
            record_id=secrets.token_hex(16) if event in _DECISIONS else "",
        )

    def bare(self, event: Happened) -> Entry:
        """An entry about no purpose, to be written."""
        about = self._about
        return Entry(
            event,
            self.now_ms(),
            session=about.session,
            app=about.app,
            boot=about.boot,
            mono_ms=about.uptime_ms() if about.uptime_ms else 0,
        )

    async def write(self, entry: Entry, then: Callable[[Entry], None] | None = None) -> Entry:
        """The entry as it stands on disk; `then` is called with it before anybody else can act on it.

        Raises Setback: LEDGER_UNWRITABLE or LEDGER_BROKEN.
        """
        (written,) = await self.write_due(lambda: (entry,), then)
        return written

    async def write_due(
        self, due: Callable[[], tuple[Entry, ...]], then: Callable[[Entry], None] | None = None
    ) -> tuple[Entry, ...]:
        """Like `write`, but `due` says what there is to write only when its turn has come.

        By then all that was begun before stands on disk: nothing is written twice, and nothing that
        was on its way is overlooked.
        """
        return await asyncio.shield(self.begin(self._append(due, then)))

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

    async def _append(
        self, due: Callable[[], tuple[Entry, ...]], then: Callable[[Entry], None] | None
    ) -> tuple[Entry, ...]:
        # The lock hands itself on in the order of asking, and tasks begin in that order too.
        async with self._order:
            return tuple([await self._append_one(entry, then) for entry in due()])

    async def _append_one(self, entry: Entry, then: Callable[[Entry], None] | None) -> Entry:
        try:
            if jump := self._jump(entry):
                await asyncio.to_thread(self.book.append, jump)
            written = await asyncio.to_thread(self.book.append, entry)
        except (LedgerUnwritable, LedgerBroken) as error:
            broken = isinstance(error, LedgerBroken)
            self.trouble = Code.LEDGER_BROKEN if broken else Code.LEDGER_UNWRITABLE
            self.writable = False
            self._failed()
            raise Setback(self.trouble, detail=entry.permission) from error
        self._tell(written)
        if then:
            then(written)
        return written

    def _jump(self, entry: Entry) -> Entry | None:
        """What to write of a clock that was set since the last entry (consent.md 5.1)."""
        (at_ms, mono_ms), self._clocks = self._clocks, (entry.at_ms, entry.mono_ms)
        if not (at_ms and mono_ms and entry.mono_ms):
            return None
        off = (entry.at_ms - at_ms) - (entry.mono_ms - mono_ms)
        if abs(off) < _CLOCK_JUMP_MS:
            return None
        return replace(self.bare(Happened.CLOCK), by="system", detail=f"{off // 1000} s")

    def _tell(self, entry: Entry) -> None:
        """What an entry on disk means for the cells."""
        if entry.event in _POLICY:
            self._policy.append(entry)
        if entry.purpose:
            self._story(entry.purpose, entry.site).tell(entry)

    def _story(self, purpose: str, site: str) -> Story:
        key = (purpose, "" if purpose in self._everywhere else site)
        return self._stories.setdefault(key, Story())

    def _compare_clocks(self, last: Entry | None) -> None:
        """Within one run of the computer both clocks are known; across runs only a step back shows."""
        if last is None:
            return
        back_ms = last.at_ms - self.now_ms()
        if last.boot and last.boot == self._about.boot:
            self._clocks = (last.at_ms, last.mono_ms)
        elif back_ms > _CLOCK_JUMP_MS:
            set_back = replace(self.bare(Happened.CLOCK), by="system")
            self.book.append(replace(set_back, detail=f"{-back_ms // 1000} s"))

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._work.discard(task)
        # Where nobody waits any more, the failure was already told through `failed`.
        if not task.cancelled():
            task.exception()

    def _read(self) -> None:
        """Everything from the beginning; uses that a kill left open are closed in the record."""
        still_open: dict[int, Entry] = {}
        last: Entry | None = None
        for last in self.book.entries():
            self._tell(last)
            if last.event is Happened.USE_START:
                still_open[last.seq] = last
            elif last.event in USE_ENDS:
                still_open.pop(last.record, None)
        try:
            self._compare_clocks(last)
            for start in still_open.values():
                self._tell(self.book.append(self._unclean(start)))
        except (LedgerUnwritable, LedgerBroken):
            return  # it refuses every later entry too, so nothing can be used

    def _unclean(self, start: Entry) -> Entry:
        """The end of a use that a kill left open, as of now: when it really ended nobody knows."""
        now = self.bare(Happened.USE_UNCLEAN)
        unclean = replace(start, event=now.event, record=start.seq, by="program")
        unclean = replace(unclean, at_ms=now.at_ms, mono_ms=now.mono_ms, boot=now.boot)
        return replace(unclean, session=now.session, app=now.app)
