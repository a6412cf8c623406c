/* SPDX-License-Identifier: MIT */
/*
 * reclaim_fixture.h - four zones, and a shrinker that holds pages of them
 *
 * On page_alloc_fixture.h, but with the machine's own reclaim. The shrinker
 * knows nodes, so that only who reclaims the four zones is served: whoever
 * reclaims the machine's own passes by.
 */
#ifndef _TESTS_RECLAIM_FIXTURE_H
#define _TESTS_RECLAIM_FIXTURE_H

#include <linux/kswapd.h>
#include <linux/sched/mm.h>
#include <linux/shrinker.h>
#include <linux/spinlock.h>
#include <linux/vmstat.h>

#include "../mm/vmscan.h"
#include "page_alloc_fixture.h"
#include "threads.h"

#define HOSTAGES_MAX	256

static struct {
	struct shrinker shrinker;
	spinlock_t lock;
	unsigned long left;
	struct page *page[HOSTAGES_MAX];
	gfp_t gfp;			/* of the last scan */
	unsigned int scans;
	unsigned int by_kswapd;		/* of these */
	struct task_struct *of;		/* the case */
	unsigned int nodes;		/* a bit for each it has counted */
	unsigned int counts;		/* how often that was */
	bool block;			/* scans wait while it is set */
	bool blocked;
	void (*also)(void);		/* called by each scan */
	struct task_struct *thread[2];	/* for the node's kswapd */
} hoard = {
	.lock = __SPIN_LOCK_UNLOCKED(hoard.lock),
};

static unsigned long hoard_count(struct shrinker *s, struct shrink_control *sc)
{
	if (current == hoard.of) {
		hoard.nodes |= 1u << sc->nid;
		hoard.counts++;
	}
	return sc->nid == world.nid ? READ_ONCE(hoard.left) : SHRINK_EMPTY;
}

static struct page *hoard_take(struct shrink_control *sc)
{
	struct page *page = NULL;

	spin_lock(&hoard.lock);
	if (hoard.left)
		page = hoard.page[--hoard.left];
	spin_unlock(&hoard.lock);
	return page;
}

static unsigned long hoard_scan(struct shrinker *s, struct shrink_control *sc)
{
	unsigned long nr;

	spin_lock(&hoard.lock);
	hoard.gfp = sc->gfp_mask;
	hoard.scans++;
	hoard.by_kswapd += current_is_kswapd();
	spin_unlock(&hoard.lock);
	while (READ_ONCE(hoard.block)) {
		WRITE_ONCE(hoard.blocked, true);
		let_others();
	}
	if (hoard.also)
		hoard.also();
	for (nr = 0; nr < sc->nr_to_scan; nr++) {
		struct page *page = hoard_take(sc);

		if (!page)
			break;
		__free_page(page);
	}
	mm_account_reclaimed_pages(nr);
	return nr;
}

/* @nr pages of DMA are the shrinker's. */
static inline void hoard_fill(struct kunit *test, unsigned int nr)
{
	unsigned int i;

	for (i = 0; i < nr; i++) {
		hoard.page[i] = alloc_page(GFP_NOWAIT | GFP_DMA | QUIET);
		KUNIT_ASSERT_NOT_NULL(test, hoard.page[i]);
	}
	WRITE_ONCE(hoard.left, nr);
}

/*
 * Threads for a node that is not there yet. Inside, what a thread needs would
 * come from the four zones, and be gone with them.
 */
static inline void hoard_threads(struct kunit *test)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(hoard.thread); i++) {
		struct task_struct *task = kthread_create(kswapd_thread,
				NODE_DATA(nr_online_nodes), "kswapd-test");

		KUNIT_ASSERT_FALSE(test, IS_ERR(task));
		hoard.thread[i] = get_task_struct(task);
	}
}

static inline void hoard_end_threads(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(hoard.thread); i++) {
		struct task_struct *task = hoard.thread[i];

		hoard.thread[i] = NULL;
		if (!task)
			continue;
		kthread_stop(task);
		put_task_struct(task);
	}
}

static inline int reclaim_begin_test(struct kunit *test)
{
	int err;

	hoard.of = current;
	hoard.left = 0;
	hoard.scans = 0;
	hoard.by_kswapd = 0;
	hoard.block = false;
	hoard.blocked = false;
	hoard.also = NULL;
	hoard.shrinker = (struct shrinker) {
		.count_objects = hoard_count, .scan_objects = hoard_scan,
		.seeks = DEFAULT_SEEKS, .batch = 16,
		.flags = SHRINKER_NUMA_AWARE,
	};
	err = register_shrinker(&hoard.shrinker, "hoard");
	if (err)
		return err;
	hoard_threads(test);
	four_zones_begin(test);
	reclaim_ops = machines_reclaim;
	return 0;
}

static inline void reclaim_end_test(struct kunit *test)
{
	kswapd_stop(world.nid);
	/* Others have given pages, too. */
	if (world.base)
		drain_all_pages(NULL);
	four_zones_end(test);
	hoard_end_threads();
	unregister_shrinker(&hoard.shrinker);
	KUNIT_EXPECT_EQ(test, shrinker_broken(), 0);
	KUNIT_EXPECT_EQ(test, reclaim_scope_broken(), 0);
}

static inline unsigned long event(enum vm_event_item item)
{
	unsigned long events[NR_VM_EVENT_ITEMS];

	all_vm_events(events);
	return events[item];
}

#endif
