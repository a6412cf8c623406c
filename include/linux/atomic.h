/* SPDX-License-Identifier: MIT */
/*
 * atomic.h - integers that several CPUs change at once
 *
 *	operation		returns		orders other accesses?
 *	atomic_add(i, v)	nothing		no
 *	atomic_add_return(i, v)	new value	fully
 *	atomic_fetch_add(i, v)	old value	fully
 *	atomic_add_unless(...)	did it?		fully, if it did
 *	atomic_read, _set	value, nothing	no
 *
 * _acquire, _release and _relaxed forms of those that return a value order
 * less. atomic_ is an int, atomic64_ an s64, atomic_long_ a long; all wrap
 * around like two's complement. Context: any.
 *
 * The compiler's builtins are the implementation, on every port: a sanitizer
 * knows them, and on x86 each is the locked instruction one would write.
 */
#ifndef _LINUX_ATOMIC_H
#define _LINUX_ATOMIC_H

#include <asm/atomic.h>
#include <asm/barrier.h>
#include <asm/cmpxchg.h>
#include <linux/compiler.h>
#include <linux/types.h>

typedef atomic64_t atomic_long_t;

#define ATOMIC_INIT(i)		{ (i) }
#define ATOMIC64_INIT(i)	{ (i) }
#define ATOMIC_LONG_INIT(i)	{ (i) }

/*
 * One operation in its sixteen spellings. @builtin is __atomic's name of it;
 * arithmetic is done on the unsigned type, where wrapping is defined.
 */
#define __ATOMIC_ORDERED(pfx, T, ctype, op, builtin, suffix, order) \
static __always_inline ctype pfx##_fetch_##op##suffix(ctype i, T *v) \
{ \
	return __atomic_fetch_##builtin(&v->counter, i, order); \
} \
static __always_inline ctype pfx##_##op##_return##suffix(ctype i, T *v) \
{ \
	return __atomic_##builtin##_fetch(&v->counter, i, order); \
}

#define __ATOMIC_OP(pfx, T, ctype, op, builtin) \
static __always_inline void pfx##_##op(ctype i, T *v) \
{ \
	__atomic_fetch_##builtin(&v->counter, i, __ATOMIC_RELAXED); \
} \
__ATOMIC_ORDERED(pfx, T, ctype, op, builtin, , __ATOMIC_SEQ_CST) \
__ATOMIC_ORDERED(pfx, T, ctype, op, builtin, _acquire, __ATOMIC_ACQUIRE) \
__ATOMIC_ORDERED(pfx, T, ctype, op, builtin, _release, __ATOMIC_RELEASE) \
__ATOMIC_ORDERED(pfx, T, ctype, op, builtin, _relaxed, __ATOMIC_RELAXED)

#define __ATOMIC_STEP(pfx, T, ctype, name, op, suffix) \
static __always_inline ctype pfx##_##name##_return##suffix(T *v) \
{ \
	return pfx##_##op##_return##suffix(1, v); \
} \
static __always_inline ctype pfx##_fetch_##name##suffix(T *v) \
{ \
	return pfx##_fetch_##op##suffix(1, v); \
}

#define __ATOMIC_STEPS(pfx, T, ctype, name, op) \
static __always_inline void pfx##_##name(T *v) \
{ \
	pfx##_##op(1, v); \
} \
static __always_inline bool pfx##_##name##_and_test(T *v) \
{ \
	return pfx##_##op##_return(1, v) == 0; \
} \
__ATOMIC_STEP(pfx, T, ctype, name, op, ) \
__ATOMIC_STEP(pfx, T, ctype, name, op, _acquire) \
__ATOMIC_STEP(pfx, T, ctype, name, op, _release) \
__ATOMIC_STEP(pfx, T, ctype, name, op, _relaxed)

#define __ATOMIC_SWAP(pfx, T, ctype, suffix, order, on_failure) \
static __always_inline ctype pfx##_xchg##suffix(T *v, ctype new) \
{ \
	return __atomic_exchange_n(&v->counter, new, order); \
} \
static __always_inline bool pfx##_try_cmpxchg##suffix(T *v, ctype *old, \
						      ctype new) \
{ \
	__typeof__(v->counter) expected = *old; \
	bool done = __atomic_compare_exchange_n(&v->counter, &expected, \
					new, false, order, on_failure); \
	*old = expected; \
	return done; \
} \
static __always_inline ctype pfx##_cmpxchg##suffix(T *v, ctype old, \
						   ctype new) \
{ \
	pfx##_try_cmpxchg##suffix(v, &old, new); \
	return old; \
}

