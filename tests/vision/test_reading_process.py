"""What decoding in a process of its own promises: whatever it does, the program lives and reads on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import msgspec
import numpy as np
import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st

from walkdown.app.ports import CameraState, PictureCodes, Seen
from walkdown.consent.lease import _MINT, Lease
from walkdown.consent.purpose import Purpose
from walkdown.core.picture import CodeRead, Frame
from walkdown.core.trouble import Code, Setback
from walkdown.vision import reading_process
from walkdown.vision.camera_worker import CameraWorker
from walkdown.vision.reader import CodeReader
from walkdown.vision.reading_process import FRAME_ROOM, ReadingProcess, command_for
from walkdown.vision.reading_words import (
    MOST_BODY,
    SAY_SIZE,
    Garbage,
    Say,
    codes_body,
    codes_of,
    picture_body,
    picture_of,
    reason_of,
    said_of,
    say,
)

PATIENCE_S = 20.0
TEXT = "WD1:MI-800:122044170093"
MEGABYTE = 1024 * 1024
# The other side of the pipe, as short as it can be: so it starts in no time.
HEAD = """
import os, struct, sys, time
def hear(n):
    got = b""
    while len(got) < n:
        piece = os.read(0, n - len(got))
        if not piece: os._exit(0)
        got += piece
    return got
def request():
    what, number, width, height, length = struct.unpack("<BIIIQ", hear(21))
    hear(length)
    return number
def say(what, number, body=b""):
    data = struct.pack("<BII", what, number, len(body)) + body
    while data: data = data[os.write(1, data):]
