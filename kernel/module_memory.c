// SPDX-License-Identifier: MIT
/*
 * module_memory.c - pages for a module, and what may be done with them
 *
 * One area of vmalloc's in the modules' region, which lies within 2 GiB of
 * the kernel's text. It is written as data while the module is put together;
 * then each part gets its rights, and never again two of them at once:
 *
 *		    while linking	afterwards
 *	text	    RW-			R-X
 *	rodata	    RW-			R--
 *	data	    RW-			RW-
 */
#include <asm/pgtable.h>
#include <linux/kernel.h>
#include <linux/numa.h>
#include <linux/set_memory.h>
#include <linux/vmalloc.h>

#include "module_internal.h"

void *module_memory_get(unsigned long size)
{
	return __vmalloc_node_range(size, PAGE_SIZE, MODULES_VADDR,
				    MODULES_END, GFP_KERNEL | __GFP_NOWARN,
				    PAGE_KERNEL, 0, NUMA_NO_NODE,
				    __builtin_return_address(0));
}

void module_memory_put(void *base)
{
	vfree(base);
}

static int protect(const struct module *mod, unsigned long from,
		   unsigned long size,
		   int (*rights)(unsigned long addr, int numpages))
{
	if (!size)
		return 0;
	return rights((unsigned long)mod->base + from, size >> PAGE_SHIFT);
}

int module_memory_protect(const struct module *mod)
{
	return protect(mod, 0, mod->text_size, set_memory_rox) ?:
	       protect(mod, mod->text_size, mod->rodata_size, set_memory_ro);
}
