// SPDX-License-Identifier: MIT
/*
 * percpu_alloc_test.c - per-CPU memory at run time
 *
 *	first chunk	| image | modules | reserve |	8 + 20 KiB a CPU
 *	slots		| 32 KiB | 32 KiB | ...		as needed
 *
 * Every case ends with as many free pages as before: the chunk that is kept
 * in reserve is given back by the oracle before it counts.
 */
#include <asm/irqflags.h>
#include <asm/processor.h>
#include <kunit/test.h>
#include <kunit/test-bug.h>
#include <linux/fault-inject.h>
#include <linux/kernel.h>
#include <linux/machine.h>
#include <linux/mm.h>
#include <linux/percpu.h>
#include <linux/sizes.h>
#include <linux/smp.h>

#define NR_SMALL	35000

static u64 __percpu *small[NR_SMALL];
static DEFINE_PER_CPU(long, a_static);

static u64 mark(unsigned int i, unsigned int cpu)
{
	return (u64)i << 16 | cpu << 4 | 5;
}

/* Zero, on every CPU, also where somebody else's values were. */
static void memory_is_zeroed(struct kunit *test)
{
	unsigned int round, cpu, i;

	for (round = 0; round < 3; round++) {
		u8 __percpu *p = __alloc_percpu(1000, 8);

		KUNIT_ASSERT_NOT_NULL(test, p);
		for_each_possible_cpu(cpu) {
			for (i = 0; i < 1000; i++)
				KUNIT_ASSERT_EQ(test, per_cpu_ptr(p, cpu)[i],
						0);
			memset(per_cpu_ptr(p, cpu), 0xa5, 1000);
		}
		free_percpu(p);
	}
}

/* A pointer works like a static variable's, in one instruction. */
static void pointers_work_like_variables(struct kunit *test)
{
	long __percpu *p = alloc_percpu(long);
	int cpu;

	KUNIT_ASSERT_NOT_NULL(test, p);
	cpu = get_cpu();
	this_cpu_add(*p, 5);
	this_cpu_inc(*p);
	KUNIT_EXPECT_EQ(test, this_cpu_read(*p), 6L);
	KUNIT_EXPECT_EQ(test, *per_cpu_ptr(p, cpu), 6L);
	KUNIT_EXPECT_PTR_EQ(test, this_cpu_ptr(p), per_cpu_ptr(p, cpu));
	put_cpu();
	free_percpu(p);
}

/* Each size and alignment that is allowed, and all of one at once. */
static void sizes_and_alignments(struct kunit *test)
{
	static const size_t sizes[] = { 1, 4, 5, 8, 24, 100, 1024, 4096, 32768 };
	size_t align;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		for (align = 1; align <= PAGE_SIZE; align <<= 1) {
			char __percpu *p = __alloc_percpu(sizes[i], align);
			unsigned int last = nr_cpu_ids - 1;
			char *copy = per_cpu_ptr(p, last);

			KUNIT_ASSERT_NOT_NULL(test, p);
			KUNIT_EXPECT_EQ(test, (unsigned long)copy % align,
					0UL);
			copy[sizes[i] - 1] = 1;
			free_percpu(p);
		}
	}
	percpu_check();
}

/* Too much, too little, no power of two: refused; __GFP_NOWARN: silently. */
static void limits_are_refused(struct kunit *test)
{
	static const size_t bad[][2] = {
		{ 0, 8 }, { PCPU_MIN_UNIT_SIZE + 1, 8 }, { ~0UL, 8 },
		{ 8, 0 }, { 8, 3 }, { 8, 2 * PAGE_SIZE },
	};
	void __percpu *p = NULL;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		KUNIT_EXPECT_EQ(test, kunit_count_warns(
			p = __alloc_percpu(bad[i][0], bad[i][1])), 1u);
		KUNIT_EXPECT_NULL(test, p);
		KUNIT_EXPECT_EQ(test, kunit_count_warns(
			p = __alloc_percpu_gfp(bad[i][0], bad[i][1],
					       GFP_KERNEL | __GFP_NOWARN)),
			0u);
		KUNIT_EXPECT_NULL(test, p);
	}
}

