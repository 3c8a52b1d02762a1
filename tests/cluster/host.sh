#!/bin/sh
# The embedded host on servers instead of files, for the black-box suite (docs/CLUSTER.md): MINSHENG_HOST names this.
# Beside each host stand a double of a libSQL server and a Redis of its own, which keep what they have in the state folder
# and end when the host does, however that comes about.
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

servers=$state/servers
mkdir -p "$servers"
rm -f "$servers"/*.log "$servers/alive"

# A pipe whose one end the host alone will hold; at the other the servers read the end when it is gone.
mkfifo "$servers/alive"
exec 8<>"$servers/alive"
exec 7<"$servers/alive" 9>"$servers/alive" 8>&-
rm "$servers/alive"

# Where a file would be: some tests look into it.
"$programs/hrana-double" 127.0.0.1:0 "$state/sqlite_db.db" <&7 >"$servers/libsql.log" 2>&1 7<&- 9>&- &
libsql=$!

# Redis takes no free port by itself.
port=$((20000 + $$ % 12000))
while :; do
    redis-server --bind 127.0.0.1 --port "$port" --dir "$servers" --appendonly yes --appendfsync always --save "" \
        >"$servers/redis.log" 2>&1 7<&- 9>&- &
    redis=$!
    until grep -qs "Ready to accept connections" "$servers/redis.log"; do
        kill -0 "$redis" 2>/dev/null || break
        sleep 0.02
    done
    if grep -qs "Ready to accept connections" "$servers/redis.log"; then break; fi
    if ! grep -qs "in use" "$servers/redis.log"; then cat "$servers/redis.log" >&2; exit 1; fi
    port=$((port + 1))
done
{
    cat >/dev/null
    kill "$redis"
} <&7 >/dev/null 2>&1 7<&- 9>&- &
exec 7<&-

url=
while [ -z "$url" ]; do
    sleep 0.02
    if ! kill -0 "$libsql" 2>/dev/null; then cat "$servers/libsql.log" >&2; exit 1; fi
    url=$(sed -n 's/^Serving \(http:[^ ]*\) until.*/\1/p' "$servers/libsql.log")
done

cat >"$servers/runtime.toml" <<END
[sqlite_database.default]
type = "libsql"
url = "$url"
token = ""

[key_value_store.default]
type = "redis"
url = "redis://127.0.0.1:$port"
END
exec "$programs/minsheng-host" "$@" --runtime-config-file "$servers/runtime.toml"
