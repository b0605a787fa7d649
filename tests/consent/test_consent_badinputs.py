"""Bad moments for consent: taken back in the middle, the system's word, the clock, words and scopes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.consent import check_probes
from tests.consent.badinputs import CASES, NEAREST, case, played
from tests.consent.check_probes import Driving, Link, network
from tests.consent.conftest import Person, Watch, entries_on_disk, on_disk
from walkdown.consent.cellstate import CellState
from walkdown.consent.entry import Happened
from walkdown.consent.former_words import parse_history
from walkdown.consent.gate import Answer, AnswerKind, Circumstances, Gate
from walkdown.consent.lease import Lease, LeaseEnded
from walkdown.consent.ledger import Ledger
from walkdown.consent.policy import Standing, parse_policy
from walkdown.consent.policy_door import PolicyDoor
from walkdown.consent.purpose import Permission, Purpose, Scope
from walkdown.consent.registry import Registry, parse_registry
from walkdown.consent.registry_lock import faults, parse_lock, present
from walkdown.consent.system.practice import PracticeSystem
from walkdown.consent.system.state import OsState
from walkdown.core.job import Job
from walkdown.core.trouble import Code, Setback
from walkdown.devices import radio as radio_module
from walkdown.devices import session as session_module
from walkdown.devices.improv import driver as driver_module
from walkdown.devices.radio import BleakRadio
from walkdown.handover import pack as pack_module
from walkdown.handover.pack import PackFolder
from walkdown.storage.places import resources_dir
from walkdown.vision.picture_file import PictureFiles

TESTS = Path(__file__).resolve().parents[1]
FEATURE = "Camera, in Labels"
YES = Answer(AnswerKind.USE, Scope.SITE, 900)
NO = Answer(AnswerKind.DONT_USE)
Make = Callable[..., Gate]


@pytest.fixture
def system() -> PracticeSystem:
    return PracticeSystem()


@pytest.fixture
def make(
    path: Path, registry: Registry, person: Person, watch: Watch, system: PracticeSystem
) -> Make:
    """A gate over this test's ledger; a second one is as after a new start of the program."""
    sessions = iter(range(100))

    def made(words: Registry = registry, **more: Any) -> Gate:
        about = Circumstances(f"s{next(sessions)}")
        ledger = Ledger.open(path, watch.ms)
        return Gate(ledger, words, person.ask, watch.now, about=about, system=system, **more)

    return made


async def take(gate: Gate, purpose: Purpose = Purpose.SCAN_QR, site: str = "one") -> Lease:
    return await gate.acquire(purpose, site=site, feature=FEATURE)


async def refused(gate: Gate, purpose: Purpose = Purpose.SCAN_QR, site: str = "one") -> Code:
    with pytest.raises(Setback) as met:
        await take(gate, purpose, site)
    return met.value.code


def state(gate: Gate, purpose: Purpose = Purpose.SCAN_QR, site: str = "one") -> CellState:
    return next(c.state for c in gate.cells(site) if c.purpose is purpose)


def ends(path: Path) -> list[str]:
    """The last two entries: who ended a use is written before its end."""
    return on_disk(path)[-2:]


def test_every_one_of_the_sixty_is_played_once() -> None:
    here = TESTS / "consent" / "test_consent_badinputs.py"
    ledger = TESTS / "consent" / "test_ledger_badinputs.py"
    prompt = TESTS / "ui" / "test_consent_badinputs.py"
    found = [*played(here), *played(ledger), *played(prompt)]
    assert len(CASES) == len(set(CASES)) == 60
    assert sorted(found) == sorted(CASES)
    assert set(NEAREST) < set(CASES)


# --- many presses


@case("prompt_flood_100")
async def test_a_hundred_presses_show_one_prompt_and_one_no_answers_them_all(
    make: Make, person: Person
) -> None:
    person.answer = NO
    gate = make()
    met = await asyncio.gather(*(take(gate) for _ in range(100)), return_exceptions=True)
    assert {m.code for m in met if isinstance(m, Setback)} == {Code.REFUSED}
    assert (len(met), len(person.asked)) == (100, 1)
    await gate.close()


