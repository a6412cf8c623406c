// SPDX-License-Identifier: MIT
/*
 * torture_ioremap.c - device memory, mapped by several at once
 */
#include <asm/setup.h>
#include <linux/errno.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/pgtable.h>
#include "ioremap_fixture.h"
#include "torture.h"

/* The frame that @addr shows. */
static unsigned long frame_of(const void __iomem *addr)
{
	unsigned int level;
	pte_t *entry = lookup_address((unsigned long)addr, &level);

	return entry ? pte_pfn(ptep_get(entry)) : 0;
}

static void ioremap_step(struct torture_worker *w, void *state)
{
	unsigned int first = torture_below(w, NR_FRAMES);
	unsigned int nr = 1 + torture_below(w, NR_FRAMES - first);
	u8 __iomem *io = ioremap(device + first * PAGE_SIZE, nr * PAGE_SIZE);
	unsigned int i;

	if (!io)
		return;
	for (i = 0; i < nr; i++) {
		if (frame_of(io + i * PAGE_SIZE) !=
		    PHYS_PFN(device) + first + i)
			torture_wrong("ioremap: frame %u is another", i);
	}
	iounmap(io);
}

static const struct torture_actor ioremap_actor = {
	.name = "ioremap", .weight = 4, .prepare = device_find,
	.step = ioremap_step, .finish = device_drop,
	.check = ioremap_broken,
};
TORTURE_ACTOR(ioremap_actor);