#define __ATOMIC_TYPE(pfx, T, ctype) \
static __always_inline ctype pfx##_read(const T *v) \
{ \
	return __atomic_load_n(&v->counter, __ATOMIC_RELAXED); \
} \
static __always_inline ctype pfx##_read_acquire(const T *v) \
{ \
	return __atomic_load_n(&v->counter, __ATOMIC_ACQUIRE); \
} \
static __always_inline void pfx##_set(T *v, ctype i) \
{ \
	__atomic_store_n(&v->counter, i, __ATOMIC_RELAXED); \
} \
static __always_inline void pfx##_set_release(T *v, ctype i) \
{ \
	__atomic_store_n(&v->counter, i, __ATOMIC_RELEASE); \
} \
__ATOMIC_OP(pfx, T, ctype, add, add) \
__ATOMIC_OP(pfx, T, ctype, sub, sub) \
__ATOMIC_OP(pfx, T, ctype, and, and) \
__ATOMIC_OP(pfx, T, ctype, or, or) \
__ATOMIC_OP(pfx, T, ctype, xor, xor) \
__ATOMIC_STEPS(pfx, T, ctype, inc, add) \
__ATOMIC_STEPS(pfx, T, ctype, dec, sub) \
__ATOMIC_SWAP(pfx, T, ctype, , __ATOMIC_SEQ_CST, __ATOMIC_RELAXED) \
__ATOMIC_SWAP(pfx, T, ctype, _acquire, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED) \
__ATOMIC_SWAP(pfx, T, ctype, _release, __ATOMIC_RELEASE, __ATOMIC_RELAXED) \
__ATOMIC_SWAP(pfx, T, ctype, _relaxed, __ATOMIC_RELAXED, __ATOMIC_RELAXED) \
static __always_inline void pfx##_andnot(ctype i, T *v) \
{ \
	pfx##_and(~i, v); \
} \
static __always_inline ctype pfx##_fetch_andnot(ctype i, T *v) \
{ \
	return pfx##_fetch_and(~i, v); \
} \
static __always_inline bool pfx##_sub_and_test(ctype i, T *v) \
{ \
	return pfx##_sub_return(i, v) == 0; \
} \
static __always_inline bool pfx##_add_negative(ctype i, T *v) \
{ \
	return pfx##_add_return(i, v) < 0; \
} \
/* old value */ \
static inline ctype pfx##_fetch_add_unless(T *v, ctype a, ctype u) \
{ \
	ctype c = pfx##_read(v); \
	while (c != u && !pfx##_try_cmpxchg(v, &c, c + a)) \
		; \
	return c; \
} \
/* whether it was added */ \
static inline bool pfx##_add_unless(T *v, ctype a, ctype u) \
{ \
	return pfx##_fetch_add_unless(v, a, u) != u; \
} \
static inline bool pfx##_inc_not_zero(T *v) \
{ \
	return pfx##_add_unless(v, 1, 0); \
} \
static inline bool pfx##_inc_unless_negative(T *v) \
{ \
	ctype c = pfx##_read(v); \
	while (c >= 0 && !pfx##_try_cmpxchg(v, &c, c + 1)) \
		; \
	return c >= 0; \
} \
static inline bool pfx##_dec_unless_positive(T *v) \
{ \
	ctype c = pfx##_read(v); \
	while (c <= 0 && !pfx##_try_cmpxchg(v, &c, c - 1)) \
		; \
	return c <= 0; \
} \
/* the new value, or what it would have been, negative */ \
static inline ctype pfx##_dec_if_positive(T *v) \
{ \
	ctype c = pfx##_read(v); \
	while (c > 0 && !pfx##_try_cmpxchg(v, &c, c - 1)) \
		; \
	return c - 1; \
}

__ATOMIC_TYPE(atomic, atomic_t, int)
__ATOMIC_TYPE(atomic64, atomic64_t, s64)
__ATOMIC_TYPE(atomic_long, atomic_long_t, long)

#undef __ATOMIC_TYPE
#undef __ATOMIC_SWAP
#undef __ATOMIC_STEPS
#undef __ATOMIC_STEP
#undef __ATOMIC_OP
#undef __ATOMIC_ORDERED

#endif
