// SPDX-License-Identifier: MIT
/*
 * workqueue_test.c - work is done once, where it was asked for, and not after
 * it was cancelled
 */
#include <linux/delay.h>
#include <linux/interrupt.h>
#include <linux/mutex.h>
#include <linux/workqueue.h>
#include "threads.h"

struct job {
	struct work_struct work;
	atomic_t runs;
	atomic_t inside;
	int cpu;
	unsigned int again;
	bool may_sleep;
};

static struct job job;
static struct delayed_work later;
static atomic_t later_runs, twice, go, finish;

static void do_job(struct work_struct *work)
{
	struct job *j = container_of(work, struct job, work);

	if (atomic_inc_return(&j->inside) != 1)
		atomic_inc(&twice);
	cpu_relax();
	WRITE_ONCE(j->cpu, raw_smp_processor_id());
	WRITE_ONCE(j->may_sleep, preemptible());
	if (j->again) {
		j->again--;
		schedule_work(work);
	}
	atomic_dec(&j->inside);
	atomic_inc(&j->runs);
}

static void do_later(struct work_struct *work)
{
	atomic_inc(&later_runs);
}

/* Holds its worker until told. */
static void block(struct work_struct *work)
{
	atomic_set(&go, 1);
	crew_wait_for(atomic_read(&go) == 2);
	atomic_inc(&later_runs);
}

static int workqueue_test_init(struct kunit *test)
{
	memset(&job, 0, sizeof(job));
	INIT_WORK(&job.work, do_job);
	INIT_DELAYED_WORK(&later, do_later);
	atomic_set(&later_runs, 0);
	atomic_set(&twice, 0);
	atomic_set(&go, 0);
	atomic_set(&finish, 0);
	return 0;
}

static void workqueue_test_exit(struct kunit *test)
{
	unsigned int cpu;

	atomic_set(&go, 2);
	cancel_delayed_work_sync(&later);
	cancel_work_sync(&job.work);
	for_each_online_cpu(cpu)
		KUNIT_EXPECT_EQ(test, workqueue_broken(cpu), 0);
}

/* On the CPU asked for, where it may sleep; flush_work() waits for it. */
static void runs_where_asked(struct kunit *test)
{
	unsigned int cpu;
	int runs = 0;

	for_each_online_cpu(cpu) {
		KUNIT_EXPECT_TRUE(test, schedule_work_on(cpu, &job.work));
		flush_work(&job.work);
		KUNIT_EXPECT_EQ(test, atomic_read(&job.runs), ++runs);
		KUNIT_EXPECT_EQ(test, job.cpu, (int)cpu);
		KUNIT_EXPECT_TRUE(test, job.may_sleep);
	}
	KUNIT_EXPECT_FALSE(test, flush_work(&job.work));
	KUNIT_EXPECT_FALSE(test, work_pending(&job.work));
}

static unsigned int here_or(unsigned int cpu)
{
	return cpu < nr_cpu_ids ? cpu : (unsigned int)raw_smp_processor_id();
}

static struct work_struct blocker;

/* The worker of @cpu is busy from now on, until release_worker(). */
static void block_worker(struct kunit *test, unsigned int cpu)
{
	INIT_WORK(&blocker, block);
	schedule_work_on(cpu, &blocker);
	KUNIT_EXPECT_TRUE(test, crew_wait_for(atomic_read(&go) == 1));
}

static void release_worker(void)
{
	atomic_set(&go, 2);
	flush_work(&blocker);
}

/* What is queued already is not queued again: it is done once. */
static void queued_once(struct kunit *test)
{
	unsigned int cpu = here_or(nth_cpu(0));

	block_worker(test, cpu);
	KUNIT_EXPECT_TRUE(test, schedule_work_on(cpu, &job.work));
	KUNIT_EXPECT_FALSE(test, schedule_work_on(cpu, &job.work));
	KUNIT_EXPECT_FALSE(test, schedule_work_on(nth_cpu(1), &job.work));
	KUNIT_EXPECT_TRUE(test, work_pending(&job.work));
	KUNIT_EXPECT_EQ(test, atomic_read(&job.runs), 0);
	release_worker();
	flush_work(&job.work);
	KUNIT_EXPECT_EQ(test, atomic_read(&job.runs), 1);
}

/* Taken out of the list it does not run. */
static void cancelled_does_not_run(struct kunit *test)
{
	unsigned int cpu = here_or(nth_cpu(0));

	block_worker(test, cpu);
	schedule_work_on(cpu, &job.work);
	KUNIT_EXPECT_TRUE(test, cancel_work(&job.work));
	KUNIT_EXPECT_FALSE(test, cancel_work(&job.work));
	schedule_work_on(cpu, &job.work);
	KUNIT_EXPECT_TRUE(test, cancel_work_sync(&job.work));
	KUNIT_EXPECT_FALSE(test, cancel_work_sync(&job.work));
	release_worker();
	KUNIT_EXPECT_EQ(test, atomic_read(&job.runs), 0);
	/* It can be used again. */
	schedule_work(&job.work);
	flush_work(&job.work);
	KUNIT_EXPECT_EQ(test, atomic_read(&job.runs), 1);
}

