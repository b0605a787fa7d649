"""Attacks on the gate: whatever comes between two steps of a press, no use outlives or precedes its yes."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.consent.conftest import Person, Watch, entries_on_disk, killed, on_disk
from walkdown.consent.cellstate import CellState
from walkdown.consent.entry import Entry, Happened
from walkdown.consent.former_words import parse_history
from walkdown.consent.gate import Answer, AnswerKind, Circumstances, Gate, Question
from walkdown.consent.lease import Lease
from walkdown.consent.ledger import Ledger, LedgerUnwritable
from walkdown.consent.policy import parse_policy
from walkdown.consent.policy_door import PolicyDoor
from walkdown.consent.purpose import Permission, Purpose, Scope
from walkdown.consent.registry import Registry, parse_registry
from walkdown.consent.system.practice import PracticeSystem
from walkdown.consent.system.state import OsState
from walkdown.core.trouble import Code, Setback
from walkdown.storage.places import resources_dir

YES = Answer(AnswerKind.USE, Scope.SITE, 900)
ONCE = Answer(AnswerKind.USE, Scope.ONCE, 900)
NO = Answer(AnswerKind.DONT_USE, None, 900)
WORDS = (resources_dir() / "purposes.toml").read_text("utf-8")
OTHER_WORDS = parse_registry(
    WORDS.replace("No picture. A router", "Every picture. A router").replace(
        "Names and numbers of nearby devices", "All of nearby devices"
    )
)
Does = Callable[[Gate], Awaitable[None]]


class HeldDisk:
    """A ledger that holds the first entry of one kind back, on its way, until it is let through."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self.held: Happened | None = None
        self.fails: Happened | None = None
        self.reached, self.through = threading.Event(), threading.Event()

    def append(self, entry: Entry) -> Entry:
        if entry.event is self.fails:
            raise LedgerUnwritable("full")
        if entry.event is self.held:
            self.held = None
            self.reached.set()
            self.through.wait(10)
        return self._ledger.append(entry)

    def __getattr__(self, name: str) -> object:
        return getattr(self._ledger, name)


class Waiting(Person):
    """Answers a prompt only when told to; `open` counts the prompts that stand open."""

    def __init__(self) -> None:
        super().__init__()
        self.sees, self.go, self.open = asyncio.Event(), asyncio.Event(), 0

    async def ask(self, question: Question) -> Answer:
        self.asked.append(question)
        self.open += 1
        self.sees.set()
        try:
            await self.go.wait()
        finally:
            self.open -= 1
        return self.answer


@pytest.fixture
def disk(path: Path, watch: Watch) -> Iterator[HeldDisk]:
    held = HeldDisk(Ledger.open(path, watch.ms))
    yield held
    held.through.set()


@pytest.fixture
def system() -> PracticeSystem:
    return PracticeSystem()


@pytest.fixture
def policy(registry: Registry) -> PolicyDoor:
    folder = resources_dir() / "policy"
    text = (folder / "policy.toml").read_text("utf-8")
    history = parse_history((folder / "history.toml").read_text("utf-8"))
    return PolicyDoor(parse_policy(text, registry), history)


@pytest.fixture
def waiting() -> Waiting:
    return Waiting()


Make = Callable[..., Gate]


@pytest.fixture
def make(disk: HeldDisk, registry: Registry, watch: Watch, system: PracticeSystem) -> Make:
    def made(person: Person, policy: PolicyDoor | None = None) -> Gate:
        about = Circumstances("s")
        return Gate(
            disk, registry, person.ask, watch.now, about=about, system=system, policy=policy
        )

    return made


@pytest.fixture
def gate(make: Make, person: Person) -> Gate:
    return make(person)


async def take(
    gate: Gate, purpose: Purpose = Purpose.SCAN_QR, site: str = "one", feature: str = "f"
) -> Lease:
    return await gate.acquire(purpose, site=site, feature=feature)


