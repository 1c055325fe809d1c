/* Holds a library to zk_sim.h: arguments, registers, ECHO under every pause, faults, time-outs, traces, two handles on two threads. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "zk_registers.h"
#include "zk_sim.h"

static int checks, wrong;
static zk_sim_info info;

static void check(int good, int line, const char *what) {
    checks++;
    if (!good && ++wrong <= 20) printf("WRONG (line %d): %s\n", line, what);
}
#define CHECK(condition) check((condition), __LINE__, #condition)
#define IS(call, code) check((call) == (code), __LINE__, #call " is " #code)

enum { ELEMENTS = 8, BYTES = 32 * ELEMENTS, LIMIT = 200000 };

static void fill(uint8_t *bytes, unsigned seed) {
    for (int i = 0; i < BYTES; i++) bytes[i] = (uint8_t)(seed * 31 + i * 7 + i / 32);
}

static void push(zk_sim *device, uint32_t op, uint32_t count, uint32_t arg, uint32_t label) {
    IS(zk_sim_csr_write(device, ZK_TASK_OP, op), ZK_SIM_OK);
    IS(zk_sim_csr_write(device, ZK_TASK_COUNT, count), ZK_SIM_OK);
    IS(zk_sim_csr_write(device, ZK_TASK_ARG, arg), ZK_SIM_OK);
    IS(zk_sim_csr_write(device, ZK_TASK_LABEL, label), ZK_SIM_OK);
    IS(zk_sim_csr_write(device, ZK_TASK_PUSH, 1), ZK_SIM_OK);
}

/* Error code of the next result, -1 when none comes; takes it. */
static int result(zk_sim *device, uint32_t label) {
    uint32_t got = 0, status = 0;
    if (zk_sim_csr_poll(device, ZK_RESULT_PENDING, 0xff, 1, LIMIT, NULL) != ZK_SIM_OK) return -1;
    IS(zk_sim_csr_read(device, ZK_RESULT_LABEL, &got), ZK_SIM_OK);
    CHECK(got == label);
    IS(zk_sim_csr_read(device, ZK_RESULT_STATUS, &status), ZK_SIM_OK);
    IS(zk_sim_csr_write(device, ZK_RESULT_POP, 1), ZK_SIM_OK);
    return (int)(status & ZK_RESULT_STATUS_ERROR_MASK);
}

/* A packet; its length, or -1 when none comes. */
static int packet(zk_sim *device, uint8_t *bytes, size_t capacity, uint32_t *flags) {
    size_t count = 0;
    if (zk_sim_run(device, LIMIT, ZK_SIM_UNTIL_PACKET) != ZK_SIM_OK) return -1;
    IS(zk_sim_stream_read(device, bytes, capacity, &count, flags), ZK_SIM_OK);
    return (int)count;
}

static int echo(zk_sim *device, unsigned seed) {
    uint8_t sent[BYTES], got[2 * BYTES];
    uint32_t flags = 0;
    fill(sent, seed);
    push(device, ZK_TASK_OP_OP_ECHO, ELEMENTS, 0, seed);
    IS(zk_sim_stream_write(device, sent, BYTES, 1), ZK_SIM_OK);
    const int count = packet(device, got, sizeof got, &flags);
    return count == BYTES && !memcmp(sent, got, BYTES) && flags == ZK_SIM_LAST && result(device, seed) == 0;
}

