"""Other programs are opened under a lease, with our own links only; a no leaves the text to be copied."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.app.laptop import NO, Laptop
from walkdown.app.engine import Parts
from walkdown.app.links import mail_link, map_link
from walkdown.app.messages import DoorShown
from walkdown.consent.lease import Lease, LeaseEnded
from walkdown.consent.purpose import Permission, Purpose
from walkdown.consent.system.practice import PracticeSystem
from walkdown.core.mail import MailDraft
from walkdown.core.trouble import Code, Setback

ADDRESS = "14 Harbour Lane, Port Alder"
DRAFT = MailDraft("m@okafor.example", "Hand-over pack", "Hello")
LINK = "ms-settings:privacy-webcam"


class Opened:
    """Doors that are only written down."""

    def __init__(self, laptop: Laptop) -> None:
        self._laptop = laptop
        self.links: list[str] = []
        self.takes = True
        self.trouble: Exception | None = None

    async def open(self, lease: Lease, link: str) -> bool:
        lease.check(Purpose.OPEN_MAP, Purpose.OPEN_MAIL)
        self._laptop.witness.saw(lease)
        if self.trouble:
            raise self.trouble
        self.links.append(link)
        return self.takes

    async def settings(self, link: str) -> bool:
        self.links.append(link)
        return self.takes


class WithPage(PracticeSystem):
    def settings(self, permission: Permission) -> str:
        return LINK if permission is Permission.CAMERA else ""


class Opening(Laptop):
    def _parts(self) -> Parts:
        self.doors = Opened(self)
        parts = super()._parts()
        real = replace(parts.real, system=WithPage())
        return replace(parts, real=real, doors=self.doors)

    def code(self, serial: str = "") -> Code | None:
        trouble = self.last(DoorShown).trouble
        return trouble.code if trouble else None


@pytest.fixture
async def laptop(tmp_path: Path) -> AsyncIterator[Opening]:
    made = Opening(tmp_path / "home", {})
    yield made
    await made.close()


async def test_the_address_goes_to_the_map_and_the_draft_to_the_mail_program(
    laptop: Opening,
) -> None:
    await laptop.engine.jobs.begin("home")
    await laptop.press(laptop.engine.apps.map(ADDRESS))
    await laptop.press(laptop.engine.apps.mail(DRAFT))
    assert laptop.doors.links == [map_link(ADDRESS), mail_link(DRAFT)]
    assert laptop.all(DoorShown) == [DoorShown(Purpose.OPEN_MAP), DoorShown(Purpose.OPEN_MAIL)]
    assert laptop.witness.used == [Purpose.OPEN_MAP, Purpose.OPEN_MAIL]
    assert [q.text.purpose for q in laptop.questions] == laptop.witness.used
    assert laptop.uses() == []


async def test_a_no_opens_nothing(laptop: Opening) -> None:
    laptop.policy = lambda _: NO
    await laptop.engine.jobs.begin("home")
    await laptop.press(laptop.engine.apps.map(ADDRESS))
    assert laptop.code() is Code.REFUSED
    await laptop.press(laptop.engine.apps.mail(DRAFT))
    assert laptop.code() is Code.REFUSED
    assert laptop.doors.links == []
    assert laptop.told() == [], "it is told in its place, and only there"


@pytest.mark.parametrize(
    ("trouble", "code"),
    [
        (Setback(Code.STOPPED_BY_YOU), Code.STOPPED_BY_YOU),
        (LeaseEnded(), Code.STOPPED_BY_YOU),
        (Setback(Code.NOT_OPENED), Code.NOT_OPENED),
    ],
)
async def test_what_was_not_opened_is_told(laptop: Opening, trouble: Exception, code: Code) -> None:
    laptop.doors.trouble = trouble
    await laptop.engine.jobs.begin("home")
    await laptop.press(laptop.engine.apps.map(ADDRESS))
    assert laptop.code() is code


async def test_a_system_that_takes_no_link_is_told(laptop: Opening) -> None:
    laptop.doors.takes = False
    await laptop.engine.jobs.begin("home")
    await laptop.press(laptop.engine.apps.map(ADDRESS))
    assert laptop.code() is Code.NOT_OPENED


async def test_an_address_of_nothing_asks_nobody(laptop: Opening) -> None:
    await laptop.engine.jobs.begin("home")
    await laptop.press(laptop.engine.apps.map("\u202e \x00"))
    assert laptop.code() is Code.NOT_OPENED
    assert laptop.questions == []


async def test_the_systems_page_is_opened_without_a_prompt_and_without_a_job(
    laptop: Opening,
) -> None:
    await laptop.press(laptop.engine.apps.settings(Permission.CAMERA))
    assert laptop.doors.links == [LINK]
    assert laptop.questions == []


async def test_a_system_without_such_a_page_says_so(laptop: Opening) -> None:
    await laptop.press(laptop.engine.apps.settings(Permission.APPS))
    assert laptop.told() == [Code.NOT_OPENED]
    assert laptop.doors.links == []
