/* SPDX-License-Identifier: MIT */
/*
 * cpumask.h - sets of CPUs
 *
 *	possible  has a per-CPU area; fixed when the boot has read ACPI
 *	present	  is in the machine
 *	online	  runs
 *
 *	online is within present, present within possible; CPU 0 is the one
 *	that booted and is in all three. Numbers have no holes at boot.
 *
 * cpumask_set_cpu() and _clear_cpu() are atomic, __cpumask_*() are not.
 */
#ifndef _LINUX_CPUMASK_H
#define _LINUX_CPUMASK_H

#include <linux/bitmap.h>
#include <linux/find.h>
#include <linux/threads.h>

typedef struct cpumask {
	unsigned long bits[BITS_TO_LONGS(NR_CPUS)];
} cpumask_t;

#define cpumask_bits(maskp)	((maskp)->bits)

/* One above the highest possible CPU. */
extern unsigned int nr_cpu_ids;

extern struct cpumask __cpu_possible_mask;
extern struct cpumask __cpu_present_mask;
extern struct cpumask __cpu_online_mask;
#define cpu_possible_mask	((const struct cpumask *)&__cpu_possible_mask)
#define cpu_present_mask	((const struct cpumask *)&__cpu_present_mask)
#define cpu_online_mask		((const struct cpumask *)&__cpu_online_mask)

#define CPU_BITS_NONE		{ 0 }
#define CPU_MASK_NONE		((cpumask_t){ CPU_BITS_NONE })

/* cpumask_of - the set of @cpu alone; a constant, for ever */
const struct cpumask *cpumask_of(unsigned int cpu);

static inline void cpumask_set_cpu(unsigned int cpu, struct cpumask *dstp)
{
	set_bit(cpu, cpumask_bits(dstp));
}

static inline void cpumask_clear_cpu(int cpu, struct cpumask *dstp)
{
	clear_bit(cpu, cpumask_bits(dstp));
}

static inline void __cpumask_set_cpu(unsigned int cpu, struct cpumask *dstp)
{
	__set_bit(cpu, cpumask_bits(dstp));
}

static inline void __cpumask_clear_cpu(int cpu, struct cpumask *dstp)
{
	__clear_bit(cpu, cpumask_bits(dstp));
}

static inline bool cpumask_test_cpu(int cpu, const struct cpumask *cpumask)
{
	return test_bit(cpu, cpumask_bits(cpumask));
}

static inline bool cpumask_test_and_set_cpu(int cpu, struct cpumask *cpumask)
{
	return test_and_set_bit(cpu, cpumask_bits(cpumask));
}

static inline bool cpumask_test_and_clear_cpu(int cpu,
					      struct cpumask *cpumask)
{
	return test_and_clear_bit(cpu, cpumask_bits(cpumask));
}

static inline void cpumask_clear(struct cpumask *dstp)
{
	bitmap_zero(cpumask_bits(dstp), NR_CPUS);
}

/* All that have a number, possible or not. */
static inline void cpumask_setall(struct cpumask *dstp)
{
	bitmap_zero(cpumask_bits(dstp), NR_CPUS);
	bitmap_set(cpumask_bits(dstp), 0, nr_cpu_ids);
}

static inline void cpumask_copy(struct cpumask *dstp,
				const struct cpumask *srcp)
{
	bitmap_copy(cpumask_bits(dstp), cpumask_bits(srcp), NR_CPUS);
}

static inline bool cpumask_and(struct cpumask *dstp,
			       const struct cpumask *src1p,
			       const struct cpumask *src2p)
{
	return bitmap_and(cpumask_bits(dstp), cpumask_bits(src1p),
			  cpumask_bits(src2p), NR_CPUS);
}

static inline bool cpumask_andnot(struct cpumask *dstp,
				  const struct cpumask *src1p,
				  const struct cpumask *src2p)
{
	return bitmap_andnot(cpumask_bits(dstp), cpumask_bits(src1p),
			     cpumask_bits(src2p), NR_CPUS);
}

