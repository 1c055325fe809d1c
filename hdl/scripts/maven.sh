#!/usr/bin/env bash
# Usage: maven.sh ARGUMENTS
# Runs mvn with the repository of ../shared/m2, unpacked into .cache/m2, where that is to be had; else with Maven's own defaults.
set -euo pipefail
cd "$(dirname "$0")/../.."
root=$PWD
archive=../shared/m2/repository.tar.gz
cd "$OLDPWD"

offline=()
if [ -f "$root/$archive" ]; then
    repository=$root/.cache/m2/repository
    mkdir -p "$root/.cache"
    (
        flock 9
        if [ ! -e "$root/.cache/m2/.complete" ]; then
            rm -rf "$root/.cache/m2"
            mkdir -p "$root/.cache/m2"
            tar xzf "$root/$archive" -C "$root/.cache/m2"
            touch "$root/.cache/m2/.complete"
            echo "tools: unpacked $archive into .cache/m2" >&2
        fi
    ) 9> "$root/.cache/m2.lock"
    offline=(-o "-Dmaven.repo.local=$repository")
fi
exec mvn "${offline[@]}" "$@"
