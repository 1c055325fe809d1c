#!/usr/bin/env bash
# Usage: pack.sh CONFIGURATION FOLDER [dotnet pack's options]
# Makes the packages of the libraries and of the tool, with symbols.
set -euo pipefail
cd "$(dirname "$0")/.."

configuration=$1
folder=$2
shift 2
rm -rf "$folder"
dotnet pack ZkAccel.sln -c "$configuration" -v q -nologo -o "$folder" "$@"
ls -1 "$folder"
