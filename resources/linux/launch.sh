#!/bin/sh
# Installed as `botpit`, beside Electron's program `botpit-app`. Without a window, Chromium needs a switch for "no display",
# and reads it from the command line before the app runs.
program="$(dirname "$(readlink -f "$0")")/botpit-app"
for argument; do
  if [ "$argument" = --headless ]; then
    exec "$program" --ozone-platform=headless "$@"
  fi
done
exec "$program" "$@"
