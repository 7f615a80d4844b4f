#!/bin/sh
# Our wheel beside other registries, by a harness that installs each into an environment of its own:
# `make bench-full HARNESS=folder`. PEERS names others, ARGS goes to the harness.
set -eu

if [ ! -f "${HARNESS:-}/run.py" ]; then
    echo "HARNESS must name the folder of the harness, which has run.py in it:" \
        "make bench-full HARNESS=../bench" >&2
    exit 1
fi
: "${PEERS:=nginx pypiserver devpi proxpi simple-repository-server ceiling-uvicorn}"
here=$(pwd)
PATH="$here/.venv/bin:$PATH"
built=$(mktemp -d)
trap 'rm -rf "$built"' EXIT
uv build --quiet --wheel --out-dir "$built"
REGISTRY_WHEEL=$(ls "$built"/*.whl)
REGISTRY_KEY=$(python -c 'from devsper_registry.auth import api_key; print(api_key.generate().secret)')
export PATH REGISTRY_WHEEL REGISTRY_KEY
# shellcheck disable=SC2086
python "$HARNESS/run.py" $PEERS "$here/bench/devsper-registry.toml" "$@"
