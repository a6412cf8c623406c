/* SPDX-License-Identifier: MIT */
/* bench.h - what main.c can do besides running suites */
#ifndef _TESTS_HOST_BENCH_H
#define _TESTS_HOST_BENCH_H

/* Our kmalloc() beside the host's allocators; each shape @rounds times. */
void host_bench(unsigned int rounds);

/* Locks and lines shared by @nr_cpus, counted: the build host-count only. */
void host_count(unsigned int nr_cpus);

#endif
