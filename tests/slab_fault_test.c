// SPDX-License-Identifier: MIT
/*
 * slab_fault_test.c - each mistake with an object is said, by name, and mended
 *
 * Group D of the faults, on a cache that is debugged: the report's words, who
 * allocated and who freed, then a hundred operations on the same cache that
 * are silent, with every count right.
 */
#include <kunit/test.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/sprintf.h>
#include <linux/string.h>

#include "../mm/slab.h"
#include "capture.h"
#include "slab_sweep.h"

#define ALL_FLAGS \
	(SLAB_CONSISTENCY_CHECKS | SLAB_RED_ZONE | SLAB_POISON | \
	 SLAB_STORE_USER)

#define SIZE	64

static struct kmem_cache *c;

/* The case ends if there is none. */
static void victim_cache(slab_flags_t flags)
{
	kmem_cache_destroy(c);
	c = kmem_cache_create("slab_victim", SIZE, 0,
			      flags | SLAB_NO_USER_FLAGS, NULL);
	KUNIT_ASSERT_NOT_NULL(kunit_get_current_test(), c);
}

static int slab_fault_init(struct kunit *test)
{
	victim_cache(ALL_FLAGS);
	return 0;
}

/* Whatever was done to it: a hundred operations, and it goes, in silence. */
static void work_and_end(struct kunit *test)
{
	/* Once is enough when each call is to fail once (kunit_fail_nth=). */
	int i, j, rounds = slab_may_fail ? 1 : 10;
	void *p[10];

	for (i = 0; i < rounds; i++) {
		for (j = 0; j < 10; j++) {
			p[j] = kmem_cache_alloc(c, GFP_KERNEL);
			KUNIT_EXPECT_NOT_NULL(test, p[j]);
			if (p[j])
				memset(p[j], 0x11 * i, SIZE);
		}
		while (j--)
			if (p[j])
				kmem_cache_free(c, p[j]);
	}
	KUNIT_EXPECT_NULL(test, slab_broken(c));
	validate_slab_cache(c);
	kmem_cache_destroy(c);
}

/* One that ended early leaves objects, and what it did to them. */
static void slab_fault_exit(struct kunit *test)
{
	bool swept = false;

	if (capture_armed)
		capture_stop();
	kunit_count_warns(swept = sweep_after(test, "slab_"));
	if (c && !swept)
		KUNIT_EXPECT_NO_WARNS(test, (work_and_end(test), 0));
	c = NULL;
}

/*
 * By names of their own, so that the report can be asked for them; the host
 * knows those of functions that are not static.
 */
u8 *victim_alloc(void);
void victim_free(void *p);
void second_free(void *p);

