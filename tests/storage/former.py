"""Site files as the first versions wrote them: JSON with a hash."""

from __future__ import annotations

import hashlib

import msgspec

from walkdown.core.job import Job


def packed(job: Job) -> bytes:
    """The bytes of such a file."""
    body = msgspec.json.encode(job)
    head = {"walkdown": "site", "schema": 1, "sha256": hashlib.sha256(body).hexdigest()}
    return msgspec.json.encode(head | {"job": msgspec.Raw(body)}) + b"\n"
