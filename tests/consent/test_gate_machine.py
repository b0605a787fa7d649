"""Whatever a person does in whatever order: every use rests on a yes that was on disk before it."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from itertools import count
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from tests.consent.conftest import Person, Watch, entries_on_disk, killed
from walkdown.consent.entry import USE_ENDS, Entry, Happened
from walkdown.consent.gate import Answer, AnswerKind, Gate
from walkdown.consent.lease import Lease
from walkdown.consent.ledger import Ledger
from walkdown.consent.purpose import Purpose, Scope
from walkdown.consent.registry import parse_registry
from walkdown.core.trouble import Code, Setback
from walkdown.storage.places import resources_dir

REGISTRY = parse_registry((resources_dir() / "purposes.toml").read_text("utf-8"))
PURPOSES = st.sampled_from([Purpose.SCAN_QR, Purpose.MANAGE, Purpose.NOTIFY])
SITES = st.sampled_from(["one", "two"])
KINDS = st.sampled_from(AnswerKind)
TURNS = st.sampled_from([{"minutes": 9}, {"minutes": 11}, {"hours": 9}, {"days": 91}])
OVERRIDES = (Happened.REFUSED, Happened.REFUSED_QUIET, Happened.WITHDRAWN, Happened.EXPIRED)


class Days(RuleBasedStateMachine):
    """A person, a gate over a real ledger, and restarts."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.path = self.folder / "ledger.db"
        self.person, self.watch = Person(), Watch()
        self.runner = asyncio.Runner()
        self.sessions = count()
        self.leases: list[Lease] = []
        self.quiet: set[tuple[Purpose, str]] = set()
        self.gate = self.opened()

    def opened(self) -> Gate:
        book = Ledger.open(self.path, self.watch.ms)
        session = f"s{next(self.sessions)}"
        return Gate(book, REGISTRY, self.person.ask, self.watch.now, session=session)

    def place(self, purpose: Purpose, site: str) -> tuple[Purpose, str]:
        return purpose, "" if REGISTRY.prompt_text(purpose).everywhere else site

    @rule(purpose=PURPOSES, site=SITES, kind=KINDS, pick=st.integers(0, 2), times=st.integers(1, 2))
    def press(self, purpose: Purpose, site: str, kind: AnswerKind, pick: int, times: int) -> None:
        scope = REGISTRY.prompt_text(purpose).scopes[pick]
        self.person.answer = Answer(kind, scope if kind is AnswerKind.USE else None, 700)
        asked = len(self.person.asked)

        async def presses() -> list[Lease | BaseException]:
            wanted = (self.gate.acquire(purpose, site=site, feature="f") for _ in range(times))
            return await asyncio.gather(*wanted, return_exceptions=True)

        for met in self.runner.run(presses()):
            if isinstance(met, Lease):
                self.leases.append(met)
            else:
                assert isinstance(met, Setback)
                assert met.code in (Code.REFUSED, Code.NOT_ANSWERED)
        asked = len(self.person.asked) - asked
        assert asked <= 1
        assert not (asked and self.place(purpose, site) in self.quiet)
        if asked and kind is AnswerKind.DONT_ASK_AGAIN:
            self.quiet.add(self.place(purpose, site))

    @rule(number=st.integers(0, 5))
    def release(self, number: int) -> None:
        if self.leases:
            self.runner.run(self.gate.release(self.leases[number % len(self.leases)]))

    @rule(number=st.integers(0, 5))
    def stop(self, number: int) -> None:
        if uses := self.gate.uses():
            self.runner.run(self.gate.stop(uses[number % len(uses)].number))

    @rule()
    def stop_all(self) -> None:
        self.runner.run(self.gate.stop_all())
        assert not self.gate.uses()

    @rule(purpose=PURPOSES, site=SITES)
    def withdraw(self, purpose: Purpose, site: str) -> None:
        self.runner.run(self.gate.withdraw(purpose, site=site))
        assert purpose not in [
            lease.purpose
            for lease in self.leases
            if not lease.ended and self.place(purpose, lease.site) == self.place(purpose, site)
        ]

    @rule(by=TURNS)
    def turn(self, by: dict[str, float]) -> None:
        self.watch.turn(**by)

    @rule()
    def restart(self) -> None:
        self.runner.run(self.gate.close())
        self.gate = self.opened()

    @rule()
    def kill(self) -> None:
        killed(self.gate)
        self.runner.close()
        self.leases.clear()
        self.runner = asyncio.Runner()
        self.gate = self.opened()

    @invariant()
    def every_use_rests_on_a_yes_before_it(self) -> None:
        entries = entries_on_disk(self.path)
        once: set[int] = set()
        for start in (e for e in entries if e.event is Happened.USE_START):
            grant = entries[start.record]
            assert grant.event is Happened.GRANTED
            assert grant.seq < start.seq
            assert grant.purpose == start.purpose
            assert start.at_ms < grant.until_ms
            assert not [e for e in entries[grant.seq : start.seq] if overrides(e, grant)]
            if grant.scope == Scope.ONCE:
                assert grant.seq not in once
                once.add(grant.seq)
            if grant.scope in (Scope.ONCE, Scope.SESSION):
                assert grant.session == start.session

    @invariant()
    def every_yes_follows_its_prompt(self) -> None:
        entries = entries_on_disk(self.path)
        for grant in (e for e in entries if e.event is Happened.GRANTED):
            shown = entries[grant.seq - 1]
            assert shown.event is Happened.PROMPT_SHOWN
            assert (shown.purpose, shown.site) == (grant.purpose, grant.site)
            assert shown.fingerprint == grant.fingerprint

    @invariant()
    def what_runs_is_what_is_open_in_the_record(self) -> None:
        entries = entries_on_disk(self.path)
        ends = [e.record for e in entries if e.event in USE_ENDS]
        assert len(ends) == len(set(ends))
        starts = [e.seq for e in entries if e.event is Happened.USE_START]
        running = [lease.number for lease in self.leases if not lease.ended]
        assert len(starts) - len(ends) == len(running) == len(self.gate.uses())
        assert self.gate.verify()

    def teardown(self) -> None:
        self.runner.run(self.gate.close())
        self.runner.close()
        shutil.rmtree(self.folder)


def overrides(entry: Entry, grant: Entry) -> bool:
    """Whether it took that yes back."""
    same = entry.purpose == grant.purpose
    return entry.event in OVERRIDES and same and entry.site == grant.site


def test_every_use_rests_on_a_yes_whatever_is_pressed() -> None:
    run_state_machine_as_test(Days, settings=settings(max_examples=40, stateful_step_count=25))