/* A free of anything but an area: one report, and nothing changes. */
static void wrong_frees_are_reported(struct kunit *test)
{
	long __percpu *p = alloc_percpu(long);
	long __percpu *q = p ? alloc_percpu(long) : NULL;
	int local;

	KUNIT_EXPECT_EQ(test, kunit_count_warns(free_percpu(NULL)), 0u);
	KUNIT_ASSERT_TRUE(test, q || (free_percpu(p), false));
	*per_cpu_ptr(q, 0) = 77;
	free_percpu(p);
	KUNIT_EXPECT_EQ(test, kunit_count_warns(free_percpu(p)), 1u);
	KUNIT_EXPECT_EQ(test, kunit_count_warns(free_percpu(&a_static)), 1u);
	KUNIT_EXPECT_EQ(test, kunit_count_warns(
		free_percpu((char __percpu *)q + 4)), 1u);
	KUNIT_EXPECT_EQ(test, kunit_count_warns(
		free_percpu((char __percpu *)q + 1)), 1u);
	KUNIT_EXPECT_EQ(test, kunit_count_warns(
		free_percpu(per_cpu_ptr(q, 0))), 1u);
	KUNIT_EXPECT_EQ(test, kunit_count_warns(free_percpu(&local)), 1u);
	KUNIT_EXPECT_EQ(test, kunit_count_warns(free_percpu((void *)1)), 1u);
	KUNIT_EXPECT_EQ(test, *per_cpu_ptr(q, 0), 77L);
	percpu_check();
	free_percpu(q);
}

/*
 * What modules get lies behind the image, where their code reaches it, and
 * alloc_percpu() never gives it away; all of it can be had, and comes back.
 */
static void modules_have_their_own(struct kunit *test)
{
	unsigned long image = (unsigned long)__per_cpu_start;
	u64 __percpu *p[8];
	unsigned int i, cpu;

	for (i = 0; i < 8; i++) {
		p[i] = __alloc_reserved_percpu(1024, 64);
		KUNIT_ASSERT_NOT_NULL(test, p[i]);
		KUNIT_EXPECT_LT(test, (unsigned long)p[i] - image, SZ_1M);
		for_each_possible_cpu(cpu) {
			KUNIT_EXPECT_EQ(test, *per_cpu_ptr(p[i], cpu), 0ull);
			*per_cpu_ptr(p[i], cpu) = mark(i, cpu);
		}
	}
	KUNIT_EXPECT_NULL(test, __alloc_reserved_percpu(4, 4));
	KUNIT_EXPECT_NULL(test, __alloc_reserved_percpu(0, 4));
	KUNIT_EXPECT_EQ(test, kunit_count_warns(
		free_percpu((char __percpu *)p[3] + 1)), 1u);
	for (i = 0; i < 8; i++) {
		for_each_possible_cpu(cpu)
			KUNIT_EXPECT_EQ(test, *per_cpu_ptr(p[i], cpu),
					mark(i, cpu));
		free_percpu(p[i]);
	}
	KUNIT_EXPECT_EQ(test, kunit_count_warns(free_percpu(p[3])), 1u);
	percpu_check();
}

/* Those of a case that ended early, too. */
static void free_small(struct kunit *test)
{
	unsigned int i;

	for (i = 0; i < NR_SMALL; i++)
		free_percpu(xchg(&small[i * 3 % NR_SMALL], NULL));
}

static void check_small(struct kunit *test, unsigned int i)
{
	unsigned int cpu;

	for_each_possible_cpu(cpu)
		KUNIT_ASSERT_EQ(test, *per_cpu_ptr(small[i], cpu),
				mark(i, cpu));
}

