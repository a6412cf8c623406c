/* SPDX-License-Identifier: MIT */
/*
 * percpu-defs.h - a variable for each CPU: declaring and reaching it
 *
 *	DEFINE_PER_CPU(long, nr_seen);
 *
 *	this_cpu_inc(nr_seen);			mine, in any context
 *	sum += per_cpu(nr_seen, cpu);		another's
 *
 * Which family?
 *
 *	this_cpu_*	safe against preemption and interrupts: one operation
 *			happens on one CPU's copy, whole. Any context.
 *	__this_cpu_*	the caller has switched off whatever else touches the
 *			variable: preemption, or interrupts too.
 *	raw_cpu_*	the caller does not mind being moved in between.
 *
 * None is atomic against *other CPUs* writing the same copy; others may read.
 * A value is converted to the variable's type before anything is done to it,
 * so this_cpu_sub(a_long, 1u) subtracts one.
 */
#ifndef _LINUX_PERCPU_DEFS_H
#define _LINUX_PERCPU_DEFS_H

#include <asm/percpu.h>
#include <linux/cache.h>
#include <linux/compiler.h>
#include <linux/export.h>
#include <linux/kconfig.h>
#include <linux/threads.h>

#ifndef PER_CPU_SECTION_SUFFIX		/* a port may keep all in one */
#define PER_CPU_SECTION_SUFFIX(s)	""
#endif

#define __PCPU_ATTRS(suffix) \
	__percpu __no_asan_global \
	__section(PER_CPU_BASE_SECTION PER_CPU_SECTION_SUFFIX(suffix))

#define DECLARE_PER_CPU_SECTION(type, name, suffix) \
	extern __PCPU_ATTRS(suffix) __typeof__(type) name
#define DEFINE_PER_CPU_SECTION(type, name, suffix) \
	__PCPU_ATTRS(suffix) __typeof__(type) name

#define DECLARE_PER_CPU(type, name) DECLARE_PER_CPU_SECTION(type, name, "")
#define DEFINE_PER_CPU(type, name)  DEFINE_PER_CPU_SECTION(type, name, "")

/* Read by other CPUs: a cache line of its own, so that they do not slow us */
#define DECLARE_PER_CPU_SHARED_ALIGNED(type, name) \
	DECLARE_PER_CPU_SECTION(type, name, "..shared_aligned") \
	____cacheline_aligned
#define DEFINE_PER_CPU_SHARED_ALIGNED(type, name) \
	DEFINE_PER_CPU_SECTION(type, name, "..shared_aligned") \
	____cacheline_aligned

#define DECLARE_PER_CPU_ALIGNED(type, name) \
	DECLARE_PER_CPU_SECTION(type, name, "..shared_aligned") \
	____cacheline_aligned
#define DEFINE_PER_CPU_ALIGNED(type, name) \
	DEFINE_PER_CPU_SECTION(type, name, "..shared_aligned") \
	____cacheline_aligned

#define DECLARE_PER_CPU_PAGE_ALIGNED(type, name) \
	DECLARE_PER_CPU_SECTION(type, name, "..page_aligned") __aligned(4096)
#define DEFINE_PER_CPU_PAGE_ALIGNED(type, name) \
	DEFINE_PER_CPU_SECTION(type, name, "..page_aligned") __aligned(4096)

#define DECLARE_PER_CPU_READ_MOSTLY(type, name) \
	DECLARE_PER_CPU_SECTION(type, name, "..read_mostly")
#define DEFINE_PER_CPU_READ_MOSTLY(type, name) \
	DEFINE_PER_CPU_SECTION(type, name, "..read_mostly")

/* For modules; what is exported is the address in the image. */
#define EXPORT_PER_CPU_SYMBOL(var)	EXPORT_SYMBOL(var)
#define EXPORT_PER_CPU_SYMBOL_GPL(var)	EXPORT_SYMBOL_GPL(var)

/*
 * Distance from the image to each CPU's copy, bytes. 0 until
 * setup_per_cpu_areas(), and for a CPU that is not possible.
 */
extern unsigned long __per_cpu_offset[NR_CPUS];
#define per_cpu_offset(cpu)	(__per_cpu_offset[cpu])

/* The same of this CPU, in its own area. */
DECLARE_PER_CPU(unsigned long, this_cpu_off);

/* The asm keeps GCC from reasoning that the result lies in @ptr's object. */
#define SHIFT_PERCPU_PTR(ptr, offset) \
({ \
	unsigned long __shifted = (unsigned long)(ptr); \
	__asm__("" : "+r" (__shifted)); \
	(__typeof__(*(ptr)) *)(__shifted + (offset)); \
})

/* A debug build asks who says "this CPU" where he can be moved. */
#if IS_ENABLED(CONFIG_DEBUG_PREEMPT)
void __this_cpu_preempt_check(const char *op);
#else
#define __this_cpu_preempt_check(op)	do { } while (0)
#endif

/* Context of the pointers: valid for ever; whose they are may change. */
#define per_cpu_ptr(ptr, cpu)	SHIFT_PERCPU_PTR(ptr, per_cpu_offset(cpu))
#define raw_cpu_ptr(ptr)	arch_raw_cpu_ptr(ptr)
#define this_cpu_ptr(ptr) \
({ \
	__this_cpu_preempt_check("this_cpu_ptr()"); \
	raw_cpu_ptr(ptr); \
})
#define per_cpu(var, cpu)	(*per_cpu_ptr(&(var), cpu))

/*
 * get_cpu_var() ... put_cpu_var(): this CPU's copy, with preemption off in
 * between. get_cpu_ptr() is the same for a pointer. (linux/preempt.h)
 */