@case("deny_then_retry_loop")
async def test_nobody_asks_again_by_itself_after_a_no(make: Make, person: Person) -> None:
    person.answer = NO
    gate = make()
    for press in range(1, 11):
        assert await refused(gate) is Code.REFUSED
        assert len(person.asked) == press
        gate.look()
        gate.cells("one")
        await asyncio.sleep(0)
        assert len(person.asked) == press
    assert state(gate) is CellState.DENIED
    await gate.close()


@case("dont_ask_again")
async def test_after_dont_ask_again_no_press_and_no_start_asks(make: Make, person: Person) -> None:
    person.answer = Answer(AnswerKind.DONT_ASK_AGAIN)
    for _ in range(3):
        gate = make()
        for _ in range(5):
            assert await refused(gate) is Code.REFUSED
        assert state(gate) is CellState.DENIED_QUIET
        await gate.close()
    assert len(person.asked) == 1


@case("app_quit_while_open")
async def test_a_program_that_ends_takes_its_question_with_it_and_it_is_no_yes(
    make: Make, person: Person, path: Path
) -> None:
    opened = asyncio.Event()

    async def wait() -> None:
        opened.set()
        await asyncio.Event().wait()

    person.before = wait
    gate = make()
    press = asyncio.create_task(take(gate))
    await opened.wait()
    await gate.close()
    with pytest.raises(Setback):
        await press
    assert on_disk(path)[-2:] == ["prompt.shown", "consent.deferred"]
    person.before = None
    again = make()
    assert state(again) is CellState.UNASKED
    await again.close()


# --- taken back in the middle


class Ear:
    """In the place of bleak's scanner."""

    def __init__(self) -> None:
        self.stopped = False

    async def stop(self) -> None:
        self.stopped = True


