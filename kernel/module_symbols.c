// SPDX-License-Identifier: MIT
/*
 * module_symbols.c - who exports a name
 *
 * The kernel's table is what EXPORT_SYMBOL put there, in the order of the
 * link; a module's is the same in its object file. A search is a walk from
 * end to end: a module asks for some fifty names of some five hundred, once.
 *
 * Whoever gets a symbol of a module keeps that module: module.c notes it,
 * and rmmod refuses while anybody is noted.
 */
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "module_internal.h"

static const struct kernel_symbol *
search_table(const struct kernel_symbol *const *table, unsigned int nr,
	     const char *name)
{
	unsigned int i;

	for (i = 0; i < nr; i++) {
		if (!strcmp(table[i]->name, name))
			return table[i];
	}
	return NULL;
}

static const struct kernel_symbol *search_all(struct symbol_search *s)
{
	const struct kernel_symbol *sym;
	struct module *mod;

	s->owner = NULL;
	sym = search_table(__start_ksymtab, __stop_ksymtab - __start_ksymtab,
			   s->name);
	if (sym)
		return sym;
	list_for_each_entry(mod, &modules, list) {
		sym = search_table(mod->syms, mod->num_syms, s->name);
		if (sym) {
			s->owner = mod;
			return sym;
		}
	}
	return NULL;
}

const struct kernel_symbol *find_symbol(struct symbol_search *search)
{
	const struct kernel_symbol *sym = search_all(search);

	if (!sym)
		return ERR_PTR(-ENOENT);
	return sym->gpl && !search->gpl ? ERR_PTR(-EACCES) : sym;
}

static bool is_live(const struct module *owner)
{
	return !owner || owner->state == MODULE_STATE_LIVE;
}

void *__symbol_get(const char *name)
{
	struct symbol_search search = { .name = name, .gpl = true };
	const struct kernel_symbol *sym;
	void *value = NULL;

	modules_lock();
	sym = find_symbol(&search);
	/* Its init() may still fail, and does not ask who holds it. */
	if (!IS_ERR(sym) && is_live(search.owner) &&
	    try_module_get(search.owner))
		value = (void *)sym->value;
	modules_unlock();
	return value;
}

void __symbol_put(const char *name)
{
	struct symbol_search search = { .name = name, .gpl = true };

	modules_lock();
	if (!IS_ERR(find_symbol(&search)))
		module_put(search.owner);
	modules_unlock();
}
EXPORT_SYMBOL(__symbol_get);
EXPORT_SYMBOL(__symbol_put);
