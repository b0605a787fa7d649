"""Half a text is on disk at once, comes back after a kill, and ends with what its button did."""

from __future__ import annotations

import asyncio

import pytest

from tests.app.conftest import NewLaptop
from tests.app.laptop import Laptop
from walkdown.core.advance import NotAllowed
from walkdown.core.draft import Draft, DraftField
from walkdown.core.job import Job
from walkdown.core.wifi import HeardNetwork

HALF = (
    Draft(DraftField.OWNER, "M. Oka"),
    Draft(DraftField.PROMISE_WHAT, "Charger is of"),
    Draft(DraftField.SERIAL, "7703 00"),
    Draft(DraftField.PASTED, "122044170093\n1220"),
)


def on_disk(laptop: Laptop) -> Job:
    (row,) = laptop.jobs.rows()
    assert row.job is not None
    return row.job


async def test_half_a_text_is_on_disk_when_it_was_typed_and_comes_back(
    new_laptop: NewLaptop,
) -> None:
    first = new_laptop()
    await first.engine.jobs.begin()
    for draft in HALF:
        await first.engine.jobs.draft(draft)
        assert on_disk(first).drafted(draft.field) == draft.text
    before = first.job
    await first.close()
    second = new_laptop()
    await second.engine.jobs.resume(before.id)
    assert second.job.drafts == HALF


async def test_each_job_has_drafts_of_its_own(laptop: Laptop) -> None:
    await laptop.engine.jobs.begin()
    first = laptop.job
    await laptop.engine.jobs.draft(HALF[0])
    await laptop.engine.jobs.begin()
    assert laptop.job.drafts == ()
    await laptop.engine.jobs.resume(first.id)
    assert laptop.job.drafts == HALF[:1]


async def test_a_draft_never_outlives_what_its_button_did(laptop: Laptop) -> None:
    """The last keys and the press come quicker than the disk writes."""
    jobs, network = laptop.engine.jobs, laptop.engine.network
    await jobs.begin()
    whats = [Draft(DraftField.PROMISE_WHAT, "Charger"[: n + 1]) for n in range(7)]
    ssids = [Draft(DraftField.HIDDEN_SSID, "Attic"[: n + 1]) for n in range(5)]
    await asyncio.gather(
        *map(jobs.draft, whats),
        laptop.promise_all(),
        *map(jobs.draft, ssids),
        network.choose(HeardNetwork("Attic", None, ""), ""),
    )
    assert on_disk(laptop).drafts == ()
    assert on_disk(laptop).promises


async def test_what_is_typed_as_the_job_is_left_is_still_written(laptop: Laptop) -> None:
    await laptop.engine.jobs.begin()
    last = asyncio.create_task(laptop.engine.jobs.draft(HALF[0]))
    await asyncio.sleep(0)
    await laptop.engine.leave_job()
    await last
    assert on_disk(laptop).drafts == HALF[:1]
    with pytest.raises(NotAllowed):
        await laptop.engine.jobs.draft(HALF[1])
