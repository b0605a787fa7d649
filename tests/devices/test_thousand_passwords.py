"""A thousand passwords through every driver leave no trace in logs, files, errors or representations."""

from __future__ import annotations

import logging
import traceback
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.devices.conftest import QUICK, SSID, Bench
from tests.devices.espressif_bench import met, proof, safety
from tests.devices.leaks import forms, leaked, passwords
from tests.devices.shelly_bench import ShellyBench
from walkdown.core.secret import Secret
from walkdown.core.trouble import Code, Setback
from walkdown.core.wifi import Credentials
from walkdown.devices.radio import BleakRadio
from walkdown.practice.improv_facts import JoinResult

COUNT = 1000
FAMILIES = ("improv", "espressif-1", "espressif-2", "shelly")
FAST = replace(QUICK, poll_s=0.0, rest_s=0.0)


@asynccontextmanager
async def driver_of(family: str, benches: list[Any]) -> AsyncIterator[tuple[Any, Any]]:
    """A driver on a session, and the bench it stands on."""
    bench: Any = ShellyBench() if family == "shelly" else Bench()
    benches.append(bench)

    async def refuse(ssid: str, password: str) -> JoinResult:
        """A network that nobody gets into, at once."""
        bench.tried.append((ssid, password))
        return JoinResult(False)

    bench.air._link.latency_s = 0.0
    if family == "shelly":
        await bench.device(join=refuse)
        async with bench.driver() as driver:
            driver._patience = replace(FAST, join_s=5.0)
            yield bench, driver
        return
    bench.radio = BleakRadio(bench.backend, patience=FAST)
    if family == "improv":
        _, link = await bench.meet(join=refuse)
        async with link as driver:
            yield bench, driver
        return
    security = int(family[-1])
    async with met(bench, safety=safety(security), join=refuse) as (_, driver):
        await driver.authenticate(proof(security))
        yield bench, driver


@pytest.mark.timeout(300)
@pytest.mark.parametrize("family", FAMILIES)
async def test_a_thousand_passwords_leave_no_trace(
    family: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for ours in ("walkdown", "bleak"):
        caplog.set_level(logging.DEBUG, ours)
    benches: list[Any] = []
    file = logging.FileHandler(tmp_path / "walkdown.log", encoding="utf-8")
    logging.getLogger().addHandler(file)
    try:
        async with driver_of(family, benches) as (bench, driver):
            for password in passwords(COUNT, seed=len(family)):
                said = await _try(bench, driver, password)
                said += caplog.text
                assert not leaked(password, said), family
                caplog.clear()
    finally:
        logging.getLogger().removeHandler(file)
        file.close()
        for bench in benches:
            await bench.close()
    assert benches[0].tried == [(SSID, p) for p in passwords(COUNT, seed=len(family))]
    written = _text(file.baseFilename)
    assert not [n for n, p in enumerate(passwords(COUNT, seed=len(family))) if leaked(p, written)]


def _text(path: str) -> str:
    return Path(path).read_text("utf-8")


async def _try(bench: Any, driver: Any, password: str) -> str:
    """Everything that can be read after a try that the network refused."""
    credentials = Credentials(SSID, Secret(password))
    with pytest.raises(Setback) as refused:
        await driver.provision(bench.wifi, credentials, bench.earned.append)
    setback = refused.value
    assert setback.code in (Code.PASSWORD_REFUSED, Code.JOIN_UNKNOWN)
    lines = traceback.format_exception(setback)
    said = [str(setback), repr(setback), repr(setback.trouble), *lines]
    credentials.password.forget()
    said += [repr(credentials), repr(driver), repr(vars(driver)), *map(repr, bench.earned)]
    bench.earned.clear()
    return "\n".join(said)


@pytest.mark.parametrize("form", range(len(forms("a password, longer than twenty bytes"))))
def test_each_form_of_a_leak_is_found(form: int) -> None:
    secret = "a password, longer than twenty bytes"
    assert leaked(secret, f"before {forms(secret)[form]} after")
    assert not leaked(secret, "nothing of it is said here")
