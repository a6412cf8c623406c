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

struct seq_file;

#define KSYM_NAME_LEN	128
/* NAME+0xOFFSET/0xSIZE [MODULE]: two numbers of 18, a name of 55, "+/ []" */
#define KSYM_SYMBOL_LEN	(KSYM_NAME_LEN + 2 * 18 + 55 + 5)

/**
 * kallsyms_lookup - the symbol that @addr lies in
 * @symbolsize, @offset: filled unless NULL
 * Return: its name, or NULL. A module's name is there until rcu_read_unlock()
 * of whoever asks; to print it, sprint_symbol() does all of that.
 */
const char *kallsyms_lookup(unsigned long addr, unsigned long *symbolsize,
			    unsigned long *offset);

/**
 * struct kallsyms_symbol - what an address lies in
 * @name:   the function or variable
 * @module: whose it is; NULL: the kernel's own
 * @size, @offset: bytes, of the symbol and into it
 */
struct kallsyms_symbol {
	const char *name;
	const char *module;
	unsigned long size;
	unsigned long offset;
};

/**
 * struct kallsyms_modules - the floor above knows of more code than the image
 * @lookup:  fill the symbol that an address lies in; false: none of theirs
 * @is_text: is it code of theirs?
 * @show:    their part of /proc/kallsyms
 *
 * The first two are called in any context, as RCU readers; @show in a task.
 * kernel/module_address.c sets it.
 */
struct kallsyms_modules {
	bool (*lookup)(unsigned long addr, struct kallsyms_symbol *found);
	bool (*is_text)(unsigned long addr);
	void (*show)(struct seq_file *m);
};

/* NULL while there are none */
extern const struct kallsyms_modules *kallsyms_modules;

/* Is @addr in code, the kernel's or a module's? Context: any. */
bool kernel_text_address(unsigned long addr);

/* Return: the symbol's address, or 0. */
unsigned long kallsyms_lookup_name(const char *name);

/*
 * Fill @buffer, KSYM_SYMBOL_LEN bytes, and return the length; an address in
 * no symbol becomes "0x" and its digits.
 *
 *	sprint_symbol			name+0x1a/0x40, then " [module]"
 *	sprint_symbol_no_offset		name
 *	sprint_backtrace		as sprint_symbol, for a return address:
 *					the call is one byte earlier, which
 *					matters when it ends a function
 */
int sprint_symbol(char *buffer, unsigned long address);
int sprint_symbol_no_offset(char *buffer, unsigned long address);
int sprint_backtrace(char *buffer, unsigned long address);

#endif
