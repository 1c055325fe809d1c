#!/usr/bin/env bash
# Renders doc/*.dot of zk_field, zk_tiny and msm_core to SVG beside them (Graphviz).
set -euo pipefail
cd "$(dirname "$0")/../.."
for source in zk_field/doc/*.dot zk_tiny/doc/*.dot msm_core/doc/*.dot; do
    dot -Tsvg "$source" | perl -0pe 's/<!--.*?-->\n//gs' > "${source%.dot}.svg"
done
