/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_KERNEL_STAT_H
#define _LINUX_KERNEL_STAT_H

/* nr_context_switches - from one task to another, on all CPUs, ever; a hint */
unsigned long long nr_context_switches(void);

#endif
