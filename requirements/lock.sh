#!/bin/sh
# Lock all requirements with hashes, the widest first so that every file agrees. Needs `uv`.
set -eu
cd "$(dirname "$0")"
options="--universal --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet"
uv pip compile $options full.in -o full.txt
for name in learn site test; do
    uv pip compile $options --constraint full.txt "$name.in" -o "$name.txt"
done
