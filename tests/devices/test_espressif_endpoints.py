"""Which characteristic is which endpoint: by its name, and no more names are read than are needed."""

from __future__ import annotations

import pytest

from tests.devices.conftest import setback_of
from walkdown.core.trouble import Code, Setback
from walkdown.devices.espressif.exchange import CONFIG, CTRL, SCAN, SESSION, VERSION, Exchange

NUMBERS = {"ff4f": CTRL, "ff50": SCAN, "ff51": SESSION, "ff52": CONFIG, "ff53": VERSION}
UUIDS = {number: f"021a{number}-0382-4aea-bff4-6b3f1c5adfb4" for number in NUMBERS}


class Link:
    """As much of a session as finding endpoints takes; counts the names that are read."""

    def __init__(self, names: dict[str, str]) -> None:
        self.names = {UUIDS[number]: name for number, name in names.items()}
        self.read: list[str] = []
        self.lost = False

    def check(self) -> None:
        if self.lost:
            raise Setback(Code.LINK_LOST)

    def uuids(self) -> tuple[str, ...]:
        assert not self.lost
        return tuple(self.names)

    def handles(self, uuid: str) -> tuple[int, ...]:
        self.check()
        return (list(self.names).index(uuid) + 1,)

    async def described(self, handle: int, _by: str) -> bytes | None:
        return self._told(list(self.names)[handle - 1]).encode() or None

    async def descriptions(self) -> dict[str, str]:
        assert not self.lost
        return {uuid: self._told(uuid) for uuid in self.names}

    def _told(self, uuid: str) -> str:
        self.read.append(uuid)
        return self.names[uuid]


def _talk(names: dict[str, str]) -> tuple[Exchange, Link]:
    link = Link(names)
    return Exchange(link, "1"), link  # type: ignore[arg-type]


async def test_only_the_names_of_the_endpoints_that_are_used_are_read() -> None:
    talk, link = _talk(NUMBERS)
    assert [await talk._where(name) for name in (SESSION, CONFIG, SESSION)] == [
        UUIDS["ff51"],
        UUIDS["ff52"],
        UUIDS["ff51"],
    ]
    assert link.read == [UUIDS["ff51"], UUIDS["ff52"]]


@pytest.mark.parametrize("blank", ["\0", " ", ""])
async def test_case_and_padding_of_a_name_do_not_matter(blank: str) -> None:
    talk, _ = _talk({number: name.upper() + blank for number, name in NUMBERS.items()})
    assert await talk._where(SESSION) == UUIDS["ff51"]


async def test_a_name_outranks_the_number() -> None:
    talk, _ = _talk({**NUMBERS, "ff51": CONFIG, "ff52": SESSION})
    assert await talk._where(SESSION) == UUIDS["ff52"]
    assert await talk._where(CONFIG) == UUIDS["ff51"]


async def test_without_any_name_the_number_counts() -> None:
    talk, _ = _talk(dict.fromkeys(NUMBERS, ""))
    assert await talk._where(CONFIG) == UUIDS["ff52"]


async def test_an_endpoint_that_is_not_there_is_looked_for_once() -> None:
    talk, link = _talk(NUMBERS)
    assert not await talk.has("custom-data")
    read = len(link.read)
    assert not await talk.has("custom-data")
    assert not await talk.has("other-data")
    assert len(link.read) == read


async def test_a_link_that_is_lost_meanwhile_is_a_setback() -> None:
    talk, link = _talk(NUMBERS)
    assert await talk.has(SESSION)
    link.lost = True
    assert (await setback_of(talk.has(SCAN))).code is Code.LINK_LOST
