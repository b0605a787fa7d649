"""The gate and the computer's own permissions, the owner's word, the policy, and coming to rest."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.consent.conftest import Person, Watch, entries_on_disk, on_disk
from walkdown.consent import running
from walkdown.consent.cellstate import CellState
from walkdown.consent.entry import Entry, Happened
from walkdown.consent.former_words import parse_history
from walkdown.consent.gate import Answer, AnswerKind, Circumstances, Gate, Rested
from walkdown.consent.lease import Lease
from walkdown.consent.ledger import Ledger
from walkdown.consent.policy import Standing, parse_policy
from walkdown.consent.policy_door import PolicyDoor
from walkdown.consent.purpose import Permission, Purpose, Scope
from walkdown.consent.registry import Registry, parse_registry
from walkdown.consent.system.practice import PracticeSystem
from walkdown.consent.system.state import OsState
from walkdown.core.trouble import Code, Setback
from walkdown.storage.places import resources_dir

ALLOWED = Answer(AnswerKind.USE, Scope.SITE, 900)


@pytest.fixture
def system() -> PracticeSystem:
    return PracticeSystem()


@pytest.fixture
def rested() -> list[Rested]:
    return []


@pytest.fixture
def policy(registry: Registry) -> PolicyDoor:
    folder = resources_dir() / "policy"
    text = (folder / "policy.toml").read_text("utf-8")
    history = parse_history((folder / "history.toml").read_text("utf-8"))
    return PolicyDoor(parse_policy(text, registry), history)


Make = Callable[..., Gate]


@pytest.fixture
def make(
    path: Path,
    registry: Registry,
    person: Person,
    watch: Watch,
    system: PracticeSystem,
    rested: list[Rested],
) -> Make:
    def made(policy: PolicyDoor | None = None, **about: object) -> Gate:
        return Gate(
            Ledger.open(path, watch.ms),
            registry,
            person.ask,
            watch.now,
            about=replace(Circumstances("s"), **about),  # type: ignore[arg-type]
            system=system,
            policy=policy,
            on_rest=rested.append,
        )

    return made


async def take(gate: Gate, purpose: Purpose = Purpose.SCAN_QR, site: str = "one") -> Lease:
    return await gate.acquire(purpose, site=site, feature="Camera, in Labels")


async def refused(gate: Gate, purpose: Purpose = Purpose.SCAN_QR) -> Code:
    with pytest.raises(Setback) as setback:
        await take(gate, purpose)
    return setback.value.code


def state(gate: Gate, purpose: Purpose = Purpose.SCAN_QR) -> CellState:
    return next(c.state for c in gate.cells("one") if c.purpose is purpose)


@pytest.mark.parametrize(
    ("purpose", "os", "code"),
    [
        (Purpose.SCAN_QR, OsState.DENIED, Code.CAMERA_BLOCKED),
        (Purpose.MANAGE, OsState.DENIED, Code.BLUETOOTH_BLOCKED),
        (Purpose.DISCOVER, OsState.DENIED, Code.BLUETOOTH_BLOCKED),
        (Purpose.SITE_LOCATE, OsState.DENIED, Code.SYSTEM_BLOCKS),
        (Purpose.SCAN_QR, OsState.RESTRICTED, Code.SYSTEM_RESTRICTS),
    ],
)
async def test_what_the_system_would_refuse_is_not_asked_for(
    make: Make,
    person: Person,
    system: PracticeSystem,
    path: Path,
    purpose: Purpose,
    os: OsState,
    code: Code,
) -> None:
    gate = make()
    system.put(gate._registry.prompt_text(purpose).permission, os)
    assert await refused(gate, purpose) is code
    assert not person.asked
    await gate.close()
    blocked = entries_on_disk(path)[-1]
    assert (blocked.event, blocked.os) == (Happened.USE_BLOCKED, os)


async def test_our_prompt_comes_first_and_the_systems_second(
    make: Make, person: Person, system: PracticeSystem, path: Path
) -> None:
    system.put(Permission.CAMERA, OsState.UNDETERMINED)
    system.will_answer(Permission.CAMERA, OsState.GRANTED)
    gate = make()
    await gate.release(await take(gate))
    await gate.close()
    story = on_disk(path)[1:]
    assert story == [
        *("prompt.shown", "consent.granted", "os.request", "os.granted", "use.start", "use.end")
    ]


@pytest.mark.parametrize(
    ("said", "code", "last"),
    [
        (OsState.DENIED, Code.CAMERA_BLOCKED, "os.denied"),
        (OsState.UNDETERMINED, Code.NOT_ANSWERED, "os.undetermined"),
    ],
)
async def test_the_systems_no_and_its_silence_give_no_lease(
    make: Make, system: PracticeSystem, path: Path, said: OsState, code: Code, last: str
) -> None:
    system.put(Permission.CAMERA, OsState.UNDETERMINED)
    system.will_answer(Permission.CAMERA, said)
    gate = make()
    assert await refused(gate) is code
    assert not gate.uses()
    await gate.close()
    assert on_disk(path)[-1] == last
    assert "use.start" not in on_disk(path)


async def test_a_system_that_takes_it_back_ends_the_use(
    make: Make, system: PracticeSystem, path: Path
) -> None:
    gate = make()
    lease = await take(gate)
    system.put(Permission.CAMERA, OsState.DENIED)
    gate.look()
    assert lease.ended
    await gate.release(lease)
    await gate.close()
    assert on_disk(path)[-2:] == ["os.revoked", "use.abort"]
    assert entries_on_disk(path)[-2].by == "system"


async def test_the_system_is_looked_at_again_while_something_is_in_use(
    make: Make, system: PracticeSystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "_LOOK_S", 0.01)
    gate = make()
    lease = await take(gate)
    system.put(Permission.CAMERA, OsState.RESTRICTED)
    await asyncio.wait_for(lease.cancelled.wait(), 5)
    await gate.close()


async def test_a_prompt_is_taken_back_when_the_system_forbids_meanwhile(
    make: Make, person: Person, system: PracticeSystem, path: Path
) -> None:
    gate = make()

    async def forbid() -> None:
        system.put(Permission.CAMERA, OsState.DENIED)
        gate.look()
        await asyncio.Event().wait()

    person.before = forbid
    assert await refused(gate) is Code.CAMERA_BLOCKED
    await gate.close()
    assert on_disk(path)[-2:] == ["prompt.shown", "consent.deferred"]


async def test_an_adapters_error_that_is_the_systems_no_is_written_as_one(
    make: Make, path: Path
) -> None:
    gate = make()
    with pytest.raises(Setback):
        async with gate.use(Purpose.DISCOVER, site="one", feature="Scan"):
            raise Setback(Code.BLUETOOTH_BLOCKED, detail="DENIED_BY_SYSTEM")
    await gate.close()
    revoked, end = entries_on_disk(path)[-2:]
    assert (revoked.event, revoked.os) == (Happened.OS_REVOKED, OsState.RESTRICTED)
    assert end.event is Happened.USE_END


# --- the owner


async def test_the_owner_is_never_asked_by_the_prompt(make: Make, person: Person) -> None:
    gate = make()
    assert await refused(gate, Purpose.OWNER_WIFI) is Code.OWNER_FIRST
    assert not person.asked
    await gate.close()


async def test_the_owners_word_is_recorded_as_theirs_and_stands_for_the_site(
    make: Make, person: Person, path: Path
) -> None:
    gate = make()
    lease = await gate.acquire(Purpose.OWNER_WIFI, site="one", feature="Send", said=ALLOWED)
    await gate.release(lease)
    await gate.release(await take(gate, Purpose.OWNER_WIFI))
    await gate.close()
    assert not person.asked
    granted = [e for e in entries_on_disk(path) if e.event is Happened.GRANTED]
    assert [(e.subject, e.by, e.method, e.scope) for e in granted] == [
        ("owner", "owner", "owner.page:use", "site")
    ]


# --- the policy


async def test_nothing_is_used_before_the_policy_was_accepted_but_what_is_theirs_can_be_taken(
    make: Make, person: Person, policy: PolicyDoor
) -> None:
    gate = make(policy)
    person.answer = Answer(AnswerKind.USE, Scope.SESSION, 700)
    assert policy.standing() is Standing.NEVER_ACCEPTED
    assert await refused(gate) is Code.POLICY_FIRST
    await gate.release(await take(gate, Purpose.FILE_EXPORT))
    await policy.answer(False, 2_000)
    assert policy.standing() is Standing.DECLINED
    assert await refused(gate) is Code.POLICY_FIRST
    await policy.answer(True, 2_000)
    await gate.release(await take(gate))
    await gate.close()


async def test_an_accepted_policy_stays_accepted_over_a_restart(
    make: Make, policy: PolicyDoor, path: Path
) -> None:
    gate = make(policy)
    await policy.answer(True, 2_000)
    await gate.close()
    again = make(policy)
    assert policy.standing() is Standing.ACCEPTED
    await again.release(await take(again))
    await again.close()
    accepted = next(e for e in entries_on_disk(path) if e.event is Happened.POLICY_ACCEPTED)
    assert accepted.policy == policy.policy.version
    assert accepted.fingerprint == policy.policy.sha256


# --- other words, reset, rest, clocks


def reworded(registry: Registry) -> Registry:
    """The registry with other words for the camera."""
    text = (resources_dir() / "purposes.toml").read_text("utf-8")
    before = registry.prompt_text(Purpose.SCAN_QR).title
    assert text.count(before) == 1
    return parse_registry(text.replace(before, "Use the camera for other things?"))


async def test_other_words_end_a_running_use_and_its_yes(
    make: Make, registry: Registry, person: Person, path: Path
) -> None:
    gate = make()
    lease = await take(gate)
    await gate.reword(reworded(registry))
    assert lease.ended
    assert state(gate) is CellState.RENEW
    await gate.release(lease)
    await gate.release(await take(gate))
    assert person.asked[-1].changed
    await gate.close()
    assert on_disk(path)[5:7] != []
    story = on_disk(path)
    assert story[story.index("use.start") + 1 :][:2] == ["consent.renewal_required", "use.abort"]


async def test_other_words_take_an_open_prompt_back(
    make: Make, registry: Registry, person: Person, path: Path
) -> None:
    gate = make()

    async def change() -> None:
        await gate.reword(reworded(registry))
        await asyncio.Event().wait()

    person.before = change
    assert await refused(gate) is Code.NOT_ANSWERED
    await gate.close()
    assert on_disk(path)[-1] == "consent.deferred"


async def test_other_languages_are_the_same_words(make: Make, registry: Registry) -> None:
    gate = make()
    lease = await take(gate)
    await gate.reword(parse_registry((resources_dir() / "purposes.toml").read_text("utf-8"), "de"))
    assert not lease.ended
    await gate.close()


async def test_reset_is_as_if_never_asked(make: Make, person: Person) -> None:
    gate = make()
    person.answer = Answer(AnswerKind.DONT_ASK_AGAIN)
    assert await refused(gate) is Code.REFUSED
    await gate.reset(Purpose.SCAN_QR, site="one")
    assert state(gate) is CellState.UNASKED
    person.answer = ALLOWED
    await gate.release(await take(gate))
    await gate.close()


async def test_how_long_a_stopped_use_took_to_rest_is_told(
    make: Make, rested: list[Rested]
) -> None:
    gate = make()
    lease = await take(gate)
    await gate.stop(lease.number)
    assert not rested
    await gate.release(lease)
    assert [r.permission for r in rested] == [Permission.CAMERA]
    await gate.close()


async def test_a_use_that_does_not_come_to_rest_in_time_is_written_down(
    make: Make, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(running.REST_S, Permission.CAMERA, 0.01)
    gate = make()
    lease = await take(gate)
    late = asyncio.Event()
    monkeypatch.setattr(gate._record.book, "append", _telling(gate._record.book.append, late))
    await gate.withdraw(Permission.CAMERA, site="one")
    await asyncio.wait_for(late.wait(), 5)
    await gate.release(lease)
    await gate.close()
    assert on_disk(path)[-3:] == ["consent.withdrawn", "use.abort", "use.late"]


def _telling(append: Callable[[Entry], Entry], late: asyncio.Event) -> Callable[[Entry], Entry]:
    loop = asyncio.get_running_loop()

    def appended(entry: Entry) -> Entry:
        written = append(entry)
        if entry.event is Happened.USE_LATE:
            loop.call_soon_threadsafe(late.set)
        return written

    return appended


@pytest.mark.parametrize(("turned", "anomalies"), [(0, 0), (60, 0), (3600, 1), (-3600, 1)])
async def test_a_clock_that_was_set_is_written_down(
    make: Make, watch: Watch, path: Path, turned: int, anomalies: int
) -> None:
    gate = make(uptime_ms=lambda: 1_000_000, boot="b")
    await gate.release(await take(gate))
    watch.turn(seconds=turned)
    with_no_answer = gate.acquire(Purpose.DISCOVER, site="one", feature="Scan")
    await gate.release(await with_no_answer)
    await gate.close()
    assert on_disk(path).count("clock.anomaly") == anomalies


async def test_a_clock_set_back_between_two_starts_is_written_down(
    make: Make, watch: Watch, path: Path
) -> None:
    await make().close()
    gate = make()
    await gate.release(await take(gate))
    await gate.close()
    watch.turn(days=-3)
    again = make()
    await again.close()
    assert on_disk(path)[-1] == "clock.anomaly"
