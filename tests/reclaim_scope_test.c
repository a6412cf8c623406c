// SPDX-License-Identifier: MIT
/*
 * reclaim_scope_test.c - scopes reach every allocation inside, and reclaim
 *
 * What mm/reclaim_scope.c promises: a task's scopes narrow its requests and
 * nobody else's; who reclaims and does what its gfp_mask forbids is named.
 */
#include <kunit/test.h>
#include <kunit/test-bug.h>
#include <linux/hardirq.h>
#include <linux/irqflags.h>
#include <linux/sched/mm.h>
#include <linux/string.h>

#include "../mm/internal.h"
#include "threads.h"

struct scope {
	const char *name;
	unsigned int flags;
	gfp_t asked;
	gfp_t becomes;
};

static struct scope scopes[] = {
	{ "none: as it is", 0, GFP_KERNEL, GFP_KERNEL },
	{ "noio takes I/O and file systems", PF_MEMALLOC_NOIO, GFP_KERNEL,
	  GFP_NOIO },
	{ "nofs takes file systems", PF_MEMALLOC_NOFS, GFP_KERNEL, GFP_NOFS },
	{ "both: noio", PF_MEMALLOC_NOFS | PF_MEMALLOC_NOIO, GFP_KERNEL,
	  GFP_NOIO },
	{ "nofs adds nothing to GFP_NOIO", PF_MEMALLOC_NOFS, GFP_NOIO,
	  GFP_NOIO },
	{ "noio leaves all other flags", PF_MEMALLOC_NOIO,
	  GFP_HIGHUSER | __GFP_ZERO | __GFP_NOWARN | __GFP_NOFAIL,
	  (GFP_HIGHUSER | __GFP_ZERO | __GFP_NOWARN | __GFP_NOFAIL) &
	  ~(__GFP_IO | __GFP_FS) },
	{ "noreclaim is not written in the flags", PF_MEMALLOC, GFP_KERNEL,
	  GFP_KERNEL },
};
KUNIT_ARRAY_PARAM_DESC(scopes, scopes, name);

/* What each scope leaves of a request; afterwards all is as before. */
static void scope_narrows(struct kunit *test)
{
	const struct scope *s = test->param_value;
	unsigned int begun = memalloc_flags_save(s->flags);

	KUNIT_EXPECT_EQ(test, begun, s->flags);
	KUNIT_EXPECT_EQ(test, current_gfp_context(s->asked), s->becomes);
	memalloc_flags_restore(begun);
	KUNIT_EXPECT_EQ(test, current_gfp_context(s->asked), s->asked);
}

/* The inner end does not end the outer scope. */
static void scopes_nest(struct kunit *test)
{
	unsigned int outer = memalloc_noio_save();
	unsigned int inner = memalloc_noio_save();
	unsigned int other = memalloc_nofs_save();

	memalloc_noio_restore(inner);
	KUNIT_EXPECT_EQ(test, current_gfp_context(GFP_KERNEL), GFP_NOIO);
	memalloc_noio_restore(outer);
	KUNIT_EXPECT_EQ(test, current_gfp_context(GFP_KERNEL), GFP_NOFS);
	memalloc_nofs_restore(other);
	KUNIT_EXPECT_EQ(test, current_gfp_context(GFP_KERNEL), GFP_KERNEL);

	outer = memalloc_noreclaim_save();
	inner = memalloc_noreclaim_save();
	memalloc_noreclaim_restore(inner);
	KUNIT_EXPECT_TRUE(test, current->flags & PF_MEMALLOC);
	memalloc_noreclaim_restore(outer);
	KUNIT_EXPECT_FALSE(test, current->flags & PF_MEMALLOC);
}

/* @expr as a handler that interrupts this task would have it. */
#define in_a_handler(expr) \
({ \
	unsigned long __flags; \
	__typeof__(expr) __value; \
	local_irq_save(__flags); \
	preempt_count_add(HARDIRQ_OFFSET); \
	__value = (expr); \
	preempt_count_sub(HARDIRQ_OFFSET); \
	local_irq_restore(__flags); \
	__value; \
})

/* A handler has nothing to do with the scope of whom it interrupts. */
static void handlers_are_not_bound(struct kunit *test)
{
	unsigned int begun = memalloc_noio_save();
	struct reclaim_state rs;

	KUNIT_EXPECT_EQ(test, in_a_handler(current_gfp_context(GFP_KERNEL)),
			GFP_KERNEL);
	reclaim_begin(&rs, GFP_NOIO);
	KUNIT_EXPECT_TRUE(test, in_a_handler(reclaim_may_io()));
	in_a_handler((mm_account_reclaimed_pages(5), 0));
	KUNIT_EXPECT_EQ(test, rs.reclaimed, 0u);
	reclaim_end(&rs);
	memalloc_noio_restore(begun);
}

static struct crew crew;
static gfp_t others[CREW_MAX];

static void ask_as_another(struct crew_member *me)
{
	others[me->number] = current_gfp_context(GFP_KERNEL);
}

/* Nor have other tasks, on this CPU or another. */
static void other_tasks_are_not_bound(struct kunit *test)
{
	unsigned int begun = memalloc_noio_save(), i;

	crew_start(test, &crew, ask_as_another, 4);
	crew_join(&crew);
	for (i = 0; i < 4; i++)
		KUNIT_EXPECT_EQ(test, others[i], GFP_KERNEL);
	memalloc_noio_restore(begun);
}

