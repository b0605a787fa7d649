"""What the camera's worker promises: preview first, only with a lease, and nothing left behind."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from walkdown.app.ports import Adjust, CameraState, Seen
from walkdown.consent.lease import _MINT, Lease, LeaseEnded, WrongLease
from walkdown.consent.purpose import Purpose
from walkdown.core.picture import CodeRead, Frame
from walkdown.core.trouble import Code, Setback
from walkdown.vision.camera_worker import PREVIEWS_PER_S, CameraWorker
from walkdown.vision.in_sight import GONE_AFTER_S

PATIENCE_S = 10.0


def lease(purpose: Purpose = Purpose.SCAN_QR) -> Lease:
    return Lease(1, purpose, "site", mint=_MINT)


def frame(number: int) -> Frame:
    return Frame(1, 1, bytes((number % 256, number // 256 % 256, 0)))


def number_of(seen: Frame) -> int:
    return seen.rgb[0] + 256 * seen.rgb[1]


def code(text: str, symbology: str = "QRCode") -> CodeRead:
    return CodeRead(text, text.encode(), symbology, ((0, 0), (9, 0), (9, 9), (0, 9)))


class Source:
    """Gives numbered frames as fast as they are taken, and what `at` says at its number."""

    def __init__(self, at: dict[int, Setback | threading.Event] | None = None) -> None:
        self.at = at or {}
        self.number = 0
        self.closed = threading.Event()
        self.told: list[Adjust] = []
        self.now = CameraState()

    def state(self) -> CameraState:
        return self.now

    def adjust(self, what: Adjust) -> None:
        self.told.append(what)

    def read(self) -> Frame | None:
        time.sleep(0.001)
        self.number += 1
        stop = self.at.get(self.number)
        if isinstance(stop, Setback):
            raise stop
        if isinstance(stop, threading.Event) and not stop.wait(0.01):
            self.number -= 1
            return None
        return frame(self.number)

    def close(self) -> None:
        self.closed.set()


class Reader:
    """Answers every frame with `codes`; waits for `may_read` first, where one is given."""

    def __init__(self, codes: tuple[CodeRead, ...] = (), may_read: threading.Event | None = None):
        self.codes = codes
        self.may_read = may_read
        self.frames: list[Frame] = []

    def read(self, frame: Frame) -> tuple[CodeRead, ...]:
        self.frames.append(frame)
        if self.may_read is not None:
            self.may_read.wait(PATIENCE_S)
        return self.codes


class Told:
    """Everything that was told; `wait_for` waits for it to fulfil a condition."""

    def __init__(self) -> None:
        self.all: list[Seen] = []
        self._changed = threading.Condition()

    def __call__(self, seen: Seen) -> None:
        with self._changed:
            self.all.append(seen)
            self._changed.notify_all()

    def wait_for(self, fulfilled: Callable[[list[Seen]], object]) -> None:
        with self._changed:
            until = time.monotonic() + PATIENCE_S
            while not fulfilled(self.all):
                assert time.monotonic() < until, self.all[-3:]
                self._changed.wait(0.02)

    @property
    def frames(self) -> list[int]:
        return [number_of(seen.frame) for seen in self.all if seen.frame]

    @property
    def codes(self) -> list[tuple[str, ...]]:
        return [
            tuple(c.text for c in s.codes)
            for s in self.all
            if not (s.frame or s.trouble or s.state)
        ]


@pytest.fixture(autouse=True)
def nothing_left() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    for thread in set(threading.enumerate()) - before:
        thread.join(PATIENCE_S)
    assert set(threading.enumerate()) <= before


@contextmanager
def watching(
    source: Source, reader: Reader, use: Lease | None = None, now: Callable[[], float] | None = None
) -> Iterator[Told]:
    told = Told()
    worker = CameraWorker(lambda _lease: source, reader=reader, now=now or time.monotonic)
    worker.start(use or lease(), told)
    try:
        yield told
    finally:
        worker.stop()


def test_the_preview_does_not_wait_for_the_decoder() -> None:
    decoder = threading.Event()
    with watching(Source(), Reader((code("A"),), decoder)) as told:
        told.wait_for(lambda _: len(told.frames) >= 3)
        assert told.codes == []
        decoder.set()
        told.wait_for(lambda _: ("A",) in told.codes)


def test_the_decoder_gets_the_newest_frame_and_skips_what_it_missed() -> None:
    decoder = threading.Event()
    source, reader = Source(), Reader((code("A"),), decoder)
    with watching(source, reader) as told:
        told.wait_for(lambda _: source.number > 40)
        decoder.set()
        told.wait_for(lambda _: len(reader.frames) >= 2)
        assert number_of(reader.frames[1]) > 30


def test_the_preview_is_told_at_most_fifteen_times_a_second() -> None:
    seconds = 4
    gone = Setback(Code.CAMERA_MISSING)
    source = Source({60 * seconds: gone})
    with watching(source, Reader(), now=lambda: source.number / 60) as told:
        told.wait_for(lambda all_told: all_told[-1:] and all_told[-1].trouble)
    assert (seconds - 1) * PREVIEWS_PER_S <= len(told.frames) <= seconds * PREVIEWS_PER_S + 1


def test_a_code_is_told_for_each_frame_so_that_its_outline_can_follow() -> None:
    with watching(Source(), Reader((code("A"),))) as told:
        told.wait_for(lambda _: len(told.codes) >= 3)
    assert set(told.codes) == {("A",)}


def test_code_39_is_told_only_after_a_second_frame_says_the_same() -> None:
    reader = Reader((code("A", "Code39"),))
    with watching(Source(), reader) as told:
        told.wait_for(lambda _: told.codes)
        assert len(reader.frames) >= 2


def test_when_the_last_code_is_out_of_sight_that_is_told_once() -> None:
    source, reader, clock = Source(), Reader((code("A"),)), [0.0]
    with watching(source, reader, now=lambda: clock[0]) as told:
        told.wait_for(lambda _: ("A",) in told.codes)
        reader.codes = ()
        decoded = len(reader.frames)
        told.wait_for(lambda _: len(reader.frames) > decoded + 2)
        assert () not in told.codes
        clock[0] = GONE_AFTER_S
        told.wait_for(lambda _: () in told.codes)
        decoded = len(reader.frames)
        told.wait_for(lambda _: len(reader.frames) > decoded + 2)
    assert told.codes.count(()) == 1


def test_each_text_is_counted_once_on_the_lease() -> None:
    use = lease()
    with watching(Source(), Reader((code("A"), code("B"))), use) as told:
        told.wait_for(lambda _: len(told.codes) >= 3)
    assert use.counts == (("codes", 2),)


def test_frames_that_choke_the_decoder_end_nothing() -> None:
    class Choking(Reader):
        def read(self, frame: Frame) -> tuple[CodeRead, ...]:
            if number_of(frame) < 10:
                raise ZeroDivisionError
            return super().read(frame)

    with watching(Source(), Choking((code("A"),))) as told:
        told.wait_for(lambda _: ("A",) in told.codes)


def test_the_camera_is_let_go_when_the_lease_ends() -> None:
    use, source = lease(), Source()
    with watching(source, Reader(), use) as told:
        told.wait_for(lambda _: told.frames)
        use.end()
        assert source.closed.wait(PATIENCE_S)


def test_nothing_is_opened_without_the_right_lease() -> None:
    opened: list[bool] = []

    def open_source(_lease: Lease) -> Source:
        opened.append(True)
        return Source()

    worker = CameraWorker(open_source)
    ended = lease()
    ended.end()
    with pytest.raises(WrongLease):
        worker.start(lease(Purpose.PHOTO_PICK), Told())
    with pytest.raises(LeaseEnded):
        worker.start(ended, Told())
    worker.stop()
    assert opened == []


def test_a_camera_lost_on_the_way_is_told_and_let_go() -> None:
    source = Source({20: Setback(Code.CAMERA_MISSING, detail="unplugged")})
    with watching(source, Reader()) as told:
        told.wait_for(lambda all_told: any(seen.trouble for seen in all_told))
        assert source.closed.wait(PATIENCE_S)
    assert told.all[-1].trouble is not None
    assert told.all[-1].trouble.code is Code.CAMERA_MISSING
    assert told.frames


def test_a_camera_that_cannot_be_opened_is_told() -> None:
    def open_source(_lease: Lease) -> Source:
        raise Setback(Code.CAMERA_BUSY)

    told = Told()
    worker = CameraWorker(open_source, reader=Reader())
    worker.start(lease(), told)
    told.wait_for(lambda all_told: all_told)
    worker.stop()
    assert [seen.trouble and seen.trouble.code for seen in told.all] == [Code.CAMERA_BUSY]


def test_nothing_is_told_after_stop_and_stopping_again_is_harmless() -> None:
    source, told = Source(), Told()
    worker = CameraWorker(lambda _lease: source, reader=Reader((code("A"),)))
    worker.start(lease(), told)
    told.wait_for(lambda _: told.frames)
    worker.stop()
    assert source.closed.is_set()
    count = len(told.all)
    worker.stop()
    assert len(told.all) == count


def test_it_can_be_started_again_after_it_was_stopped() -> None:
    sources = [Source(), Source()]
    waiting = iter(sources)
    worker = CameraWorker(lambda _lease: next(waiting), reader=Reader())
    for source in sources:
        told = Told()
        worker.start(lease(), told)
        told.wait_for(lambda _, told=told: told.frames)
        worker.stop()
        assert source.closed.is_set()


def test_a_second_start_ends_the_first_watch() -> None:
    first, second, told = Source(), Source(), Told()
    waiting = iter([first, second])
    worker = CameraWorker(lambda _lease: next(waiting), reader=Reader())
    worker.start(lease(), Told())
    worker.start(lease(), told)
    assert first.closed.wait(PATIENCE_S)
    told.wait_for(lambda _: told.frames)
    worker.stop()
    assert second.closed.is_set()


def test_stop_may_be_called_from_what_is_told() -> None:
    source, stopped = Source(), threading.Event()
    worker = CameraWorker(lambda _lease: source, reader=Reader())

    def stop(_: Seen) -> None:
        worker.stop()
        stopped.set()

    worker.start(lease(), stop)
    assert stopped.wait(PATIENCE_S)
    assert source.closed.wait(PATIENCE_S)


def test_a_source_that_hangs_does_not_hold_up_stopping() -> None:
    hanging, in_read = threading.Event(), threading.Event()

    class Hanging(Source):
        def read(self) -> Frame | None:
            in_read.set()
            hanging.wait(PATIENCE_S)
            return frame(1)

    source, told = Hanging(), Told()
    worker = CameraWorker(lambda _lease: source, reader=Reader())
    worker.start(lease(), told)
    assert in_read.wait(PATIENCE_S)
    worker.stop()
    assert not source.closed.is_set(), "it returned although the source still hangs"
    hanging.set()
    assert source.closed.wait(PATIENCE_S)
    assert told.all == []


def test_what_the_source_does_is_told_when_it_changes_and_not_again() -> None:
    source = Source()
    with watching(source, Reader()) as told:
        told.wait_for(lambda _: len(told.frames) >= 2)
        source.now = CameraState(light=True)
        told.wait_for(lambda all_told: any(s.state and s.state.light for s in all_told))
        told.wait_for(lambda _: len(told.frames) >= 3)
    assert [seen.state for seen in told.all if seen.state] == [CameraState(), source.now]


def test_what_is_wanted_from_the_start_and_later_reaches_the_source_in_order() -> None:
    source, told = Source(), Told()
    worker = CameraWorker(lambda _lease: source, reader=Reader())
    worker.adjust(Adjust(light=True))  # for nobody: it is off
    worker.start(lease(), told, Adjust(choice="a"))
    worker.adjust(Adjust(zoom=2.0))
    told.wait_for(lambda _: len(source.told) == 2)
    worker.stop()
    assert source.told == [Adjust(choice="a"), Adjust(zoom=2.0)]