READY, BEAT, CODES, REFUSED = 1, 2, 3, 4
"""
ANSWERS = "say(READY, 0)\nwhile True: say(CODES, request(), bytes.fromhex({body!r}))"


def code(text: str = "A", corners: tuple[tuple[int, int], ...] | None = None) -> CodeRead:
    corners = corners or ((0, 0), (9, 0), (9, 9), (0, 9))
    return CodeRead(text, text.encode(), "QRCode", corners, aim="]Q1")


GOOD = ANSWERS.format(body=codes_body((code(),)).hex())


def label_frame(width: int = 640, height: int = 480) -> Frame:
    drawn = zxingcpp.create_barcode(TEXT, zxingcpp.BarcodeFormat.QRCodeModel2)
    symbol = np.array(zxingcpp.write_barcode_to_image(drawn, scale=8))
    page = np.full((height, width), 255, np.uint8)
    page[20 : 20 + symbol.shape[0], 30 : 30 + symbol.shape[1]] = symbol
    return Frame(width, height, np.repeat(page[:, :, None], 3, 2).tobytes())


WALL = Frame(40, 30, bytes(40 * 30 * 3))


class Children:
    """Starts another of these scripts each time, the last one again and again; None is the real one."""

    def __init__(self, *scripts: str | None) -> None:
        self.scripts = list(scripts)
        self.started = 0

    def __call__(self, room: int) -> tuple[str, ...]:
        script = self.scripts[min(self.started, len(self.scripts) - 1)]
        self.started += 1
        if script is None:
            return command_for(room)
        return (sys.executable, "-I", "-S", "-c", HEAD + script)


def is_there(pid: int) -> bool:
    """Whether a process runs; one that is dead and not yet buried by its parent does not."""
    stat = Path(f"/proc/{pid}/stat")
    try:
        os.kill(pid, 0)
        return not (stat.exists() and stat.read_text().rpartition(")")[2].split()[0] == "Z")
    except OSError:
        return False


def wait_until(fulfilled: Callable[[], object]) -> None:
    until = time.monotonic() + PATIENCE_S
    while not fulfilled():
        assert time.monotonic() < until
        time.sleep(0.005)


@contextmanager
def reading(
    *scripts: str | None, watchdog_s: float = PATIENCE_S
) -> Iterator[tuple[ReadingProcess, Children]]:
    """A reading process of these scripts; afterwards there is no thread and no process of it."""
    children, threads = Children(*(scripts or (None,))), set(threading.enumerate())
    process = ReadingProcess(command=children, watchdog_s=watchdog_s)
    try:
        yield process, children
    finally:
        pid = process.pid
        process.close()
        assert process.pid == 0
        assert not pid or not is_there(pid)
        assert set(threading.enumerate()) <= threads


def texts(codes: tuple[CodeRead, ...]) -> list[str]:
    return [code.text for code in codes]


# --- what it reads


def test_a_frame_is_read_as_it_would_be_here() -> None:
    frame = label_frame()
    with reading() as (process, _):
        process.begin()
        assert process.read(frame) == CodeReader().read(frame)
        assert texts(process.read(frame, patient=True)) == [TEXT]
        assert process.read(WALL) == ()
        assert process.read(Frame(0, 0, b"")) == ()


def test_the_camera_worker_reads_in_a_process_that_goes_with_the_use() -> None:
    class Label:
        frame = label_frame()

        def read(self) -> Frame:
            time.sleep(0.01)
            return self.frame

        def state(self) -> CameraState:
            return CameraState()

        def adjust(self, what: object) -> None: ...

        def close(self) -> None: ...

    for _ in range(2):
        told: list[Seen] = []
        worker = CameraWorker(lambda _lease: Label())
        worker.start(Lease(1, Purpose.SCAN_QR, "site", mint=_MINT), told.append)
        try:
            wait_until(lambda: any(seen.codes for seen in told))  # noqa: B023 - called at once
        finally:
            worker.stop()
        wait_until(lambda: not [t for t in threading.enumerate() if t.name.startswith("reading")])
        assert {code.text for seen in told for code in seen.codes} == {TEXT}


def test_it_is_started_before_it_is_needed_and_only_once() -> None:
    with reading(GOOD) as (process, children):
        process.begin()
        process.begin()
        pid = process.pid
        assert texts(process.read(WALL)) == ["A"]
        assert (process.pid, children.started) == (pid, 1)


# --- what goes wrong in it


def test_killed_between_two_frames_it_is_there_again_for_the_next() -> None:
    with reading() as (process, _):
        assert texts(process.read(label_frame())) == [TEXT]
        killed = process.pid
        assert killed
        os.kill(killed, signal.SIGTERM)
        wait_until(lambda: not process.pid)
        assert texts(process.read(label_frame())) == [TEXT]
        assert process.pid != killed


def test_killed_in_the_middle_of_a_frame_the_next_frame_is_read_by_another() -> None:
    dies = "say(READY, 0)\nrequest()\nos.kill(os.getpid(), 9)"
    with reading(dies, None) as (process, children):
        assert process.read(label_frame()) == ()
        assert children.started == 2  # on its way before anybody asks
        assert texts(process.read(label_frame())) == [TEXT]


@pytest.mark.parametrize(
    "script", ["say(READY, 0)\nrequest()\ntime.sleep(60)", "say(READY, 0)\ntime.sleep(60)"]
)
def test_a_process_that_hangs_is_ended_and_another_one_reads(script: str) -> None:
    """Also where it does not even hear, and the frame is more than the pipe takes."""
    with reading(script, GOOD, watchdog_s=0.2) as (process, children):
        assert process.read(label_frame(1280, 720)) == ()
        assert children.started == 2
    with reading(GOOD) as (process, _):
        assert texts(process.read(label_frame(1280, 720))) == ["A"]


def test_a_process_that_is_never_ready_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("walkdown.vision.reading_line.START_S", 0.2)
    with reading("time.sleep(60)") as (process, _):
        assert process.read(WALL) == ()


OUT_OF_TURN = {
    "nothing of the language": "os.write(1, os.urandom(4096))\ntime.sleep(60)",
    "an unknown word": "say(READY, 0)\nsay(77, request())",
    "a body that is too long": "say(READY, 0)\nos.write(1, struct.pack('<BII', 3, request(), 2**31))",
    "a body where there is none": "say(READY, 0, b'x')\nrequest()",
    "ready for the second time": "say(READY, 0)\nrequest()\nsay(READY, 0)",
    "ready for another": "say(READY, 9)\nrequest()",
    "an answer before it is ready": "say(CODES, 0, b'')\nrequest()",
    "an answer to another frame": "say(READY, 0)\nsay(CODES, request() + 1, bytes.fromhex('969000'))",
    "an answer that nobody asked for": "say(READY, 0)\nsay(CODES, 0, b'')\nrequest()",
    "a beat that nobody wanted": "say(READY, 0)\nsay(BEAT, request())",
    "a refusal of a frame": "say(READY, 0)\nsay(REFUSED, request(), b'no')",
    "no list of codes": "say(READY, 0)\nsay(CODES, request(), b'\\xc1')",
    "an empty body": "say(READY, 0)\nsay(CODES, request())",
    "lists in lists": "say(READY, 0)\nsay(CODES, request(), b'\\x91' * 100000)",
    "a long list that is short": "say(READY, 0)\nsay(CODES, request(), b'\\x91\\xdd\\xff\\xff\\xff\\xff')",
    "half an answer": "say(READY, 0)\nrequest()\nos.write(1, b'\\3')\nos._exit(0)",
    "an end": "say(READY, 0)\nrequest()",
}


@pytest.mark.parametrize("why", OUT_OF_TURN)
def test_a_process_that_says_what_it_should_not_is_not_listened_to_any_more(why: str) -> None:
    with reading(OUT_OF_TURN[why] + "\ntime.sleep(60)" * (why != "an end"), GOOD) as (
        process,
        kids,
    ):
        read = process.read(WALL)
        if kids.started == 1:  # it was out of turn before the frame, so another one may have it
            read = process.read(WALL)
        assert read in ((), (code(),))
        wait_until(lambda: texts(process.read(WALL)) == ["A"])
        assert kids.started == 2


@pytest.mark.parametrize(
    "told",
    [
        (code(corners=((0, 0), (40, 0), (9, 9), (0, 9))),),
        (code(corners=((0, 0), (9, 0), (9, 30), (0, 9))),),
        (code("7" * 4097),),
    ],
)
def test_codes_outside_of_the_frame_and_endless_texts_are_garbage(
    told: tuple[CodeRead, ...],
) -> None:
    with pytest.raises(Garbage):
        codes_of(codes_body(told), 40, 30)


@pytest.mark.parametrize(
    "value",
    [
        [[["A", b"A", "QRCode", "", [[0, 0]] * 3]]],
        [[["A", b"A", "QRCode", "", [[0, -1]] * 4]]],
        [[["A", b"A", "QR Code\n", "", [[0, 0]] * 4]]],
        [[["A", b"A", "QRCode", "]Q1x", [[0, 0]] * 4]]],
        [[["A", b"A", "QRCode", "", [[0, 0.5]] * 4]]],
        [[["A", "A", "QRCode", "", [[0, 0]] * 4]] * 129],
        [[], 2000, 1, b"", 1.0, 0.0],
        [[], 1, 1, b"xx", 1.0, 0.0],
        [[], 1, 1, b"xxx", float("nan"), 0.0],
        [[], 1, 1, b"xxx", 0.5, 0.0],
        [[], 1, 1, b"xxx", 1.0, -1.0],
        [[], 1, 1, b"xxx", 1.0, 0.0, "more"],
        {"codes": []},
    ],
)
def test_an_answer_of_another_shape_is_garbage(value: object) -> None:
    with pytest.raises(Garbage):
        picture_of(msgspec.msgpack.encode(value))


@given(st.binary(max_size=200))
def test_no_bytes_do_more_than_being_refused(body: bytes) -> None:
    for understand in (lambda b: codes_of(b, 40, 30), picture_of, lambda b: said_of(b[:SAY_SIZE])):
        if understand is picture_of or len(body) >= SAY_SIZE:
            try:
                understand(body)
            except Garbage:
                continue


@given(st.text(max_size=60), st.binary(max_size=60), st.integers(0, 39), st.integers(0, 29))
def test_codes_come_over_as_they_were(text: str, raw: bytes, x: int, y: int) -> None:
    codes = (CodeRead(text, raw, "DataMatrix", ((x, y), (0, 0), (39, 29), (1, 1)), aim="]d2"),)
    assert codes_of(codes_body(codes), 40, 30) == codes
    read = PictureCodes(codes, Frame(2, 1, b"123456"), 1.5, 20.0)
    assert picture_of(picture_body(read)) == read


def test_a_reason_is_a_few_plain_words() -> None:
    assert reason_of(b"9000 x 9000 pixels") == "9000 x 9000 pixels"
    assert reason_of(b"\x1b[2J") == "refused"
    assert len(reason_of(b"a" * MOST_BODY)) <= 80


def test_one_that_dies_at_its_start_is_not_started_for_every_frame() -> None:
    with reading("os._exit(1)") as (process, children):
        for _ in range(40):
            assert process.read(WALL) == ()
        assert children.started <= 4


def test_a_program_that_cannot_be_started_reads_nothing() -> None:
    process = ReadingProcess(command=lambda room: (str(Path(os.devnull) / "none"),))
    assert process.read(WALL) == ()
    process.close()


# --- its limits


def ran(script: str) -> str:
    """What a process of ours prints, which may do what it likes."""
    done = subprocess.run(
        (sys.executable, "-P", "-c", script), capture_output=True, timeout=PATIENCE_S, check=False
    )
    return f"{done.returncode} {done.stdout.decode().strip()}"


CONFINED = f"""
import os
from walkdown.vision.reading_limits import confine
confine({64 * MEGABYTE})
def outcome(work):
    try: work()
    except Exception as error: return type(error).__name__
    return "done"
