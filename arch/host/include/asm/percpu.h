/* SPDX-License-Identifier: MIT */
/*
 * asm/percpu.h - this CPU's copy of a variable, where a CPU is a thread
 *
 * The distance from the image to the copy is the thread's own. this_cpu_*()
 * are atomic and relaxed: other threads may look, and an injected interrupt
 * on the same thread cannot fall in between. raw_cpu_*() and __this_cpu_*()
 * read and write in two steps, as they may on any port, so that code which
 * uses them without protection shows it here.
 */
#ifndef _ASM_PERCPU_H
#define _ASM_PERCPU_H

#include <asm/inject.h>
#include <linux/compiler.h>

/* A C identifier: the linker then makes the bounds by itself. */
#define PER_CPU_BASE_SECTION "percpu_data"
#define __per_cpu_start	__start_percpu_data
#define __per_cpu_end	__stop_percpu_data

extern char __per_cpu_start[], __per_cpu_end[];

extern __thread unsigned long host_cpu_off;

static inline void set_my_cpu_offset(unsigned long offset)
{
	host_cpu_off = offset;
}

#define arch_raw_cpu_ptr(ptr) \
	((__typeof__(*(ptr)) *)((unsigned long)(ptr) + host_cpu_off))

/* Each operation is one step, and an interrupt may come before it. */
#define __mine(pcp) \
({ \
	host_inject_point(); \
	arch_raw_cpu_ptr(&(pcp)); \
})
#define __as(pcp, val)	((__typeof__(pcp))(val))

#define arch_this_cpu_read(pcp) \
	__atomic_load_n(__mine(pcp), __ATOMIC_RELAXED)
#define arch_this_cpu_write(pcp, val) \
	__atomic_store_n(__mine(pcp), __as(pcp, val), __ATOMIC_RELAXED)
#define arch_this_cpu_add(pcp, val) \
	((void)__atomic_fetch_add(__mine(pcp), __as(pcp, val), \
				  __ATOMIC_RELAXED))
#define arch_this_cpu_and(pcp, val) \
	((void)__atomic_fetch_and(__mine(pcp), __as(pcp, val), \
				  __ATOMIC_RELAXED))
#define arch_this_cpu_or(pcp, val) \
	((void)__atomic_fetch_or(__mine(pcp), __as(pcp, val), \
				 __ATOMIC_RELAXED))
#define arch_this_cpu_add_return(pcp, val) \
({ \
	__atomic_add_fetch(__mine(pcp), __as(pcp, val), __ATOMIC_RELAXED); \
})
#define arch_this_cpu_xchg(pcp, val) \
({ \
	__atomic_exchange_n(__mine(pcp), __as(pcp, val), __ATOMIC_RELAXED); \
})
#define arch_this_cpu_cmpxchg(pcp, oldval, newval) \
({ \
	__typeof__(pcp) __ret = __as(pcp, oldval); \
	__atomic_compare_exchange_n(__mine(pcp), &__ret, __as(pcp, newval), \
				    false, __ATOMIC_RELAXED, \
				    __ATOMIC_RELAXED); \
	__ret; \
})

#define arch_raw_cpu_read(pcp)		arch_this_cpu_read(pcp)
#define arch_raw_cpu_write(pcp, val)	arch_this_cpu_write(pcp, val)
#define __raw_cpu_op(pcp, op, val) \
do { \
	__typeof__(pcp) __new = arch_this_cpu_read(pcp) op __as(pcp, val); \
	arch_this_cpu_write(pcp, __new); \
} while (0)
#define arch_raw_cpu_add(pcp, val)	__raw_cpu_op(pcp, +, val)
#define arch_raw_cpu_and(pcp, val)	__raw_cpu_op(pcp, &, val)
#define arch_raw_cpu_or(pcp, val)	__raw_cpu_op(pcp, |, val)
#define arch_raw_cpu_add_return(pcp, val) \
({ \
	arch_raw_cpu_add(pcp, val); \
	arch_this_cpu_read(pcp); \
})
#define arch_raw_cpu_xchg(pcp, val) \
({ \
	__typeof__(pcp) __was = arch_this_cpu_read(pcp); \
	arch_this_cpu_write(pcp, val); \
	__was; \
})
#define arch_raw_cpu_cmpxchg(pcp, oldval, newval) \
({ \
	__typeof__(pcp) __was = arch_this_cpu_read(pcp); \
	if (__was == __as(pcp, oldval)) \
		arch_this_cpu_write(pcp, newval); \
	__was; \
})

#endif
