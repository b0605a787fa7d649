"""What differs between two states of a site, and how it stands in each, in words."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from walkdown.core.device import Device, Kind, Work
from walkdown.core.job import HandedOver
from walkdown.core.layout import Face, Spot
from walkdown.core.merge import Difference
from walkdown.core.merge_fields import (
    DEFERRED,
    LABEL,
    LEFT_OUT,
    SET_UP,
    SPOT,
    Labelled,
    SetUp,
    Topic,
    set_up_of,
)
from walkdown.core.promise import Promise, day_words
from walkdown.core.shown import shown
from walkdown.core.site import SiteType
from walkdown.core.wifi import ChosenNetwork
from walkdown.ui.kind_words import SITE_TYPES, kind_name
from walkdown.ui.texts import words_for

_MOST: Final = 90
_SITE: Final = {
    "name": "Name of the site",
    "job_number": "Job number",
    "type": "Kind of place",
    "address": "Address",
    "time_zone": "Time zone",
    "installed_on": "Day of the installation",
    "provider": "Company",
    "owner_name": "Owner's name",
    "owner_email": "Owner's e-mail",
    "owner_phone": "Owner's telephone",
    "photo": "Picture of the site",
    "installer": "Installer",
}
_DEVICE: Final = {
    LABEL: "Model and kind",
    SET_UP: "Set-up",
    LEFT_OUT: "Left out",
    DEFERRED: "Firmware put off",
    SPOT: "Place on the map",
}
_WORK: Final = {
    Work.IDLE: "Begun",
    Work.QUEUED: "Begun",
    Work.WORKING: "Begun",
    Work.ONLINE: "Online",
}


def what(difference: Difference) -> str:
    """Which field it is, e.g. "Meter 4711: set-up" or "Owner's e-mail"."""
    key = difference.key
    match key.topic:
        case Topic.SITE:
            return _SITE.get(key.field, key.field)
        case Topic.EXPECTED:
            return f"Planned: {kind_name(Kind(key.of), 2).lower()}"
        case Topic.NETWORK:
            return "Network of the site"
        case Topic.FACE:
            return f"Map: {shown(key.of)}"
        case Topic.PROMISE:
            return f"Promise for {shown(key.of)}" if key.of else "Promise for the site"
        case Topic.HANDED_OVER:
            return "Hand-over"
        case Topic.DEVICE:
            field = _DEVICE.get(key.field, "on the list").lower()
            return f"Device {shown(key.of)}: {field}"


def how(value: object, difference: Difference) -> str:
    """How it stands, e.g. "Online, 23 Nov 2026, 10:40"."""
    if difference.key.field == "photo":
        return "A picture" if value else "No picture"
    if value is None:
        return "Not there"
    return _of_device(value) or _of_site(value) or shown(str(value), _MOST) or "Empty"


def _of_device(value: object) -> str:
    match value:
        case SetUp():
            return _set_up(value)
        case Device():
            return f"{shown(value.model)}, {_set_up(set_up_of(value)).lower()}"
        case Labelled(model=model, kind=kind):
            return f"{shown(model)}, {kind_name(kind).lower()}"
        case Spot(face=face, row=row, column=column):
            return f"{shown(face)}, row {row}, column {column}"
        case _:
            return ""


def _of_site(value: object) -> str:
    match value:
        case SiteType():
            return SITE_TYPES[value]
        case Face(rows=rows, columns=columns):
            return f"{rows} rows, {columns} columns"
        case ChosenNetwork(ssid=ssid):
            return shown(ssid)
        case Promise(what=text, who=who, by=by):
            return shown(f"{text} ({who}, until {day_words(by)})", _MOST)
        case HandedOver(owner=owner, at=at):
            return f"Taken over by {shown(owner)}, {_at(at)}"
        case date():
            return day_words(value)
        case _:
            return ""


def _set_up(set_up: SetUp) -> str:
    if set_up.trouble is not None and set_up.work is Work.FAILED:
        return words_for(set_up.trouble).title
    if set_up == SetUp():
        return "Not set up"
    last = max((evidence.at for evidence in set_up.earned), default=None)
    return _WORK.get(set_up.work, "Begun") + (f", {_at(last)}" if last else "")


def _at(at: datetime) -> str:
    here = at.astimezone()
    return f"{day_words(here.date())}, {here:%H:%M}"
