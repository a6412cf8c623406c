// SPDX-License-Identifier: MIT
/*
 * lockdep_graph.c - which class was taken under which, and what follows
 *
 * PROBLEM
 *	Two CPUs that take A and B in different orders deadlock once in a
 *	million runs. The orders are seen in every run, one after the other.
 *
 * IDEA
 *	A square table: order[a][b] says that b was taken while a was held,
 *	and where. Only the lock taken last before b is entered; what was
 *	held below it has an entry to *it*, so what is reachable is the same.
 *
 *		      A   B   C
 *		A     .   x   .		A -> B -> C: A before C, though
 *		B     .   .   x		nobody took C right after A
 *		C     .   .   .
 *
 *	Before a -> b is entered, b must not reach a: that would be a cycle.
 *
 *	Interrupts are one more order. L is taken by an interrupt; M is taken
 *	with interrupts on. If L reaches M, a CPU that holds M is interrupted
 *	and waits for L, whose holder waits for M:
 *
 *		CPU 0: M, interrupted, L?	CPU 1: L, M?
 *
 *	(L = M is the simple case.) An entry that was reported stays, marked,
 *	so that it is reported once; no path leads through it.
 *
 * COST
 *	Entries seen before are one read of the table, without a lock. A
 *	search looks at each class once: 256 rows of 256.
 *
 * SOURCES
 *	Linux: Documentation/locking/lockdep-design.rst (the idea and the
 *	words of the reports).
 */
#include <linux/bitmap.h>
#include <linux/bitops.h>
#include <linux/string.h>
#include "lockdep_internal.h"

u16 lock_order[MAX_CLASSES][MAX_CLASSES];

static unsigned int orders;

/* ---- search; all of it under the graph lock ---- */

enum direction { AFTER, BEFORE };

/* What a search looks for: this class, or one that was used in such a way. */
struct goal {
	unsigned int class;
	unsigned int usage;
};

static DECLARE_BITMAP(seen, MAX_CLASSES);
static u16 queue[MAX_CLASSES];
static u16 came_from[MAX_CLASSES];

static bool is_goal(const struct goal *goal, unsigned int c)
{
	return c == goal->class || (lock_classes[c].usage & goal->usage);
}

static bool follows(unsigned int a, unsigned int b, enum direction way)
{
	u16 order = way == AFTER ? lock_order[a][b] : lock_order[b][a];

	return order && !(order & ORDER_REPORTED);
}

/* Breadth first, so the way found is a shortest one. 0: there is none. */
static unsigned int search(unsigned int from, const struct goal *goal,
			   enum direction way)
{
	unsigned int head = 0, tail = 0, c;

	bitmap_zero(seen, MAX_CLASSES);
	__set_bit(from, seen);
	came_from[from] = 0;
	queue[tail++] = from;
	while (head < tail) {
		unsigned int at = queue[head++];

		if (is_goal(goal, at))
			return at;
		for (c = 1; c < MAX_CLASSES; c++) {
			if (!follows(at, c, way) || test_bit(c, seen))
				continue;
			__set_bit(c, seen);
			came_from[c] = at;
			queue[tail++] = c;
		}
	}
	return 0;
}

/* The way from where the search began to @end, in front of f->chain. */
static void chain_back(struct finding *f, unsigned int end)
{
	unsigned int c, n, i = 0;

	for (c = end, n = 0; c && n < MAX_CHAIN; n++)
		c = came_from[c];
	f->nr = n;
	for (c = end, i = n; i > 0; c = came_from[c])
		f->chain[--i] = c;
}

static void chain_append(struct finding *f, unsigned int end)
{
	unsigned int c, n, i;

	for (c = end, n = 0; c && f->nr + n < MAX_CHAIN; n++)
		c = came_from[c];
	for (c = end, i = n; i > 0; c = came_from[c])
		f->chain[f->nr + --i] = c;
	f->nr += n;
}

static void chain_reverse(struct finding *f)
{
	unsigned int i;

	for (i = 0; i < f->nr / 2; i++) {
		u16 c = f->chain[i];

		f->chain[i] = f->chain[f->nr - 1 - i];
		f->chain[f->nr - 1 - i] = c;
	}
}

/* ---- interrupts ---- */

static enum lock_usage first_of(unsigned int usages)
{
	return __ffs(usages);
}

