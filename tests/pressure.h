/* SPDX-License-Identifier: MIT */
/*
 * pressure.h - kinds of callers, for when there is no memory
 *
 * tests/torture_pressure.c has the kinds, tests/pressure_test.c takes all
 * memory away and gives it back while they are at it.
 */
#ifndef _TESTS_PRESSURE_H
#define _TESTS_PRESSURE_H

#include <linux/atomic.h>

#include "torture.h"

/**
 * struct pressure_kind - one kind of caller
 * @name:     for the report
 * @step:     take something, look at it, give it back; may sleep
 * @got, @refused: how often there was some, and none
 */
struct pressure_kind {
	const char *name;
	void (*step)(struct torture_worker *w, struct pressure_kind *kind);
	atomic_long_t got;
	atomic_long_t refused;
};

#define NR_PRESSURE_KINDS	7
extern struct pressure_kind pressure_kinds[NR_PRESSURE_KINDS];

/* Timers that allocate in interrupts; what came of it. */
extern atomic_long_t pressure_atomic_got, pressure_atomic_refused;

/* What all share, for @nr workers. Return: 0, -ENOMEM. */
int pressure_prepare(unsigned int nr);
/* Worker @w is on its CPU; is about to end. */
void pressure_enter(struct torture_worker *w);
void pressure_leave(struct torture_worker *w);
void pressure_finish(void);

#endif