def press(
    gate: Gate, purpose: Purpose = Purpose.SCAN_QR, feature: str = "f"
) -> asyncio.Task[Lease]:
    return asyncio.create_task(take(gate, purpose, feature=feature))


async def code_of(pressed: asyncio.Task[Lease]) -> Code:
    with pytest.raises(Setback) as setback:
        await asyncio.wait_for(pressed, 10)
    return setback.value.code


def state(gate: Gate, purpose: Purpose = Purpose.SCAN_QR) -> CellState:
    return next(c.state for c in gate.cells("one") if c.purpose is purpose)


async def reaches(disk: HeldDisk) -> None:
    assert await asyncio.to_thread(disk.reached.wait, 10)


async def withdraw(gate: Gate) -> None:
    await gate.withdraw(Purpose.SCAN_QR, site="one")


async def reset(gate: Gate) -> None:
    await gate.reset(Purpose.SCAN_QR, site="one")


async def close_site(gate: Gate) -> None:
    await gate.close_site("one")


async def stop_all(gate: Gate) -> None:
    await gate.stop_all()


async def reword(gate: Gate) -> None:
    await gate.reword(OTHER_WORDS)


# --- a change of mind while the yes is on its way to the disk


@pytest.mark.parametrize(
    ("does", "becomes"),
    [
        (withdraw, CellState.WITHDRAWN),
        (reset, CellState.UNASKED),
        (close_site, CellState.EXPIRED),
        (reword, CellState.RENEW),
    ],
)
async def test_what_takes_a_yes_back_while_it_is_written_is_written_behind_it(
    gate: Gate, disk: HeldDisk, path: Path, does: Does, becomes: CellState
) -> None:
    disk.held = Happened.GRANTED
    pressed = press(gate)
    await reaches(disk)
    taking = asyncio.create_task(does(gate))
    await asyncio.sleep(0)
    disk.through.set()
    await taking
    await asyncio.wait({pressed})
    assert isinstance(pressed.exception(), Setback)
    assert state(gate) is becomes
    assert "use.start" not in on_disk(path)
    assert not gate.uses()
    await gate.close()


async def test_a_yes_that_was_stopped_while_it_was_written_stands_without_a_use(
    gate: Gate, disk: HeldDisk, path: Path
) -> None:
    disk.held = Happened.GRANTED
    pressed = press(gate)
    await reaches(disk)
    stopping = asyncio.create_task(gate.stop_all())
    await asyncio.sleep(0)
    disk.through.set()
    await stopping
    assert await code_of(pressed) is Code.STOPPED_BY_YOU
    assert state(gate) is CellState.SITE
    assert "use.start" not in on_disk(path)
    await gate.close()


async def test_a_press_that_nobody_waits_for_begins_no_use_any_more(
    gate: Gate, disk: HeldDisk, path: Path
) -> None:
    disk.held = Happened.GRANTED
    pressed = press(gate)
    await reaches(disk)
    pressed.cancel()
    await asyncio.gather(pressed, return_exceptions=True)
    await asyncio.gather(withdraw(gate), asyncio.to_thread(disk.through.set))
    await gate.close()
    assert on_disk(path)[-2:] == ["consent.granted", "consent.withdrawn"]


# --- an entry written twice


async def test_two_withdrawals_at_once_are_written_once(gate: Gate, path: Path) -> None:
    lease = await take(gate)
    await asyncio.gather(withdraw(gate), withdraw(gate))
    await gate.release(lease)
    await gate.close()
    assert on_disk(path).count("consent.withdrawn") == 1
    assert on_disk(path).count("use.abort") == 1


async def test_what_counts_everywhere_is_taken_back_once_from_two_sites(
    gate: Gate, path: Path, person: Person
) -> None:
    person.answer = Answer(AnswerKind.USE, Scope.COMPUTER)
    lease = await take(gate, Purpose.NOTIFY)
    takings = (gate.withdraw(Purpose.NOTIFY, site=site) for site in ("", "one", "two"))
    await asyncio.gather(*takings)
    assert lease.ended
    await gate.close()
    assert on_disk(path).count("consent.withdrawn") == 1


