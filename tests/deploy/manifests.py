"""Whether what is handed to a cluster is what Kubernetes and SpinKube take, and fits together and fits spin.toml.

Kubernetes' own schemas are those of the package kubernetes-validate, in which nothing may stand that they do not name; SpinKube's
are in schemas/, as far as they are used. At the end it is tried whether mistakes are found: a check that finds nothing is none.
"""

import copy
import json
import tomllib
from pathlib import Path

import jsonschema
import kubernetes_validate

from here import KUBERNETES, OVERLAYS, ROOT, finish
from kustomization import build, by_name, load

VERSION = "1.31"
SPINKUBE = "core.spinkube.dev/v1alpha1"
APP = {"core.spinkube.dev/app-name": "minsheng"}
SPIN = tomllib.loads((ROOT / "spin.toml").read_text(encoding="utf-8"))
SCHEDULES = SPIN["application"]["tool"]["minsheng-host"]["schedule"]
ROUTES = {trigger["route"] for trigger in SPIN["trigger"]["http"] if isinstance(trigger["route"], str)}
# What a person makes, and never a file here: docs/DEPLOYING.md.
SECRETS = {
    "minsheng-variables": {"jwt_secret", "data_keys", "tick_key"},
    "minsheng-stores": {"libsql_public_key", "redis_password"},
}


def misshapen(each):
    """What its schema says against one object."""
    name = f"{each.get('kind')} {each.get('metadata', {}).get('name')}"
    try:
        if each["apiVersion"] == SPINKUBE:
            schema = Path(__file__).with_name("schemas") / f"{each['kind'].lower()}.json"
            jsonschema.validate(each, json.loads(schema.read_text(encoding="utf-8")))
        else:
            kubernetes_validate.validate(each, VERSION, strict=True)
    except jsonschema.ValidationError as error:
        return [f"{name}: {'.'.join(map(str, error.absolute_path))}: {error.message}"]
    except kubernetes_validate.SchemaNotFoundError as error:
        return [f"{name}: {error.message}"]
    except FileNotFoundError:
        return [f"{name}: there is no schema for it"]
    return []


def of_kind(objects, kind):
    return [each for each in objects if each["kind"] == kind]


def pods(objects):
    """The pods' templates, with the names of what they are of."""
    for each in objects:
        if each["kind"] == "CronJob":
            yield each["metadata"]["name"], each["spec"]["jobTemplate"]["spec"]["template"]
        elif each["kind"] == "StatefulSet":
            yield each["metadata"]["name"], each["spec"]["template"]


def references(value):
    """Every secret's key that is named somewhere in a value."""
    if isinstance(value, dict):
        if "secretKeyRef" in value:
            yield value["secretKeyRef"]["name"], value["secretKeyRef"]["key"]
        value = list(value.values())
    if isinstance(value, list):
        for part in value:
            yield from references(part)


def labels_of_pods(objects):
    yield APP
    for _, template in pods(objects):
        yield template["metadata"]["labels"]


def selects(selector, labels):
    for key, value in selector.get("matchLabels", {}).items():
        if labels.get(key) != value:
            return False
    return all(labels.get(each["key"]) in each["values"] for each in selector.get("matchExpressions", []))


def of_app(objects):
    (app,) = of_kind(objects, "SpinApp")
    spec = app["spec"]
    names = [variable["name"] for variable in spec["variables"]]
    for name in names:
        if name not in SPIN["variables"]:
            yield f"spin.toml has no variable {name}"
    for name, rules in SPIN["variables"].items():
        if rules.get("required") and name not in names:
            yield f"the variable {name} is required and not set"
    if len(set(names)) != len(names):
        yield "a variable is set twice"
    if spec["executor"] not in [each["metadata"]["name"] for each in of_kind(objects, "SpinAppExecutor")]:
        yield f"there is no executor {spec['executor']} in its namespace"
    for probe, check in spec["checks"].items():
        path = check["httpGet"]["path"]
        if path != "/.well-known/spin/health" and path not in ROUTES:
            yield f"{probe} asks {path}, which no route serves"


def of_schedules(objects):
    wanted = {each["path"]: each["every_seconds"] for each in SCHEDULES}
    found = {}
    for each in of_kind(objects, "CronJob"):
        (container,) = each["spec"]["jobTemplate"]["spec"]["template"]["spec"]["containers"]
        path, *often = container["command"][2:]
        found[path] = int(often[0]) if often else 60
        if each["spec"]["schedule"] != "* * * * *":
            yield f"{each['metadata']['name']} does not begin each minute"
    if found != wanted:
        yield f"spin.toml schedules {wanted}, and the CronJobs {found}"


