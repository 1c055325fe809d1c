#!/usr/bin/env bash
# Usage: gpu-device.sh ZKACCEL
# Prints the GPU device to use: the first CUDA device that opens, else the first OpenCL device, else the emulation on the processor.
set -euo pipefail

available=$("$1" devices --json | awk -F'"' '/"name":/ { name = $4 } /"available": true/ { print name }')
for kind in cuda opencl ilgpu-cpu; do
    if name=$(grep -m1 -E "^$kind(:|$)" <<< "$available"); then
        echo "$name"
        exit
    fi
done
echo "no GPU device, and no emulation either" >&2
exit 1
