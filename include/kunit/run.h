/* SPDX-License-Identifier: MIT */
/*
 * run.h - the kernel's side of KUnit: run tests, give memory, watch for leaks
 *
 * Context: the boot task or the console's, one run at a time.
 */
#ifndef _KUNIT_RUN_H
#define _KUNIT_RUN_H

#include <linux/types.h>

struct kunit_suite;
struct seq_file;

/* Every run of a case counts as one, each parameter of a case too. */
struct kunit_stats {
	unsigned int passed, failed, skipped;
	unsigned int total;	/* their sum */
};

/**
 * kunit_run_tests - run what @glob selects and print KTAP
 * @glob:  "suite" or "suite.case", each with * ? [] as in glob_match(); NULL
 *	   or "": everything
 * @stats: filled in whatever happens; may be NULL
 *
 * A suite that fails as a whole (its suite_init, or memory that it kept)
 * counts as one more failure.
 *
 * Return: 0 if the plan was run to its end: failures are in @stats;
 * -ENOENT if nothing matches (the plan is then "1..0"); -EBUSY from inside a
 * test; -EINVAL if @glob is longer than 127 bytes; -EIO if a check that must
 * fail does not, so that no result could be trusted.
 */
int kunit_run_tests(const char *glob, struct kunit_stats *stats);

/* One line "suite.case" for each case there is. */
void kunit_list(struct seq_file *m);

/**
 * kunit_run_suites - a run whose output goes to @out; nests inside a case
 *
 * For the tests of KUnit itself: the suites need not be in the table.
 * Arguments and result as kunit_run_tests(), [@begin, @end) being the suites.
 */
struct kunit_run {
	struct kunit_suite *const *begin, *const *end;
	const char *glob;
	struct seq_file *out;
	struct kunit_stats stats;
	/* private: */
	char pattern[128];		/* "suite\0case\0" */
	const char *case_pattern;
	struct kunit_run *outer;
};

int kunit_run_suites(struct kunit_run *run);

/**
 * struct kunit_allocator - where managed memory comes from
 * @alloc: @size bytes aligned for any type, or NULL; as kmalloc()
 * @free:  what @alloc gave
 *
 * Until one is registered, and after NULL is: a static arena, emptied when
 * the case ends. Register while nothing is allocated.
 */
struct kunit_allocator {
	void *(*alloc)(size_t size, gfp_t gfp);
	void (*free)(void *ptr);
};

/* Return: the one before, NULL for the arena. */
const struct kunit_allocator *
kunit_register_allocator(const struct kunit_allocator *allocator);

/**
 * struct kunit_oracle - a number that no case may change
 * @name: for the report: "free pages"
 * @read: its value now
 *
 * Read before a case's init and after its last resource is released; a
 * difference fails the case. Also read around each suite.
 */
struct kunit_oracle {
	const char *name;
	u64 (*read)(void);
};

/**
 * kunit_fail_each - run @body with its 1st, 2nd, ... n-th allocation failing
 * @test: the case
 * @body: 0, or a negative errno if memory was short; owns nothing afterwards
 * @only: the one point of fault injection that counts; NULL: any
 *
 * Ends with the first run in which nothing failed. @body must succeed then,
 * and each run must leave every oracle as it was: otherwise @test fails, and
 * the number of the allocation is said.
 *
 * Return: how many allocations were failed.
 */
struct fault_attr;
unsigned int kunit_fail_each(struct kunit *test,
			     int (*body)(struct kunit *test),
			     const struct fault_attr *only);

/* At most 8; a further one is refused with a WARN. */
void kunit_register_oracle(const struct kunit_oracle *oracle);

/* Are cases run again, each allocation failing once? kunit_fail_nth= */
bool kunit_fails_nth(void);
void kunit_unregister_oracle(const struct kunit_oracle *oracle);

#endif
