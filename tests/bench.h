/* SPDX-License-Identifier: MIT */
/*
 * bench.h - measuring what a call costs, in instructions
 *
 * `bench` at the console runs every table of rows and prints for each row
 *
 *	BENCH name mean
 *
 * in hundredths of an instruction a call, when QEMU counts them (-icount
 * shift=0,sleep=off: then the time-stamp counter is an instruction counter).
 * `make bench` boots that way and prints the rows beside Linux's figures.
 *
 * A file adds its rows with BENCH(). Interrupts stay on, or calls that may
 * sleep would be reported; the tick comes every 4 million instructions and
 * takes some hundred, which no row shows.
 */
#ifndef _TESTS_BENCH_H
#define _TESTS_BENCH_H

#include <asm/msr.h>
#include <linux/compiler.h>
#include <linux/types.h>

/**
 * struct bench - rows that belong together
 * @name: for `bench GLOB`
 * @run:  measures and reports each
 */
struct bench {
	const char *name;
	void (*run)(void);
};

TABLE_DECLARE(benches, const struct bench);

#define BENCH(word, fn) __BENCH(word, fn, __UNIQUE_ID(bench))
#define __BENCH(word, fn, id) \
	static const struct bench id = { .name = word, .run = fn }; \
	TABLE_ENTRY(benches, const struct bench, &id)

/* What reading the counter costs; TIMED() takes it off. */
extern u64 bench_read_cost;

/* One timed run of @body. */
#define TIMED_IRQS_ON(body)	TIMED(body)
#define TIMED(body) \
({ \
	u64 __start, __end; \
	__start = rdtsc(); \
	body; \
	__end = rdtsc(); \
	__end - __start - bench_read_cost; \
})

/* A row: @name and @half together are its name; @total of all @calls. */
void bench_report(const char *name, const char *half, u64 total, u64 calls);

#endif
