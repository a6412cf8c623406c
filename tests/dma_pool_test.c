// SPDX-License-Identifier: MIT
/*
 * dma_pool_test.c - coherent memory in small pieces, and what goes with a driver
 */
#include <kunit/test.h>
#include <kunit/test-bug.h>
#include <linux/dmapool.h>
#include <linux/kernel.h>
#include <linux/sizes.h>
#include <linux/string.h>

#include "dma_fixture.h"
#include "view_text.h"

/* ---- pools ---- */

/* Each size: aligned, across no boundary, apart, where the handle says. */
static void pools(struct kunit *test)
{
	static const size_t how[][3] = {	/* size, align, boundary */
		{ 16, 16, 0 }, { 64, 64, 1024 }, { 100, 4, 128 },
		{ 4096, 4096, 4096 }, { 24, 8, 4096 }, { 8, 8, 0 },
		{ 5000, 1, 0 },
	};
	unsigned int i, n;

	for (i = 0; i < ARRAY_SIZE(how); i++) {
		size_t size = max_t(size_t, how[i][0], 16);
		size_t boundary = how[i][2];
		struct dma_pool *pool;
		dma_addr_t handle[50];
		u8 *p[50];

		pool = dma_pool_create("a pool", dev, how[i][0], how[i][1],
				       boundary);
		KUNIT_ASSERT_NOT_NULL(test, pool);
		for (n = 0; n < 50; n++) {
			p[n] = dma_pool_alloc(pool, GFP_KERNEL, &handle[n]);
			KUNIT_ASSERT_NOT_NULL(test, p[n]);
			KUNIT_EXPECT_PTR_EQ(test, device_sees(handle[n]), p[n]);
			KUNIT_EXPECT_EQ(test, handle[n] % how[i][1], 0ull);
			if (boundary)
				KUNIT_EXPECT_LE(test, handle[n] % boundary +
						size, boundary);
			memset(p[n], n, size);
		}
		for (n = 0; n < 50; n++) {
			KUNIT_EXPECT_EQ(test, p[n][0], n);
			KUNIT_EXPECT_EQ(test, p[n][size - 1], n);
			dma_pool_free(pool, p[n], handle[n]);
		}
		dma_pool_destroy(pool);
	}
}

/* Small pieces share a page: fifty of 64 bytes are not fifty pages. */
static void pieces_share_pages(struct kunit *test)
{
	struct dma_pool *pool = dma_pool_create("dense", dev, 64, 64, 0);
	unsigned int i, shared = 0;
	dma_addr_t handle[50];
	void *p[50];

	KUNIT_ASSERT_NOT_NULL(test, pool);
	for (i = 0; i < 50; i++) {
		p[i] = dma_pool_alloc(pool, GFP_KERNEL, &handle[i]);
		KUNIT_ASSERT_NOT_NULL(test, p[i]);
		shared += i && PHYS_PFN(handle[i]) == PHYS_PFN(handle[i - 1]);
	}
	KUNIT_EXPECT_GE(test, shared, 25u);
	for (i = 0; i < 50; i++)
		dma_pool_free(pool, p[i], handle[i]);
	dma_pool_destroy(pool);
}

/* The name is as it was given, but that a cache's has no blanks. */
static void pools_are_listed(struct kunit *test)
{
	struct dma_pool *pool = dma_pool_create("ring of\tedu", dev, 64, 64,
						0);

	view_text_init(test);
	KUNIT_ASSERT_NOT_NULL(test, pool);
	read_view(test, "dma_pools");
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, "-ring_of_edu "));
	dma_pool_destroy(pool);
	read_view(test, "dma_pools");
	KUNIT_EXPECT_NULL(test, strstr(text, "ring_of_edu"));
	view_text_exit(test);
}

/* zalloc's are zeroed; a device of few bits gets low ones. */
static void pool_for_a_small_device(struct kunit *test)
{
	struct dma_pool *pool;
	dma_addr_t handle;
	u64 *p;

	reach_little(test);
	pool = dma_pool_create("low", dev, 32, 32, 0);
	KUNIT_ASSERT_NOT_NULL(test, pool);
	p = dma_pool_zalloc(pool, GFP_ATOMIC, &handle);
	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_EXPECT_LT(test, handle, (dma_addr_t)SZ_16M);
	KUNIT_EXPECT_EQ(test, p[0] | p[1] | p[2] | p[3], 0ull);
	KUNIT_EXPECT_EQ(test, kunit_count_warns(
		dma_pool_free(pool, p, handle + 32)), 1u);
	dma_pool_free(pool, p, handle);
	dma_pool_destroy(pool);
}

/*
 * Freed to another pool, inside, or twice: reported each, and no piece is had
 * twice afterwards.
 */
