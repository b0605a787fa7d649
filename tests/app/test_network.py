"""Network: one password, seven devices, four ticks each; what goes wrong stays where it went wrong."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from tests.app.conftest import NewLaptop
from tests.app.laptop import LINKS, NETWORK, NO, PASSWORD, Laptop
from walkdown.app.messages import CodesShown, JobShown, NetworksShown, RouterRead
from walkdown.consent.purpose import Purpose
from walkdown.core.device import STEPS, TICKS, Source, Step, Way, Work
from walkdown.core.job import Job
from walkdown.core.secret import Secret
from walkdown.core.trouble import Code, Setback

GATEWAY = "770300125518"
CHARGER = "608801507731"
BATTERY = "905133000417"
WRONG = "not the password"


async def test_the_gateway_lists_the_networks_it_hears(laptop: Laptop) -> None:
    await laptop.engine.jobs.begin("home")
    await laptop.list_all()
    await laptop.engine.network.look()
    first, last = laptop.all(NetworksShown)[0], laptop.last(NetworksShown)
    assert first.looking
    assert not last.looking
    assert last.heard_by == GATEWAY
    assert NETWORK in {n.ssid for n in last.networks}
    assert laptop.uses() == []


async def test_the_chosen_network_is_on_disk(laptop: Laptop) -> None:
    await laptop.engine.jobs.begin("home")
    await laptop.choose()
    network = laptop.on_disk.network
    assert network is not None
    assert (network.ssid, network.heard_by) == (NETWORK, GATEWAY)


async def test_all_seven_come_online_with_their_ticks_in_order(laptop: Laptop) -> None:
    serials = await laptop.ready()
    await laptop.all_online()
    for device in laptop.on_disk.devices:
        assert tuple(e.step for e in device.earned) == STEPS
        times = [e.at for e in device.earned]
        assert times == sorted(times)
        sources = {e.step: e.source for e in device.earned}
        assert sources[Step.JOINED] is Source.DEVICE
        assert sources[Step.REACHABLE] is Source.LAPTOP
        assert device.serial in next(e.what for e in device.earned if e.step is Step.REACHABLE)
        assert device.about.firmware
    assert len(laptop.job.devices) == len(serials)
    await laptop.until(lambda: laptop.uses() == [])
    assert laptop.engine.network._crew.credentials is None


async def test_ticks_are_shown_only_once_they_are_on_disk(laptop: Laptop) -> None:
    behind: list[str] = []
    publish = laptop._publish

    def look(message: object) -> None:
        if isinstance(message, JobShown) and message.job and laptop.on_disk != message.job:
            behind.append(message.job.id)
        publish(message)

    laptop.engine._bench.publish = look
    await laptop.ready()
    await laptop.all_online()
    assert behind == []


async def test_a_wrong_password_fails_on_the_first_devices_and_the_others_wait(
    laptop: Laptop,
) -> None:
    await laptop.ready()
    laptop.press_buttons()
    await laptop.engine.network.send(Secret(WRONG))
    await laptop.until(lambda: sum(d.work is Work.FAILED for d in laptop.job.wanted) == LINKS)
    first = {d.serial for d in laptop.job.wanted if d.work is Work.FAILED}
    assert {laptop.code(serial) for serial in first} == {Code.PASSWORD_REFUSED}
    assert GATEWAY in first
    assert {d.work for d in laptop.job.wanted if d.serial not in first} == {Work.QUEUED}
    assert set(laptop.radio.opened) == first


async def test_the_right_password_goes_over_the_kept_session(laptop: Laptop) -> None:
    serials = await laptop.ready()
    laptop.press_buttons()
    await laptop.engine.network.send(Secret(WRONG))
    await laptop.until(lambda: laptop.code(GATEWAY))
    await laptop.engine.network.send(Secret(PASSWORD))
    await laptop.until(lambda: laptop.works() == {Work.ONLINE})
    assert sorted(laptop.radio.opened) == sorted(serials)
    assert laptop.device(GATEWAY).tries == 2
    assert {q.text.purpose for q in laptop.questions} == {
        Purpose.MANAGE, Purpose.DISCOVER, Purpose.WIFI_SETUP
    }  # fmt: skip
    assert len(laptop.questions) == 3


async def test_a_retry_pressed_as_soon_as_the_failure_is_shown_counts(laptop: Laptop) -> None:
    await laptop.ready("trouble", "QuarryFarm", but=_all_but("122044170151"))
    serial = "122044170151"
    retries: list[asyncio.Task[None]] = []
    publish = laptop._publish

    def press(message: object) -> None:
        publish(message)
        if isinstance(message, JobShown) and not retries and laptop.code(serial):
            retries.append(laptop.start(laptop.engine.network.retry(serial)))

    laptop.engine._bench.publish = press
    await laptop.engine.network.send(Secret(_quarry()))
    await laptop.until(lambda: laptop.works() == {Work.ONLINE})
    assert retries
    assert laptop.radio.opened == [serial]


async def test_the_router_s_code_gives_the_password_without_telling_it(laptop: Laptop) -> None:
    await laptop.ready()
    laptop.press_buttons()
    await laptop.engine.yard.hold_router()
    await laptop.engine.network.read_router()
    await laptop.until(lambda: laptop.all(RouterRead))
    assert laptop.last(RouterRead) == RouterRead(NETWORK, len(PASSWORD))
    codes = len(laptop.all(CodesShown))
    await laptop.until(lambda: len(laptop.all(CodesShown)) > codes + 3)
    await laptop.engine.network.send(Secret(""))
    await laptop.engine.network.stop_reading()
    await laptop.until(lambda: laptop.works() == {Work.ONLINE})
    assert len(laptop.all(RouterRead)) == 1
    assert not any(PASSWORD in repr(m) for m in laptop.messages)


async def test_the_code_of_another_router_gives_no_password(laptop: Laptop) -> None:
    await laptop.ready(ssid="Attic-Repeater")
    await laptop.engine.yard.hold_router()
    await laptop.engine.network.read_router()
    await laptop.until(lambda: laptop.all(RouterRead))
    assert laptop.last(RouterRead) == RouterRead(NETWORK, 0)
    assert laptop.engine.network._read is None


async def test_a_code_that_was_read_is_forgotten_with_the_site(laptop: Laptop) -> None:
    await laptop.ready()
    await laptop.engine.yard.hold_router()
    await laptop.engine.network.read_router()
    await laptop.until(lambda: laptop.all(RouterRead))
    read = laptop.engine.network._read
    assert read is not None
    await laptop.engine.leave_job()
    assert read.password.empty
    assert laptop.engine.network._read is None


async def test_choosing_another_network_forgets_the_password(laptop: Laptop) -> None:
    await laptop.ready()
    password = Secret(WRONG)
    await laptop.engine.network.send(password)
    await laptop.until(lambda: laptop.code(GATEWAY))
    await laptop.choose("HarbourGuest", "NO")
    assert password.empty
    assert laptop.engine.network._crew.credentials is None


async def test_another_network_is_tried_on_the_kept_session(laptop: Laptop) -> None:
    await laptop.ready(ssid="Not-Here", but=_home_but(GATEWAY))
    await laptop.engine.network.send(Secret(PASSWORD))
    await laptop.until(lambda: laptop.code(GATEWAY))
    assert laptop.code(GATEWAY) is Code.NETWORK_NOT_SEEN
    await laptop.choose()
    await laptop.engine.network.send(Secret(PASSWORD))
    await laptop.until(lambda: laptop.works() == {Work.ONLINE})
    assert laptop.radio.opened == [GATEWAY]


async def test_the_charger_waits_for_its_button_and_carries_on_in_place(laptop: Laptop) -> None:
    await laptop.ready()
    await laptop.engine.network.send(Secret(PASSWORD))
    await laptop.until(lambda: laptop.code(CHARGER))
    assert laptop.code(CHARGER) is Code.PRESS_BUTTON
    await laptop.until(lambda: len(laptop.job.online) == 6)
    await laptop.engine.yard.press_button(CHARGER)
    await laptop.engine.network.retry(CHARGER)
    await laptop.until(lambda: laptop.works() == {Work.ONLINE})
    assert laptop.radio.opened.count(CHARGER) == 1
    assert tuple(e.step for e in laptop.device(CHARGER).earned) == STEPS


async def test_a_button_pressed_in_time_needs_no_retry(laptop: Laptop) -> None:
    await laptop.ready(but=_home_but(CHARGER))
    await laptop.engine.network.send(Secret(PASSWORD))
    await laptop.until(lambda: laptop.device(CHARGER).has(Step.CONNECT))
    await laptop.engine.yard.press_button(CHARGER)
    await laptop.until(lambda: laptop.works() == {Work.ONLINE})
    assert laptop.device(CHARGER).tries == 1


async def test_a_refused_permission_leaves_nothing_queued(laptop: Laptop) -> None:
    await laptop.ready()
    laptop.policy = lambda _question: NO
    await laptop.press(laptop.engine.network.send(Secret(PASSWORD)))
    assert laptop.told() == [Code.REFUSED]
    assert laptop.works() == {Work.IDLE}
    assert laptop.uses() == []
    assert laptop.radio.opened == []
    assert laptop.engine.network._crew.credentials is None


async def test_a_retry_without_a_password_asks_for_one(laptop: Laptop) -> None:
    await laptop.ready()
    with pytest.raises(Setback) as refused:
        await laptop.engine.network.retry(GATEWAY)
    assert refused.value.code is Code.PASSWORD_REFUSED


async def test_a_wrong_password_leaves_no_tick_behind(laptop: Laptop) -> None:
    await laptop.ready(but=_home_but(GATEWAY))
    await laptop.engine.network.send(Secret(WRONG))
    await laptop.until(lambda: laptop.code(GATEWAY))
    device = laptop.on_disk.device(GATEWAY)
    assert device is not None
    assert tuple(e.step for e in device.earned) == (Step.CONNECT, Step.SECURE)
    assert device.next_step is Step.ACCEPTED


async def test_a_password_that_nobody_needs_is_forgotten_at_once(laptop: Laptop) -> None:
    await laptop.ready()
    await laptop.all_online()
    await laptop.until(lambda: laptop.uses() == [])
    password = Secret(PASSWORD)
    await laptop.engine.network.send(password)
    assert password.empty
    assert laptop.engine.network._crew.credentials is None


async def test_setting_the_last_one_aside_forgets_the_password(laptop: Laptop) -> None:
    await laptop.ready(but=_home_but(GATEWAY, CHARGER))
    await laptop.engine.network.send(Secret(PASSWORD))
    await laptop.until(lambda: laptop.code(CHARGER))
    assert laptop.engine.network._crew.credentials is not None
    await laptop.engine.network.leave_out(CHARGER, "no power on the post yet")
    assert laptop.engine.network._crew.credentials is None


async def test_a_password_given_while_one_is_being_sent_is_kept_for_those_who_wait(
    laptop: Laptop,
) -> None:
    await laptop.ready()
    laptop.press_buttons()
    await laptop.engine.network.send(Secret(PASSWORD))
    await laptop.engine.network.send(Secret(PASSWORD))
    assert laptop.engine.network._crew.credentials is not None
    await laptop.until(lambda: laptop.works() == {Work.ONLINE})


async def _stop_manage(laptop: Laptop) -> None:
    uses = laptop.engine.privacy._bench.gate.uses()
    await laptop.engine.privacy.stop(next(u for u in uses if u.purpose is Purpose.MANAGE).number)


async def _withdraw_wifi(laptop: Laptop) -> None:
    await laptop.engine.privacy.withdraw(Purpose.WIFI_SETUP)


async def _stop_the_crew(laptop: Laptop) -> None:
    await laptop.engine.network.stop()


# Bumble says so where a request was given up, or its link closed, before the answer came.
@pytest.mark.expects_log("no connection for handle", "unexpected response")
@pytest.mark.parametrize("stop", [_stop_manage, _withdraw_wifi, _stop_the_crew])
@pytest.mark.parametrize("step", [Step.CONNECT, Step.ACCEPTED])
async def test_stopping_in_the_middle_leaves_nothing_busy(
    laptop: Laptop, stop: Callable[[Laptop], object], step: Step
) -> None:
    await laptop.ready()
    laptop.press_buttons()
    await laptop.engine.network.send(Secret(PASSWORD))
    await laptop.until(lambda: any(d.has(step) for d in laptop.job.devices))
    await stop(laptop)  # type: ignore[misc]
    await laptop.until(lambda: laptop.uses() == [])
    assert not laptop.works() & {Work.QUEUED, Work.WORKING}
    assert laptop.engine.network._crew.credentials is None
    for device in laptop.on_disk.devices:
        assert device.work in (Work.IDLE, Work.FAILED, Work.ONLINE)
        assert device.trouble is None or device.trouble.code is Code.STOPPED_BY_YOU


async def test_after_a_stop_the_work_can_begin_anew(laptop: Laptop) -> None:
    await laptop.ready()
    laptop.press_buttons()
    await laptop.engine.network.send(Secret(PASSWORD))
    await laptop.until(lambda: Work.WORKING in laptop.works())
    await laptop.engine.network.stop()
    await laptop.all_online()


async def test_stopping_ends_the_retries_too(laptop: Laptop) -> None:
    await laptop.ready("trouble", "QuarryFarm", but=_all_but("770300126604", "122044170151"))
    await laptop.engine.network.send(Secret(_quarry()))
    await laptop.until(lambda: laptop.code("770300126604"))
    await laptop.until(lambda: laptop.code("122044170151"))
    await laptop.engine.network.retry("770300126604")
    await laptop.engine.network.stop()
    assert laptop.uses() == []
    assert not laptop.works() & {Work.QUEUED, Work.WORKING}


async def test_a_device_left_out_is_not_worked_on_any_more(laptop: Laptop) -> None:
    await laptop.ready()
    laptop.press_buttons()
    await laptop.engine.network.send(Secret(WRONG))
    await laptop.until(lambda: laptop.code(GATEWAY))
    await laptop.engine.network.leave_out(CHARGER, "no power on the post yet")
    assert laptop.device(CHARGER).work is Work.IDLE
    await laptop.engine.network.send(Secret(PASSWORD))
    await laptop.until(lambda: laptop.works() == {Work.ONLINE})
    assert CHARGER not in laptop.radio.opened
    await laptop.engine.network.leave_out(CHARGER, "")
    assert laptop.works() == {Work.ONLINE, Work.IDLE}


async def test_leaving_one_of_the_first_out_lets_the_next_try(laptop: Laptop) -> None:
    await laptop.ready()
    laptop.press_buttons()
    await laptop.engine.network.send(Secret(WRONG))
    await laptop.until(lambda: laptop.code(GATEWAY))
    await laptop.engine.network.leave_out(GATEWAY, "another day")
    await laptop.until(lambda: len(laptop.radio.opened) == LINKS + 1)
    assert laptop.device(GATEWAY).work is Work.FAILED


async def test_a_device_taken_off_the_list_while_it_waits_disturbs_nobody(laptop: Laptop) -> None:
    await laptop.ready()
    laptop.press_buttons()
    await laptop.engine.network.send(Secret(WRONG))
    await laptop.until(lambda: laptop.code(GATEWAY))
    await laptop.engine.labels.remove(CHARGER)
    await laptop.engine.network.send(Secret(PASSWORD))
    await laptop.until(lambda: laptop.works() == {Work.ONLINE})
    assert len(laptop.job.devices) == 6


async def test_sending_twice_takes_each_device_on_once(laptop: Laptop) -> None:
    serials = await laptop.ready()
    laptop.press_buttons()
    await asyncio.gather(*(laptop.engine.network.send(Secret(PASSWORD)) for _ in range(2)))
    await laptop.until(lambda: laptop.works() == {Work.ONLINE})
    assert sorted(laptop.radio.opened) == sorted(serials)


async def test_a_new_password_does_not_spoil_a_try_that_was_begun(laptop: Laptop) -> None:
    await laptop.ready(but=_home_but(CHARGER))
    await laptop.engine.network.send(Secret(PASSWORD))
    await laptop.until(lambda: laptop.radio.tried)
    await laptop.engine.network.send(Secret(WRONG))
    await laptop.engine.yard.press_button(CHARGER)
    await laptop.until(lambda: laptop.works() == {Work.ONLINE})
    assert laptop.radio.tried == [CHARGER]


async def test_a_new_password_given_during_a_try_is_tried_next(laptop: Laptop) -> None:
    await laptop.ready(but=_home_but(CHARGER))
    await laptop.engine.network.send(Secret(WRONG))
    await laptop.until(lambda: laptop.radio.tried)
    await laptop.engine.network.send(Secret(PASSWORD))
    await laptop.engine.yard.press_button(CHARGER)
    await laptop.until(lambda: laptop.works() == {Work.ONLINE})
    assert laptop.radio.tried == [CHARGER, CHARGER]
    assert laptop.radio.opened == [CHARGER]


async def test_handing_over_waits_for_nobody_but_leaves_nothing_busy(
    laptop: Laptop, tmp_path: object
) -> None:
    await laptop.ready()
    await laptop.engine.network.send(Secret(WRONG))
    await laptop.until(lambda: laptop.code(GATEWAY))
    await laptop.promise_all()
    await laptop.engine.handover.save(str(tmp_path), "Owner")
    assert laptop.on_disk.handed_over is not None
    assert not laptop.works() & {Work.QUEUED, Work.WORKING}
    assert laptop.uses() == []


async def test_after_a_kill_what_was_online_is_online_and_verify_reaches_it(
    new_laptop: NewLaptop,
) -> None:
    first = new_laptop()
    await first.ready()
    await first.engine.network.send(Secret(PASSWORD))
    await first.until(lambda: len(first.job.online) == 6)
    killed = first.on_disk
    assert killed.device(CHARGER).work is Work.WORKING
    await first.close()
    first.jobs.save(killed)
    second = new_laptop()
    await second.engine.jobs.resume(killed.id)
    assert len(second.job.online) == 6
    charger = second.device(CHARGER)
    assert (charger.work, charger.earned) == (Work.IDLE, ())
    for device in second.job.online:
        assert all(device.has(tick) for tick in TICKS)
    await second.engine.verify.run_all()
    answered = {look.serial for look in second.on_disk.looks if look.answered}
    assert answered == {d.serial for d in second.job.online}


@pytest.mark.parametrize("end", ["kill", "stop"])
async def test_a_device_that_had_joined_is_proven_on_the_network_after_an_early_end(
    new_laptop: NewLaptop, end: str
) -> None:
    first = new_laptop()
    await first.ready(but=_home_but(GATEWAY))
    killed = await _joined_but_unproven(first)
    if end == "stop":
        await first.engine.network.stop()
        killed = first.on_disk
    await first.close()
    first.jobs.save(killed)
    second = new_laptop()
    await second.engine.jobs.resume(killed.id)
    device = second.device(GATEWAY)
    assert device.work is Work.IDLE
    assert tuple(e.step for e in device.earned) == STEPS[:-1]
    assert device.url
    await second.engine.network.retry(GATEWAY)
    await second.until(lambda: second.works() == {Work.ONLINE})
    assert tuple(e.step for e in second.device(GATEWAY).earned) == STEPS
    assert (second.radio.scans, second.radio.opened, second.radio.tried) == (0, [], [])


async def _joined_but_unproven(laptop: Laptop) -> Job:
    """The job on disk between Address and Reachable."""
    never = asyncio.Event()

    async def ask(*_: object, **_more: object) -> None:
        await never.wait()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(laptop.lan, "ask", ask)
        await laptop.engine.network.send(Secret(PASSWORD))
        await laptop.until(lambda: laptop.on_disk.devices[0].has(Step.ADDRESS))
        assert laptop.works() == {Work.WORKING}
        return laptop.on_disk


def _all_but(*kept: str) -> tuple[str, ...]:
    from tests.app.laptop import scenario

    return tuple(d.serial for d in scenario("trouble").devices if d.serial not in kept)


def _home_but(*kept: str) -> tuple[str, ...]:
    from tests.app.laptop import scenario

    return tuple(d.serial for d in scenario("home").devices if d.serial not in kept)


def _quarry() -> str:
    return "-".join(("slate", "and", "straw", "22"))


# --- some of them


async def test_only_those_that_were_chosen_begin_with_the_password_that_is_given_next(
    laptop: Laptop,
) -> None:
    await laptop.ready(but=(CHARGER,))
    await laptop.press(laptop.engine.network.start((BATTERY,)))
    assert laptop.told()[-1] is Code.PASSWORD_REFUSED  # the owner has to give it first
    await laptop.engine.network.send(Secret(PASSWORD))
    await laptop.until(lambda: laptop.device(BATTERY).work is Work.ONLINE)
    assert {d.work for d in laptop.job.wanted if d.serial != BATTERY} == {Work.IDLE}


async def test_a_device_that_is_paused_ends_at_a_safe_point_and_the_others_go_on(
    laptop: Laptop,
) -> None:
    await laptop.ready(but=(CHARGER,))
    await laptop.engine.network.send(Secret(PASSWORD))
    await laptop.until(lambda: laptop.device(BATTERY).work in (Work.WORKING, Work.QUEUED))
    await laptop.engine.network.pause((BATTERY,))
    assert laptop.device(BATTERY).work is Work.IDLE
    others = [d.serial for d in laptop.job.wanted if d.serial != BATTERY]
    await laptop.until(lambda: all(laptop.device(s).work is Work.ONLINE for s in others))
    assert laptop.device(BATTERY).work is Work.IDLE
    await laptop.engine.network.send(Secret(PASSWORD))
    await laptop.until(lambda: laptop.works() == {Work.ONLINE})


async def test_several_are_left_out_for_one_reason(laptop: Laptop) -> None:
    await laptop.ready()
    await laptop.engine.network.leave_out_all((CHARGER, GATEWAY), "scaffold is gone")
    assert {d.left_out for d in laptop.job.devices if d.serial in (CHARGER, GATEWAY)} == {
        "scaffold is gone"
    }
    assert len(laptop.job.wanted) == len(laptop.job.devices) - 2


async def test_labels_are_taken_while_the_crew_is_at_work(laptop: Laptop) -> None:
    await laptop.ready(but=(CHARGER, GATEWAY))
    await laptop.engine.network.send(Secret(PASSWORD))
    await laptop.until(lambda: Work.WORKING in laptop.works())
    await laptop.engine.labels.take(f"WD1:GW-1:{GATEWAY}", Way.CAMERA)
    assert laptop.device(GATEWAY).work is Work.IDLE
    others = [d.serial for d in laptop.job.wanted if d.serial != GATEWAY]
    await laptop.until(lambda: all(laptop.device(s).work is Work.ONLINE for s in others))
    await laptop.engine.network.send(Secret(PASSWORD))
    await laptop.until(lambda: laptop.works() == {Work.ONLINE})


async def test_a_mistyped_password_does_not_make_it_everybodys(laptop: Laptop) -> None:
    await laptop.ready(but=(CHARGER,))
    await laptop.press(laptop.engine.network.start((BATTERY,)))
    await laptop.engine.network.send(Secret(WRONG))
    await laptop.until(lambda: laptop.code(BATTERY) is Code.PASSWORD_REFUSED)
    await laptop.engine.network.send(Secret(PASSWORD))
    await laptop.until(lambda: laptop.device(BATTERY).work is Work.ONLINE)
    assert {d.work for d in laptop.job.wanted if d.serial != BATTERY} == {Work.IDLE}


async def test_pausing_all_begins_none_of_those_that_only_waited(laptop: Laptop) -> None:
    await laptop.ready(but=(CHARGER,))
    await laptop.engine.network.send(Secret(PASSWORD))
    works = laptop.engine._bench
    await laptop.until(lambda: [d.work for d in works.job.wanted].count(Work.WORKING) == LINKS)
    waited = [d.serial for d in laptop.job.wanted if d.work is Work.QUEUED]
    await laptop.engine.network.pause(tuple(d.serial for d in laptop.job.wanted))
    assert laptop.works() == {Work.IDLE}
    assert waited
    assert all(laptop.device(s).tries == 0 and not laptop.device(s).cut_off for s in waited)
