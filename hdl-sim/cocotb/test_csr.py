"""The register map, walked as hdl/data/registers.json describes it, with cocotbext-axi and pauses on every channel."""
import cocotb
from cocotb.triggers import ClockCycles
from cocotbext.axi import AxiStreamFrame
from engine import ADDRESS, ECHO, MAP, OKAY, REGISTERS, SLVERR, Engine, field

WINDOWS = [(int(w["offset"], 16), w["bytes"]) for w in MAP["windows"]]
READS, WRITES = {"const", "ro", "w1p", "w1c"}, {"wo", "w1p", "w1c"}
LISTED = {address: REGISTERS[name]["access"] for name, address in ADDRESS.items()}


def in_window(address):
    return any(first <= address < first + size for first, size in WINDOWS)


def constant(register):
    if "value" in register:
        return int(str(register["value"]), 0)
    return sum(int(f["value"]) << int(f["bits"].split(":")[-1]) for f in register["fields"])


@cocotb.test()
@cocotb.parametrize(registers=["none", "some", "bursts"])
async def walk(dut, registers):
    """Every word of the 4 KiB: what is listed answers as its access says, the rest answers SLVERR and sets ERR.bad_address."""
    host = await Engine(dut, registers=registers).reset()
    await host.push(ECHO, 1, 0, 1)  # a result waits, so that the registers about it mean something
    await host.send(bytes(32))
    await host.receive()
    bad = 1 << field("ERR", "bad_address")[0]
    for address in range(0, 0x1000, 4 if registers == "none" else 68):
        access = LISTED.get(address)
        value, response = await host.read(address)
        assert (response == OKAY) == (access in READS or in_window(address)), f"read of {address:#x}: {response}"
        if access == "const":
            assert value == constant(next(r for r in MAP["registers"] if int(r["offset"], 16) == address)), f"{address:#x}"
        if response != OKAY:
            assert response == SLVERR and value == 0
            assert await host.get("ERR") & bad, f"read of {address:#x} left ERR as it was"
            await host.put("ERR", bad)
            assert not await host.get("ERR") & bad
        if access in ("wo", "w1p"):
            continue  # these act: written in the tests below
        response = await host.write(address, 0)
        assert (response == OKAY) == (access in WRITES), f"write to {address:#x}: {response}"
        if response != OKAY:
            assert await host.get("ERR") & bad
            await host.put("ERR", bad)


@cocotb.test()
async def partial_writes(dut):
    """A write of less than a word answers SLVERR and changes nothing."""
    host = await Engine(dut).reset()
    for name in ("TASK_PUSH", "RESULT_POP", "CTRL", "ERR", "TASK_OP"):
        for offset, length in ((0, 1), (0, 2), (1, 3), (3, 1)):
            answer = await host.bus.write(ADDRESS[name] + offset, b"\xff" * length)
            assert int(answer.resp) == SLVERR, f"{name}: bytes {offset} to {offset + length - 1} were taken"
    assert await host.get("TASK_PENDING") == 0 and not await host.get("STATUS", "resetting")
    assert await host.get("ERR") == 1 << field("ERR", "bad_address")[0]


@cocotb.test()
async def reading_changes_nothing(dut):
    host = await Engine(dut).reset()
    await host.push(ECHO, 1, 0, 0x5A5A)
    await host.send(bytes(range(32)))
    assert (await host.receive())[0] == bytes(range(32))
    while not await host.get("RESULT_PENDING"):
        pass
    still = [name for name, r in REGISTERS.items() if r["access"] in READS]
    first = {name: await host.get(name) for name in still}
    for _ in range(2):
        assert {name: await host.get(name) for name in still} == first
    assert first["RESULT_LABEL"] == 0x5A5A and first["RESULT_PENDING"] == 1 and first["ERR"] == 0


@cocotb.test()
async def queues(dut):
    """All slots of tasks and results, one too many, and one result too many popped."""
    host = await Engine(dut).reset()
    slots = await host.get("LIMITS", "task_slots")
    overflow, underflow = (1 << field("ERR", name)[0] for name in ("task_overflow", "result_underflow"))
    for i in range(slots + 1):  # one of them runs and waits for its data
        await host.push(ECHO, 1, 0, 100 + i)
    await ClockCycles(dut.clk_i, 50)
    assert await host.get("TASK_PENDING") == slots and await host.get("ERR") == 0
    await host.push(ECHO, 1, 0, 999)
    assert await host.get("ERR") == overflow and await host.get("TASK_PENDING") == slots
    for i in range(slots + 1):
        await host.send(bytes([i] * 32))
    for i in range(slots + 1):
        assert (await host.receive())[0] == bytes([i] * 32)
        assert await host.result(100 + i) == 0
    assert await host.get("TASK_PENDING") == 0 and await host.get("RESULT_PENDING") == 0
    await host.put("ERR", overflow)
    await host.put("RESULT_POP", 1)
    assert await host.get("ERR") == underflow


@cocotb.test()
async def errors_of_tasks(dut):
    """Unknown operation, count 0, wrong lengths, a packet that the link marked: each has its code, and the next task is well."""
    host = await Engine(dut).reset()
    for op, count, length, mark, code in ((0, 1, 32, 0, 1), (9, 1, 32, 0, 1), (15, 1, 32, 0, 1), (ECHO, 0, 32, 0, 2), (ECHO, 2, 32, 0, 4), (ECHO, 2, 128, 0, 4),
                                          (ECHO, 1, 32, 1, 4)):
        await host.push(op, count, 0, 7)
        frame = AxiStreamFrame(bytes(length))
        frame.tuser = mark
        await host.source.send(frame)
        assert await host.result(7) == code, f"op {op}, count {count}, {length} bytes"
        assert await host.get("ERR", "task_failed")
        await host.put("ERR", await host.get("ERR"))
        await ClockCycles(dut.clk_i, 300)
        while not host.sink.empty():
            await host.receive()
        await host.echo([7, 8])


@cocotb.test()
async def resets(dut):
    """CTRL.soft_reset empties queues and streams wherever a task is; ERR stays; counters start again."""
    host = await Engine(dut).reset()
    await host.write(0xFFC, 0)
    for beats in (0, 1, 5, 16):
        await host.push(ECHO, 4, 0, 1)
        await host.push(ECHO, 4, 0, 2)
        if beats:
            await host.send(bytes(128)[:beats * (len(dut.s_axis_tdata) // 8)])
        await ClockCycles(dut.clk_i, 60)
        await host.put("CTRL", 1)
        await host.ready()
        host.sink.clear()
        assert await host.get("TASK_PENDING") == 0 and await host.get("RESULT_PENDING") == 0 and not await host.get("STATUS", "busy")
        assert await host.get("ERR", "bad_address")
        await host.echo([beats, 1 << 255])
    low = [(await host.read(0x100))[0] for _ in range(2)]
    assert low[0] < 10000
    await ClockCycles(dut.clk_i, 2000)
    assert (await host.read(0x100))[0] >= low[1] + 1900
    await host.put("CTRL", 2)
    await host.ready()
    assert (await host.read(0x100))[0] < 500
