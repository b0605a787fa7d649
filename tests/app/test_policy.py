"""The policy: nothing is used or changed before a yes, and a no leaves what is the person's own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from tests.app.laptop import Laptop, scenario
from tests.ledger_on_disk import read_entries
from walkdown.app.messages import JobsShown, PackShown, PolicyShown
from walkdown.consent.policy import Standing
from walkdown.consent.purpose import Purpose
from walkdown.core.device import Way
from walkdown.core.job import Job, Stage
from walkdown.core.secret import Secret
from walkdown.core.site import Site
from walkdown.core.trouble import Code

GATEWAY = "770300125518"
LABEL = f"WD1:GW-1:{GATEWAY}"
Press = Callable[[Laptop], Awaitable[None]]


@pytest.fixture
async def fresh(tmp_path: Path) -> AsyncIterator[Laptop]:
    """The very first start on this computer."""
    laptop = Laptop(tmp_path / "home", {"home": scenario("home")}, accepted=False)
    yield laptop
    await laptop.close()


@pytest.fixture
async def with_a_job(tmp_path: Path) -> AsyncIterator[tuple[Laptop, Job]]:
    """A program whose policy was accepted, used, and then declined; one job is on this laptop."""
    laptop = Laptop(tmp_path / "home", {"home": scenario("home")})
    await laptop.ready()
    await laptop.engine.policy.answer(False, 900)
    yield laptop, laptop.job
    await laptop.close()


def standing(laptop: Laptop) -> Standing:
    return laptop.last(PolicyShown).standing


async def test_the_engine_says_at_once_that_nobody_has_accepted(fresh: Laptop) -> None:
    shown = fresh.last(PolicyShown)
    assert shown.standing is Standing.NEVER_ACCEPTED
    assert shown.changes == ()
    assert {t.purpose for t in shown.texts} == set(Purpose)


async def test_a_yes_is_on_disk_with_what_was_shown_before_it_is_told(fresh: Laptop) -> None:
    await fresh.engine.policy.answer(True, 4_200)
    assert standing(fresh) is Standing.ACCEPTED
    (entry,) = [e for e in read_entries(fresh.folder / "ledger.db") if e.event == "policy.accepted"]
    policy = fresh.last(PolicyShown).policy
    assert (entry.policy, entry.fingerprint) == (policy.version, policy.sha256)
    assert entry.shown_ms == 4_200


async def test_before_a_yes_no_job_is_begun(fresh: Laptop) -> None:
    await fresh.press(fresh.engine.jobs.begin())
    await fresh.press(fresh.engine.jobs.practise("home"))
    assert fresh.told() == [Code.POLICY_FIRST] * 2
    assert fresh.jobs.rows() == ()
    await fresh.engine.policy.answer(True, 900)
    await fresh.engine.jobs.begin()
    assert len(fresh.jobs.rows()) == 1


PRESSES: dict[str, Press] = {
    "camera": lambda laptop: laptop.engine.labels.start_camera(),
    "bluetooth": lambda laptop: laptop.engine.nearby.identify(GATEWAY),
    "nearby": lambda laptop: laptop.engine.nearby.listen(),
    "networks": lambda laptop: laptop.engine.network.look(),
    "wifi": lambda laptop: laptop.engine.network.send(Secret("lighthouse-0000")),
    "looks": lambda laptop: laptop.engine.verify.run_all(),
    "site": lambda laptop: laptop.engine.jobs.edit_site(Site(name="Another")),
    "label": lambda laptop: laptop.engine.labels.take("WD1:GW-1:770300125519", Way.TYPED),
    "set aside": lambda laptop: laptop.engine.network.leave_out(GATEWAY, "no time"),
}


@pytest.mark.parametrize("press", PRESSES.values(), ids=PRESSES)
async def test_after_a_no_nothing_is_used_and_nothing_is_changed(
    with_a_job: tuple[Laptop, Job], press: Press
) -> None:
    laptop, job = with_a_job
    asked, used = len(laptop.questions), len(laptop.witness.used)
    await laptop.press(press(laptop))
    await laptop.until(lambda: Code.POLICY_FIRST in laptop.told() or laptop.eyes())
    refused = {m.trouble.code for m in laptop.messages if getattr(m, "trouble", None)}
    assert refused == {Code.POLICY_FIRST}
    assert (len(laptop.questions), len(laptop.witness.used)) == (asked, used)
    assert laptop.uses() == []
    assert laptop.on_disk.site == job.site
    assert [d.serial for d in laptop.on_disk.wanted] == [d.serial for d in job.wanted]


async def test_after_a_no_a_job_is_read_page_by_page_and_taken_along(
    with_a_job: tuple[Laptop, Job], tmp_path: Path
) -> None:
    laptop, job = with_a_job
    (out := tmp_path / "out").mkdir()
    await laptop.engine.leave_job()
    await laptop.engine.jobs.resume(job.id)
    await laptop.press(laptop.engine.jobs.enter(Stage.VERIFY))
    await laptop.press(laptop.engine.handover.preview())
    await laptop.press(laptop.engine.handover.save(str(out), "Owner"))
    assert laptop.told() == []
    assert laptop.all(PackShown)
    assert list(out.iterdir())


async def test_a_no_ends_what_is_in_use(tmp_path: Path) -> None:
    laptop = Laptop(tmp_path / "home", {"home": scenario("home")})
    await laptop.ready()
    await laptop.engine.labels.start_camera()
    await laptop.until(lambda: laptop.camera.running)
    await laptop.engine.policy.answer(False, 900)
    await laptop.until(lambda: not laptop.camera.running and laptop.uses() == [])
    await laptop.close()


async def test_erasing_works_after_a_no_and_leaves_the_record(
    with_a_job: tuple[Laptop, Job],
) -> None:
    laptop, job = with_a_job
    await laptop.engine.leave_job()
    entries = len(read_entries(laptop.folder / "ledger.db"))
    await laptop.press(laptop.engine.jobs.erase(job.id))
    assert laptop.told() == []
    assert laptop.last(JobsShown).rows == ()
    assert [p for p in (laptop.folder / "sites").rglob("*") if p.is_file()] == []
    assert len(read_entries(laptop.folder / "ledger.db")) >= entries


async def test_erasing_a_job_ends_every_yes_that_was_given_for_it(laptop: Laptop) -> None:
    await laptop.ready()
    job = laptop.job
    await laptop.engine.leave_job()
    gate = laptop.engine._bench.gate
    assert any(cell.granted for cell in gate.cells(job.id))
    await laptop.engine.jobs.erase(job.id)
    assert not any(cell.granted for cell in gate.cells(job.id))


async def test_an_open_job_is_not_erased(laptop: Laptop) -> None:
    await laptop.engine.jobs.begin()
    await laptop.press(laptop.engine.jobs.erase(laptop.job.id))
    assert len(laptop.jobs.rows()) == 1