async def test_a_yes_that_runs_out_under_two_uses_ends_once(
    gate: Gate, path: Path, person: Person, watch: Watch
) -> None:
    person.answer = Answer(AnswerKind.USE, Scope.SESSION)
    await gate.release(await take(gate))
    watch.turn(hours=8, seconds=-0.02)
    one, other = await take(gate), await take(gate)
    await asyncio.wait_for(asyncio.gather(one.cancelled.wait(), other.cancelled.wait()), 10)
    await gate.close()
    assert on_disk(path).count("consent.expired") == 1
    assert on_disk(path).count("use.abort") == 2


async def test_other_words_twice_ask_for_a_new_yes_once(
    gate: Gate, path: Path, registry: Registry
) -> None:
    await gate.release(await take(gate))
    await gate.reword(OTHER_WORDS)
    third = parse_registry(WORDS.replace("No picture. A router", "Two pictures. A router"))
    await gate.reword(third)
    await gate.close()
    assert on_disk(path).count("consent.renewal_required") == 1


# --- the end of the program


@pytest.mark.parametrize("held", [Happened.PROMPT_SHOWN, Happened.EXPIRED])
async def test_the_program_ends_though_a_prompt_was_just_about_to_open(
    make: Make, disk: HeldDisk, waiting: Waiting, watch: Watch, held: Happened
) -> None:
    gate = make(waiting)
    if held is Happened.EXPIRED:
        waiting.go.set()
        await gate.release(await take(gate))
        waiting.go.clear()
        watch.turn(days=91)
    disk.held = held
    pressed = press(gate)
    await reaches(disk)
    asked = len(waiting.asked)
    closing = asyncio.create_task(gate.close())
    await asyncio.sleep(0)
    disk.through.set()
    await asyncio.wait_for(closing, 5)
    assert await code_of(pressed) is Code.NOT_ANSWERED
    assert len(waiting.asked) == asked


class Silent(PracticeSystem):
    """Its own question is never answered."""

    def __init__(self) -> None:
        super().__init__({Permission.CAMERA: OsState.UNDETERMINED})
        self.shown, self.open = asyncio.Event(), 0

    async def request(self, permission: Permission, purpose: Purpose) -> OsState:
        self.shown.set()
        self.open += 1
        try:
            await asyncio.Event().wait()
        finally:
            self.open -= 1
        return OsState.GRANTED


@pytest.fixture
def silent(disk: HeldDisk, registry: Registry, person: Person, watch: Watch) -> Gate:
    return Gate(disk, registry, person.ask, watch.now, session="s", system=Silent())


async def closed(gate: Gate) -> None:
    await gate.close()


@pytest.mark.parametrize("does", [withdraw, reset, close_site, reword, stop_all, closed])
@pytest.mark.parametrize("stands", [False, True])
async def test_a_systems_question_without_an_answer_holds_nobody_up(
    silent: Gate, path: Path, does: Does, stands: bool
) -> None:
    system = silent._system
    assert isinstance(system, Silent)
    if stands:  # then the press holds nobody's attention, and nobody's turn
        system.put(Permission.CAMERA, OsState.GRANTED)
        await silent.release(await take(silent))
        system.put(Permission.CAMERA, OsState.UNDETERMINED)
    pressed = press(silent)
    await asyncio.wait_for(system.shown.wait(), 5)
    await asyncio.wait_for(does(silent), 5)
    assert await code_of(pressed) is Code.STOPPED_BY_YOU
    assert not system.open
    if does is not closed:
        assert await asyncio.wait_for(take(silent, Purpose.MANAGE), 5)
        await silent.close()
    story = on_disk(path)
    assert story.count("os.request") == story.count("os.undetermined") == 1


