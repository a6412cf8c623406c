// SPDX-License-Identifier: MIT
/*
 * module.c - the relocations of the x86-64 psABI that a module has
 *
 *	S  the symbol's address		A  the addend	P  the place's address
 *
 *	64	S + A			a pointer in data
 *	32	S + A, zero-extended	an address below 4 GiB: there are none
 *	32S	S + A, sign-extended	an address in the last 2 GiB: why
 *					modules live there (-mcmodel=kernel)
 *	PC32	S + A - P		a variable, relative to the instruction
 *	PLT32	S + A - P		a call; nothing is between us and it
 *	PC64	S + A - P		a distance in data
 *
 * A value that does not survive being cut to its field and extended again
 * would be another address: it is refused.
 */
#include <linux/elf.h>
#include <linux/errno.h>
#include <linux/moduleloader.h>
#include <linux/unaligned.h>

static int put_signed(void *where, s64 value)
{
	if (value != (s32)value)
		return -ERANGE;
	put_unaligned((u32)value, (u32 *)where);
	return 0;
}

int arch_apply_relocation(u32 type, void *where, u64 place, u64 value)
{
	switch (type) {
	case R_X86_64_NONE:
		return 0;
	case R_X86_64_64:
		put_unaligned(value, (u64 *)where);
		return 0;
	case R_X86_64_PC64:
		put_unaligned(value - place, (u64 *)where);
		return 0;
	case R_X86_64_32:
		if (value != (u32)value)
			return -ERANGE;
		put_unaligned((u32)value, (u32 *)where);
		return 0;
	case R_X86_64_32S:
		return put_signed(where, value);
	case R_X86_64_PC32:
	case R_X86_64_PLT32:
		return put_signed(where, value - place);
	default:
		return -ENOEXEC;
	}
}
