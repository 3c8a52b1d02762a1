# What host.sh and two.sh share; both read this. It wants `root`, `programs` and `state`, and leaves a double of a libSQL
# server and a Redis, which keep what they have in the state folder, and `servers/runtime.toml`, which names both. They
# end when nobody holds descriptor 9 any more, however that comes about; who is to be told of it reads descriptor 7.

# What citizens write is the user's alone.
umask 077
servers=$state/servers
mkdir -p "$servers"
rm -f "$servers"/*.log "$servers"/*.pipe

# A pipe: at the one end stands whoever keeps the servers, at the other they read its end.
mkfifo "$servers/alive.pipe"
exec 8<>"$servers/alive.pipe"
exec 7<"$servers/alive.pipe" 9>"$servers/alive.pipe" 8>&-
rm "$servers/alive.pipe"

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

# The address that a program says it serves on, once it does.
# said PID FILE
said() {
    address=
    while [ -z "$address" ]; do
        sleep 0.02
        if ! kill -0 "$1" 2>/dev/null; then cat "$2" >&2; exit 1; fi
        address=$(sed -n 's|^Serving http://\([^ ]*\).*|\1|p' "$2")
    done
}

said "$libsql" "$servers/libsql.log"
cat >"$servers/runtime.toml" <<END
[sqlite_database.default]
type = "libsql"
url = "http://$address"
token = ""

[key_value_store.default]
type = "redis"
url = "redis://127.0.0.1:$port"
END
