/* SPDX-License-Identifier: MIT */
/*
 * console_cmd.h - the console's commands: one line adds one
 *
 *	static int cmd_memmap(int argc, char **argv) { ... return 0; }
 *	CONSOLE_CMD("memmap", "", "the physical memory map", cmd_memmap);
 */
#ifndef _LINUX_CONSOLE_CMD_H
#define _LINUX_CONSOLE_CMD_H

#include <linux/compiler.h>

/**
 * struct con_cmd - a word at the mm> prompt
 * @name:  the word
 * @args:  its arguments for the usage line, "" for none: "[GLOB]"
 * @help:  one line for `help`, lower case, no full stop
 * @run:   argv[0] is @name, argv[argc] NULL; 0, or a negative errno: -EINVAL
 *         prints the usage line, others print "NAME: ERRNO-TEXT"; a positive
 *         number for a failure that it has already explained
 */
struct con_cmd {
	const char *name;
	const char *args;
	const char *help;
	int (*run)(int argc, char **argv);
};

TABLE_DECLARE(con_cmds, const struct con_cmd);

#define CONSOLE_CMD(word, usage, line, fn) \
	__CONSOLE_CMD(word, usage, line, fn, __UNIQUE_ID(cmd))
#define __CONSOLE_CMD(word, usage, line, fn, id) \
	static const struct con_cmd id = { \
		.name = word, .args = usage, .help = line, .run = fn \
	}; \
	TABLE_ENTRY(con_cmds, const struct con_cmd, &id)

#endif
