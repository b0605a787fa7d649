"""What a Shelly practice device says of itself: who it is, its configuration, what it measures."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from walkdown.core.device import Reading
from walkdown.practice.improv_facts import Identity
from walkdown.practice.shelly_facts import ShellyFaults, generation_of, line_of, meter
from walkdown.practice.shelly_registers import answer, registers
from walkdown.practice.shelly_rpc import INVALID_ARGUMENT, Params, RpcRefusal, Verb


class ShellySelf:
    """The same words by radio and on the network."""

    def __init__(
        self,
        identity: Identity,
        readings: Callable[[], tuple[Reading, ...]],
        faults: ShellyFaults,
        *,
        locked: bool,
    ) -> None:
        self.identity, self._readings, self._locked = identity, readings, locked
        self._line = line_of(identity.model)
        self._mac = _other(identity.serial) if faults.wrong_serial else identity.serial
        self._lan_mac = _other(identity.serial) if faults.other_on_network else self._mac
        self.id = f"shelly{self._line.app}-{self._mac}".lower()
        self._radio, self._rpc_by_radio = True, True
        self._outbound: dict[str, object] = {"enable": False, "server": None, "ssl_ca": "ca.pem"}

    @property
    def verbs(self) -> dict[str, Verb]:
        """Its methods over Bluetooth."""
        measures = {f"{self._meter()[0]}.GetStatus": self._measured} if self._readings() else {}
        return {
            "Shelly.GetDeviceInfo": self._info,
            "Shelly.GetConfig": self._config,
            "Shelly.GetComponents": self._components,
            "BLE.GetConfig": self._ble,
            "BLE.SetConfig": self._set_ble,
            "Ws.GetConfig": self._ws,
            "Ws.SetConfig": self._set_ws,
            **measures,
        }

    @property
    def pages(self) -> dict[str, Callable[[], bytes]]:
        """What it answers on the network, by path."""
        measures = {f"/rpc/{self._meter()[0]}.GetStatus?id=0": lambda: _json(self._meter()[1])}
        said = dict.fromkeys(("/shelly", "/rpc/Shelly.GetDeviceInfo"), self._page)
        return {**said, **(measures if self._readings() else {})}

    def modbus(self, frame: bytes) -> bytes:
        """What it answers to one request of Modbus."""
        measured = self._meter()[1] if self._readings() else {}
        return answer(frame, registers(self._lan_mac, self.identity.model, measured))

    async def status(self, _params: Params) -> dict[str, Any]:
        """Its components' states, but for the Wi-Fi's."""
        component, said = self._meter()
        measured = {f"{component.lower()}:0": said} if self._readings() else {}
        return {"ble": {}, "sys": {"mac": self._mac, "restart_required": False}, **measured}

    def info(self, mac: str = "") -> dict[str, object]:
        """Shelly.GetDeviceInfo."""
        me = self.identity
        return {
            "name": None,
            "id": self.id,
            "mac": mac or self._mac,
            "slot": 0,
            "model": me.model,
            "gen": generation_of(me.model),
            "fw_id": f"20260101-000000/{me.firmware}-g0000000",
            "ver": me.firmware,
            "app": self._line.app,
            "auth_en": self._locked,
            "auth_domain": self.id if self._locked else None,
            "profile": "triphase" if self._line.three_phases else None,
        }

    def _page(self) -> bytes:
        return _json(self.info(self._lan_mac))

    def _meter(self) -> tuple[str, dict[str, object]]:
        return meter(self.identity.model, self._readings())

    async def _info(self, _params: Params) -> Any:
        return self.info()

    async def _config(self, _params: Params) -> Any:
        wifi = {"ap": {"ssid": self.id, "enable": True}, "sta": {"ssid": None, "enable": False}}
        system = {"device": {"name": None, "mac": self._mac, "fw_id": self.identity.firmware}}
        return {"ble": await self._ble({}), "sys": system, "wifi": wifi}

    async def _components(self, _params: Params) -> Any:
        return {"components": [], "cfg_rev": 1, "offset": 0, "total": 0}

    async def _ble(self, _params: Params) -> Any:
        return {"enable": self._radio, "rpc": {"enable": self._rpc_by_radio}}

    async def _set_ble(self, params: Params) -> Any:
        """It is kept and told; practice meters go on talking, or nobody could meet them again."""
        config = _config_in(params)
        rpc = config.get("rpc")
        wanted = rpc.get("enable") if isinstance(rpc, dict) else None
        before = self._radio, self._rpc_by_radio
        self._radio = _switch(config.get("enable"), self._radio)
        self._rpc_by_radio = _switch(wanted, self._rpc_by_radio)
        return {"restart_required": before != (self._radio, self._rpc_by_radio)}

    async def _ws(self, _params: Params) -> Any:
        return dict(self._outbound)

    async def _set_ws(self, params: Params) -> Any:
        config, before = _config_in(params), dict(self._outbound)
        enable = _switch(config.get("enable"), bool(before["enable"]))
        texts: dict[str, object] = {k: config[k] for k in ("server", "ssl_ca") if k in config}
        if not all(t is None or (isinstance(t, str) and len(t) <= 255) for t in texts.values()):
            raise RpcRefusal(INVALID_ARGUMENT, "Invalid 'config'!")
        self._outbound = {**before, "enable": enable, **texts}
        return {"restart_required": self._outbound != before}

    async def _measured(self, _params: Params) -> Any:
        return self._meter()[1]


def _config_in(params: Params) -> dict[str, object]:
    config = params.get("config")
    if not isinstance(config, dict):
        raise RpcRefusal(INVALID_ARGUMENT, "Missing or bad argument 'config'!")
    return config


def _switch(wanted: object, now: bool) -> bool:
    """What a switch is after this; what is not said stays."""
    if wanted is None:
        return now
    if not isinstance(wanted, bool):
        raise RpcRefusal(INVALID_ARGUMENT, "Invalid argument 'enable'!")
    return wanted


def _other(mac: str) -> str:
    return f"{(int(mac, 16) + 1) % 16**12:012X}"


def _json(said: object) -> bytes:
    return json.dumps(said).encode()
