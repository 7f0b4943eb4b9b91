#!/usr/bin/env bash
# Makes a checkout ready and starts it. Called by the Makefile; every step may be repeated.
#
#   installer/setup.sh install      system libraries, virtual environment, Python libraries
#   installer/setup.sh run [ARGS]   opens the window, or plays the demo where there is no display
set -euo pipefail
cd "$(dirname "$0")/.."

QT_CHECK='from PySide6 import QtPdf, QtPdfWidgets, QtPrintSupport, QtSvg, QtWidgets; import sqlcipher3'

say() { printf 'setup: %s\n' "$*"; }
stop() {
    printf 'setup: %s\n' "$@" >&2
    exit 1
}

# ------------------------------------------------------------------ system packages

may_install() {
    command -v apt-get >/dev/null && { [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; }
}

apt_install() {
    local root=()
    [ "$(id -u)" = 0 ] || root=(sudo -n)
    say "installing through apt: $*"
    "${root[@]}" apt-get update -qq </dev/null || true # an old list may still do
    "${root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends "$@" </dev/null >/dev/null
}

is_installed() {
    local states # asked of both names, one of which no system has
    states=$(dpkg-query -W -f='${db:Status-Status}\n' "$1" "${1}t64" 2>/dev/null) || true
    grep -qx installed <<<"$states"
}

missing_libraries() {
    command -v dpkg-query >/dev/null || return 0
    local name
    grep -Ev '^[[:space:]]*(#|$)' installer/debian-packages.txt | while read -r name; do
        is_installed "$name" || echo "$name"
    done
}

missing_venv_module() {
    local python=$1
    if "$python" -c 'import ensurepip' 2>/dev/null; then return; fi
    "$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])'
}

install_packages() {
    local missing
    mapfile -t missing < <(missing_venv_module "$1"; missing_libraries)
    [ ${#missing[@]} -gt 0 ] || return 0
    if may_install && apt_install "${missing[@]}"; then return; fi
    name_missing "${missing[@]}"
}

name_missing() {
    say "something this needs from the system is missing, and cannot be installed from here." \
        "Somebody with the rights can do it:" >&2
    printf '\n    sudo apt-get install %s\n\n' "$*" >&2
}

# ------------------------------------------------------------------ Python

fits() {
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null
}

find_python() {
    local candidate
    for candidate in ${PYTHON:-} python3 python3.13 python3.12 python3.11; do
        if command -v "$candidate" >/dev/null && fits "$candidate"; then
            echo "$candidate"
            return
        fi
    done
    stop "Python 3.11, 3.12 or 3.13 is needed and was not found." \
        "On Debian 12: sudo apt-get install python3. Elsewhere name one: make setup PYTHON=/path/to/python3.12"
}

make_environment() {
    local python=$1
    if fits .venv/bin/python && .venv/bin/python -c 'import pip' 2>/dev/null; then return; fi
    "$python" -c 'import ensurepip' 2>/dev/null ||
        stop "without Python's venv module there is nowhere to put the libraries; stopping here."
    say "making .venv with $("$python" --version)"
    "$python" -m venv --clear .venv
}

install_libraries() {
    say "installing the Python libraries into .venv (some minutes the first time)"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input \
        -c installer/constraints.txt -e '.[dev]'
    .venv/bin/python -m compileall -q desktop # else the first start does, and a guest's every start
}

check_qt() {
    QT_QPA_PLATFORM=offscreen .venv/bin/python -c "$QT_CHECK" ||
        stop "Qt does not load: it lacks the library named in the line above." \
            "installer/debian-packages.txt lists, by their Debian names, all it needs."
}

# ------------------------------------------------------------------ run

has_display() {
    [ "$(uname)" = Darwin ] && return 0
    [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] || return 1
    env -u QT_QPA_PLATFORM timeout 20 .venv/bin/python \
        -c 'from PySide6.QtGui import QGuiApplication; QGuiApplication([])' >/dev/null 2>&1
}

run() {
    if has_display; then exec .venv/bin/redress "$@"; fi
    local missing
    mapfile -t missing < <(missing_libraries)
    [ ${#missing[@]} -eq 0 ] || name_missing "${missing[@]}" # a screen may be there, and Qt unable to use it
    say "no display answers here, so no window can open; playing the demo into ./demo instead"
    exec .venv/bin/redress demo --headless --out demo
}

case ${1:-} in
install)
    python=$(find_python)
    install_packages "$python"
    make_environment "$python"
    install_libraries
    check_qt
    ;;
run)
    shift
    run "$@"
    ;;
*) stop "usage: installer/setup.sh install | run [ARGS]" ;;
esac
