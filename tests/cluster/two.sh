#!/bin/sh
# Two hosts on the same libSQL servers and one Redis, and nginx before them, for the black-box suite (docs/CLUSTER.md):
# MINSHENG_HOST names this, or SPIN_BIN, and then SPIN the program. What it is given both hosts are given, but for `--listen`,
# which is nginx's, and the state folder, in which each has a folder of its own. When one of them ends, all do. The first one makes
# the scheduled calls. HOSTS=1 leaves the second one out, for what two are compared with.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
programs=${CARGO_TARGET_DIR:-$root/target}/host
state= listen= manifest= last=
for argument; do
    shift
    case $last in
        --state | --state-dir) state=$argument ;;
        --listen) listen=$argument ;;
        --manifest | --from) manifest=$argument ;;
    esac
    case $last in
        --state | --state-dir | --listen) ;;
        *) case $argument in --state | --state-dir | --listen) ;; *) set -- "$@" "$argument" ;; esac ;;
    esac
    last=$argument
done
program=$programs/minsheng-host
if [ -n "${SPIN_BIN:-}" ]; then program=${SPIN:?names the Spin that SPIN_BIN stands for}; fi
if [ -z "$state" ]; then exec "$program" "$@"; fi

# Those of before, if this was killed, end by themselves.
for lock in "$state/host1/host.lock" "$state/host2/host.lock"; do
    if [ -e "$lock" ] && ! flock --wait 10 "$lock" true; then
        echo "the state folder $state is in use by $(cat "$lock")" >&2
        exit 1
    fi
done

. "$root/tests/cluster/servers.sh"
# Into another one both hosts write how they ended.
mkfifo "$servers/ended.pipe"
exec 6<>"$servers/ended.pipe"
rm "$servers/ended.pipe"

# Before whatever proxies a test speaks for stands nginx. What they say of encryption counts, and else what nginx sees.
scheme=\$scheme
case ${SPIN_VARIABLE_PROXIES:-0} in
    0 | *[!0-9]*) ;;
    *) scheme=\$http_x_forwarded_proto ;;
esac
case ${SPIN_VARIABLE_PROXIES:-0} in
    *[!0-9]*) ;;
    *) export SPIN_VARIABLE_PROXIES=$((${SPIN_VARIABLE_PROXIES:-0} + 1)) ;;
esac

# host NUMBER ARGUMENT...
host() {
    number=$1
    shift
    set -- "$@" --listen 127.0.0.1:0 --runtime-config-file "$servers/runtime.toml"
    if [ -n "${SPIN_BIN:-}" ]; then
        set -- "$@" --state-dir "$state/host$number"
    else
        set -- "$@" --state "$state/host$number" --end-with-input
    fi
    {
        status=0
        until_let_go "$program" "$@" <&7 6>&- 7<&- 9>&- || status=$?
        echo "$status" >&6
    } >"$servers/host$number.log" 9>&- &
}

# The embedded host ends with its input; Spin does not look at it.
until_let_go() {
    if [ -z "${SPIN_BIN:-}" ]; then
        "$@"
        return
    fi
    exec 5<&0
    "$@" </dev/null 5<&- &
    spin=$!
    {
        cat >/dev/null
        kill -s KILL "$spin"
    } <&5 >/dev/null 2>&1 &
    exec 5<&-
    wait "$spin"
}

# The first one makes the tables.
host 1 "$@"
said $! "$servers/host1.log"
first=$address
second=
if [ "${HOSTS:-2}" = 2 ]; then
    for argument; do
        if [ "$argument" = --no-schedule ]; then unscheduled=yes; fi
    done
    if [ -z "${SPIN_BIN:-}${unscheduled:-}" ]; then set -- "$@" --no-schedule; fi
    host 2 "$@"
    said $! "$servers/host2.log"
    second="server $address;"
fi

mkdir -p "$servers/nginx"
rm -f "$servers/nginx/pid"
port=$((8000 + $$ % 12000))
while :; do
    case $listen in '' | *:0) at=127.0.0.1:$port ;; *) at=$listen ;; esac
    cat >"$servers/nginx.conf" <<END
worker_processes 1;
# As whoever starts it, root too.
master_process off;
daemon off;
pid $servers/nginx/pid;
error_log stderr error;
events { worker_connections 4096; }
http {
    access_log off;
    client_body_temp_path $servers/nginx/body;
    proxy_temp_path $servers/nginx/proxy;
    fastcgi_temp_path $servers/nginx/fastcgi;
    uwsgi_temp_path $servers/nginx/uwsgi;
    scgi_temp_path $servers/nginx/scgi;
    # As in deploy/nginx.conf; what is wrong with a shorter one the hotline says.
    client_max_body_size 9m;
    large_client_header_buffers 8 64k;
    ignore_invalid_headers off;
    underscores_in_headers on;
    upstream hotline {
        server $first;
        $second
        keepalive 64;
        keepalive_timeout 30s;
    }
    server {
        listen $at;
        location / {
            proxy_pass http://hotline;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_set_header Host \$http_host;
            proxy_set_header X-Forwarded-For \$proxy_add_x_forwarded_for;
            proxy_set_header X-Forwarded-Proto $scheme;
            # Whatever the client calls it.
            proxy_set_header X-Request-Id \$request_id;
            proxy_buffering off;
            proxy_read_timeout 65s;
            # Each request is one host's, for better or worse.
            proxy_next_upstream off;
        }
    }
}
END
    nginx -p "$servers/nginx" -c "$servers/nginx.conf" -e stderr <&7 >"$servers/nginx.log" 2>&1 6>&- 7<&- 9>&- &
    nginx=$!
    until [ -s "$servers/nginx/pid" ]; do
        kill -0 "$nginx" 2>/dev/null || break
        if grep -qs "in use" "$servers/nginx.log"; then kill "$nginx"; break; fi
        sleep 0.02
    done
    if [ -s "$servers/nginx/pid" ] && ! grep -qs "in use" "$servers/nginx.log"; then break; fi
    if ! grep -qs "in use" "$servers/nginx.log"; then cat "$servers/nginx.log" >&2; exit 1; fi
    if [ "$at" = "$listen" ]; then echo "cannot listen on $at: in use" >&2; exit 1; fi
    port=$((port + 1))
done
{
    cat >/dev/null
    kill "$nginx"
} <&7 >/dev/null 2>&1 6>&- 7<&- 9>&- &
exec 7<&-

echo "Serving http://$at"
read -r status <&6
exit "$status"
