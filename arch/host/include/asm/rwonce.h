/* SPDX-License-Identifier: MIT */
#ifndef _ASM_RWONCE_H
#define _ASM_RWONCE_H

/*
 * As on every port; said as relaxed atomics, because ThreadSanitizer takes
 * two volatile accesses for a race.
 */
#define READ_ONCE(x)		__atomic_load_n(&(x), __ATOMIC_RELAXED)
#define WRITE_ONCE(x, val) \
	__atomic_store_n(&(x), (__typeof__(x))(val), __ATOMIC_RELAXED)

#endif
