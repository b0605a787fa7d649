"""My data: what is kept about the owner and the installer at the open site, taken along, and erased."""

from __future__ import annotations

import asyncio
import json
from pathlib import PurePath
from typing import Final

from walkdown.app.messages import MyDataErased, MyDataShown, MyDataWritten
from walkdown.app.ports import Copied, MyDataCopies, Photos
from walkdown.app.workbench import Workbench
from walkdown.consent.purpose import Purpose
from walkdown.core.events import PersonForgotten
from walkdown.core.my_data import Category, Kept, Person, kept_about
from walkdown.core.shown import shown

TAKE: Final = "Take my data along, in Privacy"
_MOST: Final = 2000  # characters of a value in the text


class MyDataDesk:
    """Use cases of the sheet in Privacy. Reading what is open needs no permission, writing a file does."""

    def __init__(
        self,
        bench: Workbench,
        inventory: tuple[Category, ...] = (),
        copies: MyDataCopies | None = None,
        photos: Photos | None = None,
    ) -> None:
        self._bench = bench
        self._inventory = inventory
        self._copies = copies
        self._photos = photos

    async def show(self) -> None:
        """Tell what is kept about each; nothing without an open site."""
        if self._bench.is_open:
            owner, installer = (self._kept(p) for p in (Person.OWNER, Person.INSTALLER))
            self._bench.publish(MyDataShown(owner, installer))

    async def take(self, person: Person, path: str) -> None:
        """What is kept about a person into two new files: to be read, and for programs.

        Raises Setback(CANNOT_WRITE), or that the person says no.
        """
        if self._copies is None or not path:
            return
        kept, write = self._kept(person), self._copies.write
        copied = Copied(_text(person, kept), _data(person, self._bench.job.id, kept))
        async with self._bench.use(Purpose.FILE_EXPORT, TAKE) as lease:
            names = await asyncio.to_thread(write, lease, PurePath(path), copied)
            lease.note("files", len(names))
        self._bench.publish(MyDataWritten(names))

    async def erase(self, person: Person) -> None:
        """The person's name and how to reach or see them, out of the site, its copies and former states.

        What was saved into folders is out of reach. Raises Setback(CANNOT_WRITE).
        """
        job_id = self._bench.job.id
        await self._bench.apply(PersonForgotten(person))
        if self._photos is not None and person is Person.OWNER:
            await asyncio.to_thread(self._photos.forget, job_id)
        await asyncio.to_thread(self._bench.jobs.forget_former, job_id)
        self._bench.publish(MyDataErased(person))

    def _kept(self, person: Person) -> tuple[Kept, ...]:
        return kept_about(person, self._bench.job, self._inventory)


def _text(person: Person, kept: tuple[Kept, ...]) -> bytes:
    """One part for each category: the values, then why, on what ground, how long and who gets it."""
    parts = [f"What Walkdown keeps about the {person} at this site"]
    for each in kept:
        what = each.category
        values = [f"  {words}: {shown(text, _MOST)}" for words, text in each.values]
        rest = (
            f"  Why: {what.purpose}",
            f"  Ground: {what.basis}",
            f"  Kept: {what.retention}",
            f"  Goes to: {what.recipients}",
        )
        parts.append("\n".join([what.name, *(values or ["  Nothing at present."]), *rest]))
    return ("\n\n".join(parts) + "\n").encode()


def _data(person: Person, site: str, kept: tuple[Kept, ...]) -> bytes:
    """The same for programs: categories with their values as they are."""
    categories = [
        {
            "name": each.category.name,
            "purpose": each.category.purpose,
            "basis": each.category.basis,
            "retention": each.category.retention,
            "recipients": each.category.recipients,
            "values": [{"field": words, "value": text} for words, text in each.values],
        }
        for each in kept
    ]
    whole = {
        "format": "walkdown-my-data/1",
        "person": str(person),
        "site": site,
        "categories": categories,
    }
    return json.dumps(whole, ensure_ascii=False, indent=2).encode("utf-8", "replace") + b"\n"
