#!/usr/bin/env bash
# One scan for each form: annotations of the files, SARIF for the code host, Markdown for the job's summary.
set -uo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
options=(--fail-on "$LOCKKEEPER_FAIL_ON")
[ -z "$LOCKKEEPER_SINCE" ] || options+=(--since "$LOCKKEEPER_SINCE")
[ -z "$LOCKKEEPER_BASELINE" ] || options+=(--baseline "$LOCKKEEPER_BASELINE")

scan() {
  node "$here/../run-scan.mjs" "${options[@]}" "$@" -- "$LOCKKEEPER_TARGET"
}

scan --format github
code=$?
export LOCKKEEPER_ADVISORIES=false
if [ -n "$LOCKKEEPER_SARIF" ]; then
  scan --format sarif --out "$LOCKKEEPER_SARIF" >/dev/null
  [ -s "$LOCKKEEPER_SARIF" ] && printf 'sarif=%s\n' "$LOCKKEEPER_SARIF" >>"$GITHUB_OUTPUT"
fi
if [ "$LOCKKEEPER_SUMMARY" = true ]; then
  scan --format markdown >>"$GITHUB_STEP_SUMMARY"
fi
exit "$code"
