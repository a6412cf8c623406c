// SPDX-License-Identifier: MIT
/*
 * device_test.c - devices and drivers meet and part; what is managed goes
 *
 *	device "pair"	   driver "pair"	whoever comes second is probed
 *	device "alone"				nobody's
 */
#include <kunit/test.h>
#include <kunit/test-bug.h>
#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/dmapool.h>
#include <linux/kernel.h>
#include <linux/platform_device.h>
#include <linux/string.h>

/* ---- two that fit ---- */

static int probe_result;
static unsigned int nr_probed, nr_removed, nr_ended;

static void end(void *data)
{
	nr_ended++;
}

static int pair_probe(struct platform_device *p)
{
	nr_probed++;
	platform_set_drvdata(p, &nr_probed);
	return devm_add_action(&p->dev, end, NULL) ?: probe_result;
}

static void pair_remove(struct platform_device *p)
{
	/* What is managed ends after remove(). */
	KUNIT_EXPECT_EQ(kunit_get_current_test(), nr_ended, nr_removed);
	nr_removed++;
}

static struct platform_driver pair_driver = {
	.probe = pair_probe,
	.remove = pair_remove,
	.driver = { .name = "pair" },
};

/* It has neither probe() nor remove(). */
static struct platform_driver plain_driver = {
	.driver = { .name = "alone" },
};

static struct platform_device *new_device(struct kunit *test, const char *name,
					  int id)
{
	struct platform_device *p;

	p = platform_device_register_simple(name, id, NULL, 0);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, p);
	return p;
}

static int device_test_init(struct kunit *test)
{
	probe_result = 0;
	nr_probed = 0;
	nr_removed = 0;
	nr_ended = 0;
	return 0;
}

static void expect_counts(struct kunit *test, unsigned int probed,
			  unsigned int removed, unsigned int ended)
{
	KUNIT_EXPECT_EQ(test, nr_probed, probed);
	KUNIT_EXPECT_EQ(test, nr_removed, removed);
	KUNIT_EXPECT_EQ(test, nr_ended, ended);
}

/* Device first, driver first: probed once each, and only its own. */
static void either_comes_first(struct kunit *test)
{
	struct platform_device *alone, *pair;

	alone = new_device(test, "alone", PLATFORM_DEVID_NONE);
	pair = new_device(test, "pair", 3);
	KUNIT_EXPECT_STREQ(test, dev_name(&pair->dev), "pair.3");
	KUNIT_EXPECT_EQ(test, platform_driver_register(&pair_driver), 0);
	KUNIT_EXPECT_PTR_EQ(test, pair->dev.driver, &pair_driver.driver);
	KUNIT_EXPECT_NULL(test, alone->dev.driver);
	KUNIT_EXPECT_EQ(test, platform_driver_register(&plain_driver), 0);
	KUNIT_EXPECT_PTR_EQ(test, alone->dev.driver, &plain_driver.driver);
	expect_counts(test, 1, 0, 0);

	platform_device_unregister(pair);
	expect_counts(test, 1, 1, 1);
	pair = new_device(test, "pair", PLATFORM_DEVID_NONE);
	KUNIT_EXPECT_PTR_EQ(test, pair->dev.driver, &pair_driver.driver);
	KUNIT_EXPECT_EQ(test, device_attach(&pair->dev), 1);
	expect_counts(test, 2, 1, 1);

	platform_driver_unregister(&pair_driver);
	expect_counts(test, 2, 2, 2);
	KUNIT_EXPECT_NULL(test, pair->dev.driver);
	KUNIT_EXPECT_NULL(test, platform_get_drvdata(pair));
	KUNIT_EXPECT_PTR_EQ(test, alone->dev.driver, &plain_driver.driver);
	KUNIT_EXPECT_EQ(test, device_attach(&pair->dev), 0);
	platform_driver_unregister(&plain_driver);
	platform_device_unregister(alone);
	platform_device_unregister(pair);
	expect_counts(test, 2, 2, 2);
}

/* Who is refused may be asked again; what it managed has ended. */
static void probe_fails(struct kunit *test)
{
	struct platform_device *pair;

	probe_result = -ENXIO;
	pair = new_device(test, "pair", PLATFORM_DEVID_NONE);
	KUNIT_EXPECT_EQ(test, platform_driver_register(&pair_driver), 0);
	KUNIT_EXPECT_NULL(test, pair->dev.driver);
	KUNIT_EXPECT_NULL(test, platform_get_drvdata(pair));
	expect_counts(test, 1, 0, 1);
	KUNIT_EXPECT_EQ(test, device_attach(&pair->dev), 0);
	probe_result = 0;
	KUNIT_EXPECT_EQ(test, device_attach(&pair->dev), 1);
	expect_counts(test, 3, 0, 2);

	nr_ended = 0;
	device_release_driver(&pair->dev);
	device_release_driver(&pair->dev);
	expect_counts(test, 3, 1, 1);
	platform_device_del(pair);
	KUNIT_EXPECT_FALSE(test, device_is_registered(&pair->dev));
	KUNIT_EXPECT_EQ(test, device_attach(&pair->dev), 0);
	KUNIT_EXPECT_WARNS(test, platform_device_del(pair));
	platform_driver_unregister(&pair_driver);
	platform_device_put(pair);
	expect_counts(test, 3, 1, 1);
}

/* ---- references ---- */

static unsigned int nr_released;

static void release(struct device *dev)
{
	nr_released++;
}