#define get_cpu_var(var) \
(*({ \
	preempt_disable(); \
	this_cpu_ptr(&(var)); \
}))
#define put_cpu_var(var) \
do { \
	(void)&(var); \
	preempt_enable(); \
} while (0)
#define get_cpu_ptr(var) \
({ \
	preempt_disable(); \
	this_cpu_ptr(var); \
})
#define put_cpu_ptr(var) \
do { \
	(void)(var); \
	preempt_enable(); \
} while (0)

/* The conversion comes first, then the minus: see the top. */
#define __pcpu_minus(pcp, val)	(-(__typeof__(pcp))(val))

/* On success true; else *@oldp is what was found. */
#define __pcpu_try_cmpxchg(op, pcp, oldp, newval) \
({ \
	__typeof__(pcp) *__oldp = (oldp); \
	__typeof__(pcp) __expected = *__oldp; \
	__typeof__(pcp) __found = op(pcp, __expected, newval); \
	*__oldp = __found; \
	__found == __expected; \
})

#define this_cpu_read(pcp)		arch_this_cpu_read(pcp)
#define this_cpu_write(pcp, val)	arch_this_cpu_write(pcp, val)
#define this_cpu_add(pcp, val)		arch_this_cpu_add(pcp, val)
#define this_cpu_sub(pcp, val)	this_cpu_add(pcp, __pcpu_minus(pcp, val))
#define this_cpu_inc(pcp)		this_cpu_add(pcp, 1)
#define this_cpu_dec(pcp)		this_cpu_sub(pcp, 1)
#define this_cpu_and(pcp, val)		arch_this_cpu_and(pcp, val)
#define this_cpu_or(pcp, val)		arch_this_cpu_or(pcp, val)
#define this_cpu_add_return(pcp, val)	arch_this_cpu_add_return(pcp, val)
#define this_cpu_sub_return(pcp, val) \
	this_cpu_add_return(pcp, __pcpu_minus(pcp, val))
#define this_cpu_inc_return(pcp)	this_cpu_add_return(pcp, 1)
#define this_cpu_dec_return(pcp)	this_cpu_sub_return(pcp, 1)
#define this_cpu_xchg(pcp, val)		arch_this_cpu_xchg(pcp, val)
#define this_cpu_cmpxchg(pcp, o, n)	arch_this_cpu_cmpxchg(pcp, o, n)
#define this_cpu_try_cmpxchg(pcp, oldp, n) \
	__pcpu_try_cmpxchg(this_cpu_cmpxchg, pcp, oldp, n)

#define raw_cpu_read(pcp)		arch_raw_cpu_read(pcp)
#define raw_cpu_write(pcp, val)		arch_raw_cpu_write(pcp, val)
#define raw_cpu_add(pcp, val)		arch_raw_cpu_add(pcp, val)
#define raw_cpu_sub(pcp, val)	raw_cpu_add(pcp, __pcpu_minus(pcp, val))
#define raw_cpu_inc(pcp)		raw_cpu_add(pcp, 1)
#define raw_cpu_dec(pcp)		raw_cpu_sub(pcp, 1)
#define raw_cpu_and(pcp, val)		arch_raw_cpu_and(pcp, val)
#define raw_cpu_or(pcp, val)		arch_raw_cpu_or(pcp, val)
#define raw_cpu_add_return(pcp, val)	arch_raw_cpu_add_return(pcp, val)
#define raw_cpu_sub_return(pcp, val) \
	raw_cpu_add_return(pcp, __pcpu_minus(pcp, val))
#define raw_cpu_inc_return(pcp)		raw_cpu_add_return(pcp, 1)
#define raw_cpu_dec_return(pcp)		raw_cpu_sub_return(pcp, 1)
#define raw_cpu_xchg(pcp, val)		arch_raw_cpu_xchg(pcp, val)
#define raw_cpu_cmpxchg(pcp, o, n)	arch_raw_cpu_cmpxchg(pcp, o, n)
#define raw_cpu_try_cmpxchg(pcp, oldp, n) \
	__pcpu_try_cmpxchg(raw_cpu_cmpxchg, pcp, oldp, n)

#define __this_cpu_read(pcp)		raw_cpu_read(pcp)
#define __this_cpu_write(pcp, val)	raw_cpu_write(pcp, val)
#define __this_cpu_add(pcp, val)	raw_cpu_add(pcp, val)
#define __this_cpu_sub(pcp, val)	raw_cpu_sub(pcp, val)
#define __this_cpu_inc(pcp)		raw_cpu_inc(pcp)
#define __this_cpu_dec(pcp)		raw_cpu_dec(pcp)
#define __this_cpu_and(pcp, val)	raw_cpu_and(pcp, val)
#define __this_cpu_or(pcp, val)		raw_cpu_or(pcp, val)
#define __this_cpu_add_return(pcp, val)	raw_cpu_add_return(pcp, val)
#define __this_cpu_sub_return(pcp, val)	raw_cpu_sub_return(pcp, val)
#define __this_cpu_inc_return(pcp)	raw_cpu_inc_return(pcp)
#define __this_cpu_dec_return(pcp)	raw_cpu_dec_return(pcp)
#define __this_cpu_xchg(pcp, val)	raw_cpu_xchg(pcp, val)
#define __this_cpu_cmpxchg(pcp, o, n)	raw_cpu_cmpxchg(pcp, o, n)
#define __this_cpu_try_cmpxchg(pcp, oldp, n) \
	raw_cpu_try_cmpxchg(pcp, oldp, n)

#endif
