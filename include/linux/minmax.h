/* SPDX-License-Identifier: MIT */
/*
 * minmax.h - the smaller, the larger, the nearest, evaluated once
 *
 * min(-1, 1u) is 1 by C's rules. Mixing signed and unsigned is therefore
 * refused at compile time, unless the signed one is a constant that is not
 * negative. min_t() and friends say which type decides.
 */
#ifndef _LINUX_MINMAX_H
#define _LINUX_MINMAX_H

#include <linux/build_bug.h>
#include <linux/compiler.h>
#include <linux/const.h>
#include <linux/types.h>

#ifndef is_signed_type
#define is_signed_type(type)	(((type)(-1)) < (type)1)
#define is_unsigned_type(type)	(!is_signed_type(type))
#endif

/*
 * A value may be compared as signed if its promoted type is ("+ 0"
 * promotes: unsigned char becomes int), and as unsigned if its type is
 * unsigned or it is a constant >= 0. Both operands must agree on one way.
 * Pointers come through here too, and count as unsigned.
 */
#define __mm_as_signed(ux)	is_signed_type(__typeof__((ux) + 0))
#define __mm_as_unsigned(x, ux) \
	(is_unsigned_type(__typeof__(ux)) || \
	 (__builtin_constant_p(x) && !((unsigned long long)(x) >> 63)))
#define __mm_ok(x, y, ux, uy) \
	((__mm_as_signed(ux) && __mm_as_signed(uy)) || \
	 (__mm_as_unsigned(x, ux) && __mm_as_unsigned(y, uy)))

#define __mm_pick(x, op, y)	((x) op (y) ? (x) : (y))

#define __mm_once(x, op, y, ux, uy) ({ \
	__auto_type ux = (x); \
	__auto_type uy = (y); \
	BUILD_BUG_ON_MSG(!__mm_ok(x, y, ux, uy), \
			 "min/max(" #x ", " #y ") signedness error"); \
	__mm_pick((__typeof__(1 ? ux : uy))ux, op, \
		  (__typeof__(1 ? ux : uy))uy); })
#define __mm(x, op, y) \
	__mm_once(x, op, y, __UNIQUE_ID(x_), __UNIQUE_ID(y_))

#define min(x, y)	__mm(x, <, y)
#define max(x, y)	__mm(x, >, y)
#define min3(x, y, z)	min(min(x, y), z)
#define max3(x, y, z)	max(max(x, y), z)

#define __mm_t_once(type, x, op, y, ux, uy) ({ \
	type ux = (x); \
	type uy = (y); \
	__mm_pick(ux, op, uy); })
#define __mm_t(type, x, op, y) \
	__mm_t_once(type, x, op, y, __UNIQUE_ID(x_), __UNIQUE_ID(y_))

#define min_t(type, x, y)	__mm_t(type, x, <, y)
#define max_t(type, x, y)	__mm_t(type, x, >, y)
/* Unsigned by force; for values known not to be negative. */
#define umin(x, y)	min_t(u64, x, y)
#define umax(x, y)	max_t(u64, x, y)

/* For array sizes and enums: constants only, evaluated twice. */
#define MIN(a, b)		__mm_pick(a, <, b)
#define MAX(a, b)		__mm_pick(a, >, b)
#define MIN_T(type, a, b)	__mm_pick((type)(a), <, (type)(b))
#define MAX_T(type, a, b)	__mm_pick((type)(a), >, (type)(b))

/* The smaller of the two that is not 0; 0 if both are */
#define __min_not_zero(x, y, ux, uy) ({ \
	__typeof__(x) ux = (x); \
	__typeof__(y) uy = (y); \
	ux == 0 ? uy : (uy == 0 ? ux : min(ux, uy)); })
#define min_not_zero(x, y) \
	__min_not_zero(x, y, __UNIQUE_ID(x_), __UNIQUE_ID(y_))

/* @val, or the nearer end of [@lo, @hi] */
#define clamp(val, lo, hi)		min(max(val, lo), hi)
#define clamp_t(type, val, lo, hi)	min_t(type, max_t(type, val, lo), hi)
#define clamp_val(val, lo, hi)		clamp_t(__typeof__(val), val, lo, hi)

#define __swap(a, b, tmp) \
	do { __typeof__(a) tmp = (a); (a) = (b); (b) = tmp; } while (0)
#define swap(a, b)	__swap(a, b, __UNIQUE_ID(tmp_))

/* Is @val in [start, start + len)? Right even where the end wraps. */
static inline bool in_range64(u64 val, u64 start, u64 len)
{
	return val - start < len;
}

static inline bool in_range32(u32 val, u32 start, u32 len)
{
	return val - start < len;
}

#define in_range(val, start, len) \
	((sizeof(start) | sizeof(len) | sizeof(val)) <= sizeof(u32) ? \
	 in_range32(val, start, len) : in_range64(val, start, len))

#endif
