#!/usr/bin/env bash
# Usage: test.sh CONFIGURATION all|fast
# Builds and runs every test project, one after another, then the fast lanes of the hardware (all; HDL=0 leaves them out), and sums
# what they report. The last line of output is `N passed, N failed, N skipped`. Fails when a test fails, a project does not build,
# or a project runs no test.
set -uo pipefail
cd "$(dirname "$0")/.."

configuration=${1:-Release}
lane=${2:-all}
logs=out/test-logs
rm -rf "$logs"
mkdir -p "$logs"

arguments=(--no-ansi --progress off)
[ "$lane" = fast ] && arguments+=(--filter-not-trait Lane=long)

# The lanes of the hardware use one core, most of these tests the other.
hardware=
if [ "$lane" = all ] && [ "${HDL:-1}" != 0 ]; then
    scripts/test-hdl.sh fast > "$logs/hardware.txt" 2>&1 &
    hardware=$!
fi

folders=()
for folder in host-runtime kernels-gpu driver bench; do [ -d "$folder" ] && folders+=("$folder"); done
mapfile -t projects < <(find "${folders[@]}" -name '*.Tests.csproj' | sort)

failures=()
echo "== build"
scripts/build.sh "$configuration" ZkAccel.sln || failures+=("build")

for project in "${projects[@]}"; do
    name=$(basename "$project" .csproj)
    echo "== $name"
    binary="$(dirname "$project")/bin/$configuration/net10.0/$name"
    started=$SECONDS
    if [ ! -x "$binary" ]; then
        echo "   did not build" | tee "$logs/$name.log"
        failures+=("$name did not build")
        continue
    fi

    "$binary" "${arguments[@]}" > "$logs/$name.log" 2>&1
    status=$?
    grep -E '^(failed|skipped) |^  (total|failed|succeeded|skipped):' "$logs/$name.log" | sed 's/^ */   /'
    echo "   $((SECONDS - started)) s, log in $logs/$name.log"
    case $status in
        0) ;;
        2) failures+=("$name has failing tests"); sed -n '/^failed /,/^$/p' "$logs/$name.log" | head -60 ;;
        8) failures+=("$name ran no test") ;;
        *) failures+=("$name ended with exit code $status"); tail -20 "$logs/$name.log" ;;
    esac
done

if [ "$lane" = all ] && [ ${#failures[@]} -eq 0 ]; then
    echo "== samples"
    if ! scripts/samples.sh "$configuration" > "$logs/samples.log" 2>&1; then
        tail -20 "$logs/samples.log"
        failures+=("samples")
    fi
fi

if [ "$lane" = all ] && [ ${#failures[@]} -eq 0 ]; then
    echo "== evm-demo"
    if ! scripts/evm-tools.sh > "$logs/evm-demo.log" 2>&1; then
        echo "   skipped: $(tail -1 "$logs/evm-demo.log")"
        echo "  skipped: 1" >> "$logs/evm-demo.log"
    elif ! node host-runtime/evm/demo.mjs "host-runtime/ZkAccel.Cli/bin/$configuration/net10.0/zkaccel" bench/models/credit-scoring out/evm-demo > "$logs/evm-demo.log" 2>&1; then
        tail -20 "$logs/evm-demo.log"
        failures+=("evm-demo")
    fi
fi

if [ -n "$hardware" ]; then
    echo "== hardware, beside the others"
    wait "$hardware" || failures+=("hardware")
    cat "$logs/hardware.txt"
fi

echo
for failure in "${failures[@]}"; do echo "FAILED: $failure"; done
awk -v broken=${#failures[@]} '
    /^  succeeded:/ { passed += $2 }
    /^  failed:/    { failed += $2 }
    /^  skipped:/   { skipped += $2 }
    END {
        if (broken > 0 && failed == 0) failed = broken
        printf "%d passed, %d failed, %d skipped\n", passed, failed, skipped
    }' "$logs"/*.log
[ ${#failures[@]} -eq 0 ]
