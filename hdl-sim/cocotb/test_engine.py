"""zk_engine end to end: ECHO for every pattern of pauses on both streams, with the registers used meanwhile; resets in a packet."""
import random

import cocotb
from cocotb.triggers import ClockCycles
from engine import ECHO, Engine
from streams import PATTERNS


@cocotb.test()
@cocotb.parametrize(idle=PATTERNS, busy=PATTERNS)
async def matrix(dut, idle, busy):
    rng = random.Random(f"{idle}{busy}")
    host = await Engine(dut, idle, busy, registers="some").reset()
    tasks = [[rng.getrandbits(256) for _ in range(rng.choice([1, 2, 3, 7]))] for _ in range(6)]
    for i, elements in enumerate(tasks):
        await host.push(ECHO, len(elements), 0, i)
        await host.send(b"".join(e.to_bytes(32, "little") for e in elements))
    for i, elements in enumerate(tasks):
        assert await host.receive() == (b"".join(e.to_bytes(32, "little") for e in elements), False)
        assert await host.result(i) == 0
    await ClockCycles(dut.clk_i, 50)
    assert host.sink.empty() and await host.get("ERR") == 0


@cocotb.test()
async def reset_in_packet(dut):
    """The pin rst_ni in the middle of a packet, on the way in and on the way out."""
    host = await Engine(dut).reset()
    for wait in (1, 6, 17, 40, 90):
        host.pause("none", "bursts", wait)
        await host.push(ECHO, 8, 0, 3)
        await host.send(bytes(range(256)))
        await ClockCycles(dut.clk_i, wait)
        dut.rst_ni.value = 0
        await ClockCycles(dut.clk_i, 5)
        assert int(dut.m_axis_tvalid.value) == 0
        host.source.clear()
        host.sink.clear()
        await host.reset()
        assert await host.get("TASK_PENDING") == 0 and await host.get("RESULT_PENDING") == 0
        await host.echo([wait, 5, (1 << 256) - 1])
