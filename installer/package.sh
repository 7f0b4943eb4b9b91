#!/usr/bin/env bash
# Makes the packages for desks, from the last commit. Called by `make package`; may be repeated.
#
#   installer/package.sh              freeze, pack, smoke test: everything below but the last
#   installer/package.sh freeze       the one-folder program              dist/redress/
#   installer/package.sh pack         tar.xz and .deb of it, digests      dist/
#   installer/package.sh smoke        the .deb on a bare Debian           (as root)
#   installer/package.sh reproduce    freeze again elsewhere, compare every file
#
# REDRESS_GLIBC=2.28     the oldest C library to run on
# REDRESS_PYTHON=FILE    freeze this Python instead of making one; then the floor is the one it has
# REDRESS_SUITE=bookworm the Debian of the smoke test
set -euo pipefail
cd "$(dirname "$0")/.."

ROOT=$PWD
STORE=$ROOT/build/package # what is kept from one run to the next
DIST=$ROOT/dist
export LC_ALL=C.UTF-8 TZ=UTC PYTHONHASHSEED=0 PYTHONDONTWRITEBYTECODE=1 PYTHONNOUSERSITE=1
unset PYTHONPATH PYTHONHOME
umask 022

say() { printf 'package: %s\n' "$*"; }
stop() {
    printf 'package: %s\n' "$@" >&2
    exit 1
}

[ "$(uname -s) $(uname -m)" = "Linux x86_64" ] || stop "this packs for Linux on x86-64 only; see README.md"
git rev-parse --verify -q HEAD >/dev/null || stop "what is packed is the last commit; there is none here"
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
export SOURCE_DATE_EPOCH
VERSION=$(git show HEAD:desktop/__init__.py | sed -n 's/^__version__ = "\(.*\)"/\1/p')
NAME=redress-$VERSION-linux-x86_64
DEB=redress_${VERSION}_amd64.deb

# ------------------------------------------------------------------ tools of the system

