#!/bin/sh
# Prints a manifest in which the component of component.toml understands demands, and the built-in classifier keeps what else
# it does: sh examples/classifier/compose.sh > own.toml
# Others call `classify` by its name; so that is the own one's, and the built-in one becomes `builtin`.
set -eu
root=$(dirname "$0")/../..
awk '
    # A trigger is printed once it is known whole: nobody but the hotline asks for an understanding.
    /^\[\[trigger\.http\]\]/ { held = $0; next }
    held != "" && /^route = "\/v1\/understanding"/ { held = ""; skip = 1; next }
    held != "" { print held; held = "" }
    skip { if ($0 == "") skip = 0; next }
    /^route = / { own = /"\/v1\/classify"/ }
    /^component = "classify"/ && !own { sub(/"classify"/, "\"builtin\"") }
    { sub(/^\[component\.classify/, "[component.builtin"); print }
' "$root/spin.toml"
cat "$root/examples/classifier/component.toml"
