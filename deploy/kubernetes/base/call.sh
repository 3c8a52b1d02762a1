#!/bin/sh
# call.sh PATH [PAUSE TIME]
#
# Makes a scheduled call, and again at once while its answer says that there is more to do, as the embedded host does by itself.
# With PAUSE it goes on after so many seconds, until TIME seconds are over: a CronJob begins once a minute at most, and some
# calls are due each second. How the last row of calls went is how this ends.
set -eu
path=$1 pause=${2:-} end=$(($(date +%s) + ${3:-0}))

once() {
    # The key goes by standard input: whoever lists processes does not see it.
    printf 'header = "X-API-Key: %s"\n' "$TICK_KEY" |
        curl --config - --fail --silent --show-error --max-time 65 --request POST \
            --header 'Content-Type: application/json' "$HOTLINE_URL$path"
}

row() {
    calls=0
    while [ "$calls" -lt 100 ]; do
        answer=$(once) || return 1
        calls=$((calls + 1))
        case $answer in
        *'"more":true'*) ;;
        *) return 0 ;;
        esac
    done
}

while :; do
    failed=0
    row || failed=1
    if [ -z "$pause" ] || [ "$(date +%s)" -ge "$end" ]; then
        exit "$failed"
    fi
    sleep "$pause"
done
