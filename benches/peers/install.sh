#!/usr/bin/env bash
# Installs the Telethon that the bench compares with: install.sh FOLDER
set -euo pipefail
python3 -m venv "$1"
"$1/bin/python" -m pip install --quiet --disable-pip-version-check \
    --requirement "$(dirname "${BASH_SOURCE[0]}")/requirements.txt"
