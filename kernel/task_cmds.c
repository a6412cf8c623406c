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

CONSOLE_VIEW("ps", "all tasks: number, state, CPU, switches, name", tasks_show);
