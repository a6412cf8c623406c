/* SPDX-License-Identifier: MIT */
/*
 * overflow.h - arithmetic that notices when it does not fit
 *
 * The error every allocator inherits from its callers is n * size wrapping
 * to something small. check_*_overflow() stores the wrapped result and
 * returns whether it wrapped; size_*() and struct_size() saturate at
 * SIZE_MAX instead, which no allocator can satisfy, so the failure comes
 * out as NULL where it belongs.
 */
#ifndef _LINUX_OVERFLOW_H
#define _LINUX_OVERFLOW_H

#include <linux/compiler.h>
#include <linux/const.h>
#include <linux/limits.h>
#include <linux/types.h>

#ifndef is_signed_type
#define is_signed_type(type)	(((type)(-1)) < (type)1)
#define is_unsigned_type(type)	(!is_signed_type(type))
#endif

/* Written so that no compiler calls it a pointless test of unsigned @a */
#define is_non_negative(a)	((a) > 0 || (a) == 0)
#define is_negative(a)		(!(is_non_negative(a)))

/* 2^(value bits - 1), so that the largest value needs no wider type */
#define __type_half_max(type) \
	((type)1 << (8 * sizeof(type) - 1 - is_signed_type(type)))
#define __type_max(T) ((T)((__type_half_max(T) - 1) + __type_half_max(T)))
#define __type_min(T) ((T)((T)-type_max(T) - (T)1))
/* @t: a type or a value of it */
#define type_max(t)	__type_max(__typeof__(t))
#define type_min(t)	__type_min(__typeof__(t))

static inline bool __must_check __must_check_overflow(bool overflow)
{
	return unlikely(overflow);
}

#define check_add_overflow(a, b, d) \
	__must_check_overflow(__builtin_add_overflow(a, b, d))
#define check_sub_overflow(a, b, d) \
	__must_check_overflow(__builtin_sub_overflow(a, b, d))
#define check_mul_overflow(a, b, d) \
	__must_check_overflow(__builtin_mul_overflow(a, b, d))

/*
 * *d = a << s. It overflows if bits are lost, the sign changes, @a is
 * negative or @s is not a valid shift for *d.
 */
#define __check_shl_overflow(a, s, d, ua, us, ud, ts) ({ \
	__auto_type ua = (a); \
	__auto_type us = (s); \
	__auto_type ud = (d); \
	u64 ts = is_non_negative(us) && (u64)us < 8 * sizeof(*ud) ? \
		(u64)us : 0; \
	*ud = (__typeof__(*ud))((u64)ua << ts); \
	(u64)us != ts || is_negative(*ud) || is_negative(ua) || \
		(__typeof__(ua))(*ud >> ts) != ua; })
#define check_shl_overflow(a, s, d) \
	__must_check_overflow(__check_shl_overflow(a, s, d, \
		__UNIQUE_ID(a_), __UNIQUE_ID(s_), __UNIQUE_ID(d_), \
		__UNIQUE_ID(shift_)))

/* Wrapping on purpose */
#define wrapping_add(type, a, b) ({ \
	type __wrap_sum; \
	(void)__builtin_add_overflow(a, b, &__wrap_sum); \
	__wrap_sum; })
#define wrapping_sub(type, a, b) ({ \
	type __wrap_diff; \
	(void)__builtin_sub_overflow(a, b, &__wrap_diff); \
	__wrap_diff; })
#define wrapping_mul(type, a, b) ({ \
	type __wrap_prod; \
	(void)__builtin_mul_overflow(a, b, &__wrap_prod); \
	__wrap_prod; })
#define __wrapping_assign(op, var, offset, p) ({ \
	__typeof__(var) *p = &(var); \
	*p = wrapping_##op(__typeof__(var), *p, offset); })
#define wrapping_assign_add(var, offset) \
	__wrapping_assign(add, var, offset, __UNIQUE_ID(p_))
#define wrapping_assign_sub(var, offset) \
	__wrapping_assign(sub, var, offset, __UNIQUE_ID(p_))

/* Does the constant @n not fit type @T? A constant expression. */
#define __overflows_type_constexpr(x, T) ( \
	is_unsigned_type(__typeof__(x)) ? (x) > type_max(T) : \
	is_unsigned_type(__typeof__(T)) ? (x) < 0 || (x) > type_max(T) : \
	(x) < type_min(T) || (x) > type_max(T))
#define __overflows_type(x, T) ({ \
	__typeof__(T) __ovf_value; \
	__builtin_add_overflow((x), 0, &__ovf_value); })
