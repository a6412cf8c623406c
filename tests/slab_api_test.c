// SPDX-License-Identifier: MIT
/*
 * slab_api_test.c - each name of slab.h and mempool.h that no other suite uses
 *
 * What a driver may write against Linux's headers: it compiles, and does what
 * Linux's name says. The rest is in the suites of its subject.
 */
#include <kunit/test.h>
#include <linux/kernel.h>
#include <linux/mempool.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include "slab_sweep.h"

/* A size no class is near to. */
#define SIZE	2600

static struct kmem_cache *create(const char *name, slab_flags_t flags)
{
	return kmem_cache_create(name, SIZE, 0, flags | SLAB_NO_USER_FLAGS,
				 NULL);
}

static void api_exit(struct kunit *test)
{
	sweep_after(test, "api_");
}

/* ---- limits ------------------------------------------------------------------------ */

/* The smallest and the largest that a slab gives; beyond it pages do. */
static void limits(struct kunit *test)
{
	size_t most = KMALLOC_MAX_CACHE_SIZE;
	void *least = kmalloc(1, GFP_KERNEL), *slab = kmalloc(most, GFP_KERNEL);
	void *pages = kmalloc(most + 1, GFP_KERNEL);

	if (least && slab && pages) {
		KUNIT_EXPECT_TRUE(test, IS_ALIGNED((unsigned long)least,
						   ARCH_KMALLOC_MINALIGN));
		KUNIT_EXPECT_TRUE(test, PageSlab(virt_to_page(slab)));
		KUNIT_EXPECT_FALSE(test, PageSlab(virt_to_page(pages)));
		KUNIT_EXPECT_EQ(test, ksize(least), 0UL + KMALLOC_MIN_SIZE);
	}
	kfree(least);
	kfree(slab);
	kfree(pages);
	KUNIT_EXPECT_EQ(test, kmalloc_size_roundup(1), 0UL + KMALLOC_MIN_SIZE);
	KUNIT_EXPECT_EQ(test, kmalloc_size_roundup(most + 1), 2 * most);
	KUNIT_EXPECT_EQ(test, kmalloc_size_roundup(KMALLOC_MAX_SIZE + 1),
			KMALLOC_MAX_SIZE + 1);
	KUNIT_EXPECT_TRUE(test, ZERO_OR_NULL_PTR(NULL));
	KUNIT_EXPECT_TRUE(test, ZERO_OR_NULL_PTR(ZERO_SIZE_PTR));
	KUNIT_EXPECT_FALSE(test, ZERO_OR_NULL_PTR(&most));
}

/* ---- nodes ------------------------------------------------------------------------- */

static void expect_of(struct kunit *test, void *p, int node, size_t zeros)
{
	KUNIT_ASSERT_NOT_NULL(test, p);
	if (node != NUMA_NO_NODE)
		KUNIT_EXPECT_EQ(test, page_to_nid(virt_to_page(p)), node);
	KUNIT_EXPECT_NULL(test, memchr_inv(p, 0, zeros));
	memset(p, 0xdb, ksize(p));
	kfree(p);
}

/* Every door that names a node; what it cleared is clear, twice. */
static void doors_of_a_node(struct kunit *test)
{
	const gfp_t gfp = GFP_KERNEL;
	int node = numa_node_id(), i;

	for (i = 0; i < 4; i++, node = i & 1 ? NUMA_NO_NODE : numa_node_id()) {
		expect_of(test, kmalloc_node(700, gfp, node), NUMA_NO_NODE, 0);
		expect_of(test, kzalloc_node(700, gfp, node), NUMA_NO_NODE,
			  700);
		expect_of(test, kmalloc_array_node(7, 100, gfp, node),
			  NUMA_NO_NODE, 0);
		expect_of(test, kcalloc_node(7, 100, gfp, node), NUMA_NO_NODE,
			  700);
	}
}

/* Of this node and of no other, from each door; large ones, too. */
static void of_this_node_only(struct kunit *test)
{
	int nid;

	for_each_slab_node(nid) {
		const gfp_t gfp = GFP_KERNEL | __GFP_THISNODE | __GFP_NOWARN;
		void *p = kmalloc_node(700, gfp, nid);

		/* A node may have no low memory: then there is none. */
		if (!p)
			continue;
		expect_of(test, p, nid, 0);
		expect_of(test, kzalloc_node(700, gfp, nid), nid, 700);
		expect_of(test, kcalloc_node(7, 100, gfp, nid), nid, 700);
		expect_of(test, kzalloc_node(20000, gfp, nid), nid, 20000);
	}
}

