/* SPDX-License-Identifier: MIT */
/*
 * mem_map_fixture.h - a raw map to fill, a sanitized one to look at
 *
 * A suite has map_fixture_init() and map_fixture_exit() as its .init and
 * .exit; each case then starts with both maps empty, and with what is said
 * captured.
 */
#ifndef _TESTS_MEM_MAP_FIXTURE_H
#define _TESTS_MEM_MAP_FIXTURE_H

#include <kunit/test.h>
#include <linux/boot_info.h>
#include <linux/errno.h>
#include <linux/seq_file.h>
#include <linux/sizes.h>

#include "capture.h"
#include "mem_map_model.h"

#define PC_BITS		40	/* what QEMU's default processor has */

/* Static: 3 KiB each are too much for a kernel stack. */
static struct mem_map raw, map;

static inline int map_fixture_init(struct kunit *test)
{
	raw.nr = 0;
	map.nr = 0;
	capture_start();
	return 0;
}

static inline void map_fixture_exit(struct kunit *test)
{
	capture_stop();
}

/* Raw [start, end); the ends are what a reader compares. */
static inline void add(phys_addr_t start, phys_addr_t end, u32 type)
{
	mem_map_add(&raw, start, end - start, type);
}

static unsigned int sanitize(void)
{
	return mem_map_sanitize(&raw, &map, PC_BITS);
}

static inline void expect_map(struct kunit *test, const struct mem_range *want,
		       unsigned int nr)
{
	unsigned int i;

	KUNIT_ASSERT_EQ(test, map.nr, nr);
	for (i = 0; i < nr; i++) {
		KUNIT_EXPECT_EQ_MSG(test, map.range[i].start, want[i].start,
				    "range %u", i);
		KUNIT_EXPECT_EQ_MSG(test, map.range[i].end, want[i].end,
				    "range %u", i);
		KUNIT_EXPECT_EQ_MSG(test, map.range[i].type, want[i].type,
				    "range %u", i);
	}
	KUNIT_EXPECT_EQ(test, mem_map_check(&map), 0);
}

#define EXPECT_MAP(test, ...) \
	do { \
		static const struct mem_range want[] = { __VA_ARGS__ }; \
		expect_map(test, want, ARRAY_SIZE(want)); \
	} while (0)

#endif
