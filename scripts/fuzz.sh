#!/usr/bin/env bash
# Usage: fuzz.sh CONFIGURATION SECONDS
# Fuzzes every target for SECONDS with afl++ on instrumented copies of the assemblies; TARGET=name picks one, TIME overrides SECONDS.
# Fails when a target crashes or hangs; what made it do so lies in out/fuzz/TARGET/default/{crashes,hangs}.
set -euo pipefail
cd "$(dirname "$0")/.."

configuration=${1:-Release}
seconds=${TIME:-${2:-600}}
version=$(sed -n 's/.*Include="SharpFuzz" Version="\([^"]*\)".*/\1/p' Directory.Packages.props)
tools=out/fuzz-tools
binaries=out/fuzz-bin
mkdir -p out

if ! command -v afl-fuzz > /dev/null; then
    echo "Fuzzing needs afl-fuzz, which is not on the PATH. Install the package afl++." >&2
    exit 1
fi

if [ ! -x "$tools/sharpfuzz" ] && ! dotnet tool install SharpFuzz.CommandLine --version "$version" --tool-path "$tools" > out/fuzz-tools.log 2>&1; then
    echo "Fuzzing needs the .NET tool SharpFuzz.CommandLine $version, which could not be installed:" >&2
    tail -3 out/fuzz-tools.log >&2
    exit 1
fi

rm -rf "$binaries"
dotnet publish host-runtime/ZkAccel.Fuzz -c "$configuration" -v q -nologo -o "$binaries"
for assembly in ZkAccel.Zkml ZkAccel.Plonk ZkAccel.Inference Google.Protobuf; do "$tools/sharpfuzz" "$binaries/$assembly.dll"; done

if [ -n "${TARGET:-}" ]; then targets=$TARGET; else targets=$(dotnet "$binaries/ZkAccel.Fuzz.dll" list); fi

# The fuzzed program is managed code, and neither core files nor the governor of the processor are this script's to set.
export AFL_SKIP_BIN_CHECK=1 AFL_NO_UI=1 AFL_SKIP_CPUFREQ=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1
failed=0
for target in $targets; do
    folder=out/fuzz/$target
    rm -rf "$folder"
    dotnet "$binaries/ZkAccel.Fuzz.dll" seeds "$target" "$folder/seeds"
    if ! afl-fuzz -i "$folder/seeds" -o "$folder" -V "$seconds" -m none -t 10000 -- dotnet "$binaries/ZkAccel.Fuzz.dll" afl "$target" > "$folder.log" 2>&1; then
        echo "$target: afl-fuzz did not run:"
        tail -15 "$folder.log"
        failed=1
        continue
    fi

    crashes=$(find "$folder/default/crashes" "$folder/default/hangs" -name 'id:*' | wc -l)
    awk -v target="$target" -v found="$crashes" '
        /^execs_done/ { executions = $3 } /^execs_per_sec/ { speed = $3 } /^edges_found/ { edges = $3 }
        END { printf "%-11s %9d runs, %8.0f a second, %5d edges, %d crashes and hangs\n", target, executions, speed, edges, found }' "$folder/default/fuzzer_stats"
    if [ "$crashes" -gt 0 ]; then failed=1; fi
done
exit $failed
