"""Leaving and closing work at any moment: nothing stays in use, nothing half-done is called done."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from tests.app.conftest import NewLaptop
from tests.app.laptop import NO, PASSWORD, Laptop
from tests.ledger_on_disk import read_entries
from walkdown.app.messages import Asked, Unasked
from walkdown.core.device import TICKS, Work
from walkdown.core.job import Stage
from walkdown.core.secret import Secret
from walkdown.core.site import Site
from walkdown.core.trouble import Code

GATEWAY = "770300125518"
MOMENTS = (0, 2, 8, 21, 55, 144)


async def everything_at_once(laptop: Laptop) -> None:
    """Press all there is; what each does is not waited for."""
    engine = laptop.engine
    for work in (
        engine.labels.start_camera(),
        engine.nearby.listen(),
        engine.network.send(Secret(PASSWORD)),
        engine.network.look(),
        engine.nearby.identify(GATEWAY),
        engine.verify.run_all(),
        engine.network.read_router(),
        engine.jobs.edit_site(Site(name="Last words")),
        engine.jobs.enter(Stage.NETWORK),
    ):
        laptop.start(laptop.press(work))


def open_uses(laptop: Laptop) -> set[int]:
    rows = read_entries(laptop.folder / "ledger.db")
    ends = {r.record for r in rows if r.event in ("use.end", "use.abort")}
    return {r.seq for r in rows if r.event == "use.start"} - ends


async def leave(laptop: Laptop) -> None:
    await laptop.engine.leave_job()
    assert laptop.uses() == []


async def close(laptop: Laptop) -> None:
    await laptop.close()


# A link that is cut while something is under way on it: the practice air's stack says so.
@pytest.mark.expects_log("no connection for handle", "unexpected response", "mismatched response")
@pytest.mark.parametrize("end", [leave, close])
@pytest.mark.parametrize("turns", MOMENTS)
async def test_at_any_moment_everything_comes_to_rest(
    laptop: Laptop, turns: int, end: Callable[[Laptop], Awaitable[None]]
) -> None:
    await laptop.engine.jobs.begin("home")
    await laptop.list_all()
    await laptop.choose()
    await laptop.owner_agrees()
    laptop.press_buttons()
    await everything_at_once(laptop)
    await asyncio.sleep(0)  # all of it was pressed before
    for _ in range(turns):
        await asyncio.sleep(0.002)
    await end(laptop)
    await laptop.until(lambda: not laptop._doing)
    await laptop.close()
    assert open_uses(laptop) == set()
    assert not laptop.camera.running
    asked = [m.question.number for m in laptop.all(Asked)]
    assert asked == [m.number for m in laptop.all(Unasked)]
    job = laptop.on_disk
    assert job.site.name == "Last words"
    assert job.stage is Stage.NETWORK
    for device in job.devices:
        assert device.work not in (Work.QUEUED, Work.WORKING)
        assert (device.work is Work.ONLINE) == all(map(device.has, TICKS))
    # Nobody is left to list networks while the crew has all devices.
    assert set(laptop.told()) <= {Code.STOPPED_BY_YOU, Code.NOT_HEARD}


async def test_a_no_to_everything_leaves_the_site_as_it_was(laptop: Laptop) -> None:
    await laptop.engine.jobs.begin("home")
    await laptop.list_all()
    await laptop.choose()
    await laptop.owner_agrees()
    before = laptop.job
    laptop.policy = lambda _question: NO
    await everything_at_once(laptop)
    await laptop.until(lambda: not laptop._doing)
    assert set(laptop.told()) == {Code.REFUSED}
    assert laptop.job.devices == before.devices
    assert laptop.witness.used == []
    assert laptop.uses() == []


async def test_a_ledger_that_cannot_be_written_ends_everything(
    laptop: Laptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    from walkdown.consent.ledger import Ledger, LedgerUnwritable

    def full(_ledger: Ledger, _entry: object) -> object:
        raise LedgerUnwritable("full")

    await laptop.ready()
    await laptop.engine.labels.start_camera()
    await laptop.engine.nearby.listen()
    with monkeypatch.context() as patch:
        patch.setattr(Ledger, "append", full)
        await laptop.press(laptop.engine.network.send(Secret(PASSWORD)))
        assert laptop.told() == [Code.LEDGER_UNWRITABLE]
        await laptop.until(lambda: laptop.uses() == [] and not laptop.camera.running)
        await laptop.until(lambda: not laptop.engine.nearby.listening)
    assert laptop.works() == {Work.IDLE}


async def test_a_program_that_is_opened_again_finds_the_uses_closed(
    new_laptop: NewLaptop,
) -> None:
    first = new_laptop()
    await first.ready()
    await first.close()
    second = new_laptop()
    await second.engine.jobs.resume(first.on_disk.id)
    await second.hear_all()
    assert second.questions == []
