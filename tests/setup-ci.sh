#!/bin/sh
# Installs from Debian what some tests need: Chromium. Nothing is done where it is there.
set -eu
if command -v chromium >/dev/null; then
  exit 0
fi
if [ "$(id -u)" -eq 0 ]; then
  sudo=
else
  sudo=sudo
fi
$sudo apt-get update -qq
DEBIAN_FRONTEND=noninteractive $sudo apt-get install -qq -y --no-install-recommends chromium fonts-dejavu-core >/dev/null
