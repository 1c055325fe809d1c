#!/usr/bin/env bash
# Usage: samples.sh CONFIGURATION
# Builds and runs the integration samples.
set -euo pipefail
cd "$(dirname "$0")/.."

configuration=${1:-Release}
scripts/build.sh "$configuration" host-runtime/samples/Accelerate host-runtime/samples/ProveModel

echo "== Accelerate"
"host-runtime/samples/Accelerate/bin/$configuration/net10.0/Accelerate" cpu 12
echo "== ProveModel"
"host-runtime/samples/ProveModel/bin/$configuration/net10.0/ProveModel" bench/models/tiny-mlp/model.onnx bench/models/tiny-mlp/input.json
