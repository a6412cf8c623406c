// SPDX-License-Identifier: MIT
/*
 * mm_report_test.c - the report of a failed allocation: its words, how often
 *
 *	init: page allocation failure: order:10, mode:0xcc0(GFP_KERNEL), ...
 *
 * Reports are provoked by calling warn_alloc() itself: what an allocation
 * does when it fails is for the page allocator's own suite.
 */
#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/page_view.h>
#include <linux/sched.h>
#include <linux/sprintf.h>
#include <linux/string.h>

#include "../mm/internal.h"
#include "capture.h"

/* How often is shared with everybody: put back as it was. */
static struct report_limit saved;

static int mm_report_init(struct kunit *test)
{
	saved = warn_alloc_limit;
	return 0;
}

static void mm_report_exit(struct kunit *test)
{
	warn_alloc_limit.said = saved.said;
	warn_alloc_limit.begin = saved.begin;
	warn_alloc_limit.held = saved.held;
}

/* ---- flags in words -------------------------------------------------------- */

static const struct {
	gfp_t gfp;
	const char *text;
} flag_texts[] = {
	{ 0, "none" },
	{ GFP_KERNEL, "GFP_KERNEL" },
	{ GFP_KERNEL | __GFP_ZERO, "GFP_KERNEL|__GFP_ZERO" },
	{ GFP_ATOMIC, "GFP_ATOMIC" },
	{ GFP_ATOMIC | __GFP_NOWARN, "GFP_ATOMIC|__GFP_NOWARN" },
	{ GFP_NOWAIT, "GFP_NOWAIT" },
	{ GFP_NOIO, "GFP_NOIO" },
	{ GFP_NOFS | __GFP_NORETRY, "GFP_NOFS|__GFP_NORETRY" },
	{ GFP_USER, "GFP_USER" },
	{ GFP_HIGHUSER, "GFP_HIGHUSER" },
	{ GFP_HIGHUSER_MOVABLE | __GFP_COMP,
	  "GFP_HIGHUSER_MOVABLE|__GFP_COMP" },
	{ GFP_KERNEL | GFP_DMA, "GFP_KERNEL|GFP_DMA" },
	{ GFP_KERNEL_ACCOUNT, "GFP_KERNEL_ACCOUNT" },
	{ __GFP_DIRECT_RECLAIM, "__GFP_DIRECT_RECLAIM" },
	{ (gfp_t)(1u << __GFP_BITS_SHIFT), "0x1000000" },
	{ GFP_KERNEL | (gfp_t)(1u << 31), "GFP_KERNEL|0x80000000" },
};

/* The largest combination first, then the rest, then what has no name. */
static void gfp_texts(struct kunit *test)
{
	char buf[GFP_TEXT_SIZE];
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(flag_texts); i++) {
		gfp_flags_text(flag_texts[i].gfp, buf, sizeof(buf));
		KUNIT_EXPECT_STREQ(test, buf, flag_texts[i].text);
	}
}

/* Each bit has a name, and the name means the bit. */
static void gfp_texts_read_back(struct kunit *test)
{
	char buf[GFP_TEXT_SIZE];
	unsigned int bit;
	gfp_t back;

	for (bit = 0; bit < __GFP_BITS_SHIFT; bit++) {
		back = 0;
		gfp_flags_text((gfp_t)(1u << bit), buf, sizeof(buf));
		KUNIT_EXPECT_NE_MSG(test, buf[0], '0', "bit %u", bit);
		KUNIT_EXPECT_EQ(test, gfp_flags_parse(buf, &back), 0);
		KUNIT_EXPECT_EQ(test, back, (gfp_t)(1u << bit));
	}
	for (bit = 1; bit < ARRAY_SIZE(flag_texts); bit++) {
		KUNIT_EXPECT_EQ(test, gfp_flags_parse(flag_texts[bit].text,
						      &back), 0);
		KUNIT_EXPECT_EQ(test, back, flag_texts[bit].gfp);
	}
}

