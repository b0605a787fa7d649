"""py-improv-ble-client in a process of its own: `python -m tests.peers.meet_improv`, orders on stdin.

The orders are JSON: hci, name, ssid, password. What it met is told as JSON on stdout.
"""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

from tests.peers.hci_bleak import bleak_over

LONGEST_ANSWER = (
    100  # the peer takes a notification for the whole answer, as nothing says it is not
)


async def meet(orders: dict[str, Any]) -> dict[str, Any]:
    """Provision the device of that name, as a program does that has only bleak."""
    async with bleak_over(orders["hci"]):
        from bleak import BleakScanner
        from improv_ble_client import ImprovBLEClient
        from improv_ble_client.errors import ImprovError

        found = asyncio.get_running_loop().create_future()

        def heard(device: Any, advert: Any) -> None:
            if advert.local_name == orders["name"] and advert.service_data and not found.done():
                found.set_result((device, advert))

        async with BleakScanner(heard):
            peer = ImprovBLEClient(*await asyncio.wait_for(found, 20))
        needs_button = await peer.need_authorization()
        await peer.ensure_connected()
        told = {"mtu": peer._client.mtu_size, "needs_button": needs_button}
        if peer._client.mtu_size >= LONGEST_ANSWER:
            told["model"] = (await peer.get_device_info()).firmware_name.decode()
            networks = (await peer.scan_wifi()).networks
            told["networks"] = [network[0].decode() for network in networks]
        try:
            told["url"] = await peer.provision(orders["ssid"], orders["password"], None)
        except ImprovError:
            told["url"] = None
        peer._expected_disconnect = True
        if peer._client is not None:
            await peer._client.disconnect()
        await asyncio.gather(*peer._background_tasks, return_exceptions=True)
        return told


if __name__ == "__main__":
    print(json.dumps(asyncio.run(meet(json.load(sys.stdin)))))
