"""aioshelly in a process of its own: `python -m tests.peers.meet_shelly`, orders on stdin.

The orders are JSON: hci, name, ssid, password, and brief: only provision it.
What it met is told as JSON on stdout.
"""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

from tests.peers.hci_bleak import bleak_over


async def meet(orders: dict[str, Any]) -> dict[str, Any]:
    """Provision the meter of that name and read it, as a program does that has only bleak."""
    async with bleak_over(orders["hci"]):
        from aioshelly.ble.provisioning import (
            async_provision_wifi,
            async_scan_wifi_networks,
            ble_rpc_device,
        )
        from bleak import BleakScanner

        device = await BleakScanner.find_device_by_name(orders["name"], timeout=20)
        if orders["brief"]:
            await async_provision_wifi(device, orders["ssid"], orders["password"])
            return {}
        networks = await async_scan_wifi_networks(device)
        await async_provision_wifi(device, orders["ssid"], orders["password"])
        async with ble_rpc_device(device) as peer:
            mac = peer.shelly["mac"]
            measured = await peer.call_rpc("EM.GetStatus", {"id": 0})
            status = await peer.call_rpc("WiFi.GetStatus")
            while status["status"] != "got ip":
                status = await peer.call_rpc("WiFi.GetStatus")
        return {
            "mac": mac,
            "networks": [network["ssid"] for network in networks],
            "power": measured["total_act_power"],
            "ssid": status["ssid"],
        }


if __name__ == "__main__":
    print(json.dumps(asyncio.run(meet(json.load(sys.stdin)))))
