#!/usr/bin/env bash
# Makes the Python that is frozen, so that it runs where the C library is old (UOS, Kylin).
#
#   installer/python.sh FOLDER      leaves FOLDER/bin/python3.11; quick when it is there
#
# Sources are Debian's, with Debian's security patches, checked by apt against its archive keys.
# The compiler is zig's clang (a wheel of PyPI), which links against the glibc it is told.
set -euo pipefail

GLIBC=${REDRESS_GLIBC:-2.28}
ZIG=0.15.2
SUITE=bookworm
SOURCES=(python3.11 openssl zlib libffi)

say() { printf 'python: %s\n' "$*"; }

target=$(realpath -m "${1:?usage: installer/python.sh FOLDER}")
stamp=$target/.made
key="$(sha256sum "$0" | cut -d' ' -f1) $GLIBC"
if [ "$(cat "$stamp" 2>/dev/null)" = "$key" ]; then exit 0; fi

here=$(cd "$(dirname "$0")/.." && pwd)
work=$target.work
rm -rf "$target" "$work"
mkdir -p "$work"
cd "$work"

# ------------------------------------------------------------------ compiler and sources

say "fetching zig $ZIG and the sources of ${SOURCES[*]} as Debian $SUITE has them"
"$here/.venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps \
    --target zig "ziglang==$ZIG"

mkdir -p bin lists/partial cache/archives/partial
tool() { # a name zig does not go by, and how it is called
    printf '#!/bin/sh\nexec "%s" %s "$@"\n' "$work/zig/ziglang/zig" "$2" >"bin/$1"
    chmod +x "bin/$1"
}
tool cc "cc -target x86_64-linux-gnu.$GLIBC -fno-sanitize=undefined"
tool c++ "c++ -target x86_64-linux-gnu.$GLIBC -fno-sanitize=undefined"
tool ar ar
tool ranlib ranlib

signed=/usr/share/keyrings/debian-archive-keyring.gpg
echo "deb-src [signed-by=$signed] http://deb.debian.org/debian $SUITE main" >sources.list
apt=(-qq -o "Dir::Etc::sourcelist=$work/sources.list" -o Dir::Etc::sourceparts=/dev/null
    -o "Dir::State::lists=$work/lists" -o "Dir::Cache=$work/cache" -o APT::Sandbox::User=root)
apt-get "${apt[@]}" update
apt-get "${apt[@]}" source "${SOURCES[@]}" >sources.log 2>&1 || { tail sources.log >&2; exit 1; }

# ------------------------------------------------------------------ libraries, then Python

export CC=cc CXX=c++ AR=ar RANLIB=ranlib # by name: OpenSSL keeps what it was compiled with
export PATH=$work/bin:$PATH ZIG_GLOBAL_CACHE_DIR=$work/zig-cache ZIG_LOCAL_CACHE_DIR=$work/zig-cache
export SOURCE_DATE_EPOCH=1 # the interpreter carries the time it was made
plain="-O2 -fPIC -Wno-date-time -ffile-prefix-map=$work=."
jobs=-j$(nproc)
deps=$work/deps

build() { # a name for the log, then what to do
    say "building $1"
    "$1" >"$1.log" 2>&1 || { tail -20 "$1.log" >&2; exit 1; }
}

zlib() (
    cd zlib-*/
    CFLAGS=$plain ./configure --static --prefix="$deps"
    make "$jobs" libz.a
    make install
)
libffi() ( # 3.4.4 forgets to declare one of its own functions
    cd libffi-*/
    CFLAGS="$plain -Wno-implicit-function-declaration" ./configure --prefix="$deps" --disable-shared \
        --enable-static --with-pic --disable-docs --disable-multi-os-directory
    make "$jobs"
    make install
)
openssl() (
    cd openssl-*/
    CFLAGS="-O2 -fPIC -Wno-date-time" ./Configure linux-x86_64 no-shared no-tests no-legacy no-engine no-dso \
        --prefix=/usr --libdir=lib --openssldir=/etc/ssl
    make "$jobs" build_libs
    cp libssl.a libcrypto.a "$deps/lib/"
    cp -r include/openssl "$deps/include/"
)
python() (
    # setup.py would look for headers on this machine
    sed -i -e 's/^    def add_multiarch_paths(self):/&\n        return/' \
        -e 's/(not CROSS_COMPILING and/(False and/' python3.11-*/setup.py
    mkdir made
    cd made
    CFLAGS=$plain CPPFLAGS="-I$deps/include" LDFLAGS="-L$deps/lib -s" \
        LIBFFI_INCLUDEDIR=$deps/include PKG_CONFIG_LIBDIR=$deps/lib/pkgconfig \
        ../python3.11-*/configure --prefix=/opt/redress --enable-shared --with-openssl="$deps" \
        --with-openssl-rpath=no --with-system-ffi --without-ensurepip --disable-test-modules
    # zig knows the long name only; Debian's expat is the system's, and Python's own lacks a word
    sed -i -e 's/-Wl,-h/-Wl,-soname,/' -e 's/^MODULE_PYEXPAT_CFLAGS=/&-DPy_BUILD_CORE_MODULE /' Makefile
    local beside="-Xlinker -export-dynamic -Wl,-rpath,'\$\$ORIGIN/../lib'" # finds its library wherever it lies
    make "$jobs" LINKFORSHARED="$beside" PY3LIBRARY=
    make install DESTDIR="$work/root" LINKFORSHARED="$beside" PY3LIBRARY=
)

mkdir -p "$deps/lib" "$deps/include"
build zlib
build libffi
build openssl
build python

# ------------------------------------------------------------------ what is left of it

say "settling it in $target"
mv root/opt/redress "$target"
grep -rlI "$work" "$target" | xargs -r sed -i "s|$work|/usr/src/redress|g" # no path of this machine
for source in python3.11 openssl zlib libffi; do
    dpkg-parsechangelog -l "$(echo "$work/$source"-*/debian/changelog)" \
        -S Version | sed "s/^/$source /"
done >"$target/SOURCES"
mkdir "$target/licences"
for source in openssl zlib libffi; do
    cp "$work/$source"-*/debian/copyright "$target/licences/$source-copyright"
done
"$target/bin/python3.11" -c \
    'import ctypes, _decimal, _hashlib, pyexpat, ssl, zlib; print("python:", ssl.OPENSSL_VERSION)'
cd /
rm -rf "$work"
echo "$key" >"$stamp"
