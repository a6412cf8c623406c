// SPDX-License-Identifier: MIT
/*
 * notifier_test.c - who is told, in which order, and until when
 */
#include <kunit/test.h>
#include <linux/atomic.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/notifier.h>
#include "threads.h"

static char heard[16];
static unsigned int nr_heard;
static unsigned long last_event;
static void *last_data;

struct hearer {
	struct notifier_block nb;
	char letter;
	int answer;
};

static int hear(struct notifier_block *nb, unsigned long event, void *data)
{
	struct hearer *h = container_of(nb, struct hearer, nb);

	heard[nr_heard++] = h->letter;
	heard[nr_heard] = '\0';
	last_event = event;
	last_data = data;
	return h->answer;
}

#define HEARER(name, prio, what) { \
	.nb = { .notifier_call = hear, .priority = prio }, \
	.letter = name, .answer = what }

static int notifier_init(struct kunit *test)
{
	nr_heard = 0;
	heard[0] = '\0';
	return 0;
}

/* Registered in another order than they are called: by priority, then age. */
static void highest_priority_first(struct kunit *test)
{
	static BLOCKING_NOTIFIER_HEAD(chain);
	struct hearer h[] = {
		HEARER('c', 0, NOTIFY_OK), HEARER('a', 7, NOTIFY_DONE),
		HEARER('d', 0, NOTIFY_DONE), HEARER('e', -1, NOTIFY_OK),
		HEARER('b', 3, NOTIFY_OK),
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(h); i++)
		KUNIT_EXPECT_EQ(test,
			blocking_notifier_chain_register(&chain, &h[i].nb), 0);
	KUNIT_EXPECT_EQ(test, blocking_notifier_call_chain(&chain, 5, h),
			NOTIFY_OK);
	KUNIT_EXPECT_STREQ(test, heard, "abcde");
	KUNIT_EXPECT_EQ(test, last_event, 5ul);
	KUNIT_EXPECT_PTR_EQ(test, last_data, (void *)h);

	/* From the middle, the head and the end. */
	notifier_init(test);
	blocking_notifier_chain_unregister(&chain, &h[0].nb);
	blocking_notifier_chain_unregister(&chain, &h[1].nb);
	blocking_notifier_chain_unregister(&chain, &h[3].nb);
	KUNIT_EXPECT_EQ(test, blocking_notifier_call_chain(&chain, 0, NULL),
			NOTIFY_DONE);
	KUNIT_EXPECT_STREQ(test, heard, "bd");
}

/* Those behind do not hear; the answer is the one that stopped them. */
static void stop_stops(struct kunit *test)
{
	RAW_NOTIFIER_HEAD(chain);
	struct hearer a = HEARER('a', 1, NOTIFY_STOP);
	struct hearer b = HEARER('b', 0, NOTIFY_OK);

	raw_notifier_chain_register(&chain, &b.nb);
	raw_notifier_chain_register(&chain, &a.nb);
	KUNIT_EXPECT_EQ(test, raw_notifier_call_chain(&chain, 0, NULL),
			NOTIFY_STOP);
	KUNIT_EXPECT_STREQ(test, heard, "a");
	a.answer = notifier_from_errno(-ENOMEM);
	KUNIT_EXPECT_EQ(test, notifier_to_errno(
			raw_notifier_call_chain(&chain, 0, NULL)), -ENOMEM);
	KUNIT_EXPECT_STREQ(test, heard, "aa");
	a.answer = notifier_from_errno(0);
	KUNIT_EXPECT_EQ(test, notifier_to_errno(
			raw_notifier_call_chain(&chain, 0, NULL)), 0);
	KUNIT_EXPECT_STREQ(test, heard, "aaab");
}

