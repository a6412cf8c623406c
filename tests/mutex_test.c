// SPDX-License-Identifier: MIT
/*
 * mutex_test.c - mutexes, semaphores, rwsems: they exclude, nobody starves,
 * and who breaks the rules is named
 */
#include <linux/errno.h>
#include <linux/mutex.h>
#include <linux/rwsem.h>
#include <linux/semaphore.h>
#include "threads.h"

static struct mutex lock;
static struct semaphore sem;
static struct rw_semaphore rws;
static struct crew crew;
static atomic_t inside, most, wrong, arrived;
static unsigned int counter;		/* guarded by what is tested */
static unsigned int order[CREW_MAX], nr_order;

static int mutex_test_init(struct kunit *test)
{
	mutex_init(&lock);
	sema_init(&sem, 1);
	init_rwsem(&rws);
	atomic_set(&inside, 0);
	atomic_set(&most, 0);
	atomic_set(&wrong, 0);
	atomic_set(&arrived, 0);
	counter = nr_order = 0;
	return 0;
}

static void mutex_test_exit(struct kunit *test)
{
	/* M3 of sched/mutex.c, after each case. */
	KUNIT_EXPECT_EQ(test, current->nr_mutexes, 0u);
}

#define TURNS	60

/* Alone? Others get their chance to come in between. */
static void be_inside(void)
{
	int n = atomic_inc_return(&inside);

	if (n > atomic_read(&most))
		atomic_set(&most, n);
	counter++;
	let_others();
	atomic_dec(&inside);
}

static void lock_and_count(struct crew_member *me)
{
	unsigned int i;

	for (i = 0; i < TURNS; i++) {
		mutex_lock(&lock);
		be_inside();
		mutex_unlock(&lock);
	}
}

static void excludes(struct kunit *test)
{
	crew_start(test, &crew, lock_and_count, 5);
	crew_join(&crew);
	KUNIT_EXPECT_EQ(test, atomic_read(&most), 1);
	KUNIT_EXPECT_EQ(test, counter, 5u * TURNS);
	KUNIT_EXPECT_FALSE(test, mutex_is_locked(&lock));
	KUNIT_EXPECT_TRUE(test, list_empty(&lock.wait_list));
}

/* ---- in the order of arrival --------------------------------------------- */

static void note_order(struct crew_member *me)
{
	order[nr_order++] = me->number;
}

static void take_in_line(struct crew_member *me)
{
	mutex_lock(&lock);
	note_order(me);
	mutex_unlock(&lock);
}

static void down_in_line(struct crew_member *me)
{
	down(&sem);
	note_order(me);
	up(&sem);
}

static void write_in_line(struct crew_member *me)
{
	down_write(&rws);
	note_order(me);
	up_write(&rws);
}

#define LINE	4

/* They come one by one, each only when the one before is asleep. */
static void come_in_line(struct kunit *test,
			 void (*fn)(struct crew_member *me))
{
	unsigned int i;

	crew_begin(&crew, fn);
	for (i = 0; i < LINE; i++) {
		crew_add(test, &crew, nth_cpu(i + 1));
		KUNIT_EXPECT_TRUE(test,
			crew_wait_for(is_asleep(crew.member[i].task)));
	}
}

static void expect_line(struct kunit *test)
{
	unsigned int i;

	crew_join(&crew);
	KUNIT_ASSERT_EQ(test, nr_order, LINE);
	for (i = 0; i < LINE; i++)
		KUNIT_EXPECT_EQ(test, order[i], i);
}

/*
 * Handed over: we who unlock and lock again at once are the last, not the
 * first, however fast we are. So somebody waits whenever WAITERS is set (M1),
 * and we cannot take it past the list (M2).
 */
static void newcomers_do_not_overtake(struct kunit *test)
{
	mutex_lock(&lock);
	come_in_line(test, take_in_line);
	KUNIT_EXPECT_FALSE(test, mutex_trylock(&lock));
	mutex_unlock(&lock);
	mutex_lock(&lock);
	KUNIT_EXPECT_EQ(test, nr_order, LINE);
	mutex_unlock(&lock);
	expect_line(test);
}

