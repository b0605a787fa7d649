"""A list that is picked is read under its own permission and told; nothing of it is taken before Add."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path, PurePath
from typing import Any

import pytest

from tests.app.laptop import NO, Laptop, scenario
from walkdown.app.messages import ListRead
from walkdown.consent.lease import Lease
from walkdown.consent.purpose import Purpose
from walkdown.core.trouble import Code, Setback
from walkdown.storage.list_file import ListReader

LIST = "Serial;Model\n770300125518;GW-1\n"


class ListSite(Laptop):
    """The laptop of the other tests, with lists that can be picked."""

    def _parts(self) -> Any:
        return replace(super()._parts(), list_files=ListReader())


@pytest.fixture
async def lap(tmp_path: Path) -> AsyncIterator[ListSite]:
    laptop = ListSite(tmp_path / "home", {"home": scenario("home")})
    await laptop.engine.jobs.begin()
    yield laptop
    await laptop.close()


@pytest.fixture
def path(tmp_path: Path) -> str:
    file = tmp_path / "list.csv"
    file.write_text(LIST, "utf-8-sig")
    return str(file)


async def test_a_list_is_read_after_a_yes_and_nothing_of_it_is_taken(
    lap: ListSite, path: str
) -> None:
    await lap.press(lap.engine.labels.read_list(path))
    assert lap.last(ListRead).text == LIST
    assert [q.text.purpose for q in lap.questions] == [Purpose.FILE_IMPORT]
    assert lap.on_disk.devices == ()
    assert lap.uses() == []
    assert lap.told() == []


async def test_after_a_no_the_file_is_not_read(lap: ListSite, path: str) -> None:
    lap.policy = lambda question: NO
    await lap.press(lap.engine.labels.read_list(path))
    assert lap.told() == [Code.REFUSED]
    assert lap.all(ListRead) == []


async def test_what_is_no_list_is_told_and_nothing_stays_in_use(
    lap: ListSite, tmp_path: Path
) -> None:
    book = tmp_path / "list.xlsx"
    book.write_bytes(b"PK\x03\x04 a workbook")
    with pytest.raises(Setback) as told:
        await lap.engine.labels.read_list(str(book))
    assert told.value.code is Code.LIST_UNREADABLE
    assert "save it as CSV" in told.value.trouble.detail
    assert lap.uses() == []


async def test_what_stands_in_a_list_is_not_in_what_is_logged_of_it(
    lap: ListSite, path: str
) -> None:
    await lap.press(lap.engine.labels.read_list(path))
    assert "770300125518" not in repr(lap.last(ListRead))


async def test_a_list_does_not_come_into_another_job(
    lap: ListSite, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def slow(lease: Lease, path: PurePath) -> str:
        loop.call_soon_threadsafe(begun.set)
        go_on.wait(10.0)
        return LIST

    monkeypatch.setattr(lap.engine.labels._lists, "read", slow)
    reading = asyncio.create_task(lap.press(lap.engine.labels.read_list(path)))
    await begun.wait()
    await lap.engine.leave_job()
    go_on.set()
    await asyncio.wait({reading})
    await lap.engine.jobs.begin()
    assert lap.uses() == []
    assert lap.all(ListRead) == []


async def test_a_laptop_that_reads_no_lists_says_so(lap: ListSite, path: str) -> None:
    lap.engine.labels._lists = None
    with pytest.raises(Setback) as told:
        await lap.engine.labels.read_list(path)
    assert told.value.code is Code.LIST_UNREADABLE
    assert lap.questions == []
