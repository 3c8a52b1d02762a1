"""Whether call.sh calls as the embedded host does, and whether figures.py writes what Prometheus reads, of a hotline that answers
as schemas/openapi.json says."""

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from here import DEPLOY, KUBERNETES, ROOT, finish
from stub import Stub

OPENAPI = json.loads((ROOT / "schemas/openapi.json").read_text(encoding="utf-8"))
problems = []


def expect(what, found, wanted):
    if found != wanted:
        problems.append(f"{what}: {found} instead of {wanted}")


def called(answers, *arguments):
    """How call.sh ends on a hotline that answers so, and what that was asked."""
    with Stub(answers) as stub:
        environment = {"PATH": os.environ["PATH"], "HOTLINE_URL": stub.url, "TICK_KEY": "s3cret", "no_proxy": "*"}
        script = KUBERNETES / "base/call.sh"
        done = subprocess.run(["sh", script, *arguments], env=environment, capture_output=True, text=True, check=False, timeout=60)
        return done, stub


def more(times):
    return lambda _, before: (200, {"reminded": 0, "more": before < times})


done, stub = called(more(3), "/v1/tick")
expect("calls while there is more to do", [seen[:2] for seen in stub.seen], [("POST", "/v1/tick")] * 4)
expect("how it ends", done.returncode, 0)
expect("the key", stub.headers(0).get("x-api-key"), ["s3cret"])
expect("the kind of body", stub.headers(0).get("content-type"), ["application/json"])
done, stub = called(more(1000), "/v1/tick")
expect("calls in a row at most", len(stub.seen), 100)
done, stub = called(lambda *_: (503, {"more": True}), "/v1/tick")
expect("how it ends when a call fails", (done.returncode, len(stub.seen)), (1, 1))
if "503" not in done.stderr:
    problems.append(f"it does not say how a call failed: {done.stderr}")
done, stub = called(lambda _, before: (503 if before == 0 else 200, {"more": False}), "/v1/deliver", "1", "2")
expect("one that failed and then went well", done.returncode, 0)
if not 2 <= len(stub.seen) <= 4:
    problems.append(f"in two seconds it called {len(stub.seen)} times")
# dash and busybox take what POSIX has, and others are not asked here.
if re.search(r"\[\[|\bfunction\b|\blocal\b", (KUBERNETES / "base/call.sh").read_text(encoding="utf-8")):
    problems.append("call.sh is written for another shell than sh")


def example(path):
    """The document's own example of an answer."""
    return OPENAPI["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["example"]


def answers(path, _):
    path, _, query = path.partition("?")
    body = example(path)
    if path == "/v1/webhooks":
        # Two pages of one receiver each, one of which takes nothing.
        first = not query
        hook = dict(body["items"][0], pending=5, dead=1, failing_since="2026-11-23T10:00:00+08:00" if first else None)
        body = {"items": [hook], "next": "AAAA" if first else None}
    return 200, body


with Stub(answers) as stub, tempfile.TemporaryDirectory() as folder:
    file = Path(folder) / "minsheng.prom"
    environment = {"PATH": os.environ["PATH"], "MINSHENG_URL": stub.url, "MINSHENG_TOKEN": "token", "no_proxy": "*"}
    figures = [sys.executable, DEPLOY / "prometheus/figures.py", file]
    done = subprocess.run(figures, env=environment, capture_output=True, text=True, check=False)
    expect("figures.py", (done.returncode, done.stderr), (0, ""))
    text = file.read_text(encoding="utf-8") if file.exists() else ""
    states = example("/v1/tickets/counts")["states"]
    for line in [f'minsheng_tickets_open{{state="{state}"}} {number}' for state, number in states.items()] + [
        'minsheng_tickets_owed{what="finish_late"} 1', "minsheng_tickets_to_review 1", 'minsheng_tickets_supervised{level="3"} 1',
        "minsheng_deliveries_waiting 10", "minsheng_deliveries_dead 2", "minsheng_webhooks_failing 1",
    ]:
        if line not in text.splitlines():
            problems.append(f"figures.py does not write {line}")
    for number in range(len(stub.seen)):
        expect("the token", stub.headers(number).get("authorization"), ["Bearer token"])
    if "promtool" in sys.argv[1:]:
        told = subprocess.run(["promtool", "check", "metrics"], input=text, capture_output=True, text=True, check=False)
        expect("what promtool says of the figures", (told.returncode, told.stderr), (0, ""))
    before = text
    environment["MINSHENG_URL"] = "http://127.0.0.1:1"
    done = subprocess.run(figures, env=environment, capture_output=True, text=True, check=False)
    expect("figures.py without a hotline fails and leaves what it wrote", (done.returncode != 0, file.read_text(encoding="utf-8")), (True, before))
finish(problems, "call.sh and figures.py do what they say")