static void release_soon(struct crew_member *me)
{
	mdelay(2);
	atomic_set(&go, 2);
}

/* cancel_work_sync() of what runs returns when it has ended. */
static void sync_waits_for_the_run(struct kunit *test)
{
	struct crew crew;

	block_worker(test, nth_cpu(1));
	crew_start(test, &crew, release_soon, 1);
	KUNIT_EXPECT_FALSE(test, cancel_work_sync(&blocker));
	KUNIT_EXPECT_EQ(test, atomic_read(&later_runs), 1);
	crew_join(&crew);
}

/* An item that queues itself is done again, and can be stopped. */
static void queues_itself(struct kunit *test)
{
	job.again = 5;
	schedule_work(&job.work);
	KUNIT_EXPECT_TRUE(test, crew_wait_for(atomic_read(&job.runs) == 6));
	job.again = ~0u;
	schedule_work(&job.work);
	KUNIT_EXPECT_TRUE(test, crew_wait_for(atomic_read(&job.runs) > 9));
	cancel_work_sync(&job.work);
	KUNIT_EXPECT_EQ(test, atomic_read(&job.inside), 0);
	KUNIT_EXPECT_FALSE(test, work_pending(&job.work));
}

/* ---- later --------------------------------------------------------------- */

static void delayed(struct kunit *test)
{
	unsigned long j;

	/* Its time may come between any two lines, but it is not told yet. */
	local_bh_disable();
	j = jiffies;
	KUNIT_EXPECT_TRUE(test, schedule_delayed_work(&later, 5));
	KUNIT_EXPECT_FALSE(test, schedule_delayed_work(&later, 1));
	KUNIT_EXPECT_TRUE(test, delayed_work_pending(&later));
	local_bh_enable();
	KUNIT_EXPECT_TRUE(test, crew_wait_for(atomic_read(&later_runs) == 1));
	KUNIT_EXPECT_GE(test, jiffies - j, 5ul);
	schedule_delayed_work_on(nth_cpu(1), &later, 0);
	KUNIT_EXPECT_TRUE(test, flush_delayed_work(&later) ||
				atomic_read(&later_runs) == 2);
	KUNIT_EXPECT_EQ(test, atomic_read(&later_runs), 2);
}

static void delayed_is_changed_and_cancelled(struct kunit *test)
{
	schedule_delayed_work(&later, 1000 * HZ);
	KUNIT_EXPECT_TRUE(test, mod_delayed_work(system_wq, &later, 2));
	KUNIT_EXPECT_TRUE(test, crew_wait_for(atomic_read(&later_runs) == 1));
	KUNIT_EXPECT_FALSE(test, mod_delayed_work(system_wq, &later,
						  1000 * HZ));
	KUNIT_EXPECT_TRUE(test, cancel_delayed_work(&later));
	KUNIT_EXPECT_FALSE(test, cancel_delayed_work_sync(&later));
	schedule_delayed_work(&later, 1000 * HZ);
	KUNIT_EXPECT_TRUE(test, flush_delayed_work(&later));
	KUNIT_EXPECT_EQ(test, atomic_read(&later_runs), 2);
}

/* ---- from everywhere ----------------------------------------------------- */

static void queue_here(void *info)
{
	schedule_work(&job.work);
}

static void queue_and_cancel(struct crew_member *me)
{
	while (!atomic_read(&finish)) {
		schedule_work_on(nth_cpu(me->number + 1), &job.work);
		if (me->number == 3)
			cancel_work_sync(&job.work);
		if (me->number == 2)
			mod_delayed_work(system_wq, &later, me->number % 2);
		if (me->number == 1)
			cancel_delayed_work(&later);
		let_others();
	}
}

/*
 * From tasks on all CPUs and from handlers: it never runs twice at once, and
 * what is queued last is done.
 */
static void never_twice_at_once(struct kunit *test)
{
	struct crew crew;
	int runs;

	crew_start(test, &crew, queue_and_cancel, 4);
	KUNIT_EXPECT_TRUE(test, crew_wait_for(({
		on_each_cpu(queue_here, NULL, 1);
		atomic_read(&job.runs) > 20; })));
	atomic_set(&finish, 1);
	crew_join(&crew);
	cancel_work_sync(&job.work);
	runs = atomic_read(&job.runs);
	on_each_cpu(queue_here, NULL, 1);
	flush_work(&job.work);
	KUNIT_EXPECT_GT(test, atomic_read(&job.runs), runs);
	KUNIT_EXPECT_EQ(test, atomic_read(&twice), 0);
}

