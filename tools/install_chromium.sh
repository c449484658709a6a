#!/bin/sh
# Installs the distribution's chromium, which the browser tests drive. Does nothing where one is on PATH.
set -eu
if command -v chromium >/dev/null 2>&1; then
  chromium --version
  exit 0
fi
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
  echo "make browser installs Debian's chromium with apt-get and needs root for it;" >&2
  echo "elsewhere put any chromium or google-chrome on PATH." >&2
  exit 1
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null
chromium --version
