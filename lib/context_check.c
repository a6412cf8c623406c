// SPDX-License-Identifier: MIT
/*
 * context_check.c - a function that left preemption or interrupts off
 *
 * get_cpu_var() without put_cpu_var(), a lock that is not given back: the
 * task goes on, but no other ever gets the CPU, and nobody sees why. The
 * report comes when the culprit returns, and what he left is put right, so
 * that the next one is not accused of it.
 *
 * The same for a scope of memalloc_noio_save() that was not left: all that
 * the task does next would be denied I/O, and nobody would see why.
 */
#include <linux/bug.h>
#include <linux/context_check.h>
#include <linux/sched.h>

static void end_scopes(const struct context_mark *before, const char *what,
		       unsigned long fn)
{
	unsigned int scopes = context_scopes();

	if (scopes == before->scopes)
		return;
	WARN(1, "BUG: %s %pS returned in scopes %#x, not %#x: "
	     "a memalloc_..._save() without its restore? (%s/%d)\n", what,
	     (void *)fn, scopes, before->scopes, current->comm, current->pid);
	WRITE_ONCE(current->flags,
		   (current->flags & ~scopes) | before->scopes);
}

void context_leaked(const struct context_mark *before, const char *what,
		    unsigned long fn)
{
	int count = preempt_count();

	lockdep_check_held(before->locks, what, "");
	end_scopes(before, what, fn);
	WARN(count != before->preempt,
	     "BUG: %s %pS returned with preempt count %#x, not %#x: "
	     "a get_cpu_var() without put_cpu_var(), or a lock kept? (%s/%d)\n",
	     what, (void *)fn, count, before->preempt, current->comm,
	     current->pid);
	preempt_count_sub(count - before->preempt);
	if (irqs_disabled() == before->irqs_off)
		return;
	WARN(1, "BUG: %s %pS returned with interrupts %s (%s/%d)\n", what,
	     (void *)fn, before->irqs_off ? "on" : "off", current->comm,
	     current->pid);
	if (before->irqs_off)
		local_irq_disable();
	else
		local_irq_enable();
}
