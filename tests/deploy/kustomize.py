"""Whether a real kustomize makes of each overlay what kustomization.py makes of it."""

import subprocess
import sys

import yaml

from here import KUBERNETES, OVERLAYS, finish
from kustomization import build, by_name

problems = []
for overlay in OVERLAYS:
    folder = KUBERNETES / "overlays" / overlay
    done = subprocess.run([*sys.argv[1:], str(folder)], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        problems.append(f"{overlay}: {done.stderr.strip()}")
        continue
    theirs, ours = by_name(yaml.safe_load_all(done.stdout)), by_name(build(folder))
    problems += [f"{overlay}: {name} is only in one of the two" for name in sorted(set(theirs) ^ set(ours))]
    problems += [f"{overlay}: {name} is another" for name in sorted(set(theirs) & set(ours)) if theirs[name] != ours[name]]
finish(problems, f"a real kustomize agrees about {', '.join(OVERLAYS)}")
