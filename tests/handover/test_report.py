"""The report tells what was seen, in the site's own time, cleaned, and never a password."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from walkdown.app.ports import LedgerLine
from walkdown.app.report import Fact, Report
from walkdown.core.checks import CheckId, leave_gate
from walkdown.core.device import (
    STEPS,
    TICKS,
    About,
    Device,
    Evidence,
    Kind,
    Source,
    Step,
    Way,
    Work,
)
from walkdown.core.job import HandedOver, How, Job, Look, Verdict
from walkdown.core.promise import Item, Promise
from walkdown.core.sign_check import Counts, Power, SignCheck
from walkdown.core.site import Expected, Site, SiteType
from walkdown.core.trouble import Code, Trouble
from walkdown.core.wifi import ChosenNetwork
from walkdown.handover import words
from walkdown.handover.clock import SiteClock, long_date
from walkdown.handover.report import report_of

AT = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
RECORD = (LedgerLine(AT, "Camera", "Read labels", "24 codes", "Allowed"),)


def device(serial: str, *steps: Step, about: About | None = None) -> Device:
    """A battery that earned these steps; online with all of them."""
    return Device(
        serial, "BP-10", Kind.BATTERY, Way.CAMERA, AT,
        Work.ONLINE if steps == STEPS else Work.FAILED,
        tuple(Evidence(step, "seen", Source.DEVICE, AT) for step in steps),
        url="http://192.168.1.43:80/", about=about or About(firmware="1.4", signal_dbm=-60),
    )  # fmt: skip


def job(*devices: Device) -> Job:
    return Job(
        "a" * 32, AT,
        site=Site("14 Harbour Lane", "2231", SiteType.HOME, "Port Alder", "Asia/Tokyo",
                  date(2026, 11, 22), "Halyard", "Ada", "ada@example.org"),
        devices=devices,
        network=ChosenNetwork("Home", "WPA2", -61, "Gateway"),
        looks=tuple(Look(d.serial, True, d.serial, AT + timedelta(minutes=1)) for d in devices),
    )  # fmt: skip


BATTERY = device("905133000417", *STEPS)


def report(job: Job) -> Report:
    return report_of(job, leave_gate(job), RECORD, AT)


def told(rows: tuple[Fact, ...]) -> dict[str, str]:
    return {row.name: row.value for row in rows}


def test_a_finished_site_reads_as_one_answer() -> None:
    made = report(job(BATTERY))
    assert made.verdict is Verdict.PASS
    assert made.verdict_line == "Safe to leave: 5 of 5 checks passed"
    assert made.site == "14 Harbour Lane, Port Alder"
    assert made.dated == "23 November 2026, Halyard"
    assert not made.draft
    assert made.practice == ""


def test_times_are_those_of_the_site() -> None:
    made = report(job(BATTERY))
    assert made.made_at == "23 Nov 2026, 08:30 (Asia/Tokyo)"
    assert made.evidence[0].ticks[0].time == "23 Nov, 08:30"
    assert made.permissions[0].time == "23 Nov 2026, 08:30"


@pytest.mark.parametrize("zone", ["", "Nowhere/Town", "../../etc/passwd", "/etc/localtime", "a\0b"])
def test_a_zone_that_is_none_is_utc_and_says_so(zone: str) -> None:
    clock = SiteClock.at(zone)
    assert (clock.name, clock.moment(AT)) == ("UTC", "22 Nov 2026, 23:30")
    assert clock.moment(None) == ""


def test_dates_are_written_out() -> None:
    assert long_date(date(2026, 3, 1)) == "1 March 2026"


def test_devices_stand_with_serials_by_four_and_their_address() -> None:
    row = report(job(BATTERY)).devices[0]
    assert (row.model, row.serial) == ("Battery BP-10", "9051 3300 0417")
    assert (row.firmware, row.address, row.state) == ("1.4", "192.168.1.43", "Online")


def test_firmware_that_was_put_off_stands_beside_the_one_it_has() -> None:
    put_off = replace(BATTERY, deferred="3.5.0")
    assert report(job(put_off)).devices[0].firmware == "1.4; 3.5.0 offered, not now"
    unknown = replace(put_off, about=About())
    assert report(job(unknown)).devices[0].firmware == "3.5.0 offered, not now"


def test_an_address_without_its_tick_is_not_printed() -> None:
    failed = replace(device("905133000417", Step.ACCEPTED), trouble=Trouble(Code.NO_ADDRESS))
    made = report(job(failed))
    assert made.devices[0].address == ""
    ticks = made.evidence[0].ticks
    assert [t.earned for t in ticks] == [True, False, False, False]
    assert [t.word for t in ticks] == [words.TICK[step] for step in TICKS]
    assert made.evidence[0].remark == "Not finished (WIFI-05)"


def test_an_unfinished_site_says_what_stops_it() -> None:
    made = report(job(device("905133000417")))
    assert made.verdict is Verdict.STOP
    assert made.verdict_line == "Not ready to leave: 2 checks stopped"
    assert "9051 3300 0417" in made.verdict_reason


def promise(serial: str, what: str = "Fit the battery", day: int = 30) -> Promise:
    item = Item(CheckId.COMMISSIONED, serial)
    return Promise(item, what, "Halyard", date(2026, 11, day), AT)


def test_a_promise_stands_in_the_answer_with_its_owner_and_day() -> None:
    made = report(replace(job(device("905133000417")), promises=(promise("905133000417"),)))
    assert made.verdict is Verdict.CHECK
    assert made.verdict_line == "Not finished: left with a dated promise"
    assert not made.draft
    (only,) = made.promise
    assert only.about.endswith("9051 3300 0417: not set up")
    assert (only.what, only.who, only.until) == ("Fit the battery", "Halyard", "30 November 2026")
    assert only.written


def test_the_same_promise_for_many_devices_is_one_line_the_nearest_day_first() -> None:
    one, two, three = "905133000417", "905133000425", "905133000433"
    promises = (promise(one), promise(two, "Order a meter", 28), promise(three))
    made = report(replace(job(*map(device, (one, two, three))), promises=promises))
    assert made.verdict_line == "Not finished: left with 3 dated promises"
    assert [row.what for row in made.promise] == ["Order a meter", "Fit the battery"]
    assert "0417" in made.promise[1].about
    assert "0433" in made.promise[1].about


def test_without_a_promise_for_each_red_device_the_report_is_a_draft() -> None:
    one, two = "905133000417", "905133000425"
    made = report(replace(job(device(one), device(two)), promises=(promise(one),)))
    assert made.draft
    assert made.verdict is Verdict.STOP


def test_something_to_check_is_counted() -> None:
    weak = device("905133000417", *STEPS, about=About(firmware="1", signal_dbm=-80))
    made = report(job(weak))
    assert made.verdict_line == "Safe to leave, 1 to check"
    assert made.verdict_reason.endswith("0 of 1, weakest −80 dBm, weak: 9051 3300 0417.")


def test_a_device_left_out_says_why() -> None:
    made = report(job(BATTERY, replace(device("2"), left_out="no radio")))
    assert made.devices[1].state == "Left out"
    assert made.evidence[1].remark == "Left out: no radio"


def test_a_device_set_up_with_less_than_its_label_says_is_named() -> None:
    earned = tuple(
        replace(e, source=Source.PERSON) if e.step is Step.SECURE else e for e in BATTERY.earned
    )
    made = report(job(replace(BATTERY, earned=earned)))
    assert made.evidence[0].remark == words.LESS_SECURE
    assert report(job(BATTERY)).evidence[0].remark == ""


def test_a_long_list_of_serials_is_counted() -> None:
    made = report(job(*(device(f"{n:08}") for n in range(9))))
    assert any(check.measured.endswith("and 3 more") for check in made.checks)


def test_a_plan_that_does_not_fit_is_told() -> None:
    planned = job(BATTERY)
    site = replace(planned.site, expected=(Expected(Kind.BATTERY, 2),))
    made = report(replace(planned, site=site))
    assert made.checks[0].title == words.CHECK[CheckId.COMPLETE]
    assert made.checks[0].measured == "1 of 2"


def test_the_last_look_of_each_device_says_what_came_of_it_how_and_when() -> None:
    known = job(BATTERY)
    (look,) = known.looks
    found = replace(look, how=How.WALK, modbus=BATTERY.serial)
    (row,) = report(replace(known, looks=(found,))).evidence
    assert row.look == (
        "Looked at 23 Nov, 08:31: answered by its serial and by Modbus,"
        " found by asking at every address"
    )
    other = replace(look, said_serial="905133000425")
    (row,) = report(replace(known, looks=(other,))).evidence
    assert row.look.endswith("answered as 9051 3300 0425")
    (row,) = report(replace(known, looks=(replace(look, answered=False),))).evidence
    assert row.look.endswith("no answer")
    (row,) = report(replace(known, looks=())).evidence
    assert row.look == ""


def test_how_a_meters_direction_was_shown_stands_with_its_device() -> None:
    known = job(BATTERY)
    check = SignCheck(BATTERY.serial, AT, 2000, 0, Power(-650), Power(1350), Counts.IMPORT)
    (row,) = report(replace(known, sign_checks=(check,))).evidence
    assert "−650 W to 1350 W with 2000 W switched on, not by day: counts the right way" in row.look
    skipped = SignCheck(BATTERY.serial, AT, skipped="no load behind it")
    (row,) = report(replace(known, sign_checks=(skipped,))).evidence
    assert row.look.endswith("not checked, no load behind it")


def test_before_verify_it_is_a_draft() -> None:
    assert report(replace(job(BATTERY), looks=())).draft


def test_a_practice_site_says_so() -> None:
    made = report(replace(job(BATTERY), practice="first-day"))
    assert made.practice == "PRACTICE SITE - not a real installation"


def test_the_network_is_named_and_its_password_is_not_there() -> None:
    network = told(report(job(BATTERY)).network)
    assert network["Network"] == "Home"
    assert network["Signal"] == "−61 dBm, heard by Gateway"
    assert network["Password"] == "not in this pack"
    assert report(replace(job(), network=None)).network == ()


def test_improv_is_said_to_be_unencrypted_once_it_was_used() -> None:
    assert words.IMPROV in report(job(BATTERY)).notes
    assert words.IMPROV not in report(job(device("1", Step.CONNECT))).notes


def test_the_owner_who_took_over_is_named() -> None:
    done = replace(job(BATTERY), handed_over=HandedOver("Ada", AT, "x"))
    assert told(report(done).facts)["Taken over by"] == "Ada, 23 Nov 2026, 08:30"


def test_an_empty_job_gives_a_report_too() -> None:
    made = report(Job("a" * 32, AT))
    assert made.site == "Unnamed site"
    assert made.verdict is Verdict.STOP
    assert made.devices == ()


NASTY = "<b>x</b>\u202e\n\x07" + "y" * 500


def test_no_hostile_text_reaches_the_paper() -> None:
    nasty = replace(
        BATTERY, model=NASTY, left_out=NASTY, about=About(firmware=NASTY), url=f"http://{NASTY}/"
    )
    hostile = replace(
        job(nasty),
        site=Site(NASTY, NASTY, SiteType.HOME, NASTY, NASTY, None, NASTY, NASTY, NASTY, NASTY),
        network=ChosenNetwork(NASTY, NASTY, -1, NASTY),
        promises=(Promise(Item(CheckId.COMMISSIONED), NASTY, NASTY, AT.date(), AT),),
        handed_over=HandedOver(NASTY, AT, NASTY),
    )
    record = (LedgerLine(AT, NASTY, NASTY, NASTY, NASTY),)
    text = repr(report_of(hostile, leave_gate(hostile), record, AT))
    assert not any(sign in text for sign in ("<b>", "\\u202e", "\\n", "\\x07", "y" * 241))


@pytest.mark.parametrize(
    ("table", "keys"),
    [
        (words.KIND, Kind),
        (words.SITE_TYPE, SiteType),
        (words.STATE, Work),
        (words.SOURCE, Source),
        (words.VERDICT, Verdict),
        (words.CHECK, CheckId),
        (words.TICK, TICKS),
    ],
)
def test_everything_has_its_word(table: dict[object, str], keys: Collection[object]) -> None:
    assert set(table) == set(keys)
