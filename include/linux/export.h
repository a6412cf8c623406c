/* SPDX-License-Identifier: MIT */
/*
 * export.h - what modules may use
 *
 * A module is linked against these names and no others, although kallsyms
 * knows more: what is exported is a promise, what is not may change. A
 * module whose licence is not GPL-compatible does not get the _GPL ones.
 * (Ours, MIT, is not itself the GPL; MODULE_LICENSE("Dual MIT/GPL") is.)
 *
 * In the kernel the linker gathers them into one table; in a module
 * kernel/module.c finds them in its object file.
 */
#ifndef _LINUX_EXPORT_H
#define _LINUX_EXPORT_H

#include <linux/compiler.h>

/**
 * struct kernel_symbol - one name that modules may use
 * @name:  as in C
 * @value: its address; of a per-CPU variable, where it is in the image
 * @gpl:   1: only for modules with a GPL-compatible licence
 */
struct kernel_symbol {
	const char *name;
	const void *value;
	unsigned long gpl;
};

TABLE_DECLARE(ksymtab, const struct kernel_symbol);

#define __EXPORT_SYMBOL(sym, is_gpl, id) \
	static const struct kernel_symbol id = { \
		.name = #sym, .value = (const void *)&sym, .gpl = is_gpl \
	}; \
	TABLE_ENTRY(ksymtab, const struct kernel_symbol, &id)

#define EXPORT_SYMBOL(sym)	__EXPORT_SYMBOL(sym, 0, __UNIQUE_ID(ksym))
#define EXPORT_SYMBOL_GPL(sym)	__EXPORT_SYMBOL(sym, 1, __UNIQUE_ID(ksym))

/* Namespaces keep drivers apart; we have none, and export to all. */
#define EXPORT_SYMBOL_NS(sym, ns)	EXPORT_SYMBOL(sym)
#define EXPORT_SYMBOL_NS_GPL(sym, ns)	EXPORT_SYMBOL_GPL(sym)

#endif