/* Twice would be a circle: said, refused; who is not there cannot leave. */
static void twice_is_refused(struct kunit *test)
{
	static ATOMIC_NOTIFIER_HEAD(chain);
	struct hearer a = HEARER('a', 0, NOTIFY_OK);
	struct hearer b = HEARER('b', 0, NOTIFY_OK);
	int err = 0;

	KUNIT_EXPECT_TRUE(test, atomic_notifier_call_chain_is_empty(&chain));
	KUNIT_EXPECT_EQ(test, atomic_notifier_chain_register(&chain, &a.nb), 0);
	KUNIT_EXPECT_FALSE(test, atomic_notifier_call_chain_is_empty(&chain));
	KUNIT_EXPECT_WARNS(test,
		err = atomic_notifier_chain_register(&chain, &a.nb));
	KUNIT_EXPECT_EQ(test, err, -EEXIST);
	KUNIT_EXPECT_EQ(test,
		atomic_notifier_chain_register_unique_prio(&chain, &b.nb),
		-EBUSY);
	KUNIT_EXPECT_EQ(test, atomic_notifier_chain_unregister(&chain, &b.nb),
			-ENOENT);
	atomic_notifier_call_chain(&chain, 0, NULL);
	KUNIT_EXPECT_STREQ(test, heard, "a");
	KUNIT_EXPECT_EQ(test, atomic_notifier_chain_unregister(&chain, &a.nb),
			0);
	KUNIT_EXPECT_EQ(test, atomic_notifier_call_chain(&chain, 0, NULL),
			NOTIFY_DONE);
}

static ATOMIC_NOTIFIER_HEAD(busy_chain);
static struct crew crew;
static atomic_t finish, calls;

#define LINGER	5000	/* looks: so that who does not wait for us is seen */

struct passer {
	struct notifier_block nb;
	atomic_t inside;
};

static int pass(struct notifier_block *nb, unsigned long event, void *data)
{
	struct passer *p = container_of(nb, struct passer, nb);
	unsigned int i;

	atomic_inc(&p->inside);
	for (i = 0; i < LINGER; i++)
		atomic_read(&p->inside);
	atomic_inc(&calls);
	atomic_dec(&p->inside);
	return NOTIFY_OK;
}

static void call_on(struct crew_member *me)
{
	while (!atomic_read(&finish)) {
		atomic_notifier_call_chain(&busy_chain, 0, NULL);
		let_others();
	}
}

/* Others call while blocks come and go: none is called after it left. */
static void nobody_is_called_afterwards(struct kunit *test)
{
	struct passer p[2] = {
		{ .nb = { .notifier_call = pass, .priority = 1 } },
		{ .nb = { .notifier_call = pass } },
	};
	unsigned int i;

	atomic_set(&finish, 0);
	atomic_set(&calls, 0);
	crew_start(test, &crew, call_on, 3);
	atomic_notifier_chain_register(&busy_chain, &p[0].nb);
	for (i = 0; i < 8; i++) {
		struct passer *other = &p[~i & 1];
		int before = atomic_read(&calls);

		atomic_notifier_chain_register(&busy_chain, &other->nb);
		KUNIT_EXPECT_TRUE(test,
				  crew_wait_for(atomic_read(&calls) != before));
		atomic_notifier_chain_unregister(&busy_chain, &p[i & 1].nb);
		KUNIT_EXPECT_EQ(test, atomic_read(&p[i & 1].inside), 0);
	}
	atomic_set(&finish, 1);
	crew_join(&crew);
	atomic_notifier_chain_unregister(&busy_chain, &p[0].nb);
}

static struct kunit_case notifier_cases[] = {
	KUNIT_CASE(highest_priority_first),
	KUNIT_CASE(stop_stops),
	KUNIT_CASE(twice_is_refused),
	KUNIT_CASE(nobody_is_called_afterwards),
	{}
};

static struct kunit_suite notifier_suite = {
	.name = "notifier",
	.init = notifier_init,
	.test_cases = notifier_cases,
};
kunit_test_suite(notifier_suite);
