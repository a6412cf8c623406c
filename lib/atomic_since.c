// SPDX-License-Identifier: MIT
/*
 * atomic_since.c - where did it begin that this CPU may not sleep?
 *
 * The stack of who sleeps in atomic context says where he is, not who took
 * the lock, three returns ago. So in the debug builds (CONFIG_DEBUG_PREEMPT:
 * LOCKDEP=1, and the host) each CPU keeps the stack of the last time its
 * preempt count left 0, and of the last time its interrupts were switched
 * off. might_sleep() and schedule() show them beside their own.
 *
 * It is written when it has become true: from then on nobody else runs here
 * but interrupts, and to those it is true already, so they do not write.
 *
 * LEFT OUT
 *	Interrupts on the host, which are a thread's there and not a CPU's;
 *	and who is switched to in atomic context, a fault of its own, finds
 *	the stack of who ran here last.
 *
 * SOURCES
 *	Linux: CONFIG_DEBUG_PREEMPT's "Preemption disabled at:" (one address).
 */
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/machine.h>
#include <linux/might_sleep.h>
#include <linux/percpu-defs.h>
#include <linux/printk.h>

/* Eight tell who it was and on whose behalf; two more may be our own. */
#define SINCE_FRAMES	8
#define OWN_FRAMES	2

struct since {
	unsigned int from, nr;
	unsigned long pc[SINCE_FRAMES + OWN_FRAMES];
};

static DEFINE_PER_CPU(struct since, preempt_since);
static DEFINE_PER_CPU(struct since, irqs_since);

/* @ip: where the function returns to that did it; what is inside is ours. */
static void note(struct since *s, unsigned long ip)
{
	unsigned int i;

	s->from = 0;
	s->nr = machine_ops->stack_walk(s->pc, ARRAY_SIZE(s->pc));
	for (i = 0; i < min(s->nr, OWN_FRAMES + 1U); i++) {
		if (s->pc[i] == ip)
			s->from = i;
	}
}

void preempt_off_began(unsigned long ip)
{
	note(raw_cpu_ptr(&preempt_since), ip);
}

void irqs_off_began(void)
{
	note(raw_cpu_ptr(&irqs_since), _RET_IP_);
}
EXPORT_SYMBOL(irqs_off_began);

static void show(const char *what, const struct since *s)
{
	unsigned int i;

	if (!s->nr)
		return;
	pr_err("%s disabled at:\n", what);
	for (i = s->from; i < s->nr; i++)
		pr_err(" %pS\n", (void *)s->pc[i]);
}

/* Of the count if that is what forbids it: a lock is worth more than cli. */
void show_atomic_since(void)
{
	if (in_atomic())
		show("Preemption", raw_cpu_ptr(&preempt_since));
	else if (irqs_disabled())
		show("Interrupts", raw_cpu_ptr(&irqs_since));
}
