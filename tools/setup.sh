#!/bin/sh
# SPDX-License-Identifier: MIT
#
# setup.sh [GROUP...] - install what Pagewright needs from the system
#
# Groups are those of tools/packages.txt; without one, all but "toolchain".
# Looks first and installs only what is missing, with apt-get (through sudo
# when not root), after naming it. With nothing missing it says so and
# touches neither the network nor the system.
#
# Where there is no apt-get it prints the names by what they are for and
# fails: other systems' names differ too much to guess.

set -eu

TOOLS=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tools/packages.sh
. "$TOOLS/packages.sh"

GROUPS_WANTED=${*:-build run iso test debug lint}

die() {
	echo "setup: $*" >&2
	exit 1
}

# The lines of the groups asked for whose tool is not there.
missing_lines() {
	packages | while read -r look package group what; do
		case " $GROUPS_WANTED " in
		*" $group "*)	;;
		*)		continue ;;
		esac
		any_there "$look" || echo "$look $package $group $what"
	done | awk '!seen[$1]++'
}

print_for_people() {
	echo "$1" | while read -r look package group what; do
		printf '  %-10s %-26s %s (%s)\n' "$group" \
			"$(first_package "$package")" "$what" \
			"$(for_people "$look")"
	done
}

# Packages that exist for amd64 only, on another machine that may not use
# amd64's packages: adding an architecture is the owner's decision.
is_foreign() {
	case $1 in
	*:amd64)	;;
	*)		return 1 ;;
	esac
	[ "$(arch)" != amd64 ] &&
		! dpkg --print-foreign-architectures | grep -qx amd64
}

explain_foreign() {
	echo "setup: not installed: $*"
	cat <<-END
		  There is no build of it for $(arch). It only holds files for the guest, so
		  amd64's will do; to allow amd64's packages on this machine:
		      dpkg --add-architecture amd64 && apt-get update
		  and run this again. Without it there is no ISO; \`qemu -kernel\` still works.
	END
}

is_offered() {
	apt-cache policy "$1" 2>/dev/null | grep -q 'Candidate: [^(]' ||
		apt-cache showpkg "$1" 2>/dev/null |
		sed -n '/^Reverse Provides:/,$p' | grep -q '^[^R]'
}

# offered A|B: the first package that the system knows, else nothing
offered() {
	for name in $(set -f; alternatives "$1"); do
		if is_offered "$name"; then
			echo "$name"
			return
		fi
	done
}

as_root() {
	if [ "$(id -u)" = 0 ]; then
		"$@"
	elif command -v sudo >/dev/null; then
		sudo "$@"
	else
		die "not root, and there is no sudo. As root, run: $*"
	fi
}

apt() {
	as_root env DEBIAN_FRONTEND=noninteractive apt-get \
		-o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 -q "$@"
}

# Sets INSTALL, FOREIGN and UNKNOWN from the missing lines.
choose() {
	INSTALL='' FOREIGN='' UNKNOWN=''
	while read -r _look package _group _what; do
		first=$(first_package "$package")
		name=$(offered "$package")
		if is_foreign "$first"; then
			FOREIGN="$FOREIGN $first"
		elif [ -z "$name" ]; then
			UNKNOWN="$UNKNOWN $first"
		else
			INSTALL="$INSTALL $name"
		fi
	done <<-END
		$1
	END
}

missing=$(missing_lines)
if [ -z "$missing" ]; then
	echo "setup: everything is there ($GROUPS_WANTED)"
	exit 0
fi

if ! command -v apt-get >/dev/null; then
	echo "setup: no apt-get here. Install what these Debian packages hold:"
	print_for_people "$missing"
	die "not Debian or Ubuntu, so nothing was installed"
fi

choose "$missing"
if [ -n "$UNKNOWN" ]; then
	echo "setup: apt does not know$UNKNOWN: fetching its lists"
	apt update
	choose "$missing"
fi
[ -z "$UNKNOWN" ] || die "this system offers no package$UNKNOWN"
[ -z "$FOREIGN" ] || explain_foreign "$FOREIGN"
[ -n "$INSTALL" ] || exit 0

echo "setup: will install, with what they depend on:"
print_for_people "$missing"
# The names are words without blanks: split them.
# shellcheck disable=SC2086
apt install -y --no-install-recommends $INSTALL || {
	echo "setup: once more with fresh lists"
	apt update
	apt install -y --no-install-recommends $INSTALL
}

missing=$(missing_lines)
for package in $FOREIGN; do
	missing=$(echo "$missing" | grep -v " $package " || true)
done
[ -z "$missing" ] || {
	print_for_people "$missing" >&2
	die "installed, and still not found"
}
echo "setup: done"
