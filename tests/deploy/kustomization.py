"""Makes of an overlay what kustomize makes of it, for as much of kustomize as deploy/kubernetes uses; anything else is refused.

kustomize.py compares the two where a kustomize is. Without one the manifests are checked all the same.
"""

import copy
from pathlib import Path

import yaml

FIELDS = {
    "apiVersion", "kind", "namespace", "resources", "components", "patches", "labels", "generatorOptions", "configMapGenerator",
}


def load(path):
    with open(path, encoding="utf-8") as file:
        return [document for document in yaml.safe_load_all(file) if document is not None]


def build(folder, objects=None):
    """The objects of a folder with a kustomization.yaml; a component works on those that are there already."""
    folder = Path(folder)
    (wanted,) = load(folder / "kustomization.yaml")
    unknown = set(wanted) - FIELDS
    if unknown:
        raise ValueError(f"{folder}: this reader does not know {sorted(unknown)}")
    objects = objects if objects is not None else []
    for name in wanted.get("resources", []):
        path = folder / name
        objects += build(path) if path.is_dir() else load(path)
    for name in wanted.get("components", []):
        build(folder / name, objects)
    for generator in wanted.get("configMapGenerator", []):
        if not wanted.get("generatorOptions", {}).get("disableNameSuffixHash"):
            raise ValueError(f"{folder}: this reader makes no hashes for the names of what is generated")
        data = {Path(file).name: (folder / file).read_text(encoding="utf-8") for file in generator["files"]}
        objects.append({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": generator["name"]}, "data": data})
    for each in objects:
        if "namespace" in wanted and each["kind"] != "Namespace":
            each["metadata"]["namespace"] = wanted["namespace"]
    for patch in wanted.get("patches", []):
        target = patch["target"]
        hit = [o for o in objects if (o["kind"], o["metadata"]["name"]) == (target["kind"], target["name"])]
        if not hit:
            raise ValueError(f"{folder}: nothing is {target['kind']} {target['name']}")
        for each in hit:
            for step in yaml.safe_load(patch["patch"]):
                apply(each, step)
    for labels in wanted.get("labels", []):
        if set(labels) != {"pairs"}:
            raise ValueError(f"{folder}: this reader puts labels on objects and nowhere else")
        for each in objects:
            each["metadata"].setdefault("labels", {}).update(labels["pairs"])
    return objects


def apply(document, step):
    """One operation of a JSON patch (RFC 6902)."""
    *parents, last = [part.replace("~1", "/").replace("~0", "~") for part in step["path"].split("/")[1:]]
    place = document
    for part in parents:
        place = place[int(part)] if isinstance(place, list) else place[part]
    value = copy.deepcopy(step.get("value"))
    if step["op"] == "add" and isinstance(place, list):
        place.insert(len(place) if last == "-" else int(last), value)
    elif step["op"] == "add":
        place[last] = value
    elif step["op"] == "replace":
        key = int(last) if isinstance(place, list) else last
        place[key]  # It has to be there.
        place[key] = value
    elif step["op"] == "remove":
        del place[int(last) if isinstance(place, list) else last]
    else:
        raise ValueError(f"this reader does not know the operation {step['op']}")


def by_name(objects):
    """Each object by what it is called in a cluster; two of one name are a mistake."""
    named = {}
    for each in objects:
        name = (each["kind"], each["metadata"].get("namespace", ""), each["metadata"]["name"])
        if name in named:
            raise ValueError(f"{name} is there twice")
        named[name] = each
    return named
