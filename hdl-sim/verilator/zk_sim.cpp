// The C ABI of zk_sim.h over one Verilated top. Compiled with TOP, TOP_HEADER, ZK_SIM_CONFIG, ZK_SIM_IS_LINK, ZK_SIM_BEAT_BYTES.
#include "zk_sim.h"

#include <algorithm>
#include <new>

#include "zk_sim_device.h"

namespace {

/// Thrown by what Verilator calls when $fatal, $stop or $finish runs, which would end the process.
struct Stopped {
  std::string message;
};

int fail(const zk_sim *device, int code, std::string text) {
  const_cast<zk_sim *>(device)->message = std::move(text);
  return code;
}

/// Everything that runs the clock: no exception leaves the library.
template <class Body> int guarded(zk_sim *device, Body body) {
  if (!device) return ZK_SIM_BAD_ARGUMENT;
  if (device->stopped) return ZK_SIM_STOPPED;
  try {
    return body();
  } catch (const Stopped &stop) {
    device->stopped = true;
    return fail(device, ZK_SIM_STOPPED, stop.message);
  } catch (const std::bad_alloc &) {
    return fail(device, ZK_SIM_NO_MEMORY, "out of memory");
  } catch (const std::exception &error) {
    device->stopped = true;
    return fail(device, ZK_SIM_STOPPED, error.what());
  }
}

int access(zk_sim *device, bool write, uint32_t address, uint32_t &value) {
#if ZK_SIM_IS_LINK
  (void)write, (void)address, (void)value;
  return fail(device, ZK_SIM_NO_REGISTERS, "this library is a link, its registers are reached through frames");
#else
  if (address > 0xfff || address % 4 != 0) return fail(device, ZK_SIM_BAD_ARGUMENT, "a register's address is a multiple of 4 below 0x1000");
  bool error = false;
  if (!device->csr(write, address, value, error)) return fail(device, ZK_SIM_TIMEOUT, "the register port does not answer");
  if (error) return fail(device, ZK_SIM_BUS_ERROR, std::string(write ? "write to" : "read of") + " register " + std::to_string(address) + " was answered by SLVERR");
  return ZK_SIM_OK;
#endif
}

bool holds(const zk_sim &device, uint32_t until) {
  if (until & ZK_SIM_UNTIL_PACKET && (ZK_SIM_IS_LINK ? !device.from_device.empty() : device.from_device.packets() > 0)) return true;
  return until & ZK_SIM_UNTIL_TAKEN && device.to_device.empty();
}

bool is_stream(int stream) { return stream == ZK_SIM_IN || stream == ZK_SIM_OUT; }
zk::End &end(zk_sim *device, int stream) { return stream == ZK_SIM_IN ? device->in : device->out; }

}  // namespace

void vl_fatal(const char *file, int line, const char *, const char *text) {
  throw Stopped{std::string(text ? text : "stopped") + " (" + (file ? file : "?") + ":" + std::to_string(line) + ")"};
}
void vl_stop(const char *file, int line, const char *hierarchy) { vl_fatal(file, line, hierarchy, "$stop, or a failed assertion"); }
void vl_finish(const char *file, int line, const char *hierarchy) { vl_fatal(file, line, hierarchy, "$finish"); }