/* sched/semaphore.c, S1: while somebody waits nothing is counted up for us. */
static void semaphore_in_order(struct kunit *test)
{
	down(&sem);
	come_in_line(test, down_in_line);
	up(&sem);
	down(&sem);
	KUNIT_EXPECT_EQ(test, nr_order, LINE);
	up(&sem);
	expect_line(test);
}

static void read_in_line(struct crew_member *me)
{
	down_read(&rws);
	atomic_set(&arrived, nr_order);
	up_read(&rws);
}

/* in: R(us)	line: W W W W R		the last reader does not join us */
static void rwsem_in_order(struct kunit *test)
{
	struct crew late;

	down_read(&rws);
	come_in_line(test, write_in_line);
	KUNIT_EXPECT_FALSE(test, down_read_trylock(&rws));
	KUNIT_EXPECT_TRUE(test, rwsem_is_contended(&rws));
	crew_begin(&late, read_in_line);
	crew_add(test, &late, nth_cpu(1));
	KUNIT_EXPECT_TRUE(test, crew_wait_for(is_asleep(late.member[0].task)));
	KUNIT_EXPECT_EQ(test, atomic_read(&arrived), 0);
	up_read(&rws);
	down_read(&rws);
	KUNIT_EXPECT_EQ(test, nr_order, LINE);
	up_read(&rws);
	crew_join(&late);
	KUNIT_EXPECT_EQ(test, atomic_read(&arrived), LINE);
	expect_line(test);
}

/* ---- mutex: the other calls ---------------------------------------------- */

static void hold_until_told(struct crew_member *me)
{
	mutex_lock(&lock);
	atomic_set(&arrived, 1);
	crew_wait_for(atomic_read(&arrived) == 2);
	mutex_unlock(&lock);
}

static void trylock_and_questions(struct kunit *test)
{
	atomic_t left = ATOMIC_INIT(2);

	KUNIT_EXPECT_TRUE(test, mutex_trylock(&lock));
	KUNIT_EXPECT_TRUE(test, mutex_is_locked(&lock));
	KUNIT_EXPECT_TRUE(test, mutex_is_mine(&lock));
	KUNIT_EXPECT_EQ(test, current->nr_mutexes, 1u);
	mutex_unlock(&lock);
	KUNIT_EXPECT_EQ(test, mutex_lock_interruptible(&lock), 0);
	mutex_unlock(&lock);
	KUNIT_EXPECT_EQ(test, mutex_lock_killable(&lock), 0);
	mutex_unlock(&lock);

	crew_start(test, &crew, hold_until_told, 1);
	KUNIT_EXPECT_TRUE(test, crew_wait_for(atomic_read(&arrived) == 1));
	KUNIT_EXPECT_FALSE(test, mutex_trylock(&lock));
	KUNIT_EXPECT_FALSE(test, mutex_is_mine(&lock));
	/* Unlocking what another has is said, and not done. */
	KUNIT_EXPECT_EQ(test, kunit_count_warns(({ mutex_unlock(&lock); 0; })),
			1u);
	KUNIT_EXPECT_NOT_NULL(test, strstr(kunit_last_warning(), "crew/"));
	KUNIT_EXPECT_TRUE(test, mutex_is_locked(&lock));
	atomic_set(&arrived, 2);
	crew_join(&crew);

	KUNIT_EXPECT_EQ(test, atomic_dec_and_mutex_lock(&left, &lock), 0);
	KUNIT_EXPECT_FALSE(test, mutex_is_locked(&lock));
	KUNIT_EXPECT_EQ(test, atomic_dec_and_mutex_lock(&left, &lock), 1);
	mutex_unlock(&lock);
}

#define EXPECT_SAID(test, what, statement) \
do { \
	KUNIT_EXPECT_EQ(test, kunit_count_warns(({ statement; 0; })), 1u); \
	KUNIT_EXPECT_NOT_NULL(test, strstr(kunit_last_warning(), what)); \
} while (0)

