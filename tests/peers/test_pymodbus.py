"""Another's Modbus reads our practice meter, and our reader reads another's server."""

from __future__ import annotations

import asyncio
import struct

from pymodbus.client import AsyncModbusTcpClient
from pymodbus.server import ModbusTcpServer
from pymodbus.simulator import DataType, SimData, SimDevice

from walkdown.core.device import Reading
from walkdown.lan.shelly_modbus import asked
from walkdown.practice.endpoint import HOST, Endpoint
from walkdown.practice.shelly_registers import answer, registers

MAC = "A0B1C2D3E4F5"
HELD = registers(MAC, "SPEM-003CEBEU", {"total_act_power": -412.5, "a_voltage": 231.5})


async def test_the_peer_reads_our_meter() -> None:
    endpoint = Endpoint(lambda: b"{}")
    endpoint.serve({}, lambda frame: answer(frame, HELD))
    await endpoint.open()
    peer = AsyncModbusTcpClient(HOST, port=endpoint.port)
    try:
        assert await peer.connect()
        said = await peer.read_input_registers(0, count=6)
        assert peer.convert_from_registers(said.registers, peer.DATATYPE.STRING) == MAC
        for at, value in ((1013, -412.5), (1020, 231.5)):
            said = await peer.read_input_registers(at, count=2)
            number = peer.convert_from_registers(
                said.registers, peer.DATATYPE.FLOAT32, word_order="little"
            )
            assert number == value
        assert (await peer.read_input_registers(5000, count=1)).isError()
    finally:
        peer.close()
        await endpoint.close()


async def test_our_reader_reads_the_peers_server() -> None:
    words = list(struct.unpack(">6H", MAC.encode()))
    low_first = [0x0000, 0xC3CE, 0x8000, 0x4367]  # -412.0 and 231.5, low word first
    data = [
        SimData(0, values=words, datatype=DataType.REGISTERS),
        SimData(1013, values=low_first[:2], datatype=DataType.REGISTERS),
        SimData(1020, values=low_first[2:], datatype=DataType.REGISTERS),
    ]
    server = ModbusTcpServer(SimDevice(1, simdata=data), address=(HOST, 0))
    serving = asyncio.create_task(server.serve_forever())
    try:
        async with asyncio.timeout(10):
            while server.transport is None:  # noqa: ASYNC110 - the peer has no event for it
                await asyncio.sleep(0.01)
        port = server.transport.sockets[0].getsockname()[1]
        assert await asked(HOST, port, MAC) == (
            Reading("Modbus", "on"),
            Reading("Power by Modbus", "-412.0", "W"),
            Reading("Voltage by Modbus", "231.5", "V"),
        )
    finally:
        await server.shutdown()
        await asyncio.gather(serving, return_exceptions=True)
