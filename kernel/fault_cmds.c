// SPDX-License-Identifier: MIT
/*
 * fault_cmds.c - make allocations fail, from the prompt
 *
 *	mm> fault fail_page_alloc min-order=0 ignore-gfp-wait=0 1,100,0,1
 *	mm> alloc 3
 *	FAULT_INJECTION: forcing a failure.
 *	name fail_page_alloc, interval 1, probability 100, space 0, times 1
 *	alloc: Out of memory
 *	mm> fault fail_page_alloc off
 *
 * Alone it lists the points. task-filter=Y is about the task that types.
 */
#include <linux/console.h>
#include <linux/errno.h>
#include <linux/fault-inject.h>
#include <linux/printk.h>

static int cmd_fault(int argc, char **argv)
{
	const struct fault_point *point;
	struct seq_file m;
	int i;

	if (argc == 1) {
		seq_file_to_console(&m);
		return fault_inject_show(&m, NULL);
	}
	point = fault_point_find(argv[1]);
	if (!point) {
		console_printf("fault: %s: no such point; fault alone lists them\n",
			       argv[1]);
		return 1;
	}
	fault_mark_task();
	for (i = 2; i < argc; i++) {
		if (!fault_point_set(point, argv[i]))
			continue;
		console_printf("fault: %s: try interval,probability,space,times or name=value\n",
			       argv[i]);
		return 1;
	}
	return 0;
}
CONSOLE_CMD("fault", "[POINT [SETTING...]]",
	    "make allocations fail; alone: where and how often", cmd_fault);
