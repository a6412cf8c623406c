// SPDX-License-Identifier: MIT
/*
 * kmemleak_cmds.c - what Linux has one write to its kmemleak file
 *
 *	mm> kmemleak scan
 *	kmemleak: 1 new suspected memory leaks (see /proc/kmemleak)
 *	mm> cat kmemleak
 */
#include <linux/console.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/kmemleak.h>
#include <linux/kthread.h>
#include <linux/string.h>

static int scan(void)
{
	int found;

	/* Stacks kept for the next threads hold what the last ones knew. */
	kthread_trim();
	found = kmemleak_scan();
	if (found < 0)
		return found;
	console_printf("kmemleak: %d new suspected memory leaks (see /proc/kmemleak)\n",
		       found);
	return 0;
}

static int cmd_kmemleak(int argc, char **argv)
{
	if (argc == 2 && !strcmp(argv[1], "scan"))
		return scan();
	if (argc != 2 || strcmp(argv[1], "clear"))
		return -EINVAL;
	kmemleak_clear();
	return 0;
}
CONSOLE_CMD("kmemleak", "scan|clear",
	    "objects that nothing leads to; then /proc/kmemleak", cmd_kmemleak);