async def test_the_system_does_not_ask_for_what_was_taken_back_before(
    silent: Gate, disk: HeldDisk, path: Path
) -> None:
    system = silent._system
    assert isinstance(system, Silent)
    disk.held = Happened.OS_REQUEST
    pressed = press(silent)
    await reaches(disk)
    taking = asyncio.create_task(withdraw(silent))
    await asyncio.sleep(0)
    disk.through.set()
    await taking
    assert await code_of(pressed) is Code.STOPPED_BY_YOU
    assert not system.shown.is_set()
    await silent.close()


# --- what takes a prompt back


@pytest.mark.parametrize("does", [stop_all, close_site, reword])
async def test_a_prompt_for_what_is_over_is_taken_back(
    make: Make, waiting: Waiting, path: Path, does: Does
) -> None:
    gate = make(waiting)
    pressed = press(gate)
    await waiting.sees.wait()
    await does(gate)
    assert await code_of(pressed) is Code.NOT_ANSWERED
    assert not waiting.open
    await gate.close()
    assert on_disk(path)[-2:] == ["prompt.shown", "consent.deferred"]


@pytest.mark.parametrize("does", [stop_all, close_site, reword])
async def test_a_prompt_for_what_is_over_does_not_open(
    make: Make, disk: HeldDisk, waiting: Waiting, does: Does
) -> None:
    gate = make(waiting)
    disk.held = Happened.PROMPT_SHOWN
    pressed = press(gate)
    await reaches(disk)
    doing = asyncio.create_task(does(gate))
    await asyncio.sleep(0)
    disk.through.set()
    await doing
    assert await code_of(pressed) is Code.NOT_ANSWERED
    assert not waiting.asked
    await gate.close()


async def test_a_prompt_goes_when_nothing_can_be_written_down_any_more(
    make: Make, disk: HeldDisk, waiting: Waiting
) -> None:
    gate = make(waiting)
    waiting.go.set()
    lease = await take(gate, Purpose.MANAGE)
    waiting.go.clear()
    waiting.sees.clear()
    pressed = press(gate)
    await waiting.sees.wait()
    disk.fails = Happened.USE_END
    with pytest.raises(Setback):
        await gate.release(lease)
    assert await code_of(pressed) is Code.LEDGER_UNWRITABLE
    assert not waiting.open
    await gate.close()


async def test_a_press_that_waited_for_its_turn_is_asked_in_the_words_of_then(
    make: Make, waiting: Waiting, path: Path
) -> None:
    gate = make(waiting)
    first, second = press(gate, Purpose.MANAGE), press(gate)
    await waiting.sees.wait()
    await gate.reword(OTHER_WORDS)
    waiting.go.set()
    lease = await second
    new = OTHER_WORDS.prompt_text(Purpose.SCAN_QR).fingerprint
    assert waiting.asked[-1].text.fingerprint == new
    assert not lease.ended
    await asyncio.gather(first)
    await gate.close()
    granted = [e for e in entries_on_disk(path) if e.event is Happened.GRANTED]
    assert [e.fingerprint for e in granted if e.purpose == Purpose.SCAN_QR] == [new]


async def test_other_words_end_all_their_uses_before_any_of_it_is_written(
    gate: Gate, disk: HeldDisk
) -> None:
    scan = await take(gate)
    find = await take(gate, Purpose.DISCOVER)
    changed = tuple(replace(t, fingerprint="0" * 64) for t in OTHER_WORDS.prompts)
    none = tuple(replace(t, fingerprints=frozenset({"0" * 64})) for t in changed)
    disk.held = Happened.RENEWAL
    rewording = asyncio.create_task(gate.reword(Registry(none)))
    await reaches(disk)
    assert (scan.ended, find.ended) == (True, True)
    disk.through.set()
    await rewording
    await gate.close()


# --- the policy declined at any moment


async def until_prompt(gate: Gate, waiting: Waiting, disk: HeldDisk) -> None:
    await waiting.sees.wait()


