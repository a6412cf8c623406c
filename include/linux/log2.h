/* SPDX-License-Identifier: MIT */
/*
 * log2.h - powers of two and their exponents
 *
 * The macros are constants when their argument is, so they can size arrays.
 */
#ifndef _LINUX_LOG2_H
#define _LINUX_LOG2_H

#include <linux/bitops.h>
#include <linux/types.h>

static __always_inline __attribute_const__ int __ilog2_u32(u32 n)
{
	return fls((int)n) - 1;
}

static __always_inline __attribute_const__ int __ilog2_u64(u64 n)
{
	return fls64(n) - 1;
}

/* 0 is not a power of two */
static inline __attribute_const__ bool is_power_of_2(unsigned long n)
{
	return n != 0 && (n & (n - 1)) == 0;
}

static inline __attribute_const__ unsigned long
__roundup_pow_of_two(unsigned long n)
{
	return 1UL << fls_long(n - 1);
}

static inline __attribute_const__ unsigned long
__rounddown_pow_of_two(unsigned long n)
{
	return 1UL << (fls_long(n) - 1);
}

static inline __attribute_const__ int __order_base_2(unsigned long n)
{
	return n > 1 ? __ilog2_u64(n - 1) + 1 : 0;
}

static inline __attribute_const__ int __bits_per(unsigned long n)
{
	return n < 2 ? 1 : __ilog2_u64(n) + 1;
}

/* For constants: as __builtin_clzll() is one; 0 has the logarithm 0 here. */
#define const_ilog2(n) \
	((n) < 2 ? 0 : 63 - __builtin_clzll((unsigned long long)(n) | 1))

/* The highest set bit: 0 for 1, 12 for 4096 to 8191. @n is not 0. */
#define ilog2(n) \
	(__builtin_constant_p(n) ? const_ilog2(n) : \
	 (sizeof(n) <= 4 ? __ilog2_u32((u32)(n)) : __ilog2_u64(n)))

/* The nearest power of two, not below, and not above, @n; @n is not 0. */
#define roundup_pow_of_two(n) \
	(__builtin_constant_p(n) ? \
	 ((n) == 1 ? 1 : (1UL << (const_ilog2((n) - 1) + 1))) : \
	 __roundup_pow_of_two(n))
#define rounddown_pow_of_two(n) \
	(__builtin_constant_p(n) ? (1UL << const_ilog2(n)) : \
	 __rounddown_pow_of_two(n))

/* The exponent of roundup_pow_of_two(n); 0 for 0 and 1 */
#define order_base_2(n) \
	(__builtin_constant_p(n) ? \
	 ((n) == 0 || (n) == 1 ? 0 : const_ilog2((n) - 1) + 1) : \
	 __order_base_2(n))

/* How many bits it takes to write @n: 1 for 0 and 1, 2 for 2 and 3 */
#define bits_per(n) \
	(__builtin_constant_p(n) ? \
	 ((n) == 0 || (n) == 1 ? 1 : const_ilog2(n) + 1) : __bits_per(n))

#endif
