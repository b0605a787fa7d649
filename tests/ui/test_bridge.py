"""The bridge: starting holds nothing up, what was sent is done, and closing leaves nothing behind."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.accepted import accept_policy
from walkdown.__main__ import build
from walkdown.app.engine import Engine
from walkdown.app.messages import JobShown, JobsShown, Message, StartFailed
from walkdown.consent.keys import NoKeys
from walkdown.storage.site_files import SiteFiles
from walkdown.ui.bridge import Bridge

Tell = Callable[[Message], None]
Build = Callable[[Tell], Engine]


@pytest.fixture
def bridged(qtbot: QtBot) -> Iterator[Callable[[Build], tuple[Bridge, list[Message]]]]:
    made: list[Bridge] = []

    def make(how: Build) -> tuple[Bridge, list[Message]]:
        bridge, told = Bridge(how), list[Message]()
        bridge.message.connect(told.append)
        made.append(bridge)
        return bridge, told

    yield make
    for bridge in made:
        bridge.close()
        bridge.close()
    assert not engines()


def engines() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "engine"]


def accepted(folder: Path) -> Build:
    """The real engine over a folder in which the policy was accepted."""
    accept_policy(folder)
    return build(folder, NoKeys())


class Slow:
    """Builds the engine only when it is let; says when it has begun."""

    def __init__(self, folder: Path) -> None:
        self._build = accepted(folder)
        self.begun, self.let = threading.Event(), threading.Event()

    def __call__(self, tell: Tell) -> Engine:
        self.begun.set()
        assert self.let.wait(10)
        return self._build(tell)


def test_starting_returns_before_the_engine_is_built(
    bridged: Callable[[Build], tuple[Bridge, list[Message]]], tmp_path: Path, qtbot: QtBot
) -> None:
    slow = Slow(tmp_path)
    bridge, told = bridged(slow)
    bridge.start()
    assert slow.begun.wait(10)
    bridge.do(lambda e: e.jobs.show())
    assert not told
    slow.let.set()
    qtbot.waitUntil(lambda: any(isinstance(m, JobsShown) for m in told))


def test_closing_while_the_engine_is_built_ends_it_and_does_what_was_sent(
    bridged: Callable[[Build], tuple[Bridge, list[Message]]], tmp_path: Path
) -> None:
    slow = Slow(tmp_path)
    bridge, _ = bridged(slow)
    bridge.start()
    assert slow.begun.wait(10)
    bridge.do(lambda e: e.jobs.begin())
    letting = threading.Timer(0.05, slow.let.set)
    letting.start()
    bridge.close()
    letting.join()
    assert not engines()
    assert len(SiteFiles(tmp_path / "sites").rows()) == 1


def test_a_bridge_that_never_started_closes(
    bridged: Callable[[Build], tuple[Bridge, list[Message]]], tmp_path: Path
) -> None:
    bridge, told = bridged(accepted(tmp_path))
    bridge.do(lambda e: e.jobs.show())
    bridge.close()
    bridge.do(lambda e: e.jobs.show())
    assert not told


@pytest.mark.expects_log("could not be built")
def test_a_failed_start_is_told_once_and_later_work_is_dropped(
    bridged: Callable[[Build], tuple[Bridge, list[Message]]], qtbot: QtBot
) -> None:
    def broken(tell: Tell) -> Engine:
        raise RuntimeError("broken parts")

    bridge, told = bridged(broken)
    bridge.do(lambda e: e.jobs.show())
    bridge.start()
    bridge.do(lambda e: e.jobs.show())
    qtbot.waitUntil(lambda: bool(told) and not engines())
    bridge.do(lambda e: e.jobs.show())
    (failed,) = told
    assert isinstance(failed, StartFailed)
    assert failed.reference
    assert not failed.already_open


def test_messages_arrive_in_the_windows_thread_and_in_order(
    bridged: Callable[[Build], tuple[Bridge, list[Message]]], tmp_path: Path, qtbot: QtBot
) -> None:
    bridge, told = bridged(accepted(tmp_path))
    threads: set[threading.Thread] = set()
    bridge.message.connect(lambda _: threads.add(threading.current_thread()))
    bridge.start()
    bridge.do(lambda e: e.jobs.begin())
    bridge.do(lambda e: e.leave_job())
    qtbot.waitUntil(lambda: any(isinstance(m, JobsShown) for m in told))
    assert threads == {threading.main_thread()}
    opened = [m.job is not None for m in told if isinstance(m, JobShown)]
    assert opened == [True, False]
