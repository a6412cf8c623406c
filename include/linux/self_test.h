/* SPDX-License-Identifier: MIT */
/*
 * self_test.h - the tests inside the kernel, and what they say of it
 *
 * Boot parameters: test=GLOB chooses (all without it; "none"),
 * kunit_shutdown=poweroff|reboot|halt ends the machine afterwards.
 */
#ifndef _LINUX_SELF_TEST_H
#define _LINUX_SELF_TEST_H

#include <linux/reboot.h>

/*
 * What a power-off reports. EXIT_FAIL until self_test_boot() has decided, and
 * while tests run: a machine that ends before its tests did has not passed.
 * Once failed it stays failed.
 */
extern enum exit_verdict self_test_verdict;

/**
 * self_test_init - name what no case may change: free pages, warnings
 *
 * Once, when pages can be counted. A WARN that a case did not expect
 * (kunit/test-bug.h) fails it, and so does a page that it kept.
 */
void self_test_init(void);

/**
 * self_test_boot - run what test= chose; the last step of the boot
 *
 * Does not return if kunit_shutdown= was given.
 *
 * Return: 0 if all passed or none was asked for; -ENOENT if the glob matches
 * nothing, which is a failure; -EIO if any failed.
 */
int self_test_boot(void);

#endif
