/* A host of a simulated device, from registers and streams to results: loads points, runs MSMs and NTTs of the golden vectors, checks
 * them, prints cycles and simulated cycles a second.
 *
 *     gcc example.c libzk_sim_tiny.so -Wl,-rpath,. -o example && ./example ../vectors [most scalars of an MSM]
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bn254.h"
#include "zk_registers.h"
#include "zk_sim.h"

static zk_sim *device;

static void must(int code, const char *what) {
    if (code == ZK_SIM_OK) return;
    fprintf(stderr, "%s: %s %s\n", what, zk_sim_error_name(code), zk_sim_message(device));
    exit(1);
}

static uint32_t field(uint32_t address, uint32_t mask, int shift) {
    uint32_t value;
    must(zk_sim_csr_read(device, address, &value), "read a register");
    return (value & mask) >> shift;
}
#define FIELD(name, part) field(ZK_##name, ZK_##name##_##part##_MASK, ZK_##name##_##part##_SHIFT)

/* One task from start to result: `in` down, up to `capacity` elements up. Returns the elements that came. */
static size_t task(uint32_t op, uint32_t count, uint32_t arg, const fq *in, size_t elements, fq *out, size_t capacity) {
    const uint32_t words[] = {op, count, arg, 1, 1};
    const uint64_t limit = 2000000000;
    size_t got = 0, total = 0;
    uint32_t flags = 0, status;
    for (int i = 0; i < 5; i++) must(zk_sim_csr_write(device, ZK_TASK_OP + 4 * i, words[i]), "push a task"); /* op, count, arg, label, push */
    must(zk_sim_stream_write(device, in, 32 * elements, 1), "write");
    while (capacity > 0 && !(flags & ZK_SIM_LAST)) {
        must(zk_sim_run(device, limit, ZK_SIM_UNTIL_PACKET), "run");
        must(zk_sim_stream_read(device, (uint8_t *)out + total, 32 * capacity - total, &got, &flags), "read");
        total += got;
        if (got == 0) break;
    }
    must(zk_sim_csr_poll(device, ZK_RESULT_PENDING, ~0u, 1, limit, NULL), "wait for the result");
    must(zk_sim_csr_read(device, ZK_RESULT_STATUS, &status), "read the result");
    must(zk_sim_csr_write(device, ZK_RESULT_POP, 1), "pop the result");
    if (status & ZK_RESULT_STATUS_ERROR_MASK) {
        fprintf(stderr, "operation %u ended with error %u\n", op, status & ZK_RESULT_STATUS_ERROR_MASK);
        exit(1);
    }
    return total / 32;
}

/* `large` answers the buckets of each window: sum k·bucket[k] by two running sums, then Horner over the windows. */
static g1 reduce(const fq *out, unsigned window_bits, unsigned windows) {
    const size_t buckets = (size_t)1 << (window_bits - 1);
    g1 total = g1_zero;
    for (unsigned w = windows; w-- > 0;) {
        g1 running = g1_zero, sum = g1_zero;
        for (unsigned i = 0; i < window_bits; i++) total = g1_add(total, total);
        for (size_t k = buckets; k-- > 0;) {
            g1 bucket;
            memcpy(&bucket, out + 3 * (w * buckets + k), sizeof bucket);
            running = g1_add(running, bucket);
            sum = g1_add(sum, running);
        }
        total = g1_add(total, sum);
    }
    return total;
}

/* Vector files: a keyword and hexadecimal numbers a line. */
static int next(FILE *file, char *keyword, fq numbers[3]) {
    char line[512];
    while (fgets(line, sizeof line, file)) {
        char *word = strtok(line, " \n");
        if (!word || *word == '#') continue;
        strcpy(keyword, word);
        memset(numbers, 0, 3 * sizeof *numbers);
        for (int n = 0; (word = strtok(NULL, " \n")) && n < 3; n++)
            for (size_t i = 0, length = strlen(word); i < length; i++) {
                const char c = word[length - 1 - i];
                numbers[n].limb[i / 16] |= (uint64_t)(c <= '9' ? c - '0' : c - 'a' + 10) << 4 * (i % 16);
            }
        return 1;
    }
    return 0;
}

static FILE *vectors(const char *folder, const char *name) {
    char path[1024];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "r");
    if (!file) {
        fprintf(stderr, "cannot read %s: the first argument is the folder hdl-sim/vectors\n", path);
        exit(2);
    }
    return file;
}

enum { MOST = 4096 };
static fq in[2 * MOST], want[MOST], *out;