/* ---- sizes that change ----------------------------------------------------------------- */

/* An array grows with its contents; a product that wraps leaves it alone. */
static void array_grows(struct kunit *test)
{
	size_t many = SIZE_MAX / 8;
	u64 *p = kmalloc_array(4, sizeof(*p), GFP_KERNEL), *q;

	KUNIT_ASSERT_NOT_NULL(test, p);
	memset(p, 0x3c, 4 * sizeof(*p));
	OPTIMIZER_HIDE_VAR(many);
	KUNIT_EXPECT_NULL(test, krealloc_array(p, many, 16, GFP_KERNEL |
					       __GFP_NOWARN));
	q = krealloc_array(p, 300, sizeof(*p), GFP_KERNEL);
	KUNIT_EXPECT_NOT_NULL(test, q);
	q = q ?: p;
	KUNIT_EXPECT_NULL(test, memchr_inv(q, 0x3c, 4 * sizeof(*p)));
	kfree(q);
}

/* A debugged object has the bytes that were asked for, and no more. */
static void ksize_of_a_debugged_one(struct kunit *test)
{
	struct kmem_cache *c = create("api_debugged", SLAB_RED_ZONE |
				      SLAB_POISON);
	void *p = c ? kmem_cache_alloc(c, GFP_KERNEL) : NULL;

	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_EXPECT_EQ(test, ksize(p), 0UL + SIZE);
	kmem_cache_free(c, p);
	kmem_cache_destroy(c);
}

/* The pointer outlives the cache: said, nothing is given, nothing happens. */
static void used_after_destroy(struct kunit *test)
{
	struct kmem_cache *c = create("api_gone", SLAB_NO_MERGE);
	void *p = c, *many[3];
	int nr = -1;

	KUNIT_ASSERT_NOT_NULL(test, c);
	kmem_cache_destroy(c);
	OPTIMIZER_HIDE_VAR(c);
	KUNIT_EXPECT_EQ(test, kunit_count_warns(
			p = kmem_cache_alloc(c, GFP_KERNEL)), 1u);
	KUNIT_EXPECT_NOT_NULL(test, strstr(kunit_last_warning(),
					   "which is no cache; destroyed?"));
	KUNIT_EXPECT_NULL(test, p);
	KUNIT_EXPECT_EQ(test, kunit_count_warns(
			nr = kmem_cache_alloc_bulk(c, GFP_KERNEL, 3, many)),
			1u);
	KUNIT_EXPECT_EQ(test, nr, 0);
	p = kmalloc(SIZE, GFP_KERNEL);
	KUNIT_EXPECT_EQ(test, kunit_count_warns(kmem_cache_free(c, p)),
			p ? 1u : 0u);
	c = create("api_again", SLAB_NO_MERGE);
	KUNIT_EXPECT_NO_WARNS(test, kmem_cache_destroy(c));
}

/* ---- flags -------------------------------------------------------------------------------- */

static void construct(void *object)
{
	memset(object, 7, 16);
}

/* Two that are alike but for @flags: never one; whatever else is merged. */
static void expect_apart(struct kunit *test, slab_flags_t flags)
{
	struct kmem_cache *a = create("api_plain", 0);
	struct kmem_cache *b = create("api_flagged", flags);

	KUNIT_EXPECT_TRUE_MSG(test, a && b && a != b, "flags %#x", flags);
	kmem_cache_destroy(b);
	kmem_cache_destroy(a);
}

/* Who has a reason to be alone is alone. */
static void never_merged(struct kunit *test)
{
	static const slab_flags_t flags[] = {
		SLAB_NO_MERGE, SLAB_TYPESAFE_BY_RCU, SLAB_RED_ZONE,
		SLAB_POISON, SLAB_STORE_USER, SLAB_CONSISTENCY_CHECKS,
		SLAB_DEBUG_FREE, SLAB_RECLAIM_ACCOUNT, SLAB_ACCOUNT,
		SLAB_CACHE_DMA, SLAB_CACHE_DMA32,
	};
	struct kmem_cache *a, *b;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(flags); i++)
		expect_apart(test, flags[i]);
	a = kmem_cache_create("api_built", SIZE, 0, SLAB_NO_USER_FLAGS,
			      construct);
	b = create("api_plain", 0);
	KUNIT_EXPECT_PTR_NE(test, a, b);
	kmem_cache_destroy(a);
	a = kmem_cache_create_usercopy("api_user", SIZE, 0, SLAB_NO_USER_FLAGS,
				       8, 100, NULL);
	KUNIT_EXPECT_PTR_NE(test, a, b);
	kmem_cache_destroy(a);
	kmem_cache_destroy(b);
}