/*
 * 35000 objects at once are all different memory on every CPU; when they are
 * gone, in an order unlike that of their coming, so are the chunks.
 */
static void many_objects(struct kunit *test)
{
	unsigned long before;
	unsigned int i, cpu;

	percpu_trim();
	before = nr_free_pages();
	for (i = 0; i < NR_SMALL; i++) {
		small[i] = alloc_percpu(u64);
		KUNIT_ASSERT_NOT_NULL(test, small[i]);
		for_each_possible_cpu(cpu)
			*per_cpu_ptr(small[i], cpu) = mark(i, cpu);
	}
	/* 280 KB a CPU: packed, at most one chunk more than that. */
	KUNIT_EXPECT_LE(test, before - nr_free_pages(),
			10ul * 8 * nr_cpu_ids + nr_cpu_ids + 10 * 4);
	percpu_check();
	for (i = 0; i < NR_SMALL; i++)
		check_small(test, i);
	free_small(test);
	/* One empty chunk may be kept, and the tables of its group. */
	KUNIT_EXPECT_LE(test, before - nr_free_pages(),
			(8ul + 1) * nr_cpu_ids + 4);
	percpu_trim();
	KUNIT_EXPECT_EQ(test, nr_free_pages(), before);
	percpu_check();
}

/* Holes of the right size are filled before a new chunk is made. */
static void holes_are_filled(struct kunit *test)
{
	unsigned long full;
	unsigned int i;

	for (i = 0; i < 8192; i++)
		small[i] = alloc_percpu(u64);
	full = nr_free_pages();
	for (i = 0; i < 8192; i += 2)
		free_percpu(small[i]);
	for (i = 0; i < 8192; i += 2)
		small[i] = alloc_percpu(u64);
	KUNIT_EXPECT_EQ(test, nr_free_pages(), full);
	free_small(test);
	percpu_check();
}

/* The CPU's node, or the nearest to it that has memory. */
static int memory_node_of(unsigned int cpu, enum zone_type highest)
{
	const struct pglist_data *node = NODE_DATA(cpu_to_node(cpu));

	return node->node_zonelists[highest][0]->node;
}

/* W1 of percpu_pages.c: the frame named is the frame shown, near the CPU. */
static void phys_is_the_frame(struct kunit *test)
{
	u64 __percpu *p = __alloc_percpu(PCPU_MIN_UNIT_SIZE, 8);
	unsigned int cpu, i = PCPU_MIN_UNIT_SIZE / 8 - 3;

	KUNIT_ASSERT_NOT_NULL(test, p);
	for_each_possible_cpu(cpu) {
		u64 *copy = per_cpu_ptr(p, cpu) + i;
		phys_addr_t phys = per_cpu_ptr_to_phys(copy);
		struct page *page = phys_to_page(phys);

		KUNIT_ASSERT_NE(test, phys, 0ULL);
		KUNIT_EXPECT_EQ(test, page_to_nid(page),
				memory_node_of(cpu, ZONE_HIGHMEM));
		WRITE_ONCE(*copy, mark(9, cpu));
		if (!PageHighMem(page))
			KUNIT_EXPECT_EQ(test, READ_ONCE(*(u64 *)__va(phys)),
					mark(9, cpu));
		KUNIT_EXPECT_FALSE(test, is_kernel_percpu_address(
					   (unsigned long)copy));
		KUNIT_EXPECT_TRUE(test, is_kernel_percpu_address(
			(unsigned long)per_cpu_ptr(&a_static, cpu)));
		WRITE_ONCE(per_cpu(a_static, cpu), 40 + cpu);
		phys = per_cpu_ptr_to_phys(per_cpu_ptr(&a_static, cpu));
		KUNIT_EXPECT_EQ(test, READ_ONCE(*(long *)__va(phys)),
				40L + cpu);
		/* The static ones have low memory. */
		KUNIT_EXPECT_EQ(test, page_to_nid(phys_to_page(phys)),
				memory_node_of(cpu, ZONE_NORMAL));
	}
	KUNIT_EXPECT_EQ(test, kunit_count_warns(per_cpu_ptr_to_phys(&i)), 1u);
	free_percpu(p);
}

