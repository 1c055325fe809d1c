"""zk_device (frames, registers, engine) behind a byte stream: sessions, recovery from every kind of broken byte, pauses, resets."""
import random

import cocotb
from cocotb.triggers import ClockCycles, ReadOnly, RisingEdge
from engine import ADDRESS, ECHO
from frames import DATA, LAST, NAK, READ, REPLY, WRITE, FrameHost, encode
from streams import PATTERNS, StreamSource, pattern, reset, start_clock


class Line:
    """Bytes in and out of the device, with faults: damage(rng, byte) gives the bytes that arrive in its place."""

    def __init__(self, dut, idle="none", busy="none", damage=None, seed=1):
        self.dut, self.rests, self.damage = dut, pattern(busy, seed), damage
        self.rng = random.Random(f"line {seed}")
        dut.link_error_i.value = 0
        dut.tx_ready_i.value = 0
        self.source = StreamSource(Renamed(dut), "rx", pattern(idle, seed + 1))
        self.host = FrameHost(lambda data: self.source.send(self.broken(data)))

    def broken(self, data):
        return [b for byte in data for b in self.damage(self.rng, byte)] if self.damage else list(data)

    async def start(self, fresh=True):
        if fresh:
            await start_clock(self.dut)
        self.source.start()
        self.task = cocotb.start_soon(self.collect())
        return self

    def stop(self):
        self.source.stop()
        self.task.cancel()

    async def collect(self):
        dut, held = self.dut, None
        while True:
            dut.tx_ready_i.value = int(not next(self.rests))
            await ReadOnly()
            valid, ready = int(dut.tx_valid_o.value), int(dut.tx_ready_i.value)
            now = int(dut.tx_data_o.value) if valid else None
            assert held is None or now == held, "a byte changed while it waited"
            held = now if valid and not ready else None
            await RisingEdge(dut.clk_i)
            if valid and ready:
                self.host.feed(bytes(self.broken([now])))


class Renamed:
    """rx_* is an input stream without last."""

    def __init__(self, dut):
        self.clk_i, self.rx_valid_i, self.rx_ready_o, self.rx_data_i = dut.clk_i, dut.rx_valid_i, dut.rx_ready_o, dut.rx_data_i


async def task(host, elements, label):
    """ECHO through frames: registers, data down, data up, result."""
    data = b"".join(e.to_bytes(32, "little") for e in elements)
    await host.write(ADDRESS["TASK_OP"], ECHO, len(elements), 0, label, 1)
    await host.send(data)
    assert await host.receive() == (data, False)
    for _ in range(50):
        if (await host.read(ADDRESS["RESULT_PENDING"]))[0]:
            break
    pending, got, status = await host.read(ADDRESS["RESULT_PENDING"], 3)
    assert (pending, got, status & 15) == (1, label, 0)
    await host.write(ADDRESS["RESULT_POP"], 1)


def elements(seed, count=3):
    rng = random.Random(seed)
    return [rng.getrandbits(256) for _ in range(count)]


@cocotb.test()
@cocotb.parametrize(idle=PATTERNS, busy=PATTERNS)
async def matrix(dut, idle, busy):
    line = await Line(dut, idle, busy).start()
    host = line.host
    host.patience = 400  # a line that rests nine cycles out of ten is slow, not broken
    await host.hello()
    for i in range(2):
        await task(host, elements(f"{idle}{busy}{i}"), i)
    assert (await host.read(ADDRESS["ERR"]))[0] == 0
    assert host.resent == 0, "something was sent again on a sound line"


def flipped(rate):
    return lambda rng, byte: [byte ^ 1 << rng.randrange(8) if rng.random() < rate else byte]


def dropped(rate):
    return lambda rng, byte: [] if rng.random() < rate else [byte]


def doubled(rate):
    return lambda rng, byte: [byte, byte] if rng.random() < rate else [byte]


def noisy(rate):
    return lambda rng, byte: [byte] + [rng.randrange(256) for _ in range(rng.random() < rate)]


@cocotb.test()
@cocotb.parametrize(damage=["flipped", "dropped", "doubled", "noisy"], rate=[0.001, 0.004])
async def broken_bytes(dut, damage, rate):
    """Bytes broken both ways: nothing wrong is ever taken, and everything arrives in the end."""
    line = await Line(dut, damage=globals()[damage](rate), seed=3).start()
    host = line.host
    await host.hello()
    for i in range(8):
        await task(host, elements(f"{damage}{rate}{i}", 5), i)
    dut._log.info("%d sent again", host.resent)
    if rate > 0.002:
        assert host.resent > 0, "the line was not broken at all"


