"""The schema of the site file, and how a job of an older schema becomes one of today's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

CURRENT = 1

# From schema → the job's JSON object one schema later. Schema 1 is the first that was released.
STEPS: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {}


def migrated(job: bytes, schema: int) -> bytes:
    """The job's JSON in the current schema. Raises ValueError where no way leads there."""
    if schema == CURRENT:
        return job
    fields = msgspec.json.decode(job, type=dict[str, Any])
    for step in range(schema, CURRENT):
        if step not in STEPS:
            raise ValueError(f"schema {step} was never released")
        fields = STEPS[step](fields)
    return msgspec.json.encode(fields)
