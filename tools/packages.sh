#!/bin/sh
# SPDX-License-Identifier: MIT
#
# packages.sh - reading tools/packages.txt, for setup.sh and need.sh
#
# Sourced, not run. The caller sets TOOLS to this folder; PACKAGES may name
# another list (the tests' own).

PACKAGES=${PACKAGES:-$TOOLS/packages.txt}
PYTHON=/usr/bin/python3

# The list without comments: look-for, package, group, purpose. What is in
# several groups comes once for each.
packages() {
	awk '/^#/ || !NF { next }
	     {
		n = split($3, groups, ",")
		what = $0
		sub(/^[^ \t]+[ \t]+[^ \t]+[ \t]+[^ \t]+[ \t]+/, "", what)
		for (i = 1; i <= n; i++)
			print $1, $2, groups[i], what
	     }' "$PACKAGES"
}

arch() {
	if command -v dpkg >/dev/null; then
		dpkg --print-architecture
	else
		uname -m | sed -e 's/x86_64/amd64/' -e 's/aarch64/arm64/'
	fi
}

# alternatives A|B@ARCH|C: those that count here, one a line
alternatives() {
	here=$(arch)
	echo "$1" | tr '|' '\n' | while IFS= read -r one; do
		case $one in
		*@"$here")	echo "${one%@*}" ;;
		*@*)		;;
		*)		echo "$one" ;;
		esac
	done
}

is_file() {
	# A pattern: left unquoted so that the shell expands it.
	for match in $1; do
		[ -e "$match" ] && return 0
	done
	return 1
}

is_python_module() {
	[ -x "$PYTHON" ] && "$PYTHON" -c 'import importlib.util, sys
sys.exit(importlib.util.find_spec(sys.argv[1]) is None)' "$1"
}

is_command() {
	command -v "$1" >/dev/null 2>&1
}

is_cross_tool() {
	if [ -n "${CROSS_COMPILE:-}" ]; then
		is_command "$CROSS_COMPILE$1"
	else
		is_command "x86_64-elf-$1" || is_command "x86_64-linux-gnu-$1"
	fi
}

is_there() {
	case $1 in
	file:*)		is_file "${1#file:}" ;;
	py:*)		is_python_module "${1#py:}" ;;
	cross:*)	is_cross_tool "${1#cross:}" ;;
	*)		is_command "$1" ;;
	esac
}

# any_there A|B|C: is one of the alternatives there?
any_there() {
	for one in $(set -f; alternatives "$1"); do
		is_there "$one" && return 0
	done
	return 1
}

# for_people LOOK: the first alternative, as a person would call it
for_people() {
	first=$(alternatives "$1" | head -n 1)
	case $first in
	file:*)		echo "${first#file:}" ;;
	py:*)		echo "Python's ${first#py:}" ;;
	cross:*)	echo "${CROSS_COMPILE:-x86_64-linux-gnu-}${first#cross:}" ;;
	*)		echo "$first" ;;
	esac
}

# first_package A|B: the first alternative
first_package() {
	alternatives "$1" | head -n 1
}