static void arguments(void) {
    zk_sim *device = NULL;
    uint32_t value;
    size_t count;
    uint8_t byte[64] = {0};
    CHECK(zk_sim_abi() == ZK_SIM_ABI && info.abi == ZK_SIM_ABI);
    IS(zk_sim_create(info.config, 1, NULL), ZK_SIM_BAD_ARGUMENT);
    IS(zk_sim_create(info.config + 1, 1, &device), ZK_SIM_BAD_CONFIG);
    CHECK(device == NULL);
    IS(zk_sim_reset(NULL), ZK_SIM_BAD_ARGUMENT);
    IS(zk_sim_run(NULL, 1, 0), ZK_SIM_BAD_ARGUMENT);
    CHECK(zk_sim_cycles(NULL) == 0 && zk_sim_message(NULL)[0] == 0);
    zk_sim_destroy(NULL);
    CHECK(!strcmp(zk_sim_error_name(ZK_SIM_TIMEOUT), "ZK_SIM_TIMEOUT") && !strcmp(zk_sim_error_name(ZK_SIM_STOPPED), "ZK_SIM_STOPPED"));
    CHECK(!strcmp(zk_sim_error_name(7), "unknown") && !strcmp(zk_sim_error_name(-99), "unknown"));

    IS(zk_sim_create(ZK_SIM_ANY, 1, &device), ZK_SIM_OK);
    IS(zk_sim_csr_read(device, 0, NULL), ZK_SIM_BAD_ARGUMENT);
    IS(zk_sim_stream_write(device, NULL, info.beat_bytes, 0), ZK_SIM_BAD_ARGUMENT);
    IS(zk_sim_stream_write(device, byte, 0, 0), ZK_SIM_BAD_ARGUMENT);
    if (info.beat_bytes > 1) IS(zk_sim_stream_write(device, byte, info.beat_bytes + 1, 0), ZK_SIM_BAD_ARGUMENT);
    IS(zk_sim_stream_read(device, byte, 1, NULL, NULL), ZK_SIM_BAD_ARGUMENT);
    IS(zk_sim_stream_read(device, byte, sizeof byte, &count, NULL), ZK_SIM_OK);
    CHECK(count == 0);
    IS(zk_sim_pause(device, 2, ZK_SIM_PAUSE_NONE, 0, 0), ZK_SIM_BAD_ARGUMENT);
    IS(zk_sim_pause(device, ZK_SIM_IN, ZK_SIM_PAUSE_RANDOM, 101, 0), ZK_SIM_BAD_ARGUMENT);
    IS(zk_sim_pause(device, ZK_SIM_IN, ZK_SIM_PAUSE_BURST, 1, 0), ZK_SIM_BAD_ARGUMENT);
    IS(zk_sim_fault(device, ZK_SIM_IN, 9, 0, 0), ZK_SIM_BAD_ARGUMENT);
    IS(zk_sim_fault(device, ZK_SIM_IN, ZK_SIM_FAULT_FLIP, 0, 8 * info.beat_bytes), ZK_SIM_BAD_ARGUMENT);
    IS(zk_sim_run(device, 1, 4), ZK_SIM_BAD_ARGUMENT);
    CHECK(zk_sim_message(device)[0] != 0);
    const uint64_t before = zk_sim_cycles(device);
    IS(zk_sim_run(device, 100, 0), ZK_SIM_OK);
    CHECK(zk_sim_cycles(device) == before + 100);
    IS(zk_sim_run(device, 100, ZK_SIM_UNTIL_PACKET), ZK_SIM_TIMEOUT);
    IS(zk_sim_run(device, 0, ZK_SIM_UNTIL_TAKEN), ZK_SIM_OK);
    if (info.is_link) {
        IS(zk_sim_csr_read(device, ZK_ID, &value), ZK_SIM_NO_REGISTERS);
    } else {
        IS(zk_sim_csr_read(device, ZK_ID, &value), ZK_SIM_OK);
        CHECK(value == ZK_ID_VALUE);
        IS(zk_sim_csr_read(device, ZK_CAPS, &value), ZK_SIM_OK);
        CHECK((value & ZK_CAPS_CONFIG_MASK) == info.config);
        CHECK(8u * info.beat_bytes == 1u << ((value & ZK_CAPS_LOG_DATA_W_MASK) >> ZK_CAPS_LOG_DATA_W_SHIFT));
        IS(zk_sim_csr_read(device, 2, &value), ZK_SIM_BAD_ARGUMENT);
        IS(zk_sim_csr_read(device, 0x1000, &value), ZK_SIM_BAD_ARGUMENT);
        IS(zk_sim_csr_read(device, 0xffc, &value), ZK_SIM_BUS_ERROR);
        IS(zk_sim_csr_write(device, ZK_ID, 0), ZK_SIM_BUS_ERROR);
        IS(zk_sim_csr_poll(device, ZK_RESULT_PENDING, 0xff, 1, 1000, NULL), ZK_SIM_TIMEOUT);
    }
    zk_sim_destroy(device);
}

