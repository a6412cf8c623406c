/* SPDX-License-Identifier: MIT */
/*
 * asm/barrier.h - order between this CPU's accesses as others see them
 *
 * x86 reorders only one pair: a store followed by a load of another
 * address. So only the full barrier is an instruction (SDM vol. 3A 9.2).
 */
#ifndef _ASM_BARRIER_H
#define _ASM_BARRIER_H

#include <linux/compiler.h>

#define mb()		__asm__ __volatile__("mfence" : : : "memory")
#define rmb()		__asm__ __volatile__("lfence" : : : "memory")
#define wmb()		__asm__ __volatile__("sfence" : : : "memory")
#define smp_mb()	__asm__ __volatile__("lock; addl $0, -4(%%rsp)" \
					     : : : "memory", "cc")
#define smp_rmb()	barrier()
#define smp_wmb()	barrier()

#define smp_store_release(p, v) \
	do { barrier(); WRITE_ONCE(*(p), v); } while (0)
#define smp_load_acquire(p) \
({ \
	__typeof__(*(p)) ___v = READ_ONCE(*(p)); \
	barrier(); \
	___v; \
})

#endif
