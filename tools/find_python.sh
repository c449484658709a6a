#!/bin/sh
# Prints a Python >= 3.11 that can make virtual environments; exits 1 with advice where there is none.
# $PYTHON, if set, is asked first. A name on PATH may be a shim that runs nothing, so each is tried.
for candidate in ${PYTHON:-} python3 python3.13 python3.12 python3.11 python3.14 python /usr/bin/python3; do
  if "$candidate" -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    echo "$candidate"
    exit 0
  fi
done
cat >&2 <<'MESSAGE'
scopeflow needs a Python 3.11 or newer with its venv module, and found none on PATH.
  Debian, Ubuntu:  apt-get install python3 python3-venv
  macOS:           brew install python@3.13
  elsewhere:       make PYTHON=/path/to/python3.13 ...
MESSAGE
exit 1
