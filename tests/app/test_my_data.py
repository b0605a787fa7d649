"""My data: told of the open site, without any permission."""

from __future__ import annotations

from dataclasses import replace

from tests.app.laptop import Laptop
from walkdown.app.messages import MyDataShown


async def test_what_was_typed_is_told_as_kept_and_nothing_is_asked(laptop: Laptop) -> None:
    await laptop.engine.jobs.begin()
    site = replace(laptop.job.site, owner_name="M. Okafor", installer="A. Fitter")
    await laptop.engine.jobs.edit_site(site)
    await laptop.press(laptop.engine.my_data.show())
    (told,) = laptop.all(MyDataShown)
    assert ("Name", "M. Okafor") in told.owner[0].values
    assert ("Name", "A. Fitter") in told.installer[0].values
    assert laptop.questions == []


async def test_without_an_open_site_there_is_nothing_to_tell(laptop: Laptop) -> None:
    await laptop.press(laptop.engine.my_data.show())
    assert laptop.all(MyDataShown) == []
