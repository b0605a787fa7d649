"""Labels: each one counts once, however it comes in, and nothing is guessed."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path, PurePath

import pytest
import qrcode

from tests.app.laptop import NO, PASSWORD, YES, Laptop
from walkdown.app import labels_pictures
from walkdown.app.messages import (
    CodesShown,
    EyeShown,
    FrameShown,
    LabelTaken,
    Outcome,
    PictureShown,
    ProfilesShown,
    Taking,
)
from walkdown.app.ports import PictureCodes, Seen
from walkdown.consent.lease import Lease
from walkdown.consent.purpose import Purpose, Scope
from walkdown.core.device import Kind, Way
from walkdown.core.label_profile import NO_PROFILES
from walkdown.core.picture import CodeRead, Frame
from walkdown.core.sighting import Protocol, Sighting
from walkdown.core.site import Site
from walkdown.core.trouble import Code, Setback, Trouble

GATEWAY = "770300125518"
METER = "301777810042"
GATEWAY_LABEL = f"WD1:GW-1:{GATEWAY}"


async def test_the_camera_takes_each_label_held_before_it_once(laptop: Laptop) -> None:
    await laptop.engine.jobs.begin("home")
    await laptop.engine.labels.start_camera()
    for serial in (GATEWAY, METER):
        await laptop.engine.yard.hold_label(serial)
        await laptop.until(lambda s=serial: ("added", s) in laptop.taken())
        seen = len(laptop.all(CodesShown))
        await laptop.until(lambda n=seen: len(laptop.all(CodesShown)) > n + 5)
    assert laptop.taken() == [("added", GATEWAY), ("added", METER)]
    assert [d.way for d in laptop.on_disk.devices] == [Way.CAMERA, Way.CAMERA]
    assert laptop.all(FrameShown)


async def test_a_label_that_comes_back_before_the_camera_is_told_as_known(laptop: Laptop) -> None:
    await laptop.engine.jobs.begin("home")
    await laptop.engine.labels.start_camera()
    for serial, outcome in ((GATEWAY, "added"), (METER, "added"), (GATEWAY, "duplicate")):
        await laptop.engine.yard.hold_label(serial)
        await laptop.until(lambda o=outcome, s=serial: (o, s) in laptop.taken())
        await laptop.until(lambda: len(laptop.last(CodesShown).codes) == 1)
    assert len(laptop.on_disk.devices) == 2


async def test_the_router_s_code_is_not_listed_and_its_password_stays_untold(
    laptop: Laptop,
) -> None:
    await laptop.engine.jobs.begin("home")
    await laptop.engine.labels.start_camera()
    await laptop.engine.yard.hold_router()
    await laptop.until(lambda: laptop.taken())
    (taken,) = laptop.all(LabelTaken)
    assert taken.outcome is Outcome.ROUTER
    assert not any(PASSWORD in repr(m) for m in laptop.messages)
    assert laptop.job.devices == ()


async def test_the_camera_goes_off_when_it_is_put_away(laptop: Laptop) -> None:
    await laptop.engine.jobs.begin("home")
    await laptop.engine.labels.start_camera()
    await laptop.until(lambda: laptop.all(FrameShown))
    assert laptop.uses() == [Purpose.SCAN_QR]
    await laptop.engine.labels.stop_camera()
    assert not laptop.camera.running
    assert laptop.uses() == []
    assert laptop.eyes() == ["starting", "on", "off"]


async def test_the_camera_put_away_before_it_was_up_is_off(laptop: Laptop) -> None:
    await laptop.engine.jobs.begin("home")
    await laptop.engine.labels.start_camera()
    await laptop.engine.labels.stop_camera()
    assert laptop.uses() == []
    assert laptop.eyes()[-1] == "off"


async def test_stop_in_the_chip_ends_the_camera(laptop: Laptop) -> None:
    await laptop.engine.jobs.begin("home")
    await laptop.engine.labels.start_camera()
    await laptop.until(lambda: laptop.eyes()[-1] == "on")
    (use,) = laptop.engine.privacy._bench.gate.uses()
    await laptop.engine.privacy.stop(use.number)
    await laptop.until(lambda: laptop.eyes()[-1] == "off")
    assert not laptop.camera.running


async def test_taking_the_permission_back_ends_the_camera(laptop: Laptop) -> None:
    await laptop.engine.jobs.begin("home")
    await laptop.engine.labels.start_camera()
    await laptop.engine.privacy.withdraw(Purpose.SCAN_QR)
    await laptop.until(lambda: laptop.eyes()[-1] == "off")
    assert laptop.uses() == []


async def test_a_refused_camera_says_so_and_typing_still_works(laptop: Laptop) -> None:
    await laptop.engine.jobs.begin("home")
    laptop.policy = lambda _question: NO
    await laptop.press(laptop.engine.labels.start_camera())
    assert laptop.eyes() == ["starting", "refused"]
    assert laptop.last(EyeShown).trouble == Trouble(Code.REFUSED, detail="camera")
    assert laptop.told() == [Code.REFUSED]
    assert Purpose.SCAN_QR not in laptop.witness.used
    await laptop.engine.labels.take(GATEWAY_LABEL, Way.TYPED)
    assert laptop.taken() == [("added", GATEWAY)]


async def test_the_camera_is_asked_for_once_by_a_double_click(laptop: Laptop) -> None:
    await laptop.engine.jobs.begin("home")
    laptop.policy = lambda _question: None
    first = laptop.start(laptop.engine.labels.start_camera())
    question = await laptop.asked()
    await laptop.engine.labels.start_camera()
    await laptop.engine.answer(question.number, YES)
    await first
    assert len(laptop.questions) == 1
    assert laptop.uses() == [Purpose.SCAN_QR]


async def test_leaving_the_page_takes_the_camera_s_prompt_back(laptop: Laptop) -> None:
    await laptop.engine.jobs.begin("home")
    laptop.policy = lambda _question: None
    asking = laptop.start(laptop.press(laptop.engine.labels.start_camera()))
    await laptop.asked()
    await laptop.engine.labels.stop_camera()
    assert asking.cancelled()
    assert laptop.eyes()[-1] == "off"


async def test_starting_the_camera_again_leaves_one_in_use(laptop: Laptop) -> None:
    await laptop.engine.jobs.begin("home")
    for _ in range(3):
        await laptop.engine.labels.start_camera()
    assert laptop.uses() == [Purpose.SCAN_QR]
    await laptop.until(lambda: laptop.eyes()[-1] == "on")


async def test_a_camera_that_is_lost_says_why(laptop: Laptop) -> None:
    await laptop.engine.jobs.begin("home")
    lost = Seen(trouble=Trouble(Code.CAMERA_MISSING))
    laptop.camera.start = lambda _lease, tell, _wanted: tell(lost)
    await laptop.engine.labels.start_camera()
    await laptop.until(lambda: laptop.eyes()[-1] == "off")
    assert laptop.last(EyeShown).trouble == Trouble(Code.CAMERA_MISSING)
    assert laptop.uses() == []


async def test_a_disk_that_is_full_ends_the_camera_with_its_reason(
    laptop: Laptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    await laptop.engine.jobs.begin("home")

    def full(_job: object) -> None:
        raise Setback(Code.CANNOT_WRITE)

    monkeypatch.setattr(laptop.jobs, "save", full)
    await laptop.engine.labels.start_camera()
    await laptop.engine.yard.hold_label(GATEWAY)
    await laptop.until(lambda: laptop.eyes()[-1] == "off")
    assert laptop.last(EyeShown).trouble == Trouble(Code.CANNOT_WRITE)
    monkeypatch.undo()


@pytest.mark.expects_log("crash")
async def test_our_own_mistake_in_the_camera_s_work_is_told_as_a_crash(laptop: Laptop) -> None:
    await laptop.engine.jobs.begin("home")

    def broken(*_: object) -> None:
        raise ValueError("ours")

    laptop.camera.start = broken
    await laptop.engine.labels.start_camera()
    await laptop.until(lambda: laptop.eyes()[-1] == "off")
    await laptop.until(lambda: any(type(m).__name__ == "Crashed" for m in laptop.messages))
    assert laptop.uses() == []
    laptop.messages = [m for m in laptop.messages if type(m).__name__ != "Crashed"]


async def test_a_typed_serial_needs_its_kind_from_the_person(laptop: Laptop) -> None:
    await laptop.engine.jobs.begin()
    await laptop.engine.labels.take(METER, Way.TYPED)
    assert laptop.taken() == [("needs-kind", METER)]
    await laptop.engine.labels.take(METER, Way.TYPED, Kind.METER, "MT-3")
    (device,) = laptop.on_disk.devices
    assert (device.kind, device.model, device.way) == (Kind.METER, "MT-3", Way.TYPED)


async def test_what_is_no_label_is_left_out_and_told_shortened(laptop: Laptop) -> None:
    await laptop.engine.jobs.begin()
    await laptop.engine.labels.take("https://example.org/" + "x" * 300, Way.SCANNER)
    taken = laptop.last(LabelTaken)
    assert taken.outcome is Outcome.LEFT_OUT
    assert len(taken.text) == 64


async def test_a_router_s_code_that_is_broken_is_not_repeated(laptop: Laptop) -> None:
    await laptop.engine.jobs.begin()
    await laptop.engine.labels.take(f"WIFI:T:ODD;S:Home;P:{PASSWORD};;", Way.SCANNER)
    taken = laptop.last(LabelTaken)
    assert taken.outcome is Outcome.LEFT_OUT
    assert PASSWORD not in taken.text


async def test_the_same_label_many_times_at_once_is_listed_once(laptop: Laptop) -> None:
    await laptop.engine.jobs.begin()
    takes = [laptop.engine.labels.take(GATEWAY_LABEL, Way.PASTED) for _ in range(5)]
    await asyncio.gather(*takes)
    assert [outcome for outcome, _ in laptop.taken()] == ["added", *["duplicate"] * 4]
    assert len(laptop.on_disk.devices) == 1


async def test_a_serial_of_another_real_site_is_refused_with_its_name(laptop: Laptop) -> None:
    await laptop.engine.jobs.begin()
    await laptop.engine.jobs.edit_site(Site(name="Mill Lane"))
    await laptop.engine.labels.take(GATEWAY_LABEL, Way.TYPED)
    await laptop.engine.jobs.begin()
    await laptop.engine.labels.take(GATEWAY_LABEL, Way.TYPED)
    taken = laptop.last(LabelTaken)
    assert (taken.outcome, taken.other) == (Outcome.OTHER_SITE, "Mill Lane")
    assert laptop.job.devices == ()


async def test_practice_sites_never_stand_in_the_way_of_another_site(laptop: Laptop) -> None:
    for practice in ("home", "", "home"):
        await laptop.engine.jobs.begin(practice)
        await laptop.engine.labels.take(GATEWAY_LABEL, Way.TYPED)
    assert [outcome for outcome, _ in laptop.taken()] == ["added"] * 3


async def test_undo_takes_a_device_off_the_list(laptop: Laptop) -> None:
    await laptop.engine.jobs.begin()
    await laptop.engine.labels.take(GATEWAY_LABEL, Way.TYPED)
    await laptop.engine.labels.remove(GATEWAY)
    assert laptop.on_disk.devices == ()
    assert laptop.taken()[-1] == ("removed", GATEWAY)


async def test_every_code_of_a_picked_picture_is_taken(laptop: Laptop, tmp_path: Path) -> None:
    path = tmp_path / "labels.png"
    qrcode.make(GATEWAY_LABEL).save(path)
    await laptop.engine.jobs.begin()
    await laptop.engine.labels.read_pictures((str(path),))
    assert laptop.taken() == [("added", GATEWAY)]
    assert laptop.questions[0].text.purpose is Purpose.PHOTO_PICK
    assert laptop.questions[0].text.scopes[-1] in (Scope.SITE, Scope.COMPUTER)


async def test_a_refused_picture_is_not_opened(laptop: Laptop, tmp_path: Path) -> None:
    laptop.policy = lambda _question: NO
    await laptop.engine.jobs.begin()
    await laptop.press(laptop.engine.labels.read_pictures((str(tmp_path / "none.png"),)))
    assert laptop.told() == [Code.REFUSED]


def code(text: str, *, at: int = 0, aim: str = "") -> CodeRead:
    """A code of 100 pixels in a picture."""
    corners = ((at, at), (at + 100, at), (at + 100, at + 100), (at, at + 100))
    return CodeRead(text, text.encode(), "QRCode", corners, aim)


class Pile:
    """A pile of pictures by name: codes, or what is wrong with a picture."""

    def __init__(self, **pictures: tuple[CodeRead, ...] | Code) -> None:
        self._pictures = pictures
        self.opened: list[str] = []

    def read(self, lease: Lease, path: PurePath) -> PictureCodes:
        lease.check(Purpose.PHOTO_PICK)
        self.opened.append(path.name)
        found = self._pictures[path.stem]
        if isinstance(found, Code):
            raise Setback(found)
        return PictureCodes(found, Frame(2, 1, bytes(6)), 4.0)

    def read_bytes(self, lease: Lease, data: bytes, name: str) -> PictureCodes:
        assert name
        return self.read(lease, PurePath(data.decode()))


def lay_out(laptop: Laptop, **pictures: tuple[CodeRead, ...] | Code) -> Pile:
    """Real sites read these pictures from now on."""
    pile, bench = Pile(**pictures), laptop.engine._bench
    bench._real = replace(bench._real, pictures=pile)
    return pile


async def test_many_pictures_are_read_under_one_permission_and_told_one_by_one(
    laptop: Laptop,
) -> None:
    roof = (code(GATEWAY_LABEL, at=400), code(METER))
    pile = lay_out(laptop, roof=roof, blurred=(), broken=Code.PICTURE_UNREADABLE, last=roof[:1])
    await laptop.engine.jobs.begin()
    await laptop.engine.labels.read_pictures(
        ("/p/roof.jpg", "blurred.png", "broken.png", "last.webp")
    )
    assert len(laptop.questions) == 1
    assert pile.opened == ["roof.jpg", "blurred.png", "broken.png", "last.webp"]
    shown = laptop.all(PictureShown)
    assert [(s.name, s.number, s.of) for s in shown] == [
        (name, number, 4) for number, name in enumerate(pile.opened, 1)
    ]
    assert [s.outcomes for s in shown] == [
        (Outcome.ADDED, Outcome.NEEDS_KIND), (), (), (Outcome.DUPLICATE,),
    ]  # fmt: skip
    assert [s.trouble.code if s.trouble else None for s in shown] == [
        None, Code.NO_CODE_IN_PICTURE, Code.PICTURE_UNREADABLE, None,
    ]  # fmt: skip
    assert [s.frame is not None for s in shown] == [True, True, False, True]
    assert laptop.uses() == []


async def test_a_picture_s_codes_are_shown_as_places_without_their_texts(laptop: Laptop) -> None:
    secret = f"WIFI:T:WPA;S:Home;P:{PASSWORD};;"
    lay_out(laptop, roof=(code(secret, at=400),))
    await laptop.engine.jobs.begin()
    await laptop.engine.labels.read_pasted(b"roof")
    (shown,) = laptop.all(PictureShown)
    assert shown.outcomes == (Outcome.ROUTER,)
    (place,) = shown.codes
    assert (place.text, place.raw) == ("", b"")
    assert place.corners == ((100, 100), (125, 100), (125, 125), (100, 125))
    assert not any(PASSWORD in repr(m) for m in laptop.messages)


async def test_the_codes_of_one_picture_are_one_step(laptop: Laptop) -> None:
    lay_out(laptop, roof=(code(GATEWAY_LABEL), code("WD1:MI-800:122044170093")))
    await laptop.engine.jobs.begin()
    await laptop.engine.labels.read_pictures(("roof",))
    assert len(laptop.on_disk.devices) == 2
    await laptop.engine.labels.undo()
    assert laptop.on_disk.devices == ()


async def test_there_is_a_most_of_pictures_and_it_is_told(
    laptop: Laptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(labels_pictures, "MOST_PICTURES", 2)
    pile = lay_out(laptop, roof=(code(GATEWAY_LABEL),))
    await laptop.engine.jobs.begin()
    await laptop.engine.labels.read_pictures(("roof",) * 9)
    assert pile.opened == ["roof", "roof"]
    last = laptop.last(PictureShown)
    assert last.trouble
    assert last.trouble.code is Code.PICTURE_UNREADABLE


async def test_pictures_are_stopped_after_the_one_at_hand(
    laptop: Laptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The person says stop while the second one is read."""
    pile = lay_out(laptop, roof=(code(GATEWAY_LABEL),), blurred=())
    desk, read = laptop.engine.labels, pile.read

    loop = asyncio.get_running_loop()

    def stopping(lease: Lease, path: PurePath) -> PictureCodes:
        if len(pile.opened) == 1:
            asyncio.run_coroutine_threadsafe(desk.stop_pictures(), loop).result(10)
        return read(lease, path)

    monkeypatch.setattr(pile, "read", stopping)
    await laptop.engine.jobs.begin()
    await desk.read_pictures(("roof", "blurred", "roof", "roof"))
    assert pile.opened == ["roof", "blurred"]
    told, left = laptop.all(PictureShown)[:2], laptop.all(PictureShown)[2:]
    assert told[1].trouble == Trouble(Code.NO_CODE_IN_PICTURE)
    assert [(s.name, s.number, s.of) for s in left] == [("roof", 3, 4), ("roof", 4, 4)]
    assert {s.trouble for s in left} == {Trouble(Code.STOPPED_BY_YOU)}
    assert laptop.uses() == []
    await desk.read_pictures(("blurred",))
    assert laptop.last(PictureShown).trouble == Trouble(Code.NO_CODE_IN_PICTURE)


