"""Undo and Redo: each step can be taken back until its device was worked on, and secrets go with it."""

from __future__ import annotations

import asyncio
import json

import pytest

from tests.app.laptop import Laptop
from walkdown.app import labels_steps
from walkdown.app.messages import JobShown, LabelTaken, Outcome, StepsShown, Taking
from walkdown.core.advance import NotAllowed
from walkdown.core.device import Kind, Way
from walkdown.core.events import DeviceListed, WorkStarted
from walkdown.core.layout import Face, Spot
from walkdown.core.proof import Proof

GATEWAY, METER, BATTERY = "770300125518", "301777810042", "905133000417"
LABEL = f"WD1:GW-1:{GATEWAY}"
POP = "abcd1234"
SET_UP = json.dumps(
    {"ver": "v1", "name": f"GW1-{GATEWAY}", "pop": POP, "transport": "ble", "model": "GW-1"}
)
MICROS = tuple(f"1220441700{n:02}" for n in range(5))
SOUTH = Face("South", 2, 2)


def serials(laptop: Laptop) -> list[str]:
    """The list, as it is on disk."""
    return [d.serial for d in laptop.on_disk.devices]


def steps(laptop: Laptop) -> tuple[str, str]:
    shown = laptop.last(StepsShown)
    return shown.undo, shown.redo


def held(laptop: Laptop, serial: str) -> Proof | None:
    return laptop.engine._bench.proofs.of(serial)


async def scan(laptop: Laptop, *numbers: str) -> None:
    for number in numbers:
        await laptop.engine.labels.take(f"WD1:MI-800:{number}", Way.SCANNER)


async def test_a_scan_is_taken_back_and_done_again(laptop: Laptop) -> None:
    labels = laptop.engine.labels
    await laptop.engine.jobs.begin()
    assert steps(laptop) == ("", "")
    await labels.take(LABEL, Way.SCANNER)
    listed = laptop.on_disk.devices
    name = "GW-1 7703 0012 5518"
    assert steps(laptop) == (f"Take {name} off the list", "")
    await labels.undo()
    assert serials(laptop) == []
    assert steps(laptop) == ("", f"Put {name} on the list again")
    await labels.redo()
    assert laptop.on_disk.devices == listed
    assert laptop.taken() == [("added", GATEWAY), ("removed", GATEWAY), ("added", GATEWAY)]


async def test_steps_are_taken_back_from_the_newest_on(laptop: Laptop) -> None:
    labels = laptop.engine.labels
    await laptop.engine.jobs.begin()
    await scan(laptop, *MICROS[:3])
    for left in (2, 1, 0):
        await labels.undo()
        assert serials(laptop) == list(MICROS[:left])
    with pytest.raises(NotAllowed):
        await labels.undo()
    for back in (1, 2, 3):
        await labels.redo()
        assert serials(laptop) == list(MICROS[:back])
    with pytest.raises(NotAllowed):
        await labels.redo()


async def test_a_new_step_ends_what_could_be_done_again(laptop: Laptop) -> None:
    labels = laptop.engine.labels
    await laptop.engine.jobs.begin()
    await scan(laptop, *MICROS[:2])
    await labels.undo()
    await scan(laptop, MICROS[2])
    assert steps(laptop)[1] == ""
    with pytest.raises(NotAllowed):
        await labels.redo()


async def test_a_whole_paste_is_one_step_and_one_write(laptop: Laptop) -> None:
    labels = laptop.engine.labels
    await laptop.engine.jobs.begin()
    told = len(laptop.all(JobShown))
    pasted = tuple(Taking(f"WD1:MI-800:{n}", Way.PASTED) for n in (*MICROS, MICROS[0]))
    await labels.take_many((*pasted, Taking("LOT 22 0713", Way.PASTED)))
    assert len(laptop.all(JobShown)) == told + 1
    assert [o for o, _ in laptop.taken()] == [*["added"] * 5, "duplicate", "left-out"]
    assert steps(laptop) == ("Take 5 devices off the list", "")
    await labels.undo()
    assert serials(laptop) == []
    await labels.redo()
    assert serials(laptop) == list(MICROS)