static void wrong_frees(struct kunit *test)
{
	struct dma_pool *ours = dma_pool_create("ours", dev, 64, 64, 0);
	struct dma_pool *other = dma_pool_create("other", dev, 64, 64, 0);
	dma_addr_t handle[2], his;
	char *p[2], *foreign;

	KUNIT_ASSERT_TRUE(test, ours && other);
	p[0] = dma_pool_alloc(ours, GFP_KERNEL, &handle[0]);
	foreign = dma_pool_alloc(other, GFP_KERNEL, &his);
	KUNIT_ASSERT_TRUE(test, p[0] && foreign);
	KUNIT_EXPECT_EQ(test, kunit_count_warns(
		dma_pool_free(ours, foreign, his)), 1u);
	KUNIT_EXPECT_EQ(test, kunit_count_warns(
		dma_pool_free(ours, p[0] + 8, handle[0] + 8)), 1u);
	dma_pool_free(ours, p[0], handle[0]);
	KUNIT_EXPECT_EQ(test, kunit_count_warns(
		dma_pool_free(ours, p[0], handle[0])), 1u);

	p[0] = dma_pool_alloc(ours, GFP_KERNEL, &handle[0]);
	p[1] = dma_pool_alloc(ours, GFP_KERNEL, &handle[1]);
	KUNIT_EXPECT_TRUE(test, p[0] && p[1] && p[0] != p[1]);
	KUNIT_EXPECT_TRUE(test, p[0] != foreign && p[1] != foreign);
	dma_pool_free(ours, p[0], handle[0]);
	dma_pool_free(ours, p[1], handle[1]);
	KUNIT_EXPECT_NO_WARNS(test, (dma_pool_destroy(ours), 0));
	KUNIT_EXPECT_NO_WARNS(test, (dma_pool_destroy(other), 0));
}

/* Arguments that make no sense: reported, refused. */
static void pool_misuse(struct kunit *test)
{
	struct dma_pool *pool = NULL;

	KUNIT_EXPECT_EQ(test, kunit_count_warns(
		pool = dma_pool_create("bad", dev, 0, 8, 0)), 1u);
	KUNIT_EXPECT_NULL(test, pool);
	KUNIT_EXPECT_EQ(test, kunit_count_warns(
		pool = dma_pool_create("bad", dev, 8, 3, 0)), 1u);
	KUNIT_EXPECT_EQ(test, kunit_count_warns(
		pool = dma_pool_create("bad", dev, 64, 8, 32)), 1u);
	KUNIT_EXPECT_EQ(test, kunit_count_warns(
		pool = dma_pool_create("bad", dev, 64, 8, 96)), 1u);
	KUNIT_EXPECT_NULL(test, pool);
	dma_pool_destroy(NULL);
}

/* ---- what is managed goes with the driver ---- */

static int ended;

static void end(void *data)
{
	/* The last first. */
	KUNIT_EXPECT_EQ(kunit_get_current_test(), ended, (long)data);
	ended++;
}

static int managed_probe(struct platform_device *p)
{
	dma_addr_t handle;

	if (devm_add_action(&p->dev, end, (void *)1) ||
	    !devm_kzalloc(&p->dev, 100, GFP_KERNEL) ||
	    !dmam_alloc_coherent(&p->dev, PAGE_SIZE, &handle, GFP_KERNEL) ||
	    !dmam_pool_create("managed", &p->dev, 64, 64, 0) ||
	    devm_add_action(&p->dev, end, (void *)0))
		return -ENOMEM;
	return 0;
}

static void managed_remove(struct platform_device *p)
{
	KUNIT_EXPECT_EQ(kunit_get_current_test(), ended, 0);
}

static struct platform_driver managed_driver = {
	.probe = managed_probe,
	.remove = managed_remove,
	.driver = { .name = "dma_test" },
};

/* Probed, removed: every page is back, which the oracle counts. */
static void managed(struct kunit *test)
{
	ended = 0;
	KUNIT_ASSERT_EQ(test, platform_driver_register(&managed_driver), 0);
	KUNIT_EXPECT_PTR_EQ(test, dev->driver, &managed_driver.driver);
	KUNIT_EXPECT_EQ(test, ended, 0);
	platform_driver_unregister(&managed_driver);
	KUNIT_EXPECT_EQ(test, ended, 2);
	KUNIT_EXPECT_NULL(test, dev->driver);
}

/* devm_kfree() in between, and of what is not the device's. */
static void managed_by_hand(struct kunit *test)
{
	char *p = devm_kmalloc(dev, 10, GFP_KERNEL);
	char *q = devm_kstrdup(dev, "kept", GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_ASSERT_NOT_NULL(test, q);
	p = devm_krealloc(dev, p, 1000, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, p);
	devm_kfree(dev, p);
	KUNIT_EXPECT_EQ(test, kunit_count_warns(devm_kfree(dev, &ended)), 1u);
	KUNIT_EXPECT_STREQ(test, q, "kept");
	KUNIT_EXPECT_NULL(test, devm_kmalloc(dev, SIZE_MAX, GFP_KERNEL));
	KUNIT_EXPECT_NULL(test, devm_kcalloc(dev, SIZE_MAX / 2, 4,
					     GFP_KERNEL));
}

static struct kunit_case dma_pool_cases[] = {
	KUNIT_CASE(pools),
	KUNIT_CASE(pieces_share_pages),
	KUNIT_CASE(pools_are_listed),
	KUNIT_CASE(pool_for_a_small_device),
	KUNIT_CASE(wrong_frees),
	KUNIT_CASE(pool_misuse),
	KUNIT_CASE(managed),
	KUNIT_CASE(managed_by_hand),
	{}
};

static struct kunit_suite dma_pool_suite = {
	.name = "dma_pool",
	.init = dma_test_init,
	.exit = dma_test_exit,
	.test_cases = dma_pool_cases,
};
kunit_test_suite(dma_pool_suite);
