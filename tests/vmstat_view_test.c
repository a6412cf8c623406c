// SPDX-License-Identifier: MIT
/*
 * vmstat_view_test.c - /proc/vmstat: every row, its name and its number
 */
#include <linux/vmstat.h>

#include "threads.h"
#include "view_text.h"

/* Monitoring looks these up by name; the order is Linux's, too. */
static const struct row {
	const char *name;
	unsigned int item;
} node_rows[] = {
	{ "nr_inactive_file", NR_INACTIVE_FILE },
	{ "nr_active_file", NR_ACTIVE_FILE },
	{ "nr_slab_reclaimable", NR_SLAB_RECLAIMABLE_B },
	{ "nr_slab_unreclaimable", NR_SLAB_UNRECLAIMABLE_B },
	{ "nr_isolated_file", NR_ISOLATED_FILE },
	{ "nr_file_pages", NR_FILE_PAGES },
	{ "nr_dirty", NR_FILE_DIRTY },
	{ "nr_writeback", NR_WRITEBACK },
	{ "nr_vmscan_write", NR_VMSCAN_WRITE },
	{ "nr_dirtied", NR_DIRTIED },
	{ "nr_written", NR_WRITTEN },
}, event_rows[] = {
	{ "pgpgin", PGPGIN },
	{ "pgpgout", PGPGOUT },
	{ "pgalloc_dma", PGALLOC_DMA },
	{ "pgalloc_dma32", PGALLOC_DMA32 },
	{ "pgalloc_normal", PGALLOC_NORMAL },
	{ "pgalloc_high", PGALLOC_HIGH },
	{ "allocstall_dma", ALLOCSTALL_DMA },
	{ "allocstall_dma32", ALLOCSTALL_DMA32 },
	{ "allocstall_normal", ALLOCSTALL_NORMAL },
	{ "allocstall_high", ALLOCSTALL_HIGH },
	{ "pgfree", PGFREE },
	{ "pgactivate", PGACTIVATE },
	{ "pgdeactivate", PGDEACTIVATE },
	{ "pgrefill", PGREFILL },
	{ "pgsteal_kswapd", PGSTEAL_KSWAPD },
	{ "pgsteal_direct", PGSTEAL_DIRECT },
	{ "pgscan_kswapd", PGSCAN_KSWAPD },
	{ "pgscan_direct", PGSCAN_DIRECT },
	{ "pgscan_direct_throttle", PGSCAN_DIRECT_THROTTLE },
	{ "slabs_scanned", SLABS_SCANNED },
	{ "kswapd_low_wmark_hit_quickly", KSWAPD_LOW_WMARK_HIT_QUICKLY },
	{ "kswapd_high_wmark_hit_quickly", KSWAPD_HIGH_WMARK_HIT_QUICKLY },
	{ "pageoutrun", PAGEOUTRUN },
	{ "pgrotated", PGROTATED },
	{ "drop_pagecache", DROP_PAGECACHE },
	{ "drop_slab", DROP_SLAB },
	{ "oom_kill", OOM_KILL },
	{ "pgmigrate_success", PGMIGRATE_SUCCESS },
	{ "pgmigrate_fail", PGMIGRATE_FAIL },
	{ "compact_migrate_scanned", COMPACTMIGRATE_SCANNED },
	{ "compact_free_scanned", COMPACTFREE_SCANNED },
	{ "compact_isolated", COMPACTISOLATED },
	{ "compact_stall", COMPACTSTALL },
	{ "compact_fail", COMPACTFAIL },
	{ "compact_success", COMPACTSUCCESS },
};
static_assert(ARRAY_SIZE(node_rows) == NR_VM_NODE_STAT_ITEMS);
static_assert(ARRAY_SIZE(event_rows) == NR_VM_EVENT_ITEMS);

/* The line that comes next: name, value, nothing else. Return: the value. */
static unsigned long next_row(struct kunit *test, const char *name)
{
	const char *line = at;
	unsigned long value;

	lit(name);
	lit(" ");
	value = num(1);
	lit("\n");
	KUNIT_ASSERT_NOT_NULL_MSG(test, at, "no row %s at:\n%.60s", name,
				  line ?: "");
	return value;
}

/*
 * Far more than there ever is, and of no two items the same; the half is for
 * what others count meanwhile, up or down.
 */
#define MUCH(item)	(((item) + 1L) << 40)
#define HALF		(1L << 39)

static void count_much(long sign)
{
	struct pglist_data *node = NULL;
	long i, item;
	int nid;

	/* The last: the sum is of more than the first. */
	for_each_online_node(nid)
		node = NODE_DATA(nid);
	for (i = 0; i < (long)ARRAY_SIZE(node_rows); i++) {
		long pages = sign * (MUCH(i) + HALF);

		item = node_rows[i].item;
		mod_node_page_state(node, item, vmstat_item_in_bytes(item) ?
						pages * (long)PAGE_SIZE : pages);
	}
	for (i = 0; i < (long)ARRAY_SIZE(event_rows); i++)
		count_vm_events(event_rows[i].item, sign * (MUCH(i) + HALF));
}

/* Each row shows its own item, of all nodes, and not only its lower half. */
static void each_row_is_its_item(struct kunit *test)
{
	unsigned long i;

	count_much(1);
	read_view(test, "vmstat");
	count_much(-1);
	parse();
	next_row(test, "nr_free_pages");
	for (i = 0; i < ARRAY_SIZE(node_rows); i++)
		KUNIT_EXPECT_EQ_MSG(test, next_row(test, node_rows[i].name) >> 40,
				    i + 1, "%s", node_rows[i].name);
	for (i = 0; i < ARRAY_SIZE(event_rows); i++)
		KUNIT_EXPECT_EQ_MSG(test, next_row(test, event_rows[i].name) >> 40,
				    i + 1, "%s", event_rows[i].name);
	KUNIT_EXPECT_TRUE(test, at_end());
}

static bool free_pages_are_shown(struct kunit *test)
{
	unsigned long sum = 0;
	struct zone *zone;

	read_view(test, "vmstat");
	for_each_populated_zone(zone)
		sum += READ_ONCE(zone->nr_free);
	parse();
	return next_row(test, "nr_free_pages") == sum;
}

/* Of all zones together; others may be allocating between the two looks. */
static void free_pages_of_all_zones(struct kunit *test)
{
	KUNIT_EXPECT_TRUE(test, crew_wait_for(free_pages_are_shown(test)));
}

static struct kunit_case view_cases[] = {
	KUNIT_CASE(each_row_is_its_item),
	KUNIT_CASE(free_pages_of_all_zones),
	{}
};

static struct kunit_suite view_suite = {
	.name = "vmstat_view",
	.init = view_text_init,
	.exit = view_text_exit,
	.test_cases = view_cases,
};
kunit_test_suite(view_suite);
