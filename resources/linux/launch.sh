#!/bin/sh
# Installed as `botpit`, beside Electron's own program. A pit without a window needs Chromium's word for "no display",
# which is read from the command line long before the app itself runs.
program="$(dirname "$(readlink -f "$0")")/botpit-app"
for argument; do
  if [ "$argument" = --headless ]; then
    exec "$program" --ozone-platform=headless "$@"
  fi
done
exec "$program" "$@"
