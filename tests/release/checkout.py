"""The checkout as git sees it, and its packaging scripts as modules, for the tests of the release."""

import importlib
import subprocess
import sys
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[2]


def tracked_files() -> list[Path]:
    """Return the tracked files, relative to the root; works in a clone another user owns."""
    listing = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z"],  # noqa: S607 - the developer's git
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    return [Path(name) for name in listing.stdout.decode().split("\0") if name]


def packaging_script(name: str) -> ModuleType:
    """Return a script of packaging/, which is no package, loaded the way it loads its siblings."""
    folder = str(ROOT / "packaging")
    if folder not in sys.path:
        sys.path.append(folder)
    return importlib.import_module(name)
