// SPDX-License-Identifier: MIT
/*
 * kmemleak_cmds.c - what Linux has one write to its kmemleak file
 */
#include <linux/console.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/kmemleak.h>
#include <linux/kstrtox.h>
#include <linux/string.h>

static int scan(void)
{
	if (!kmemleak_on)
		console_printf("kmemleak: it is off: only caches with "
			       "tracks (slab_debug=U) are watched\n");
	console_printf("kmemleak: %u suspected memory leaks (see /proc/kmemleak)\n",
		       kmemleak_scan());
	return 0;
}

static int dump(const char *address)
{
	unsigned long addr;
	struct seq_file m;

	if (kstrtoul(address, 16, &addr))
		return -EINVAL;
	seq_file_to_console(&m);
	if (kmemleak_dump(&m, (void *)addr))
		return 0;
	console_printf("kmemleak: %s lies in no object that is watched\n",
		       address);
	return 1;
}

static int cmd_kmemleak(int argc, char **argv)
{
	if (argc == 2 && !strcmp(argv[1], "scan"))
		return scan();
	if (argc == 2 && !strcmp(argv[1], "clear")) {
		kmemleak_clear();
		return 0;
	}
	if (argc == 3 && !strcmp(argv[1], "dump"))
		return dump(argv[2]);
	return -EINVAL;
}
CONSOLE_CMD("kmemleak", "scan|clear|dump ADDR",
	    "objects that nothing leads to (kmemleak=on)", cmd_kmemleak);
