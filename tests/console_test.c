// SPDX-License-Identifier: MIT
/*
 * console_test.c - the prompt's dispatch, its messages, and the /proc table
 *
 * What the console prints is caught by a sink of our own; the other sinks show
 * it too, between the lines of KTAP.
 */

#include <kunit/test.h>
#include <linux/console.h>
#include <linux/errno.h>
#include <linux/printk.h>
#include <linux/proc_fs.h>
#include <linux/readline.h>
#include <linux/self_test.h>
#include <linux/string.h>

static char shown[16384];
static size_t shown_len;

static void catch_text(const char *text, size_t len)
{
	if (len > sizeof(shown) - 1 - shown_len)
		len = sizeof(shown) - 1 - shown_len;
	memcpy(shown + shown_len, text, len);
	shown_len += len;
	shown[shown_len] = '\0';
}

static struct printk_sink catcher = { .name = "test", .write = catch_text };

static int console_test_init(struct kunit *test)
{
	printk_register_sink(&catcher);
	return 0;
}

static void console_test_exit(struct kunit *test)
{
	printk_unregister_sink(&catcher);
}

/* Run a line of its own, as the prompt would; what it prints is in shown[]. */
static int run(const char *text)
{
	char line[READLINE_MAX];

	strscpy(line, text, sizeof(line));
	shown_len = 0;
	shown[0] = '\0';
	return console_run(line);
}

/* Guards that Enter alone does and says nothing. */
static void blank_line(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, run(""), 0);
	KUNIT_EXPECT_EQ(test, run(" \t  "), 0);
	KUNIT_EXPECT_STREQ(test, shown, "");
}

/* Guards the way of the words from the line to the command. */
static void words_reach_the_command(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, run("echo one  \"two  2\" thr\\\"ee"), 0);
	KUNIT_EXPECT_STREQ(test, shown, "one two  2 thr\"ee\n");
	KUNIT_EXPECT_EQ(test, run("echo"), 0);
	KUNIT_EXPECT_STREQ(test, shown, "\n");
}

/* Guards the answer to a typing mistake. */
static void unknown_command(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, run("versoin"), -ENOENT);
	KUNIT_EXPECT_STREQ(test, shown, "mm: versoin: unknown command; "
			   "try help (did you mean version?)\n");
	KUNIT_EXPECT_EQ(test, run("power"), -ENOENT);
	KUNIT_EXPECT_STREQ(test, shown, "mm: power: unknown command; "
			   "try help (did you mean poweroff?)\n");
	KUNIT_EXPECT_EQ(test, run("qqqqqq"), -ENOENT);
	KUNIT_EXPECT_STREQ(test, shown,
			   "mm: qqqqqq: unknown command; try help\n");
	KUNIT_EXPECT_EQ(test, run("\"\""), -ENOENT);
	KUNIT_EXPECT_STREQ(test, shown, "mm: : unknown command; try help\n");
}

/* Guards that a line that cannot be cut into words runs nothing. */
static void refused_lines(struct kunit *test)
{
	char line[] = "echo 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 "
		      "21 22 23 24 25 26 27 28 29 30 31 32 33";

	KUNIT_EXPECT_EQ(test, run(line), -E2BIG);
	KUNIT_EXPECT_STREQ(test, shown, "mm: more than 32 words\n");
	line[strlen(line) - 3] = '\0';
	KUNIT_EXPECT_EQ(test, run(line), 0);
	KUNIT_EXPECT_EQ(test, strncmp(shown, line + 5, strlen(line + 5)), 0);
	KUNIT_EXPECT_EQ(test, run("echo \"a"), -EINVAL);
	KUNIT_EXPECT_STREQ(test, shown,
			   "mm: open quote, or a backslash at the end\n");
}

/* Guards what each kind of failure looks like. */
static void failures_are_explained(struct kunit *test)
{
	struct con_cmd cmd = { .name = "demo", .args = "[N]" };

	KUNIT_EXPECT_EQ(test, run("version now"), -EINVAL);
	KUNIT_EXPECT_STREQ(test, shown, "usage: version\n");
	KUNIT_EXPECT_EQ(test, run("cat"), -EINVAL);
	KUNIT_EXPECT_STREQ(test, shown, "usage: cat NAME...\n");

	run("");
	console_explain(&cmd, -EINVAL);
	console_explain(&cmd, -ENOMEM);
	console_explain(&cmd, -9999);
	KUNIT_EXPECT_STREQ(test, shown, "usage: demo [N]\ndemo: ENOMEM\n"
			   "demo: error -9999\n");
}

/* Guards the tables: sorted, every entry reached, no name twice. */
static void tables_are_walked_in_order(struct kunit *test)
{
	const struct proc_view *view;
	const struct con_cmd *cmd;
	long commands = 0, views = 0;

	for (cmd = console_next(""); cmd; cmd = console_next(cmd->name)) {
		KUNIT_EXPECT_PTR_EQ(test, console_find(cmd->name), cmd);
		commands++;
	}
	for (view = proc_next(""); view; view = proc_next(view->name)) {
		KUNIT_EXPECT_PTR_EQ(test, proc_find(view->name), view);
		views++;
	}
	KUNIT_EXPECT_EQ(test, commands, __stop_con_cmds - __start_con_cmds);
	KUNIT_EXPECT_EQ(test, views, __stop_proc_views - __start_proc_views);
	KUNIT_EXPECT_NULL(test, console_find("hel"));
	KUNIT_EXPECT_NULL(test, proc_find("/proc/"));
}

