// SPDX-License-Identifier: MIT
/*
 * ptdump_test.c - each invariant of the page tables, broken on purpose
 *
 *	mend	T = 0, then one entry or one count is made wrong, T = its
 *		number, then it is put right: T = 0
 *
 * Nothing is touched through the broken entries.
 */
#include <linux/kernel.h>
#include <linux/seq_file.h>
#include <linux/set_memory.h>
#include <linux/sizes.h>
#include <linux/string.h>

#include "pgtable_fixture.h"

static int broken(unsigned long *addr)
{
	struct pgtable_flaw flaw;

	pgtable_broken(&flaw);
	if (addr)
		*addr = flaw.addr;
	return flaw.number;
}

static pte_t *entry_at(unsigned long addr, unsigned int level)
{
	return pgtable_find_locked(addr, &level);
}

/* With @wrong in the entry of @level for PT_BASE: T, and where it was seen. */
static int broken_with(unsigned int level, u64 wrong, unsigned long *addr)
{
	pte_t *entry = entry_at(PT_BASE, level);
	pte_t right = ptep_get(entry);
	int number;

	set_pte(entry, __pte(wrong));
	number = broken(addr);
	set_pte(entry, right);
	return number;
}

static void map_something(struct kunit *test, unsigned int shift)
{
	KUNIT_ASSERT_EQ(test, vmap_range(PT_BASE, PT_BASE + PMD_SIZE, FAR,
					 PAGE_KERNEL, shift), 0);
	KUNIT_EXPECT_EQ(test, broken(NULL), 0);
}

static void unmap_something(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, broken(NULL), 0);
	vunmap_range(PT_BASE, PT_BASE + PMD_SIZE);
	KUNIT_EXPECT_EQ(test, broken(NULL), 0);
}

/* T1: a count too high, a count too low. */
static void sees_t1(struct kunit *test)
{
	pte_t *entry;
	unsigned long addr;

	map_something(test, PAGE_SHIFT);
	entry = entry_at(PT_BASE, PG_LEVEL_4K);
	pgtable_get(entry, 1);
	KUNIT_EXPECT_EQ(test, broken(&addr), 1);
	KUNIT_EXPECT_EQ(test, addr, PT_BASE);
	pgtable_release(entry, 2);
	KUNIT_EXPECT_EQ(test, broken(NULL), 1);
	pgtable_get(entry, 1);
	unmap_something(test);
}

/* T2: a large leaf that starts in the middle of its frames. */
static void sees_t2(struct kunit *test)
{
	map_something(test, PMD_SHIFT);
	KUNIT_EXPECT_EQ(test, broken_with(PG_LEVEL_2M,
					  mapped_at(PT_BASE) + SZ_64K +
					  _PAGE_PSE, NULL), 2);
	unmap_something(test);
}

/* T3: a table that nothing leads to. */
static void sees_t3(struct kunit *test)
{
	struct page *stray;

	map_something(test, PAGE_SHIFT);
	stray = pgtable_alloc();
	KUNIT_ASSERT_NOT_NULL(test, stray);
	KUNIT_EXPECT_EQ(test, broken(NULL), 3);
	pgtable_free(stray);
	unmap_something(test);
}

/* T4: one page of 512, in a leaf of each size; not present is not W+X. */
static void sees_t4(struct kunit *test)
{
	unsigned long addr;
	u64 wx;

	map_something(test, PAGE_SHIFT);
	wx = mapped_at(PT_BASE) & ~_PAGE_NX;
	KUNIT_EXPECT_EQ(test, broken_with(PG_LEVEL_4K, wx, &addr), 4);
	KUNIT_EXPECT_EQ(test, addr, PT_BASE);
	KUNIT_EXPECT_EQ(test, broken_with(PG_LEVEL_4K, wx & ~_PAGE_PRESENT,
					  NULL), 0);
	unmap_something(test);

	map_something(test, PMD_SHIFT);
	KUNIT_EXPECT_EQ(test, broken_with(PG_LEVEL_2M, wx | _PAGE_PSE, &addr),
			4);
	KUNIT_EXPECT_EQ(test, addr, PT_BASE);
	unmap_something(test);
}

