// SPDX-License-Identifier: MIT
/*
 * cpu.c - what every floor may know of CPUs: their sets, and themselves
 *
 * Variables only the port and the boot write, everybody reads. They stand on
 * the lowest floor because inline functions of linux/ use them everywhere.
 *
 * Before setup_per_cpu_areas() the values of the image count, and they are
 * right: the boot CPU is number 0, of node 0, at distance 0.
 */
#include <linux/cpumask.h>
#include <linux/export.h>
#include <linux/percpu-defs.h>
#include <linux/preempt.h>
#include <linux/smp.h>
#include <linux/topology.h>

DEFINE_PER_CPU(unsigned long, this_cpu_off);
EXPORT_PER_CPU_SYMBOL(this_cpu_off);
DEFINE_PER_CPU(int, cpu_number);
EXPORT_PER_CPU_SYMBOL(cpu_number);
DEFINE_PER_CPU(int, numa_node);
DEFINE_PER_CPU(int, __preempt_count) = PREEMPT_ENABLED;
EXPORT_PER_CPU_SYMBOL(__preempt_count);

#if IS_ENABLED(CONFIG_DEBUG_PREEMPT)
void preempt_count_add(int val)
{
	bool began = !preempt_count();

	__preempt_count_add(val);
	if (began)
		preempt_off_began(_RET_IP_);
}
EXPORT_SYMBOL(preempt_count_add);
#endif

unsigned long __per_cpu_offset[NR_CPUS];
EXPORT_SYMBOL(__per_cpu_offset);
int __cpu_node[NR_CPUS];
EXPORT_SYMBOL(__cpu_node);

unsigned int nr_cpu_ids = 1;
EXPORT_SYMBOL(nr_cpu_ids);
struct cpumask __cpu_possible_mask = { { 1 } };
EXPORT_SYMBOL(__cpu_possible_mask);
struct cpumask __cpu_present_mask = { { 1 } };
EXPORT_SYMBOL(__cpu_present_mask);
struct cpumask __cpu_online_mask = { { 1 } };
EXPORT_SYMBOL(__cpu_online_mask);

/*
 * A window into one array serves every CPU: row b + 1 has bit b set in its
 * first word, and going back w words moves that bit to word w.
 */
#define ROW(b)	[(b) + 1] = { 1UL << (b) }
#define ROWS4(b)	ROW(b), ROW((b) + 1), ROW((b) + 2), ROW((b) + 3)
#define ROWS16(b)	ROWS4(b), ROWS4((b) + 4), ROWS4((b) + 8), ROWS4((b) + 12)
static const unsigned long
one_bit[BITS_PER_LONG + 1][BITS_TO_LONGS(NR_CPUS)] = {
	ROWS16(0), ROWS16(16), ROWS16(32), ROWS16(48)
};

const struct cpumask *cpumask_of(unsigned int cpu)
{
	const unsigned long *row = one_bit[cpu % BITS_PER_LONG + 1];

	return (const struct cpumask *)(row - cpu / BITS_PER_LONG);
}
EXPORT_SYMBOL(cpumask_of);

void set_cpu_possible(unsigned int cpu, bool possible)
{
	assign_bit(cpu, cpumask_bits(&__cpu_possible_mask), possible);
	nr_cpu_ids = find_last_bit(cpumask_bits(&__cpu_possible_mask),
				   NR_CPUS) + 1;
}

void set_cpu_present(unsigned int cpu, bool present)
{
	assign_bit(cpu, cpumask_bits(&__cpu_present_mask), present);
}

void set_cpu_online(unsigned int cpu, bool online)
{
	assign_bit(cpu, cpumask_bits(&__cpu_online_mask), online);
}
