/* SPDX-License-Identifier: MIT */
/*
 * console_cmd.h - the console's commands: one line adds one
 *
 *	static int cmd_memmap(int argc, char **argv) { ... return 0; }
 *	CONSOLE_CMD("memmap", "", "the physical memory map", cmd_memmap);
 *
 *	CONSOLE_VIEW("acpi", "what the firmware says", acpi_show);
 */
#ifndef _LINUX_CONSOLE_CMD_H
#define _LINUX_CONSOLE_CMD_H

#include <linux/compiler.h>

struct seq_file;

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

/* A command without arguments that prints a view. */
#define CONSOLE_VIEW(word, line, view) \
	__CONSOLE_VIEW(word, line, view, __UNIQUE_ID(show))
#define __CONSOLE_VIEW(word, line, view, id) \
	static int id(int argc, char **argv) \
	{ \
		return console_show(argc, view); \
	} \
	CONSOLE_CMD(word, "", line, id)

/* console_show - what it does. Return: @view's; -EINVAL: there are arguments */
int console_show(int argc, int (*view)(struct seq_file *m, void *v));

#endif
