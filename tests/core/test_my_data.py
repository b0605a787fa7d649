"""What is kept about a person is told from the inventory and the site: all of it, and of nobody else."""

from __future__ import annotations

import pytest

from tests.canaries import job_of_canaries
from walkdown.core.job import Job
from walkdown.core.my_data import Category, Person, inventory_of, kept_about
from walkdown.storage.places import resources_dir

INVENTORY = inventory_of((resources_dir() / "data_inventory.toml").read_text("utf-8"))
FULL = job_of_canaries("0f" * 16)
EMPTY = Job(FULL.id, FULL.created_at)


def lines_of(person: Person) -> list[tuple[str, str]]:
    return [
        line
        for category in INVENTORY
        if category.person is person
        for line in category.fields
        if line[0].startswith("job.")
    ]


@pytest.mark.parametrize("person", [Person.OWNER, Person.INSTALLER])
def test_every_value_of_a_full_site_that_is_about_a_person_is_shown(person: Person) -> None:
    told = [value for kept in kept_about(person, FULL, INVENTORY) for value in kept.values]
    assert [words for words, _ in told] == [words for _, words in lines_of(person)]


def test_the_values_are_those_of_the_site() -> None:
    told = dict(kept_about(Person.OWNER, FULL, INVENTORY)[0].values)
    assert told["E-mail address"] == FULL.site.owner_email
    assert told["When it was taken over"] == "2026-11-22 10:40 UTC"


def test_what_is_about_one_is_not_shown_to_be_about_the_other() -> None:
    theirs = [
        {kept.category.name for kept in kept_about(person, FULL, INVENTORY)}
        for person in (Person.OWNER, Person.INSTALLER)
    ]
    assert theirs[0] & theirs[1] == set()


def test_of_an_empty_site_each_category_is_named_with_nothing_in_it() -> None:
    kept = kept_about(Person.INSTALLER, EMPTY, INVENTORY)
    assert [one.category.name for one in kept] == ["Installer", "Promise", "Half-typed"]
    assert all(one.values == () for one in kept)


def test_a_value_that_stands_at_many_devices_is_told_once() -> None:
    twice = Job(FULL.id, FULL.created_at, devices=FULL.devices * 2)
    kept = kept_about(Person.INSTALLER, twice, INVENTORY)[0]
    assert kept.values == (("Who took a device's label", FULL.devices[0].by),)


@pytest.mark.parametrize("text", ["", "[[category]]\nname = 'a'\n", "not toml at all ["])
def test_an_inventory_that_lacks_something_is_refused(text: str) -> None:
    with pytest.raises((ValueError, KeyError, TypeError)):
        inventory_of(text)


def test_the_whole_inventory_is_read() -> None:
    assert all(isinstance(category, Category) and category.fields for category in INVENTORY)
    assert {category.person for category in INVENTORY} == set(Person)
