// SPDX-License-Identifier: MIT
/*
 * caller.c - on every CPU a task that uses good.ko while it comes and goes
 *
 * good's function is called when it is there, held by symbol_get(); and its
 * address, which outlives it, is looked up and printed all the time: as
 * "good_value+0x0/0x... [good]", or as a number, and as nothing in between.
 */
#include <linux/atomic.h>
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/kallsyms.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/percpu.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/smp.h>

extern int good_value(void);

static DEFINE_PER_CPU(struct task_struct *, task);
static unsigned long last_seen;
static atomic_t wrong;

/* Where the console reads that something has happened. */
static int calls;
module_param(calls, int, 0444);
static int named;
module_param(named, int, 0444);
static int unnamed;
module_param(unnamed, int, 0444);

static void call(void)
{
	int (*fn)(void) = symbol_get(good_value);

	if (!fn)
		return;
	if (fn() != 42)
		atomic_inc(&wrong);
	WRITE_ONCE(last_seen, (unsigned long)fn);
	symbol_put(good_value);
	WRITE_ONCE(calls, calls + 1);
}

static void look(void)
{
	unsigned long addr = READ_ONCE(last_seen);
	char buf[KSYM_SYMBOL_LEN];

	if (!addr)
		return;
	sprint_symbol(buf, addr);
	if (!strncmp(buf, "0x", 2))
		WRITE_ONCE(unnamed, unnamed + 1);
	else if (!strncmp(buf, "good_value+0x0/", 15) && strstr(buf, " [good]"))
		WRITE_ONCE(named, named + 1);
	else
		atomic_inc(&wrong);
}

/* Who has found it while reading has it until he has read: rmmod waits. */
static void read_slowly(void)
{
	const struct module *mod;

	rcu_read_lock();
	mod = __module_address(READ_ONCE(last_seen));
	if (mod) {
		udelay(1000);
		if (strcmp(mod->name, "good"))
			atomic_inc(&wrong);
	}
	rcu_read_unlock();
}

static int caller(void *unused)
{
	while (!kthread_should_stop()) {
		call();
		look();
		read_slowly();
		cond_resched();
	}
	return 0;
}

static void stop_all(void)
{
	int cpu;

	for_each_online_cpu(cpu) {
		if (per_cpu(task, cpu))
			kthread_stop(per_cpu(task, cpu));
	}
}

static int __init caller_init(void)
{
	struct task_struct *t;
	int cpu;

	for_each_online_cpu(cpu) {
		t = kthread_create_on_cpu(caller, NULL, cpu, "caller/%u");
		if (IS_ERR(t)) {
			stop_all();
			return PTR_ERR(t);
		}
		per_cpu(task, cpu) = t;
		wake_up_process(t);
	}
	return 0;
}
module_init(caller_init);

static void __exit caller_exit(void)
{
	stop_all();
	pr_info("caller: %d wrong\n", atomic_read(&wrong));
}
module_exit(caller_exit);

MODULE_LICENSE("GPL");