async def test_no_picture_asks_for_nothing(laptop: Laptop) -> None:
    await laptop.engine.jobs.begin()
    await laptop.engine.labels.read_pictures(())
    assert laptop.questions == []


async def test_several_codes_in_one_frame_are_taken_in_their_order(laptop: Laptop) -> None:
    await laptop.engine.jobs.begin()
    numbers = [f"1220441700{n:02}" for n in (7, 3, 9, 1)]
    frame = tuple(code(f"WD1:MI-800:{n}") for n in numbers)
    for _ in range(3):
        await laptop.engine.labels._codes((*frame, frame[0]))
    assert laptop.taken() == [("added", n) for n in numbers]
    await laptop.engine.labels._codes(())
    await laptop.engine.labels._codes(frame[1:2])
    assert laptop.taken()[-1] == ("duplicate", numbers[1])


async def test_a_code_of_gs1_is_handed_on_with_its_symbology(
    laptop: Laptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[str] = []
    monkeypatch.setattr(laptop.engine.labels, "take", lambda text, _way: told(heard, text))
    await laptop.engine.labels._codes((code("0109", aim="]d2"), code("0109", aim="]d1")))
    assert heard == ["]d20109", "0109"]


async def told(heard: list[str], text: str) -> None:
    heard.append(text)


async def test_a_typed_look_alike_of_a_device_nearby_is_asked_about(laptop: Laptop) -> None:
    await laptop.engine.jobs.begin()
    nearby = Sighting("k", f"MT3-{METER}", METER, -60, Protocol.IMPROV)
    await laptop.engine.nearby._ear._news((nearby,))
    await laptop.engine.nearby._ear._news(())
    slip = METER.replace("0", "O")
    await laptop.engine.labels.take(slip, Way.TYPED, Kind.METER)
    taken = laptop.last(LabelTaken)
    assert (taken.outcome, taken.serial, taken.other) == (Outcome.LOOKALIKE, slip, METER)
    assert laptop.job.devices == ()
    await laptop.engine.labels.take(slip, Way.TYPED, Kind.METER, sure=True)
    assert [d.serial for d in laptop.on_disk.devices] == [slip]


async def test_what_was_heard_at_one_site_is_forgotten_at_the_next(laptop: Laptop) -> None:
    await laptop.engine.jobs.begin()
    nearby = Sighting("k", f"MT3-{METER}", METER, -60, Protocol.IMPROV)
    await laptop.engine.nearby._ear._news((nearby,))
    await laptop.engine.leave_job()
    await laptop.engine.jobs.begin()
    await laptop.engine.labels.take(METER.replace("0", "O"), Way.TYPED, Kind.METER)
    assert laptop.last(LabelTaken).outcome is Outcome.ADDED


async def test_who_scanned_stands_with_each_device(laptop: Laptop) -> None:
    await laptop.engine.jobs.begin()
    await laptop.engine.jobs.edit_site(Site(installer="A. Fitter"))
    await laptop.engine.labels.take(GATEWAY_LABEL, Way.SCANNER)
    (device,) = laptop.on_disk.devices
    assert (device.by, device.way) == ("A. Fitter", Way.SCANNER)
    assert laptop.on_disk.touched_at
    assert laptop.on_disk.created_at < device.added_at <= laptop.on_disk.touched_at


async def test_a_disk_that_is_full_lists_nothing_of_a_paste(
    laptop: Laptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    await laptop.engine.jobs.begin()

    def full(_job: object) -> None:
        raise Setback(Code.CANNOT_WRITE)

    monkeypatch.setattr(laptop.jobs, "save", full)
    pasted = (Taking(GATEWAY_LABEL, Way.PASTED), Taking(METER, Way.PASTED, Kind.METER))
    await laptop.press(laptop.engine.labels.take_many(pasted))
    monkeypatch.undo()
    assert laptop.told() == [Code.CANNOT_WRITE]
    assert laptop.taken() == []
    await laptop.engine.labels.take_many(pasted)
    assert len(laptop.on_disk.devices) == 2


async def test_the_label_profiles_are_told_at_the_start_and_with_each_job(laptop: Laptop) -> None:
    assert laptop.all(ProfilesShown) == [ProfilesShown(NO_PROFILES)]
    await laptop.engine.jobs.begin()
    assert len(laptop.all(ProfilesShown)) == 2
    await laptop.engine.labels.take(GATEWAY_LABEL, Way.SCANNER)
    assert len(laptop.all(ProfilesShown)) == 2
