/* SPDX-License-Identifier: MIT */
/* runtime.h - what the counted loops say to runtime.c */
#ifndef _TESTS_HOST_COUNT_RUNTIME_H
#define _TESTS_HOST_COUNT_RUNTIME_H

#include <linux/types.h>

/* A new count of the calls of @nr_cpus CPUs; what was seen is forgotten. */
void count_reset(void);

/* CPU @cpu makes a call, up to count_done(): what it touches is noted. */
void count_call(unsigned int cpu);
void count_done(void);

struct count_sums {
	unsigned long calls;
	unsigned long locks;	/* spinlocks taken */
	unsigned long lines;	/* written by a call, of those that are shared */
};

void count_read(struct count_sums *sums);

#endif