noinline u8 *victim_alloc(void)
{
	u8 *p = kmem_cache_alloc(c, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(kunit_get_current_test(), p);
	OPTIMIZER_HIDE_VAR(p);
	return p;
}

noinline void victim_free(void *p)
{
	kmem_cache_free(c, p);
	barrier();
}

/* Not the same code: the compiler would make one function of the two. */
noinline void second_free(void *p)
{
	kfree(p);
	barrier();
}

#define EXPECT_FAULT(test, expr, words) \
do { \
	KUNIT_EXPECT_EQ(test, kunit_count_warns(expr), 1u); \
	KUNIT_EXPECT_NOT_NULL_MSG(test, strstr(kunit_last_warning(), words), \
				  "said: %s", kunit_last_warning()); \
} while (0)

/* D1, D2: at once, and after another was freed: refused, both stacks told. */
static void double_free(struct kunit *test)
{
	u8 *p = victim_alloc(), *other = victim_alloc();

	victim_free(p);
	capture_start();
	EXPECT_FAULT(test, (second_free(p), 0),
		     "slab: BUG slab_victim: Object already free");
	EXPECT_SAID(test, "BUG slab_victim (Not tainted): Object already free (double free)");
	EXPECT_SAID(test, "Allocated in victim_alloc+");
	EXPECT_SAID(test, "Freed in victim_free+");
	capture_stop();
	victim_free(other);
	EXPECT_FAULT(test, (second_free(p), 0), "Object already free");
}

/* D3, D4: into an object, between two: which one, and how far. */
static void interior_free(struct kunit *test)
{
	u8 *p = victim_alloc();

	EXPECT_FAULT(test, (victim_free(p + 8), 0), "8 bytes into an object");
	EXPECT_FAULT(test, (victim_free(p + 3), 0), "3 bytes into an object");
	EXPECT_FAULT(test, (victim_free(p - 1), 0), "-1 bytes into an object");
	EXPECT_FAULT(test, (kfree(p + 8), 0), "slab: BUG slab_victim: Invalid");
	victim_free(p);
}

/* D5: the right cache gets it. */
static void wrong_cache(struct kunit *test)
{
	struct kmem_cache *other = kmem_cache_create("slab_other", SIZE, 0,
				ALL_FLAGS | SLAB_NO_USER_FLAGS, NULL);
	u8 *p = victim_alloc();

	KUNIT_ASSERT_NOT_NULL(test, other);
	capture_start();
	EXPECT_FAULT(test, (kmem_cache_free(other, p), 0),
		     "of cache slab_victim was freed to cache slab_other");
	EXPECT_SAID(test, "Allocated in victim_alloc+");
	capture_stop();
	kmem_cache_destroy(other);
}

/* D11; D1 of slab_debug.c: one byte. The report shows it, and it is put right. */
static void overrun_by_one(struct kunit *test)
{
	u8 *p = victim_alloc();
	char text[128];

	capture_start();
	p[SIZE] = 0x12;
	EXPECT_FAULT(test, (victim_free(p), 0),
		     "slab: BUG slab_victim: Right Redzone overwritten: ");
	snprintf(text, sizeof(text), "overwritten: 0x%px-0x%px @offset=%lu.",
		 p + SIZE, p + SIZE, slab_offset(c, p) + c->red_left + SIZE);
	EXPECT_SAID(test, text);
	EXPECT_SAID(test, "First byte 0x12 instead of 0xcc");
	EXPECT_SAID(test, "Allocated in victim_alloc+");
	EXPECT_SAID(test, "FIX slab_victim: Restoring Right Redzone 0x");
	EXPECT_SAID(test, "Redzone  ");
	EXPECT_SAID(test, ": 12 cc cc cc cc cc cc cc");
	capture_stop();
}

/* D12: eight and more, to the tracks behind: said, and nobody falls over. */
static void overrun_by_many(struct kunit *test)
{
	static const unsigned int lengths[] = { 8, 16, 40, 100, 200 };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(lengths); i++) {
		u8 *p = victim_alloc();

		memset(p + SIZE, 0x5c, min(lengths[i], c->size - SIZE - 8));
		KUNIT_EXPECT_GE(test, kunit_count_warns(victim_free(p)), 1u);
		KUNIT_EXPECT_NULL(test, slab_broken(c));
	}
}

/* D13: one byte before; the neighbour's end is not blamed. */
static void underrun_by_one(struct kunit *test)
{
	u8 *p = victim_alloc();

	p[-1] = 0;
	EXPECT_FAULT(test, (victim_free(p), 0), "Left Redzone overwritten: ");
}

/* D14: what kmalloc() has more than was asked for is not the caller's. */
static void into_the_slack(struct kunit *test)
{
	struct kmem_cache *k = kmem_cache_create("slab_slack", 96, 0,
			ALL_FLAGS | SLAB_KMALLOC | SLAB_NO_USER_FLAGS, NULL);
	u8 *p;

	KUNIT_ASSERT_NOT_NULL(test, k);
	p = __kmalloc_cache_noprof(k, GFP_KERNEL, 70);
	KUNIT_ASSERT_NOT_NULL(test, p);
	OPTIMIZER_HIDE_VAR(p);
	memset(p, 1, 70);
	p[70] = 1;
	EXPECT_FAULT(test, (kfree(p), 0),
		     "BUG slab_slack: kmalloc Redzone overwritten: ");
	kmem_cache_destroy(k);
}

/* D15; D2 of slab_debug.c: who freed it is told when it is allocated again. */
static void write_after_free(struct kunit *test)
{
	u8 *p = victim_alloc(), *again = NULL;

	victim_free(p);
	p[10] = 0x99;
	capture_start();
	EXPECT_FAULT(test, again = victim_alloc(), "Poison overwritten: ");
	EXPECT_SAID(test, "First byte 0x99 instead of 0x6b");
	EXPECT_SAID(test, "Freed in victim_free+");
	capture_stop();
	KUNIT_EXPECT_PTR_EQ(test, again, p);
	victim_free(again);
}

