"""What the README shows and names is there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_every_picture_and_page_the_readme_links_is_there() -> None:
    words = (ROOT / "README.md").read_text("utf-8")
    linked = [to for to in re.findall(r"\]\(([^)#]+)\)", words) if "://" not in to]
    assert len(linked) >= 5
    missing = [to for to in linked if not (ROOT / to).is_file()]
    assert not missing
