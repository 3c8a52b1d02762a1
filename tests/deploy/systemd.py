"""Whether systemd takes the units, and how little they may do.

The programs that the units start are not on this machine, so that `true` and `sh` stand in for them.
"""

import re
import subprocess
import tempfile
from pathlib import Path

from here import DEPLOY, finish

# What `systemd-analyze security` calls exposure, from 0 to 10; above 2 something that was closed is open.
MOST = 2.0

problems = []
units = [path for path in sorted((DEPLOY / "systemd").iterdir()) if path.suffix in (".service", ".timer")]
with tempfile.TemporaryDirectory() as folder:
    copies = []
    for unit in units:
        text = unit.read_text(encoding="utf-8").replace("ExecStart=/usr/local/bin/minsheng-host ", "ExecStart=/bin/true ")
        text = text.replace("ExecStart=/usr/local/bin/minsheng ", "ExecStart=/bin/true ")
        copy = Path(folder) / unit.name
        copy.write_text(text, encoding="utf-8")
        copies.append(copy)
    done = subprocess.run(["systemd-analyze", "verify", *copies], capture_output=True, text=True, check=False)
    # It also ends well when it has only warned of a key that it does not know.
    if done.returncode != 0 or any(copy.name in done.stderr for copy in copies):
        problems.append(f"systemd-analyze verify: {done.stderr.strip()}")
    for copy in copies:
        if copy.suffix == ".service":
            told = subprocess.run(["systemd-analyze", "security", "--offline=true", "--no-pager", copy],
                                  capture_output=True, text=True, check=False)
            level = re.search(r"Overall exposure level for \S+: ([0-9.]+)", told.stdout)
            if level is None or float(level[1]) > MOST:
                problems.append(f"{copy.name} is open to more than it needs: {level and level[1]} {told.stderr.strip()}")
    # A check that takes whatever it is given is none.
    bad = Path(folder) / "bad.service"
    bad.write_text(copies[0].read_text(encoding="utf-8").replace("ProtectHome=", "ProtectHouse="), encoding="utf-8")
    said = subprocess.run(["systemd-analyze", "verify", bad], capture_output=True, text=True, check=False).stderr
    if "ProtectHouse" not in said:
        problems.append(f"a key that there is not is taken: {said}")
finish(problems, f"systemd takes {', '.join(unit.name for unit in units)}")