struct look {
	u64 __percpu *p;
	atomic_t wrong;
};

/* All copies, so that each CPU's TLB has each translation. */
static void look(void *info)
{
	struct look *l = info;
	unsigned int cpu;

	for_each_possible_cpu(cpu) {
		if (READ_ONCE(*per_cpu_ptr(l->p, cpu)))
			atomic_inc(&l->wrong);
	}
}

/* What is written here must be seen in the frame that is said to be there. */
static void touch(void *info)
{
	struct look *l = info;
	u64 value = raw_smp_processor_id() + 1;
	phys_addr_t phys = per_cpu_ptr_to_phys(this_cpu_ptr(l->p));

	this_cpu_write(*l->p, value);
	if (!PageHighMem(phys_to_page(phys)) &&
	    READ_ONCE(*(u64 *)__va(phys)) != value)
		atomic_inc(&l->wrong);
}

/*
 * The same addresses with other frames behind them: no CPU may see the old
 * ones. Pages taken in between make sure that the frames are others.
 */
static void no_stale_translation(struct kunit *test)
{
	struct look l = { .wrong = ATOMIC_INIT(0) };
	unsigned long page[8] = { 0 };
	unsigned int round, i;

	for (round = 0; round < 8; round++) {
		l.p = __alloc_percpu(PCPU_MIN_UNIT_SIZE, 8);
		KUNIT_EXPECT_NOT_NULL(test, l.p);
		if (!l.p)
			continue;
		on_each_cpu(look, &l, 1);
		on_each_cpu(touch, &l, 1);
		free_percpu(l.p);
		percpu_trim();
		page[round] = __get_free_page(GFP_KERNEL);
		if (page[round])
			memset((void *)page[round], 0xee, PAGE_SIZE);
	}
	for (i = 0; i < 8; i++)
		free_page(page[i]);
	KUNIT_EXPECT_EQ(test, atomic_read(&l.wrong), 0);
}

/* ---- many CPUs ----------------------------------------------------------- */

#define STORM_AREAS	64
#define STORM_STEPS	1000	/* a tenth when each is to fail once */
/* Waiting for a lock whose holder an emulator has put aside takes long. */
#define STORM_NS	200000000ULL

static atomic_t wrong;

struct storm {
	u32 seed;
	unsigned int *area[STORM_AREAS];
	unsigned int words[STORM_AREAS];
};
static struct storm storms[NR_CPUS];
static u32 storm_steps;

static u32 draw(struct storm *s, u32 n)
{
	s->seed = s->seed * 1664525 + 1013904223;
	return (u32)((u64)s->seed * n >> 32);
}

/* An area of ours holds our number at both ends, on each CPU. */
static void stamp(unsigned int __percpu *area, unsigned int words,
		  unsigned int expect, unsigned int value)
{
	unsigned int cpu;

	for_each_possible_cpu(cpu) {
		unsigned int *copy = per_cpu_ptr(area, cpu);

		if (copy[0] != expect || copy[words - 1] != expect)
			atomic_inc(&wrong);
		copy[0] = value;
		copy[words - 1] = value;
	}
}

static void storm_step(struct storm *s, unsigned int me, gfp_t gfp)
{
	unsigned int i = draw(s, STORM_AREAS), words;

	if (s->area[i]) {
		stamp(s->area[i], s->words[i], me, me);
		free_percpu(s->area[i]);
		s->area[i] = NULL;
		return;
	}
	words = 1 + (draw(s, 10) ? draw(s, 32) : draw(s, 8192));
	s->area[i] = __alloc_percpu_gfp(words * 4, 4, gfp);
	s->words[i] = words;
	if (s->area[i])
		stamp(s->area[i], words, 0, me);
}