"""


@pytest.mark.parametrize(
    ("work", "outcome"),
    [
        (f"bytearray({32 * MEGABYTE})", "done"),
        (f"bytearray({96 * MEGABYTE})", "MemoryError"),
        ("open(os.devnull)", "OSError"),
        ("os.dup(0)", "OSError"),
        ("os.pipe()", "OSError"),
        ("__import__('subprocess').Popen(['true'])", "OSError"),
    ][: None if sys.platform == "linux" else 1],
)
def test_it_has_so_much_memory_and_no_file_more(work: str, outcome: str) -> None:
    assert ran(f"import subprocess\n{CONFINED}\nprint(outcome(lambda: {work}))") == f"0 {outcome}"


def test_where_the_system_does_not_bound_memory_it_ends_itself() -> None:
    used = "import resource; from walkdown.vision.reading_limits import watch_memory, _used"
    grow = "kept = []\nwhile True: kept.append(b'x' * 5_000_000)"
    script = f"{used}\nwatch_memory(_used() + {64 * MEGABYTE})\n{grow}"
    assert sys.platform == "win32" or ran(script) == "3 "


def test_memory_that_a_picture_does_not_get_ends_in_a_refusal() -> None:
    """A bomb that no bound knew: the process, or the picture, and never the program."""
    eats = """say(READY, 0)\nnumber = request()\nos.kill(os.getpid(), 9)"""
    with reading(eats, GOOD) as (process, _), pytest.raises(Setback) as caught:
        process.read_picture(b"picture")
    assert caught.value.code is Code.PICTURE_UNREADABLE


def test_it_has_neither_the_window_nor_the_engine_in_it() -> None:
    child = """
