#!/bin/sh
# SPDX-License-Identifier: MIT
#
# toolchain.sh [PREFIX] - build the x86_64-elf compiler that we pin
#
# Any x86-64 GCC builds Pagewright. This one is for who wants the same
# compiler on every machine: GNU binutils and GCC (C only) from the sources
# that Debian 12 packages, with checksums, for the bare x86_64-elf target: no
# __linux__, no PIE, and a libgcc without a red zone.
#
# Debian's GCC source has no manuals (their licence is not free in Debian's
# eyes), so a plain `make install` stops at them. The parts a compiler
# consists of are installed one by one instead.
#
# A step that is done leaves a stamp: run the script again after an
# interruption and it goes on. Environment: JOBS (default: all CPUs), WORK
# (default: PREFIX.work, about 1.2 GB, removed at the end), KEEP=1 keeps WORK.

set -eu

TARGET=x86_64-elf
BINUTILS=2.40
BINUTILS_TAR=/usr/src/binutils/binutils-$BINUTILS.tar.xz
BINUTILS_SHA=797fbf86910eec8dec1e2815ab3e92b98b9cd8c9ab1a57b216cc97dd90b4df9f
GCC=12.2.0
GCC_TAR=/usr/src/gcc-12/gcc-$GCC-dfsg.tar.xz
GCC_SHA=50c63ff82919323c25fbbb4a9eae259edc974118a0fb30c905190cb782ec11c2

TOOLS=$(cd "$(dirname "$0")" && pwd)
PREFIX=${1:-${PREFIX:-build/toolchain}}
JOBS=${JOBS:-$(nproc)}

mkdir -p "$PREFIX"
PREFIX=$(cd "$PREFIX" && pwd)
WORK=${WORK:-$PREFIX.work}
DONE=$PREFIX/pagewright-toolchain

STEPS=10
START=$(date +%s)

say() {
	seconds=$(($(date +%s) - START))
	printf '[%2s/%s %3d:%02d] %s\n' "$1" "$STEPS" \
		$((seconds / 60)) $((seconds % 60)) "$2"
}

die() {
	echo "toolchain: $*" >&2
	exit 1
}

# watch PID NUMBER: one line every two minutes, until the process ends
watch() {
	ticks=0
	while kill -0 "$1" 2>/dev/null; do
		sleep 1
		ticks=$((ticks + 1))
		[ $((ticks % 120)) -ne 0 ] || say "$2" '...'
	done
}

# step NUMBER NAME: run the function step_NAME once, its output in a log
step() {
	if [ -e "$WORK/stamp/$2" ]; then
		say "$1" "$2: done before"
		return
	fi
	say "$1" "$2"
	log=$WORK/$2.log
	# Not `if step_x`: within a condition the shell ignores `set -e`.
	(cd "$WORK" && set -e && "step_$2") >"$log" 2>&1 &
	watch $! "$1"
	wait $! || {
		tail -n 25 "$log" >&2
		die "step $2 failed; all of its output: $log"
	}
	: >"$WORK/stamp/$2"
}

check_sha() {
	[ -f "$2" ] || die "$2 is not there: this system packages another" \
		"version than the one we pin (Debian 12's)"
	echo "$1  $2" | sha256sum --check --quiet - ||
		die "$2 is not the file that we pin"
}

check_disk() {
	mkdir -p "$WORK/stamp"
	need=$1
	free=$(df -Pk "$WORK" | awk 'NR == 2 { print int($4 / 1024) }')
	[ "$free" -ge "$need" ] ||
		die "$WORK needs $need MiB of disk, $free MiB are free" \
			"(WORK= chooses another place)"
}

step_binutils_unpack() {
	rm -rf binutils-src
	mkdir binutils-src
	tar -xf "$BINUTILS_TAR" -C binutils-src --strip-components=1 \
		--exclude='*/gprofng' --exclude='*/gold'
}

step_binutils_configure() {
	rm -rf binutils
	mkdir binutils
	cd binutils
	CFLAGS='-O1 -g0' CXXFLAGS='-O1 -g0' MAKEINFO=true \
	../binutils-src/configure --target="$TARGET" --prefix="$PREFIX" \
		--disable-nls --disable-werror --disable-gprofng \
		--disable-gold --disable-gdb --disable-sim --without-zstd \
		--enable-deterministic-archives
}

