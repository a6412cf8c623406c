/* SPDX-License-Identifier: MIT */
/*
 * math.h - rounding and dividing integers
 *
 * round_up() and round_down() want a power of two; roundup() and
 * rounddown() take any divisor.
 */
#ifndef _LINUX_MATH_H
#define _LINUX_MATH_H

#include <linux/compiler.h>
#include <linux/types.h>

#define __round_mask(x, y)	((__typeof__(x))((y) - 1))
#define round_up(x, y)		((((x) - 1) | __round_mask(x, y)) + 1)
#define round_down(x, y)	((x) & ~__round_mask(x, y))

#define DIV_ROUND_UP(n, d)	(((n) + (d) - 1) / (d))
#define DIV_ROUND_DOWN_ULL(ll, d) ((unsigned long long)(ll) / (u32)(d))
#define DIV_ROUND_UP_ULL(ll, d)	\
	DIV_ROUND_DOWN_ULL((unsigned long long)(ll) + (d) - 1, (d))
#define DIV_ROUND_UP_SECTOR_T(ll, d) DIV_ROUND_UP_ULL(ll, d)

#define __roundup(x, y, d) ({ \
	__typeof__(y) d = (y); \
	(((x) + (d - 1)) / d) * d; })
#define roundup(x, y)		__roundup(x, y, __UNIQUE_ID(d_))

#define __rounddown(x, y, n) ({ \
	__typeof__(x) n = (x); \
	n - (n % (y)); })
#define rounddown(x, y)		__rounddown(x, y, __UNIQUE_ID(n_))

/* Halves go away from zero. @d must not be negative if @x is unsigned. */
#define __div_round_closest(x, d, ux, ud) ({ \
	__typeof__(x) ux = (x); \
	__typeof__(d) ud = (d); \
	(((__typeof__(x))-1) > 0 || ((__typeof__(d))-1) > 0 || \
	 ((ux > 0) == (ud > 0))) ? \
		((ux + (ud / 2)) / ud) : ((ux - (ud / 2)) / ud); })
#define DIV_ROUND_CLOSEST(x, d) \
	__div_round_closest(x, d, __UNIQUE_ID(x_), __UNIQUE_ID(d_))

/* x * n / d without overflow in x * n, as long as the result fits */
#define __mult_frac(x, n, d, ux, un, ud) ({ \
	__typeof__(x) ux = (x); \
	__typeof__(n) un = (n); \
	__typeof__(d) ud = (d); \
	ux / ud * un + ux % ud * un / ud; })
#define mult_frac(x, n, d) \
	__mult_frac(x, n, d, __UNIQUE_ID(x_), __UNIQUE_ID(n_), \
		    __UNIQUE_ID(d_))

#define __abs(x, ux) ({ \
	__auto_type ux = (x); \
	ux < 0 ? -ux : ux; })
#define abs(x)			__abs(x, __UNIQUE_ID(x_))

#define __abs_diff(a, b, ua, ub) ({ \
	__typeof__(a) ua = (a); \
	__typeof__(b) ub = (b); \
	ua > ub ? (ua - ub) : (ub - ua); })
#define abs_diff(a, b) \
	__abs_diff(a, b, __UNIQUE_ID(a_), __UNIQUE_ID(b_))

/* @val of [0, 2^32) mapped evenly to [0, @ep_ro), without a division */
static inline u32 reciprocal_scale(u32 val, u32 ep_ro)
{
	return (u32)(((u64)val * ep_ro) >> 32);
}

/* int_sqrt - the largest integer whose square is at most @x */
unsigned long int_sqrt(unsigned long x);

#endif
