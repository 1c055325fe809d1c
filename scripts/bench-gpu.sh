#!/usr/bin/env bash
# Usage: bench-gpu.sh FOLDER
# Publishes the bench as one compressed file that needs neither .NET nor a network where it runs, and runs it on the best GPU device here.
# With LAWS=20 the conformance suite comes first, to that size.
# Copy the folder program to a machine with a GPU and run it there: program/ZkAccel.Bench gpu --json
set -euo pipefail
cd "$(dirname "$0")/.."

folder=$1
limit=$((64 << 20))
echo "publishing bench/ZkAccel.Bench" >&2
rm -rf "$folder/program"
dotnet publish bench/ZkAccel.Bench -c Release -r linux-x64 --self-contained -v q -nologo -o "$folder/program" \
    -p:PublishSingleFile=true -p:EnableCompressionInSingleFile=true -p:IncludeNativeLibrariesForSelfExtract=true \
    -p:DebugType=none -p:PublishDocumentationFiles=false -p:GenerateDocumentationFile=false >&2
cp -r bench/models "$folder/program/models"
further=${ZKACCEL_MODELS:-../shared/models}/resnet20-cifar10
[ ! -d "$further" ] || cp -r "$further" "$folder/program/models/"
program=$folder/program/ZkAccel.Bench
size=$(du -sb "$folder/program" | cut -f1)
echo "$folder/program: $((size >> 20)) MiB" >&2
[ "$size" -lt "$limit" ] || { echo "$folder/program is larger than $((limit >> 20)) MiB" >&2; exit 1; }
"$program" gpu --results "$folder" ${LAWS:+--laws "$LAWS"}
