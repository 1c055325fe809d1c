#!/usr/bin/env bash
# Installs solc, forge, anvil and what the browser page takes, at the versions of package-lock.json, unless they are there.
set -euo pipefail
cd "$(dirname "$0")/../host-runtime/evm"

command -v npm > /dev/null || { echo "npm is missing: install Node.js 20 or later (apt-get install nodejs npm)" >&2; exit 3; }
exec 9> .install.lock
flock 9
if ! cmp -s package-lock.json node_modules/.zkaccel-installed; then
    log=$(mktemp)
    trap 'rm -f "$log"' EXIT
    if ! npm ci --no-audit --no-fund --fetch-retries 1 --fetch-timeout 60000 > "$log" 2>&1; then
        grep -m1 'npm error' "$log" >&2 || true
        echo "npm cannot install solc, forge and anvil: is its registry reachable?" >&2
        exit 3
    fi
    cp package-lock.json node_modules/.zkaccel-installed
fi
