"""Two states of a site become one: what one changed comes in, what both changed is asked, nothing is lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from walkdown.core.device import About, Device, Evidence, Kind, Reading, Source, Step, Way, Work
from walkdown.core.job import HandedOver, Job, Look
from walkdown.core.layout import Face, Spot
from walkdown.core.merge import compared, merged
from walkdown.core.merge_fields import Key, Topic
from walkdown.core.promise import CheckId, Item, promised
from walkdown.core.site import Expected, Site
from walkdown.core.wifi import ChosenNetwork

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
LATER = AT + timedelta(hours=1)
NAME = Key(Topic.SITE, "", "name")
FACE = Face("South", 2, 2)


def device(serial: str, **changed: object) -> Device:
    made = Device(serial, "GW-1", Kind.GATEWAY, Way.CAMERA, AT)
    return replace(made, **changed)  # type: ignore[arg-type]


def online(serial: str, at: datetime = AT) -> Device:
    earned = tuple(Evidence(step, "seen", Source.LAPTOP, at) for step in Step)
    return device(serial, work=Work.ONLINE, earned=earned, url="http://192.168.1.9/status")


BASE = Job(
    "0f" * 16, AT, site=Site(name="Vale", address="1 Elm"), devices=(device("A"), device("B"))
)


def named(job: Job, name: str) -> Job:
    return replace(job, site=replace(job.site, name=name))


def with_devices(*devices: Device) -> Job:
    return replace(BASE, devices=devices)


def test_what_the_other_changed_comes_in_and_what_we_changed_stays() -> None:
    ours = replace(BASE, site=replace(BASE.site, address="2 Elm"))
    theirs = named(BASE, "Valley")
    found = compared(BASE, ours, theirs)
    assert [d.key for d in found.coming] == [NAME]
    assert found.clashes == ()
    job = merged(BASE, ours, theirs, frozenset()).job
    assert (job.site.name, job.site.address) == ("Valley", "2 Elm")


def test_what_both_changed_stays_ours_until_it_is_chosen() -> None:
    ours, theirs = named(BASE, "Dale"), named(BASE, "Valley")
    (clash,) = compared(BASE, ours, theirs).clashes
    assert (clash.key, clash.ours, clash.theirs) == (NAME, "Dale", "Valley")
    assert merged(BASE, ours, theirs, frozenset()).job.site.name == "Dale"
    assert merged(BASE, ours, theirs, frozenset({NAME})).job.site.name == "Valley"


def test_the_same_change_on_both_is_no_clash() -> None:
    assert compared(BASE, named(BASE, "Dale"), named(BASE, "Dale")) == compared(BASE, BASE, BASE)


def test_without_a_common_state_only_blanks_are_filled_and_the_rest_is_asked() -> None:
    ours = replace(BASE, site=Site(name="Vale"))
    theirs = replace(BASE, site=Site(name="Valley", address="1 Elm"))
    found = compared(None, ours, theirs)
    assert [d.key.field for d in found.coming] == ["address"]
    assert [d.key for d in found.clashes] == [NAME]


def test_who_somebody_is_does_not_come_back_unasked_once_it_was_erased() -> None:
    theirs = replace(BASE, site=replace(BASE.site, owner_name="Ada", installer="A. Fitter"))
    found = compared(None, BASE, theirs)
    assert {d.key.field for d in found.clashes} == {"owner_name", "installer"}
    assert merged(None, BASE, theirs, frozenset()).job.site.owner_name == ""


def test_devices_of_both_lists_are_there_afterwards() -> None:
    ours, theirs = (
        with_devices(*BASE.devices, device("C")),
        with_devices(*BASE.devices, online("D")),
    )
    job = merged(BASE, ours, theirs, frozenset()).job
    assert [d.serial for d in job.devices] == ["A", "B", "C", "D"]
    assert job.devices[3].work is Work.ONLINE


def test_a_device_taken_off_the_list_there_goes_here() -> None:
    job = merged(BASE, BASE, with_devices(device("A")), frozenset()).job
    assert [d.serial for d in job.devices] == ["A"]


def test_a_device_taken_off_there_and_set_up_here_is_asked() -> None:
    ours, theirs = with_devices(device("A"), online("B")), with_devices(device("A"))
    (clash,) = compared(BASE, ours, theirs).clashes
    assert (clash.key, clash.theirs) == (Key(Topic.DEVICE, "B"), None)
    assert len(merged(BASE, ours, theirs, frozenset()).job.devices) == 2
    assert len(merged(BASE, ours, theirs, frozenset({clash.key})).job.devices) == 1


def test_a_device_set_up_there_is_set_up_here() -> None:
    job = merged(BASE, BASE, with_devices(device("A"), online("B")), frozenset()).job
    assert [d.work for d in job.devices] == [Work.IDLE, Work.ONLINE]
    assert job.devices[1].url


def test_a_try_that_failed_is_no_work_to_lose() -> None:
    ours = with_devices(device("A"), device("B", work=Work.FAILED))
    found = compared(BASE, ours, with_devices(device("A"), online("B")))
    assert (len(found.coming), found.clashes) == (1, ())


def test_one_set_up_on_both_laptops_is_asked() -> None:
    ours, theirs = (
        with_devices(online("A"), device("B")),
        with_devices(online("A", LATER), device("B")),
    )
    (clash,) = compared(BASE, ours, theirs).clashes
    assert clash.key == Key(Topic.DEVICE, "A", "set-up")


def test_how_loud_a_device_was_heard_is_no_change() -> None:
    ours = with_devices(*(device(s, about=About(signal_dbm=-50)) for s in "AB"))
    theirs = with_devices(*(device(s, about=About(signal_dbm=-60)) for s in "AB"))
    assert compared(BASE, ours, theirs) == compared(BASE, BASE, BASE)


def test_the_latest_look_and_the_latest_values_stand() -> None:
    told = About(firmware="2", readings=(Reading("Power", "1", "W", LATER),))
    ours = replace(BASE, looks=(Look("A", answered=True, said_serial="A", at=AT),))
    theirs = replace(
        with_devices(device("A", about=told), device("B")),
        looks=(Look("A", answered=False, said_serial="", at=LATER),),
    )
    job = merged(BASE, ours, theirs, frozenset()).job
    assert [look.answered for look in job.looks] == [False]
    assert job.devices[0].about.firmware == "2"


def test_two_devices_that_want_one_place_are_not_both_there_and_it_is_told() -> None:
    base = replace(BASE, faces=(FACE,))
    spot = Spot("South", 1, 1)
    ours = replace(base, devices=(device("A", spot=spot), device("B")))
    theirs = replace(base, devices=(device("A"), device("B", spot=spot)))
    made = merged(base, ours, theirs, frozenset())
    assert [d.spot for d in made.job.devices] == [spot, None]
    assert made.unplaced == ("B",)


def test_a_map_drawn_smaller_there_takes_places_away_and_says_so() -> None:
    base = replace(BASE, faces=(FACE,))
    ours = replace(base, devices=(device("A", spot=Spot("South", 2, 2)), device("B")))
    theirs = replace(base, faces=(Face("South", 1, 1),))
    assert merged(base, ours, theirs, frozenset()).unplaced == ("A",)


def test_promises_networks_plans_and_the_hand_over_come_too() -> None:
    item = Item(CheckId.REACHABLE, "A")
    theirs = replace(
        BASE,
        site=replace(BASE.site, expected=(Expected(Kind.METER, 2),)),
        network=ChosenNetwork("Home", "WPA2", -50, "A"),
        promises=(promised(item, "New antenna", "Ada", date(2026, 12, 1), AT),),
        handed_over=HandedOver("Ms Field", LATER, "pack"),
    )
    job = merged(BASE, BASE, theirs, frozenset()).job
    assert (job.site.expected, job.network) == (theirs.site.expected, theirs.network)
    assert (job.promises, job.handed_over) == (theirs.promises, theirs.handed_over)


SERIALS = st.sampled_from("ABCD")


@st.composite
def states(draw: st.DrawFn) -> Job:
    """A site as somebody may have changed it."""
    listed = draw(st.lists(SERIALS, unique=True, max_size=4))
    spots = draw(st.permutations([Spot("South", r, c) for r in (1, 2) for c in (1, 2)]))
    made = []
    for serial, spot in zip(listed, spots, strict=False):
        base = draw(st.sampled_from([device(serial), online(serial), online(serial, LATER)]))
        made.append(
            replace(
                base,
                left_out=draw(st.sampled_from(["", "broken"])),
                spot=draw(st.sampled_from([None, spot])),
            )
        )
    site = Site(name=draw(st.sampled_from("xyz")), address=draw(st.sampled_from(["", "1", "2"])))
    return replace(BASE, site=site, devices=tuple(made), faces=(FACE,))


@given(states(), states(), states())
def test_nothing_we_changed_is_overwritten_unless_chosen(base: Job, ours: Job, theirs: Job) -> None:
    found = compared(base, ours, theirs)
    job = merged(base, ours, theirs, frozenset()).job
    coming = {d.key for d in found.coming}
    assert not coming & {d.key for d in found.clashes}
    for name in ("name", "address"):
        now, here, former = (getattr(j.site, name) for j in (job, ours, base))
        assert now == here or (here == former and Key(Topic.SITE, "", name) in coming)
    for mine in ours.devices:
        was = base.device(mine.serial)
        if mine.work is Work.ONLINE and (was is None or was.earned != mine.earned):
            kept = job.device(mine.serial)
            assert kept is not None
            assert kept.work is Work.ONLINE


@given(states(), states(), states())
def test_taking_all_of_theirs_gives_theirs_where_they_changed(
    base: Job, ours: Job, theirs: Job
) -> None:
    found = compared(base, ours, theirs)
    job = merged(base, ours, theirs, frozenset(d.key for d in found.clashes)).job
    for difference in (*found.coming, *found.clashes):
        if difference.key.topic is Topic.SITE:
            assert getattr(job.site, difference.key.field) == difference.theirs
    again = compared(base, job, theirs)
    assert all(d.key.field == "spot" for d in again.clashes)


@given(states(), states())
def test_merging_a_state_with_itself_or_what_it_comes_from_changes_nothing(
    base: Job, ours: Job
) -> None:
    for other in (ours, base):
        made = merged(base, ours, other, frozenset())
        assert made.job == ours
        assert made.unplaced == ()


@given(states(), states(), states())
def test_no_two_devices_stand_in_one_place_and_none_is_listed_twice(
    base: Job, ours: Job, theirs: Job
) -> None:
    found = compared(base, ours, theirs)
    for take in (frozenset[Key](), frozenset(d.key for d in found.clashes)):
        made = merged(base, ours, theirs, take).job
        spots = [d.spot for d in made.devices if d.spot]
        assert len(set(spots)) == len(spots)
        assert len({d.serial for d in made.devices}) == len(made.devices)
