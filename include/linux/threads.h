/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_THREADS_H
#define _LINUX_THREADS_H

/* An xAPIC id has 8 bits; 255 is the broadcast address. */
#ifndef CONFIG_NR_CPUS
#define CONFIG_NR_CPUS	256
#endif
#define NR_CPUS		CONFIG_NR_CPUS

#endif