#define overflows_type(n, T) \
	__builtin_choose_expr(__is_constexpr(n), \
			      __overflows_type_constexpr(n, T), \
			      __overflows_type(n, T))
/* Would a cast of @n to @T keep its value (constants) or its type? */
#define castable_to_type(n, T) \
	__builtin_choose_expr(__is_constexpr(n), \
			      !__overflows_type_constexpr(n, T), \
			      __same_type(n, T))

/* Does [start, start + size) pass @max, or wrap? Evaluated once */
#define __range_overflows(start, size, max, us, uz, um) ({ \
	__typeof__(start) us = (start); \
	__typeof__(size) uz = (size); \
	__typeof__(max) um = (max); \
	us >= um || uz > um - us; })
#define range_overflows(start, size, max) \
	__range_overflows(start, size, max, __UNIQUE_ID(s_), \
			  __UNIQUE_ID(z_), __UNIQUE_ID(m_))
#define range_overflows_t(type, start, size, max) \
	range_overflows((type)(start), (type)(size), (type)(max))
/* The same, but an empty range may begin at @max */
#define __range_end_overflows(start, size, max, us, uz, um) ({ \
	__typeof__(start) us = (start); \
	__typeof__(size) uz = (size); \
	__typeof__(max) um = (max); \
	us > um || uz > um - us; })
#define range_end_overflows(start, size, max) \
	__range_end_overflows(start, size, max, __UNIQUE_ID(s_), \
			      __UNIQUE_ID(z_), __UNIQUE_ID(m_))
#define range_end_overflows_t(type, start, size, max) \
	range_end_overflows((type)(start), (type)(size), (type)(max))

static inline size_t __must_check size_mul(size_t factor1, size_t factor2)
{
	size_t bytes;

	if (check_mul_overflow(factor1, factor2, &bytes))
		return SIZE_MAX;
	return bytes;
}

static inline size_t __must_check size_add(size_t addend1, size_t addend2)
{
	size_t bytes;

	if (check_add_overflow(addend1, addend2, &bytes))
		return SIZE_MAX;
	return bytes;
}

/* SIZE_MAX stands for "does not fit" and stays so. */
static inline size_t __must_check size_sub(size_t minuend, size_t subtrahend)
{
	size_t bytes;

	if (minuend == SIZE_MAX || subtrahend == SIZE_MAX ||
	    check_sub_overflow(minuend, subtrahend, &bytes))
		return SIZE_MAX;
	return bytes;
}

#define array_size(a, b)	size_mul(a, b)
#define array3_size(a, b, c)	size_mul(size_mul(a, b), c)

/* 0 if @p's @member is an array; does not compile otherwise */
#define __must_be_array_member(a) \
	((int)sizeof(struct { int : (-!!__same_type((a), &(a)[0])); }))

/* Bytes of @count elements of the flexible array @p->@member */
#define flex_array_size(p, member, count) \
	__builtin_choose_expr(__is_constexpr(count), \
		(count) * sizeof(*(p)->member) + \
			(size_t)__must_be_array_member((p)->member), \
		size_mul(count, sizeof(*(p)->member) + \
			 (size_t)__must_be_array_member((p)->member)))

/* Bytes of *@p with @count elements in its flexible array @member */
#define struct_size(p, member, count) \
	__builtin_choose_expr(__is_constexpr(count), \
		sizeof(*(p)) + flex_array_size(p, member, count), \
		size_add(sizeof(*(p)), flex_array_size(p, member, count)))
#define struct_size_t(type, member, count) \
	struct_size((type *)NULL, member, count)

/* On the stack: *@name of @type with room for @count elements of @member */
#define _DEFINE_FLEX(type, name, member, count, initializer...) \
	union { \
		u8 bytes[struct_size_t(type, member, count)]; \
		type obj; \
	} name##_u initializer; \
	type *name = (type *)&name##_u
#define DEFINE_RAW_FLEX(type, name, member, count) \
	_DEFINE_FLEX(type, name, member, count, = {})
#define DEFINE_FLEX(type, name, member, counter, count) \
	_DEFINE_FLEX(type, name, member, count, \
		     = { .obj.counter = (count) })

/* Bytes of the object that @p points to, as far as the compiler knows */
#ifndef __struct_size
#define __struct_size(p)	__builtin_object_size(p, 0)
#define __member_size(p)	__builtin_object_size(p, 1)
#endif

#endif