@cocotb.test()
async def every_byte_of_a_frame(dut):
    """Each byte of a WRITE corrupted, dropped and doubled in turn: it is carried out not at all, and ERR.link_crc or silence follows."""
    line = await Line(dut).start()
    host = await line.host.hello()
    for kind in ("flip", "drop", "double"):
        good = encode(WRITE, 0x77, 0, 16, ADDRESS["RESULT_POP"].to_bytes(2, "little") + b"\x01\x00" + bytes(4))
        for at in range(len(good)):
            bad = bytearray(good)
            if kind == "flip":
                bad[at] ^= 1 << at % 8
            elif kind == "drop":
                del bad[at]
            else:
                bad.insert(at, bad[at])
            line.source.send(list(bad))
            await ClockCycles(dut.clk_i, 20 * len(bad))
            while frame := await host.frame(6):
                # A doubled first sync byte leaves the frame whole, and a doubled last byte follows it.
                whole = kind == "double" and at in (0, len(good) - 1)
                assert frame[0] == NAK or (whole and frame[0] == REPLY | WRITE), f"{kind} of byte {at} was answered by {frame[0]:#x}"
            await ClockCycles(dut.clk_i, 4200)  # silence ends what hangs in the middle of a frame
            value = (await host.read(ADDRESS["ERR"]))[0]
            if kind == "flip" and 2 <= at:
                assert value & 0x100 or at in (7, 8), f"{kind} of byte {at}: ERR {value:#x}"
            await host.write(ADDRESS["ERR"], value)
        await task(host, elements(kind), 9)


@cocotb.test()
async def sessions(dut):
    """Nothing is heard before HELLO; HELLO in the middle of everything starts anew."""
    line = await Line(dut).start()
    host = line.host
    host.put(READ, 1, ADDRESS["ID"].to_bytes(2, "little") + b"\x01\x00")
    assert await host.frame(100) is None
    await host.hello()
    assert host.beat == 2 and host.slots >= 2
    assert (await host.read(ADDRESS["ID"]))[0] == 0x43414B5A
    for cut in (1, 9, 30, 60):
        await host.write(ADDRESS["TASK_OP"], ECHO, 4, 0, 1, 1)
        line.source.send(list(encode(DATA | LAST, host.base, 0, 16, bytes(128))[:cut]))  # a frame that never ends
        await host.hello()
        assert (await host.read(ADDRESS["TASK_PENDING"]))[0] == 0
        await task(host, elements(cut), cut)


@cocotb.test()
async def replay(dut):
    """A WRITE that comes again is answered again and not carried out again; data that comes again is taken once."""
    line = await Line(dut).start()
    host = await line.host.hello()
    push = encode(WRITE, 0x99, 0, 16, ADDRESS["TASK_OP"].to_bytes(2, "little") + b"\x05\x00" + b"".join(w.to_bytes(4, "little") for w in (ECHO, 1, 0, 5, 1)))
    for _ in range(3):
        line.source.send(list(push))
        assert (await host.frame())[:2] == (REPLY | WRITE, 0x99)
    host.tag = 0x99
    piece = encode(DATA | LAST, 0, 0, 16, bytes(range(32)))
    for _ in range(3):
        line.source.send(list(piece))
        await ClockCycles(dut.clk_i, 1500)
    while frame := await host.frame(20):
        host.data(frame)
    host.base = host.next = 1
    assert host.packets == [(bytes(range(32)), False)]
    host.packets.clear()
    assert (await host.read(ADDRESS["RESULT_PENDING"]))[0] == 1 and (await host.read(ADDRESS["TASK_PENDING"]))[0] == 0


@cocotb.test()
async def credits(dut):
    """Data beyond the credit is dropped and ERR.link_credit says so; what had credit is there."""
    line = await Line(dut).start()
    host = await line.host.hello()
    granted = host.limit  # no task takes the data, so the slots fill
    data = [bytes([i] * host.max_payload) for i in range(granted + 3)]
    for i, piece in enumerate(data):
        line.source.send(list(encode(DATA, i, 0, 16, piece)))
    while frame := await host.frame(200):
        host.next = granted
        host.data(frame)
    # The first slot may have moved on into the converter, which frees one more.
    assert host.base in (granted, granted + 1)
    assert (await host.read(ADDRESS["ERR"]))[0] & 0x200


@cocotb.test()
async def reset_in_frame(dut):
    """The pin rst_ni in the middle of frames, down and up."""
    line = await Line(dut).start()
    await line.host.hello()
    for wait in (7, 33, 150, 401, 900):
        host = line.host
        line.source.send(list(encode(WRITE, 1, 0, 16, ADDRESS["TASK_OP"].to_bytes(2, "little") + b"\x05\x00" + b"".join(w.to_bytes(4, "little") for w in (ECHO, 4, 0, 5, 1)))))
        line.source.send(list(encode(DATA | LAST, host.base, 0, 16, bytes(128))))
        await ClockCycles(dut.clk_i, wait)
        line.stop()
        await reset(dut)
        line = await Line(dut, seed=wait).start(fresh=False)
        await line.host.hello()
        assert (await line.host.read(ADDRESS["TASK_PENDING"], 1))[0] == 0
        await task(line.host, elements(wait), 3)