step_binutils_build() {
	nice make -C binutils -j"$JOBS" MAKEINFO=true all
}

step_binutils_install() {
	make -C binutils MAKEINFO=true install
}

# Tests and the libraries of other languages are most of the source. The
# front ends stay: GCC's own build reads files from them.
step_gcc_unpack() {
	rm -rf gcc-src
	mkdir gcc-src
	tar -xf "$GCC_TAR" -C gcc-src --strip-components=1 \
		--exclude='*/gcc/testsuite/g*' --exclude='*/libgo' \
		--exclude='*/libphobos' --exclude='*/libgfortran' \
		--exclude='*/libsanitizer' --exclude='*/libstdc++-v3'
}

step_gcc_configure() {
	rm -rf gcc
	mkdir gcc
	cd gcc
	PATH=$PREFIX/bin:$PATH CFLAGS='-O1 -g0' CXXFLAGS='-O1 -g0' \
	CFLAGS_FOR_TARGET='-O2 -g0 -mno-red-zone' MAKEINFO=true \
	../gcc-src/configure --target="$TARGET" --prefix="$PREFIX" \
		--enable-languages=c --without-headers --disable-nls \
		--disable-multilib --disable-shared --disable-threads \
		--disable-libssp --disable-libquadmath --disable-libgomp \
		--disable-libatomic --disable-libvtv --disable-analyzer \
		--disable-plugin --enable-checking=release \
		--without-isl --without-zstd
}

step_gcc_build() {
	PATH=$PREFIX/bin:$PATH nice make -C gcc -j"$JOBS" MAKEINFO=true all-gcc
}

step_gcc_libgcc() {
	PATH=$PREFIX/bin:$PATH nice make -C gcc -j"$JOBS" MAKEINFO=true \
		all-target-libgcc
}

step_gcc_install() {
	PATH=$PREFIX/bin:$PATH
	make -C gcc/gcc MAKEINFO=true install-common install-headers \
		install-cpp install-driver install-lto-wrapper install-gcc-ar
	make -C gcc MAKEINFO=true install-lto-plugin install-target-libgcc
	find "$PREFIX/bin" "$PREFIX/libexec" "$PREFIX/$TARGET/bin" -type f \
		-exec strip {} + 2>/dev/null || true
}

# A compiler that installs is not yet one that works.
step_try() {
	mkdir -p try
	cat >try/try.c <<-'END'
		#include <stdarg.h>
		#include <stdint.h>
		#ifdef __linux__
		#error "this is not a bare-metal compiler"
		#endif
		unsigned __int128 divide(unsigned __int128 a, uint64_t b)
		{
			return a / b;
		}
		int _start(void)
		{
			return (int)divide(42, 6);
		}
	END
	"$PREFIX/bin/$TARGET-gcc" -std=gnu11 -O2 -ffreestanding -nostdlib \
		-mno-red-zone -mgeneral-regs-only -Wall -Wextra -Werror \
		try/try.c -lgcc -o try/try
	"$PREFIX/bin/$TARGET-nm" try/try | grep -q __udivti3
	"$PREFIX/bin/$TARGET-ld" --version | grep -qF "$BINUTILS"
	"$PREFIX/bin/$TARGET-gcc" -dumpversion | grep -qxF "$GCC"
}

if [ -e "$DONE" ]; then
	echo "toolchain: $PREFIX has it: $(cat "$DONE")"
	exit 0
fi

sh "$TOOLS/setup.sh" toolchain
check_disk 2000
check_sha "$BINUTILS_SHA" "$BINUTILS_TAR"
check_sha "$GCC_SHA" "$GCC_TAR"
echo "toolchain: binutils $BINUTILS and GCC $GCC for $TARGET into $PREFIX," \
	"$JOBS jobs; 10 to 50 minutes"

step 1 binutils_unpack
step 2 binutils_configure
step 3 binutils_build
step 4 binutils_install
step 5 gcc_unpack
step 6 gcc_configure
step 7 gcc_build
step 8 gcc_libgcc
step 9 gcc_install
step 10 try

echo "binutils $BINUTILS, GCC $GCC, $TARGET" >"$DONE"
[ -n "${KEEP:-}" ] || rm -rf "$WORK"
echo "toolchain: done. Use it with: make CROSS_COMPILE=$PREFIX/bin/$TARGET-"