/* Each misuse has its name, and the mutex works afterwards. */
static void mutex_misuse(struct kunit *test)
{
	static struct mutex zeroed;

	if (IS_ENABLED(CONFIG_LOCKDEP))
		return;		/* it says the same first, and then is off */
	mutex_lock(&lock);
	EXPECT_SAID(test, "recursion", mutex_lock(&lock));
	mutex_unlock(&lock);
	EXPECT_SAID(test, "which is free", mutex_unlock(&lock));

	memset(&zeroed, 0, sizeof(zeroed));
	EXPECT_SAID(test, "never initialised", mutex_lock(&zeroed));
	mutex_unlock(&zeroed);
	mutex_lock(&lock);
	EXPECT_SAID(test, "is destroyed, but", mutex_destroy(&lock));
	mutex_unlock(&lock);
	mutex_destroy(&lock);
	EXPECT_SAID(test, "or is destroyed", mutex_lock(&lock));
	mutex_unlock(&lock);

	preempt_disable();
	KUNIT_EXPECT_WARNS(test, ({ mutex_lock(&lock); 0; }));
	preempt_enable();
	mutex_unlock(&lock);
}

static void end_with_mutex(struct crew_member *me)
{
	mutex_lock(&lock);
}

/* A task that ends with a mutex is named; the mutex stays with the dead. */
static void held_at_exit(struct kunit *test)
{
	struct kunit_warn_watch watch;

	if (IS_ENABLED(CONFIG_LOCKDEP))
		return;		/* it says the same */
	kunit_warn_watch_start(&watch);
	crew_start(test, &crew, end_with_mutex, 1);
	crew_wait_for(mutex_is_locked(&lock));
	crew_join(&crew);
	KUNIT_EXPECT_EQ(test, kunit_warn_watch_stop(&watch), 1u);
	KUNIT_EXPECT_NOT_NULL(test, strstr(kunit_last_warning(),
					   "ends with 1 mutex"));
	mutex_init(&lock);
}

/* ---- semaphore ----------------------------------------------------------- */

static void down_and_count(struct crew_member *me)
{
	unsigned int i;

	for (i = 0; i < TURNS; i++) {
		int n;

		down(&sem);
		n = atomic_inc_return(&inside);
		if (n > 2)
			atomic_inc(&wrong);
		if (n == 2)
			atomic_set(&most, 2);
		crew_wait_for(atomic_read(&most) == 2);
		let_others();
		atomic_dec(&inside);
		up(&sem);
	}
}

/* Two at a time, and two indeed. */
static void semaphore_counts(struct kunit *test)
{
	sema_init(&sem, 2);
	crew_start(test, &crew, down_and_count, 4);
	KUNIT_EXPECT_TRUE(test, crew_wait_for(atomic_read(&most) == 2));
	crew_join(&crew);
	KUNIT_EXPECT_EQ(test, atomic_read(&wrong), 0);
	KUNIT_EXPECT_EQ(test, sem.count, 2u);
}

static void semaphore_tries(struct kunit *test)
{
	unsigned long j = jiffies;

	KUNIT_EXPECT_EQ(test, down_trylock(&sem), 0);
	KUNIT_EXPECT_EQ(test, down_trylock(&sem), 1);
	KUNIT_EXPECT_EQ(test, down_timeout(&sem, 3), -ETIME);
	KUNIT_EXPECT_GE(test, jiffies - j, 3ul);
	KUNIT_EXPECT_TRUE(test, list_empty(&sem.wait_list));
	up(&sem);
	KUNIT_EXPECT_EQ(test, down_timeout(&sem, 3), 0);
	up(&sem);
	KUNIT_EXPECT_EQ(test, down_interruptible(&sem), 0);
	up(&sem);
	KUNIT_EXPECT_EQ(test, sem.count, 1u);
}

/* ---- rwsem --------------------------------------------------------------- */