async def until_decision(gate: Gate, waiting: Waiting, disk: HeldDisk) -> None:
    disk.held = Happened.GRANTED
    waiting.go.set()
    await reaches(disk)


@pytest.mark.parametrize("until", [until_prompt, until_decision])
async def test_a_no_to_the_policy_reaches_what_has_not_begun_yet(
    make: Make,
    policy: PolicyDoor,
    waiting: Waiting,
    disk: HeldDisk,
    path: Path,
    until: Callable[[Gate, Waiting, HeldDisk], Awaitable[None]],
) -> None:
    gate = make(waiting, policy)
    await policy.answer(True, 900)
    pressed, queued = press(gate), press(gate, Purpose.MANAGE)
    await until(gate, waiting, disk)
    declining = asyncio.create_task(policy.answer(False, 900))
    await asyncio.sleep(0)
    disk.through.set()
    await declining
    waiting.go.set()
    met = await asyncio.gather(pressed, queued, return_exceptions=True)
    assert all(isinstance(one, Setback) or (isinstance(one, Lease) and one.ended) for one in met)
    assert not gate.uses()
    await gate.close()
    story = on_disk(path)
    assert "use.start" not in story[story.index("policy.declined") :]


async def test_a_no_to_the_policy_ends_a_use_that_began_while_it_was_written(
    make: Make, policy: PolicyDoor, disk: HeldDisk, person: Person, path: Path
) -> None:
    gate = make(person, policy)
    await policy.answer(True, 900)
    lease = await take(gate)
    disk.held = Happened.POLICY_DECLINED
    declining = asyncio.create_task(policy.answer(False, 900))
    await reaches(disk)
    pressed = press(gate, Purpose.MANAGE)
    await asyncio.sleep(0)
    disk.through.set()
    await declining
    (met,) = await asyncio.gather(pressed, return_exceptions=True)
    assert isinstance(met, Setback) or (isinstance(met, Lease) and met.ended)
    assert lease.ended
    assert not gate.uses()
    await gate.close()


# --- the system


async def test_a_system_that_denied_while_the_prompt_stood_open_gets_no_use(
    make: Make, waiting: Waiting, system: PracticeSystem, path: Path
) -> None:
    gate = make(waiting)
    pressed = press(gate)
    await waiting.sees.wait()
    system.put(Permission.CAMERA, OsState.DENIED)
    waiting.go.set()
    assert await code_of(pressed) is Code.CAMERA_BLOCKED
    await gate.close()
    assert on_disk(path)[-2:] == ["consent.granted", "use.blocked.os"]


async def test_a_system_that_denies_while_the_start_is_written_is_named_and_told(
    gate: Gate, disk: HeldDisk, system: PracticeSystem, path: Path
) -> None:
    disk.held = Happened.USE_START
    pressed = press(gate)
    await reaches(disk)
    system.put(Permission.CAMERA, OsState.DENIED)
    gate.look()
    disk.through.set()
    assert await code_of(pressed) is Code.CAMERA_BLOCKED
    await gate.close()
    start, revoked, abort = entries_on_disk(path)[-3:]
    assert (start.event, abort.event) == (Happened.USE_START, Happened.USE_ABORT)
    assert (revoked.event, revoked.os) == (Happened.OS_REVOKED, OsState.DENIED)
    assert revoked.record == abort.record == start.seq


async def test_a_system_that_denies_unseen_while_the_start_is_written_is_told(
    gate: Gate, disk: HeldDisk, system: PracticeSystem
) -> None:
    disk.held = Happened.USE_START
    pressed = press(gate)
    await reaches(disk)
    system.put(Permission.CAMERA, OsState.RESTRICTED)
    disk.through.set()
    assert await code_of(pressed) is Code.SYSTEM_RESTRICTS
    await gate.close()


async def test_a_revocation_is_written_with_the_state_it_brought(
    gate: Gate, system: PracticeSystem, path: Path
) -> None:
    await take(gate)
    system.put(Permission.CAMERA, OsState.RESTRICTED)
    gate.look()
    await gate.close()
    (revoked,) = [e for e in entries_on_disk(path) if e.event is Happened.OS_REVOKED]
    assert revoked.os == OsState.RESTRICTED


