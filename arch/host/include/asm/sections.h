/* SPDX-License-Identifier: MIT */
/*
 * asm/sections.h - the program's borders, from the host's linker
 */
#ifndef _ASM_SECTIONS_H
#define _ASM_SECTIONS_H

#include <linux/types.h>

/* Text and constants, in the linker's order; then what can be written. */
extern char __executable_start[], data_start[], _end[];

/* Is it the program's own code, constant or static variable? */
static inline bool is_kernel_image(unsigned long addr)
{
	return addr >= (unsigned long)__executable_start &&
	       addr < (unsigned long)_end;
}

/* Does a constant lie there: is it for ever? */
static inline bool is_kernel_rodata(unsigned long addr)
{
	return addr >= (unsigned long)__executable_start &&
	       addr < (unsigned long)data_start;
}

#endif
