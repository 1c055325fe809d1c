#!/usr/bin/env bash
# Usage: test-hdl.sh fast|long
# Runs the hardware lanes of hdl/make.mk one after another and sums the `N passed, N failed, N skipped` that each ends with. A lane whose
# tools cannot be had (exit code 77) counts as one skipped, with a word why. Logs and counts go into out/test-logs.
set -uo pipefail
cd "$(dirname "$0")/.."

kind=${1:-fast}
case $kind in
    fast) lanes=("sim" "sim-library KIND=engine" "vectors" "cost" "lint" "formal LONG=no" "cocotb" "gate CELLS=ice40" "bitstream CHECK=1") ;;
    long) lanes=("sim LONG=yes SEED=2" "sim-library KIND=link" "formal LONG=only" "cocotb LONG=only" "gate CELLS=ecp5" "generate CHECK=--check" "synth" "bitstream" "coverage") ;;
    *) echo "Usage: test-hdl.sh fast|long" >&2; exit 2 ;;
esac

logs=out/test-logs
mkdir -p "$logs"
rm -f "$logs"/hdl-*
passed=0 failed=0 skipped=0
for lane in "${lanes[@]}"; do
    name=${lane%% *}
    log=$logs/hdl-$name.txt
    echo "== hdl $lane"
    started=$SECONDS
    # shellcheck disable=SC2086  # a lane may carry settings
    make --no-print-directory $lane > "$log" 2>&1
    status=$?
    read -r p f s < <(sed -n 's/^\([0-9]*\) passed, \([0-9]*\) failed, \([0-9]*\) skipped$/\1 \2 \3/p' "$log" | tail -1) || p=
    grep -E '^(FAILED|skipped) ' "$log" | sed 's/^/   /' | head -40
    if [ -n "$p" ] && { [ "$status" -eq 0 ] || [ "$f" -gt 0 ]; }; then
        echo "   $p passed, $f failed, $s skipped"
    elif grep -qE 'Error 77$' "$log"; then
        p=0 f=0 s=1
        echo "   skipped: $(grep '^tools: ' "$log" | tail -1 | sed 's/^tools: //')"
    else
        p=0 f=1 s=0
        echo "   FAILED with exit code $status"
        tail -15 "$log" | sed 's/^/   /'
    fi
    echo "   $((SECONDS - started)) s, log in $log"
    passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
done

# The form in which test.sh sums what every project reports.
printf '  succeeded: %d\n  failed: %d\n  skipped: %d\n' $passed $failed $skipped > "$logs/hdl.log"
echo
echo "$passed passed, $failed failed, $skipped skipped"
[ $failed -eq 0 ] && [ $((passed + skipped)) -gt 0 ]
