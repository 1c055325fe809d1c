#!/usr/bin/env bash
# Usage: pictures.sh [BLOCK]
# Draws what the READMEs show, from the sources: doc/structure.svg (boxes and arrows of a module, by Yosys and graphviz), doc/schematic.svg
# (gates of a small one, by yosys show), doc/waves.svg (a window of a real simulation, as waves.toml of the block describes it), and the
# pictures that blocks draw themselves: doc/*.dot by graphviz, ntt_core's and the projection by hdl-sim/model. Overwrites them; the tree says
# what changed.
set -euo pipefail
cd "$(dirname "$0")/../.."
only=${1:-}

wants() { [ -z "$only" ] || [ "$only" = "$1" ]; }
structure() { # BLOCK TOP CONFIG
    wants "$1" || return 0
    hdl/scripts/blocks.py "$2" "hdl/rtl/$1/doc/structure.svg" --config "$3"
    echo "drew hdl/rtl/$1/doc/structure.svg"
}
schematic() { # BLOCK TOP PARAMETERS
    wants "$1" || return 0
    mkdir -p "hdl/rtl/$1/doc" out
    yosys -q -p "read_verilog -sv $(hdl/scripts/sources.py "$2" | tr '\n' ' '); hierarchy -top $2 $3; proc; opt; clean; show -format dot -prefix out/schematic -stretch -width -notitle" > /dev/null
    dot -Tsvg out/schematic.dot | perl -0pe 's/<!--.*?-->\n?//gs' > "hdl/rtl/$1/doc/schematic.svg"
    echo "drew hdl/rtl/$1/doc/schematic.svg"
}

structure zk_frame zk_frame link
structure zk_engine zk_engine link
structure zk_dispatch zk_dispatch link
structure zk_csr zk_csr link
schematic zk_common zk_skid "-chparam Width 8"

for source in hdl/rtl/*/doc/*.dot; do
    block=${source#hdl/rtl/}
    wants "${block%%/*}" || continue
    dot -Tsvg "$source" | perl -0pe 's/<!--.*?-->\n?//gs' > "${source%.dot}.svg"
    echo "drew ${source%.dot}.svg"
done
if wants ntt_core; then hdl-sim/model/ntt_pictures.py; fi
if [ -z "$only" ]; then hdl-sim/model/projection.py; fi

# Waves need a simulation each; the first 20,000 cycles are enough for all of them.
for spec in hdl/rtl/*/waves.toml; do
    block=$(basename "$(dirname "$spec")")
    wants "$block" || continue
    hdl/scripts/require.sh fst2vcd 2> /dev/null || { hdl/scripts/require.sh fst2vcd; exit 77; }
    config=$(sed -n 's/^config = "\(.*\)"$/\1/p' "$spec")
    WAVES=1 CYCLES=20000 hdl-sim/run.py --block "$block" --config "$config" > /dev/null
    hdl/scripts/waves.py "out/waves/$block-$config.fst" "$spec" "hdl/rtl/$block/doc/waves.svg"
    echo "drew hdl/rtl/$block/doc/waves.svg"
done
