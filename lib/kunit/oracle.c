// SPDX-License-Identifier: MIT
/*
 * oracle.c - numbers that a test must leave as it found them
 *
 * PROBLEM
 *	A test that passes and leaks is a test of nothing. But KUnit stands
 *	below the allocators and cannot count their pages.
 *
 * IDEA
 *	Those who can count register a number. The runner reads all of them
 *	before a case's init and after its last release, and says which moved.
 *
 *		before | init  case  exit  release | after
 *		  731				      731	fine
 *		  731				      730	a page is gone
 *
 * INVARIANT
 *	I1  A slot keeps its oracle until that one unregisters; a reading is
 *	    compared only with a reading of the same oracle in the same slot,
 *	    so registering in the middle of a case accuses nobody.
 */
#include <linux/bug.h>
#include <kunit/test.h>
#include "internal.h"

static const struct kunit_oracle *oracles[KUNIT_ORACLES_MAX];

void kunit_register_oracle(const struct kunit_oracle *oracle)
{
	unsigned int i;

	for (i = 0; i < KUNIT_ORACLES_MAX; i++) {
		if (oracles[i])
			continue;
		oracles[i] = oracle;
		return;
	}
	WARN(1, "kunit: no room for oracle %s, there are %u already\n",
	     oracle->name, i);
}

void kunit_unregister_oracle(const struct kunit_oracle *oracle)
{
	unsigned int i;

	for (i = 0; i < KUNIT_ORACLES_MAX; i++) {
		if (oracles[i] == oracle)
			oracles[i] = NULL;
	}
}

void kunit_oracles_read(struct kunit_reading *before)
{
	unsigned int i;

	for (i = 0; i < KUNIT_ORACLES_MAX; i++) {
		before->oracle[i] = oracles[i];
		before->value[i] = oracles[i] ? oracles[i]->read() : 0;
	}
}

unsigned int kunit_oracles_compare(const struct kunit_reading *before,
				   const char *name)
{
	unsigned int i, moved = 0;
	u64 after;

	for (i = 0; i < KUNIT_ORACLES_MAX; i++) {
		if (!oracles[i] || oracles[i] != before->oracle[i])
			continue;	/* I1 */
		after = oracles[i]->read();
		if (after == before->value[i])
			continue;
		__kunit_log(KUNIT_SUBTEST_INDENT
			    "# %s: memory: %s was %llu before, %llu after",
			    name, oracles[i]->name, before->value[i], after);
		moved++;
	}
	return moved;
}
