#!/bin/sh
# A host on servers instead of files, for the black-box suite (docs/CLUSTER.md): MINSHENG_HOST names this, or SPIN_BIN, and then
# SPIN the program. Beside each host stand libSQL servers and a Redis of its own, which end when the host does.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
programs=${CARGO_TARGET_DIR:-$root/target}/host
state= manifest= last=
for argument; do
    case $last in
        --state | --state-dir) state=$argument ;;
        --manifest | --from) manifest=$argument ;;
    esac
    last=$argument
done
program=$programs/minsheng-host
if [ -n "${SPIN_BIN:-}" ]; then program=${SPIN:?names the Spin that SPIN_BIN stands for}; fi
# What is asked without a state folder needs no servers.
if [ -z "$state" ]; then exec "$program" "$@"; fi

. "$root/tests/cluster/servers.sh"
exec 7<&-
exec "$program" "$@" --runtime-config-file "$servers/runtime.toml"
