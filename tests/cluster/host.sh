#!/bin/sh
# The embedded host on servers instead of files, for the black-box suite (docs/CLUSTER.md): MINSHENG_HOST names this.
# Beside each host stand a double of a libSQL server and a Redis of its own, which end when the host does.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
programs=${CARGO_TARGET_DIR:-$root/target}/host
state= last=
for argument; do
    if [ "$last" = --state ]; then state=$argument; fi
    last=$argument
done
# What the host is asked without a state folder needs no servers.
if [ -z "$state" ]; then exec "$programs/minsheng-host" "$@"; fi

. "$root/tests/cluster/servers.sh"
exec 7<&-
exec "$programs/minsheng-host" "$@" --runtime-config-file "$servers/runtime.toml"
