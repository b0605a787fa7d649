"""A site with seven devices at whatever point of their set-up a test needs. All of it is invented."""

from datetime import UTC, datetime, timedelta

from walkdown.core.device import STEPS, Device, Evidence, Kind, Source, Way, Work
from walkdown.core.job import Job
from walkdown.core.site import Site
from walkdown.core.trouble import Code, Trouble
from walkdown.core.wifi import ChosenNetwork, HeardNetwork

NOW = datetime(2026, 11, 22, 10, 41, tzinfo=UTC)
GATEWAY, BATTERY, CHARGER = "770300125518", "905133000425", "608801507746"
LABELS = (
    (Kind.GATEWAY, "GW-1", GATEWAY),
    (Kind.BATTERY, "BP-10", BATTERY),
    (Kind.CHARGER, "EVC-22", CHARGER),
    (Kind.METER, "MT-3", "301777810042"),
)
HOME = HeardNetwork("HarbourHome-2G", -58, "WPA2")
GUEST = HeardNetwork("HarbourGuest", -64, "NO")
WEAK = HeardNetwork("Attic-Repeater", -79, "WPA2")
NETWORKS = (HOME, GUEST, WEAK)
CHOSEN = ChosenNetwork(HOME.ssid, HOME.security, HOME.signal_dbm, GATEWAY)


def device(
    at: int = 0, work: Work = Work.IDLE, steps: int = 0, code: Code | None = None, **more: object
) -> Device:
    """One of the labels, with the first `steps` stations earned."""
    kind, model, serial = LABELS[at]
    earned = tuple(
        Evidence(step, f"What was seen at {step}", Source.DEVICE, NOW + timedelta(minutes=number))
        for number, step in enumerate(STEPS[:steps])
    )
    trouble = Trouble(code, serial) if code else None
    facts = {"tries": 1, "url": f"http://192.168.1.{40 + at}/" if steps > 4 else ""} | more
    return Device(serial, model, kind, Way.CAMERA, NOW, work, earned, trouble, **facts)


def job(*devices: Device, network: ChosenNetwork | None = CHOSEN, **more: object) -> Job:
    """A job with these devices."""
    site = Site(name="14 Harbour Lane")
    return Job("job-1", NOW, site=site, devices=devices, network=network, **more)
