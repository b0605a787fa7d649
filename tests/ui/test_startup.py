"""The Jobs page is painted before anything heavy is loaded. What is imported is looked at; nothing is timed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.benchmarks.child import byte_code, run
from tests.benchmarks.prepared import some_sites

HEAVY = {"bumble", "bleak", "cv2", "zxingcpp", "PIL", "numpy", "qrcode"}


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """What the started program had loaded by each of the moments it told."""
    folder = tmp_path_factory.mktemp("laptop")
    some_sites(folder, 2)
    with byte_code() as env:
        said = run("startup_ours.py", {**env, "WALKDOWN_HOME": str(folder)})
    return {line.what["seen"]: line.what["heavy"] for line in said}


@pytest.mark.parametrize("moment", ["painted", "rows"])
def test_nothing_heavy_is_loaded_when_the_jobs_page_is_painted(
    seen: dict[str, list[str]], moment: str
) -> None:
    assert seen[moment] == []


def test_the_look_would_find_each_of_them() -> None:
    script = Path(__file__).parent.parent / "benchmarks" / "startup_ours.py"
    code = f"import runpy; print(*runpy.run_path({str(script)!r})['HEAVY'])"
    words = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert set(words.stdout.split()) == HEAVY
