// SPDX-License-Identifier: MIT
/*
 * self_test.c - when the tests inside the kernel run, and what follows
 *
 * PROBLEM
 *	The suites report each case as KTAP, for programs. Someone must choose
 *	which run, tell a person in one line how it went, and turn it into the
 *	machine's exit status in such a way that no accident looks like a pass.
 *
 * IDEA
 *	The verdict is EXIT_FAIL whenever it has not been earned: before the
 *	boot got to the tests, while tests run (one of them may power off by
 *	mistake), after one failed, and after a run that matched no test. It
 *	becomes EXIT_PASS in one place, and a later failure takes it away for
 *	good.
 *
 *		boot ---> FAIL ---> all of test=GLOB passed, ---> PASS
 *			   ^	    or test=none		   |
 *			   +---- a test fails, at any time -------+
 *
 * LOCKING
 *	None: only the first task runs tests, at boot and from the console.
 */

#include <kunit/test.h>
#include <linux/bug.h>
#include <linux/console.h>
#include <linux/errno.h>
#include <linux/mm.h>
#include <linux/init.h>
#include <linux/kswapd.h>
#include <linux/kthread.h>
#include <linux/percpu.h>
#include <linux/printk.h>
#include <linux/reboot.h>
#include <linux/self_test.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

enum exit_verdict self_test_verdict = EXIT_FAIL;

static const char all_tests[] = "*";

/* kunit_run_tests() takes 127 bytes. */
static char boot_glob[128] = "*";

enum after_boot_tests {
	AFTER_PROMPT,
	AFTER_POWEROFF,
	AFTER_REBOOT,
	AFTER_HALT,
};
static enum after_boot_tests after_boot;

static u64 read_warnings(void)
{
	return warn_count;
}

/*
 * What is kept for later (free objects, chunks of per-CPU memory, areas) is
 * no leak. A kswapd that has yet to see that memory is back would count it
 * with us.
 */
static u64 read_free_pages(void)
{
	kswapd_settle();
	kthread_trim();
	vm_unmap_aliases();
	slab_reap();
	percpu_trim();
	return nr_free_pages();
}

/*
 * A small object that is lost seldom moves a page. Counted where every path
 * behind a failure is walked; elsewhere others come and go meanwhile.
 */
static u64 read_objects(void)
{
	kvfree_rcu_barrier();
	return slab_objects();
}

static const struct kunit_oracle object_oracle = {
	.name = "objects in use",
	.read = read_objects,
};
static const struct kunit_oracle memory_oracle = {
	.name = "free pages",
	.read = read_free_pages,
};
static const struct kunit_oracle warning_oracle = {
	.name = "warnings printed",
	.read = read_warnings,
};

/*
 * A case that has a resource called "slab_errors", an int, counts what slab
 * debugging reports and mends, and reads nothing of it (Linux: slub_kunit).
 */
static bool count_slab_error(void)
{
	struct kunit *test = kunit_get_current_test();
	struct kunit_resource *errors;

	errors = test ? kunit_find_named_resource(test, "slab_errors") : NULL;
	if (!errors)
		return false;
	++*(int *)errors->data;
	kunit_put_resource(errors);
	return true;
}

void self_test_init(void)
{
	slab_error_hook = count_slab_error;
	kunit_register_oracle(&memory_oracle);
	kunit_register_oracle(&warning_oracle);
	if (kunit_fails_nth())
		kunit_register_oracle(&object_oracle);
}

static int parse_test(char *value)
{
	if (*value == '\0' || strlen(value) >= sizeof(boot_glob))
		return -EINVAL;
	strscpy(boot_glob, value, sizeof(boot_glob));
	return 0;
}
early_param("test", parse_test);

static int parse_kunit_shutdown(char *value)
{
	if (!strcmp(value, "poweroff"))
		after_boot = AFTER_POWEROFF;
	else if (!strcmp(value, "reboot"))
		after_boot = AFTER_REBOOT;
	else if (!strcmp(value, "halt"))
		after_boot = AFTER_HALT;
	else
		return -EINVAL;
	return 0;
}
early_param("kunit_shutdown", parse_kunit_shutdown);

/* Return: 0 if all passed, -EIO if not, others said why nothing ran. */
static int judge(const char *glob, int err, const struct kunit_stats *stats)
{
	if (err == -ENOENT)
		pr_err("self-tests: no test matches '%s'\n", glob);
	else if (err < 0)
		pr_err("self-tests: '%s' cannot be run: %d\n", glob, err);
	else if (stats->failed > 0)
		err = -EIO;
	return err;
}

/* Return: 0, or why the verdict is EXIT_FAIL from now on. */
static int run_tests(const char *glob)
{
	enum exit_verdict before = self_test_verdict;
	struct kunit_stats stats = { 0 };
	int err;

	self_test_verdict = EXIT_FAIL;
	err = judge(glob, kunit_run_tests(glob, &stats), &stats);
	if (!err)
		self_test_verdict = before;

	if (err == -EIO)
		pr_err("self-tests: %u passed, %u failed, %u skipped\n",
		       stats.passed, stats.failed, stats.skipped);
	else if (!err)
		pr_notice("self-tests: %u passed, %u failed, %u skipped\n",
			  stats.passed, stats.failed, stats.skipped);
	return err;
}

static void shut_down(void)
{
	switch (after_boot) {
	case AFTER_PROMPT:
		break;
	case AFTER_POWEROFF:
		machine_poweroff(self_test_verdict);
		break;
	case AFTER_REBOOT:
		machine_restart();
		break;
	case AFTER_HALT:
		machine_halt();
		break;
	}
}

int self_test_boot(void)
{
	int err = 0;

	self_test_verdict = EXIT_PASS;
	if (!strcmp(boot_glob, "none"))
		pr_notice("self-tests: none, as test=none asks\n");
	else
		err = run_tests(boot_glob);

	shut_down();
	return err;
}

static int cmd_test(int argc, char **argv)
{
	struct seq_file m;

	if (argc > 2)
		return -EINVAL;
	if (argc == 2 && !strcmp(argv[1], "-l")) {
		seq_file_to_console(&m);
		kunit_list(&m);
		return 0;
	}

	/* Its own lines have said why. */
	return run_tests(argc == 2 ? argv[1] : all_tests) ? 1 : 0;
}
CONSOLE_CMD("test", "[-l | GLOB]", "run the self-tests, or list them",
	    cmd_test);
