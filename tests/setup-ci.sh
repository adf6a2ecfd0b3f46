#!/bin/sh
# Installs from Debian what some tests need: Chromium. Nothing is done where it is there.
# Where it cannot be installed, a person is told how, and the tests that need it are skipped;
# in CI, which may skip none, that is a failure.
set -eu
if command -v chromium >/dev/null; then
  exit 0
fi

give_up() {
  echo "chromium is missing, and $1." >&2
  echo "Tests in a browser need it: apt-get install chromium fonts-dejavu-core" >&2
  if [ -n "${CI:-}" ]; then
    exit 1
  fi
  echo "Without it they are skipped." >&2
  exit 0
}

command -v apt-get >/dev/null || give_up "there is no apt-get to install it with"
if [ "$(id -u)" -eq 0 ]; then
  as_root=
elif command -v sudo >/dev/null; then
  as_root=sudo
else
  give_up "you are neither root, nor is there sudo"
fi
echo "Installing chromium, which tests in a browser need." >&2
$as_root apt-get update -qq || give_up "apt-get could not read the lists of packages"
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends \
  chromium fonts-dejavu-core >/dev/null || give_up "apt-get could not install it"
