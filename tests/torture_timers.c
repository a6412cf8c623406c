// SPDX-License-Identifier: MIT
/*
 * torture_timers.c - timers and work, armed and taken back by everybody
 *
 * A few of each, shared by all workers: whatever two do to one at the same
 * time, its function never runs twice at once, and after a
 * timer_shutdown_sync() or cancel_work_sync() it runs no more.
 */
#include <linux/atomic.h>
#include <linux/delay.h>
#include <linux/jiffies.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/timer.h>
#include <linux/workqueue.h>
#include "torture.h"

#define SOON	20	/* jiffies */
#define OBJECT	200	/* bytes */

/*
 * What a function of ours does: it keeps an object from one run to the next.
 * Only whoever is inside looks at it.
 */
struct keeper {
	atomic_t inside;
	bool over;
	unsigned int runs;
	void *mem;
	u64 owner;
};

static void keep(struct keeper *k, gfp_t gfp, const char *who)
{
	if (atomic_inc_return(&k->inside) != 1)
		torture_wrong("%s: %px runs twice at once", who, k);
	if (READ_ONCE(k->over))
		torture_wrong("%s: %px runs after its end", who, k);
	k->runs++;
	if (k->mem) {
		torture_intact(k->mem, OBJECT, k->owner, who);
		kfree(k->mem);
	}
	k->mem = kmalloc(OBJECT, gfp | __GFP_NOWARN);
	k->owner = k->runs | 1;
	if (k->mem)
		torture_stamp(k->mem, OBJECT, k->owner);
	atomic_dec(&k->inside);
}

static void end_keeper(struct keeper *k)
{
	WRITE_ONCE(k->over, true);
	kfree(k->mem);
	k->mem = NULL;
}

/* ---- timers ---- */

#define NR_TIMERS	6

struct kept_timer {
	struct timer_list timer;
	struct keeper keeper;
};

static struct kept_timer timers[NR_TIMERS];

static void timer_runs(struct timer_list *t)
{
	struct kept_timer *kt = from_timer(kt, t, timer);

	keep(&kt->keeper, GFP_ATOMIC, "timer");
	if (kt->keeper.runs % 3 == 0)
		mod_timer(t, jiffies + kt->keeper.runs % SOON);
}

static int timers_prepare(void)
{
	unsigned int i;

	for (i = 0; i < NR_TIMERS; i++) {
		timer_setup(&timers[i].timer, timer_runs,
			    i % 3 ? 0 : TIMER_IRQSAFE);
		WRITE_ONCE(timers[i].keeper.over, false);
	}
	return 0;
}

static void arm_in_irq(void *timer)
{
	mod_timer(timer, jiffies + 1);
}

static void timer_step(struct torture_worker *w, void *state)
{
	struct timer_list *t = &timers[torture_below(w, NR_TIMERS)].timer;
	unsigned long when = jiffies + torture_below(w, SOON);

	switch (torture_below(w, 8)) {
	case 0:
		timer_delete(t);
		break;
	case 1:
		timer_delete_sync(t);
		break;
	case 2:
		mod_timer_pending(t, when);
		break;
	case 3:
		timer_reduce(t, when);
		break;
	case 4:
		smp_call_function_single(torture_below(w, nr_cpu_ids),
					 arm_in_irq, t, 0);
		break;
	default:
		mod_timer(t, when);
	}
}

static void timers_finish(void)
{
	unsigned int i;

	for (i = 0; i < NR_TIMERS; i++) {
		timer_shutdown_sync(&timers[i].timer);
		end_keeper(&timers[i].keeper);
	}
}

static int timers_check(void)
{
	unsigned int cpu;
	int broken = 0;

	for_each_online_cpu(cpu)
		broken = broken ?: timers_broken(cpu);
	return broken;
}

static const struct torture_actor timer_actor = {
	.name = "timer", .weight = 15, .prepare = timers_prepare,
	.step = timer_step, .finish = timers_finish, .check = timers_check,
};
TORTURE_ACTOR(timer_actor);

/* ---- work ---- */

#define NR_WORKS	6

struct kept_work {
	struct delayed_work dwork;
	struct keeper keeper;
};

static struct kept_work works[NR_WORKS];

static void work_runs(struct work_struct *work)
{
	struct kept_work *kw = container_of(to_delayed_work(work),
					    struct kept_work, dwork);
	unsigned int runs = kw->keeper.runs;

	keep(&kw->keeper, GFP_KERNEL, "work");
	if (runs % 64 == 0)
		msleep(1);
	if (runs % 5 == 0)
		schedule_delayed_work(&kw->dwork, runs % SOON);
}

static int works_prepare(void)
{
	unsigned int i;

	for (i = 0; i < NR_WORKS; i++) {
		INIT_DELAYED_WORK(&works[i].dwork, work_runs);
		WRITE_ONCE(works[i].keeper.over, false);
	}
	return 0;
}

static void queue_in_irq(void *dwork)
{
	schedule_delayed_work(dwork, 0);
}

static void queue_somewhere(struct torture_worker *w, struct delayed_work *d)
{
	unsigned int cpu = torture_below(w, nr_cpu_ids);
	unsigned long delay = torture_below(w, SOON);

	if (!cpu_online(cpu))
		return;
	if (delay % 2)
		schedule_delayed_work_on(cpu, d, delay);
	else
		mod_delayed_work_on(cpu, system_wq, d, delay / 4);
}

static void work_step(struct torture_worker *w, void *state)
{
	struct delayed_work *d = &works[torture_below(w, NR_WORKS)].dwork;

	switch (torture_below(w, 12)) {
	case 0:
		cancel_delayed_work(d);
		break;
	case 1:
		cancel_delayed_work_sync(d);
		break;
	case 2:
		flush_delayed_work(d);
		break;
	case 3:
		flush_work(&d->work);
		break;
	case 4:
		smp_call_function_single(torture_below(w, nr_cpu_ids),
					 queue_in_irq, d, 0);
		break;
	case 5:
		schedule_work(&d->work);
		break;
	default:
		queue_somewhere(w, d);
	}
}

static void works_finish(void)
{
	unsigned int i;

	for (i = 0; i < NR_WORKS; i++) {
		cancel_delayed_work_sync(&works[i].dwork);
		end_keeper(&works[i].keeper);
	}
}

static int works_check(void)
{
	unsigned int cpu;
	int broken = 0;

	for_each_online_cpu(cpu)
		broken = broken ?: workqueue_broken(cpu);
	return broken;
}

static const struct torture_actor work_actor = {
	.name = "work", .weight = 10, .prepare = works_prepare,
	.step = work_step, .finish = works_finish, .check = works_check,
};
TORTURE_ACTOR(work_actor);
