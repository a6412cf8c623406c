/* SPDX-License-Identifier: MIT */
/*
 * kallsyms.h - from an address to the name of the function it is in
 *
 * A symbol ends where the next one begins, as in Linux. Context: any, a
 * panic included; nothing here allocates or takes a lock.
 */
#ifndef _LINUX_KALLSYMS_H
#define _LINUX_KALLSYMS_H

#include <linux/types.h>

#define KSYM_NAME_LEN	128
/* NAME+0xOFFSET/0xSIZE: two numbers of 18 characters, "+", "/", NUL */
#define KSYM_SYMBOL_LEN	(KSYM_NAME_LEN + 2 * 18 + 3)

/**
 * kallsyms_lookup - the symbol that @addr lies in
 * @symbolsize, @offset: filled unless NULL
 * Return: its name, or NULL.
 */
const char *kallsyms_lookup(unsigned long addr, unsigned long *symbolsize,
			    unsigned long *offset);

/* Return: the symbol's address, or 0. */
unsigned long kallsyms_lookup_name(const char *name);

/*
 * Fill @buffer, KSYM_SYMBOL_LEN bytes, and return the length; an address in
 * no symbol becomes "0x" and its digits.
 *
 *	sprint_symbol			name+0x1a/0x40
 *	sprint_symbol_no_offset		name
 *	sprint_backtrace		as sprint_symbol, for a return address:
 *					the call is one byte earlier, which
 *					matters when it ends a function
 */
int sprint_symbol(char *buffer, unsigned long address);
int sprint_symbol_no_offset(char *buffer, unsigned long address);
int sprint_backtrace(char *buffer, unsigned long address);

#endif