async def test_a_device_that_was_worked_on_is_not_taken_back(laptop: Laptop) -> None:
    await laptop.engine.jobs.begin()
    await scan(laptop, *MICROS[:2])
    await laptop.engine._bench.apply(WorkStarted(MICROS[1]))
    assert steps(laptop) == ("", "")
    with pytest.raises(NotAllowed):
        await laptop.engine.labels.undo()
    assert serials(laptop) == list(MICROS[:2])


async def test_a_device_taken_off_comes_back_as_it_was(laptop: Laptop) -> None:
    labels = laptop.engine.labels
    await laptop.engine.jobs.begin()
    await labels.draw((SOUTH,))
    await scan(laptop, *MICROS[:3])
    before = laptop.on_disk.device(MICROS[0])
    await labels.remove(MICROS[0])
    assert steps(laptop)[0] == "Put 1220 4417 0000 back on the list"
    await labels.undo()
    assert laptop.on_disk.device(MICROS[0]) == before
    await labels.redo()
    assert serials(laptop) == list(MICROS[1:3])


async def test_the_place_is_free_again_and_taken_next(laptop: Laptop) -> None:
    labels = laptop.engine.labels
    await laptop.engine.jobs.begin()
    await labels.draw((SOUTH,))
    await labels.start_at(Spot("South", 1, 2))
    await scan(laptop, MICROS[0])
    await labels.undo()
    await scan(laptop, *MICROS[1:3])
    places = [d.spot for d in laptop.on_disk.devices]
    assert places == [Spot("South", 1, 2), Spot("South", 2, 2)]


async def test_the_map_and_the_places_on_it_are_taken_back_too(laptop: Laptop) -> None:
    labels = laptop.engine.labels
    await laptop.engine.jobs.begin()
    await labels.draw((SOUTH,))
    await scan(laptop, *MICROS[:2])
    await labels.place(MICROS[1], Spot("South", 2, 1))
    assert steps(laptop)[0] == "Move 1220 4417 0001 back to its former place"
    full = laptop.on_disk
    await labels.draw((Face("South", 1, 1),))
    assert [d.spot for d in laptop.on_disk.devices] == [Spot("South", 1, 1), None]
    await labels.undo()
    assert (laptop.on_disk.faces, laptop.on_disk.devices) == (full.faces, full.devices)
    await labels.undo()
    assert laptop.on_disk.devices[1].spot == Spot("South", 1, 2)
    with pytest.raises(NotAllowed):
        await labels.place(MICROS[1], Spot("South", 1, 1))
    with pytest.raises(NotAllowed):
        await labels.start_at(Spot("South", 9, 1))


async def test_a_proof_goes_and_comes_with_its_device(laptop: Laptop) -> None:
    labels = laptop.engine.labels
    await laptop.engine.jobs.begin()
    await labels.take(SET_UP, Way.SCANNER)
    proof = held(laptop, GATEWAY)
    assert proof is not None
    await labels.undo()
    assert held(laptop, GATEWAY) is None
    assert not proof.secret.empty
    await labels.redo()
    assert held(laptop, GATEWAY) is proof
    await labels.remove(GATEWAY)
    assert held(laptop, GATEWAY) is None
    await labels.undo()
    assert held(laptop, GATEWAY) is proof
    assert not any(POP in repr(m) for m in laptop.messages)