/* In which column of its line in shown[] @cmd's help text begins, or -1. */
static long help_column(const struct con_cmd *cmd)
{
	char start[64] = "  ";
	const char *line = shown;
	size_t len;

	strlcat(start, cmd->name, sizeof(start));
	strlcat(start, " ", sizeof(start));
	len = strlen(start);

	while (line && strncmp(line, start, len) != 0) {
		line = strchr(line, '\n');
		if (line)
			line++;
	}
	return line ? strstr(line, cmd->help) - line : -1;
}

/* Guards the table of help: every command, its text in one column. */
static void help_lists_all(struct kunit *test)
{
	const struct con_cmd *cmd;
	long column;

	KUNIT_EXPECT_EQ(test, run("help"), 0);
	column = help_column(console_find("help"));
	KUNIT_EXPECT_GT(test, column, 0);
	for (cmd = console_next(""); cmd; cmd = console_next(cmd->name))
		KUNIT_EXPECT_EQ_MSG(test, help_column(cmd), column, "%s",
				    cmd->name);
}

/* Guards help on one command, and on one that is not there. */
static void help_on_one(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, run("help echo"), 0);
	KUNIT_EXPECT_STREQ(test, shown,
			   "usage: echo [WORD...]\n  print the words\n");
	KUNIT_EXPECT_GT(test, run("help qqqqqq"), 0);
	KUNIT_EXPECT_STREQ(test, shown, "help: qqqqqq: unknown command\n");
	KUNIT_EXPECT_EQ(test, run("help a b"), -EINVAL);
}

/* Guards both names of a view, several at once, and a wrong one among them. */
static void cat_views(struct kunit *test)
{
	char banner[256];

	strscpy(banner, kernel_banner, sizeof(banner));
	strlcat(banner, "\n", sizeof(banner));
	KUNIT_EXPECT_EQ(test, run("cat /proc/version"), 0);
	KUNIT_EXPECT_STREQ(test, shown, banner);
	KUNIT_EXPECT_EQ(test, run("cat version"), 0);
	KUNIT_EXPECT_STREQ(test, shown, banner);

	KUNIT_EXPECT_GT(test, run("cat /proc/vresion version"), 0);
	strscpy(banner, "cat: /proc/vresion: no such view; try ls "
		"(did you mean version?)\n", sizeof(banner));
	KUNIT_EXPECT_EQ(test, strncmp(shown, banner, strlen(banner)), 0);
	KUNIT_EXPECT_NOT_NULL(test, strstr(shown, kernel_banner));
	KUNIT_EXPECT_EQ(test, proc_cat("no-such-view", NULL), -ENOENT);
}

/* Guards ls: one name a line, all of them, and no folder but /proc. */
static void ls_lists_views(struct kunit *test)
{
	const struct proc_view *view;
	const char *at = shown;

	KUNIT_EXPECT_EQ(test, run("ls /proc"), 0);
	for (view = proc_next(""); view; view = proc_next(view->name)) {
		size_t len = strlen(view->name);

		KUNIT_ASSERT_EQ(test, strncmp(at, view->name, len), 0);
		KUNIT_ASSERT_EQ(test, at[len], '\n');
		at += len + 1;
	}
	KUNIT_EXPECT_EQ(test, *at, '\0');
	KUNIT_EXPECT_GT(test, run("ls /dev"), 0);
	KUNIT_EXPECT_STREQ(test, shown, "ls: /dev: there is only /proc\n");
}

/* Guards the form of uptime: seconds with two digits, two numbers. */
static void uptime_view(struct kunit *test)
{
	struct seq_buf_sink sink;
	struct seq_file m;
	char text[64];
	const char *dot;

	seq_file_to_buf(&m, &sink, text, sizeof(text));
	KUNIT_EXPECT_EQ(test, proc_cat("uptime", &m), 0);
	dot = strchr(text, '.');
	KUNIT_ASSERT_NOT_NULL(test, dot);
	KUNIT_EXPECT_STREQ(test, dot + 3, " 0.00\n");
}

/*
 * Guards the verdict: while a test runs, this one included, it is a failure,
 * and `test` inside a test neither runs nor turns it into a pass.
 */
static void verdict_while_testing(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, self_test_verdict, EXIT_FAIL);
	KUNIT_EXPECT_GT(test, run("test words"), 0);
	KUNIT_EXPECT_EQ(test, self_test_verdict, EXIT_FAIL);
}

/* Guards the list that `test -l` gives to scripts. */
static void tests_are_listed(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, run("test -l"), 0);
	KUNIT_EXPECT_NOT_NULL(test, strstr(shown, "console.blank_line\n"));
	KUNIT_EXPECT_EQ(test, run("test a b"), -EINVAL);
}

static struct kunit_case console_test_cases[] = {
	KUNIT_CASE(blank_line),
	KUNIT_CASE(words_reach_the_command),
	KUNIT_CASE(unknown_command),
	KUNIT_CASE(refused_lines),
	KUNIT_CASE(failures_are_explained),
	KUNIT_CASE(tables_are_walked_in_order),
	KUNIT_CASE(help_lists_all),
	KUNIT_CASE(help_on_one),
	KUNIT_CASE(cat_views),
	KUNIT_CASE(ls_lists_views),
	KUNIT_CASE(uptime_view),
	KUNIT_CASE(verdict_while_testing),
	KUNIT_CASE(tests_are_listed),
	{}
};

static struct kunit_suite console_test_suite = {
	.name = "console",
	.init = console_test_init,
	.exit = console_test_exit,
	.test_cases = console_test_cases,
};
kunit_test_suite(console_test_suite);