static inline void cpumask_or(struct cpumask *dstp,
			      const struct cpumask *src1p,
			      const struct cpumask *src2p)
{
	bitmap_or(cpumask_bits(dstp), cpumask_bits(src1p),
		  cpumask_bits(src2p), NR_CPUS);
}

static inline bool cpumask_equal(const struct cpumask *src1p,
				 const struct cpumask *src2p)
{
	return bitmap_equal(cpumask_bits(src1p), cpumask_bits(src2p),
			    NR_CPUS);
}

static inline bool cpumask_intersects(const struct cpumask *src1p,
				      const struct cpumask *src2p)
{
	return bitmap_intersects(cpumask_bits(src1p), cpumask_bits(src2p),
				 NR_CPUS);
}

static inline bool cpumask_subset(const struct cpumask *src1p,
				  const struct cpumask *src2p)
{
	return bitmap_subset(cpumask_bits(src1p), cpumask_bits(src2p),
			     NR_CPUS);
}

static inline bool cpumask_empty(const struct cpumask *srcp)
{
	return bitmap_empty(cpumask_bits(srcp), NR_CPUS);
}

static inline unsigned int cpumask_weight(const struct cpumask *srcp)
{
	return bitmap_weight(cpumask_bits(srcp), NR_CPUS);
}

/* At least nr_cpu_ids if there is none. */
static inline unsigned int cpumask_first(const struct cpumask *srcp)
{
	return find_first_bit(cpumask_bits(srcp), NR_CPUS);
}

/* The next after @n; -1 to begin. At least nr_cpu_ids at the end. */
static inline unsigned int cpumask_next(int n, const struct cpumask *srcp)
{
	return find_next_bit(cpumask_bits(srcp), NR_CPUS, n + 1);
}

static inline unsigned int cpumask_next_and(int n,
					    const struct cpumask *src1p,
					    const struct cpumask *src2p)
{
	return find_next_and_bit(cpumask_bits(src1p), cpumask_bits(src2p),
				 NR_CPUS, n + 1);
}

static inline unsigned int cpumask_any(const struct cpumask *srcp)
{
	return cpumask_first(srcp);
}

#define for_each_cpu(cpu, mask) \
	for ((cpu) = cpumask_first(mask); \
	     (unsigned int)(cpu) < nr_cpu_ids; \
	     (cpu) = cpumask_next((cpu), (mask)))
#define for_each_cpu_and(cpu, mask1, mask2) \
	for ((cpu) = cpumask_next_and(-1, (mask1), (mask2)); \
	     (unsigned int)(cpu) < nr_cpu_ids; \
	     (cpu) = cpumask_next_and((cpu), (mask1), (mask2)))
#define for_each_possible_cpu(cpu) for_each_cpu((cpu), cpu_possible_mask)
#define for_each_present_cpu(cpu)  for_each_cpu((cpu), cpu_present_mask)
#define for_each_online_cpu(cpu)   for_each_cpu((cpu), cpu_online_mask)

#define num_possible_cpus()	cpumask_weight(cpu_possible_mask)
#define num_present_cpus()	cpumask_weight(cpu_present_mask)
#define num_online_cpus()	cpumask_weight(cpu_online_mask)

#define cpu_possible(cpu)	cpumask_test_cpu((cpu), cpu_possible_mask)
#define cpu_present(cpu)	cpumask_test_cpu((cpu), cpu_present_mask)
#define cpu_online(cpu)		cpumask_test_cpu((cpu), cpu_online_mask)

/* Bring-up only. set_cpu_possible() keeps nr_cpu_ids right. */
void set_cpu_possible(unsigned int cpu, bool possible);
void set_cpu_present(unsigned int cpu, bool present);
void set_cpu_online(unsigned int cpu, bool online);

/* A mask that is too large for a stack elsewhere is small enough here. */
typedef struct cpumask cpumask_var_t[1];
#define alloc_cpumask_var(mask, flags)		true
#define zalloc_cpumask_var(mask, flags)		(cpumask_clear(*(mask)), true)
#define free_cpumask_var(mask)			do { } while (0)

#endif
