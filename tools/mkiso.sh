#!/bin/sh
# SPDX-License-Identifier: MIT
#
# mkiso.sh - the kernel behind GRUB on a CD that BIOS and UEFI can start
#
#	tools/mkiso.sh kernel.elf out.iso [command line [module...]]
#
# GRUB's default CD is 20 MB; the modules named below, which exist for both
# firmwares, make it a third of that. With the files of only one firmware installed the
# CD starts on that one, and we say which is missing.
set -eu

usage()
{
	echo "usage: mkiso.sh KERNEL ISO [CMDLINE [MODULE...]]" >&2
	exit 2
}

[ $# -ge 2 ] || usage
kernel=$1
iso=$2
cmdline=${3-}
[ $# -gt 3 ] && shift 3 || shift $#

here=$(dirname "$0")
grub=${GRUB_LIB:-/usr/lib/grub}
# GRUB looks for every partition format it knows and complains of each that is
# missing; on UEFI it complains of no screen without a video driver.
modules="multiboot2 normal iso9660 test all_video part_gpt part_msdos part_acorn
part_amiga part_apple part_bsd part_dfly part_dvh part_plan part_sun part_sunpc"
modules=$(echo "$modules" | tr '\n' ' ')

die()
{
	echo "mkiso: $*" >&2
	exit 1
}

[ -f "$kernel" ] || die "$kernel does not exist: run make first"
command -v grub-mkrescue >/dev/null ||
	die "grub-mkrescue is missing: apt install grub-common"
bios=0 uefi=0
[ -d "$grub/i386-pc" ] && bios=1
[ -d "$grub/x86_64-efi" ] && uefi=1
case $bios$uefi in
00) die "GRUB's files are missing: apt install grub-pc-bin grub-efi-amd64-bin" ;;
01) echo "mkiso: no BIOS boot on this ISO: apt install grub-pc-bin" >&2 ;;
10) echo "mkiso: no UEFI boot on this ISO: apt install grub-efi-amd64-bin" >&2 ;;
esac

# GRUB reads its commands as a shell does. Quotes keep their meaning, GRUB puts
# them round the word again; whatever else is special to it is escaped.
export cmdline
escape='
BEGIN {
	line = ENVIRON["cmdline"]
	for (i = 1; i <= length(line); i++) {
		c = substr(line, i, 1)
		if (c == "\"")
			quoted = !quoted
		else if (quoted ? c ~ /[$\\]/ : c !~ /[A-Za-z0-9_=,.:\/ \t-]/)
			out = out "\\"
		out = out c
	}
	# An open quote would swallow the rest of the file.
	print out (quoted ? "\"" : "")
}'
escaped=$(awk "$escape")
export escaped

tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
trap 'exit 1' HUP INT TERM
mkdir -p "$tree/cd/boot/grub"

# GRUB takes memory for every section of the file, and then for the file: with
# what gdb reads, two thirds of it, 24 MiB are not enough. The kernel has the
# names for its own reports in .kallsyms.
objcopy=$(command -v x86_64-linux-gnu-objcopy || command -v x86_64-elf-objcopy ||
	command -v objcopy) || die "objcopy is missing: apt install binutils"
"$objcopy" --strip-debug "$kernel" "$tree/cd/boot/pagewright.elf" ||
	die "$kernel is no ELF file"

loads=
for module in "$@"; do
	name=$(basename "$module")
	cp "$module" "$tree/cd/boot/$name"
	loads="$loads	module2 /boot/$name $name
"
done
export loads

# index() and substr(), because sub() would read "&" and "\" in the text.
awk '{
	at = index($0, "@CMDLINE@")
	if (at)
		$0 = substr($0, 1, at - 1) ENVIRON["escaped"] substr($0, at + 9)
	print
	if (at)
		printf "%s", ENVIRON["loads"]
}' "$here/../iso/grub.cfg.in" > "$tree/cd/boot/grub/grub.cfg"

grub-mkrescue --install-modules="$modules" --locales= --themes= --fonts= \
	-o "$tree/out.iso" "$tree/cd" > "$tree/log" 2>&1 || {
	cat "$tree/log" >&2
	die "grub-mkrescue failed (UEFI needs mtools: apt install mtools xorriso)"
}
mv "$tree/out.iso" "$iso"
