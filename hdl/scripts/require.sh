#!/usr/bin/env bash
# Usage: require.sh COMMAND...
# Installs the Debian packages of commands that are missing where it may (root or sudo without a password); elsewhere it says the
# command that would. Ends with 77 when something stays missing, which test lanes count as skipped.
set -euo pipefail

package() {
    case $1 in
        icepack | icetime | icebram) echo fpga-icestorm ;;
        dot) echo graphviz ;;
        mvn) echo maven ;;
        javac) echo default-jdk-headless ;;
        rsvg-convert) echo librsvg2-bin ;;
        fst2vcd) echo gtkwave ;;
        zlib.h) echo zlib1g-dev ;;
        lz4.h) echo liblz4-dev ;;
        venv) echo python3-venv ;;
        *) echo "$1" ;;
    esac
}

here() {
    case $1 in
        *.h) [ -e "/usr/include/$1" ] ;;
        venv) python3 -c 'import ensurepip, venv' 2> /dev/null ;;
        *) command -v "$1" > /dev/null ;;
    esac
}

missing=()
for wanted in "$@"; do here "$wanted" || missing+=("$(package "$wanted")"); done
if [ ${#missing[@]} -eq 0 ]; then
    echo "tools: $* are here" >&2
    exit 0
fi

line="apt-get install -y --no-install-recommends ${missing[*]}"
as_root=()
if [ "$(id -u)" -ne 0 ]; then
    if command -v sudo > /dev/null && sudo -n true 2> /dev/null; then as_root=(sudo -n); else
        echo "tools: missing ${missing[*]}; install with: sudo $line" >&2
        exit 77
    fi
fi
if ! command -v apt-get > /dev/null; then
    echo "tools: missing ${missing[*]} (names of Debian packages); apt-get is not here, install them with your package manager" >&2
    exit 77
fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive bash -c "apt-get -o DPkg::Lock::Timeout=300 update -qq; ${line/install/-o DPkg::Lock::Timeout=300 install}" > "$log" 2>&1; then
    tail -5 "$log" >&2
    echo "tools: could not install ${missing[*]} ($line)" >&2
    exit 77
fi
echo "tools: installed ${missing[*]} by apt-get" >&2
