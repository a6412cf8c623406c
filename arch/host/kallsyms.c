// SPDX-License-Identifier: MIT
/*
 * kallsyms.c - names of functions, from the dynamic linker
 *
 * Stands in for lib/kallsyms.c, whose table is made by the kernel's link.
 * Only what is linked with -rdynamic and not static has a name here.
 */
#include <linux/kallsyms.h>
#include <linux/sprintf.h>
#include "posix.h"

const char *kallsyms_lookup(unsigned long addr, unsigned long *symbolsize,
			    unsigned long *offset)
{
	struct host_symbol sym;

	if (!host_symbol_at(addr, &sym))
		return NULL;
	if (symbolsize)
		*symbolsize = sym.size;
	if (offset)
		*offset = addr - sym.start;
	return sym.name;
}

unsigned long kallsyms_lookup_name(const char *name)
{
	return host_symbol_address(name);
}

/* Look up @addr, print @shown: see sprint_backtrace(). */
static int print_symbol(char *buffer, unsigned long addr, unsigned long shown)
{
	unsigned long size, offset;
	const char *name = kallsyms_lookup(addr, &size, &offset);

	if (!name)
		return scnprintf(buffer, KSYM_SYMBOL_LEN, "0x%lx", shown);
	return scnprintf(buffer, KSYM_SYMBOL_LEN, "%s+0x%lx/0x%lx", name,
			 offset + (shown - addr), size);
}

int sprint_symbol(char *buffer, unsigned long address)
{
	return print_symbol(buffer, address, address);
}

int sprint_backtrace(char *buffer, unsigned long address)
{
	return print_symbol(buffer, address - 1, address);
}

int sprint_symbol_no_offset(char *buffer, unsigned long address)
{
	const char *name = kallsyms_lookup(address, NULL, NULL);

	if (!name)
		return scnprintf(buffer, KSYM_SYMBOL_LEN, "0x%lx", address);
	return scnprintf(buffer, KSYM_SYMBOL_LEN, "%s", name);
}
