/* SPDX-License-Identifier: MIT */
/*
 * internal.h - what the files of lib/kunit share with each other only
 */
#ifndef _LIB_KUNIT_INTERNAL_H
#define _LIB_KUNIT_INTERNAL_H

#include <linux/stdarg.h>
#include <kunit/test.h>

/* executor.c: the run whose output lines go out now, or NULL */
struct seq_file *kunit_out(void);

/* ... of this run to @out; returns where they went before */
struct seq_file *kunit_divert(struct seq_file *out);
/* A seq_file's write that only counts */
void kunit_discard(struct seq_file *m, const char *text, size_t len);

/* fail_nth.c: again, with its allocations failing one by one? Do so. */
bool kunit_fail_nth_wanted(const struct kunit_suite *suite,
			   const struct kunit_case *test_case);
void kunit_fail_nth_case(struct kunit *test, struct kunit_suite *suite,
			 struct kunit_case *test_case);

/* test.c: one case, start to end; @param is NULL but for parameters */
void kunit_run_case(struct kunit *test, struct kunit_suite *suite,
		    struct kunit_case *test_case);
void kunit_init_test(struct kunit *test, struct kunit_case *test_case);
void kunit_vlog(const char *fmt, va_list args) __printf(1, 0);

/* resource.c: newest first */
void kunit_release_all(struct kunit *test);

/* memory.c */
void *kunit_mem_alloc(size_t size, gfp_t gfp);
void kunit_mem_free(void *mem);
size_t kunit_arena_mark(void);
void kunit_arena_reset(size_t mark);

/* oracle.c */
#define KUNIT_ORACLES_MAX	8

struct kunit_reading {
	const struct kunit_oracle *oracle[KUNIT_ORACLES_MAX];
	u64 value[KUNIT_ORACLES_MAX];
};

void kunit_oracles_read(struct kunit_reading *before);
/* Print a line about each that moved; how many did. */
unsigned int kunit_oracles_compare(const struct kunit_reading *before,
				   const char *name);

/* warn.c: close watches opened since @outer was the innermost */
struct kunit_warn_watch *kunit_warn_innermost(void);
void kunit_warn_unwind(struct kunit_warn_watch *outer);

#endif
