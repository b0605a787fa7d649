"""Whatever goes wrong, whenever: each device ends done or in a named state, and nothing true is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.app.random_faults import visited


@pytest.mark.parametrize("seed", [3, 4, 5, 6, 7])
async def test_a_visit_of_random_faults_ends_with_every_device_in_a_named_state(
    seed: int, tmp_path: Path
) -> None:
    ended = await visited(seed, tmp_path / "home")
    assert ended.flaws == ()
    assert ended.online + ended.named + ended.begun == 5
