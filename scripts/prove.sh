#!/usr/bin/env bash
# Usage: prove.sh ZKACCEL FOLDER
# The quick start, as commands that anyone can type: LeNet-5 with private weights recognises a handwritten digit that stays private.
set -euo pipefail
cd "$(dirname "$0")/.."

zkaccel=$1
folder=$2
model=bench/models/lenet5-mnist
mkdir -p "$folder"
cp "$model/model.onnx" "$folder/lenet5.onnx"

step() {
    echo
    echo "$1"
    shift
    printf '$ zkaccel'
    printf ' %s' "$@"
    echo
    "$zkaccel" "$@"
}

step "The model in 8-bit integers, with ranges from sample digits:" \
    calibrate -M "$folder/lenet5.onnx" -D "$model/testset/inputs.pb" --divide 255 --mean 0.1307 --std 0.3081 --labels "$model/testset/labels.pb"
step "One digit, in floats and in integers:" \
    run -M "$folder/lenet5.onnx" -D "$model/input.json" --show
step "A development SRS, insecure by nature (its secret is known):" \
    srs dev --logrows 14 --srs-path "$folder/dev.zksrs"
step "Keys: weights committed, input private, output public:" \
    setup -M "$folder/lenet5.zkm" --srs-path "$folder/dev.zksrs"
step "The model, registered once:" \
    commit -M "$folder/lenet5.zkm"
step "The proof that the committed model saw this digit:" \
    prove -M "$folder/lenet5.zkm" -D "$model/input.json"
step "What a verifier does, with the key, the commitment and the proof alone:" \
    verify --vk-path "$folder/lenet5.zkvk" --proof-path "$folder/lenet5.zkproof" --allow-insecure