/* The last put frees; a child keeps its parent. */
static void last_reference_frees(struct kunit *test)
{
	static struct device parent, child;

	nr_released = 0;
	parent = (struct device){ .init_name = "parent", .release = release };
	child = (struct device){ .init_name = "child", .release = release };
	KUNIT_ASSERT_EQ(test, device_register(&parent), 0);
	device_initialize(&child);
	child.parent = &parent;
	KUNIT_ASSERT_EQ(test, device_add(&child), 0);
	device_unregister(&parent);
	KUNIT_EXPECT_EQ(test, nr_released, 0u);
	KUNIT_EXPECT_PTR_EQ(test, get_device(&child), &child);
	device_unregister(&child);
	KUNIT_EXPECT_EQ(test, nr_released, 0u);
	KUNIT_EXPECT_EQ(test, devm_add_action(&child, end, NULL), 0);
	put_device(&child);
	KUNIT_EXPECT_EQ(test, nr_released, 2u);
	KUNIT_EXPECT_EQ(test, nr_ended, 1u);
	KUNIT_EXPECT_NULL(test, get_device(NULL));
	put_device(NULL);

	device_initialize(&child);
	child.release = NULL;
	KUNIT_EXPECT_WARNS(test, put_device(&child));
	child = (struct device){ .release = release };
	KUNIT_EXPECT_EQ(test, device_register(&child), -EINVAL);
}

/* ---- what a device manages ---- */

static struct platform_device *pdev;
static struct device *dev;

static void managed_begin(struct kunit *test)
{
	pdev = new_device(test, "alone", PLATFORM_DEVID_AUTO);
	dev = &pdev->dev;
}

/* Grown and shrunk it keeps its bytes; of a stranger's, a report. */
static void memory_is_resized(struct kunit *test)
{
	char *p, *q = NULL, *other = (char *)&nr_ended;

	managed_begin(test);
	p = devm_kmemdup(dev, "0123456789", 10, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, p);
	p = devm_krealloc(dev, p, 100, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_EXPECT_MEMEQ(test, p, "0123456789", 10);
	memset(p, 7, 100);
	p = devm_krealloc(dev, p, 5, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_EXPECT_EQ(test, p[4], 7);
	KUNIT_EXPECT_WARNS(test,
			   q = devm_krealloc(dev, other, 9, GFP_KERNEL));
	KUNIT_EXPECT_NULL(test, q);
	KUNIT_EXPECT_PTR_EQ(test, devm_krealloc(dev, p, 0, GFP_KERNEL),
			    ZERO_SIZE_PTR);
	/* It was freed by that. */
	KUNIT_EXPECT_WARNS(test, devm_kfree(dev, p));
	p = devm_krealloc(dev, NULL, 8, GFP_KERNEL);
	KUNIT_EXPECT_NOT_NULL(test, p);
	devm_kfree(dev, p);
	platform_device_unregister(pdev);
}

/* Nothing is nothing's: no entry, and no report. */
static void nothing_is_managed(struct kunit *test)
{
	managed_begin(test);
	KUNIT_EXPECT_PTR_EQ(test, devm_kmalloc(dev, 0, GFP_KERNEL),
			    ZERO_SIZE_PTR);
	KUNIT_EXPECT_PTR_EQ(test, devm_kmemdup(dev, "", 0, GFP_KERNEL),
			    ZERO_SIZE_PTR);
	KUNIT_EXPECT_NULL(test, devm_kstrdup(dev, NULL, GFP_KERNEL));
	devm_kfree(dev, NULL);
	devm_kfree(dev, ZERO_SIZE_PTR);
	KUNIT_EXPECT_TRUE(test, list_empty(&dev->devres_head));
	platform_device_unregister(pdev);
}

static void add_ten(void *data)
{
	*(int *)data += 10;
}

/* The right one of several ends early, by function and by data; once. */
static void actions_end_early(struct kunit *test)
{
	int a = 0, b = 0;

	managed_begin(test);
	KUNIT_EXPECT_EQ(test, devm_add_action(dev, add_ten, &a), 0);
	KUNIT_EXPECT_EQ(test, devm_add_action(dev, add_ten, &b), 0);
	KUNIT_EXPECT_EQ(test, devm_add_action(dev, end, &a), 0);
	devm_release_action(dev, add_ten, &a);
	KUNIT_EXPECT_EQ(test, a, 10);
	KUNIT_EXPECT_EQ(test, b, 0);
	KUNIT_EXPECT_EQ(test, nr_ended, 0u);
	KUNIT_EXPECT_WARNS(test, devm_release_action(dev, add_ten, &a));
	KUNIT_EXPECT_EQ(test, a, 10);
	platform_device_unregister(pdev);
	KUNIT_EXPECT_EQ(test, a, 10);
	KUNIT_EXPECT_EQ(test, b, 10);
	KUNIT_EXPECT_EQ(test, nr_ended, 1u);
}

/* A pool may go before its device: and only once. */
static void pool_goes_early(struct kunit *test)
{
	struct dma_pool *pool;

	managed_begin(test);
	pool = dmam_pool_create("early", dev, 64, 64, 0);
	KUNIT_ASSERT_NOT_NULL(test, pool);
	dmam_pool_destroy(pool);
	KUNIT_EXPECT_TRUE(test, list_empty(&dev->devres_head));
	platform_device_unregister(pdev);
}

static struct kunit_case device_cases[] = {
	KUNIT_CASE(either_comes_first),
	KUNIT_CASE(probe_fails),
	KUNIT_CASE(last_reference_frees),
	KUNIT_CASE(memory_is_resized),
	KUNIT_CASE(nothing_is_managed),
	KUNIT_CASE(actions_end_early),
	KUNIT_CASE(pool_goes_early),
	{}
};

static struct kunit_suite device_suite = {
	.name = "device",
	.init = device_test_init,
	.test_cases = device_cases,
};
kunit_test_suite(device_suite);
