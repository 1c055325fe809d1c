"""A host of zk_engine: AXI4-Lite registers by name and AXI4-Stream packets, by cocotbext-axi."""
import json
from pathlib import Path

from cocotb.clock import Clock
from cocotb.triggers import ClockCycles, with_timeout
from cocotbext.axi import AxiLiteBus, AxiLiteMaster, AxiStreamBus, AxiStreamFrame, AxiStreamSink, AxiStreamSource
from streams import PERIOD_NS, pattern

MAP = json.loads((Path(__file__).resolve().parents[2] / "hdl" / "data" / "registers.json").read_text())
REGISTERS = {r["name"]: r for r in MAP["registers"]}
ADDRESS = {name: int(r["offset"], 16) for name, r in REGISTERS.items()}
OKAY, SLVERR = 0, 2
ECHO, LOAD, MSM, NTT, MUL = 1, 2, 3, 4, 5


def field(register, name):
    """(shift, mask) of a field."""
    bits = next(f["bits"] for f in REGISTERS[register]["fields"] if f["name"] == name)
    high, _, low = bits.partition(":")
    low = int(low or high)
    return low, (1 << (int(high) - low + 1)) - 1


def rest(part, name, seed):
    """A pause generator costs Python in every cycle, so there is none for `none`."""
    if name == "none":
        part.clear_pause_generator()
        part.pause = False
    else:
        part.set_pause_generator(pattern(name, seed))


class Engine:
    def __init__(self, dut, idle="none", busy="none", registers="none"):
        self.dut = dut
        dut.s_axis_tuser.value = dut.link_crc_i.value = dut.link_credit_i.value = 0
        Clock(dut.clk_i, PERIOD_NS, unit="ns").start()
        self.bus = AxiLiteMaster(AxiLiteBus.from_prefix(dut, "s_axil"), dut.clk_i, dut.rst_ni, reset_active_level=False)
        self.source = AxiStreamSource(AxiStreamBus.from_prefix(dut, "s_axis"), dut.clk_i, dut.rst_ni, reset_active_level=False)
        self.sink = AxiStreamSink(AxiStreamBus.from_prefix(dut, "m_axis"), dut.clk_i, dut.rst_ni, reset_active_level=False)
        for part in (self.source, self.sink, self.bus.write_if, self.bus.read_if):
            part.log.setLevel("WARNING")
        self.pause(idle, busy)
        write, read = self.bus.write_if, self.bus.read_if
        for i, channel in enumerate((write.aw_channel, write.w_channel, write.b_channel, read.ar_channel, read.r_channel)):
            rest(channel, registers, 50 + i)

    def pause(self, idle, busy, seed=7):
        rest(self.source, idle, seed)
        rest(self.sink, busy, seed + 1)

    async def reset(self):
        self.dut.rst_ni.value = 0
        await ClockCycles(self.dut.clk_i, 8)
        self.dut.rst_ni.value = 1
        await ClockCycles(self.dut.clk_i, 4)
        await self.ready()
        return self

    async def ready(self):
        while await self.get("STATUS", "resetting"):
            pass

    async def read(self, address):
        """(value, response)"""
        answer = await with_timeout(self.bus.read(address, 4), 100, "us")
        return int.from_bytes(answer.data, "little"), int(answer.resp)

    async def write(self, address, value):
        return int((await with_timeout(self.bus.write(address, value.to_bytes(4, "little")), 100, "us")).resp)

    async def get(self, register, name=None):
        value, response = await self.read(ADDRESS[register])
        assert response == OKAY, f"{register} cannot be read"
        if name is None:
            return value
        shift, mask = field(register, name)
        return value >> shift & mask

    async def put(self, register, value):
        assert await self.write(ADDRESS[register], value) == OKAY, f"{register} cannot be written"

    async def push(self, op, count, arg=0, label=0):
        for register, value in (("TASK_OP", op), ("TASK_COUNT", count), ("TASK_ARG", arg), ("TASK_LABEL", label), ("TASK_PUSH", 1)):
            await self.put(register, value)

    async def send(self, data):
        await self.source.send(AxiStreamFrame(data))

    async def receive(self, limit_us=20000):
        """(bytes, marked as bad)"""
        frame = await with_timeout(self.sink.recv(compact=False), limit_us, "us")
        bad = frame.tuser[-1] if isinstance(frame.tuser, list) else frame.tuser
        return bytes(frame.tdata), bool(bad)

    async def result(self, label, limit=10_000_000):
        """Error code of the oldest result, which has to carry this label; takes it."""
        waited, step = 0, 4
        while not await self.get("RESULT_PENDING"):
            assert waited < limit, "no result"
            await ClockCycles(self.dut.clk_i, step)
            waited, step = waited + step, min(2 * step, 4096)
        assert await self.get("RESULT_LABEL", "label") == label
        error = await self.get("RESULT_STATUS", "error")
        await self.put("RESULT_POP", 1)
        return error

    async def echo(self, elements, label=1):
        data = b"".join(e.to_bytes(32, "little") for e in elements)
        await self.push(ECHO, len(elements), 0, label)
        await self.send(data)
        got, bad = await self.receive()
        assert got == data and not bad
        assert await self.result(label) == 0
