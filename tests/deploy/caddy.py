"""Whether Caddy takes the Caddyfile, and does with requests what README.md wants of a proxy. It runs here as it is, but for
addresses and TLS."""

import re
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from here import DEPLOY, finish
from stub import Stub

FILE = DEPLOY / "Caddyfile"
problems = []


def run(*arguments, file=FILE):
    command = ["caddy", *arguments, "--config", file, "--adapter", "caddyfile"]
    return subprocess.run(command, capture_output=True, text=True, check=False)


done = run("validate")
if done.returncode != 0:
    problems.append(f"caddy validate: {done.stderr.strip().splitlines()[-1]}")
formatted = subprocess.run(["caddy", "fmt", FILE], capture_output=True, text=True, check=False).stdout
if formatted != FILE.read_text(encoding="utf-8"):
    problems.append("caddy fmt would write the Caddyfile in another way")


def free():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def asked(port, path, headers, body=None):
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", data=body, headers=headers)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=10) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def tried(port, stub):
    """What goes through is as the hotline counts on it."""
    forged = {"X-Forwarded-For": "9.9.9.9", "X-Request-Id": "forged", "Query-Code": "kept"}
    if asked(port, "/v1/departments", forged) != 200:
        yield "a request does not go through"
        return
    got = stub.headers(0)
    if got.get("x-forwarded-for") != ["127.0.0.1"]:
        yield f"X-Forwarded-For is {got.get('x-forwarded-for')}"
    if len(got.get("x-request-id", [])) != 1 or not re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", got["x-request-id"][0]):
        yield f"X-Request-Id is {got.get('x-request-id')}"
    if got.get("query-code") != ["kept"]:
        yield "a header of the client's is lost"
    if asked(port, "/v1/tickets", {}, b"x" * (10 << 20)) not in (413, 502):
        yield "a body of 10 MiB goes through"


with tempfile.TemporaryDirectory() as folder, Stub(lambda *_: (200, {})) as stub:
    port = free()
    text = FILE.read_text(encoding="utf-8")
    changes = [("{\n\tservers {", "{\n\tadmin off\n\tservers {"), ("hotline.example.org {", f"http://127.0.0.1:{port} {{"),
               ("127.0.0.1:3000", f"127.0.0.1:{stub.port}")]
    for delivered, here in changes:
        if text.count(delivered) != 1:
            problems.append(f"`{delivered}` is not in the Caddyfile once")
        text = text.replace(delivered, here)
    file = Path(folder) / "Caddyfile"
    file.write_text(text, encoding="utf-8")
    bad = Path(folder) / "Badfile"
    bad.write_text(text.replace("max_size", "most_size"), encoding="utf-8")
    if run("validate", file=bad).returncode == 0:
        problems.append("a word that there is not is taken")
    environment = {"HOME": folder, "PATH": "/usr/bin:/bin", "XDG_DATA_HOME": folder, "XDG_CONFIG_HOME": folder}
    which = subprocess.run(["sh", "-c", "command -v caddy"], capture_output=True, text=True, check=True).stdout.strip()
    with subprocess.Popen([which, "run", "--config", file, "--adapter", "caddyfile"], env=environment,
                          stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as caddy:
        try:
            for _ in range(500):
                with socket.socket() as knock:
                    if caddy.poll() is not None or knock.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.02)
            if caddy.poll() is None:
                problems += tried(port, stub)
            else:
                problems.append(f"caddy does not run: {caddy.stderr.read()}")
        finally:
            caddy.terminate()
finish(problems, "caddy takes the Caddyfile and does what it says")