/* Every bit at once fits GFP_TEXT_SIZE; a smaller buffer cuts, and ends. */
static void gfp_texts_fit(struct kunit *test)
{
	char buf[GFP_TEXT_SIZE], small[8] = "xxxxxxx";
	unsigned int bit;
	size_t sum = 0;

	/* No text is longer than all the single names and their bars. */
	for (bit = 0; bit < __GFP_BITS_SHIFT; bit++)
		sum += gfp_flags_text((gfp_t)(1u << bit), buf,
				      sizeof(buf)) + 1;
	KUNIT_EXPECT_LT(test, gfp_flags_text(~0u, buf, sizeof(buf)), sum + 11);
	KUNIT_EXPECT_NOT_NULL(test, strstr(buf, "|0xff000000"));
	KUNIT_EXPECT_EQ(test, gfp_flags_text(GFP_KERNEL, small, 5), 4u);
	KUNIT_EXPECT_STREQ(test, small, "GFP_");
	KUNIT_EXPECT_EQ(test, small[5], 'x');
}

/* The books' names and numbers are understood; nonsense changes nothing. */
static void gfp_parse_is_strict(struct kunit *test)
{
	static const char *const bad[] = {
		"", "|", "GFP_KERNEL|", "|GFP_KERNEL", "GFP_KERN",
		"GFP_KERNELX", "GFP_KERNEL GFP_DMA", "gfp_kernel", "0x",
		"99999999999999999", "GFP_KERNEL||__GFP_ZERO",
	};
	gfp_t gfp = 0;
	unsigned int i;

	KUNIT_EXPECT_EQ(test, gfp_flags_parse("__GFP_WAIT|0x100", &gfp), 0);
	KUNIT_EXPECT_EQ(test, gfp, __GFP_DIRECT_RECLAIM | __GFP_ZERO);
	KUNIT_EXPECT_EQ(test, gfp_flags_parse("__GFP_REPEAT", &gfp), 0);
	KUNIT_EXPECT_EQ(test, gfp, __GFP_RETRY_MAYFAIL);
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		KUNIT_EXPECT_EQ_MSG(test, gfp_flags_parse(bad[i], &gfp),
				    -EINVAL, "%s", bad[i]);
	KUNIT_EXPECT_EQ(test, gfp, __GFP_RETRY_MAYFAIL);
}

/* ---- the report ------------------------------------------------------------ */

static void fresh_limit(void)
{
	warn_alloc_limit.said = 0;
	atomic_set(&warn_alloc_limit.held, 0);
}

/*
 * The first line is Linux's and names the task; Mem-Info follows; numbers are
 * of this machine.
 */
static void warn_alloc_says(struct kunit *test)
{
	char line[128];

	scnprintf(line, sizeof(line), "] %s: page allocation failure: order:10, "
		  "mode:0xcc0(GFP_KERNEL), nodemask=(null)\n", current->comm);
	fresh_limit();
	capture_start();
	warn_alloc(GFP_KERNEL, 10, 0);
	capture_stop();
	EXPECT_SAID(test, line);
	EXPECT_SAID(test, "] Mem-Info:\n");
	EXPECT_SAID(test, "] lowmem_reserve[]: ");
	EXPECT_SAID(test, " pages RAM\n");
	EXPECT_NOT_SAID(test, "suppressed");
}

/* Other flags, and a request that only one node could serve. */
static void warn_alloc_names_flags(struct kunit *test)
{
	fresh_limit();
	capture_start();
	warn_alloc(GFP_ATOMIC | __GFP_COMP, 3, 0);
	EXPECT_SAID(test, "order:3, mode:0x40820(GFP_ATOMIC|__GFP_COMP), nodemask=(null)\n");
	capture_from_now(CAPTURE_ALL);
	warn_alloc(GFP_HIGHUSER | __GFP_THISNODE, 0, 0);
	capture_stop();
	EXPECT_SAID(test, "order:0, mode:0x300cc2(GFP_HIGHUSER|__GFP_THISNODE), nodemask=0\n");
}