import sys, threading
import walkdown.__main__
from walkdown.vision import reading_child
reading_child._get_ready(reading_child.Desk(None))
print([m for m in sys.modules if m.startswith(("PySide6", "walkdown.ui", "walkdown.app.engine",
    "bleak", "asyncio.unix_events", "walkdown.storage", "walkdown.devices"))])
"""
    assert ran(child) in ("0 []", "0 ['asyncio.unix_events']")


def test_it_takes_no_module_from_the_folder_the_person_is_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("numpy", "cv2", "struct", "walkdown"):
        (tmp_path / f"{name}.py").write_text(f"open({str(tmp_path / 'taken')!r}, 'w')\n")
    monkeypatch.chdir(tmp_path)
    with reading() as (process, _):
        assert texts(process.read(label_frame())) == [TEXT]
    assert not (tmp_path / "taken").exists()


# --- its end


def test_it_ends_when_its_pipe_does() -> None:
    child = subprocess.Popen(command_for(FRAME_ROOM), stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    with child:
        assert child.stdin
        assert child.stdout
        assert child.stdout.read(SAY_SIZE) == say(Say.READY, 0)
        child.stdin.close()
        assert child.wait(PATIENCE_S) == 0


def test_it_ends_when_the_program_is_killed() -> None:
    starter = """
