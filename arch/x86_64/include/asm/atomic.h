/* SPDX-License-Identifier: MIT */
/*
 * asm/atomic.h - what an atomic operation orders by itself
 *
 * A locked instruction is a full barrier (SDM vol. 3A 9.2.3.9), so a void
 * atomic needs nothing around it but the compiler's word.
 */
#ifndef _ASM_ATOMIC_H
#define _ASM_ATOMIC_H

#include <linux/compiler.h>

#define smp_mb__before_atomic()	barrier()
#define smp_mb__after_atomic()	barrier()

#endif
