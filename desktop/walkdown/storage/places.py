"""Where things lie on this computer: the folder of the person's work, and the program's own resources."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path


def data_folder(env: Mapping[str, str], platform: str) -> Path:
    """The folder for sites and ledger: WALKDOWN_HOME, else the platform's place for program data.

    `platform` is `sys.platform`. The folder is named, not made.
    """
    if chosen := env.get("WALKDOWN_HOME"):
        return Path(chosen)
    home = Path(env.get("HOME") or env.get("USERPROFILE") or Path.home())
    if platform == "win32":
        return Path(env.get("LOCALAPPDATA") or home / "AppData" / "Local") / "Walkdown"
    if platform == "darwin":
        return home / "Library" / "Application Support" / "Walkdown"
    # A relative XDG path is to be ignored (XDG Base Directory Specification).
    shared = Path(env.get("XDG_DATA_HOME", ""))
    return (shared if shared.is_absolute() else home / ".local" / "share") / "walkdown"


def resources_dir() -> Path:
    """The resources: inside the package when installed, beside it in the source tree."""
    package = Path(__file__).resolve().parent.parent
    packed = package / "_resources"
    return packed if packed.is_dir() else package.parent.parent / "resources"
