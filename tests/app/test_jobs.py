"""Jobs are on disk before they are shown, come back where they stood, and lose nothing that was typed."""

from __future__ import annotations

import asyncio

import pytest

from tests.app.conftest import NewLaptop
from tests.app.laptop import Laptop
from walkdown.app.messages import Asked, JobShown, JobsShown, Unasked, YardShown
from walkdown.consent.purpose import Purpose
from walkdown.core.device import Way
from walkdown.core.job import Job, Stage
from walkdown.core.not_allowed import NotAllowed
from walkdown.core.site import Site
from walkdown.core.trouble import Code, Setback


def named(name: str) -> Site:
    return Site(name=name)


async def test_a_new_job_is_on_disk_before_it_is_shown(laptop: Laptop) -> None:
    on_disk: list[Job | None] = []
    publish = laptop._publish

    def look(message: object) -> None:
        if isinstance(message, JobShown) and message.job:
            on_disk.append(next((r.job for r in laptop.jobs.rows()), None))
        publish(message)

    laptop.engine._bench.publish = look
    await laptop.engine.jobs.begin()
    assert on_disk == [laptop.job]


async def test_a_practice_job_opens_its_yard_and_leaving_closes_it(laptop: Laptop) -> None:
    await laptop.engine.jobs.begin("home")
    await laptop.until(lambda: laptop.all(YardShown))
    view = laptop.last(YardShown).view
    assert view is not None
    assert len(view.devices) == 7
    await laptop.engine.leave_job()
    assert laptop.last(YardShown).view is None
    assert laptop.last(JobShown).job is None
    assert len(laptop.last(JobsShown).rows) == 1


async def test_a_scenario_that_is_not_there_makes_no_job(laptop: Laptop) -> None:
    with pytest.raises(Setback) as refused:
        await laptop.engine.jobs.begin("nowhere")
    assert refused.value.code is Code.SITE_FILE_DAMAGED
    assert laptop.jobs.rows() == ()
    assert not laptop.all(JobShown)


async def test_a_job_comes_back_to_its_stage_with_all_that_was_typed(
    new_laptop: NewLaptop,
) -> None:
    first = new_laptop()
    await first.engine.jobs.begin()
    await first.engine.jobs.edit_site(named("14 Harbour Lane"))
    await first.engine.jobs.enter(Stage.LABELS)
    await first.engine.labels.take("WD1:GW-1:770300125518", Way.PASTED)
    before = first.job
    await first.close()
    second = new_laptop()
    await second.engine.jobs.resume(before.id)
    assert second.job == before
    assert second.job.stage is Stage.LABELS


async def test_practising_again_carries_on_with_the_open_practice_job(laptop: Laptop) -> None:
    await laptop.engine.jobs.practise("home")
    job = laptop.job
    await laptop.engine.leave_job()
    await laptop.engine.jobs.practise("home")
    assert laptop.job.id == job.id
    assert laptop.yard.opened == 2


async def test_another_job_can_be_opened_from_within_a_job(laptop: Laptop) -> None:
    await laptop.engine.jobs.begin()
    first = laptop.job
    await laptop.engine.jobs.begin("home")
    await laptop.engine.nearby.listen()
    await laptop.engine.jobs.resume(first.id)
    assert laptop.job.id == first.id
    assert laptop.uses() == []
    assert laptop.yard._world is None


async def test_a_job_is_opened_once_by_a_double_click(laptop: Laptop) -> None:
    await laptop.engine.jobs.begin("home")
    job = laptop.job
    await laptop.engine.leave_job()
    await asyncio.gather(*(laptop.engine.jobs.resume(job.id) for _ in range(2)))
    assert laptop.yard.opened == 2


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"{", Code.SITE_FILE_DAMAGED),
        (b'{"walkdown":"site","schema":99}', Code.SITE_FILE_NEWER),
    ],
)
async def test_a_file_that_cannot_be_read_is_listed_and_left_alone(
    laptop: Laptop, content: bytes, code: Code
) -> None:
    folder = laptop.folder / "sites"
    folder.mkdir(parents=True)
    path = folder / f"{'ab' * 16}.walkdown"
    path.write_bytes(content)
    await laptop.engine.jobs.show()
    (row,) = laptop.last(JobsShown).rows
    assert row.job is None
    assert row.trouble is not None
    assert row.trouble.code is code
    with pytest.raises(Setback) as refused:
        await laptop.engine.jobs.resume(row.id)
    assert refused.value.code is code
    assert path.read_bytes() == content


async def test_of_many_edits_at_once_the_newest_is_on_disk(laptop: Laptop) -> None:
    await laptop.engine.jobs.begin()
    edits = [laptop.engine.jobs.edit_site(named(f"Site {n}")) for n in range(50)]
    await asyncio.gather(*edits)
    assert laptop.on_disk.site.name == "Site 49"
    assert laptop.job.site.name == "Site 49"
    assert len(laptop.all(JobShown)) < 10


async def test_an_edit_that_takes_the_former_one_back_counts(laptop: Laptop) -> None:
    await laptop.engine.jobs.begin()
    await laptop.engine.jobs.edit_site(named("Old"))
    first = laptop.start(laptop.engine.jobs.edit_site(named("New")))
    await asyncio.sleep(0)
    await laptop.engine.jobs.edit_site(named("Old"))
    await first
    assert laptop.on_disk.site.name == "Old"


