// SPDX-License-Identifier: MIT
/*
 * smp.c - CPUs that are threads
 */
#include <asm/percpu.h>

__thread unsigned long host_cpu_off;