static void read_or_write(struct crew_member *me)
{
	unsigned int i, seen;

	for (i = 0; i < TURNS; i++) {
		if (i % 4 == me->number % 4) {
			down_write(&rws);
			if (atomic_inc_return(&inside) != 1)
				atomic_inc(&wrong);
			counter++;
			let_others();
			atomic_dec(&inside);
			up_write(&rws);
			continue;
		}
		down_read(&rws);
		seen = counter;
		let_others();
		if (counter != seen || atomic_read(&inside))
			atomic_inc(&wrong);
		up_read(&rws);
	}
}

/* sched/rwsem.c, W1: readers or one writer inside, and in the end nobody. */
static void rwsem_excludes(struct kunit *test)
{
	crew_start(test, &crew, read_or_write, 5);
	crew_join(&crew);
	KUNIT_EXPECT_EQ(test, atomic_read(&wrong), 0);
	KUNIT_EXPECT_EQ(test, counter, 5u * TURNS / 4);
	KUNIT_EXPECT_FALSE(test, rwsem_is_locked(&rws));
}

static void read_together(struct crew_member *me)
{
	down_read(&rws);
	atomic_inc(&inside);
	crew_wait_for(atomic_read(&inside) == LINE);
	up_read(&rws);
}

/*
 * All readers are in at once: each waits there until it has seen the others.
 * With the writer gone no reader heads the list (sched/rwsem.c, W2).
 */
static void readers_share(struct kunit *test)
{
	down_write(&rws);
	come_in_line(test, read_together);
	KUNIT_EXPECT_EQ(test, atomic_read(&inside), 0);
	downgrade_write(&rws);
	KUNIT_EXPECT_TRUE(test, crew_wait_for(atomic_read(&inside) == LINE));
	KUNIT_EXPECT_FALSE(test, down_write_trylock(&rws));
	up_read(&rws);
	crew_join(&crew);
	KUNIT_EXPECT_TRUE(test, down_write_trylock(&rws));
	KUNIT_EXPECT_FALSE(test, down_read_trylock(&rws));
	up_write(&rws);
	KUNIT_EXPECT_EQ(test, down_read_killable(&rws), 0);
	KUNIT_EXPECT_TRUE(test, down_read_trylock(&rws));
	up_read(&rws);
	up_read(&rws);
	KUNIT_EXPECT_EQ(test, down_write_killable(&rws), 0);
	up_write(&rws);
}

/* Who writes is known exactly while somebody does (sched/rwsem.c, W3). */
static void rwsem_misuse(struct kunit *test)
{
	static struct rw_semaphore zeroed;

	if (IS_ENABLED(CONFIG_LOCKDEP))
		return;		/* it says the same first, and then is off */
	EXPECT_SAID(test, "which nobody reads", up_read(&rws));
	EXPECT_SAID(test, "which it does not", up_write(&rws));
	down_write(&rws);
	EXPECT_SAID(test, "recursion", down_write(&rws));
	EXPECT_SAID(test, "recursion", down_read(&rws));
	up_write(&rws);
	memset(&zeroed, 0, sizeof(zeroed));
	EXPECT_SAID(test, "never initialised", down_read(&zeroed));
	up_read(&zeroed);
	KUNIT_EXPECT_FALSE(test, rwsem_is_locked(&rws));
}

static struct kunit_case mutex_cases[] = {
	KUNIT_CASE(excludes),
	KUNIT_CASE(newcomers_do_not_overtake),
	KUNIT_CASE(trylock_and_questions),
	KUNIT_CASE(mutex_misuse),
	KUNIT_CASE(held_at_exit),
	KUNIT_CASE(semaphore_counts),
	KUNIT_CASE(semaphore_tries),
	KUNIT_CASE(semaphore_in_order),
	KUNIT_CASE(rwsem_excludes),
	KUNIT_CASE(rwsem_in_order),
	KUNIT_CASE(readers_share),
	KUNIT_CASE(rwsem_misuse),
	{}
};

static struct kunit_suite mutex_suite = {
	.name = "mutex",
	.init = mutex_test_init,
	.exit = mutex_test_exit,
	.test_cases = mutex_cases,
};
kunit_test_suite(mutex_suite);