/* ---- names --------------------------------------------------------------- */

static unsigned int order[8], nr_order;
static struct job jobs[8];

static void note(struct work_struct *work)
{
	order[nr_order++] = container_of(work, struct job, work) - jobs;
}

/* An ordered one does things in the order in which they were queued. */
static void ordered(struct kunit *test)
{
	struct workqueue_struct *wq = alloc_ordered_workqueue("test/%d", 0, 7);
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(test, wq);
	nr_order = 0;
	for (i = 0; i < ARRAY_SIZE(jobs); i++) {
		INIT_WORK(&jobs[i].work, note);
		KUNIT_EXPECT_TRUE(test, queue_work_on(nth_cpu(i), wq,
						      &jobs[i].work));
	}
	destroy_workqueue(wq);
	KUNIT_ASSERT_EQ(test, nr_order, 8u);
	for (i = 0; i < ARRAY_SIZE(jobs); i++)
		KUNIT_EXPECT_EQ(test, order[i], i);
}

static atomic_t not_flushed;

static void queue_on_all_and_flush(void)
{
	unsigned int cpu, n = 0;

	memset(jobs, 0, sizeof(jobs));
	for_each_online_cpu(cpu) {
		if (n == ARRAY_SIZE(jobs))
			break;
		INIT_WORK(&jobs[n].work, do_job);
		schedule_work_on(cpu, &jobs[n++].work);
	}
	flush_scheduled_work();
	while (n--)
		atomic_add(atomic_read(&jobs[n].runs) != 1, &not_flushed);
}

static void flush_often(struct crew_member *me)
{
	unsigned int i;

	for (i = 0; i < 20; i++)
		queue_on_all_and_flush();
}

/*
 * flush_workqueue() waits for all that was queued before, on every CPU.
 * From another CPU than the first worker's: that one may not have looked up
 * from its barrier when the next CPU's is made at the same address.
 */
static void flush_all(struct kunit *test)
{
	struct crew crew;

	atomic_set(&not_flushed, 0);
	crew_start(test, &crew, flush_often, 1);
	crew_join(&crew);
	KUNIT_EXPECT_EQ(test, atomic_read(&not_flushed), 0);
}

/* ---- misuse -------------------------------------------------------------- */

static unsigned int said;

static void flush_oneself(struct work_struct *work)
{
	struct kunit_warn_watch watch;

	kunit_warn_watch_start(&watch);
	flush_work(work);
	flush_workqueue(system_wq);
	WRITE_ONCE(said, kunit_warn_watch_stop(&watch));
}

static void come_back_locked(struct work_struct *work)
{
	preempt_disable();
}

static void come_back_deaf(struct work_struct *work)
{
	local_irq_disable();
}

/* What it leaves is reported once, as a work's and by its name. */
static void expect_leak(struct kunit *test, work_func_t func)
{
	struct kunit_warn_watch watch;

	INIT_WORK(&job.work, func);
	kunit_warn_watch_start(&watch);
	schedule_work(&job.work);
	flush_work(&job.work);
	flush_scheduled_work();
	KUNIT_EXPECT_EQ(test, kunit_warn_watch_stop(&watch), 1u);
	KUNIT_EXPECT_NOT_NULL(test, strstr(kunit_last_warning(),
					   "BUG: work "));
}

static void misuse_is_reported(struct kunit *test)
{
	static struct work_struct zeroed;

	KUNIT_EXPECT_EQ(test, kunit_count_warns(schedule_work(&zeroed)), 1u);

	INIT_WORK(&job.work, flush_oneself);
	schedule_work(&job.work);
	flush_work(&job.work);
	KUNIT_EXPECT_EQ(test, said, 2u);

	expect_leak(test, come_back_locked);
	expect_leak(test, come_back_deaf);
	INIT_WORK(&job.work, do_job);
}

static struct kunit_case workqueue_cases[] = {
	KUNIT_CASE(runs_where_asked),
	KUNIT_CASE(queued_once),
	KUNIT_CASE(cancelled_does_not_run),
	KUNIT_CASE(sync_waits_for_the_run),
	KUNIT_CASE(queues_itself),
	KUNIT_CASE(delayed),
	KUNIT_CASE(delayed_is_changed_and_cancelled),
	KUNIT_CASE(never_twice_at_once),
	KUNIT_CASE(ordered),
	KUNIT_CASE(flush_all),
	KUNIT_CASE(misuse_is_reported),
	{}
};

static struct kunit_suite workqueue_suite = {
	.name = "workqueue",
	.init = workqueue_test_init,
	.exit = workqueue_test_exit,
	.test_cases = workqueue_cases,
};
kunit_test_suite(workqueue_suite);
