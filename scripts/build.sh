#!/usr/bin/env bash
# Usage: build.sh CONFIGURATION PROJECT...
# Builds quietly; shows errors and warnings only when there are any.
set -euo pipefail
cd "$(dirname "$0")/.."

configuration=$1
shift
log=$(mktemp)
trap 'rm -f "$log"' EXIT
for project in "$@"; do
    echo "building $project" >&2
    if ! dotnet build "$project" -c "$configuration" -v q -nologo > "$log" 2>&1; then
        grep -E '(error|warning) [A-Z]+[0-9]+' "$log" | sort -u | head -40 >&2 || cat "$log" >&2
        exit 1
    fi
done