static void faults(void) {
    zk_sim *device;
    uint8_t sent[BYTES], got[2 * BYTES];
    uint32_t flags, value;
    IS(zk_sim_create(info.config, 5, &device), ZK_SIM_OK);
    CHECK(echo(device, 1));

    fill(sent, 2); /* a bit, towards the device and from it */
    for (int stream = 0; stream < 2; stream++) {
        const uint32_t bit = 8 * info.beat_bytes - 3;
        push(device, ZK_TASK_OP_OP_ECHO, ELEMENTS, 0, 2);
        IS(zk_sim_fault(device, stream, ZK_SIM_FAULT_FLIP, 1, bit), ZK_SIM_OK);
        IS(zk_sim_stream_write(device, sent, BYTES, 1), ZK_SIM_OK);
        CHECK(packet(device, got, sizeof got, &flags) == BYTES);
        got[info.beat_bytes + bit / 8] ^= 1u << bit % 8;
        CHECK(!memcmp(sent, got, BYTES));
        CHECK(result(device, 2) == 0);
    }

    for (int kind = ZK_SIM_FAULT_DROP; kind <= ZK_SIM_FAULT_TWICE; kind++) { /* a wrong length is seen, and the next task is well */
        push(device, ZK_TASK_OP_OP_ECHO, ELEMENTS, 0, 3);
        IS(zk_sim_fault(device, ZK_SIM_IN, kind, 2, 0), ZK_SIM_OK);
        IS(zk_sim_stream_write(device, sent, BYTES, 1), ZK_SIM_OK);
        CHECK(result(device, 3) == (int)ZK_RESULT_STATUS_ERROR_BAD_LENGTH);
        CHECK(packet(device, got, sizeof got, &flags) > 0 && flags & ZK_SIM_LAST);
        IS(zk_sim_csr_read(device, ZK_ERR, &value), ZK_SIM_OK);
        CHECK(value & ZK_ERR_TASK_FAILED_MASK);
        IS(zk_sim_csr_write(device, ZK_ERR, value), ZK_SIM_OK);
        CHECK(echo(device, 4));
    }
    for (int kind = ZK_SIM_FAULT_DROP; kind <= ZK_SIM_FAULT_TWICE; kind++) { /* on the way back only the host can see it */
        push(device, ZK_TASK_OP_OP_ECHO, ELEMENTS, 0, 5);
        IS(zk_sim_fault(device, ZK_SIM_OUT, kind, 2, 0), ZK_SIM_OK);
        IS(zk_sim_stream_write(device, sent, BYTES, 1), ZK_SIM_OK);
        CHECK(packet(device, got, sizeof got, &flags) == (kind == ZK_SIM_FAULT_DROP ? BYTES - (int)info.beat_bytes : BYTES + (int)info.beat_bytes));
        CHECK(result(device, 5) == 0);
    }

    push(device, ZK_TASK_OP_OP_ECHO, ELEMENTS, 0, 6); /* a stalled sink: a time-out, and all is there when it moves again */
    IS(zk_sim_fault(device, ZK_SIM_OUT, ZK_SIM_FAULT_STALL, 2, 0), ZK_SIM_OK);
    IS(zk_sim_stream_write(device, sent, BYTES, 1), ZK_SIM_OK);
    IS(zk_sim_run(device, 3000, ZK_SIM_UNTIL_PACKET), ZK_SIM_TIMEOUT);
    IS(zk_sim_faults_clear(device), ZK_SIM_OK);
    CHECK(packet(device, got, sizeof got, NULL) == BYTES && !memcmp(sent, got, BYTES));
    CHECK(result(device, 6) == 0);

    push(device, ZK_TASK_OP_OP_ECHO, ELEMENTS, 0, 7); /* a stall that ends by itself */
    IS(zk_sim_fault(device, ZK_SIM_IN, ZK_SIM_FAULT_STALL, 2, 500), ZK_SIM_OK);
    IS(zk_sim_stream_write(device, sent, BYTES, 1), ZK_SIM_OK);
    const uint64_t before = zk_sim_cycles(device);
    CHECK(packet(device, got, sizeof got, NULL) == BYTES && zk_sim_cycles(device) - before >= 500);
    CHECK(result(device, 7) == 0);

    push(device, ZK_TASK_OP_OP_ECHO, ELEMENTS, 0, 8); /* reset in the middle of a packet */
    IS(zk_sim_stream_write(device, sent, info.beat_bytes, 0), ZK_SIM_OK);
    IS(zk_sim_run(device, 100, 0), ZK_SIM_OK);
    IS(zk_sim_reset(device), ZK_SIM_OK);
    CHECK(zk_sim_stream_queued(device) == 0 && zk_sim_stream_available(device) == 0);
    IS(zk_sim_csr_read(device, ZK_TASK_PENDING, &value), ZK_SIM_OK);
    CHECK(value == 0);
    CHECK(echo(device, 9));
    zk_sim_destroy(device);
}

