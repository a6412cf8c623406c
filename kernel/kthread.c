// SPDX-License-Identifier: MIT
/*
 * kthread.c - making threads, and ending them
 *
 * PROBLEM
 *	sched/ runs tasks and never allocates: somebody must bring the memory,
 *	and take it back from a task that cannot free the stack it stands on.
 *
 * IDEA
 *	One block of memory is all a thread needs: its stack, and above it,
 *	where an overflow does not reach, what is known of it. kthread_stack.c
 *	hands the blocks out.
 *
 *	 low	stack, grows down from ->	   | struct kthread   high
 *		+----------------------------------+----------------+
 *		|		<-----------	   | task, fn, data |
 *		+----------------------------------+----------------+
 *
 * A THREAD'S END
 *	It returns from its function, keeps the result and leaves its stack
 *	for ever; the next task on that CPU calls release_kthread(), which
 *	says "gone" to who waits in kthread_stop() and drops the thread's own
 *	reference. With the last reference the block is freed.
 *
 *		thread			next task	kthread_stop()
 *		result = fn(data)			stop = true; wake; wait
 *		task_exit() ----------> gone = true,
 *					wake ---------> result; put
 *					put
 *
 * LOCKING
 *	exit_lock makes "gone", the wake-up and the last "put" one step: the
 *	waiter, once it has seen "gone", takes the lock before it goes away,
 *	so that whom we wake is still there, and so that no memory is given
 *	back after kthread_stop(). Inside it: run queues' locks, stacks_lock.
 */
#include <asm/page.h>
#include <linux/atomic.h>
#include <linux/bug.h>
#include <linux/context_check.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/sched_init.h>
#include <linux/spinlock.h>
#include <linux/sprintf.h>
#include <linux/string.h>
#include <linux/topology.h>

#include "kthread_stack.h"

/**
 * struct kthread - what is known of a thread
 * @task:   the scheduler's part; its release is release_kthread()
 * @refs:   the thread's own until it is gone, and get_task_struct()'s
 * @fn, @data: what it does
 * @result: what @fn returned, or -EINTR; valid when @gone
 * @stop:   kthread_stop() has been called; waker writes, thread reads
 * @waiter: who waits in kthread_stop(); exit_lock
 * @gone:   it will never run again; exit_lock
 */
struct kthread {
	struct task_struct task;
	atomic_t refs;
	int (*fn)(void *data);
	void *data;
	int result;
	bool stop;
	struct task_struct *waiter;
	bool gone;
};

static DEFINE_RAW_SPINLOCK(exit_lock);

static struct kthread *to_kthread(struct task_struct *task)
{
	return container_of(task, struct kthread, task);
}

/* The console's task and the idle ones are none of ours. */
static bool is_kthread(const struct task_struct *task)
{
	return READ_ONCE(task->flags) & PF_KTHREAD && task->release;
}

/* ---- memory ---- */

static struct kthread *alloc_kthread(int node)
{
	void *stack = kthread_stack_alloc(node);
	struct kthread *k;

	if (!stack)
		return NULL;
	k = stack + KTHREAD_SIZE - ALIGN(sizeof(*k), 64);
	memset(k, 0, sizeof(*k));
	k->task.stack = stack;
	k->task.stack_size = (unsigned long)k - (unsigned long)stack;
	return k;
}

static void free_kthread(struct kthread *k)
{
	kthread_stack_free(k->task.stack);
}

struct task_struct *get_task_struct(struct task_struct *task)
{
	if (is_kthread(task))
		atomic_inc(&to_kthread(task)->refs);
	return task;
}
EXPORT_SYMBOL(get_task_struct);

void put_task_struct(struct task_struct *task)
{
	if (is_kthread(task) &&
	    atomic_dec_and_test(&to_kthread(task)->refs))
		free_kthread(to_kthread(task));
}
EXPORT_SYMBOL(put_task_struct);

/* ---- life ---- */