/* Accepted, and nothing is different. */
static void accepted(struct kunit *test)
{
	static const slab_flags_t flags[] = {
		SLAB_PANIC, SLAB_ACCOUNT, SLAB_NO_REAP, SLAB_MEM_SPREAD,
		SLAB_SKIP_KFENCE, SLAB_NOLEAKTRACE,
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(flags); i++) {
		/* With SLAB_PANIC it may not fail, and nobody makes it. */
		bool fails = flags[i] == SLAB_PANIC && slab_may_fail;
		struct kmem_cache *c = fails ? NULL : create("api_accepted",
							     flags[i]);
		void *p = c ? kmem_cache_zalloc(c, GFP_KERNEL) : NULL;

		KUNIT_EXPECT_NOT_NULL(test, p);
		if (p)
			kmem_cache_free(c, p);
		kmem_cache_destroy(c);
	}
}

/* What may be copied to users is kept; the rest is as of any cache. */
static void usercopy_is_kept(struct kunit *test)
{
	struct kmem_cache *c = kmem_cache_create_usercopy("api_user", SIZE, 64,
						0, 24, 400, construct);
	u8 *p = c ? kmem_cache_alloc(c, GFP_KERNEL) : NULL;

	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_EXPECT_EQ(test, c->useroffset, 24u);
	KUNIT_EXPECT_EQ(test, c->usersize, 400u);
	KUNIT_EXPECT_TRUE(test, IS_ALIGNED((unsigned long)p, 64));
	KUNIT_EXPECT_NULL(test, memchr_inv(p, 7, 16));
	kmem_cache_free(c, p);
	kmem_cache_destroy(c);
}

/* One object from the zone that the flag asks for; a machine may have none. */
static void expect_below(struct kunit *test, slab_flags_t flag, u64 limit)
{
	struct kmem_cache *c = create("api_low", flag);
	void *p;

	KUNIT_ASSERT_NOT_NULL(test, c);
	p = kmem_cache_alloc(c, GFP_KERNEL | __GFP_NOWARN);
	if (p) {
		KUNIT_EXPECT_LT(test, __pa(p), (phys_addr_t)limit);
		kmem_cache_free(c, p);
	}
	kmem_cache_destroy(c);
}

static void zones_of_caches(struct kunit *test)
{
	expect_below(test, SLAB_CACHE_DMA, 16ULL << 20);
	expect_below(test, SLAB_CACHE_DMA32, 1ULL << 32);
}

/* Cache lines are not shared by large ones; small ones divide them. */
static void aligned_to_cache_lines(struct kunit *test)
{
	static const unsigned int sizes[][2] = {
		{ 16, 16 }, { 24, 32 }, { 40, 64 }, { 100, 64 }, { 1000, 64 },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		struct kmem_cache *c = kmem_cache_create("api_lines",
			sizes[i][0], 0, SLAB_HWCACHE_ALIGN | SLAB_NO_MERGE |
			SLAB_NO_USER_FLAGS, NULL);

		KUNIT_ASSERT_NOT_NULL(test, c);
		KUNIT_EXPECT_EQ(test, c->size % sizes[i][1], 0u);
		KUNIT_EXPECT_TRUE(test, IS_ALIGNED(c->size,
						   ARCH_SLAB_MINALIGN));
		kmem_cache_destroy(c);
	}
}

/*
 * What readers may look at stays as it is, also when it is given to the next
 * and whatever init_on_alloc says; zeros are for who asks for them.
 */
