// SPDX-License-Identifier: MIT
/*
 * buddy_model_test.c - a zone beside a plain model, and all of its states
 */
#include "buddy_fixture.h"

/* ---- a plain model beside it --------------------------------------------- */

#define MODEL_OPERATIONS	2000
#define MODEL_LIVE_MAX		512

static u8 in_use[WORLD_PAGES];
static struct {
	u16 at;
	u8 order;
} live[MODEL_LIVE_MAX];
static unsigned int nr_live;

static bool model_is_free(unsigned long at, unsigned int order)
{
	unsigned long end = at + (1UL << order);

	if (at & ((1UL << order) - 1))
		return false;
	while (at < end && !in_use[at])
		at++;
	return at == end;
}

/*
 * Which free blocks there must be follows from the free pages alone: the
 * largest aligned ones that fit. Count them, and compare.
 */
static void model_compare(struct kunit *test, unsigned long nr[NR_PAGE_ORDERS])
{
	unsigned int order;
	unsigned long at;

	memset(nr, 0, NR_PAGE_ORDERS * sizeof(*nr));
	for (at = 0; at < WORLD_PAGES; at += 1UL << order) {
		order = 0;
		if (in_use[at])
			continue;
		order = MAX_PAGE_ORDER;
		while (order && !model_is_free(at, order))
			order--;
		nr[order]++;
		if (!is_block(at, order))
			KUNIT_FAIL(test, "%lu is no free block of order %u",
				   at, order);
	}
	for (order = 0; order < NR_PAGE_ORDERS; order++)
		KUNIT_EXPECT_EQ_MSG(test, blocks(order), nr[order],
				    "order %u", order);
}

static bool model_has(const unsigned long *nr, unsigned int order)
{
	while (order < NR_PAGE_ORDERS && !nr[order])
		order++;
	return order < NR_PAGE_ORDERS;
}

static void model_take(struct kunit *test, const unsigned long *nr,
		       unsigned int order, int type)
{
	unsigned long fallbacks = zone->nr_fallback;
	bool own = zone->order_mask[type] >> order;
	long at = take(order, type);

	KUNIT_EXPECT_EQ(test, at >= 0, model_has(nr, order));
	if (at < 0)
		return;
	KUNIT_EXPECT_EQ(test, zone->nr_fallback - fallbacks, own ? 0u : 1u);
	KUNIT_ASSERT_TRUE_MSG(test, model_is_free(at, order),
			      "%ld order %u was not free", at, order);
	memset(in_use + at, 1, 1UL << order);
	live[nr_live].at = at;
	live[nr_live++].order = order;
}

static void model_give(unsigned int which)
{
	unsigned long at = live[which].at;

	memset(in_use + at, 0, 1UL << live[which].order);
	give(at, live[which].order);
	live[which] = live[--nr_live];
}

/* Orders are drawn so that small ones are common, as in life. */
static void model_step(struct kunit *test, const unsigned long *nr, u64 *seed)
{
	u64 dice = world_random(seed);
	unsigned int order = min(__builtin_ctzll(dice | 1ULL << 40) / 2,
				 MAX_PAGE_ORDER);
	/* Fill for a while, then empty for a while. */
	unsigned int taking = dice >> 60 & 1 ? 13 : 3;

	if (nr_live < MODEL_LIVE_MAX &&
	    (!nr_live || (dice >> 48 & 15) < taking))
		model_take(test, nr, order, (dice >> 40 & 0xff) %
			   MIGRATE_TYPES);
	else
		model_give((dice >> 8 & 0xffff) % nr_live);
}

/*
 * Thousands of takes and gives of every order and type. After each: every
 * invariant, every block, every count, and a refusal only when there is
 * really nothing.
 */
static void agrees_with_a_model(struct kunit *test)
{
	unsigned long nr[NR_PAGE_ORDERS];
	u64 seed = 20261121;
	unsigned int i;

	memset(in_use, 0, sizeof(in_use));
	nr_live = 0;
	give(0, MAX_PAGE_ORDER);
	give(MAX_ORDER_NR_PAGES, MAX_PAGE_ORDER);
	model_compare(test, nr);
	for (i = 0; i < MODEL_OPERATIONS; i++) {
		model_step(test, nr, &seed);
		KUNIT_ASSERT_EQ(test, world_broken(zone), 0);
		model_compare(test, nr);
		if (test->status == KUNIT_FAILURE)
			break;
	}
	while (nr_live)
		model_give(nr_live - 1);
	KUNIT_EXPECT_EQ(test, blocks(MAX_PAGE_ORDER), 2u);
	KUNIT_EXPECT_EQ(test, zone->nr_free, WORLD_PAGES);
	KUNIT_EXPECT_GT(test, zone->nr_stolen, 4u);
}

/* ---- every state there is ------------------------------------------------ */

/*
 * A block of order n is free, or allocated whole, or split into two of order
 * n - 1 that are not both free: s(n) = s(n-1)^2 + 1. Each state has a number:
 *
 *	0 free	1 allocated	1 + a * s(n-1) + b	halves a and b
 *
 * (a = b = 0 would be number 1, which is why that one is free for the
 * allocated block.) Start from one free block, try every operation in every
 * state found: what is reached must be all of them and nothing else.
 */
#define SEARCH_MAX	4

static const u32 states[SEARCH_MAX + 1] = { 2, 5, 26, 677, 458330 };

#define STATE_FREE	0u
#define STATE_USED	1u
#define NO_STATE	(~0u)

/* number[k][j]: of the j-th sub-block of order k; NO_STATE: a part of more */
static u32 number[SEARCH_MAX + 1][1 << SEARCH_MAX];

static void forget_numbers(void)
{
	memset(number, 0xff, sizeof(number));
}

