// SPDX-License-Identifier: MIT
/*
 * vmalloc_smp_test.c - areas on all CPUs: nobody sees what was freed
 *
 * The first case is the proof that the flush is there: without it, in
 * mm/vmap_purge.c:/^static unsigned long purge_region/, it fails on any
 * machine of two CPUs. The second is a crowd.
 */
#include <kunit/test.h>
#include <linux/kernel.h>
#include <linux/machine.h>
#include <linux/mm.h>
#include <linux/sizes.h>
#include <linux/smp.h>
#include <linux/vmalloc.h>

#include "../mm/vm_area.h"

static void check_after(struct kunit *test)
{
	KUNIT_EXPECT_STREQ(test, vmap_broken() ?: "sound", "sound");
}

/* ---- stale translations --------------------------------------------------------- */

struct look {
	unsigned long *word;
	unsigned long want;
	atomic_t wrong;
};

/* On each CPU: its TLB has the translation afterwards. */
static void look(void *info)
{
	struct look *l = info;

	if (READ_ONCE(*l->word) != l->want)
		atomic_inc(&l->wrong);
}

/*
 * The same address with another frame behind it, round after round. The old
 * frames stay taken and hold their old numbers: who sees one of these has an
 * old translation.
 */
static void no_stale_translation(struct kunit *test)
{
	struct look l = { .wrong = ATOMIC_INIT(0) };
	unsigned long *first = NULL;
	struct page *page[8];
	unsigned int round;

	vm_unmap_aliases();
	for (round = 0; round < 8; round++) {
		page[round] = alloc_page(GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, page[round]);
		l.want = round + 1;
		*(unsigned long *)page_address(page[round]) = l.want;
		l.word = vmap(&page[round], 1, VM_MAP, PAGE_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, l.word);
		first = first ?: l.word;
		KUNIT_EXPECT_PTR_EQ(test, l.word, first);
		on_each_cpu(look, &l, 1);
		vunmap(l.word);
		vm_unmap_aliases();
	}
	for (round = 0; round < 8; round++)
		__free_page(page[round]);
	KUNIT_EXPECT_EQ(test, atomic_read(&l.wrong), 0);
}

/* Without asking for a flush: what is unflushed is not given out. */
static void no_reuse_before_the_flush(struct kunit *test)
{
	struct look l = { .wrong = ATOMIC_INIT(0) };
	unsigned int round;

	for (round = 0; round < vmap_lazy_max + 40; round++) {
		l.word = vmalloc(PAGE_SIZE);
		KUNIT_ASSERT_NOT_NULL(test, l.word);
		l.want = round;
		WRITE_ONCE(*l.word, round);
		/* Every round would take seconds with many CPUs. */
		if (round % 16 == 0 || round > vmap_lazy_max)
			on_each_cpu(look, &l, 1);
		vfree(l.word);
	}
	KUNIT_EXPECT_EQ(test, atomic_read(&l.wrong), 0);
}

/* ---- a crowd --------------------------------------------------------------------- */

#define STORM_AREAS	24
#define STORM_STEPS	400
/* Waiting for a lock whose holder an emulator has put aside takes long. */
#define STORM_NS	100000000ULL

static atomic_t wrong;

struct storm {
	u32 seed;
	void *area[STORM_AREAS];
	unsigned int pages[STORM_AREAS];
};
static struct storm storms[NR_CPUS];

static u32 draw(struct storm *s, u32 n)
{
	s->seed = s->seed * 1664525 + 1013904223;
	return (u32)((u64)s->seed * n >> 32);
}

/* Ours alone: our number in each page, from first to last. */
static void check_ours(const struct storm *s, unsigned int i,
		       unsigned long me)
{
	unsigned int page;

	for (page = 0; page < s->pages[i]; page++) {
		unsigned long *word = s->area[i] + page * PAGE_SIZE;

		if (READ_ONCE(*word) != me * 1000 + page)
			atomic_inc(&wrong);
	}
}

static void make_ours(struct storm *s, unsigned int i, unsigned long me)
{
	unsigned int page;

	s->pages[i] = 1 + draw(s, draw(s, 8) ? 4 : 40);
	if (draw(s, 4))
		s->area[i] = __vmalloc(s->pages[i] * PAGE_SIZE,
				       GFP_KERNEL | __GFP_NOWARN);
	else
		s->area[i] = __vmalloc_node(s->pages[i] * PAGE_SIZE,
					    PAGE_SIZE << draw(s, 6),
					    GFP_KERNEL | __GFP_NOWARN,
					    NUMA_NO_NODE, NULL);
	for (page = 0; s->area[i] && page < s->pages[i]; page++)
		WRITE_ONCE(*(unsigned long *)(s->area[i] + page * PAGE_SIZE),
			   me * 1000 + page);
}

static void free_ours(struct storm *s, unsigned int i)
{
	if (draw(s, 5))
		vfree(s->area[i]);
	else
		vfree_atomic(s->area[i]);
	s->area[i] = NULL;
}

static void storm(void *info)
{
	unsigned int me = raw_smp_processor_id(), step, i;
	u64 start = machine_ops->clock_ns();
	struct storm *s = &storms[me];

	memset(s, 0, sizeof(*s));
	s->seed = me + 1;
	for (step = 0; step < STORM_STEPS; step++) {
		if (machine_ops->clock_ns() - start > STORM_NS)
			break;
		i = draw(s, STORM_AREAS);
		if (s->area[i]) {
			check_ours(s, i, me);
			free_ours(s, i);
		} else {
			make_ours(s, i, me);
		}
		if (draw(s, 100) == 0)
			vm_unmap_aliases();
	}
	for (i = 0; i < STORM_AREAS; i++) {
		if (!s->area[i])
			continue;
		check_ours(s, i, me);
		free_ours(s, i);
	}
}

/*
 * All CPUs allocate and free in different orders, some with alignment, some
 * as in an interrupt, while others flush: each finds his own numbers.
 */
static void all_cpus_at_once(struct kunit *test)
{
	unsigned long before, free_before;
	unsigned int cpu, self = raw_smp_processor_id();

	vm_unmap_aliases();
	before = vmalloc_nr_pages();
	free_before = vmap_regions[VMAP_VMALLOC].nr_free;
	atomic_set(&wrong, 0);
	for_each_online_cpu(cpu) {
		if (cpu != self)
			idle_job_start(cpu, storm, NULL);
	}
	storm(NULL);
	for_each_online_cpu(cpu) {
		if (cpu != self)
			idle_job_wait(cpu);
	}
	vm_unmap_aliases();
	KUNIT_EXPECT_EQ(test, atomic_read(&wrong), 0);
	KUNIT_EXPECT_EQ(test, vmalloc_nr_pages(), before);
	KUNIT_EXPECT_EQ(test, vmap_regions[VMAP_VMALLOC].nr_free, free_before);
}

static struct kunit_case vmalloc_smp_cases[] = {
	KUNIT_CASE(no_stale_translation),
	KUNIT_CASE(no_reuse_before_the_flush),
	KUNIT_CASE(all_cpus_at_once),
	{}
};

static struct kunit_suite vmalloc_smp_suite = {
	.name = "vmalloc_smp",
	.exit = check_after,
	.test_cases = vmalloc_smp_cases,
};
kunit_test_suite(vmalloc_smp_suite);
