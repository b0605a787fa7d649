"""The data of a pack keeps to the schema that is published for it, and the schema to the records."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import jsonschema
import pytest

from tests.canaries import job_of_canaries
from tests.storage.test_site_files import full_job, labelled_job
from walkdown.app.ports import LedgerLine
from walkdown.core.checks import leave_gate
from walkdown.core.job import Job
from walkdown.handover.data import data_of
from walkdown.handover.schema import FILE, schema_of_the_data
from walkdown.storage.places import resources_dir

AT = datetime(2026, 11, 23, 10, tzinfo=UTC)
SCHEMA = json.loads((resources_dir() / "schema" / FILE).read_bytes())
JOBS = (full_job(), labelled_job(), job_of_canaries("a" * 32), Job("a" * 32, AT, practice="home"))


def told(job: Job) -> Any:
    record = (LedgerLine(AT, "camera", "scan.qr", "consent.granted", "site"),)
    return json.loads(data_of(job, leave_gate(job, AT), record, AT))


def test_the_published_schema_is_that_of_the_records() -> None:
    written = (resources_dir() / "schema" / FILE).read_bytes()
    assert written == schema_of_the_data(), "python packaging/write_schema.py"
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("job", JOBS)
def test_the_data_of_every_kind_of_site_keeps_to_it(job: Job) -> None:
    jsonschema.validate(told(job), SCHEMA)


@pytest.mark.parametrize(
    ("field", "wrong"),
    [("devices", "none"), ("leave", "perhaps"), ("practice", "no"), ("site", None)],
)
def test_what_is_none_of_our_data_does_not(field: str, wrong: object) -> None:
    data = told(full_job())
    data[field] = wrong
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(data, SCHEMA)
    del data[field]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(data, SCHEMA)


def test_the_data_names_the_schema_it_keeps_to() -> None:
    assert f"{told(full_job())['schema'].replace('/', '-')}.schema.json" == FILE
