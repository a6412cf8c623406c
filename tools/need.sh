#!/bin/sh
# SPDX-License-Identifier: MIT
#
# need.sh TOOL... - are the tools there that a target is about to use?
#
# A tool is named as in the first column of tools/packages.txt ("nasm",
# "py:pytest"; one of several alternatives is enough), by its package, or
# with its whole group ("group:build"). What the list does not know is
# looked for as it stands.
#
# Exit status: 0 without a word if all are there; 1 after one line for each
# that is missing, with the command that brings it.

set -u

TOOLS=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tools/packages.sh
. "$TOOLS/packages.sh"

# lines_of TOOL: the lines of the list that speak of it
lines_of() {
	packages | while read -r look package group what; do
		case "|$look|$package|group:$group|" in
		*"|$1|"* | *"|$1@"*)
			echo "$look $package $group $what" ;;
		esac
	done
}

report() {
	package=$(first_package "$2")
	setup='make setup'
	[ "$3" = toolchain ] && setup='tools/setup.sh toolchain'
	echo "missing: $(for_people "$1") ($4); to install: $setup" \
		" (Debian: apt-get install $package)"
	case $package in
	*:amd64)
		[ "$(arch)" = amd64 ] ||
			echo "	needs: dpkg --add-architecture amd64"
		;;
	esac
}

check() {
	lines=$(lines_of "$1")
	if [ -z "$lines" ]; then
		is_there "$1" || echo "missing: $1"
		return
	fi
	echo "$lines" | while read -r look package group what; do
		any_there "$look" || report "$look" "$package" "$group" "$what"
	done
}

missing=$(for tool; do check "$tool"; done)
[ -z "$missing" ] && exit 0

echo "$missing" | awk '!seen[$0]++' >&2
exit 1
