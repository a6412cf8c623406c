// SPDX-License-Identifier: MIT
/*
 * module_ref.c - who keeps a module from being taken out
 *
 * A count: 0, and rmmod may have it; it claims the module by making the 0 a
 * -1, in one step, and from then on nobody can hold it any more. NULL is
 * what is built in, and stays anyway.
 */
#include <linux/atomic.h>
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/module.h>

bool try_module_get(struct module *module)
{
	if (!module)
		return true;
	/* 0 while it is loaded; rmmod takes it to -1, and there it stays. */
	return atomic_inc_unless_negative(&module->refcnt);
}

void __module_get(struct module *module)
{
	if (module)
		WARN_ON(atomic_inc_return(&module->refcnt) <= 1);
}

void module_put(struct module *module)
{
	if (module)
		WARN_ON(atomic_dec_return(&module->refcnt) < 0);
}

int module_refcount(struct module *module)
{
	return atomic_read(&module->refcnt);
}

EXPORT_SYMBOL(try_module_get);
EXPORT_SYMBOL(__module_get);
EXPORT_SYMBOL(module_put);
EXPORT_SYMBOL(module_refcount);