/* D16, D20: what is read is recognised, freed memory and new memory. */
static void reads_are_recognised(struct kunit *test)
{
	unsigned long *p = (unsigned long *)victim_alloc();

	KUNIT_EXPECT_EQ(test, *p, 0x5a5a5a5a5a5a5a5aUL);
	victim_free(p);
	KUNIT_EXPECT_EQ(test, *p, 0x6b6b6b6b6b6b6b6bUL);
}

/* D17: a link that leads nowhere: cut there, the rest counts as used. */
static void link_overwritten(struct kunit *test)
{
	u8 *p;
	u16 was;

	victim_cache(ALL_FLAGS & ~SLAB_RED_ZONE);
	p = victim_alloc();
	victim_free(p);
	was = *slab_link(c, p);
	*slab_link(c, p) = 0x4141;
	KUNIT_EXPECT_EQ(test, kunit_count_warns(validate_slab_cache(c)), 2u);
	KUNIT_EXPECT_NULL(test, slab_broken(c));
	*slab_link(c, p) = was;
	EXPECT_FAULT(test, validate_slab_cache(c), "Wrong object count");
}

/* With red zones what is lost does not look overwritten, too. */
static void link_overwritten_with_zones(struct kunit *test)
{
	u8 *p = victim_alloc();
	struct page *slab = slab_of(c, p);
	unsigned int i;

	victim_free(p);
	*slab_link(c, p) = 0x4141;
	KUNIT_EXPECT_EQ(test, kunit_count_warns(validate_slab_cache(c)), 2u);
	KUNIT_EXPECT_EQ(test, slab->slab_used, c->objects - 1);
	KUNIT_EXPECT_NO_WARNS(test, validate_slab_cache(c));
	/* Whoever lost them may free them. */
	for (i = 0; i < c->objects; i++) {
		if (slab_object(c, slab, i) != p)
			victim_free(slab_object(c, slab, i));
	}
}

/* D18: a list that leads back into itself ends where it would. */
static void list_cycle(struct kunit *test)
{
	u8 *p, *q;
	u16 was;

	victim_cache(ALL_FLAGS & ~SLAB_RED_ZONE);
	p = victim_alloc();
	q = victim_alloc();
	victim_free(p);
	victim_free(q);
	was = *slab_link(c, p);
	*slab_link(c, p) = slab_index(c, slab_offset(c, q));
	KUNIT_EXPECT_EQ(test, kunit_count_warns(validate_slab_cache(c)), 2u);
	KUNIT_EXPECT_EQ(test, slab_of(c, p)->slab_used, c->objects - 2);
	KUNIT_EXPECT_NULL(test, slab_broken(c));
	*slab_link(c, p) = was;
	KUNIT_EXPECT_EQ(test, kunit_count_warns(validate_slab_cache(c)), 1u);
}

/* D19: a count that is wrong is counted again. */
static void count_wrong(struct kunit *test)
{
	u8 *p = victim_alloc();
	struct page *slab = slab_of(c, p);

	slab->slab_used += 3;
	EXPECT_FAULT(test, validate_slab_cache(c),
		     "Wrong object count. Counter is 4 but counted were 1");
	KUNIT_EXPECT_EQ(test, slab->slab_used, 1u);
	victim_free(p);
}

/* D3 of slab_debug.c: the padding, and the block's end. */
static void padding_overwritten(struct kunit *test)
{
	u8 *p = victim_alloc();
	struct page *slab = slab_of(c, p);
	u8 *end = (u8 *)lowmem_page_address(slab) + (PAGE_SIZE << c->order);

	if (c->objects * c->size < PAGE_SIZE << c->order) {
		end[-1] = 1;
		EXPECT_FAULT(test, validate_slab_cache(c),
			     "BUG slab_victim: Padding overwritten: ");
	}
	victim_free(p);
}

/* D25: every object with who allocated it; it can be freed, and it goes. */
static void destroyed_in_use(struct kunit *test)
{
	u8 *p = victim_alloc();

	capture_start();
	EXPECT_FAULT(test, (kmem_cache_destroy(c), 0),
		     "cache slab_victim still has objects");
	EXPECT_SAID(test, "slab: Object 0x");
	EXPECT_SAID(test, "Allocated in victim_alloc+");
	capture_stop();
	victim_free(p);
}

