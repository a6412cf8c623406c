// SPDX-License-Identifier: MIT
/*
 * lkdtm_mm.c - structures of mm/ that are damaged on purpose
 *
 * Each breaks one invariant and has page_alloc_check() walk everything: "we
 * are wrong" must stop the kernel and name zone and invariant.
 */
#include <asm/irqflags.h>
#include <linux/mm.h>
#include <linux/percpu.h>

#include "../mm/internal.h"
#include "lkdtm.h"

static struct zone *some_zone(void)
{
	return NODE_DATA(numa_node_id())->node_zonelists[ZONE_NORMAL][0];
}

/* I6: a list that has blocks is said to be empty. */
void lkdtm_broken_buddy(void)
{
	struct zone *zone = some_zone();
	int type;

	for (type = 0; type < MIGRATE_TYPES; type++)
		zone->order_mask[type] ^= 1;
	page_alloc_check();
}

/* C1: more pages than are on the lists. */
void lkdtm_broken_pcp(void)
{
	this_cpu_ptr(some_zone()->per_cpu_pageset)->count++;
	page_alloc_check();
}

/* Z1: the lowest mark above the highest. */
void lkdtm_broken_marks(void)
{
	struct zone *zone = some_zone();

	zone->_watermark[WMARK_MIN] = zone->_watermark[WMARK_HIGH] + 1;
	page_alloc_check();
}

/* Z3: a zone twice in a list. */
void lkdtm_broken_zonelist(void)
{
	struct zone **list;

	list = NODE_DATA(numa_node_id())->node_zonelists[ZONE_NORMAL];
	list[1] = list[0];
	list[2] = NULL;
	page_alloc_check();
}

/* N2: it is 9 to oneself. */
void lkdtm_broken_distance(void)
{
	node_distances[0][0] = 9;
	page_alloc_check();
}

/* V1: the struct pages of no frame. */
void lkdtm_broken_memmap(void)
{
	memmap.section[0].start = memmap.section[0].end;
	page_alloc_check();
}

/* K1: a window that counts users and shows nothing. */
void lkdtm_broken_kmap(void)
{
	pkmap_count[0] = 2;
	pkmap_page[0] = NULL;
	page_alloc_check();
}
