// SPDX-License-Identifier: MIT
/*
 * module_address.c - whose an address is, among modules
 *
 * Asked by backtraces and fault reports, from any context, with the kernel
 * in any state: so no lock. The list is followed as RCU readers do; who is
 * on it has all its names, until rcu_read_unlock(). lib/kallsyms.c, which
 * stands below, asks through a hook, and holds that until it has printed.
 */
#include <linux/ctype.h>
#include <linux/export.h>
#include <linux/init.h>
#include <linux/kallsyms.h>
#include <linux/kernel.h>
#include <linux/rculist.h>
#include <linux/seq_file.h>

#include "module_internal.h"

static unsigned long size_of(const struct module *mod)
{
	return mod->text_size + mod->rodata_size + mod->data_size;
}

struct module *__module_address(unsigned long addr)
{
	struct module *mod;

	list_for_each_entry_rcu(mod, &modules, list) {
		if (addr - (unsigned long)mod->base < size_of(mod))
			return mod;
	}
	return NULL;
}
EXPORT_SYMBOL(__module_address);

static bool is_module_text(unsigned long addr)
{
	const struct module *mod = __module_address(addr);

	return mod && addr - (unsigned long)mod->base < mod->text_size;
}

/* The last of the symbols at or below @addr; num_symtab: there is none. */
static unsigned int symbol_at(const struct module *mod, unsigned long addr)
{
	unsigned int low = 0, high = mod->num_symtab;

	while (high > low) {
		unsigned int mid = low + (high - low) / 2;

		if (mod->symtab[mid].address <= addr)
			low = mid + 1;
		else
			high = mid;
	}
	return low ? low - 1 : mod->num_symtab;
}

static unsigned long symbol_end(const struct module *mod, unsigned int i)
{
	unsigned long start = mod->symtab[i].address;

	for (; i < mod->num_symtab; i++) {
		if (mod->symtab[i].address > start)
			return mod->symtab[i].address;
	}
	return (unsigned long)mod->base + size_of(mod);
}

static bool look_up(unsigned long addr, struct kallsyms_symbol *found)
{
	const struct module *mod = __module_address(addr);
	unsigned int i;

	if (!mod)
		return false;
	i = symbol_at(mod, addr);
	if (i == mod->num_symtab)
		return false;
	found->name = mod->symtab[i].name;
	found->module = mod->name;
	found->offset = addr - mod->symtab[i].address;
	found->size = symbol_end(mod, i) - mod->symtab[i].address;
	return true;
}

static bool is_exported(const struct module *mod, unsigned long addr)
{
	unsigned int i;

	for (i = 0; i < mod->num_syms; i++) {
		if ((unsigned long)mod->syms[i]->value == addr)
			return true;
	}
	return false;
}

/* As nm: where a symbol is, small for what is not exported. */
static char type_of(const struct module *mod, unsigned long addr)
{
	unsigned long at = addr - (unsigned long)mod->base;
	char type;

	if (at < mod->text_size)
		type = 't';
	else
		type = at < mod->text_size + mod->rodata_size ? 'r' : 'd';
	return is_exported(mod, addr) ? toupper(type) : type;
}

static void show(struct seq_file *m)
{
	const struct module *mod;
	unsigned int i;

	modules_lock();
	list_for_each_entry(mod, &modules, list) {
		for (i = 0; i < mod->num_symtab; i++)
			seq_printf(m, "%016lx %c %s\t[%s]\n",
				   mod->symtab[i].address,
				   type_of(mod, mod->symtab[i].address),
				   mod->symtab[i].name, mod->name);
	}
	modules_unlock();
}

static const struct kallsyms_modules hooks = {
	.lookup = look_up,
	.is_text = is_module_text,
	.show = show,
};

static void module_address_init(void)
{
	kallsyms_modules = &hooks;
}
early_initcall(module_address_init);
