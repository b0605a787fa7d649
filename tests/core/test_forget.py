"""A person's name is taken out of a site, everywhere in it, and nothing else is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.canaries import AT, job_of_canaries
from walkdown.core.advance import advance
from walkdown.core.events import Event, PersonForgotten
from walkdown.core.forget import SOMEBODY, without
from walkdown.core.job import HandedOver
from walkdown.core.my_data import Person, inventory_of, kept_about
from walkdown.storage.envelope import sound
from walkdown.storage.places import resources_dir

INVENTORY = inventory_of((resources_dir() / "data_inventory.toml").read_text("utf-8"))
FULL = job_of_canaries("0f" * 16)
NAMES = {
    Person.OWNER: {"Owner": {"When it was taken over"}, "Picture of the home": set()},
    Person.INSTALLER: {"Installer": {"Firm"}},
}


@pytest.mark.parametrize("person", NAMES)
def test_who_they_are_is_gone_and_the_rest_stays(person: Person) -> None:
    left = {k.category.name: k.values for k in kept_about(person, without(person, FULL), INVENTORY)}
    before = {k.category.name: k.values for k in kept_about(person, FULL, INVENTORY)}
    for name, may_stay in NAMES[person].items():
        assert {words for words, _ in left[name]} == may_stay
    untouched = set(before) - {*NAMES[person], "Promise", "Half-typed"}
    assert all(left[name] == before[name] for name in untouched)
    assert sound(without(person, FULL))


def test_a_promise_still_says_that_somebody_gave_it() -> None:
    forgotten = without(Person.INSTALLER, FULL)
    assert {promise.who for promise in forgotten.promises} == {SOMEBODY}
    assert [p.what for p in forgotten.promises] == [p.what for p in FULL.promises]


@pytest.mark.parametrize("person", NAMES)
def test_a_site_that_was_handed_over_forgets_too(person: Person) -> None:
    done = replace(FULL, handed_over=HandedOver("Ada", AT, "pack"))
    job = advance(done, Event(PersonForgotten(person), AT))
    assert job.handed_over is not None
    assert (job.handed_over.owner == "") is (person is Person.OWNER)