@case("revoke_during_scan")
async def test_listening_ends_when_it_is_taken_back(
    make: Make, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ear = Ear()

    async def listen(self: BleakRadio, lease: Lease, book: Any, changed: asyncio.Event) -> Ear:
        changed.set()
        return ear

    monkeypatch.setattr(radio_module.BleakRadio, "_listen", listen)
    gate = make()
    heard = 0
    async with gate.use(Purpose.DISCOVER, site="one", feature=FEATURE) as lease:
        async for _ in BleakRadio().scan(lease):
            heard += 1
            await gate.withdraw(Purpose.DISCOVER, site="one")
    assert (heard, ear.stopped) == (1, True)
    assert ends(path) == ["consent.withdrawn", "use.abort"]
    await gate.close()


class Hanging(Link):
    """A device that does not answer while a link is made."""

    def __init__(self) -> None:
        super().__init__()
        self.begun = asyncio.Event()

    async def connect(self) -> None:
        self.begun.set()
        await asyncio.Event().wait()


@case("revoke_during_connect")
async def test_a_connection_that_is_being_made_is_given_up(make: Make, path: Path) -> None:
    gate, link = make(), Hanging()
    lease = await take(gate, Purpose.MANAGE)
    session = check_probes.session(session_module, lease)
    session.patience, session._client = replace(session.patience, connect_s=30.0), link

    async def connect() -> None:
        async with session:
            pass

    connecting = asyncio.create_task(connect())
    await link.begun.wait()
    await gate.withdraw(Permission.BLUETOOTH, site="one")
    with pytest.raises(Setback) as met:
        await connecting
    await gate.release(lease)
    assert met.value.code is Code.STOPPED_BY_YOU
    assert link.done[-1] == "disconnect"
    assert ends(path) == ["consent.withdrawn", "use.abort"]
    await gate.close()


@case("revoke_during_wifi_write")
async def test_a_password_that_is_being_sent_is_followed_by_nothing(make: Make, path: Path) -> None:
    gate, sending = make(), Driving(driver_module)
    lease = await take(gate, Purpose.WIFI_SETUP)
    sent = asyncio.Event()

    async def until(look: object, seconds: float) -> bool:
        sent.set()
        await asyncio.Event().wait()
        return True

    sending.driver._talk.until = until
    giving = asyncio.create_task(sending.driver.provision(lease, network(), lambda evidence: None))
    await sent.wait()
    await gate.withdraw(Permission.WIFI, site="one")
    with pytest.raises(Setback) as met:
        await giving
    await gate.release(lease)
    assert met.value.code is Code.STOPPED_BY_YOU
    assert len(sending.sent) == 1
    assert ends(path) == ["consent.withdrawn", "use.abort"]
    await gate.close()


@case("revoke_during_photo_write")
async def test_a_picture_that_is_being_read_gives_no_codes(
    make: Make, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, loop = make(), asyncio.get_running_loop()
    lease = await take(gate, Purpose.PHOTO_PICK)

    def codes(self: object, data: bytes) -> object:
        withdrawn = gate.withdraw(Purpose.PHOTO_PICK, site="one")
        asyncio.run_coroutine_threadsafe(withdrawn, loop).result(10)
        return SimpleNamespace()

    monkeypatch.setattr("walkdown.vision.picture_file.bytes_of", lambda path: b"")
    monkeypatch.setattr("walkdown.vision.picture_file.StillReader.codes", codes)
    with pytest.raises(LeaseEnded):
        await asyncio.to_thread(PictureFiles().read, lease, Path("picture.png"))
    assert ends(path) == ["consent.withdrawn", "use.abort"]
    await gate.close()


@case("revoke_during_export")
async def test_a_pack_that_is_being_written_is_not_left_behind(
    make: Make, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, loop, written = make(), asyncio.get_running_loop(), []
    lease = await take(gate, Purpose.FILE_EXPORT)
    real = pack_module._write

    def write(file: Path, data: bytes) -> None:
        real(file, data)
        written.append(file)
        withdrawn = gate.withdraw(Purpose.FILE_EXPORT, site="one")
        asyncio.run_coroutine_threadsafe(withdrawn, loop).result(10)

    monkeypatch.setattr(pack_module, "_write", write)
    into, verifier = tmp_path / "stick", tmp_path / "verifier.py"
    into.mkdir()
    verifier.write_bytes(b"")
    pack = PackFolder(lambda report: b"%PDF", verifier)
    job = Job("a" * 32, check_probes.AT)
    with pytest.raises(LeaseEnded):
        await asyncio.to_thread(pack.write, lease, into, job, (), (), check_probes.AT)
    assert len(written) == 1
    assert list(into.iterdir()) == []
    await gate.release(lease)
    assert ends(path) == ["consent.withdrawn", "use.abort"]
    await gate.close()


@case("grant_after_operation_started")
async def test_a_yes_that_comes_later_does_not_start_what_was_given_up(
    make: Make, person: Person
) -> None:
    person.answer = Answer(AnswerKind.NOT_ANSWERED)
    gate = make()
    assert await refused(gate) is Code.NOT_ANSWERED
    person.answer = YES
    lease = await gate.acquire(Purpose.SCAN_QR, site="one", feature="Privacy", afresh=True)
    await gate.release(lease)
    assert gate.uses() == ()
    assert state(gate) is CellState.SITE
    await gate.close()


@case("site_switch_mid_operation")
async def test_what_runs_for_one_site_neither_serves_nor_survives_another(
    make: Make, person: Person
) -> None:
    gate = make()
    here = await take(gate, site="one")
    person.answer = NO
    assert await refused(gate, site="two") is Code.REFUSED
    assert not here.ended, "the other site's no is about the other site"
    await gate.stop_all()
    assert here.ended
    await gate.release(here)
    await gate.close_site("one")
    assert state(gate, site="one") is CellState.EXPIRED
    await gate.close()


@case("adapter_removed")
async def test_a_radio_that_was_pulled_out_ends_the_use_and_not_the_yes(
    make: Make, path: Path
) -> None:
    gate = make()
    with pytest.raises(Setback, match=Code.BLUETOOTH_MISSING):
        async with gate.use(Purpose.DISCOVER, site="one", feature=FEATURE):
            raise Setback(Code.BLUETOOTH_MISSING)
    assert on_disk(path)[-1] == "use.end"
    assert "os.revoked" not in on_disk(path)
    assert state(gate, Purpose.DISCOVER) is CellState.SITE
    assert gate.uses() == ()
    await gate.close()


# --- the system's word


@case("os_denied_after_app_granted")
async def test_our_yes_does_not_help_where_the_system_says_no(
    make: Make, system: PracticeSystem, path: Path, person: Person
) -> None:
    system.put(Permission.CAMERA, OsState.UNDETERMINED)
    system.will_answer(Permission.CAMERA, OsState.DENIED)
    gate = make()
    assert await refused(gate) is Code.CAMERA_BLOCKED
    assert on_disk(path)[-3:] == ["consent.granted", "os.request", "os.denied"]
    assert await refused(gate) is Code.CAMERA_BLOCKED
    assert len(person.asked) == 1
    assert "use.start" not in on_disk(path)
    await gate.close()


@case("os_revoked_while_granted")
async def test_a_system_that_takes_it_back_ends_what_runs(
    make: Make, system: PracticeSystem, path: Path
) -> None:
    gate = make()
    lease = await take(gate)
    system.put(Permission.CAMERA, OsState.DENIED)
    gate.look()
    assert lease.ended
    await gate.release(lease)
    await gate.close()
    assert ends(path) == ["os.revoked", "use.abort"]


@case("os_prompt_dismissed")
async def test_the_systems_question_waved_away_is_no_yes_and_may_come_again(
    make: Make, system: PracticeSystem, path: Path
) -> None:
    system.put(Permission.CAMERA, OsState.UNDETERMINED)
    gate = make()
    for count in (1, 2):
        await refused(gate)
        assert system.asked == (Permission.CAMERA,) * count
        assert on_disk(path)[-1] == "os.undetermined"
    assert "use.start" not in on_disk(path)
    await gate.close()


@case("os_restricted_mdm")
async def test_what_an_administrator_forbids_is_not_asked_for(
    make: Make, system: PracticeSystem, person: Person
) -> None:
    system.put(Permission.CAMERA, OsState.RESTRICTED)
    gate = make()
    assert await refused(gate) is Code.SYSTEM_RESTRICTS
    assert (person.asked, system.asked) == ([], ())
    await gate.close()


@case("os_granted_app_denied")
async def test_the_systems_yes_does_not_help_where_the_person_says_no(
    make: Make, system: PracticeSystem, person: Person, path: Path
) -> None:
    system.put(Permission.CAMERA, OsState.GRANTED)
    person.answer = NO
    gate = make()
    assert await refused(gate) is Code.REFUSED
    assert on_disk(path)[-1] == "consent.refused"
    await gate.close()


# --- words and policy


PURPOSES = (resources_dir() / "purposes.toml").read_text("utf-8")
POLICY = (resources_dir() / "policy" / "policy.toml").read_text("utf-8")
HISTORY = (resources_dir() / "policy" / "history.toml").read_text("utf-8")


def other_words(registry: Registry) -> Registry:
    """Other words for the camera, under the version they have had before."""
    title = registry.prompt_text(Purpose.SCAN_QR).title
    assert PURPOSES.count(title) == 1
    return parse_registry(PURPOSES.replace(title, "Use the camera for everything?"))


def door(registry: Registry, day: str = "") -> PolicyDoor:
    """The policy as it is, or as of another day."""
    now = parse_policy(POLICY, registry).date
    text = POLICY.replace(now, day or now)
    return PolicyDoor(parse_policy(text, registry), parse_history(HISTORY))


@case("policy_version_bump_mid_session")
async def test_a_newer_policy_ends_what_runs_and_is_asked_for_first(
    make: Make, registry: Registry, path: Path
) -> None:
    former = door(registry)
    gate = make(policy=former)
    await former.answer(True, 2_000)
    lease = await take(gate)
    await gate.reword(other_words(registry))
    assert lease.ended
    assert state(gate) is CellState.RENEW
    await gate.release(lease)
    await gate.close()
    newer = door(registry, "2027-01-01")
    again = make(policy=newer)
    assert newer.standing() is Standing.CHANGED
    assert await refused(again) is Code.POLICY_FIRST
    await newer.answer(True, 2_000)
    await again.release(await take(again))
    await again.close()
    assert on_disk(path).count("policy.accepted") == 2


@case("policy_downgrade")
async def test_an_older_policy_is_not_covered_by_a_yes_to_a_newer_one(
    make: Make, registry: Registry
) -> None:
    newer = door(registry, "2027-01-01")
    gate = make(policy=newer)
    await newer.answer(True, 2_000)
    await gate.close()
    older = door(registry)
    again = make(policy=older)
    assert older.standing() is Standing.OLDER
    assert await refused(again) is Code.POLICY_FIRST
    await again.close()


@case("policy_text_changed_same_version")
async def test_other_words_under_the_same_version_are_told_and_make_a_yes_void(
    make: Make, registry: Registry
) -> None:
    lock = parse_lock((resources_dir() / "purposes.lock").read_text("utf-8"))
    changed = other_words(registry)
    assert faults(lock, present([registry], [])) == ()
    (told,) = faults(lock, present([changed], []))
    assert "scan.qr says something else" in told
    gate = make()
    await gate.release(await take(gate))
    await gate.close()
    again = make(changed)
    assert state(again) is CellState.RENEW
    await again.close()


@case("language_switch_mid_prompt")
async def test_another_language_while_it_is_asked_leaves_what_was_shown_in_the_record(
    make: Make, registry: Registry, person: Person, path: Path
) -> None:
    german = parse_registry(PURPOSES, "de")
    gate = make()

    async def switch() -> None:
        await gate.reword(german)

    person.before = switch
    lease = await take(gate)
    granted = next(e for e in entries_on_disk(path) if e.event is Happened.GRANTED)
    shown = registry.prompt_text(Purpose.SCAN_QR)
    assert (granted.lang, granted.fingerprint) == ("en", shown.fingerprint)
    assert granted.fingerprint != german.prompt_text(Purpose.SCAN_QR).fingerprint
    assert not lease.ended
    await gate.release(lease)
    await gate.close()


# --- the clock


@case("clock_back_1h")
async def test_an_hour_back_neither_ends_nor_lengthens_a_yes(make: Make, watch: Watch) -> None:
    gate = make()
    lease = await take(gate)
    until = next(c.until_ms for c in gate.cells("one") if c.purpose is Purpose.SCAN_QR)
    watch.turn(hours=-1)
    assert state(gate) is CellState.SITE
    assert next(c.until_ms for c in gate.cells("one") if c.purpose is Purpose.SCAN_QR) == until
    assert not lease.ended
    await gate.release(lease)
    await gate.close()


@case("clock_back_10y")
async def test_ten_years_back_make_no_yes_older_than_it_is(
    make: Make, watch: Watch, path: Path, person: Person
) -> None:
    gate = make()
    await gate.release(await take(gate))
    await gate.close()
    watch.turn(days=-3650)
    again = make()
    assert "clock.anomaly" in on_disk(path)
    assert state(again) is CellState.EXPIRED
    await again.release(await take(again))
    assert len(person.asked) == 2
    order = [entry.seq for entry in entries_on_disk(path)]
    assert order == sorted(order)
    await again.close()


@case("clock_fwd_10y")
async def test_ten_years_on_no_yes_holds(make: Make, watch: Watch, person: Person) -> None:
    gate = make()
    await gate.release(await take(gate))
    watch.turn(days=3650)
    assert state(gate) is CellState.EXPIRED
    await gate.release(await take(gate))
    assert len(person.asked) == 2
    await gate.close()


@case("dst")
async def test_the_night_the_clocks_go_back_is_as_long_as_it_is(
    make: Make, watch: Watch, path: Path
) -> None:
    """The local clock shows 02:30 twice; what counts is UTC."""
    berlin = ZoneInfo("Europe/Berlin")
    watch.time = datetime(2026, 10, 25, 2, 30, tzinfo=berlin)
    gate = make()
    lease = await take(gate)
    first = entries_on_disk(path)[-1].at_ms
    watch.time = (watch.time.astimezone(UTC) + timedelta(hours=1)).astimezone(berlin)
    assert (watch.time.hour, watch.time.minute) == (2, 30)
    await gate.release(lease)
    assert entries_on_disk(path)[-1].at_ms - first == 3_600_000
    assert state(gate) is CellState.SITE
    await gate.close()


# --- how far a yes reaches


@case("expired_session_grant")
async def test_a_yes_for_this_session_ends_with_it_and_after_eight_hours(
    make: Make, person: Person, watch: Watch
) -> None:
    person.answer = Answer(AnswerKind.USE, Scope.SESSION, 900)
    gate = make()
    await gate.release(await take(gate))
    watch.turn(hours=8)
    assert state(gate) is CellState.EXPIRED
    await gate.release(await take(gate))
    await gate.close()
    again = make()
    assert state(again) is CellState.EXPIRED
    await again.release(await take(again))
    assert len(person.asked) == 3
    await again.close()


@case("once_reused")
async def test_just_this_once_serves_one_use_and_its_lease_no_second(
    make: Make, person: Person
) -> None:
    person.answer = Answer(AnswerKind.USE, Scope.ONCE, 900)
    gate = make()
    lease = await take(gate)
    await gate.release(lease)
    with pytest.raises(LeaseEnded):
        lease.check(Purpose.SCAN_QR)
    await gate.release(await take(gate))
    assert len(person.asked) == 2
    await gate.close()


@case("scope_widening")
@pytest.mark.parametrize("scope", [None, Scope.COMPUTER])
async def test_an_answer_wider_than_what_was_offered_is_no_yes(
    make: Make, person: Person, path: Path, scope: Scope | None
) -> None:
    person.answer = Answer(AnswerKind.USE, scope, 900)
    gate = make()
    with pytest.raises(ValueError, match="scope"):
        await take(gate)
    await gate.close()
    assert "consent.granted" not in on_disk(path)
    assert "use.start" not in on_disk(path)


@case("purpose_widening")
async def test_a_yes_for_one_purpose_serves_no_other_of_the_same_permission(
    make: Make, registry: Registry, person: Person
) -> None:
    gate = make()
    lease = await take(gate)
    other = Purpose.PHOTO_SITE
    same = registry.prompt_text(other).permission is registry.prompt_text(lease.purpose).permission
    assert same
    person.answer = NO
    assert await refused(gate, other) is Code.REFUSED
    with pytest.raises(Exception, match="not a lease for this"):
        lease.check(other)
    assert not lease.ended
    await gate.release(lease)
    await gate.close()


@case("reset_all")
async def test_after_everything_was_reset_nothing_runs_and_all_is_asked_anew(
    make: Make, person: Person
) -> None:
    gate = make()
    leases = [await take(gate, p) for p in (Purpose.SCAN_QR, Purpose.MANAGE, Purpose.DISCOVER)]
    person.answer = Answer(AnswerKind.DONT_ASK_AGAIN)
    await refused(gate, Purpose.SITE_LOCATE)
    for permission in Permission:
        await gate.reset(permission, site="one")
    assert all(lease.ended for lease in leases)
    assert {cell.state for cell in gate.cells("one")} == {CellState.UNASKED}
    person.answer, asked = YES, len(person.asked)
    await gate.release(await take(gate, Purpose.SITE_LOCATE))
    assert len(person.asked) == asked + 1
    await gate.close()
