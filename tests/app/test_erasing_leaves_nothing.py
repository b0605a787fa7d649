"""What a person wrote about a site is nowhere in the program's folder once the site is erased."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.app.conftest import NewLaptop
from tests.app.laptop import Laptop
from tests.canaries import AT, CANARY, found_below, job_of_canaries, texts
from tests.storage.former import packed
from tests.storage.test_inventory import leaves
from walkdown import logs
from walkdown.core.draft import Draft, DraftField
from walkdown.core.job import Job
from walkdown.core.trouble import Code
from walkdown.storage.settings import SettingsFile
from walkdown.storage.site_backups import FOLDER

ID = "0f" * 16
PICTURE = b"\xff\xd8" + CANARY.encode() + b"\xff\xd9"


@pytest.fixture
def logged(laptop: Laptop) -> Iterator[None]:
    """The log is written into the same folder, as the program does it."""
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    logs.begin(laptop.folder)
    yield
    for handler in set(root.handlers) - set(before):
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)


async def worked_with(laptop: Laptop) -> None:
    """A site with a canary in every text: saved on three days, opened, typed into, left."""
    job = job_of_canaries(ID)
    laptop.jobs.save(job)
    photo = laptop.jobs.keep(ID, PICTURE)
    for day in range(3):
        at = AT + timedelta(days=day)
        site = replace(job.site, photo=photo)
        # Handed over in the copies alone: a site that was cannot be worked on.
        laptop.jobs.save(replace(job, site=site, touched_at=at, handed_over=None))
    await laptop.press(laptop.engine.jobs.resume(ID))
    await laptop.press(laptop.engine.jobs.edit_site(replace(laptop.job.site, name=f"{CANARY} two")))
    await laptop.press(laptop.engine.jobs.draft(Draft(DraftField.OWNER, f"{CANARY} three")))
    await laptop.press(laptop.engine.jobs.close())


def test_the_job_has_a_canary_in_every_text_it_can_hold() -> None:
    """But its number, which is drawn, and the name of the practice site, which is the program's."""
    paths = {text.removeprefix(f"{CANARY} ") for text in texts(job_of_canaries(ID))}
    assert paths <= set(leaves(Job, "job"))
    personal = {p for p in leaves(Job, "job") if p.startswith("job.site.owner")}
    promised = {
        f"job.{kind}.{part}" for kind in ("promise", "promises") for part in ("what", "who")
    }
    assert personal | promised <= paths
    assert len(paths) >= 40


@pytest.mark.usefixtures("logged")
async def test_no_canary_and_no_key_is_left_on_the_disk_after_an_erase(laptop: Laptop) -> None:
    await worked_with(laptop)
    key = (laptop.folder / "sites" / "keys" / f"{ID}.key").read_bytes()
    (row,) = laptop.jobs.rows()
    assert row.job is not None
    assert row.job.site.name == f"{CANARY} two"
    assert laptop.jobs.read(ID, row.job.site.photo) == PICTURE
    assert len(list((laptop.folder / "sites" / FOLDER).iterdir())) >= 3
    laptop.jobs.close()
    await laptop.press(laptop.engine.jobs.erase(ID))
    assert laptop.jobs.rows() == ()
    assert found_below(laptop.folder) == []
    left = [path for path in laptop.folder.rglob("*") if path.is_file()]
    assert not [path.name for path in left if ID in path.name or key in path.read_bytes()]


async def test_a_backup_of_the_whole_folder_without_its_key_shows_nothing_after_an_erase(
    new_laptop: NewLaptop, tmp_path: Path
) -> None:
    """As with a key in the keychain: what a backup of the disk brings back cannot be read."""
    laptop = new_laptop()
    await worked_with(laptop)
    backup = tmp_path / "backup"
    shutil.copytree(laptop.folder, backup, ignore=shutil.ignore_patterns("keys"))
    assert found_below(backup) == []
    await laptop.press(laptop.engine.jobs.erase(ID))
    shutil.copytree(backup / "sites", laptop.folder / "sites", dirs_exist_ok=True)
    (row,) = laptop.jobs.rows()
    assert row.trouble is not None
    assert row.trouble.code is Code.SITE_KEY_MISSING


@pytest.mark.usefixtures("logged")
async def test_a_site_from_before_files_were_encrypted_is_erased_as_wholly(laptop: Laptop) -> None:
    """Here the search finds them before: that it finds none afterwards means something."""
    sites = laptop.folder / "sites"
    sites.mkdir()
    (sites / f"{ID}.walkdown").write_bytes(packed(job_of_canaries(ID)))
    (sites / f"{ID}-{'ab' * 32}.jpg").write_bytes(PICTURE)
    (sites / f".{ID}.walkdown.new").write_bytes(packed(job_of_canaries(ID))[:900])
    assert len(found_below(laptop.folder)) == 3
    await laptop.press(laptop.engine.jobs.erase(ID))
    assert found_below(laptop.folder) == []


@pytest.mark.usefixtures("logged")
async def test_nothing_about_a_site_is_written_outside_of_its_file(laptop: Laptop) -> None:
    """Settings, log and record of permissions lie unencrypted beside it."""
    await worked_with(laptop)
    SettingsFile(laptop.folder).keep_camera("front camera")
    await laptop.press(laptop.engine.jobs.resume("ab" * 16))  # there is none: the log is told
    assert (laptop.folder / "settings.json").exists()
    assert (laptop.folder / "walkdown.log").stat().st_size
    assert found_below(laptop.folder) == []