extern "C" {

uint32_t zk_sim_abi(void) { return ZK_SIM_ABI; }

void zk_sim_describe(zk_sim_info *info) {
  if (info) *info = {ZK_SIM_ABI, ZK_SIM_CONFIG, ZK_SIM_IS_LINK, ZK_SIM_BEAT_BYTES, VM_TRACE};
}

int zk_sim_create(uint32_t config, uint64_t seed, zk_sim **device) {
  if (!device) return ZK_SIM_BAD_ARGUMENT;
  *device = nullptr;
  if (config != ZK_SIM_ANY && config != ZK_SIM_CONFIG) return ZK_SIM_BAD_CONFIG;
  try {
    *device = new zk_sim(seed);
    return ZK_SIM_OK;
  } catch (const std::bad_alloc &) {
    return ZK_SIM_NO_MEMORY;
  } catch (...) {
    return ZK_SIM_STOPPED;
  }
}

void zk_sim_destroy(zk_sim *device) {
  try {
    delete device;
  } catch (...) {  // a final block of the RTL may stop
  }
}

int zk_sim_reset(zk_sim *device) {
  return guarded(device, [&] {
    device->reset();
    return ZK_SIM_OK;
  });
}

uint64_t zk_sim_cycles(const zk_sim *device) { return device ? device->cycles : 0; }
const char *zk_sim_message(const zk_sim *device) { return device ? device->message.c_str() : ""; }

const char *zk_sim_error_name(int code) {
  static const char *const names[] = {"ZK_SIM_OK", "ZK_SIM_BAD_ARGUMENT", "ZK_SIM_BAD_CONFIG", "ZK_SIM_TIMEOUT", "ZK_SIM_BUS_ERROR",
                                      "ZK_SIM_NO_REGISTERS", "ZK_SIM_NO_TRACE", "ZK_SIM_NO_MEMORY", "ZK_SIM_STOPPED"};
  return code <= 0 && code >= ZK_SIM_STOPPED ? names[-code] : "unknown";
}

int zk_sim_csr_read(zk_sim *device, uint32_t address, uint32_t *value) {
  if (!value) return ZK_SIM_BAD_ARGUMENT;
  return guarded(device, [&] { return access(device, false, address, *value); });
}

int zk_sim_csr_write(zk_sim *device, uint32_t address, uint32_t value) {
  return guarded(device, [&] { return access(device, true, address, value); });
}

int zk_sim_csr_poll(zk_sim *device, uint32_t address, uint32_t mask, uint32_t wanted, uint64_t max_cycles, uint32_t *value) {
  return guarded(device, [&] {
    const uint64_t first = device->cycles;
    uint32_t read = 0;
    do {
      const int status = access(device, false, address, read);
      if (status != ZK_SIM_OK) return status;
      if (value) *value = read;
      if ((read & mask) == wanted) return int(ZK_SIM_OK);
    } while (device->cycles - first < max_cycles);
    return fail(device, ZK_SIM_TIMEOUT, "register " + std::to_string(address) + " did not come to the value waited for");
  });
}

int zk_sim_stream_write(zk_sim *device, const void *bytes, size_t count, int last) {
  return guarded(device, [&] {
    if (count == 0 || !bytes || count % zk_sim::kBeat != 0)
      return fail(device, ZK_SIM_BAD_ARGUMENT, "a stream takes whole beats of " + std::to_string(zk_sim::kBeat) + " bytes");
    device->to_device.append(bytes, count);
    if (last && !ZK_SIM_IS_LINK) device->to_device.end_packet(ZK_SIM_LAST);
    return int(ZK_SIM_OK);
  });
}

size_t zk_sim_stream_queued(const zk_sim *device) { return device ? device->to_device.size() : 0; }
size_t zk_sim_stream_available(const zk_sim *device) { return device ? device->from_device.size() : 0; }

int zk_sim_stream_read(zk_sim *device, void *bytes, size_t capacity, size_t *count, uint32_t *flags) {
  return guarded(device, [&] {
    if (!count || (!bytes && capacity > 0)) return fail(device, ZK_SIM_BAD_ARGUMENT, "stream_read needs a buffer and a place for the count");
    *count = std::min(capacity, device->from_device.packet_size());
    if (*count > 0) std::memcpy(bytes, device->from_device.front(), *count);
    const uint32_t seen = *count > 0 ? device->from_device.take(*count) : 0;
    if (flags) *flags = seen;
    return int(ZK_SIM_OK);
  });
}

int zk_sim_run(zk_sim *device, uint64_t max_cycles, uint32_t until) {
  return guarded(device, [&] {
    if (until & ~(ZK_SIM_UNTIL_PACKET | ZK_SIM_UNTIL_TAKEN)) return fail(device, ZK_SIM_BAD_ARGUMENT, "unknown condition to run until");
    for (const uint64_t last = device->cycles + max_cycles; device->cycles != last; device->cycle())
      if (until && holds(*device, until)) return int(ZK_SIM_OK);
    if (!until || holds(*device, until)) return int(ZK_SIM_OK);
    return fail(device, ZK_SIM_TIMEOUT, "nothing that was waited for within " + std::to_string(max_cycles) + " cycles");
  });
}

int zk_sim_pause(zk_sim *device, int stream, int pattern, uint32_t a, uint32_t b) {
  return guarded(device, [&] {
    const bool good = pattern == ZK_SIM_PAUSE_NONE || (pattern == ZK_SIM_PAUSE_RANDOM && a <= 100) || (pattern == ZK_SIM_PAUSE_BURST && a > 0 && b > 0);
    if (!is_stream(stream) || !good) return fail(device, ZK_SIM_BAD_ARGUMENT, "unknown stream or pause pattern, or numbers outside its range");
    end(device, stream).pause(pattern, a, b);
    return int(ZK_SIM_OK);
  });
}

int zk_sim_fault(zk_sim *device, int stream, int kind, uint64_t after, uint32_t value) {
  return guarded(device, [&] {
    if (!is_stream(stream) || kind < ZK_SIM_FAULT_FLIP || kind > ZK_SIM_FAULT_STALL || (kind == ZK_SIM_FAULT_FLIP && value >= 8 * zk_sim::kBeat))
      return fail(device, ZK_SIM_BAD_ARGUMENT, "unknown stream or kind of fault, or a bit beyond the beat");
    end(device, stream).fault(kind, after, value);
    return int(ZK_SIM_OK);
  });
}

int zk_sim_faults_clear(zk_sim *device) {
  return guarded(device, [&] {
    device->in.clear_faults();
    device->out.clear_faults();
    return int(ZK_SIM_OK);
  });
}

int zk_sim_trace(zk_sim *device, const char *path) {
  return guarded(device, [&] {
    if (device->trace(path)) return int(ZK_SIM_OK);
    return fail(device, ZK_SIM_NO_TRACE, VM_TRACE ? std::string("cannot write ") + path : "this library was built without tracing; use the one with -trace in its name");
  });
}
}
