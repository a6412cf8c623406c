// SPDX-License-Identifier: MIT
/*
 * might_sleep.c - "sleeping function called from invalid context"
 *
 * The wording is Linux's, which tools look for. A report counts as a WARN:
 * tests that provoke one count it, others are charged with it.
 *
 * debug_atomic_sleep=0 says nothing: for what is known to err and is run all
 * the same, as the benchmark that was written for a Linux without the check.
 */
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/init.h>
#include <linux/kstrtox.h>
#include <linux/lockdep.h>
#include <linux/might_sleep.h>
#include <linux/sched.h>
#include <linux/sprintf.h>

enum system_states system_state = SYSTEM_BOOTING;

static bool silent;

static void report(const char *file, int line, const char *text)
{
	if (!warn_begin(file, line, text))
		return;
	pr_err("%s", text);
	pr_err("in_atomic(): %d, irqs_disabled(): %d, pid: %d, name: %s\n",
	       in_atomic(), irqs_disabled(), current->pid, current->comm);
	pr_err("preempt_count: %x, expected: 0\n", preempt_count());
	show_atomic_since();
	pr_err("CPU: %d PID: %d Comm: %s\n", raw_smp_processor_id(),
	       current->pid, current->comm);
	debug_show_held_locks();
	dump_stack();
}

void __might_sleep(const char *file, int line)
{
	char text[128];

	if (silent || system_state != SYSTEM_RUNNING)
		return;
	scnprintf(text, sizeof(text),
		  "BUG: sleeping function called from invalid context at %s:%d\n",
		  file, line);
	report(file, line, text);
}
EXPORT_SYMBOL(__might_sleep);

void __cant_sleep(const char *file, int line)
{
	char text[128];

	if (silent || system_state != SYSTEM_RUNNING)
		return;
	scnprintf(text, sizeof(text),
		  "BUG: assuming atomic context at %s:%d\n", file, line);
	report(file, line, text);
}
EXPORT_SYMBOL(__cant_sleep);

void report_atomic_schedule(void)
{
	char text[128];

	scnprintf(text, sizeof(text),
		  "BUG: scheduling while atomic: %s/%d/0x%08x\n",
		  current->comm, current->pid, preempt_count());
	report(__FILE__, __LINE__, text);
}

static int atomic_sleep_setup(char *value)
{
	bool wanted;
	int err = kstrtobool(value, &wanted);

	if (!err)
		silent = !wanted;
	return err;
}
early_param("debug_atomic_sleep", atomic_sleep_setup);