def of_names(objects):
    """Whether whatever names something names what there is."""
    (app,) = of_kind(objects, "SpinApp")
    app = app["metadata"]["name"]
    (scaler,) = of_kind(objects, "HorizontalPodAutoscaler")
    (target, kind) = (scaler["spec"]["scaleTargetRef"]["name"], scaler["spec"]["scaleTargetRef"]["kind"])
    if (target, kind) != (app, "Deployment"):
        yield f"what is scaled is {kind} {target}, and the operator makes Deployment {app}"
    if scaler["spec"]["minReplicas"] < 2:
        yield "one pod alone cannot be moved without the hotline being away"
    services = {each["metadata"]["name"] for each in of_kind(objects, "Service")} | {app}
    for ingress in of_kind(objects, "Ingress"):
        hosts = {rule["host"] for rule in ingress["spec"]["rules"]}
        certified = {host for tls in ingress["spec"]["tls"] for host in tls["hosts"]}
        if hosts != certified:
            yield f"the ingress serves {sorted(hosts)} and has certificates for {sorted(certified)}"
        (spin,) = of_kind(objects, "SpinApp")
        public = [v.get("value") for v in spin["spec"]["variables"] if v["name"] == "public_url"]
        if public != [f"https://{host}" for host in hosts]:
            yield f"public_url is {public}, and the ingress serves {sorted(hosts)}"
        for rule in ingress["spec"]["rules"]:
            for path in rule["http"]["paths"]:
                if path["backend"]["service"]["name"] not in services:
                    yield f"the ingress leads to the service {path['backend']['service']['name']}, which is not there"
    for secret, key in references(objects):
        if key not in SECRETS.get(secret, ()):
            yield f"nobody is told to make {key} in the secret {secret}"
    maps = {each["metadata"]["name"]: each["data"] for each in of_kind(objects, "ConfigMap")}
    for name, template in pods(objects):
        for volume in template["spec"].get("volumes", []):
            if "configMap" in volume and volume["configMap"]["name"] not in maps:
                yield f"{name} mounts the ConfigMap {volume['configMap']['name']}, which is not there"


def of_network(objects):
    policies = of_kind(objects, "NetworkPolicy")
    if not any(each["spec"]["podSelector"] == {} and set(each["spec"]["policyTypes"]) == {"Ingress", "Egress"}
               and "ingress" not in each["spec"] and "egress" not in each["spec"] for each in policies):
        yield "nothing is forbidden where nothing is said"
    labels = list(labels_of_pods(objects))
    for policy in policies:
        peers = [peer for rule in policy["spec"].get("ingress", []) for peer in rule["from"]]
        peers += [peer for rule in policy["spec"].get("egress", []) for peer in rule["to"]]
        own = [peer["podSelector"] for peer in peers if "podSelector" in peer and "namespaceSelector" not in peer]
        for selector in [policy["spec"]["podSelector"], *own]:
            if not any(selects(selector, each) for each in labels):
                yield f"the policy {policy['metadata']['name']} selects no pod by {selector}"
    for budget in of_kind(objects, "PodDisruptionBudget"):
        if not selects(budget["spec"]["selector"], APP):
            yield "the disruption budget is not the hotline's"


def of_pods(objects):
    for name, template in pods(objects):
        spec = template["spec"]
        if spec.get("automountServiceAccountToken") is not False or not spec["securityContext"].get("runAsNonRoot"):
            yield f"{name} may do more than it needs"
        for container in spec["containers"]:
            security = container.get("securityContext", {})
            if security.get("allowPrivilegeEscalation") is not False or security.get("capabilities") != {"drop": ["ALL"]}:
                yield f"{name} keeps capabilities"
            if "limits" not in container.get("resources", {}):
                yield f"{name} may take all the memory there is"
            if ":" not in container["image"].rsplit("/", 1)[-1] or container["image"].endswith(":latest"):
                yield f"{name} runs {container['image']}, whatever that is by then"


def problems_of(objects):
    """Everything that is wrong with what one overlay makes."""
    problems = [text for each in objects for text in misshapen(each)]
    if problems:
        return problems
    by_name(objects)
    spaces = [each["metadata"]["name"] for each in of_kind(objects, "Namespace")]
    for each in objects:
        if each["kind"] != "Namespace" and each["metadata"].get("namespace") not in spaces:
            problems.append(f"{each['kind']} {each['metadata']['name']} is in no namespace that is made here")
    for space in spaces:
        own = [each for each in objects if each["metadata"].get("namespace") == space]
        for check in (of_app, of_schedules, of_names, of_network, of_pods):
            problems += [f"{space}: {text}" for text in check(own)]
    return problems


