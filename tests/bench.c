// SPDX-License-Identifier: MIT
/*
 * bench.c - the command that runs every benchmark: tests/bench.h
 */
#include <linux/console.h>
#include <linux/errno.h>
#include <linux/glob.h>
#include <linux/kernel.h>

#include "bench.h"

u64 bench_read_cost;

void bench_report(const char *name, const char *half, u64 total, u64 calls)
{
	u64 mean = total * 100 / calls;

	console_printf("BENCH %s%s %llu.%02llu\n", name, half, mean / 100,
		       mean % 100);
}

static void calibrate(void)
{
	unsigned int i;
	u64 best = ~0ULL;

	bench_read_cost = 0;
	for (i = 0; i < 16; i++)
		best = min(best, TIMED(barrier()));
	bench_read_cost = best;
}

static int cmd_bench(int argc, char **argv)
{
	const struct bench *const *bench;
	unsigned int ran = 0;

	if (argc > 2)
		return -EINVAL;
	calibrate();
	for_each_table_entry(bench, benches) {
		if (argc == 2 && !glob_match(argv[1], (*bench)->name))
			continue;
		(*bench)->run();
		ran++;
	}
	return ran ? 0 : -ENOENT;
}
CONSOLE_CMD("bench", "[GLOB]", "cost of calls in instructions (under -icount)",
	    cmd_bench);
