/* SPDX-License-Identifier: MIT */
/*
 * console.h - the mm> prompt
 *
 * Context: the boot CPU's first task, interrupts on; the commands may do what
 * a task may do. console_run() is for tests too.
 */
#ifndef _LINUX_CONSOLE_H
#define _LINUX_CONSOLE_H

#include <linux/compiler.h>
#include <linux/console_cmd.h>
#include <linux/seq_file.h>

/* argv[0] included: more words than any command takes. */
#define CONSOLE_MAX_WORDS	32

/* The Makefile's; a program that is no kernel has none. */
#ifndef PAGEWRIGHT_VERSION
#define PAGEWRIGHT_VERSION	"(no release)"
#endif

/* What `version` and /proc/version say. */
extern const char kernel_banner[];

/**
 * console_loop - read lines and run them until there are no more
 *
 * ^D, and the end of the input, power off with the verdict of the self-tests.
 */
void console_loop(void) __noreturn;

/**
 * console_run - run one line
 * @line: NUL-terminated; cut up in place
 *
 * Every failure has been explained on the console when this returns.
 *
 * Return: what the command returned; 0 for a blank line; -ENOENT for an
 * unknown command; -EINVAL for an open quote, -E2BIG for too many words.
 */
int console_run(char *line);

/* console_find - the command called @name, or NULL */
const struct con_cmd *console_find(const char *name);

/**
 * console_next - the first command, in alphabetical order, after @name
 * @name: "" for the very first
 * Return: NULL at the end.
 */
const struct con_cmd *console_next(const char *name);

/* console_usage - print "usage: NAME ARGS" */
void console_usage(const struct con_cmd *cmd);

/* console_explain - say why @cmd failed: @err is a negative errno */
void console_explain(const struct con_cmd *cmd, int err);

/* A seq_file whose text goes to the console. */
void seq_file_to_console(struct seq_file *m);

#endif