static void typesafe_is_not_cleared(struct kunit *test)
{
	struct kmem_cache *c = create("api_safe", SLAB_TYPESAFE_BY_RCU);
	u8 *p = c ? kmem_cache_alloc(c, GFP_KERNEL) : NULL, *q;

	KUNIT_ASSERT_NOT_NULL(test, p);
	memset(p, 0x61, SIZE);
	preempt_disable();
	kmem_cache_free(c, p);
	q = kmem_cache_alloc(c, GFP_ATOMIC);
	preempt_enable();
	KUNIT_EXPECT_PTR_EQ(test, q, p);
	if (q) {
		KUNIT_EXPECT_NULL(test, memchr_inv(q, 0x61, SIZE));
		kmem_cache_free(c, q);
	}
	q = kmem_cache_zalloc(c, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, q);
	KUNIT_EXPECT_NULL(test, memchr_inv(q, 0, SIZE));
	kmem_cache_free(c, q);
	kmem_cache_destroy(c);
}

/* ---- mempools by every name ----------------------------------------------------------------- */

static void use_pool(struct kunit *test, mempool_t *pool)
{
	void *p;

	KUNIT_EXPECT_EQ(test, pool->min_nr, 2);
	KUNIT_EXPECT_EQ(test, pool->curr_nr, 2);
	p = mempool_alloc(pool, GFP_KERNEL);
	KUNIT_EXPECT_NOT_NULL(test, p);
	mempool_free(p, pool);
}

static void make_and_end(struct kunit *test, mempool_t *pool)
{
	KUNIT_EXPECT_NOT_NULL(test, pool);
	if (pool)
		use_pool(test, pool);
	mempool_destroy(pool);
}

/* The stock pairs as a driver names them, with each of the makers. */
static void pools_that_are_made(struct kunit *test)
{
	struct kmem_cache *c = create("api_pool", SLAB_NO_MERGE);

	KUNIT_ASSERT_NOT_NULL(test, c);
	make_and_end(test, mempool_create(2, mempool_alloc_slab,
					  mempool_free_slab, c));
	make_and_end(test, mempool_create_node(2, mempool_alloc_slab,
					       mempool_free_slab, c,
					       GFP_KERNEL, numa_node_id()));
	make_and_end(test, mempool_create_node(2, mempool_kmalloc,
					       mempool_kfree, (void *)100UL,
					       GFP_KERNEL, NUMA_NO_NODE));
	make_and_end(test, mempool_create(2, mempool_alloc_pages,
					  mempool_free_pages, (void *)1UL));
	make_and_end(test, mempool_create_slab_pool(2, c));
	make_and_end(test, mempool_create_kmalloc_pool(2, 100));
	make_and_end(test, mempool_create_page_pool(2, 1));
	kmem_cache_destroy(c);
}

static void begin_and_end(struct kunit *test, mempool_t *pool, int err)
{
	KUNIT_EXPECT_EQ(test, err, 0);
	if (!err)
		use_pool(test, pool);
	mempool_exit(pool);
}

static void pools_in_place(struct kunit *test)
{
	struct kmem_cache *c = create("api_pool", SLAB_NO_MERGE);
	mempool_t pool = { 0 };

	KUNIT_ASSERT_NOT_NULL(test, c);
	begin_and_end(test, &pool, mempool_init_slab_pool(&pool, 2, c));
	begin_and_end(test, &pool, mempool_init_kmalloc_pool(&pool, 2, 100));
	begin_and_end(test, &pool, mempool_init_page_pool(&pool, 2, 1));
	begin_and_end(test, &pool, mempool_init_node(&pool, 2,
			mempool_alloc_slab, mempool_free_slab, c, GFP_KERNEL,
			numa_node_id()));
	kmem_cache_destroy(c);
}

static struct kunit_case slab_api_cases[] = {
	KUNIT_CASE(limits),
	KUNIT_CASE(doors_of_a_node),
	KUNIT_CASE(of_this_node_only),
	KUNIT_CASE(array_grows),
	KUNIT_CASE(ksize_of_a_debugged_one),
	KUNIT_CASE(used_after_destroy),
	KUNIT_CASE(never_merged),
	KUNIT_CASE(accepted),
	KUNIT_CASE(usercopy_is_kept),
	KUNIT_CASE(zones_of_caches),
	KUNIT_CASE(aligned_to_cache_lines),
	KUNIT_CASE(typesafe_is_not_cleared),
	KUNIT_CASE(pools_that_are_made),
	KUNIT_CASE(pools_in_place),
	{}
};

static struct kunit_suite slab_api_suite = {
	.name = "slab_api",
	.exit = api_exit,
	.test_cases = slab_api_cases,
};
kunit_test_suite(slab_api_suite);
