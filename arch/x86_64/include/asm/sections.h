/* SPDX-License-Identifier: MIT */
/*
 * asm/sections.h - the image's borders, from linker.ld; all page-aligned
 */
#ifndef _ASM_SECTIONS_H
#define _ASM_SECTIONS_H

#include <linux/types.h>

extern char __boot_start[], __boot_end[];	/* physical: identity */
extern char _text[], _etext[];			/* RX */
extern char __start_rodata[], __end_rodata[];	/* R  */
extern char _sdata[], _edata[];			/* RW */
extern char __bss_start[], __bss_stop[];	/* RW */
extern char __start_kallsyms[], _end[];		/* R  */


/* Behind the per-CPU image and what its pointers reach beyond: linker.ld. */
extern char __per_cpu_shadow_end[];

/* Is it the kernel's own code, constant or static variable? */
static inline bool is_kernel_image(unsigned long addr)
{
	return addr >= (unsigned long)_text && addr < (unsigned long)_end;
}

/* Does a constant lie there: is it for ever? */
static inline bool is_kernel_rodata(unsigned long addr)
{
	return addr >= (unsigned long)__start_rodata &&
	       addr < (unsigned long)__end_rodata;
}

#endif