/* T5: behind the modules and before the fixmap nothing may be. */
static void sees_t5(struct kunit *test)
{
	pte_t *entry = pgtable_hold(MODULES_END, PG_LEVEL_4K, 1);

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, entry);
	set_pte(entry, pte_leaf(FAR, PAGE_KERNEL, PG_LEVEL_4K));
	KUNIT_EXPECT_EQ(test, broken(NULL), 5);
	set_pte(entry, __pte(0));
	pgtable_release(entry, 1);
	vunmap_flush(MODULES_END, MODULES_END + PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, broken(NULL), 0);
}

/* T6: a table's entry that takes rights away. */
static void sees_t6(struct kunit *test)
{
	pte_t table;

	map_something(test, PAGE_SHIFT);
	table = ptep_get(entry_at(PT_BASE, PG_LEVEL_2M));
	KUNIT_EXPECT_EQ(test, broken_with(PG_LEVEL_2M,
					  pte_val(table) | _PAGE_NX, NULL), 6);
	unmap_something(test);
}

/* ---- the view ------------------------------------------------------------------- */

static const char *const expected[] = {
	"0x%016lx-0x%016lx           8K     RW                 GLB NX pte\n",
	"0x%016lx-0x%016lx           4K     ro                 GLB NX pte\n",
	"0x%016lx-0x%016lx        2036K     RW                 GLB NX pte\n",
	"0x%016lx-0x%016lx           2M     ro         PSE     GLB x  pmd\n",
};

static unsigned int seen;
static unsigned int nr_wanted;
static char wanted[ARRAY_SIZE(expected)][96];

/* seq_printf() comes in pieces: they are put together line by line. */
static void watch_text(struct seq_file *m, const char *text, size_t len)
{
	static char line[160];
	static unsigned int n;

	m->count += len;
	for (; len; len--, text++) {
		if (n < sizeof(line) - 1)
			line[n++] = *text;
		if (*text != '\n')
			continue;
		line[n] = '\0';
		n = 0;
		if (seen < nr_wanted && !strcmp(line, wanted[seen]))
			seen++;
	}
}

static void want(unsigned long from, unsigned long to)
{
	snprintf(wanted[nr_wanted], sizeof(wanted[0]), expected[nr_wanted],
		 from, to);
	nr_wanted++;
}

/* Neighbours alike are one line; other rights, another size: another line. */
static void ranges_are_shown(struct kunit *test)
{
	struct seq_file m = { .write = watch_text };
	unsigned long end = PT_BASE + PMD_SIZE;

	map_something(test, PAGE_SHIFT);
	KUNIT_ASSERT_EQ(test, vmap_range(end, end + PMD_SIZE, FAR,
					 PAGE_KERNEL_ROX, PMD_SHIFT), 0);
	KUNIT_ASSERT_EQ(test, set_memory_ro(PT_BASE + SZ_8K, 1), 0);
	nr_wanted = 0;
	seen = 0;
	want(PT_BASE, PT_BASE + SZ_8K);
	want(PT_BASE + SZ_8K, PT_BASE + SZ_8K + SZ_4K);
	want(PT_BASE + SZ_8K + SZ_4K, end);
	want(end, end + PMD_SIZE);
	ptdump_show(&m, NULL);
	KUNIT_EXPECT_EQ_MSG(test, seen, nr_wanted, "not seen: %s",
			    seen < nr_wanted ? wanted[seen] : "");
	vunmap_range(PT_BASE, end + PMD_SIZE);
}

static struct kunit_case ptdump_cases[] = {
	KUNIT_CASE(sees_t1),
	KUNIT_CASE(sees_t2),
	KUNIT_CASE(sees_t3),
	KUNIT_CASE(sees_t4),
	KUNIT_CASE(sees_t5),
	KUNIT_CASE(sees_t6),
	KUNIT_CASE(ranges_are_shown),
	{}
};

static struct kunit_suite ptdump_suite = {
	.name = "ptdump",
	.init = pgtable_test_init,
	.exit = pgtable_test_exit,
	.test_cases = ptdump_cases,
};
kunit_test_suite(ptdump_suite);
