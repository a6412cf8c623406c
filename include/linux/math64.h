/* SPDX-License-Identifier: MIT */
/*
 * math64.h - 64-bit division, and products wider than 64 bits
 *
 * On a 64-bit machine most of this is an operator. The names matter: they
 * say how wide each operand is, and code that uses them runs on 32 bits.
 */
#ifndef _LINUX_MATH64_H
#define _LINUX_MATH64_H

#include <linux/math.h>
#include <linux/types.h>

/* n /= base; the value is the remainder. @n: a u64 variable, changed */
#define __do_div(n, base, d, r) ({ \
	u32 d = (base); \
	u32 r = (u32)((u64)(n) % d); \
	(n) = (u64)(n) / d; \
	r; })
#define do_div(n, base) \
	__do_div(n, base, __UNIQUE_ID(d_), __UNIQUE_ID(r_))

#define div64_long(x, y)	div64_s64((x), (y))
#define div64_ul(x, y)		div64_u64((x), (y))

static inline u64 div_u64_rem(u64 dividend, u32 divisor, u32 *remainder)
{
	*remainder = (u32)(dividend % divisor);
	return dividend / divisor;
}

static inline s64 div_s64_rem(s64 dividend, s32 divisor, s32 *remainder)
{
	*remainder = (s32)(dividend % divisor);
	return dividend / divisor;
}

static inline u64 div64_u64_rem(u64 dividend, u64 divisor, u64 *remainder)
{
	*remainder = dividend % divisor;
	return dividend / divisor;
}

static inline u64 div64_u64(u64 dividend, u64 divisor)
{
	return dividend / divisor;
}

static inline s64 div64_s64(s64 dividend, s64 divisor)
{
	return dividend / divisor;
}

static inline u64 div_u64(u64 dividend, u32 divisor)
{
	return dividend / divisor;
}

static inline s64 div_s64(s64 dividend, s32 divisor)
{
	return dividend / divisor;
}

/* Few turns expected: the result and the remainder by subtraction */
static inline u32 iter_div_u64_rem(u64 dividend, u32 divisor, u64 *remainder)
{
	*remainder = dividend % divisor;
	return (u32)(dividend / divisor);
}

static inline u64 mul_u32_u32(u32 a, u32 b)
{
	return (u64)a * b;
}

/* (a * mul) >> shift; the product is 96 or 128 bits wide on the way. */
static inline u64 mul_u64_u32_shr(u64 a, u32 mul, unsigned int shift)
{
	return (u64)(((unsigned __int128)a * mul) >> shift);
}

static inline u64 mul_u64_u64_shr(u64 a, u64 mul, unsigned int shift)
{
	return (u64)(((unsigned __int128)a * mul) >> shift);
}

static inline u64 mul_s64_u64_shr(s64 a, u64 b, unsigned int shift)
{
	u64 product = mul_u64_u64_shr(a < 0 ? 0 - (u64)a : (u64)a, b, shift);

	return a < 0 ? 0 - product : product;
}

/*
 * a * mul / divisor, as long as the result fits. By halves, because dividing
 * 128 bits would call into the compiler's library.
 */
static inline u64 mul_u64_u32_div(u64 a, u32 mul, u32 divisor)
{
	u64 low = (a & 0xffffffff) * mul;
	u64 high = (a >> 32) * mul + (low >> 32);
	u64 rest = high % divisor;

	return (high / divisor << 32) +
	       ((rest << 32) | (low & 0xffffffff)) / divisor;
}

#define DIV64_U64_ROUND_UP(ll, d) \
	({ u64 _tmp = (d); div64_u64((ll) + _tmp - 1, _tmp); })
#define DIV_U64_ROUND_UP(ll, d) \
	({ u32 _tmp = (d); div_u64((ll) + _tmp - 1, _tmp); })
#define DIV64_U64_ROUND_CLOSEST(dividend, divisor) \
	({ u64 _tmp = (divisor); div64_u64((dividend) + _tmp / 2, _tmp); })
#define DIV_U64_ROUND_CLOSEST(dividend, divisor) \
	({ u32 _tmp = (divisor); div_u64((u64)(dividend) + _tmp / 2, _tmp); })

#endif
