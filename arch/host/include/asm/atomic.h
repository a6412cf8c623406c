/* SPDX-License-Identifier: MIT */
/*
 * asm/atomic.h - what an atomic operation orders by itself: nothing, here
 */
#ifndef _ASM_ATOMIC_H
#define _ASM_ATOMIC_H

#include <asm/barrier.h>

#define smp_mb__before_atomic()	smp_mb()
#define smp_mb__after_atomic()	smp_mb()

#endif