static void pauses(void) {
    static const struct { int pattern; uint32_t a, b; } patterns[] = {{ZK_SIM_PAUSE_NONE, 0, 0}, {ZK_SIM_PAUSE_RANDOM, 40, 0}, {ZK_SIM_PAUSE_RANDOM, 95, 0}, {ZK_SIM_PAUSE_BURST, 3, 50}};
    zk_sim *device;
    IS(zk_sim_create(info.config, 6, &device), ZK_SIM_OK);
    for (int in = 0; in < 4; in++)
        for (int out = 0; out < 4; out++) {
            IS(zk_sim_pause(device, ZK_SIM_IN, patterns[in].pattern, patterns[in].a, patterns[in].b), ZK_SIM_OK);
            IS(zk_sim_pause(device, ZK_SIM_OUT, patterns[out].pattern, patterns[out].a, patterns[out].b), ZK_SIM_OK);
            for (unsigned i = 0; i < 4; i++) CHECK(echo(device, 10 + i));
        }
    zk_sim_destroy(device);
}

static void trace(void) {
    zk_sim *device;
    char path[] = "/tmp/zk_sim_XXXXXX";
    const int file = mkstemp(path);
    CHECK(file >= 0);
    close(file);
    IS(zk_sim_create(info.config, 1, &device), ZK_SIM_OK);
    IS(zk_sim_trace(device, NULL), ZK_SIM_OK);
    if (info.can_trace) {
        IS(zk_sim_trace(device, "/nowhere/at/all.fst"), ZK_SIM_NO_TRACE);
        IS(zk_sim_trace(device, path), ZK_SIM_OK);
        IS(zk_sim_run(device, 100, 0), ZK_SIM_OK);
        IS(zk_sim_trace(device, NULL), ZK_SIM_OK);
        FILE *waves = fopen(path, "rb");
        CHECK(waves && fseek(waves, 0, SEEK_END) == 0 && ftell(waves) > 100);
        if (waves) fclose(waves);
    } else {
        IS(zk_sim_trace(device, path), ZK_SIM_NO_TRACE);
    }
    unlink(path);
    zk_sim_destroy(device);
}

