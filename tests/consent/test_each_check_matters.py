"""Every check of a lease is needed: without any one of them something gets through that must not."""

from __future__ import annotations

import pytest

from tests.consent.check_probes import PROBES
from tests.consent.check_sites import Site, sites, sites_of, unchanged, without
from tests.consent.road_names import module_of

# The window's have their own file: they need Qt.
SITES = {site.key: site for site in sites(but=("ui",))}


def test_every_place_that_checks_a_lease_has_a_probe() -> None:
    assert sorted(set(SITES) - set(PROBES)) == []
    assert sorted(set(PROBES) - set(SITES)) == []


@pytest.mark.parametrize("key", sorted(set(SITES) & set(PROBES)))
async def test_without_this_check_something_gets_through_and_with_it_nothing(key: str) -> None:
    site, probe = SITES[key], PROBES[key]
    assert not await probe(unchanged(site.module))
    assert await probe(without(site))


def test_a_new_check_is_found_by_itself() -> None:
    source = """
from walkdown.consent.purpose import Purpose
class Torch:
    def light(self, lease):
        lease.check(Purpose.SCAN_QR)
        self._check(lease)
    def _check(self, lease):
        lease.check(Purpose.SCAN_QR)
def blink(lease):
    lease.check(Purpose.SCAN_QR)
"""
    found = sites_of(module_of("walkdown.vision.torch", source))
    assert [s.key for s in found] == [
        "vision.torch:Torch.light:0",
        "vision.torch:Torch.light:1",
        "vision.torch:Torch._check:0",
        "vision.torch:blink:0",
    ]
    assert isinstance(found[0], Site)