/*
 * From inside the allocator, with a zone's lock held and interrupts off: the
 * report waits for nobody.
 */
static void warn_alloc_under_the_lock(struct kunit *test)
{
	struct zone *zone = NODE_DATA(0)->node_zonelists[ZONE_NORMAL][0];
	unsigned long flags;

	fresh_limit();
	capture_start();
	spin_lock_irqsave(&zone->lock, flags);
	warn_alloc(GFP_ATOMIC, 0, 0);
	spin_unlock_irqrestore(&zone->lock, flags);
	capture_stop();
	EXPECT_SAID(test, "mode:0x820(GFP_ATOMIC)");
	EXPECT_SAID(test, " pages RAM\n");
}

/* A loop of failures says ten, then nothing. */
static void warn_alloc_holds_back(struct kunit *test)
{
	unsigned int i, reports = 0;

	fresh_limit();
	for (i = 0; i < 12; i++) {
		capture_start();
		warn_alloc(GFP_KERNEL, i, 0);
		capture_stop();
		reports += captured[0] != '\0';
	}
	KUNIT_EXPECT_EQ(test, reports, 10u);
	KUNIT_EXPECT_EQ(test, atomic_read(&warn_alloc_limit.held), 2);
}

#define SECOND 1000000000ULL

/*
 * 7 s: ten of fifteen; 11.9 s: none; 12 s: the next, and six were held; 30 s:
 * those are not told again.
 */
static void limit_counts_what_it_holds(struct kunit *test)
{
	struct report_limit limit = {
		.lock = __SPIN_LOCK_UNLOCKED(limit.lock),
	};
	unsigned int i, allowed = 0, refused;

	for (i = 0; i < 15; i++)
		allowed += report_allowed(&limit, 7 * SECOND, &refused);
	KUNIT_EXPECT_EQ(test, allowed, 10u);
	KUNIT_EXPECT_FALSE(test, report_allowed(&limit, 119 * SECOND / 10,
						&refused));
	KUNIT_EXPECT_EQ(test, refused, 0u);
	KUNIT_EXPECT_TRUE(test, report_allowed(&limit, 12 * SECOND, &refused));
	KUNIT_EXPECT_EQ(test, refused, 6u);
	KUNIT_EXPECT_TRUE(test, report_allowed(&limit, 12 * SECOND, &refused));
	KUNIT_EXPECT_EQ(test, refused, 0u);
	KUNIT_EXPECT_TRUE(test, report_allowed(&limit, 30 * SECOND, &refused));
	KUNIT_EXPECT_EQ(test, refused, 0u);
}

/* Whoever meets another at the limit is held back, and does not wait. */
static void limit_never_waits(struct kunit *test)
{
	struct report_limit limit = {
		.lock = __SPIN_LOCK_UNLOCKED(limit.lock),
	};
	unsigned int refused;

	spin_lock(&limit.lock);
	KUNIT_EXPECT_FALSE(test, report_allowed(&limit, SECOND, &refused));
	spin_unlock(&limit.lock);
	KUNIT_EXPECT_TRUE(test, report_allowed(&limit, SECOND, &refused));
	KUNIT_EXPECT_EQ(test, refused, 1u);
}

static struct kunit_case mm_report_cases[] = {
	KUNIT_CASE(gfp_texts),
	KUNIT_CASE(gfp_texts_read_back),
	KUNIT_CASE(gfp_texts_fit),
	KUNIT_CASE(gfp_parse_is_strict),
	KUNIT_CASE(warn_alloc_says),
	KUNIT_CASE(warn_alloc_names_flags),
	KUNIT_CASE(warn_alloc_under_the_lock),
	KUNIT_CASE(warn_alloc_holds_back),
	KUNIT_CASE(limit_counts_what_it_holds),
	KUNIT_CASE(limit_never_waits),
	{}
};

static struct kunit_suite mm_report_suite = {
	.name = "mm_report",
	.init = mm_report_init,
	.exit = mm_report_exit,
	.test_cases = mm_report_cases,
};
kunit_test_suite(mm_report_suite);
