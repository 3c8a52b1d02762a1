"""Whether hadolint has something to say of the Containerfile, and whether it copies what spin.toml names and starts the host
with options that it has."""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from here import DEPLOY, ROOT, finish

FILE = DEPLOY / "Containerfile"
hadolint = Path(sys.executable).with_name("hadolint")
problems = []


def lint(file):
    return subprocess.run([hadolint, "--no-color", file], capture_output=True, text=True, check=False)


done = lint(FILE)
if done.returncode != 0:
    problems.append(done.stdout.strip() + done.stderr.strip())
text = FILE.read_text(encoding="utf-8")
sources = set(re.findall(r'^source = "(.*)/[^/]+\.wasm"', (ROOT / "spin.toml").read_text(encoding="utf-8"), re.MULTILINE))
for source in sources:
    if f"/out/{source}/" not in text:
        problems.append(f"spin.toml looks for components in {source}, which is not copied")
known = re.findall(r"^\| `(--[a-z-]+)", (ROOT / "docs/OPERATIONS.md").read_text(encoding="utf-8"), re.MULTILINE)
places = [FILE, DEPLOY / "systemd/minsheng.service"]
for place in places:
    starts = re.findall(r"^(?:ENTRYPOINT|CMD|ExecStart=).*", place.read_text(encoding="utf-8"), re.MULTILINE)
    for option in re.findall(r"(?<![a-z])--[a-z-]+", " ".join(starts)):
        if option not in known:
            problems.append(f"{place.name}: the host has no option {option}")
    if not starts:
        problems.append(f"{place.name} starts nothing")
if not re.search(r"^USER [1-9][0-9]*", text, re.MULTILINE):
    problems.append("it would run as root")
with tempfile.TemporaryDirectory() as folder:
    bad = Path(folder) / "Containerfile"
    bad.write_text(text.replace("debian:bookworm-slim", "debian:latest"), encoding="utf-8")
    if lint(bad).returncode == 0:
        problems.append("an image of any version is taken")
finish(problems, "hadolint takes the Containerfile, and what it copies and starts is there")