async def test_a_second_label_is_taken_back_with_its_proof(laptop: Laptop) -> None:
    labels = laptop.engine.labels
    await laptop.engine.jobs.begin()
    await labels.take(GATEWAY, Way.TYPED, Kind.GATEWAY)
    await labels.take(SET_UP, Way.SCANNER)
    assert laptop.last(LabelTaken).outcome is Outcome.SECOND_LABEL
    assert laptop.on_disk.devices[0].model == "GW-1"
    assert steps(laptop)[0] == "Forget the second label of 7703 0012 5518"
    await labels.undo()
    assert laptop.on_disk.devices[0].model == ""
    assert held(laptop, GATEWAY) is None
    await labels.redo()
    assert laptop.on_disk.devices[0].model == "GW-1"
    assert held(laptop, GATEWAY)


async def test_a_proof_alone_is_a_step_too(laptop: Laptop) -> None:
    labels = laptop.engine.labels
    await laptop.engine.jobs.begin()
    await labels.take(LABEL, Way.CAMERA)
    await labels.take(SET_UP, Way.CAMERA)
    assert held(laptop, GATEWAY)
    assert steps(laptop)[0] == "Forget the second label of 7703 0012 5518"
    await labels.undo()
    assert held(laptop, GATEWAY) is None
    assert steps(laptop)[1] == "Take the second label of 7703 0012 5518 again"


async def test_leaving_the_job_wipes_the_proofs_that_wait_for_redo(laptop: Laptop) -> None:
    labels = laptop.engine.labels
    await laptop.engine.jobs.begin()
    await labels.take(SET_UP, Way.SCANNER)
    proof = held(laptop, GATEWAY)
    assert proof is not None
    await labels.undo()
    await laptop.engine.leave_job()
    assert proof.secret.empty
    assert steps(laptop) == ("", "")


async def test_a_step_that_falls_off_takes_its_proof_along(
    laptop: Laptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(labels_steps, "MOST_STEPS", 2)
    labels = laptop.engine.labels
    await laptop.engine.jobs.begin()
    await labels.take(SET_UP, Way.SCANNER)
    proof = held(laptop, GATEWAY)
    assert proof is not None
    await labels.remove(GATEWAY)
    await scan(laptop, MICROS[0])
    assert not proof.secret.empty
    await scan(laptop, MICROS[1])
    assert proof.secret.empty


async def test_a_step_that_can_never_be_done_again_takes_its_proof_along(laptop: Laptop) -> None:
    labels = laptop.engine.labels
    await laptop.engine.jobs.begin()
    await labels.take(SET_UP, Way.SCANNER)
    proof = held(laptop, GATEWAY)
    assert proof is not None
    await labels.undo()
    await scan(laptop, MICROS[0])
    assert proof.secret.empty


async def test_a_scan_whose_camera_is_put_away_is_whole(laptop: Laptop) -> None:
    await laptop.engine.jobs.begin()
    taking = asyncio.create_task(laptop.engine.labels.take(SET_UP, Way.CAMERA))
    await asyncio.sleep(0)
    taking.cancel()
    await laptop.until(lambda: laptop.taken() == [("added", GATEWAY)])
    proof = held(laptop, GATEWAY)
    assert proof is not None
    assert not proof.secret.empty
    assert steps(laptop)[0]


async def test_what_another_desk_listed_meanwhile_is_known(laptop: Laptop) -> None:
    bench = laptop.engine._bench
    await laptop.engine.jobs.begin()
    await scan(laptop, MICROS[0])
    device = laptop.job.devices[0]
    await laptop.engine.labels.undo()
    bench.post(DeviceListed(device))
    await laptop.engine.labels.take_many(
        tuple(Taking(f"WD1:MI-800:{n}", Way.PASTED) for n in MICROS[:2])
    )
    assert laptop.taken()[-2:] == [("duplicate", MICROS[0]), ("added", MICROS[1])]


async def test_steps_of_one_job_are_not_those_of_another(laptop: Laptop) -> None:
    await laptop.engine.jobs.begin()
    await scan(laptop, MICROS[0])
    await laptop.engine.jobs.begin()
    assert steps(laptop) == ("", "")
    with pytest.raises(NotAllowed):
        await laptop.engine.labels.undo()
