// SPDX-License-Identifier: MIT
/*
 * console_cmds.c - the commands that belong to no subsystem
 *
 * The others stand beside what they show: `memmap` in boot/, `bootmem` in
 * mm/. Each is a function and one CONSOLE_CMD line; see linux/console_cmd.h.
 */

#include <linux/bug.h>
#include <linux/console.h>
#include <linux/errname.h>
#include <linux/errno.h>
#include <linux/printk.h>
#include <linux/proc_fs.h>
#include <linux/reboot.h>
#include <linux/self_test.h>
#include <linux/string.h>
#include <linux/words.h>
#include <asm/setup.h>

/* help */

/* Columns of "name args". */
static int usage_width(const struct con_cmd *cmd)
{
	size_t args_len = strlen(cmd->args);

	return strlen(cmd->name) + (args_len ? 1 + args_len : 0);
}

static void help_all(void)
{
	const struct con_cmd *cmd;
	int width = 0;

	for (cmd = console_next(""); cmd; cmd = console_next(cmd->name))
		if (usage_width(cmd) > width)
			width = usage_width(cmd);

	for (cmd = console_next(""); cmd; cmd = console_next(cmd->name))
		console_printf("  %s%s%s%*s  %s\n", cmd->name,
			       *cmd->args ? " " : "", cmd->args,
			       width - usage_width(cmd), "", cmd->help);
}

static int cmd_help(int argc, char **argv)
{
	const struct con_cmd *cmd;

	if (argc > 2)
		return -EINVAL;
	if (argc == 1) {
		help_all();
		return 0;
	}

	cmd = console_find(argv[1]);
	if (!cmd) {
		console_printf("help: %s: unknown command\n", argv[1]);
		return 1;
	}
	console_usage(cmd);
	console_printf("  %s\n", cmd->help);
	return 0;
}
CONSOLE_CMD("help", "[COMMAND]", "this list, or how to use one command",
	    cmd_help);

/* Text */

static int cmd_echo(int argc, char **argv)
{
	int i;

	for (i = 1; i < argc; i++)
		console_printf("%s%s", i > 1 ? " " : "", argv[i]);
	console_printf("\n");
	return 0;
}
CONSOLE_CMD("echo", "[WORD...]", "print the words", cmd_echo);

static int cmd_dmesg(int argc, char **argv)
{
	if (argc > 1)
		return -EINVAL;
	printk_show_log(console_write);
	return 0;
}
CONSOLE_CMD("dmesg", "", "the messages since the boot", cmd_dmesg);

static int cmd_version(int argc, char **argv)
{
	if (argc > 1)
		return -EINVAL;
	console_printf("%s\n", kernel_banner);
	return 0;
}
CONSOLE_CMD("version", "", "what this kernel is and what built it",
	    cmd_version);

static int cmd_uptime(int argc, char **argv)
{
	u64 ms = arch_clock_ns() / 1000000;

	if (argc > 1)
		return -EINVAL;
	console_printf("up %llu.%03llu s\n", ms / 1000, ms % 1000);
	return 0;
}
CONSOLE_CMD("uptime", "", "seconds since the boot", cmd_uptime);

/* Views */

static void no_such_view(const char *name)
{
	struct suggestion meant = { .typed = name };
	const struct proc_view *view;

	if (!strncmp(name, "/proc/", 6))
		meant.typed += 6;
	for (view = proc_next(""); view; view = proc_next(view->name))
		suggest(&meant, view->name);

	console_printf("cat: %s: no such view; try ls", name);
	if (meant.best)
		console_printf(" (did you mean %s?)", meant.best);
	console_printf("\n");
}

/* 0, or 1 for a failure that was explained. */
static int cat_one(const char *name)
{
	struct seq_file m;
	int err;

	if (!proc_find(name)) {
		no_such_view(name);
		return 1;
	}

	seq_file_to_console(&m);
	err = proc_cat(name, &m);
	if (err >= 0)
		return 0;
	console_printf("cat: %s: %s\n", name, errname(-err) ?: "failed");
	return 1;
}

static int cmd_cat(int argc, char **argv)
{
	int failed = 0;
	int i;

	if (argc < 2)
		return -EINVAL;
	for (i = 1; i < argc; i++)
		failed |= cat_one(argv[i]);
	return failed;
}
CONSOLE_CMD("cat", "NAME...", "print /proc/NAME; NAME alone will do", cmd_cat);

static int cmd_ls(int argc, char **argv)
{
	const struct proc_view *view;

	if (argc > 2)
		return -EINVAL;
	if (argc == 2 && strcmp(argv[1], "/proc") &&
	    strcmp(argv[1], "/proc/")) {
		console_printf("ls: %s: there is only /proc\n", argv[1]);
		return 1;
	}

	for (view = proc_next(""); view; view = proc_next(view->name))
		console_printf("%s\n", view->name);
	return 0;
}
CONSOLE_CMD("ls", "[/proc]", "the names that cat knows", cmd_ls);

/* Ways out */

static int cmd_poweroff(int argc, char **argv)
{
	if (argc > 1)
		return -EINVAL;
	machine_poweroff(self_test_verdict);
	return 0;
}
CONSOLE_CMD("poweroff", "", "end, with the self-tests' verdict", cmd_poweroff);

static int cmd_reboot(int argc, char **argv)
{
	if (argc > 1)
		return -EINVAL;
	machine_restart();
	return 0;
}
CONSOLE_CMD("reboot", "", "reset the machine", cmd_reboot);

static int cmd_halt(int argc, char **argv)
{
	if (argc > 1)
		return -EINVAL;
	machine_halt();
	return 0;
}
CONSOLE_CMD("halt", "", "stop the CPU and leave the machine on", cmd_halt);

/* To see what a panic looks like, and that the runner takes it for one. */
static int cmd_panic(int argc, char **argv)
{
	if (argc > 2)
		return -EINVAL;
	panic("%s", argc == 2 ? argv[1] : "asked for at the console");
}
CONSOLE_CMD("panic", "[\"REASON\"]", "stop as if an invariant had broken",
	    cmd_panic);
