/* A simulated ZkAccel device behind a C ABI. One shared library is one machine (tiny, mid, large), in one of two forms:
 *
 *   engine  zk_engine: registers (AXI4-Lite) and two streams, what a driver on an SoC or over PCIe sees
 *   link    the same behind zk_frame: one stream of bytes in, one out, what a driver behind a UART or USB sees; no registers
 *
 * Nothing moves by itself: zk_sim_run and the calls that say so run the clock; all others take no simulated time.
 * A handle belongs to one thread at a time; different handles may run on different threads. No call throws, exits or prints.
 * Buffers are bytes, little-endian, lowest beat first. Every function that returns int returns ZK_SIM_OK or a negative code. */
#ifndef ZK_SIM_H
#define ZK_SIM_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Major version in the high half: a caller refuses another one. The minor version grows with every addition. */
#define ZK_SIM_ABI 0x00010000u

typedef struct zk_sim zk_sim;

enum {
    ZK_SIM_OK = 0,
    ZK_SIM_BAD_ARGUMENT = -1, /* a null pointer, an unknown stream, a length that is no multiple of a beat, a misaligned address */
    ZK_SIM_BAD_CONFIG = -2,   /* this library is another configuration */
    ZK_SIM_TIMEOUT = -3,      /* max_cycles went by first; the simulation can go on */
    ZK_SIM_BUS_ERROR = -4,    /* the device answered SLVERR */
    ZK_SIM_NO_REGISTERS = -5, /* a link has none: talk through its bytes */
    ZK_SIM_NO_TRACE = -6,     /* built without tracing (use the library with -trace in its name), or the file cannot be written */
    ZK_SIM_NO_MEMORY = -7,
    ZK_SIM_STOPPED = -8       /* an assertion of the RTL failed; zk_sim_message has its text; only destroy is left */
};

/* Configurations, as CAPS.config has them. ZK_SIM_ECHO has no core and only echoes; ZK_SIM_ANY asks for whatever the library is. */
enum { ZK_SIM_ECHO = 0, ZK_SIM_TINY = 1, ZK_SIM_MID = 2, ZK_SIM_LARGE = 3, ZK_SIM_ANY = 255 };

enum { ZK_SIM_IN = 0, ZK_SIM_OUT = 1 }; /* streams: towards the device, from the device */

typedef struct {
    uint32_t abi;        /* ZK_SIM_ABI of the library */
    uint32_t config;     /* ZK_SIM_TINY ... */
    uint32_t is_link;    /* 1: bytes behind zk_frame, 0: registers and streams */
    uint32_t beat_bytes; /* width of both streams */
    uint32_t can_trace;
} zk_sim_info;

uint32_t zk_sim_abi(void);
void zk_sim_describe(zk_sim_info *info);

/* A device that has been reset. `seed` decides the registers that reset does not reach, and the pauses. */
int zk_sim_create(uint32_t config, uint64_t seed, zk_sim **device);
void zk_sim_destroy(zk_sim *device); /* closes the trace; null is allowed */
int zk_sim_reset(zk_sim *device);    /* hardware reset, until the device is ready; what waits in both streams is discarded, faults and pauses stay */
uint64_t zk_sim_cycles(const zk_sim *device);         /* since create */
const char *zk_sim_message(const zk_sim *device);     /* about the last failure of this handle, in words; never null */
const char *zk_sim_error_name(int code);              /* "ZK_SIM_TIMEOUT" */

/* Registers of hdl/doc/registers.md. Each access runs the clock for a handful of cycles; the streams move meanwhile. */
int zk_sim_csr_read(zk_sim *device, uint32_t address, uint32_t *value);
int zk_sim_csr_write(zk_sim *device, uint32_t address, uint32_t value);
/* Reads until (value & mask) == wanted, or max_cycles went by. */
int zk_sim_csr_poll(zk_sim *device, uint32_t address, uint32_t mask, uint32_t wanted, uint64_t max_cycles, uint32_t *value);

/* Queues bytes for the device; `last` ends a packet (tlast) and is ignored by a link. The queue has no bound. */
int zk_sim_stream_write(zk_sim *device, const void *bytes, size_t count, int last);
/* Bytes queued and not yet taken by the device. */
size_t zk_sim_stream_queued(const zk_sim *device);
/* Takes up to `capacity` bytes that the device has put out, never beyond the end of a packet. `flags` may be null. */
#define ZK_SIM_LAST 1u  /* the bytes end a packet */
#define ZK_SIM_ERROR 2u /* the packet is marked as bad (tuser) */
int zk_sim_stream_read(zk_sim *device, void *bytes, size_t capacity, size_t *count, uint32_t *flags);
/* Bytes that can be read now. */
size_t zk_sim_stream_available(const zk_sim *device);

/* Runs the clock for at most max_cycles, until one of the conditions holds; 0 runs all of them. ZK_SIM_TIMEOUT when none came true. */
#define ZK_SIM_UNTIL_PACKET 1u /* a whole packet can be read (engine) or any byte (link) */
#define ZK_SIM_UNTIL_TAKEN 2u  /* everything that was written has been taken */
int zk_sim_run(zk_sim *device, uint64_t max_cycles, uint32_t until);

/* Rests of a stream's host side. Every cycle: NONE never; RANDOM in a (0 to 100) percent of cycles; BURST runs of 1 to a and rests of
 * 1 to b cycles. */
enum { ZK_SIM_PAUSE_NONE = 0, ZK_SIM_PAUSE_RANDOM = 1, ZK_SIM_PAUSE_BURST = 2 };
int zk_sim_pause(zk_sim *device, int stream, int pattern, uint32_t a, uint32_t b);

/* One fault, `after` beats from now on that stream (0: the next one). Several may wait. What a test of a driver has to survive. */
enum {
    ZK_SIM_FAULT_FLIP = 1, /* bit `value` of the beat is inverted */
    ZK_SIM_FAULT_DROP = 2, /* the beat is lost */
    ZK_SIM_FAULT_TWICE = 3, /* the beat comes twice */
    ZK_SIM_FAULT_STALL = 4 /* the stream rests for `value` cycles before it; 0: until zk_sim_faults_clear */
};
int zk_sim_fault(zk_sim *device, int stream, int kind, uint64_t after, uint32_t value);
int zk_sim_faults_clear(zk_sim *device);

/* Waves of all signals into an FST file from now on; null stops and closes it. gtkwave and surfer read it. */
int zk_sim_trace(zk_sim *device, const char *path);

#ifdef __cplusplus
}
#endif
#endif
