"""What lies in the checkout: nothing at its top that does not belong, nothing of one machine."""

import os
import re
import subprocess
import sys

import walkdown
from tests.release.checkout import ROOT, tracked_files

TOP_LEVEL = {
    *("pyproject.toml", "README.md", "CHANGELOG.md", "LICENSE"),
    *("desktop", "resources", "tests", "packaging"),
}
# Put together from halves, so that this file does not hold what it looks for.
OF_ONE_MACHINE = re.compile(
    "|".join(
        [
            *("/" + name + "/" for name in ("work", "farm", "root")),
            r"(?<![\w.])/" + r"home/\w",
            r"(?<![\w.])/" + r"Users/\w",
            r"[A-Z]:\\" + r"Users\\\w",
            *(
                left + re.escape(right)
                for left, right in (
                    ("/tmp/", "bash_jobs"),  # noqa: S108 - a pattern, not a place to write
                    ("pypi", ".org"),
                    ("python", "hosted"),
                    ("registry", ".npmjs"),
                    ("deb", ".debian"),
                )
            ),
        ]
    )
)


def test_the_top_level_holds_only_what_a_reader_expects() -> None:
    names = {path.parts[0] for path in tracked_files()}
    assert {name for name in names if not name.startswith(".")} <= TOP_LEVEL


def test_the_packaging_folder_is_no_package() -> None:
    # As one it would stand before the library `packaging` on the path and break pip.
    assert list((ROOT / "packaging").rglob("__init__.py")) == []


def test_no_file_names_a_place_of_one_machine_or_a_registry() -> None:
    found = []
    for path in tracked_files():
        if path.suffix == ".svg" or not (ROOT / path).is_file():
            continue
        content = (ROOT / path).read_bytes()
        if b"\0" not in content and OF_ONE_MACHINE.search(content.decode("utf-8", "replace")):
            found.append(str(path))
    assert found == []


def test_the_gate_can_be_started() -> None:
    assert os.access(ROOT / ".ci" / "run", os.X_OK)


def test_the_program_says_its_version() -> None:
    answer = subprocess.run(
        [sys.executable, "-m", "walkdown", "--version"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (answer.returncode, answer.stderr) == (0, "")
    assert walkdown.__version__ in answer.stdout
