"""Folders of a person's work as a benchmark needs them: sites, labels, permissions."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.accepted import accept_policy
from walkdown.app.engine import Joined
from walkdown.consent.purpose import Purpose, Scope
from walkdown.consent.question import Answer, AnswerKind, Question
from walkdown.consent.system.without import WithoutSystem
from walkdown.core.device import Device, Kind, Way
from walkdown.core.job import Job, Stage
from walkdown.core.site import Site
from walkdown.practice.scenario import Scenario
from walkdown.practice.scenario_file import load_scenario, scenario_path
from walkdown.storage.consent_files import gate_opener
from walkdown.storage.places import resources_dir
from walkdown.storage.site_files import SiteFiles

BEGUN = datetime(2025, 3, 3, 9, 30, tzinfo=UTC)
FORTY = "forty"
FORTY_ID = f"{40:032x}"


def some_sites(home: Path, count: int) -> None:
    """`count` sites on the Jobs page, none of them begun; the policy was accepted."""
    accept_policy(home)
    files = SiteFiles(home / "sites")
    for number in range(1, count + 1):
        site = Site(name=f"{number} Harbour Lane", address=f"{number} Harbour Lane, Port Alder")
        files.save(Job(f"{number:032x}", BEGUN + timedelta(days=number), site=site))


def forty() -> Scenario:
    """The practice site of forty devices."""
    return load_scenario(scenario_path(resources_dir() / "practice", FORTY))


def forty_at_nearby(home: Path) -> None:
    """The site of forty, all labels scanned, at Nearby; Bluetooth and nearby devices allowed for it."""
    devices = tuple(Device(d.serial, d.model, d.kind, Way.CAMERA, BEGUN) for d in forty().devices)
    site = Site(name="Forty roofs")
    job = Job(FORTY_ID, BEGUN, practice=FORTY, site=site, stage=Stage.NEARBY, devices=devices)
    SiteFiles(home / "sites").save(job)
    accept_policy(home)
    asyncio.run(_allow(home, Purpose.MANAGE, Purpose.DISCOVER))


def storm_at_nearby(home: Path, serials: tuple[str, ...]) -> None:
    """A real site, no practice, of devices with these serials, at Nearby; the same is allowed."""
    devices = tuple(Device(s, "MI-800", Kind.MICRO_INVERTER, Way.CAMERA, BEGUN) for s in serials)
    job = Job(FORTY_ID, BEGUN, site=Site(name="Storm"), stage=Stage.NEARBY, devices=devices)
    SiteFiles(home / "sites").save(job)
    accept_policy(home)
    asyncio.run(_allow(home, Purpose.MANAGE, Purpose.DISCOVER))


async def _allow(home: Path, *purposes: Purpose) -> None:
    """Through the gate, as a person does; the answers are in the ledger like any others."""

    async def yes(_question: Question) -> Answer:
        return Answer(AnswerKind.USE, Scope.SITE, shown_ms=2000)

    joined = Joined(yes, WithoutSystem(), lambda: None, lambda rested: None)
    gate = gate_opener(home, resources_dir())(joined)
    for purpose in purposes:
        async with gate.use(purpose, site=FORTY_ID, feature="Start listening, in Nearby"):
            pass
    await gate.close()
