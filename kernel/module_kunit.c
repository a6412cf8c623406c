// SPDX-License-Identifier: MIT
/*
 * module_kunit.c - the suites that a module brings are run when it comes
 *
 * As on Linux: kunit_test_suite() in a module is found in its object file
 * and run after its init(); the KTAP goes to the console, and a failure
 * decides the machine's verdict as one of the boot's would. /proc and the
 * console's `test` know the kernel's own suites only: a module's come again
 * with the module.
 */
#include <kunit/test.h>
#include <kunit/run.h>
#include <linux/console.h>
#include <linux/kernel.h>
#include <linux/seq_file.h>
#include <linux/self_test.h>

#include "module_internal.h"

void module_run_suites(const struct module *mod)
{
	struct seq_file out;
	struct kunit_run run = {
		.begin = mod->kunit_suites,
		.end = mod->kunit_suites + mod->num_kunit_suites,
		.out = &out,
	};

	if (!mod->num_kunit_suites)
		return;
	seq_file_to_console(&out);
	if (kunit_run_suites(&run) || run.stats.failed)
		self_test_verdict = EXIT_FAIL;
	pr_info("%s: %u passed, %u failed, %u skipped\n", mod->name,
		run.stats.passed, run.stats.failed, run.stats.skipped);
}
