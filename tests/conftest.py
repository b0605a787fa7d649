"""The rules every test runs under: a home of its own, no Qt where asked, nothing left behind.

A test that is meant to make the program log a warning says so with
`@pytest.mark.expects_log("pattern", ...)`; without a pattern any record is allowed.
"""

import inspect
import itertools
import logging
import os
import threading
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import hypothesis
import pytest

from tests import guards, loop_timers
from tests.without_qt import forbid_qt

if os.environ.get("WALKDOWN_WITHOUT_QT") == "1":
    forbid_qt()
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

hypothesis.settings.register_profile(
    "walkdown",
    deadline=None,
    database=None,
    derandomize=bool(os.environ.get("CI")),
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("walkdown")

HOME_FOLDERS = {
    "WALKDOWN_HOME": "walkdown",
    "XDG_CONFIG_HOME": ".config",
    "XDG_DATA_HOME": ".local/share",
    "XDG_STATE_HOME": ".local/state",
    "XDG_CACHE_HOME": ".cache",
    "APPDATA": "AppData/Roaming",
    "LOCALAPPDATA": "AppData/Local",
}
THREADS_BEFORE = pytest.StashKey[frozenset[threading.Thread]]()


def pytest_configure(config: pytest.Config) -> None:
    """Make the one marker known."""
    config.addinivalue_line(
        "markers", "expects_log(*patterns): the test makes the program log warnings or errors"
    )
    loop_timers.watch()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    """Look for threads, loops and windows only when all fixtures of the test have closed theirs."""
    yield
    before = item.stash.get(THREADS_BEFORE, None)
    findings = [guards.open_windows(), guards.running_timers()]
    if before is not None:
        findings.append(guards.leaked_threads(before))
    findings.append(loop_timers.left_on_loops())  # the last thread's loop is closed by now
    complain(findings)


def complain(findings: list[str]) -> None:
    """Fail the test with all that was found, if anything was."""
    if any(findings):
        pytest.fail("\n".join(filter(None, findings)), pytrace=False)


@pytest.fixture(scope="session")
def practice_passwords() -> frozenset[str]:
    """The Wi-Fi passwords of the practice sites, for tests that look for them in other places."""
    return guards.practice_passwords()


@pytest.fixture(scope="session")
def scenario_texts() -> frozenset[bytes]:
    """The scenario files as they are."""
    return guards.scenario_texts()


@pytest.fixture(autouse=True)
def nothing_is_left_behind(
    request: pytest.FixtureRequest,
    home: Path,
    practice_passwords: frozenset[str],
    scenario_texts: frozenset[bytes],
) -> Iterator[None]:
    """Watch the log, the files, and for an asynchronous test the tasks of its loop."""
    request.node.stash[THREADS_BEFORE] = frozenset(threading.enumerate())
    folders = [home]
    if "tmp_path" in request.fixturenames:
        folders.append(request.getfixturevalue("tmp_path"))
    log = guards.LogGuard()
    root, ours = logging.getLogger(), logging.getLogger("walkdown")
    level = ours.level
    ours.setLevel(logging.DEBUG)
    root.addHandler(log)
    if inspect.iscoroutinefunction(inspect.unwrap(getattr(request.node, "obj", complain))):
        request.getfixturevalue("no_task_is_left_behind")
    yield
    root.removeHandler(log)
    ours.setLevel(level)
    complain(
        [
            log.unexpected(allowed_in_log(request.node)),
            guards.passwords_in_log(log.lines, practice_passwords),
            guards.passwords_in_files(folders, practice_passwords, scenario_texts),
        ]
    )


def allowed_in_log(node: pytest.Item) -> list[str]:
    """Return the patterns of the test's `expects_log` marks; a mark without one allows all."""
    return [
        pattern for mark in node.iter_markers("expects_log") for pattern in (mark.args or (".",))
    ]


@pytest.fixture
async def no_task_is_left_behind() -> AsyncIterator[None]:
    """Closed last of the test's asynchronous fixtures: all tasks must have ended by then."""
    yield
    complain([await guards.pending_tasks()])


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """New, empty home folders, one for each test."""
    street = tmp_path_factory.mktemp("homes")
    return (street / str(number) for number in itertools.count(1))


@pytest.fixture
def home(homes: Iterator[Path]) -> Iterator[Path]:
    """A home folder of the test's own, so that no test reads or writes the user's data."""
    folder = next(homes)
    folder.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        for name in ("HOME", "USERPROFILE"):
            patch.setenv(name, str(folder))
        for name, place in HOME_FOLDERS.items():
            patch.setenv(name, str(folder / place))
        yield folder