struct contract {
	const char *name;
	gfp_t mask;
	bool io;
	bool fs;
};

static struct contract contracts[] = {
	{ "GFP_KERNEL: anything", GFP_KERNEL, true, true },
	{ "GFP_NOFS: I/O", GFP_NOFS, true, false },
	{ "GFP_NOIO: neither", GFP_NOIO, false, false },
};
KUNIT_ARRAY_PARAM_DESC(contracts, contracts, name);

/* Who is asked does, or is refused and named, with what forbids it. */
static void contract_holds(struct kunit *test)
{
	const struct contract *c = test->param_value;
	struct reclaim_state rs;
	bool may;

	reclaim_begin(&rs, c->mask);
	rs.shrinker = "greedy";
	KUNIT_EXPECT_EQ(test, kunit_count_warns(may = reclaim_may_io()),
			!c->io);
	KUNIT_EXPECT_EQ(test, may, c->io);
	if (!c->io)
		KUNIT_EXPECT_NOT_NULL(test, strstr(kunit_last_warning(),
			"shrinker greedy starts I/O, and gfp_mask 0xc00"));
	KUNIT_EXPECT_EQ(test, kunit_count_warns(may = reclaim_may_fs()),
			!c->fs);
	KUNIT_EXPECT_EQ(test, may, c->fs);
	if (!c->fs)
		KUNIT_EXPECT_NOT_NULL(test, strstr(kunit_last_warning(),
			"shrinker greedy enters a file system"));
	reclaim_end(&rs);
	KUNIT_EXPECT_TRUE(test, reclaim_may_io() && reclaim_may_fs());
}

/* An inner reclaim may not do more, and what it frees counts for both. */
static void inner_is_bound_by_outer(struct kunit *test)
{
	struct reclaim_state outer, inner;

	reclaim_begin(&outer, GFP_NOFS);
	mm_account_reclaimed_pages(1);
	reclaim_begin(&inner, GFP_KERNEL);
	KUNIT_EXPECT_EQ(test, inner.gfp_mask, GFP_NOFS);
	mm_account_reclaimed_pages(2);
	KUNIT_EXPECT_EQ(test, reclaim_scope_broken(), 0);
	reclaim_end(&inner);
	KUNIT_EXPECT_EQ(test, inner.reclaimed, 2u);
	KUNIT_EXPECT_EQ(test, outer.reclaimed, 3u);
	KUNIT_EXPECT_TRUE(test, current->flags & PF_MEMALLOC);
	reclaim_end(&outer);
	KUNIT_EXPECT_FALSE(test, current->flags & PF_MEMALLOC);
	KUNIT_EXPECT_NULL(test, current->reclaim_state);
}

/* Outside of reclaim there is nobody to account for. */
static void nothing_is_counted_outside(struct kunit *test)
{
	mm_account_reclaimed_pages(1);
	KUNIT_EXPECT_NULL(test, current->reclaim_state);
	KUNIT_EXPECT_EQ(test, reclaim_scope_broken(), 0);
}

/* R1: a task without the right to reserves; a chain without an end. */
static void sees_r1(struct kunit *test)
{
	struct reclaim_state rs;

	reclaim_begin(&rs, GFP_KERNEL);
	memalloc_noreclaim_restore(PF_MEMALLOC);
	KUNIT_EXPECT_EQ(test, reclaim_scope_broken(), 1);
	memalloc_noreclaim_save();
	rs.outer = &rs;
	KUNIT_EXPECT_EQ(test, reclaim_scope_broken(), 1);
	rs.outer = NULL;
	KUNIT_EXPECT_EQ(test, reclaim_scope_broken(), 0);
	reclaim_end(&rs);
}

/* R2: the inner one has I/O that the outer one was denied. */
static void sees_r2(struct kunit *test)
{
	struct reclaim_state outer, inner;

	reclaim_begin(&outer, GFP_NOIO);
	reclaim_begin(&inner, GFP_KERNEL);
	inner.gfp_mask |= __GFP_IO;
	KUNIT_EXPECT_EQ(test, reclaim_scope_broken(), 2);
	reclaim_end(&inner);
	reclaim_end(&outer);
	KUNIT_EXPECT_EQ(test, reclaim_scope_broken(), 0);
}

static struct kunit_case reclaim_scope_cases[] = {
	KUNIT_CASE_PARAM(scope_narrows, scopes_gen_params),
	KUNIT_CASE(scopes_nest),
	KUNIT_CASE(handlers_are_not_bound),
	KUNIT_CASE(other_tasks_are_not_bound),
	KUNIT_CASE_PARAM(contract_holds, contracts_gen_params),
	KUNIT_CASE(inner_is_bound_by_outer),
	KUNIT_CASE(nothing_is_counted_outside),
	KUNIT_CASE(sees_r1),
	KUNIT_CASE(sees_r2),
	{}
};

static struct kunit_suite reclaim_scope_suite = {
	.name = "reclaim_scope",
	.test_cases = reclaim_scope_cases,
};
kunit_test_suite(reclaim_scope_suite);
