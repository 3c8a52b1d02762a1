#!/usr/bin/env python3
"""Writes the hotline's figures as Prometheus wants them, for node_exporter's textfile collector.

    MINSHENG_TOKEN=... figures.py [FILE]

The host's own /metrics asks no component; what the city's tickets are like is asked here, of two operations that there are
anyway: GET /v1/tickets/counts and GET /v1/webhooks. MINSHENG_URL says where the hotline is, http://127.0.0.1:3000 if nothing
does. The token is an administrator's, since only those see webhooks; nothing personal is read or written. Without FILE the text
goes to standard output.
"""

import json
import os
import sys
import time
import urllib.request

HELP = {
    "minsheng_tickets_open": "Open tickets by state; `pending` are those that the machine has not understood yet",
    "minsheng_tickets_owed": "Open tickets by what somebody owes them; `finish_late` are overdue",
    "minsheng_tickets_to_review": "Open tickets whose classification wants a person",
    "minsheng_tickets_supervised": "Open tickets under supervision of this level or above",
    "minsheng_deliveries_waiting": "Events that webhooks have not taken yet",
    "minsheng_deliveries_dead": "Events that are tried no more",
    "minsheng_webhooks_failing": "Webhooks whose receivers take nothing",
    "minsheng_figures_timestamp_seconds": "When these figures were asked for",
}


def ask(path):
    url = os.environ.get("MINSHENG_URL", "http://127.0.0.1:3000") + path
    request = urllib.request.Request(url, headers={"Authorization": "Bearer " + os.environ["MINSHENG_TOKEN"]})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def webhooks():
    path = "/v1/webhooks"
    while path:
        page = ask(path)
        yield from page["items"]
        path = page.get("next") and "/v1/webhooks?cursor=" + page["next"]


def samples():
    counts = ask("/v1/tickets/counts")
    for state, number in sorted(counts["states"].items()):
        yield "minsheng_tickets_open", f'state="{state}"', number
    for what, number in sorted(counts["owes"].items()):
        yield "minsheng_tickets_owed", f'what="{what}"', number
    yield "minsheng_tickets_to_review", "", counts["needs_review"]
    for level, number in enumerate(counts["supervision"], 1):
        yield "minsheng_tickets_supervised", f'level="{level}"', number
    hooks = list(webhooks())
    yield "minsheng_deliveries_waiting", "", sum(hook["pending"] for hook in hooks)
    yield "minsheng_deliveries_dead", "", sum(hook["dead"] for hook in hooks)
    yield "minsheng_webhooks_failing", "", sum(hook.get("failing_since") is not None for hook in hooks)
    yield "minsheng_figures_timestamp_seconds", "", int(time.time())


def text():
    lines, named = [], set()
    for name, labels, number in samples():
        if name not in named:
            lines += [f"# HELP {name} {HELP[name]}", f"# TYPE {name} gauge"]
            named.add(name)
        lines.append(f"{name}{{{labels}}} {number}" if labels else f"{name} {number}")
    return "\n".join(lines) + "\n"


def main(arguments):
    if not arguments:
        sys.stdout.write(text())
        return
    # As a whole or not at all: the collector may look at any moment.
    new = arguments[0] + ".new"
    written = text()
    with open(new, "w", encoding="utf-8") as file:
        file.write(written)
    os.replace(new, arguments[0])


if __name__ == "__main__":
    main(sys.argv[1:])