def stores():
    """Whether the stores that Spin is told of are those that the component makes."""
    folder = KUBERNETES / "components/stores"
    told = tomllib.loads((folder / "runtime-config.toml").read_text(encoding="utf-8"))
    services = {each["metadata"]["name"]: each["spec"]["ports"][0]["port"]
                for name in ("libsql.yaml", "redis.yaml") for each in load(folder / name) if each["kind"] == "Service"}
    expected = {"libsql": f"http://libsql:{services['libsql']}", "redis": f"redis:{services['redis']}"}
    database, store = told["sqlite_database"]["default"], told["key_value_store"]["default"]
    if (database["type"], database["url"]) != ("libsql", expected["libsql"]) or "token" not in database:
        yield f"runtime-config.toml names another libSQL server than {expected['libsql']}"
    if store["type"] != "redis" or not store["url"].endswith("@" + expected["redis"]):
        yield f"runtime-config.toml names another Redis than {expected['redis']}"


def find(objects, kind, name=None):
    return next(each for each in objects if each["kind"] == kind and name in (None, each["metadata"]["name"]))


# Mistakes of the kind that people make, and a part of what has to be said of each.
MISTAKES = [
    ("a field that is no field", "restartPolice", lambda o: find(o, "CronJob")["spec"]["jobTemplate"]["spec"]["template"]["spec"].update(restartPolice="Never")),
    ("a number as a word", "maxReplicas", lambda o: find(o, "HorizontalPodAutoscaler")["spec"].update(maxReplicas="six")),
    ("a kind that there is not", "Couldn't find schema", lambda o: find(o, "Ingress").update(apiVersion="networking.k8s.io/v1beta1")),
    ("a field that SpinApp has not", "replica", lambda o: find(o, "SpinApp")["spec"].update(replica=2)),
    ("replicas beside autoscaling", "SpinApp minsheng: spec", lambda o: find(o, "SpinApp")["spec"].update(replicas=2)),
    ("a probe without a path", "path", lambda o: find(o, "SpinApp")["spec"]["checks"]["liveness"].update(httpGet={})),
    ("a variable that nobody reads", "no variable jwt_secrets", lambda o: find(o, "SpinApp")["spec"]["variables"][0].update(name="jwt_secrets")),
    ("a probe of what is not there", "/v1/readyz", lambda o: find(o, "SpinApp")["spec"]["checks"]["readiness"]["httpGet"].update(path="/v1/readyz")),
    ("a scheduled call less", "spin.toml schedules", lambda o: o.remove(find(o, "CronJob", "minsheng-deliver"))),
    ("a secret that nobody makes", "the secret minsheng-variable", lambda o: find(o, "SpinApp")["spec"]["variables"][0]["valueFrom"]["secretKeyRef"].update(name="minsheng-variable")),
    ("another deployment", "what is scaled", lambda o: find(o, "HorizontalPodAutoscaler")["spec"]["scaleTargetRef"].update(name="hotline")),
    ("a policy for nobody", "selects no pod", lambda o: find(o, "NetworkPolicy", "scheduled")["spec"]["podSelector"].update(matchLabels={"a": "b"})),
    ("no policy for the rest", "nothing is forbidden", lambda o: o.remove(find(o, "NetworkPolicy", "nobody"))),
    ("a certificate for another", "has certificates for", lambda o: find(o, "Ingress")["spec"]["tls"][0].update(hosts=["example.org"])),
    ("an image of any version", "whatever that is", lambda o: find(o, "CronJob")["spec"]["jobTemplate"]["spec"]["template"]["spec"]["containers"][0].update(image="curlimages/curl")),
]


def main():
    problems = list(stores())
    for overlay in OVERLAYS:
        objects = build(KUBERNETES / "overlays" / overlay)
        problems += [f"{overlay}: {text}" for text in problems_of(objects)]
    good = build(KUBERNETES / "overlays/one-city")
    for name, expected, mistake in MISTAKES:
        bad = copy.deepcopy(good)
        mistake(bad)
        said = problems_of(bad)
        if not any(expected in text for text in said):
            problems.append(f"the mistake `{name}` is not found: {said}")
    finish(problems, f"{', '.join(OVERLAYS)} are as Kubernetes {VERSION} and SpinKube want them, and {len(MISTAKES)} mistakes are found")


main()
