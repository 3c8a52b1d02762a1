#!/bin/sh
# secrets.sh NAMESPACE | kubectl create -f -
#
# Makes the secrets of one city with stores in the cluster, each anew and random, and prints them. Made once: `create` refuses
# where they are there, and a second jwt_secret or data key would shut the first one's data in. Keep a copy where backups are not.
set -eu
namespace=$1
keep=$(mktemp -d)
trap 'rm -rf "$keep"' EXIT

base64url() {
    basenc --base64url --wrap=0 | tr -d '='
}

random() {
    openssl rand "$1" | base64url
}

# What a libSQL server wants: a token that is signed, and the public half of the key that signed it. The private half goes.
openssl genpkey -algorithm ed25519 -out "$keep/key.pem"
public=$(openssl pkey -in "$keep/key.pem" -pubout -outform DER | tail -c 32 | base64url)
token=$(printf '{"alg":"EdDSA","typ":"JWT"}' | base64url).$(printf '{"a":"rw"}' | base64url)
printf '%s' "$token" >"$keep/signed"
token=$token.$(openssl pkeyutl -sign -inkey "$keep/key.pem" -rawin -in "$keep/signed" | base64url)
password=$(random 32)
here=$(dirname "$0")
configuration=$(sed -e "s|PUT_IN_THE_TOKEN|$token|" -e "s|PUT_IN_THE_PASSWORD|$password|" -e 's|^|    |' \
    "$here/components/stores/runtime-config.toml")

cat <<EOF
apiVersion: v1
kind: Secret
metadata: { name: minsheng-variables, namespace: $namespace }
stringData:
  jwt_secret: $(random 48)
  data_keys: "1:$(random 32)"
  tick_key: $(random 32)
---
apiVersion: v1
kind: Secret
metadata: { name: minsheng-stores, namespace: $namespace }
stringData:
  libsql_public_key: $public
  redis_password: $password
---
apiVersion: v1
kind: Secret
metadata: { name: minsheng-runtime-config, namespace: $namespace }
stringData:
  runtime-config.toml: |
$configuration
EOF
