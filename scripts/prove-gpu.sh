#!/usr/bin/env bash
# Usage: prove-gpu.sh ZKACCEL FOLDER
# Proves and verifies a run of the tiny model on the best GPU device of this machine, and says which.
set -euo pipefail
cd "$(dirname "$0")/.."

zkaccel=$1
folder=$2
model=bench/models/tiny-mlp
mkdir -p "$folder"
device=$(scripts/gpu-device.sh "$zkaccel")
echo "device: $device$([ "$device" = ilgpu-cpu ] && echo " (no usable GPU here: the GPU's kernels, emulated on the processor)" || true)"

"$zkaccel" calibrate -M "$model/model.onnx" -D "$model/input.json" -O "$folder/tiny.zkm"
"$zkaccel" srs dev --logrows 12 --srs-path "$folder/dev.zksrs"
"$zkaccel" setup -M "$folder/tiny.zkm" --srs-path "$folder/dev.zksrs" --device "$device"
"$zkaccel" commit -M "$folder/tiny.zkm" --device "$device"
"$zkaccel" prove -M "$folder/tiny.zkm" -D "$model/input.json" --device "$device"
"$zkaccel" verify --vk-path "$folder/tiny.zkvk" --proof-path "$folder/tiny.zkproof" --allow-insecure
echo "device: $device"