async def test_a_system_that_is_restricted_when_it_is_asked_says_so(
    gate: Gate, system: PracticeSystem, path: Path
) -> None:
    system.put(Permission.CAMERA, OsState.UNDETERMINED)
    system.will_answer(Permission.CAMERA, OsState.RESTRICTED)
    assert await code_of(press(gate)) is Code.SYSTEM_RESTRICTS
    await gate.close()
    denied = entries_on_disk(path)[-1]
    assert (denied.event, denied.os) == (Happened.OS_DENIED, OsState.RESTRICTED)


async def test_a_yes_that_ended_while_the_system_asked_begins_no_use(
    gate: Gate, system: PracticeSystem, person: Person, watch: Watch, path: Path
) -> None:
    person.answer = ONCE
    system.put(Permission.CAMERA, OsState.UNDETERMINED)
    system.will_answer(Permission.CAMERA, OsState.GRANTED)

    async def long() -> None:
        watch.turn(minutes=11)

    system.while_open(long)
    with pytest.raises(Setback):
        await take(gate)
    await gate.close()
    assert "use.start" not in on_disk(path)


# --- whose word, and about what


async def test_a_no_that_nobody_waited_for_still_ends_the_first_use(
    gate: Gate, disk: HeldDisk, person: Person
) -> None:
    person.answer = ONCE
    first = await take(gate)
    person.answer = NO
    disk.held = Happened.REFUSED
    second = press(gate)
    await reaches(disk)
    second.cancel()
    await asyncio.gather(second, return_exceptions=True)
    disk.through.set()
    await asyncio.wait_for(first.cancelled.wait(), 5)
    assert state(gate) is CellState.DENIED
    await gate.close()


async def test_the_end_of_a_use_names_the_words_it_began_under(
    gate: Gate, path: Path, registry: Registry
) -> None:
    await take(gate)
    await gate.reword(OTHER_WORDS)
    await gate.close()
    start, _, end = entries_on_disk(path)[-3:]
    assert (start.event, end.event) == (Happened.USE_START, Happened.USE_ABORT)
    assert start.fingerprint == end.fingerprint


@pytest.mark.parametrize(
    ("purpose", "said"),
    [
        (Purpose.SCAN_QR, YES),
        (Purpose.OWNER_WIFI, Answer(AnswerKind.USE, Scope.COMPUTER)),
        (Purpose.OWNER_WIFI, Answer(AnswerKind.USE)),
    ],
)
async def test_a_word_that_no_page_of_the_owners_can_give_is_no_yes(
    gate: Gate, person: Person, path: Path, purpose: Purpose, said: Answer
) -> None:
    with pytest.raises(ValueError, match=r"offered|owner"):
        await gate.acquire(purpose, site="one", feature="f", said=said)
    await gate.close()
    assert on_disk(path) == ["ledger.begun"]


async def test_a_use_closed_after_a_kill_tells_of_the_run_that_closed_it(
    path: Path, registry: Registry, person: Person, watch: Watch
) -> None:
    began = watch.ms()

    def opened(app: str) -> Gate:
        about = Circumstances(app, app, "boot", lambda: watch.ms() - began + 1)
        return Gate(Ledger.open(path, watch.ms), registry, person.ask, watch.now, about=about)

    gate = opened("first")
    await take(gate)
    killed(gate)
    watch.turn(minutes=10)
    await opened("second").close()
    watch.turn(minutes=10)
    last = opened("third")
    await last.release(await take(last))
    await last.close()
    unclean = next(e for e in entries_on_disk(path) if e.event is Happened.USE_UNCLEAN)
    assert (unclean.app, unclean.session, unclean.mono_ms) == ("second", "second", 600_001)
    assert "clock.anomaly" not in on_disk(path)
