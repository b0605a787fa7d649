"""The published schema of `site.json` (JSON Schema 2020-12): made from the records, kept with the resources."""

from __future__ import annotations

from typing import Final

import msgspec

from walkdown.handover.data import SCHEMA, Data

FILE: Final = f"{SCHEMA.replace('/', '-')}.schema.json"


def schema_of_the_data() -> bytes:
    """UTF-8 JSON, indented, with a line end; the same at every call."""
    schema = msgspec.json.schema(Data)
    whole = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A hand-over of Walkdown: site.json of a pack",
        **schema,
    }
    return msgspec.json.format(msgspec.json.encode(whole), indent=2) + b"\n"