/* Make the zone look as state @nr of a block of order @n. */
static void build_state(unsigned int n, u32 nr)
{
	unsigned int i, j, k;

	for (i = 0; i < 1u << n; i++)
		world.base[i].flags = world_links(zone);
	for (k = 0; k <= n; k++) {
		INIT_LIST_HEAD(&zone->free_area[k].free_list[MOVABLE]);
		zone->free_area[k].nr_free = 0;
	}
	zone->order_mask[MOVABLE] = 0;
	zone->nr_free = 0;
	forget_numbers();
	number[n][0] = nr;
	for (i = 0; i <= n; i++) {
		k = n - i;
		for (j = 0; j < 1u << i; j++) {
			u32 s = number[k][j];

			if (s == STATE_FREE)
				give(j << k, k);
			else if (s == STATE_USED)
				world.base[j << k].flags |=
					k << PAGE_ORDER_SHIFT;
			if (s <= STATE_USED || s == NO_STATE)
				continue;
			number[k - 1][2 * j] = (s - 1) / states[k - 1];
			number[k - 1][2 * j + 1] = (s - 1) % states[k - 1];
		}
	}
}

/* The number of the state that the struct pages show; NO_STATE: none. */
static u32 read_state(unsigned int n)
{
	unsigned int i, j, k;

	forget_numbers();
	for (i = 0; i < 1u << n; i += 1u << k) {
		k = page_order(world.base + i);
		if (k > n || i & ((1u << k) - 1))
			return NO_STATE;
		number[k][i >> k] = PageBuddy(world.base + i) ? STATE_FREE :
								STATE_USED;
	}
	for (k = 1; k <= n; k++) {
		for (j = 0; j < 1u << (n - k); j++) {
			u32 a = number[k - 1][2 * j];
			u32 b = number[k - 1][2 * j + 1];

			if (a == NO_STATE || b == NO_STATE)
				continue;
			if (a == STATE_FREE && b == STATE_FREE)
				return NO_STATE;
			number[k][j] = 1 + a * states[k - 1] + b;
		}
	}
	return number[n][0];
}

struct search {
	struct kunit *test;
	unsigned int n;
	u8 *seen;		/* bit s: state s was reached */
	u8 *tried;		/* bit s: every operation was tried in it */
	u32 nr_seen;
};

static void reached(struct search *s)
{
	u32 nr = read_state(s->n);
	int broken = s->n < SEARCH_MAX ? world_broken(zone) : 0;

	if (nr >= states[s->n] || broken) {
		KUNIT_FAIL(s->test, "a state that is none: %#x, I%d", nr,
			   broken);
		return;
	}
	if (s->seen[nr / 8] >> nr % 8 & 1)
		return;
	s->seen[nr / 8] |= 1u << nr % 8;
	s->nr_seen++;
}

/* Every operation there is, in state @nr. */
static void try_all(struct search *s, u32 nr)
{
	unsigned int i, order;

	for (order = 0; order <= s->n; order++) {
		build_state(s->n, nr);
		take(order, MOVABLE);
		reached(s);
	}
	build_state(s->n, nr);
	for (i = 0; i < 1u << s->n; i += 1u << order) {
		order = page_order(world.base + i);
		if (PageBuddy(world.base + i))
			continue;
		give(i, order);
		reached(s);
		build_state(s->n, nr);
	}
	s->tried[nr / 8] |= 1u << nr % 8;
}

static bool untried(const struct search *s, u32 nr)
{
	return (s->seen[nr / 8] & ~s->tried[nr / 8]) >> nr % 8 & 1;
}

static u32 count_states(struct kunit *test, unsigned int n)
{
	/* 2 * 458330 bits are 112 KiB. */
	unsigned int order = n < SEARCH_MAX ? 0 : 5;
	u8 *maps = (u8 *)__get_free_pages(GFP_KERNEL | __GFP_ZERO, order);
	struct search s = {
		.test = test, .n = n, .seen = maps,
		.tried = maps + (PAGE_SIZE << order) / 2,
	};
	u32 nr, before;

	KUNIT_ASSERT_NOT_NULL(test, maps);
	build_state(n, STATE_FREE);
	reached(&s);
	do {
		before = s.nr_seen;
		for (nr = 0; nr < states[n]; nr++) {
			if (untried(&s, nr) && test->status == KUNIT_SUCCESS)
				try_all(&s, nr);
		}
	} while (s.nr_seen > before);
	/* Leave nothing free: exit checks the zone. */
	build_state(n, STATE_USED);
	free_pages((unsigned long)maps, order);
	return s.nr_seen;
}

/* 2, 5, 26 and 677 states of a block of 1, 2, 4 and 8 pages. */
static void reaches_every_state(struct kunit *test)
{
	unsigned int n;

	for (n = 0; n < SEARCH_MAX; n++)
		KUNIT_EXPECT_EQ(test, count_states(test, n), states[n]);
}

#ifdef _HOST_RENAME_H
/* 458330 of 16 pages; some 50 million operations, so only where CPUs are. */
static void reaches_every_state_of_16(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, count_states(test, SEARCH_MAX),
			states[SEARCH_MAX]);
}
#endif

static struct kunit_case buddy_model_cases[] = {
	KUNIT_CASE(agrees_with_a_model),
	KUNIT_CASE(reaches_every_state),
#ifdef _HOST_RENAME_H
	KUNIT_CASE_SLOW(reaches_every_state_of_16),
#endif
	{}
};

static struct kunit_suite buddy_model_suite = {
	.name = "buddy_model",
	.init = buddy_test_init,
	.exit = buddy_test_exit,
	.test_cases = buddy_model_cases,
};
kunit_test_suite(buddy_model_suite);