async def test_the_last_letter_typed_before_leaving_is_kept(laptop: Laptop) -> None:
    await laptop.engine.jobs.begin()
    for n in range(5):
        laptop.start(laptop.engine.jobs.edit_site(named(f"Site {n}")))
    laptop.start(laptop.engine.jobs.enter(Stage.LABELS))
    await asyncio.sleep(0)
    await laptop.engine.leave_job()
    assert laptop.on_disk.site.name == "Site 4"
    assert laptop.on_disk.stage is Stage.LABELS


async def test_a_change_whose_click_is_cancelled_is_shown_as_it_is_on_disk(laptop: Laptop) -> None:
    await laptop.engine.jobs.begin()
    edit = laptop.start(laptop.engine.jobs.edit_site(named("Kept")))
    await asyncio.sleep(0)
    edit.cancel()
    await laptop.until(edit.done)
    await laptop.engine.jobs.enter(Stage.LABELS)
    assert laptop.on_disk == laptop.job
    assert laptop.job.site.name == "Kept"


async def test_an_edit_is_never_written_into_another_job(laptop: Laptop) -> None:
    await laptop.engine.jobs.begin()
    first = laptop.job
    late = laptop.start(laptop.press(laptop.engine.jobs.edit_site(named("First"))))
    await laptop.engine.jobs.begin()
    await late
    assert laptop.job.id != first.id
    assert laptop.job.site.name == ""


async def test_a_click_that_comes_after_the_job_was_left_is_quiet(laptop: Laptop) -> None:
    await laptop.engine.jobs.begin()
    await laptop.engine.leave_job()
    for work in (
        laptop.engine.jobs.edit_site(named("Late")),
        laptop.engine.labels.take("WD1:GW-1:770300125518", Way.TYPED),
        laptop.engine.nearby.listen(),
        laptop.engine.network.look(),
        laptop.engine.verify.run_all(),
        laptop.engine.yard.hold_router(),
    ):
        await laptop.press(work)
    assert laptop.told() == []


async def test_a_full_disk_is_told_and_nothing_is_shown_that_is_not_saved(
    laptop: Laptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    await laptop.engine.jobs.begin()

    def full(_job: Job) -> None:
        raise Setback(Code.CANNOT_WRITE)

    with monkeypatch.context() as patch:
        patch.setattr(laptop.jobs, "save", full)
        await laptop.press(laptop.engine.jobs.edit_site(named("Lost")))
    assert laptop.told() == [Code.CANNOT_WRITE]
    assert laptop.job.site.name == ""
    await laptop.engine.jobs.edit_site(named("Kept"))
    assert laptop.on_disk.site.name == "Kept"


async def test_leaving_ends_everything_in_use_and_takes_the_prompt_back(laptop: Laptop) -> None:
    await laptop.ready()
    await laptop.engine.labels.start_camera()
    await laptop.engine.nearby.listen()
    laptop.policy = lambda _question: None
    asking = laptop.start(laptop.press(laptop.engine.verify.run_all()))
    question = await laptop.asked(len(laptop.questions) + 1)
    await laptop.engine.leave_job()
    await laptop.until(asking.done)
    assert laptop.uses() == []
    assert laptop.last(Unasked).number == question.number
    assert not laptop.camera.running
    assert laptop.told() == []
    assert laptop.all(Asked)[-1].question is question


async def test_closing_ends_a_prompt_that_nobody_answered(laptop: Laptop) -> None:
    await laptop.engine.jobs.begin("home")
    laptop.policy = lambda _question: None
    starts = [
        laptop.start(laptop.press(laptop.engine.nearby.listen())),
        laptop.start(laptop.press(laptop.engine.labels.start_camera())),
    ]
    await laptop.asked()
    await laptop.engine.close()
    await laptop.until(lambda: all(s.done() for s in starts))
    assert len(laptop.questions) == 1


async def test_closing_without_a_job_ends_a_prompt_of_privacy(laptop: Laptop) -> None:
    laptop.policy = lambda _question: None
    asking = laptop.start(laptop.press(laptop.engine.privacy.ask(Purpose.NOTIFY)))
    await laptop.asked()
    await laptop.engine.close()
    await laptop.until(asking.done)
    assert laptop.told() == []


async def test_two_runs_may_follow_one_another_on_the_same_folder(
    new_laptop: NewLaptop,
) -> None:
    first = new_laptop()
    await first.engine.jobs.begin("home")
    await first.engine.nearby.listen()
    job = first.job
    await first.close()
    second = new_laptop()
    await second.engine.jobs.show()
    (row,) = second.last(JobsShown).rows
    assert row.job == job


async def test_a_closed_job_goes_back_to_a_copy_and_an_open_one_does_not(laptop: Laptop) -> None:
    await laptop.engine.jobs.begin()
    await laptop.engine.jobs.edit_site(named("first"))
    job_id = laptop.job.id
    (copy,) = laptop.jobs.rows()[0].copies
    with pytest.raises(NotAllowed):
        await laptop.engine.jobs.go_back(job_id, copy)
    await laptop.engine.jobs.close()
    await laptop.engine.jobs.go_back(job_id, copy)
    (row,) = laptop.last(JobsShown).rows
    assert row.job is not None
    assert row.job.site.name == ""
    assert len(row.copies) == 2
