#!/bin/sh
# Writes requirements-dev.lock: the newest versions that pyproject.toml allows, exactly.
set -eu
cd "$(dirname "$0")/.."
fresh=$(mktemp -d)
trap 'rm -rf "$fresh"' EXIT
"$(sh tools/find_python.sh)" -m venv "$fresh"
"$fresh/bin/python" -m pip install -q --disable-pip-version-check "setuptools>=77,<82" -e ".[dev]"
{
  sed -n '/^#/p' requirements-dev.lock
  "$fresh/bin/python" -m pip freeze --all --exclude-editable | grep -v -i '^pip='
} >requirements-dev.lock.new
mv requirements-dev.lock.new requirements-dev.lock