need() { # command and Debian package, in pairs
    local missing=()
    while [ $# -gt 0 ]; do
        command -v "$1" >/dev/null || missing+=("$2")
        shift 2
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    local root=()
    [ "$(id -u)" = 0 ] || root=(sudo -n)
    say "installing through apt: ${missing[*]}"
    "${root[@]}" apt-get update -qq </dev/null || true # an old list may still do
    "${root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends "${missing[@]}" </dev/null >/dev/null ||
        stop "these packages are needed first: sudo apt-get install ${missing[*]}"
}

# ------------------------------------------------------------------ Python and the libraries

digest_of() { cat "$@" | sha256sum | cut -c1-12; }

make_python() { # leaves in $python the interpreter that is frozen, still bare
    if [ -n "${REDRESS_PYTHON:-}" ]; then
        python=$(realpath "$REDRESS_PYTHON")
        return
    fi
    need dpkg-source dpkg-dev make make perl perl
    export REDRESS_GLIBC=${REDRESS_GLIBC:-2.28}
    installer/python.sh "$STORE/python-$REDRESS_GLIBC"
    python=$STORE/python-$REDRESS_GLIBC/bin/python3.11
}

wheels_for() { # the kinds of wheel that run on the oldest glibc asked for, newest first
    local minor=${1#2.}
    while [ "$minor" -ge 5 ]; do
        echo "--platform=manylinux_2_${minor}_x86_64"
        minor=$((minor - 1))
    done
    printf -- '--platform=%s\n' manylinux2014_x86_64 manylinux2010_x86_64 manylinux1_x86_64
}

make_libraries() { # leaves in $python an interpreter that has the pinned wheels, and nothing else
    local version kinds=()
    version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    [ -z "${REDRESS_GLIBC:-}" ] || mapfile -t kinds < <(wheels_for "$REDRESS_GLIBC")
    local home=$STORE/libraries-$version-${REDRESS_GLIBC:-own}
    libraries=$home/lib/python$version/site-packages
    local key
    key=$(digest_of pyproject.toml installer/constraints.txt)
    if [ "$(cat "$home/.made" 2>/dev/null)" != "$key" ]; then
        say "fetching the libraries for Python $version and glibc ${REDRESS_GLIBC:-of this machine}"
        rm -rf "$home"
        "$python" -m venv --without-pip "$home"
        wanted >"$STORE/requirements.txt"
        "$ROOT/.venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-input \
            --target "$libraries" --only-binary=:all: --implementation cp \
            --python-version "$version" "${kinds[@]}" \
            -c installer/constraints.txt -r "$STORE/requirements.txt"
        echo "$key" >"$home/.made"
    fi
    base=$python
    python=$home/bin/python
}

wanted() { # what is packed, and what packs it
    "$ROOT/.venv/bin/python" - <<'PYTHON'
import tomllib

project = tomllib.load(open("pyproject.toml", "rb"))["project"]
packer = [one for one in project["optional-dependencies"]["dev"] if one.startswith("pyinstaller")]
print(*project["dependencies"], *packer, sep="\n")
PYTHON
}

# ------------------------------------------------------------------ freeze

lay_source() { # the last commit, with what is compiled from it
    rm -rf "$1"
    mkdir -p "$1"
    git archive HEAD | tar -x -C "$1"
    (cd "$1" && "$python" installer/i18n.py release && "$python" installer/pictures.py build)
}

freeze() { # where to work, where to leave the folder
    local work=$1 out=$2
    need objdump binutils
    make_python
    make_libraries
    [ -z "$(git status --porcelain -- desktop resources installer)" ] ||
        say "note: changes that are not committed are not packed"
    say "freezing $(git rev-parse --short HEAD) with $("$python" --version)"
    lay_source "$work/source"
    mkdir -p "$out"
    rm -rf "$out/redress"
    (cd "$work/source" && PYINSTALLER_CONFIG_DIR=$work/cache "$python" -m PyInstaller \
        --noconfirm --clean --log-level=WARN --distpath "$out" --workpath "$work/work" \
        installer/redress.spec >"$work/log" 2>&1) || { tail -40 "$work/log" >&2; exit 1; }
    local before after
    before=$(du -sm "$out/redress" | cut -f1)
    "$python" installer/payload.py strip "$out/redress"
    "$python" installer/notices.py "$libraries" "$base" "$out/redress"
    "$python" installer/payload.py settle "$out/redress"
    after=$(du -sm "$out/redress" | cut -f1)
    say "$out/redress: $before MB as PyInstaller left it, $after MB stripped"
    "$python" installer/payload.py check "$out/redress"
    "$out/redress/redress" --version
}

reproduce() {
    freeze "$STORE/freeze" "$DIST"
    local second
    second=$(mktemp -d "${TMPDIR:-/tmp}/redress-again.XXXXXX")
    git clone -q "$ROOT" "$second/clone" # a longer path, and another checkout
    (cd "$second/clone" && freeze "$second/freeze" "$second/dist")
    "$python" installer/payload.py digests "$DIST/redress" >"$STORE/first.digests"
    "$python" installer/payload.py digests "$second/dist/redress" >"$STORE/second.digests"
    rm -rf "$second"
    diff "$STORE/first.digests" "$STORE/second.digests" || stop "the two builds differ in the files above"
    say "reproduced: $(wc -l <"$STORE/first.digests") files, all alike"
}

# ------------------------------------------------------------------ tar and .deb

pack() {
    [ -x "$DIST/redress/redress" ] || stop "freeze first"
    need dpkg-deb dpkg xz xz-utils
    rm -f "$DIST"/redress-*.tar.xz "$DIST"/redress_*.deb
    say "packing $NAME.tar.xz"
    tar --create --directory "$DIST" --sort=name --format=gnu --owner=0 --group=0 --numeric-owner \
        --mtime="@$SOURCE_DATE_EPOCH" --transform="s,^redress,$NAME," redress |
        xz -6 --threads=2 --block-size=24MiB >"$DIST/$NAME.tar.xz"
    say "packing $DEB"
    local tree=$STORE/deb
    python=${python:-$ROOT/.venv/bin/python}
    rm -rf "$tree"
    "$python" installer/deb/lay.py "$VERSION" "$DIST/redress" "$STORE/freeze/source" "$tree"
    SOURCE_DATE_EPOCH=$SOURCE_DATE_EPOCH dpkg-deb --root-owner-group --threads-max=2 -Zxz -z6 \
        --build "$tree" "$DIST/$DEB" >/dev/null
    rm -rf "$tree"
    (cd "$DIST" && sha256sum "$NAME.tar.xz" "$DEB" >SHA256SUMS)
    (cd "$DIST" && "$python" ../installer/payload.py digests redress >"$NAME.files")
}

smoke() {
    if [ "$(id -u)" != 0 ]; then
        say "the smoke test lays out a Debian of its own and needs root for it: sudo make package ARGS=smoke"
        return
    fi
    need debootstrap debootstrap Xvfb xvfb xdotool xdotool desktop-file-validate desktop-file-utils \
        unshare util-linux
    PYTHONPATH=installer "$ROOT/.venv/bin/python" -m smoke "$DIST/$DEB" --store "$STORE" \
        --suite "${REDRESS_SUITE:-bookworm}" --pictures "$DIST/smoke"
}

results() {
    say "the results:"
    (cd "$DIST" && du -sm redress | sed 's/\t/ MB  dist\//')
    (cd "$DIST" && while read -r digest file; do
        printf '%s MB  dist/%s\n       sha256 %s\n' "$(($(stat -c %s "$file") / 1000000))" "$file" "$digest"
    done <SHA256SUMS)
}

mkdir -p "$STORE" "$DIST"
case ${1:-all} in
all)
    freeze "$STORE/freeze" "$DIST"
    pack
    smoke
    results
    ;;
freeze) freeze "$STORE/freeze" "$DIST" ;;
pack)
    pack
    results
    ;;
smoke) smoke ;;
reproduce) reproduce ;;
*) stop "usage: installer/package.sh [freeze | pack | smoke | reproduce]" ;;
esac