/* On the next task's stack, interrupts off. */
static void release_kthread(struct task_struct *task)
{
	struct kthread *k = to_kthread(task);

	raw_spin_lock(&exit_lock);
	WRITE_ONCE(k->gone, true);
	if (k->waiter)
		wake_up_process(k->waiter);
	put_task_struct(task);
	raw_spin_unlock(&exit_lock);
}

static void kthread_main(void)
{
	struct kthread *k = to_kthread(current);
	struct context_mark before;

	context_mark(&before);
	k->result = kthread_should_stop() ? -EINTR : k->fn(k->data);
	context_check(&before, "thread", (unsigned long)k->fn);
}

static struct task_struct *create(int (*fn)(void *data), void *data, int node)
{
	struct kthread *k = alloc_kthread(node);

	if (!k)
		return ERR_PTR(-ENOMEM);
	k->fn = fn;
	k->data = data;
	atomic_set(&k->refs, 1);
	k->task.flags = PF_KTHREAD;
	k->task.release = release_kthread;
	return &k->task;
}

static struct task_struct *start(struct task_struct *task)
{
	int err = task_init(task, kthread_main);

	if (!err)
		return task;
	free_kthread(to_kthread(task));
	return ERR_PTR(err);
}

struct task_struct *kthread_create_on_node(int (*threadfn)(void *data),
					   void *data, int node,
					   const char namefmt[], ...)
{
	struct task_struct *task = create(threadfn, data, node);
	va_list args;

	if (IS_ERR(task))
		return task;
	va_start(args, namefmt);
	vsnprintf(task->comm, sizeof(task->comm), namefmt, args);
	va_end(args);
	return start(task);
}
EXPORT_SYMBOL(kthread_create_on_node);

struct task_struct *kthread_create_on_cpu(int (*threadfn)(void *data),
					  void *data, unsigned int cpu,
					  const char *namefmt)
{
	struct task_struct *task = kthread_create_on_node(threadfn, data,
					cpu_to_node(cpu), namefmt, cpu);

	if (!IS_ERR(task))
		kthread_bind(task, cpu);
	return task;
}
EXPORT_SYMBOL(kthread_create_on_cpu);

void kthread_bind_mask(struct task_struct *task, const struct cpumask *mask)
{
	task_bind(task, mask);
}
EXPORT_SYMBOL(kthread_bind_mask);

void kthread_bind(struct task_struct *task, unsigned int cpu)
{
	task_bind(task, cpumask_of(cpu));
}
EXPORT_SYMBOL(kthread_bind);

/* ---- end ---- */

bool kthread_should_stop(void)
{
	return is_kthread(current) && READ_ONCE(to_kthread(current)->stop);
}
EXPORT_SYMBOL(kthread_should_stop);

void *kthread_data(struct task_struct *task)
{
	return to_kthread(task)->data;
}
EXPORT_SYMBOL(kthread_data);

static void wait_until_gone(struct kthread *k)
{
	for (;;) {
		set_current_state(TASK_UNINTERRUPTIBLE);
		if (READ_ONCE(k->gone))
			break;
		schedule();
	}
	__set_current_state(TASK_RUNNING);
}

int kthread_stop(struct task_struct *task)
{
	struct kthread *k = to_kthread(task);
	int result;

	if (WARN(task == current, "kthread: %s stops itself\n", task->comm))
		return -EDEADLK;
	get_task_struct(task);
	raw_spin_lock_irq(&exit_lock);
	k->waiter = current;
	raw_spin_unlock_irq(&exit_lock);

	WRITE_ONCE(k->stop, true);
	wake_up_process(task);
	wait_until_gone(k);

	/* Whoever woke us has let go of us when we have the lock. */
	raw_spin_lock_irq(&exit_lock);
	result = k->result;
	raw_spin_unlock_irq(&exit_lock);
	put_task_struct(task);
	return result;
}
EXPORT_SYMBOL(kthread_stop);
