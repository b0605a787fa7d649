"""The work lies where the platform keeps program data, or where WALKDOWN_HOME says."""

from __future__ import annotations

from pathlib import Path

import pytest

from walkdown.storage.places import data_folder, resources_dir


@pytest.mark.parametrize(
    ("env", "platform", "folder"),
    [
        ({"WALKDOWN_HOME": "/x/y", "XDG_DATA_HOME": "/d"}, "linux", "/x/y"),
        ({"XDG_DATA_HOME": "/d", "HOME": "/h"}, "linux", "/d/walkdown"),
        ({"XDG_DATA_HOME": "relative", "HOME": "/h"}, "linux", "/h/.local/share/walkdown"),
        ({"HOME": "/h"}, "linux", "/h/.local/share/walkdown"),
        ({"HOME": "/h"}, "darwin", "/h/Library/Application Support/Walkdown"),
        ({"LOCALAPPDATA": "/c/Local"}, "win32", "/c/Local/Walkdown"),
        ({"USERPROFILE": "/c/ada"}, "win32", "/c/ada/AppData/Local/Walkdown"),
    ],
)
def test_the_folder_is_the_platforms_own(env: dict[str, str], platform: str, folder: str) -> None:
    if platform == "win32" or Path("/d").is_absolute():
        assert data_folder(env, platform) == Path(folder)


def test_the_resources_are_there() -> None:
    assert (resources_dir() / "look" / "icons" / "ok.svg").is_file()
