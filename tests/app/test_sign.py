"""A meter's direction on a practice site: read, a load switched on, and what the meter says then."""

from __future__ import annotations

import pytest

from tests.app.laptop import NO, Laptop
from walkdown.app import sign
from walkdown.app.messages import SignShown, SignStep
from walkdown.consent.purpose import Purpose
from walkdown.core.label_profile import NO_PROFILES
from walkdown.core.sign_check import Counts, Sign, Switched, result
from walkdown.core.trouble import Code
from walkdown.storage.label_profiles import load_profiles
from walkdown.storage.places import resources_dir

METER = "301777810042"


@pytest.fixture(autouse=True)
def brisk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sign, "EVERY_S", 0.02)
    monkeypatch.setattr(sign, "SHOWS_S", 0.3)


@pytest.fixture
async def online(laptop: Laptop) -> Laptop:
    """Every device of the home is online."""
    await laptop.ready()
    await laptop.all_online()
    laptop.engine.sign._profiles = load_profiles(resources_dir() / "labels")
    return laptop


async def test_a_load_that_is_switched_on_shows_that_the_meter_counts_the_right_way(
    online: Laptop,
) -> None:
    desk = online.engine.sign
    await desk.begin(METER)
    shown = online.last(SignShown)
    assert shown.step is SignStep.SWITCH
    assert -700 < shown.before.total < -600
    assert shown.sun_w > 100  # the home's inverters run
    online.yard.switch_load(True)
    await desk.load_is_on(METER, Switched(2000))
    (check,) = online.on_disk.sign_checks
    assert result(check)[0] is Sign.RIGHT
    assert check.sun_w == shown.sun_w
    assert shown.counts is check.counts is Counts.IMPORT  # its maker's profile says so
    assert online.last(SignShown).step is SignStep.READY
    await online.until(lambda: online.uses() == [])


async def test_a_clamp_that_is_on_the_wrong_way_round_is_found_and_right_once_it_is_turned(
    online: Laptop,
) -> None:
    desk = online.engine.sign
    for turned, came in ((True, Sign.REVERSED), (False, Sign.RIGHT)):
        online.yard.turn_clamp(METER)
        assert online.yard._opened().house.is_turned(METER) is turned
        online.yard.switch_load(False)
        await desk.begin(METER)
        online.yard.switch_load(True)
        await desk.load_is_on(METER, Switched(2000))
        (check,) = online.job.sign_checks
        assert result(check)[0] is came


async def test_where_nothing_was_switched_on_nothing_is_claimed(online: Laptop) -> None:
    await online.engine.sign.begin(METER)
    await online.engine.sign.load_is_on(METER, Switched(2000))
    assert result(online.job.sign_checks[0])[0] is Sign.SMALL


async def test_a_meter_that_falls_silent_ends_it_with_a_reason_and_nothing_kept(
    online: Laptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sign, "ANSWER_S", 0.2)
    await online.engine.sign.begin(METER)
    online.yard.make_silent(METER, on=True)
    await online.press(online.engine.sign.load_is_on(METER, Switched(2000)))
    assert online.told()[-1] is Code.NOT_REACHABLE
    assert online.last(SignShown).step is SignStep.READY
    assert online.job.sign_checks == ()


async def test_a_refused_permission_leaves_nothing_begun(online: Laptop) -> None:
    online.policy = lambda _question: NO
    await online.engine.privacy.stop_all()
    await online.engine.privacy.withdraw(Purpose.LAN_PROBE)
    await online.press(online.engine.sign.begin(METER))
    assert online.last(SignShown).step is SignStep.READY
    assert online.job.sign_checks == ()


async def test_why_it_was_not_checked_is_kept(online: Laptop) -> None:
    await online.engine.sign.skip(METER, "no load behind it yet")
    assert online.on_disk.sign_checks[0].skipped == "no load behind it yet"


async def test_where_no_profile_says_how_the_maker_counts_the_person_does(online: Laptop) -> None:
    desk = online.engine.sign
    desk._profiles = NO_PROFILES
    for counts, came in ((Counts.UNKNOWN, Sign.ROSE), (Counts.EXPORT, Sign.REVERSED)):
        await desk.begin(METER)
        assert online.last(SignShown).counts is Counts.UNKNOWN
        online.yard.switch_load(True)
        await desk.load_is_on(METER, Switched(2000, counts=counts))
        online.yard.switch_load(False)
        assert result(online.job.sign_checks[0])[0] is came


async def test_leaving_the_site_ends_what_was_begun(online: Laptop) -> None:
    await online.engine.sign.begin(METER)
    await online.engine.jobs.close()
    assert online.last(SignShown).step is SignStep.READY


async def test_a_reading_from_long_before_the_load_counts_for_nothing(
    online: Laptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    await online.engine.sign.begin(METER)
    monkeypatch.setattr(sign, "STANDS_S", 0.0)
    online.yard.switch_load(True)
    await online.engine.sign.load_is_on(METER, Switched(2000))
    shown = online.last(SignShown)
    assert (shown.step, shown.late) == (SignStep.READY, True)
    assert online.job.sign_checks == ()