/* Each call is printed with its stack, for the cache that asks for it. */
static void traced(struct kunit *test)
{
	struct kmem_cache *t = kmem_cache_create("slab_traced", SIZE, 0,
				SLAB_TRACE | SLAB_NO_USER_FLAGS, NULL);
	void *p;

	KUNIT_ASSERT_NOT_NULL(test, t);
	capture_start();
	p = kmem_cache_alloc(t, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, p);
	EXPECT_SAID(test, "TRACE slab_traced alloc 0x");
	kmem_cache_free(t, p);
	EXPECT_SAID(test, "TRACE slab_traced free 0x");
	capture_stop();
	kmem_cache_destroy(t);
}

/* ---- slab_debug= ------------------------------------------------------------------- */

#define F	SLAB_CONSISTENCY_CHECKS
#define Z	SLAB_RED_ZONE
#define P	SLAB_POISON
#define U	SLAB_STORE_USER
#define T	SLAB_TRACE

static const struct flags_case {
	const char *text;
	const char *name;
	slab_flags_t flags;
} flags_cases[] = {
	{ "", "dentry", F | Z | P | U },
	{ "FZPUT", "dentry", F | Z | P | U | T },
	{ "z", "dentry", Z },
	{ "-", "dentry", 0 },
	{ "FO", "dentry", F },
	{ ",dentry", "dentry", F | Z | P | U },
	{ ",dentry", "inode", 0 },
	{ "P,dentry,inode", "inode", P },
	{ "P,kmalloc-*", "kmalloc-64", P },
	{ "P,kmalloc-*", "kmallox-64", 0 },
	{ "P,dentry", "dentry2", 0 },
	{ "U;Z,dentry", "dentry", Z },
	{ "U;Z,dentry", "inode", U },
	{ "Z,a;U,b;FP", "c", F | P },
	{ "Z,a;-,b;FP", "b", 0 },
	{ "A", "dentry", SLAB_FAILSLAB },
	{ "FZ-", "dentry", 0 },
	{ "FZ-U", "dentry", U },
	{ "fzpu", "dentry", F | Z | P | U },
	{ "FZ;-,zs_handle,zspage", "zspage", 0 },
	{ "FZ;-,zs_handle,zspage", "dentry", F | Z },
	{ "Z,dentry;U,kmalloc-*", "kmalloc-8", U },
	{ "Z,dentry;U,kmalloc-*", "inode", 0 },
	{ "Z,den*;U,dentry", "dentry", Z },
	{ "F;U", "dentry", U },
	{ "U,dentry;", "inode", 0 },
	{ "U,dentry;;Z", "inode", Z },
	{ "O", "dentry", 0 },
};

/* Letters, lists, blocks. */
static void flags_of_the_command_line(struct kunit *test)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(flags_cases); i++)
		KUNIT_EXPECT_EQ_MSG(test, slab_flags_in(flags_cases[i].text,
							flags_cases[i].name),
				    flags_cases[i].flags, "%s of %s",
				    flags_cases[i].text, flags_cases[i].name);
	capture_start();
	KUNIT_EXPECT_EQ(test, slab_flags_in("FQ", "dentry"), F);
	EXPECT_SILENT(test);
	KUNIT_EXPECT_FALSE(test, slab_flags_say_o("F;ZQ,oooo"));
	EXPECT_SAID(test, "slab_debug option 'Q' unknown. skipped");
	EXPECT_NOT_SAID(test, "option 'o'");
	capture_stop();
	KUNIT_EXPECT_TRUE(test, slab_flags_say_o("F;Zo,oooo"));
}

static struct kunit_case slab_fault_cases[] = {
	KUNIT_CASE(double_free),
	KUNIT_CASE(interior_free),
	KUNIT_CASE(wrong_cache),
	KUNIT_CASE(overrun_by_one),
	KUNIT_CASE(overrun_by_many),
	KUNIT_CASE(underrun_by_one),
	KUNIT_CASE(into_the_slack),
	KUNIT_CASE(write_after_free),
	KUNIT_CASE(reads_are_recognised),
	KUNIT_CASE(link_overwritten),
	KUNIT_CASE(link_overwritten_with_zones),
	KUNIT_CASE(list_cycle),
	KUNIT_CASE(count_wrong),
	KUNIT_CASE(padding_overwritten),
	KUNIT_CASE(destroyed_in_use),
	KUNIT_CASE(traced),
	KUNIT_CASE(flags_of_the_command_line),
	{}
};

static struct kunit_suite slab_fault_suite = {
	.name = "slab_fault",
	.init = slab_fault_init,
	.exit = slab_fault_exit,
	.test_cases = slab_fault_cases,
};
kunit_test_suite(slab_fault_suite);
