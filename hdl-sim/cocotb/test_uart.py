"""The device behind a UART at real bit timing: a host whose clock is off, glitches, breaks, broken bytes, resets in mid-byte."""
import os
import random

import cocotb
from cocotb.queue import Queue
from cocotb.triggers import FallingEdge, Timer
from engine import ADDRESS
from frames import WRITE, FrameHost, encode
from streams import PERIOD_NS, reset, start_clock
from test_device import doubled, dropped, elements, flipped, task

CLOCKS = int(os.environ.get("CLOCKS_PER_BIT", "24"))


class Uart:
    """8N1 with a bit of `CLOCKS` device clocks times (1 + error). Times in picoseconds, no clock edge is shared with the device."""

    def __init__(self, dut, error=0.0, stop_bits=1, gap=0.0, damage=None):
        self.dut, self.bit = dut, round(CLOCKS * PERIOD_NS * 1000 * (1 + error))
        self.stop_bits, self.gap, self.damage, self.rng = stop_bits, gap, damage, random.Random(11)
        self.queue, self.tasks, self.framing = Queue(), [], 0
        dut.uart_rx_i.value = 1
        # A byte takes 10 bits; an answer may be 170 bytes behind a queue of as many.
        self.host = FrameHost(self.send, patience_us=4000 * self.bit / 1e6)

    def send(self, data):
        for byte in data:
            for b in self.damage(self.rng, byte) if self.damage else [byte]:
                self.queue.put_nowait(b)

    async def start(self):
        await start_clock(self.dut)
        await Timer(137, unit="ps")  # nothing says that the host's edges fall on the device's
        self.tasks = [cocotb.start_soon(self.transmit()), cocotb.start_soon(self.receive())]
        return self

    async def transmit(self):
        while True:
            byte = await self.queue.get()
            for level in [0] + [byte >> i & 1 for i in range(8)] + [1] * self.stop_bits:
                self.dut.uart_rx_i.value = level
                await Timer(self.bit, unit="ps")
            if self.gap and self.rng.random() < self.gap:
                await Timer(self.bit * self.rng.randrange(1, 12) + self.rng.randrange(self.bit), unit="ps")

    async def receive(self):
        line = self.dut.uart_tx_o
        while True:
            await FallingEdge(line)
            await Timer(self.bit // 2, unit="ps")
            if int(line.value):
                continue
            byte = 0
            for i in range(8):
                await Timer(self.bit, unit="ps")
                byte |= int(line.value) << i
            await Timer(self.bit, unit="ps")
            if int(line.value):
                for b in self.damage(self.rng, byte) if self.damage else [byte]:
                    self.host.feed(bytes([b]))
            else:
                self.framing += 1


@cocotb.test()
@cocotb.parametrize(error=[-0.02, 0.0, 0.02], gap=[0.0, 0.3])
async def clock_error(dut, error, gap):
    """The host's clock off by 2 % either way, bytes back to back and with gaps: not one byte is lost."""
    uart = await Uart(dut, error, gap=gap).start()
    host = await uart.host.hello()
    assert (await host.read(ADDRESS["ID"]))[0] == 0x43414B5A
    await task(host, elements(f"{error}{gap}", 4), 7)
    assert host.resent == 0 and uart.framing == 0
    assert (await host.read(ADDRESS["ERR"]))[0] == 0


@cocotb.test()
async def too_far_off(dut):
    """At 12 % nothing that arrives is taken for something else, and the link works again at the right rate."""
    uart = await Uart(dut, 0.12).start()
    uart.host.put(1, 5)
    assert await uart.host.frame() is None
    uart.bit = CLOCKS * PERIOD_NS * 1000
    host = await uart.host.hello()
    await task(host, elements("rate"), 1)


@cocotb.test()
@cocotb.parametrize(damage=["flipped", "dropped", "doubled"])
async def broken_bytes(dut, damage):
    uart = await Uart(dut, 0.01, damage={"flipped": flipped, "dropped": dropped, "doubled": doubled}[damage](0.004)).start()
    host = await uart.host.hello()
    for i in range(2):
        await task(host, elements(f"{damage}{i}"), i)


@cocotb.test()
async def glitches_and_breaks(dut):
    """A spike is no start bit; a byte without a stop bit is dropped; after a break the line works again."""
    uart = await Uart(dut).start()
    host = await uart.host.hello()
    for part in (0.04, 0.2, 0.35):
        for _ in range(5):
            dut.uart_rx_i.value = 0
            await Timer(round(uart.bit * part), unit="ps")
            dut.uart_rx_i.value = 1
            await Timer(2 * uart.bit, unit="ps")
        assert (await host.read(ADDRESS["ERR"]))[0] == 0, f"a spike of {part} bits was taken for a byte"
    for bits in (11, 40):
        dut.uart_rx_i.value = 0
        await Timer(bits * uart.bit, unit="ps")
        dut.uart_rx_i.value = 1
        await Timer(12 * uart.bit, unit="ps")
        error = (await host.read(ADDRESS["ERR"]))[0]
        assert error & 0x100, "a break went unnoticed"
        await host.write(ADDRESS["ERR"], error)
        await task(host, elements(bits), bits)


@cocotb.test()
async def reset_in_byte(dut):
    """The pin rst_ni in the middle of a byte, down and up."""
    uart = await Uart(dut).start()
    host = await uart.host.hello()
    for bits in (3, 14, 47, 155):
        uart.send(encode(WRITE, 1, 0, 16, ADDRESS["TASK_OP"].to_bytes(2, "little") + b"\x01\x00" + bytes(4)))
        await Timer(bits * uart.bit + 1234, unit="ps")
        await reset(dut)
        assert int(dut.uart_tx_o.value) == 1
        await Timer(300 * uart.bit, unit="ps")  # what was in the queue runs out
        await host.hello()
        await task(host, elements(bits, 1), 2)
