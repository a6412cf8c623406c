/* SPDX-License-Identifier: MIT */
/*
 * asm-generic/cmpxchg.h - swap and compare-and-swap of a word of 1, 2, 4 or 8 bytes
 *
 *	xchg(ptr, new)			the old value
 *	cmpxchg(ptr, old, new)		the old value; equal to @old: done
 *	try_cmpxchg(ptr, oldp, new)	done?  If not, *@oldp is what was there
 *
 * Fully ordered; the suffixed forms order less. The _local forms are only
 * safe against this CPU's own interrupts.
 */
#ifndef _ASM_GENERIC_CMPXCHG_H
#define _ASM_GENERIC_CMPXCHG_H

#include <linux/compiler.h>

#define __xchg_order(ptr, val, order) \
({ \
	__atomic_exchange_n(ptr, (__typeof__(*(ptr)))(val), order); \
})

#define __try_cmpxchg_order(ptr, oldp, val, order) \
({ \
	__typeof__(*(ptr)) *__op = (oldp); \
	__typeof__(*(ptr)) __o = *__op; \
	bool __done = __atomic_compare_exchange_n(ptr, &__o, \
			(__typeof__(*(ptr)))(val), false, order, \
			__ATOMIC_RELAXED); \
	if (unlikely(!__done)) \
		*__op = __o; \
	likely(__done); \
})

#define __cmpxchg_order(ptr, oldval, val, order) \
({ \
	__typeof__(*(ptr)) __was = (__typeof__(*(ptr)))(oldval); \
	__atomic_compare_exchange_n(ptr, &__was, \
			(__typeof__(*(ptr)))(val), false, order, \
			__ATOMIC_RELAXED); \
	__was; \
})

#define xchg(ptr, v)		__xchg_order(ptr, v, __ATOMIC_SEQ_CST)
#define xchg_acquire(ptr, v)	__xchg_order(ptr, v, __ATOMIC_ACQUIRE)
#define xchg_release(ptr, v)	__xchg_order(ptr, v, __ATOMIC_RELEASE)
#define xchg_relaxed(ptr, v)	__xchg_order(ptr, v, __ATOMIC_RELAXED)

#define cmpxchg(ptr, o, n)	__cmpxchg_order(ptr, o, n, __ATOMIC_SEQ_CST)
#define cmpxchg_acquire(ptr, o, n) \
	__cmpxchg_order(ptr, o, n, __ATOMIC_ACQUIRE)
#define cmpxchg_release(ptr, o, n) \
	__cmpxchg_order(ptr, o, n, __ATOMIC_RELEASE)
#define cmpxchg_relaxed(ptr, o, n) \
	__cmpxchg_order(ptr, o, n, __ATOMIC_RELAXED)
#define cmpxchg64(ptr, o, n)	cmpxchg(ptr, o, n)

#define try_cmpxchg(ptr, oldp, n) \
	__try_cmpxchg_order(ptr, oldp, n, __ATOMIC_SEQ_CST)
#define try_cmpxchg_acquire(ptr, oldp, n) \
	__try_cmpxchg_order(ptr, oldp, n, __ATOMIC_ACQUIRE)
#define try_cmpxchg_release(ptr, oldp, n) \
	__try_cmpxchg_order(ptr, oldp, n, __ATOMIC_RELEASE)
#define try_cmpxchg_relaxed(ptr, oldp, n) \
	__try_cmpxchg_order(ptr, oldp, n, __ATOMIC_RELAXED)

#define cmpxchg_local(ptr, o, n)	cmpxchg_relaxed(ptr, o, n)
#define try_cmpxchg_local(ptr, oldp, n)	try_cmpxchg_relaxed(ptr, oldp, n)

#endif
