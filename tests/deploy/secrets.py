"""Whether secrets.sh makes all the secrets that the manifests ask for, of the right kind, and others each time."""

import base64
import subprocess
import tempfile
import tomllib
from pathlib import Path

import kubernetes_validate
import yaml

from here import KUBERNETES, OVERLAYS, finish
from kustomization import build

problems = []


def made():
    done = subprocess.run(["sh", KUBERNETES / "secrets.sh", "minsheng"], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        finish([f"secrets.sh: {done.stderr}"], "")
    return {each["metadata"]["name"]: each for each in yaml.safe_load_all(done.stdout)}


def asked(value):
    if isinstance(value, dict):
        if "secretKeyRef" in value:
            yield value["secretKeyRef"]["name"], value["secretKeyRef"]["key"]
        if "loadFromSecret" in value:
            yield value["loadFromSecret"], "runtime-config.toml"
        value = list(value.values())
    if isinstance(value, list):
        for part in value:
            yield from asked(part)


def decoded(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


first, second = made(), made()
for each in first.values():
    kubernetes_validate.validate(each, "1.31", strict=True)
    if each["metadata"]["namespace"] != "minsheng":
        problems.append(f"{each['metadata']['name']} is in another namespace")
there = {(name, key) for name, each in first.items() for key in each["stringData"]}
wanted = {pair for overlay in OVERLAYS for pair in asked(build(KUBERNETES / "overlays" / overlay))}
if there != wanted:
    problems.append(f"made and not asked for, or the other way round: {sorted(there ^ wanted)}")
for name, key in there:
    if first[name]["stringData"][key] == second[name]["stringData"][key]:
        problems.append(f"{key} is the same each time")

variables, stores = first["minsheng-variables"]["stringData"], first["minsheng-stores"]["stringData"]
number, _, data_key = variables["data_keys"].partition(":")
if number != "1" or len(decoded(data_key)) != 32 or "=" in data_key:
    problems.append("data_keys is no NUMBER:KEY of 32 bytes")
if len(variables["jwt_secret"]) < 32:
    problems.append("jwt_secret is short")
told = tomllib.loads(first["minsheng-runtime-config"]["stringData"]["runtime-config.toml"])
if f":{stores['redis_password']}@" not in told["key_value_store"]["default"]["url"]:
    problems.append("Spin shows Redis another password than it has")
token = told["sqlite_database"]["default"]["token"]
signed, _, signature = token.rpartition(".")
with tempfile.TemporaryDirectory() as name:
    folder = Path(name)
    # The key as a certificate would have it: what stands before the 32 bytes says that they are of Ed25519.
    (folder / "key.der").write_bytes(bytes.fromhex("302a300506032b6570032100") + decoded(stores["libsql_public_key"]))
    (folder / "signed").write_text(signed, encoding="ascii")
    (folder / "signature").write_bytes(decoded(signature))
    verified = subprocess.run(["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", folder / "key.der", "-keyform", "DER", "-rawin",
                               "-in", folder / "signed", "-sigfile", folder / "signature"], capture_output=True, text=True, check=False)
    if verified.returncode != 0:
        problems.append(f"the token is not signed by the key that libSQL is told: {verified.stdout}{verified.stderr}")
finish(problems, f"secrets.sh makes {', '.join(sorted(first))}")
