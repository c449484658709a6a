#!/bin/sh
# Records anew what TensorFlow 1.15 answers: runs every tests/reference/record_*.py, then trains the models.
# A script that asks through tests.reference.live runs under our Python, any other under the reference's.
set -eu
cd "$(dirname "$0")/.."
reference=${SCOPEFLOW_REFERENCE:-$HOME/.cache/scopeflow-reference}/bin/python
if ! [ -x "$reference" ]; then
  echo "no TensorFlow 1.15 at $reference: docs/reference.md says how to set one up" >&2
  exit 1
fi
for script in tests/reference/record_*.py; do
  echo "$script"
  if grep -q 'tests\.reference\.live' "$script"; then
    "$BIN/python" -m "tests.reference.$(basename "$script" .py)"
  else
    "$reference" -W ignore "$script"
  fi
done
echo "tests/models"
"$BIN/python" -m tests.models.running
