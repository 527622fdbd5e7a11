#!/bin/sh
# Makes the Python environment: scripts/environment.sh FOLDER LOCKFILE
set -eu
folder=$1 lock=$2
command -v python3 >/dev/null || { echo "Python 3.11 or newer is needed: apt-get install python3 python3-venv" >&2; exit 1; }
python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
  { echo "Python 3.11 or newer is needed; this is $(python3 --version)." >&2; exit 1; }
python3 -c 'import ensurepip, venv' 2>/dev/null ||
  { echo "The venv module is missing: apt-get install python3-venv" >&2; exit 1; }
[ -x "$folder/bin/python" ] || { echo "making the environment in $folder …"; python3 -m venv "$folder"; }
total=$(grep -c '==' "$lock")
echo "installing $total locked dependencies …"
if command -v uv >/dev/null; then
  uv pip install --quiet --python "$folder/bin/python" --require-hashes -r "$lock"
else
  "$folder/bin/pip" install --disable-pip-version-check --progress-bar off --require-hashes -r "$lock" |
    awk -v total="$total" '/^Collecting/ { printf "\r  %d of %d", ++n, total; fflush() } END { print "" }'
  "$folder/bin/pip" check --disable-pip-version-check >/dev/null
fi
"$folder/bin/pip" install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
"$folder/bin/python" -m compileall -q portal search
