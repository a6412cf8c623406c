// SPDX-License-Identifier: MIT
/*
 * task_cmds.c - the tasks at the console
 */
#include <linux/console.h>
#include <linux/errno.h>
#include <linux/proc_fs.h>
#include <linux/sched_init.h>

PROC_VIEW("tasks", tasks_show);
PROC_VIEW("sched_debug", runqueues_show);

static int cmd_ps(int argc, char **argv)
{
	struct seq_file m;

	if (argc > 1)
		return -EINVAL;
	seq_file_to_console(&m);
	return tasks_show(&m, NULL);
}
CONSOLE_CMD("ps", "", "all tasks: number, state, CPU, switches, name", cmd_ps);
