// SPDX-License-Identifier: MIT
/*
 * console.c - the mm> prompt: a line becomes words, the words a command
 *
 * PROBLEM
 *	The reader of this kernel wants to ask it things while it runs: what
 *	does the memory map look like, what is in the buddy's lists, does this
 *	test still pass. Each subsystem has its own questions, and must be
 *	able to add them without touching a list in here.
 *
 * IDEA
 *	A command is a struct con_cmd that its file puts into the linker's
 *	table con_cmds. What is left for the console is a pipe of four:
 *
 *		arch_console_getc()	a byte, waiting for it
 *		readline_feed()		bytes -> a line, with editing
 *		split_words()		a line -> argv[], in the line itself
 *		console_find()		argv[0] -> the command, and it runs
 *
 * ANSWERS
 *	Whatever goes wrong is said in one line that begins with who says it:
 *
 *		mm> memmpa
 *		mm: memmpa: unknown command; try help (did you mean memmap?)
 *		mm> poweroff now
 *		usage: poweroff
 *		mm> cat "/proc/version
 *		mm: open quote, or a backslash at the end
 *
 * THE END
 *	^D, or the end of the input where there can be one, powers off. The
 *	machine's exit status is the verdict of the self-tests, so a script
 *	that pipes commands into `make run` learns whether they passed.
 *
 * LOCKING
 *	None: one task reads the console. Commands take what they need.
 */

#include <linux/context_check.h>
#include <linux/console.h>
#include <linux/errname.h>
#include <linux/errno.h>
#include <linux/machine.h>
#include <linux/printk.h>
#include <linux/proc_fs.h>
#include <linux/readline.h>
#include <linux/reboot.h>
#include <linux/sched.h>
#include <linux/self_test.h>
#include <linux/string.h>
#include <linux/words.h>
#include <asm/setup.h>

static struct readline console_line;

static void seq_console_write(struct seq_file *m, const char *text, size_t len)
{
	console_write(text, len);
}

void seq_file_to_console(struct seq_file *m)
{
	*m = (struct seq_file){ .write = seq_console_write };
}

int console_show(int argc, int (*view)(struct seq_file *m, void *v))
{
	struct seq_file m;

	if (argc > 1)
		return -EINVAL;
	seq_file_to_console(&m);
	return view(&m, NULL);
}

/* The table of commands */

const struct con_cmd *console_find(const char *name)
{
	const struct con_cmd *const *cmd;

	for_each_table_entry(cmd, con_cmds)
		if (!strcmp((*cmd)->name, name))
			return *cmd;
	return NULL;
}

/* The table is in link order: the least of those that come after @name. */
const struct con_cmd *console_next(const char *name)
{
	const struct con_cmd *const *cmd;
	const struct con_cmd *next = NULL;

	for_each_table_entry(cmd, con_cmds) {
		if (strcmp((*cmd)->name, name) <= 0)
			continue;
		if (!next || strcmp((*cmd)->name, next->name) < 0)
			next = *cmd;
	}
	return next;
}

/* Running a line */

void console_usage(const struct con_cmd *cmd)
{
	console_printf("usage: %s%s%s\n", cmd->name, *cmd->args ? " " : "",
		       cmd->args);
}

void console_explain(const struct con_cmd *cmd, int err)
{
	const char *text = errname(-err);

	if (err == -EINVAL)
		console_usage(cmd);
	else if (text)
		console_printf("%s: %s\n", cmd->name, text);
	else
		console_printf("%s: error %d\n", cmd->name, err);
}

static void unknown_command(const char *word)
{
	struct suggestion meant = { .typed = word };
	const struct con_cmd *cmd;

	for (cmd = console_next(""); cmd; cmd = console_next(cmd->name))
		suggest(&meant, cmd->name);

	console_printf("mm: %s: unknown command; try help", word);
	if (meant.best)
		console_printf(" (did you mean %s?)", meant.best);
	console_printf("\n");
}

static int run_words(int argc, char **argv)
{
	struct context_mark before;
	const struct con_cmd *cmd = console_find(argv[0]);
	int err;

	if (!cmd) {
		unknown_command(argv[0]);
		return -ENOENT;
	}

	context_mark(&before);
	err = cmd->run(argc, argv);
	context_check(&before, "command", (unsigned long)cmd->run);
	if (err < 0)
		console_explain(cmd, err);
	return err;
}

int console_run(char *line)
{
	char *argv[CONSOLE_MAX_WORDS + 1];
	int argc = split_words(line, argv, CONSOLE_MAX_WORDS);

	if (argc == -E2BIG)
		console_printf("mm: more than %d words\n", CONSOLE_MAX_WORDS);
	else if (argc < 0)
		console_printf("mm: open quote, or a backslash at the end\n");
	if (argc <= 0)
		return argc;

	argv[argc] = NULL;
	return run_words(argc, argv);
}

/* Completion: commands first, then what `help` or `cat` can be asked for */

static void offer_commands(struct readline *rl)
{
	const struct con_cmd *cmd;

	for (cmd = console_next(""); cmd; cmd = console_next(cmd->name))
		readline_offer(rl, cmd->name);
}

/* Names alone, unless the word already begins like a path. */
static void offer_views(struct readline *rl, const char *prefix)
{
	const struct proc_view *view;
	char path[64];

	for (view = proc_next(""); view; view = proc_next(view->name)) {
		strscpy(path, prefix, sizeof(path));
		strscpy(path + strlen(prefix), view->name,
			sizeof(path) - strlen(prefix));
		readline_offer(rl, path);
	}
}

/* Is buf[0, start) nothing but blanks, so that the word is the command? */
static bool is_first_word(const struct readline *rl, size_t start)
{
	size_t blanks = 0;

	while (blanks < start && rl->buf[blanks] == ' ')
		blanks++;
	return blanks == start;
}

static void console_complete(struct readline *rl, size_t start)
{
	if (is_first_word(rl, start) || !strncmp(rl->buf, "help ", 5))
		offer_commands(rl);
	else
		offer_views(rl, rl->buf[start] == '/' ? "/proc/" : "");
}

/* The loop */

static void power_off(void)
{
	console_printf("\n");
	machine_poweroff(self_test_verdict);
}

static void handle_byte(struct readline *rl, int c)
{
	switch (readline_feed(rl, c)) {
	case READLINE_MORE:
		break;
	case READLINE_EOF:
		power_off();
		break;
	case READLINE_LINE:
		console_run(rl->buf);
		readline_start(rl);
		break;
	case READLINE_INTERRUPT:
		readline_start(rl);
		break;
	}
}

static struct task_struct *reader;

static void wake_reader(void)
{
	wake_up_process(reader);
}

/* As everybody waits: linux/sched.h. A byte, or CONSOLE_END. */
static int read_byte(void)
{
	int c;

	for (;;) {
		set_current_state(TASK_INTERRUPTIBLE);
		c = arch_console_getc();
		if (c != CONSOLE_NOTHING)
			break;
		schedule();
	}
	__set_current_state(TASK_RUNNING);
	return c;
}

void console_loop(void)
{
	struct readline *rl = &console_line;
	int c;

	readline_init(rl, "mm> ", console_write);
	rl->complete = console_complete;
	readline_start(rl);
	reader = current;
	console_input = wake_reader;

	for (;;) {
		c = read_byte();
		if (c == CONSOLE_END)
			power_off();
		handle_byte(rl, c);
	}
}
