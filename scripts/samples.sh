#!/usr/bin/env bash
# Usage: samples.sh CONFIGURATION
# Builds and runs the integration samples.
set -euo pipefail
cd "$(dirname "$0")/.."
configuration=${1:-Release}
models=bench/models/tiny-mlp

dotnet build host-runtime/samples/Accelerate -c "$configuration" -v q -nologo -clp:NoSummary
dotnet build host-runtime/samples/ProveModel -c "$configuration" -v q -nologo -clp:NoSummary
echo "== Accelerate"
"host-runtime/samples/Accelerate/bin/$configuration/net10.0/Accelerate" cpu 12
echo "== ProveModel"
"host-runtime/samples/ProveModel/bin/$configuration/net10.0/ProveModel" "$models/model.onnx" "$models/input.json"
