"""Reads the label profiles that lie beside the program."""

from __future__ import annotations

import logging
from pathlib import Path

from walkdown.core.label_profile import Profile, ProfileBroken, Profiles, profile_of

MOST_FILES = 200
MOST_BYTES = 64_000

_log = logging.getLogger(__name__)


def load_profiles(folder: Path) -> Profiles:
    """The profiles of a folder's `*.toml`, by name of file; those that cannot be used are left out.

    A maker's broken file is told in the log and costs only this maker; a missing folder gives none.
    """
    files = sorted(folder.glob("*.toml"))[:MOST_FILES]
    found = [profile for file in files if (profile := _profile(file)) is not None]
    return Profiles(tuple(found))


def _profile(file: Path) -> Profile | None:
    try:
        with file.open("rb") as opened:
            content = opened.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise ProfileBroken(f"it is longer than {MOST_BYTES} bytes")
        return profile_of(content.decode("utf-8"))
    except (OSError, UnicodeDecodeError, ProfileBroken) as e:
        _log.warning("the label profile %s is left out: %s", file.name, e)
        return None
