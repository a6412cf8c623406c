// SPDX-License-Identifier: MIT
/*
 * torture_sleep.c - locks that sleep, and waiting for somebody's word
 *
 *	mutex	two numbers that agree whenever nobody is inside
 *	rwsem	the same, with readers together
 *	sema	never more inside than may be
 *	wait	a completion on our stack, given by a work or a timer of any
 *		CPU; a lost wake-up stands still here and is seen
 */
#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/jiffies.h>
#include <linux/mutex.h>
#include <linux/rwsem.h>
#include <linux/sched.h>
#include <linux/semaphore.h>
#include <linux/smp.h>
#include <linux/timer.h>
#include <linux/workqueue.h>
#include "torture.h"

/* What agrees under a lock. */
struct pair {
	u64 one, other;
};

static void add_slowly(struct torture_worker *w, struct pair *p)
{
	u32 n = torture_below(w, 1000);

	p->one += n;
	if (n % 8 == 0)
		yield();
	p->other += n;
}

static void must_agree(const struct pair *p, const char *who)
{
	if (p->one != p->other)
		torture_wrong("%s: %llu and %llu inside", who, p->one,
			      p->other);
}

/* ---- mutex ---- */

static DEFINE_MUTEX(torture_mutex);
static struct pair in_mutex;

static void mutex_step(struct torture_worker *w, void *state)
{
	if (torture_below(w, 4))
		mutex_lock(&torture_mutex);
	else if (!mutex_trylock(&torture_mutex))
		return;
	must_agree(&in_mutex, "mutex");
	add_slowly(w, &in_mutex);
	mutex_unlock(&torture_mutex);
}

static const struct torture_actor mutex_actor = {
	.name = "mutex", .weight = 8, .step = mutex_step,
};
TORTURE_ACTOR(mutex_actor);

/* ---- rwsem ---- */

static DECLARE_RWSEM(torture_rwsem);
static struct pair in_rwsem;

static void write_it(struct torture_worker *w)
{
	if (torture_below(w, 4))
		down_write(&torture_rwsem);
	else if (!down_write_trylock(&torture_rwsem))
		return;
	add_slowly(w, &in_rwsem);
	if (torture_below(w, 2)) {
		up_write(&torture_rwsem);
		return;
	}
	downgrade_write(&torture_rwsem);
	must_agree(&in_rwsem, "rwsem, downgraded");
	up_read(&torture_rwsem);
}

static void rwsem_step(struct torture_worker *w, void *state)
{
	unsigned int how = torture_below(w, 8);

	if (how < 2) {
		write_it(w);
		return;
	}
	if (how > 2)
		down_read(&torture_rwsem);
	else if (!down_read_trylock(&torture_rwsem))
		return;
	must_agree(&in_rwsem, "rwsem");
	if (how == 3)
		yield();
	must_agree(&in_rwsem, "rwsem");
	up_read(&torture_rwsem);
}

static const struct torture_actor rwsem_actor = {
	.name = "rwsem", .weight = 8, .step = rwsem_step,
};
TORTURE_ACTOR(rwsem_actor);

/* ---- semaphore ---- */

#define MAY_BE_INSIDE	2

static DEFINE_SEMAPHORE(torture_sema, MAY_BE_INSIDE);
static atomic_t inside;

static void sema_step(struct torture_worker *w, void *state)
{
	unsigned int how = torture_below(w, 4);

	if (how == 0 && down_trylock(&torture_sema))
		return;
	if (how == 1 && down_timeout(&torture_sema, torture_below(w, 3)))
		return;
	if (how > 1)
		down(&torture_sema);
	if (atomic_inc_return(&inside) > MAY_BE_INSIDE)
		torture_wrong("sema: %d inside", atomic_read(&inside));
	if (torture_below(w, 4) == 0)
		yield();
	atomic_dec(&inside);
	up(&torture_sema);
}

static const struct torture_actor sema_actor = {
	.name = "sema", .weight = 8, .step = sema_step,
};
TORTURE_ACTOR(sema_actor);

/* ---- completion ---- */

/* Long enough for any machine; who waits longer waits for ever. */
#define LOST		(60 * HZ)

struct promise {
	struct completion done;
	struct work_struct work;
	struct timer_list timer;
};

static void keep_by_work(struct work_struct *work)
{
	complete(&container_of(work, struct promise, work)->done);
}

static void keep_by_timer(struct timer_list *timer)
{
	complete(&container_of(timer, struct promise, timer)->done);
}

static void keep_by_irq(void *done)
{
	complete_all(done);
}

static void wait_step(struct torture_worker *w, void *state)
{
	unsigned int cpu = torture_below(w, nr_cpu_ids);
	unsigned int how = torture_below(w, 3);
	struct promise p;

	if (!cpu_online(cpu))
		return;
	init_completion(&p.done);
	INIT_WORK_ONSTACK(&p.work, keep_by_work);
	timer_setup_on_stack(&p.timer, keep_by_timer, 0);
	if (how == 0) {
		schedule_work_on(cpu, &p.work);
	} else if (how == 1) {
		p.timer.expires = jiffies + torture_below(w, 3);
		add_timer_on(&p.timer, cpu);
	} else {
		smp_call_function_single(cpu, keep_by_irq, &p.done, 0);
	}
	if (!wait_for_completion_timeout(&p.done, LOST))
		torture_wrong("wait: the word of kind %u is lost", how);
	/* What gave it may still be on its way out. */
	flush_work(&p.work);
	timer_delete_sync(&p.timer);
}

static const struct torture_actor wait_actor = {
	.name = "wait", .weight = 4, .step = wait_step,
};
TORTURE_ACTOR(wait_actor);
