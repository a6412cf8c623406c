// SPDX-License-Identifier: MIT
/*
 * percpu_reserved.c - room for the per-CPU variables of modules
 *
 * A module's code reaches its per-CPU variable as the kernel's own does:
 * %gs and a distance of 32 bits, relative to the instruction. The pointer
 * must therefore lie within 2 GiB of the module's text, which no chunk of
 * percpu_chunk.c does; but what lies right behind the image does. So a part
 * of the first unit is kept for modules alone:
 *
 *	| image | modules: this file | reserve: alloc_percpu() |
 *
 * One map, as a chunk has, that is on no list: alloc_percpu() does not find
 * it. Freeing looks here last, when no chunk wanted the pointer.
 *
 * LOCKING
 *	pcpu_lock.
 *
 * FAILURE
 *	NULL when 8 KiB are used up: the module is refused.
 *
 * SOURCES
 *	Linux: PERCPU_MODULE_RESERVE, __alloc_reserved_percpu() (names only).
 */
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/percpu.h>

#include "percpu.h"
#include "percpu_map.h"

static struct pcpu_chunk reserved;	/* pcpu_lock */

void __percpu *__alloc_reserved_percpu(size_t size, size_t align)
{
	unsigned long flags;
	void __percpu *ptr;
	int at;

	if (!size || size > PERCPU_MODULE_RESERVE || !is_power_of_2(align) ||
	    align > PAGE_SIZE)
		return NULL;
	spin_lock_irqsave(&pcpu_lock, flags);
	at = pcpu_map_take(&reserved, DIV_ROUND_UP(size, PCPU_GRAIN),
			   max_t(size_t, align / PCPU_GRAIN, 1));
	spin_unlock_irqrestore(&pcpu_lock, flags);
	if (at < 0)
		return NULL;
	ptr = (void __percpu *)(reserved.base + at * PCPU_GRAIN);
	pcpu_zero(ptr, size);
	return ptr;
}
EXPORT_SYMBOL(__alloc_reserved_percpu);

int pcpu_reserved_give(unsigned long ptr)
{
	unsigned long flags;
	int err;

	if (ptr - reserved.base >= PERCPU_MODULE_RESERVE)
		return -ENOENT;
	if (ptr % PCPU_GRAIN)
		return -EINVAL;
	spin_lock_irqsave(&pcpu_lock, flags);
	err = pcpu_map_give(&reserved, (ptr - reserved.base) / PCPU_GRAIN);
	spin_unlock_irqrestore(&pcpu_lock, flags);
	return err;
}

void pcpu_reserved_init(unsigned long base)
{
	reserved.base = base;
	reserved.slot = -1;
	pcpu_map_init(&reserved, PERCPU_MODULE_RESERVE / PCPU_GRAIN);
}

void pcpu_reserved_check(void)
{
	unsigned long flags;
	int broken;

	spin_lock_irqsave(&pcpu_lock, flags);
	broken = pcpu_map_broken(&reserved);
	spin_unlock_irqrestore(&pcpu_lock, flags);
	if (broken)
		panic("percpu: the map of modules' variables is broken (A%d)",
		      broken);
}