import time
from walkdown.vision.reading_process import ReadingProcess
process = ReadingProcess()
process.begin()
print(process.pid, flush=True)
time.sleep(60)
"""
    program = subprocess.Popen((sys.executable, "-P", "-c", starter), stdout=subprocess.PIPE)
    with program:
        assert program.stdout
        pid = int(program.stdout.readline())
        assert pid > 1
        program.kill()
    wait_until(lambda: not is_there(pid))


def test_closed_while_it_reads_it_gives_nothing_and_is_gone() -> None:
    with reading("say(READY, 0)\nos.write(1, b'')\nrequest()\ntime.sleep(60)") as (process, kids):
        read: list[object] = []
        thread = threading.Thread(target=lambda: read.append(process.read(WALL)))
        thread.start()
        wait_until(lambda: process.pid)
        pid = process.pid
        process.close()
        process.close()
        thread.join(PATIENCE_S)
        assert read == [()]
        assert not is_there(pid)
        assert process.read(WALL) == ()
        process.begin()
        assert kids.started == 1


def test_closed_before_it_began_it_never_begins() -> None:
    with reading(GOOD) as (process, children):
        process.close()
        assert process.read(WALL) == ()
        assert children.started == 0


def test_two_of_them_read_beside_each_other() -> None:
    first, second = (ReadingProcess(command=Children(GOOD)) for _ in range(2))
    with closing(first), closing(second):
        assert texts(first.read(WALL)) == texts(second.read(WALL)) == ["A"]
        assert first.pid != second.pid


# --- still pictures


def test_a_picture_that_takes_long_is_waited_for_while_it_shows_signs_of_life(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read = PictureCodes((code(),), Frame(1, 1, b"xyz"), 1.0, 5.0)
    slow = "number = request()\nfor _ in range(8):\n say(BEAT, number)\n time.sleep(0.25)\n"
    body = f"say(CODES, number, bytes.fromhex({picture_body(read).hex()!r}))"
    monkeypatch.setattr(reading_process, "DECODE_S", 1.5)
    monkeypatch.setattr(reading_process, "STILL_S", 1.5)
    with reading(f"say(READY, 0)\n{slow}{body}\ntime.sleep(60)") as (process, _):
        assert process.read_picture(b"picture") == read


@pytest.mark.parametrize("beat", ["", "say(BEAT, number)\n"])
def test_a_picture_without_a_sign_of_life_is_given_up(
    monkeypatch: pytest.MonkeyPatch, beat: str
) -> None:
    monkeypatch.setattr(reading_process, "DECODE_S", PATIENCE_S if beat else 0.2)
    monkeypatch.setattr(reading_process, "STILL_S", 0.2)
    silent = f"say(READY, 0)\nnumber = request()\n{beat}time.sleep(60)"
    with reading(silent, GOOD) as (process, _), pytest.raises(Setback):
        process.read_picture(b"picture")


def test_beats_without_end_are_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("walkdown.vision.reading_line.LONGEST_S", 0.3)
    endless = "say(READY, 0)\nnumber = request()\nwhile True: say(BEAT, number)"
    with reading(endless, GOOD) as (process, _), pytest.raises(Setback):
        process.read_picture(b"picture")


def test_why_a_picture_is_refused_is_told() -> None:
    refuses = "say(READY, 0)\nsay(REFUSED, request(), b'no picture')\ntime.sleep(60)"
    with reading(refuses) as (process, _), pytest.raises(Setback) as caught:
        process.read_picture(b"picture")
    assert caught.value.trouble.detail == "no picture"
