"""The first command a newcomer types: says what is missing, installs once, repairs what broke."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.release.checkout import ROOT, packaging_script

bootstrap = packaging_script("bootstrap")
system = packaging_script("system")

PYPROJECT = b'[project]\nname = "walkdown"\n'


@pytest.fixture
def environment(tmp_path: Path) -> Path:
    """An environment as it lies on the disk after a complete installation for tests."""
    python = bootstrap.python_in(tmp_path)
    python.parent.mkdir()
    python.symlink_to(sys.executable)
    bootstrap.stamp_file(tmp_path, "test").write_text("same")
    return tmp_path


def test_an_older_python_is_told_what_it_lacks() -> None:
    assert bootstrap.too_old(3, 10) == "Walkdown needs Python 3.11 or newer; this is 3.10."


@pytest.mark.parametrize("version", [(3, 11), (3, 13), (4, 0)])
def test_a_new_enough_python_is_welcome(version: tuple[int, int]) -> None:
    assert bootstrap.too_old(*version) == ""


def test_the_same_checkout_and_python_need_no_second_installation() -> None:
    assert bootstrap.stamp(PYPROJECT, 3, 11) == bootstrap.stamp(PYPROJECT, 3, 11)


def test_changed_dependencies_are_installed() -> None:
    changed = PYPROJECT + b'dependencies = ["numpy"]\n'
    assert bootstrap.stamp(changed, 3, 11) != bootstrap.stamp(PYPROJECT, 3, 11)


def test_another_python_or_recipe_is_installed() -> None:
    stamps = {
        bootstrap.stamp(PYPROJECT, 3, 11),
        bootstrap.stamp(PYPROJECT, 3, 12),
        bootstrap.stamp(PYPROJECT, 3, 11, recipe="next"),
    }
    assert len(stamps) == 3


def test_a_complete_installation_is_left_alone(environment: Path) -> None:
    assert bootstrap.is_fresh(environment, "test", "same")


def test_an_installation_for_tests_only_does_not_pass_for_another_kind(environment: Path) -> None:
    assert not bootstrap.is_fresh(environment, "run", "same")


def test_an_interrupted_installation_is_made_anew(environment: Path) -> None:
    bootstrap.unfinished(environment).touch()
    assert not bootstrap.is_fresh(environment, "test", "same")
    assert not bootstrap.is_usable(environment)


def test_an_environment_whose_python_went_away_is_made_anew(environment: Path) -> None:
    bootstrap.python_in(environment).unlink()
    assert not bootstrap.is_fresh(environment, "test", "same")
    assert not bootstrap.is_usable(environment)


def test_an_environment_that_cannot_run_python_is_made_anew(environment: Path) -> None:
    python = bootstrap.python_in(environment)
    python.unlink()
    python.write_text("#!/bin/sh\necho 3 0\n")
    python.chmod(0o755)
    assert not bootstrap.is_usable(environment)


def test_a_system_with_everything_needs_no_package() -> None:
    assert system.missing_packages({}, loads=lambda _: True, font=lambda: True) == []


def test_missing_libraries_are_named_as_debian_packages() -> None:
    absent = {"libEGL.so.1", "libglib-2.0.so.0", "libgthread-2.0.so.0"}
    packages = system.missing_packages({}, lambda soname: soname not in absent, lambda: False)
    assert packages == ["fonts-dejavu-core", "libegl1", "libglib2.0-0"]


def test_window_system_libraries_are_asked_for_only_with_a_display() -> None:
    def needed(environ: dict[str, str]) -> set[str]:
        return set(system.missing_packages(environ, lambda _: False, lambda: True))

    assert "libxcb-cursor0" not in needed({})
    assert "libxcb-cursor0" in needed({"DISPLAY": ":0"})
    assert "libwayland-cursor0" in needed({"WAYLAND_DISPLAY": "wayland-0"})


def test_the_line_to_type_is_complete() -> None:
    line = system.apt_line(["libegl1", "libgl1"])
    assert line == "sudo apt-get install --no-install-recommends libegl1 libgl1"


def test_without_root_the_program_ends_with_that_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system.os, "geteuid", lambda: 1000)
    with pytest.raises(SystemExit) as ended:
        system.provide(["libegl1"], "the system libraries Qt uses")
    assert system.apt_line(["libegl1"]) in str(ended.value)


@pytest.mark.parametrize(
    ("environ", "platform", "shown"),
    [
        ({}, "linux", False),
        ({"DISPLAY": ""}, "linux", False),
        ({"DISPLAY": ":0"}, "linux", True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", True),
        ({}, "darwin", True),
        ({}, "win32", True),
    ],
)
def test_a_display_is_recognised(environ: dict[str, str], platform: str, shown: bool) -> None:
    assert system.has_display(environ, platform) is shown


def test_without_a_display_the_tour_is_drawn(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(system, "has_display", lambda *_: False)
    monkeypatch.setattr(subprocess, "run", _print_command)
    assert bootstrap.walkdown(Path("python"), []) == 0
    said = capfd.readouterr().out
    assert "no display" in said
    assert "-m walkdown tour --out" in said
    assert str(ROOT / "out" / "tour") in said


def test_with_a_display_the_practice_site_opens(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(system, "has_display", lambda *_: True)
    monkeypatch.setattr(subprocess, "run", _print_command)
    assert bootstrap.walkdown(Path("python"), []) == 0
    assert capfd.readouterr().out == "python -m walkdown --practice\n"


def test_arguments_are_the_programs_own(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(system, "has_display", lambda *_: False)
    monkeypatch.setattr(subprocess, "run", _print_command)
    assert bootstrap.walkdown(Path("python"), ["--version"]) == 0
    assert capfd.readouterr().out == "python -m walkdown --version\n"


def _print_command(command: list[object], **_: object) -> subprocess.CompletedProcess[str]:
    print(*command)
    return subprocess.CompletedProcess(command, 0)
