# What host.sh and two.sh share; both read this. It wants `programs`, `state` and `manifest`, and leaves a libSQL server for each
# database that the manifest grants, a double unless LIBSQL_SERVER_BIN names a real one, and a Redis with a database for each
# store, which keep what they have in the state folder, and `servers/runtime.toml`, which names all of them. They end when nobody
# holds descriptor 9 any more, however that comes about; who is to be told of it reads descriptor 7.

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

# Neither Redis nor a real libSQL server takes a free port by itself.
# serve PORT READY LOG PROGRAM ARGUMENT...: starts it at that port or one behind, `PORT` in its arguments; leaves `port`
# and `server`.
serve() {
    port=$1 ready=$2 log=$3
    shift 3
    while :; do
        start "$@" <&7 >"$log" 2>&1 7<&- 9>&- &
        server=$!
        until grep -qs "$ready" "$log"; do
            kill -0 "$server" 2>/dev/null || break
            sleep 0.02
        done
        if grep -qs "$ready" "$log"; then return; fi
        if ! grep -qs "in use" "$log"; then cat "$log" >&2; exit 1; fi
        port=$((port + 1))
    done
}

# start PROGRAM ARGUMENT...
start() {
    for argument; do
        shift
        set -- "$@" "$(printf %s "$argument" | sed "s/PORT/$port/")"
    done
    exec "$@"
}

# The address that a program says it serves on, once it does.
# said PID FILE
said() {
    # It may not have come as far as to open it.
    : >>"$2"
    address=
    while [ -z "$address" ]; do
        sleep 0.02
        if ! kill -0 "$1" 2>/dev/null; then cat "$2" >&2; exit 1; fi
        address=$(sed -n 's|^Serving http://\([^ ]*\).*|\1|p' "$2")
    done
}

# granted KIND: the labels that components have in `KIND`, each once. A manifest has the list of a component on one line.
granted() {
    sed -n "s/^$1 = \[\(.*\)\]\$/\1/p" "$manifest" | tr -d '" ' | tr ',' '\n' | sort -u
}

# libsql NAME ARGUMENT...: a real server with a folder of that name; leaves its `port`.
libsql() {
    name=$1
    shift
    # One of before, if this was killed, must have let go of the files.
    serve $((20000 + ($$ + 6000) % 12000)) "listening for incoming user HTTP" "$servers/$name.log" \
        env RUST_LOG=info flock --no-fork --wait 10 "$servers/$name.lock" \
        "$LIBSQL_SERVER_BIN" --no-welcome --db-path "$servers/$name" --http-listen-addr 127.0.0.1:PORT \
        --admin-listen-addr 127.0.0.2:PORT "$@"
    libsql=$server
    {
        cat >/dev/null
        # In order it would take its time.
        kill -s KILL "$libsql"
    } <&7 >/dev/null 2>&1 7<&- 9>&- &
}

# administer PATH JSON: asks the server at `port` for something that clients may not.
administer() {
    curl -sSf --retry 20 --retry-connrefused --retry-delay 1 "http://127.0.0.2:$port/v1/namespaces/$1" --json "$2"
}

# database LABEL FILE: a server that has its database where a file would be: some tests look into it. Leaves its `address`. With
# LIBSQL_NAMESPACES one real server has them all, each as a namespace, which it knows by the first part of the name that it is
# called by: LABEL.$LIBSQL_NAMESPACES has to be this machine (/etc/hosts).
database() {
    label=$1 file=$2 namespace=default folder=$1
    if [ -z "${LIBSQL_SERVER_BIN:-}" ]; then
        "$programs/hrana-double" 127.0.0.1:0 "$file" <&7 >"$servers/$label.log" 2>&1 7<&- 9>&- &
        said $! "$servers/$label.log"
        return
    fi
    if [ -z "${LIBSQL_NAMESPACES:-}" ]; then
        libsql "$label"
        address=127.0.0.1:$port
    else
        namespace=$label folder=namespaces
        if [ -z "${namespaces:-}" ]; then
            libsql "$folder" --enable-namespaces
            namespaces=$port
        fi
        port=$namespaces address=$label.$LIBSQL_NAMESPACES:$namespaces
        # It may be there from before.
        administer "$namespace/create" '{}' 2>"$servers/created.log" || true
    fi
    # As docs/CLUSTER.md has it set, and before the first host comes.
    administer "$namespace/config" '{"block_reads": false, "block_writes": false, "durability_mode": "strong"}'
    ln -sf "$servers/$folder/dbs/$namespace/data" "$file"
}

: >"$servers/runtime.toml"
for label in $(granted sqlite_databases); do
    file=$state/sqlite_db.db
    if [ "$label" != default ]; then
        mkdir -p "$state/sqlite"
        file=$state/sqlite/$label.db
    fi
    database "$label" "$file"
    cat >>"$servers/runtime.toml" <<END
[sqlite_database.$label]
type = "libsql"
url = "http://$address"
token = ""

END
done

serve $((20000 + $$ % 12000)) "Ready to accept connections" "$servers/redis.log" redis-server --bind 127.0.0.1 --port PORT \
    --dir "$servers" --appendonly yes --appendfsync always --save ""
redis=$server
{
    cat >/dev/null
    kill "$redis"
} <&7 >/dev/null 2>&1 7<&- 9>&- &
number=0
for label in $(granted key_value_stores); do
    cat >>"$servers/runtime.toml" <<END
[key_value_store.$label]
type = "redis"
url = "redis://127.0.0.1:$port/$number"

END
    number=$((number + 1))
done