/* The same seed gives the same cycles on every thread. */
static void *worker(void *cycles) {
    zk_sim *device;
    if (zk_sim_create(info.config, 77, &device) != ZK_SIM_OK) return NULL;
    zk_sim_pause(device, ZK_SIM_IN, ZK_SIM_PAUSE_RANDOM, 50, 0);
    if (!info.is_link) {
        uint8_t sent[BYTES], got[BYTES];
        size_t count = 0;
        fill(sent, 3);
        for (int i = 0; i < 50; i++) {
            static const uint32_t task[][2] = {{ZK_TASK_OP, ZK_TASK_OP_OP_ECHO}, {ZK_TASK_COUNT, ELEMENTS}, {ZK_TASK_ARG, 0}, {ZK_TASK_LABEL, 1}, {ZK_TASK_PUSH, 1}};
            for (int k = 0; k < 5; k++) zk_sim_csr_write(device, task[k][0], task[k][1]);
            zk_sim_stream_write(device, sent, BYTES, 1);
            if (zk_sim_run(device, LIMIT, ZK_SIM_UNTIL_PACKET) != ZK_SIM_OK || zk_sim_stream_read(device, got, BYTES, &count, NULL) != ZK_SIM_OK || count != BYTES || memcmp(sent, got, BYTES)) return NULL;
            if (zk_sim_csr_poll(device, ZK_RESULT_PENDING, 0xff, 1, LIMIT, NULL) != ZK_SIM_OK) return NULL;
            zk_sim_csr_write(device, ZK_RESULT_POP, 1);
        }
    } else {
        zk_sim_run(device, 20000, 0);
    }
    *(uint64_t *)cycles = zk_sim_cycles(device);
    zk_sim_destroy(device);
    return cycles;
}

static void threads(void) {
    pthread_t thread[4];
    uint64_t cycles[4] = {0};
    for (int i = 0; i < 4; i++) pthread_create(&thread[i], NULL, worker, &cycles[i]);
    for (int i = 0; i < 4; i++) {
        void *good = NULL;
        pthread_join(thread[i], &good);
        CHECK(good != NULL);
        CHECK(cycles[i] == cycles[0]);
    }
}

/* HELLO of hdl/doc/frame.md. */
static int hello(zk_sim *device, uint8_t tag) {
    uint8_t frame[13] = {0x5a, 0xc3, 1, 0x01, tag, 0, 16, 0, 0}, answer[64];
    uint32_t crc = 0xffffffff;
    size_t count = 0;
    for (int i = 2; i < 9; i++) {
        crc ^= frame[i];
        for (int bit = 0; bit < 8; bit++) crc = crc & 1 ? crc >> 1 ^ 0xedb88320u : crc >> 1;
    }
    for (int i = 0; i < 4; i++) frame[9 + i] = (uint8_t)(~crc >> 8 * i);
    IS(zk_sim_stream_write(device, frame, sizeof frame, 0), ZK_SIM_OK);
    IS(zk_sim_run(device, 5000, 0), ZK_SIM_OK);
    IS(zk_sim_stream_read(device, answer, sizeof answer, &count, NULL), ZK_SIM_OK);
    return count == 17 && answer[0] == 0x5a && answer[1] == 0xc3 && answer[3] == 0x81 && answer[4] == tag;
}

/* Nothing that a fault has touched is answered; the same frame without one is. */
static void link_faults(void) {
    zk_sim *device;
    IS(zk_sim_create(info.config, 8, &device), ZK_SIM_OK);
    for (int kind = ZK_SIM_FAULT_FLIP; kind <= ZK_SIM_FAULT_STALL; kind++) {
        IS(zk_sim_fault(device, ZK_SIM_IN, kind, 5, kind == ZK_SIM_FAULT_FLIP ? 3 : 0), ZK_SIM_OK);
        CHECK(!hello(device, 0x11));
        IS(zk_sim_faults_clear(device), ZK_SIM_OK);
        IS(zk_sim_reset(device), ZK_SIM_OK);
        CHECK(hello(device, 0x12));
    }
    IS(zk_sim_pause(device, ZK_SIM_IN, ZK_SIM_PAUSE_RANDOM, 80, 0), ZK_SIM_OK);
    IS(zk_sim_pause(device, ZK_SIM_OUT, ZK_SIM_PAUSE_BURST, 2, 30), ZK_SIM_OK);
    for (uint8_t i = 0; i < 50; i++) CHECK(hello(device, i));
    zk_sim_destroy(device);
}

int main(void) {
    zk_sim_describe(NULL);
    zk_sim_describe(&info);
    arguments();
    trace();
    threads();
    if (info.is_link) {
        link_faults();
    } else {
        faults();
        pauses();
    }
    printf("%d checks, %d wrong\n", checks, wrong);
    return wrong > 0;
}
