"""The pack says of each device who took its label, when and how, and where on the roof it sits."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from walkdown.core.checks import leave_gate
from walkdown.core.device import Device, Kind, Way
from walkdown.core.job import Job
from walkdown.core.layout import Face, Spot
from walkdown.core.site import Site
from walkdown.handover.clock import SiteClock
from walkdown.handover.data import data_of
from walkdown.handover.labelled import label_words
from walkdown.handover.report import report_of

AT = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
MICRO = Device(
    "122044170093", "MI-800", Kind.MICRO_INVERTER, Way.CAMERA, AT,
    by="A. Fitter", spot=Spot("South", 2, 3),
)  # fmt: skip
BATTERY = Device("905133000417", "BP-10", Kind.BATTERY, Way.TYPED, AT)
SITE = Site("14 Harbour Lane", time_zone="Asia/Tokyo", provider="Halyard", installer="A. Fitter")
JOB = Job("a" * 32, AT, site=SITE, devices=(MICRO, BATTERY), faces=(Face("South", 2, 8),))


def test_the_report_names_place_person_time_and_way() -> None:
    made = report_of(JOB, leave_gate(JOB), (), AT)
    assert [row.place for row in made.devices] == ["South, row 2, column 3", ""]
    assert [row.label for row in made.evidence] == [
        "Label read by the camera, 23 Nov, 08:30, by A. Fitter",
        "Serial typed, 23 Nov, 08:30",
    ]
    facts = {fact.name: fact.value for fact in made.facts}
    assert (facts["Installed by"], facts["Installer"]) == ("Halyard", "A. Fitter")


@pytest.mark.parametrize("way", Way)
def test_every_way_has_its_words(way: Way) -> None:
    said = label_words(replace(MICRO, way=way), SiteClock.at("UTC"))
    assert said.endswith(", 22 Nov, 23:30, by A. Fitter")


def test_names_from_outside_are_cleaned_for_paper() -> None:
    hostile = replace(MICRO, by="<b>\u202eme", spot=Spot("<i>\n" + "x" * 200, 1, 1))
    made = report_of(replace(JOB, devices=(hostile,)), leave_gate(JOB), (), AT)
    for text in (made.devices[0].place, made.evidence[0].label):
        assert not set("<>\u202e\n") & set(text)
        assert len(text) < 160


def test_programs_read_the_same_in_the_site_s_data() -> None:
    data = json.loads(data_of(JOB, leave_gate(JOB), (), AT))
    micro, battery = data["devices"]
    assert (micro["by"], micro["way"], micro["added_at"]) == (
        "A. Fitter", "camera", "2026-11-22T23:30:00Z",
    )  # fmt: skip
    assert micro["spot"] == {"face": "South", "row": 2, "column": 3}
    assert battery["spot"] is None
    assert data["faces"] == [{"name": "South", "rows": 2, "columns": 8, "order": "snake-rows"}]
    assert data["site"]["installer"] == "A. Fitter"
