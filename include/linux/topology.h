/* SPDX-License-Identifier: MIT */
/*
 * topology.h - which node a CPU belongs to
 */
#ifndef _LINUX_TOPOLOGY_H
#define _LINUX_TOPOLOGY_H

#include <linux/mmzone.h>
#include <linux/numa.h>
#include <linux/percpu-defs.h>
#include <linux/threads.h>

/* Of each CPU; filled from ACPI before there are per-CPU areas. */
extern int __cpu_node[NR_CPUS];

/* The same in the CPU's own area, where it costs one instruction. */
DECLARE_PER_CPU(int, numa_node);

static inline int cpu_to_node(int cpu)
{
	return __cpu_node[cpu];
}

static inline void set_cpu_numa_node(int cpu, int node)
{
	__cpu_node[cpu] = node;
	per_cpu(numa_node, cpu) = node;
}

/* Where this CPU's memory is best taken from. */
#define numa_node_id()	raw_cpu_read(numa_node)

/* Linux: the nearest node that has memory. Ours fall back by themselves. */
#define numa_mem_id()	numa_node_id()
#define cpu_to_mem(cpu)	cpu_to_node(cpu)

#endif