bool usage_conflicts(unsigned int class, enum lock_usage usage,
		     enum lock_usage *old)
{
	/* A reader in an interrupt may join a reader that it interrupted. */
	static const unsigned int against[NR_LOCK_USAGES] = {
		[IN_HARDIRQ_W] = USAGE_ON,
		[IN_HARDIRQ_R] = 1U << HARDIRQ_ON_W,
		[HARDIRQ_ON_W] = USAGE_IN,
		[HARDIRQ_ON_R] = 1U << IN_HARDIRQ_W,
	};
	unsigned int both = lock_classes[class].usage & against[usage];

	if (both)
		*old = first_of(both);
	return both;
}

/*
 * Is there a way from one that interrupts take, through @a and then @b, to
 * one that is held with interrupts on? @a may be @b.
 */
static bool unsafe_under_safe(struct finding *f, unsigned int a,
			      unsigned int b)
{
	static const struct goal safe = { .usage = USAGE_IN };
	static const struct goal unsafe = { .usage = USAGE_ON };
	unsigned int before, after;

	before = search(a, &safe, BEFORE);
	if (!before || (lock_classes[before].told & TOLD_USAGE))
		return false;
	chain_back(f, before);
	chain_reverse(f);
	if (a == b)
		f->nr--;
	after = search(b, &unsafe, AFTER);
	if (!after || (lock_classes[after].told & TOLD_USAGE))
		return false;
	chain_append(f, after);
	f->new = first_of(lock_classes[before].usage & USAGE_IN);
	f->old = first_of(lock_classes[after].usage & USAGE_ON);
	lock_classes[before].told |= TOLD_USAGE;
	return true;
}

/*
 * Graph lock. Who is told of one class taken both ways is not told again of
 * the ways that lead to it.
 */
static void learn_usage_locked(struct finding *f, unsigned int class,
			       enum lock_usage usage)
{
	struct lock_class *c = &lock_classes[class];

	if (c->usage & (1U << usage))
		return;
	c->trace[usage] = trace_save(f->ip);
	if (usage_conflicts(class, usage, &f->old)) {
		if (!(c->told & TOLD_USAGE)) {
			f->what = "inconsistent lock state";
			f->new = usage;
			f->nr = 1;
			f->chain[0] = class;
		}
		c->told |= TOLD_USAGE;
	}
	WRITE_ONCE(c->usage, c->usage | 1U << usage);
	if (!f->what && !(c->told & TOLD_USAGE) &&
	    unsafe_under_safe(f, class, class))
		f->what = "possible irq lock inversion dependency detected";
}

void usage_learn(struct finding *f, unsigned int class, enum lock_usage usage)
{
	if (READ_ONCE(lock_classes[class].usage) & (1U << usage))
		return;
	lockdep_graph_lock();
	learn_usage_locked(f, class, usage);
	lockdep_graph_unlock();
}

/* ---- order ---- */

static void learn_order_locked(struct finding *f, unsigned int a,
			       unsigned int b)
{
	const struct goal back = { .class = a };
	u16 trace;

	if (lock_order[a][b])
		return;
	trace = trace_save(f->ip);
	if (search(b, &back, AFTER)) {
		chain_back(f, a);
		f->what = "possible circular locking dependency detected";
		WRITE_ONCE(lock_order[a][b], trace | ORDER_REPORTED);
		return;
	}
	WRITE_ONCE(lock_order[a][b], trace);
	orders++;
	if (unsafe_under_safe(f, a, b))
		f->what = "HARDIRQ-safe -> HARDIRQ-unsafe lock order detected";
}

void order_learn(struct finding *f)
{
	unsigned int a = f->held->class;
	unsigned int b = f->taken->class;

	if (READ_ONCE(lock_order[a][b]))
		return;
	lockdep_graph_lock();
	learn_order_locked(f, a, b);
	lockdep_graph_unlock();
}

void order_forget(unsigned int class)
{
	unsigned int c;

	for (c = 0; c < MAX_CLASSES; c++) {
		if (lock_order[class][c] &&
		    !(lock_order[class][c] & ORDER_REPORTED))
			orders--;
		if (lock_order[c][class] &&
		    !(lock_order[c][class] & ORDER_REPORTED))
			orders--;
		WRITE_ONCE(lock_order[class][c], 0);
		WRITE_ONCE(lock_order[c][class], 0);
	}
}

unsigned int nr_orders(void)
{
	return orders;
}