static int msms(const char *folder, uint32_t most) {
    const unsigned window_bits = FIELD(CAPS, WINDOW_BITS), reduces = FIELD(CAPS, REDUCES);
    FILE *file = vectors(folder, "msm.vec");
    char keyword[512];
    fq number[3];
    uint32_t points = 0, first = 0, bits = 0, count = 0, at = 0;
    uint64_t cycles = 0, largest = 0;
    int done = 0, wrong = 0, loaded = 0;
    while (next(file, keyword, number)) {
        if (!strcmp(keyword, "point")) {
            in[2 * points] = number[0];
            in[2 * points++ + 1] = number[1];
        } else if (!strcmp(keyword, "msm")) {
            if (!loaded++) {
                const uint64_t before = zk_sim_cycles(device);
                task(ZK_TASK_OP_OP_LOAD, points, 0, in, 2 * points, NULL, 0);
                printf("load    %4u points            %10llu cycles\n", points, (unsigned long long)(zk_sim_cycles(device) - before));
            }
            first = (uint32_t)number[0].limb[0], bits = (uint32_t)number[1].limb[0], count = (uint32_t)number[2].limb[0], at = 0;
        } else if (!strcmp(keyword, "scalar")) {
            in[at++] = number[0];
        } else if (!strcmp(keyword, "sum") && count <= most) {
            const uint64_t before = zk_sim_cycles(device);
            const unsigned windows = reduces ? 0 : bits / window_bits + 1; /* a carry may leave the highest digit */
            const size_t room = reduces ? 3 : (size_t)3 * windows << (window_bits - 1);
            out = realloc(out, room * sizeof *out);
            const size_t got = task(ZK_TASK_OP_OP_MSM, count, first | bits << 24, in, count, out, room);
            g1 sum;
            cycles += zk_sim_cycles(device) - before;
            if (got == room && reduces) memcpy(&sum, out, sizeof sum);
            else if (got == room) sum = reduce(out, window_bits, windows);
            if (got != room || !g1_is(sum, number[0], number[1])) {
                wrong++;
                printf("WRONG: MSM %d of %u scalars, %u bits: %zu elements, %zu due\n", done, count, bits, got, room);
            }
            done++;
            if (count > largest) largest = count;
        }
    }
    fclose(file);
    printf("MSM     %4d of up to %llu scalars %10llu cycles, %d wrong\n", done, (unsigned long long)largest, (unsigned long long)cycles, wrong);
    return wrong || !done;
}

static int ntts(const char *folder) {
    FILE *file = vectors(folder, "ntt.vec");
    char keyword[512];
    fq number[3];
    uint32_t log = 0, flags = 0, given = 0, due = 0;
    uint64_t cycles = 0;
    int done = 0, wrong = 0;
    out = realloc(out, MOST * sizeof *out);
    while (next(file, keyword, number)) {
        if (!strcmp(keyword, "ntt")) log = (uint32_t)number[0].limb[0], flags = (uint32_t)number[1].limb[0], given = due = 0;
        else if (!strcmp(keyword, "shift") || !strcmp(keyword, "in")) in[given++] = number[0];
        else if (!strcmp(keyword, "out")) want[due++] = number[0];
        if (due != 1u << log) continue;
        const uint64_t before = zk_sim_cycles(device);
        const size_t got = task(ZK_TASK_OP_OP_NTT, due, flags, in, given, out, MOST);
        cycles += zk_sim_cycles(device) - before;
        if (got != due || memcmp(out, want, 32 * due)) {
            wrong++;
            printf("WRONG: NTT %d of 2^%u, flags %u\n", done, log, flags);
        }
        done++;
        due = 0;
    }
    fclose(file);
    printf("NTT     %4d                    %10llu cycles, %d wrong\n", done, (unsigned long long)cycles, wrong);
    return wrong || !done;
}

int main(int count, char **arguments) {
    if (count < 2) {
        fprintf(stderr, "usage: %s FOLDER [MOST]\n  FOLDER  hdl-sim/vectors\n  MOST    leave out MSMs of more scalars (default all)\n", arguments[0]);
        return 2;
    }
    zk_sim_info info;
    zk_sim_describe(&info);
    if (info.abi >> 16 != ZK_SIM_ABI >> 16 || info.is_link) {
        fprintf(stderr, "this library has ABI %#x, %s; the example wants an engine of ABI %#x\n", info.abi, info.is_link ? "a link" : "an engine", ZK_SIM_ABI);
        return 2;
    }
    must(zk_sim_create(ZK_SIM_ANY, 1, &device), "create");
    static const char *const names[] = {"link", "tiny", "mid", "large", "field"};
    const clock_t started = clock();
    printf("device  %s, up to 2^%u points, NTTs up to 2^%u, streams of %u bytes\n", info.config < 5 ? names[info.config] : "unknown", FIELD(LIMITS, LOG_MAX_POINTS), FIELD(LIMITS, LOG_MAX_NTT), info.beat_bytes);
    int bad = msms(arguments[1], count > 2 ? (uint32_t)atoi(arguments[2]) : MOST);
    bad |= ntts(arguments[1]);
    const double seconds = (double)(clock() - started) / CLOCKS_PER_SEC;
    printf("total   %llu cycles in %.2f s, %.3g simulated cycles a second\n", (unsigned long long)zk_sim_cycles(device), seconds, (double)zk_sim_cycles(device) / seconds);
    zk_sim_destroy(device);
    free(out);
    return bad;
}
