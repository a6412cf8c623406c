// SPDX-License-Identifier: MIT
/* What a driver calls before it has done anything: locks, waits, numbers */
#include <linux/completion.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/rwsem.h>
#include <linux/sched.h>
#include <linux/smp.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

static DEFINE_RWLOCK(rw);
static DEFINE_SPINLOCK(spin);
static DECLARE_RWSEM(sem);
static DECLARE_WAIT_QUEUE_HEAD(queue);
static DECLARE_COMPLETION(done);
static struct mutex mutex;

static void lock_each(void)
{
	unsigned long flags;

	mutex_init(&mutex);
	mutex_lock(&mutex);
	down_read(&sem);
	WARN_ON(!rwsem_is_locked(&sem));
	read_lock(&rw);
	read_unlock(&rw);
	write_lock_irqsave(&rw, flags);
	spin_lock(&spin);
	WARN_ON(smp_processor_id() >= nr_cpu_ids);
	spin_unlock(&spin);
	write_unlock_irqrestore(&rw, flags);
	up_read(&sem);
	mutex_unlock(&mutex);
}

static unsigned int ran;

static void run(struct work_struct *unused)
{
	ran++;
}

static DECLARE_WORK(work, run);

static int __init waits_init(void)
{
	struct workqueue_struct *wq = alloc_workqueue("waits", 0, 0);
	DEFINE_WAIT(wait);

	if (!wq)
		return -ENOMEM;
	lock_each();
	prepare_to_wait(&queue, &wait, TASK_INTERRUPTIBLE);
	finish_wait(&queue, &wait);
	complete(&done);
	WARN_ON(!completion_done(&done) || !try_wait_for_completion(&done));
	yield();
	WARN_ON(!queue_work(wq, &work));
	flush_work(&work);
	destroy_workqueue(wq);
	WARN_ON(ran != 1);
	pr_info("waits: %lu\n", simple_strtoul(skip_spaces("  42"), NULL, 0));
	return 0;
}
module_init(waits_init);

static void __exit waits_exit(void)
{
}
module_exit(waits_exit);

MODULE_LICENSE("GPL");