/* From an interrupt, with its own areas: no lock may be one that waits. */
static void storm_interrupt(void *info)
{
	unsigned int me = raw_smp_processor_id();
	u32 __percpu *p = alloc_percpu_gfp(u32, GFP_ATOMIC | __GFP_NOWARN);

	if (!p)
		return;
	stamp(p, 1, 0, me + 1000);
	stamp(p, 1, me + 1000, 0);
	free_percpu(p);
}

static void storm(void *info)
{
	unsigned int me = raw_smp_processor_id(), step, i;
	u64 start = machine_ops->clock_ns();
	struct storm *s = &storms[me];

	memset(s, 0, sizeof(*s));
	s->seed = me + 1;
	for (step = 0; step < storm_steps; step++) {
		if (machine_ops->clock_ns() - start > STORM_NS)
			break;
		storm_step(s, me + 1, GFP_KERNEL | __GFP_NOWARN);
		if (step % 16 == 0)
			smp_call_function(storm_interrupt, NULL, 0);
	}
	smp_call_function(storm_interrupt, NULL, 1);
	for (i = 0; i < STORM_AREAS; i++) {
		if (s->area[i])
			stamp(s->area[i], s->words[i], me + 1, 0);
		free_percpu(s->area[i]);
	}
}

/*
 * All CPUs allocate and free, each interrupted by the others doing the same:
 * nobody's area is anybody else's, each is zero when it comes, and in the end
 * all memory is back.
 */
static void all_cpus_at_once(struct kunit *test)
{
	unsigned int cpu, self = raw_smp_processor_id();

	atomic_set(&wrong, 0);
	storm_steps = STORM_STEPS /
		      (fault_armed(fault_point_find("failslab")->attr) ? 10 : 1);
	for_each_online_cpu(cpu) {
		if (cpu != self)
			idle_job_start(cpu, storm, NULL);
	}
	storm(NULL);
	for_each_online_cpu(cpu) {
		if (cpu != self)
			idle_job_wait(cpu);
	}
	KUNIT_EXPECT_EQ(test, atomic_read(&wrong), 0);
	percpu_check();
}

/* Interrupts off: served as long as memory lasts, and spares stay. */
static void interrupts_off(struct kunit *test)
{
	void __percpu *areas[4];
	unsigned long flags;
	unsigned int i;

	local_irq_save(flags);
	for (i = 0; i < 4; i++)
		areas[i] = __alloc_percpu_gfp(PCPU_MIN_UNIT_SIZE, 8,
					      GFP_ATOMIC);
	for (i = 0; i < 4; i++)
		free_percpu(areas[i]);
	local_irq_restore(flags);
	for (i = 0; i < 4; i++)
		KUNIT_EXPECT_NOT_NULL(test, areas[i]);
	percpu_check();
}

static struct kunit_case percpu_alloc_cases[] = {
	KUNIT_CASE(memory_is_zeroed),
	KUNIT_CASE(pointers_work_like_variables),
	KUNIT_CASE(sizes_and_alignments),
	KUNIT_CASE(limits_are_refused),
	KUNIT_CASE(wrong_frees_are_reported),
	KUNIT_CASE(modules_have_their_own),
	KUNIT_CASE(many_objects),
	KUNIT_CASE(holes_are_filled),
	KUNIT_CASE(phys_is_the_frame),
	KUNIT_CASE(no_stale_translation),
	KUNIT_CASE(all_cpus_at_once),
	KUNIT_CASE(interrupts_off),
	{}
};

static struct kunit_suite percpu_alloc_suite = {
	.name = "percpu_alloc",
	.exit = free_small,
	.test_cases = percpu_alloc_cases,
};
kunit_test_suite(percpu_alloc_suite);
