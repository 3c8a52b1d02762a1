"""Where things are, and how a check says that something is wrong."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
KUBERNETES = DEPLOY / "kubernetes"
OVERLAYS = ["one-city", "with-stores", "many-cities"]


def finish(problems, what):
    """Ends the program: with what is wrong, or with what was looked at."""
    for problem in problems:
        print(f"error: {problem}", file=sys.stderr)
    if problems:
        sys.exit(1)
    print(what)
