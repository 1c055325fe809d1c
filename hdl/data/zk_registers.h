/* Written by hdl/scripts/registers.py from hdl/data/registers.json; change those. */
#ifndef ZK_REGISTERS_H
#define ZK_REGISTERS_H

#define ZK_MAP_MAJOR 1u
#define ZK_MAP_MINOR 0u

#define ZK_ID 0x000u /* const: The letters ZKAC, lowest byte first. */
#define ZK_ID_VALUE 0x43414b5au
#define ZK_VERSION 0x004u /* const: Version of this map. A driver refuses another major version. */
#define ZK_VERSION_MINOR_SHIFT 0
#define ZK_VERSION_MINOR_MASK 0x0000ffffu
#define ZK_VERSION_MAJOR_SHIFT 16
#define ZK_VERSION_MAJOR_MASK 0xffff0000u
#define ZK_CAPS 0x008u /* ro: What this image is. */
#define ZK_CAPS_CONFIG_SHIFT 0
#define ZK_CAPS_CONFIG_MASK 0x0000000fu
#define ZK_CAPS_CONFIG_LINK 0u
#define ZK_CAPS_CONFIG_TINY 1u
#define ZK_CAPS_CONFIG_MID 2u
#define ZK_CAPS_CONFIG_LARGE 3u
#define ZK_CAPS_CONFIG_FIELD 4u
#define ZK_CAPS_LOG_DATA_W_SHIFT 4
#define ZK_CAPS_LOG_DATA_W_MASK 0x000000f0u
#define ZK_CAPS_OPS_SHIFT 8
#define ZK_CAPS_OPS_MASK 0x0000ff00u
#define ZK_CAPS_WINDOW_BITS_SHIFT 16
#define ZK_CAPS_WINDOW_BITS_MASK 0x001f0000u
#define ZK_CAPS_REDUCES_SHIFT 21
#define ZK_CAPS_REDUCES_MASK 0x00200000u
#define ZK_CAPS_CORES_SHIFT 24
#define ZK_CAPS_CORES_MASK 0x07000000u
#define ZK_LIMITS 0x00cu /* ro: How much it holds. */
#define ZK_LIMITS_LOG_MAX_POINTS_SHIFT 0
#define ZK_LIMITS_LOG_MAX_POINTS_MASK 0x000000ffu
#define ZK_LIMITS_LOG_MAX_NTT_SHIFT 8
#define ZK_LIMITS_LOG_MAX_NTT_MASK 0x0000ff00u
#define ZK_LIMITS_TASK_SLOTS_SHIFT 16
#define ZK_LIMITS_TASK_SLOTS_MASK 0x00ff0000u
#define ZK_LIMITS_RESULT_SLOTS_SHIFT 24
#define ZK_LIMITS_RESULT_SLOTS_MASK 0xff000000u
#define ZK_SRC_HASH 0x010u /* ro: First 32 bits of the SHA-256 of the sources, as bitstreams/manifest.json has it; 0 in a simulation. */
#define ZK_CTRL 0x020u /* w1p: Writing 1 acts; reads 0. */
#define ZK_CTRL_SOFT_RESET_SHIFT 0
#define ZK_CTRL_SOFT_RESET_MASK 0x00000001u
#define ZK_CTRL_CLEAR_COUNTERS_SHIFT 1
#define ZK_CTRL_CLEAR_COUNTERS_MASK 0x00000002u
#define ZK_CTRL_CLEAR_LOAD_CRC_SHIFT 2
#define ZK_CTRL_CLEAR_LOAD_CRC_MASK 0x00000004u
#define ZK_STATUS 0x024u /* ro: What it does now. */
#define ZK_STATUS_BUSY_SHIFT 0
#define ZK_STATUS_BUSY_MASK 0x00000001u
#define ZK_STATUS_RESETTING_SHIFT 1
#define ZK_STATUS_RESETTING_MASK 0x00000002u
#define ZK_STATUS_INPUT_WAITS_SHIFT 2
#define ZK_STATUS_INPUT_WAITS_MASK 0x00000004u
#define ZK_STATUS_OUTPUT_WAITS_SHIFT 3
#define ZK_STATUS_OUTPUT_WAITS_MASK 0x00000008u
#define ZK_ERR 0x028u /* w1c: What went wrong since it was cleared. Writing 1 clears a bit. */
#define ZK_ERR_TASK_FAILED_SHIFT 0
#define ZK_ERR_TASK_FAILED_MASK 0x00000001u
#define ZK_ERR_TASK_OVERFLOW_SHIFT 1
#define ZK_ERR_TASK_OVERFLOW_MASK 0x00000002u
#define ZK_ERR_RESULT_UNDERFLOW_SHIFT 2
#define ZK_ERR_RESULT_UNDERFLOW_MASK 0x00000004u
#define ZK_ERR_BAD_ADDRESS_SHIFT 3
#define ZK_ERR_BAD_ADDRESS_MASK 0x00000008u
#define ZK_ERR_LINK_CRC_SHIFT 8
#define ZK_ERR_LINK_CRC_MASK 0x00000100u
#define ZK_ERR_LINK_CREDIT_SHIFT 9
#define ZK_ERR_LINK_CREDIT_MASK 0x00000200u
#define ZK_TASK_OP 0x040u /* wo: Operation of the next task. */
#define ZK_TASK_OP_OP_SHIFT 0
#define ZK_TASK_OP_OP_MASK 0x0000000fu
#define ZK_TASK_OP_OP_ECHO 1u
#define ZK_TASK_OP_OP_LOAD 2u
#define ZK_TASK_OP_OP_MSM 3u
#define ZK_TASK_OP_OP_NTT 4u
#define ZK_TASK_OP_OP_MUL 5u
#define ZK_TASK_COUNT 0x044u /* wo: Its count: elements, points, scalars, values or pairs. */
#define ZK_TASK_ARG 0x048u /* wo: Its argument: LOAD first index; MSM [23:0] first point, [31:24] scalar bits (0 = 254); NTT [0] inverse, [1] coset; MUL [0] 0 = Fq, 1 = Fr. */
#define ZK_TASK_LABEL 0x04cu /* wo: Its label. */
#define ZK_TASK_LABEL_LABEL_SHIFT 0
#define ZK_TASK_LABEL_LABEL_MASK 0x0000ffffu
#define ZK_TASK_PUSH 0x050u /* wo: Any write queues the task of the four registers above; all four are to be written for each task. Its data is one packet of the input stream, in the order of the tasks. */
#define ZK_TASK_PENDING 0x054u /* ro: Tasks that wait, without the one that runs. */
#define ZK_RESULT_PENDING 0x060u /* ro: Results that wait. The next three describe the oldest and mean nothing when this is 0. */
#define ZK_RESULT_LABEL 0x064u /* ro: Label of its task. */
#define ZK_RESULT_LABEL_LABEL_SHIFT 0
#define ZK_RESULT_LABEL_LABEL_MASK 0x0000ffffu
#define ZK_RESULT_STATUS 0x068u /* ro: How it ended. */
#define ZK_RESULT_STATUS_ERROR_SHIFT 0
#define ZK_RESULT_STATUS_ERROR_MASK 0x0000000fu
#define ZK_RESULT_STATUS_ERROR_NONE 0u
#define ZK_RESULT_STATUS_ERROR_UNKNOWN_OP 1u
#define ZK_RESULT_STATUS_ERROR_BAD_COUNT 2u
#define ZK_RESULT_STATUS_ERROR_NOT_CANONICAL 3u
#define ZK_RESULT_STATUS_ERROR_BAD_LENGTH 4u
#define ZK_RESULT_STATUS_ERROR_INTERNAL 5u
#define ZK_RESULT_STATUS_HAS_DATA_SHIFT 8
#define ZK_RESULT_STATUS_HAS_DATA_MASK 0x00000100u
#define ZK_RESULT_POP 0x06cu /* wo: Any write discards the oldest result. */
#define ZK_LOAD_CRC 0x070u /* ro: CRC-32 (IEEE 802.3) of every byte of LOAD tasks since it was cleared. */
#define ZK_TOTAL 0x100u /* Cycles since reset. */
#define ZK_CORE_BUSY(n) (0x120u + 0x20u * (n)) /* Core n has a task. Cores: tiny has one; mid and large have 0 = MSM, 1 = NTT, 2 = MUL. */
#define ZK_CORE_WORK(n) (0x128u + 0x20u * (n)) /* Its arithmetic unit was used. */
#define ZK_CORE_STALL(n) (0x130u + 0x20u * (n)) /* A conflict or a full FIFO held work back. */
#define ZK_CORE_EMPTY(n) (0x138u + 0x20u * (n)) /* It waited for input. */

#endif
