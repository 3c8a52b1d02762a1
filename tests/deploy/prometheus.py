"""Whether Prometheus takes rules, their tests, the scraping and every question of the dashboard and of docs/SEEING.md; and whether
each alert is tried, both where it has to fire and where it must not."""

import json
import re
import subprocess
import tempfile
from pathlib import Path

import yaml

from here import DEPLOY, ROOT, finish

FOLDER = DEPLOY / "prometheus"
problems = []


def promtool(*arguments):
    done = subprocess.run(["promtool", *arguments], cwd=FOLDER, capture_output=True, text=True, check=False)
    return done.returncode == 0, (done.stdout + done.stderr).strip()


for arguments in (["check", "rules", "alerts.yml"], ["test", "rules", "alerts_test.yml"], ["check", "config", "scrape.yml"]):
    good, said = promtool(*arguments)
    if not good:
        problems.append(f"promtool {' '.join(arguments)}: {said}")

rules = yaml.safe_load((FOLDER / "alerts.yml").read_text(encoding="utf-8"))
alerts = {rule["alert"] for group in rules["groups"] for rule in group["rules"] if "alert" in rule}
tests = yaml.safe_load((FOLDER / "alerts_test.yml").read_text(encoding="utf-8"))
tried = [each for test in tests["tests"] for each in test["alert_rule_test"]]
fires = {each["alertname"] for each in tried if each["exp_alerts"]}
rests = {each["alertname"] for each in tried if not each["exp_alerts"]}
problems += [f"nobody tries that {name} fires" for name in sorted(alerts - fires)]
problems += [f"nobody tries that {name} does not fire too early" for name in sorted(alerts - rests)]

dashboard = json.loads((DEPLOY / "grafana/minsheng.json").read_text(encoding="utf-8"))
panels = [panel for panel in dashboard["panels"] if panel["type"] != "row"]
if len({panel["id"] for panel in dashboard["panels"]}) != len(dashboard["panels"]):
    problems.append("two panels have one id")
questions = [target["expr"] for panel in panels for target in panel["targets"]]
seeing = (ROOT / "docs/SEEING.md").read_text(encoding="utf-8")
written = re.findall(r"```promql\n(.*?)```", seeing, re.DOTALL)
if not questions or not written:
    problems.append("the dashboard or docs/SEEING.md asks nothing")


def takes(questions):
    """Prometheus reads questions where they are rules."""
    asked = [question.replace("$__rate_interval", "5m").replace("$job", "minsheng") for question in questions]
    groups = [{"name": "asked", "rules": [{"record": f"asked:{n}", "expr": text} for n, text in enumerate(asked)]}]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "asked.yml"
        file.write_text(yaml.safe_dump({"groups": groups}), encoding="utf-8")
        return promtool("check", "rules", str(file))


good, said = takes(questions + written)
if not good:
    problems.append(f"a question cannot be read: {said}")
if takes(["sum(minsheng_instances"])[0]:
    problems.append("a question without an end is taken")
finish(problems, f"{len(alerts)} alerts are tried, {len(questions)} questions of the dashboard and {len(written)} of SEEING are read")
