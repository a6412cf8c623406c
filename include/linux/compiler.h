/* SPDX-License-Identifier: MIT */
/*
 * compiler.h - what we ask of the compiler, under Linux's names
 *
 * Everything here is either an attribute (a promise to the compiler or a
 * demand on it) or a barrier (a limit on what it may reorder). Nothing
 * emits an instruction of its own.
 */
#ifndef _LINUX_COMPILER_H
#define _LINUX_COMPILER_H

#include <linux/types.h>

/* Placement and calling */
#undef __always_inline
#define __always_inline		inline __attribute__((__always_inline__))
#undef noinline
#define noinline		__attribute__((__noinline__))
#define __noinline		noinline
#undef __section
#define __section(name)		__attribute__((__section__(name)))
#undef __aligned
#define __aligned(x)		__attribute__((__aligned__(x)))
#undef __packed
#define __packed		__attribute__((__packed__))
#undef __weak
#define __weak			__attribute__((__weak__))
#undef __used
#define __used			__attribute__((__used__))
#define __maybe_unused		__attribute__((__unused__))
#define __always_unused		__attribute__((__unused__))
#undef __noreturn
#define __noreturn		__attribute__((__noreturn__))
#undef __cold
#define __cold			__attribute__((__cold__))
#undef __hot
#define __hot			__attribute__((__hot__))
#define fallthrough		__attribute__((__fallthrough__))

/* Promises */
#undef __printf
#define __printf(a, b)		__attribute__((__format__(printf, a, b)))
#undef __must_check
#define __must_check		__attribute__((__warn_unused_result__))
#undef __malloc
#define __malloc		__attribute__((__malloc__))
#undef __alloc_size
#define __alloc_size(...)	__attribute__((__alloc_size__(__VA_ARGS__)))
#undef __pure
#define __pure			__attribute__((__pure__))
#undef __attribute_const__
#define __attribute_const__	__attribute__((__const__))

/* Address spaces: checked by sparse, documentation for everyone else */
#ifdef __CHECKER__
#define __iomem			__attribute__((noderef, address_space(2)))
#define __user			__attribute__((noderef, address_space(1)))
#define __percpu		__attribute__((noderef, address_space(3)))
#define __force			__attribute__((force))
#define __must_hold(x)		__attribute__((context(x, 1, 1)))
#define __acquires(x)		__attribute__((context(x, 0, 1)))
#define __releases(x)		__attribute__((context(x, 1, 0)))
#else
#define __iomem
#define __user
#define __percpu
#define __force
#define __must_hold(x)
#define __acquires(x)
#define __releases(x)
#endif

#define likely(x)		__builtin_expect(!!(x), 1)
#define unlikely(x)		__builtin_expect(!!(x), 0)

#define ___PASTE(a, b)		a##b
#define __PASTE(a, b)		___PASTE(a, b)
#define __UNIQUE_ID(prefix)	__PASTE(__PASTE(__UNIQUE_ID_, prefix), __COUNTER__)

#define __same_type(a, b) \
	__builtin_types_compatible_p(__typeof__(a), __typeof__(b))

/* The compiler may not carry a value of memory across this line. */
#define barrier()		__asm__ __volatile__("" : : : "memory")

/* The compiler may not know what @var holds after this line. */
#define OPTIMIZER_HIDE_VAR(var)	__asm__("" : "+r"(var))

/* READ_ONCE, WRITE_ONCE */
#include <asm/rwonce.h>

#define unreachable()		__builtin_unreachable()

/* Where the caller of this function will continue. */
#define _RET_IP_		((unsigned long)__builtin_return_address(0))
#define _THIS_IP_ \
	({ __label__ __here; __here: (unsigned long)&&__here; })

#define static_assert(expr, ...) __static_assert(expr, ##__VA_ARGS__, #expr)
#define __static_assert(expr, msg, ...) _Static_assert(expr, msg)

/*
 * Linker-collected tables. A translation unit adds a pointer to a table by
 * placing it in a section of the table's name; the linker gathers them, and
 * __start_NAME / __stop_NAME bound the result. So a subsystem adds a console
 * command, a /proc view, a boot parameter or a test suite in its own file,
 * and no central list has to be edited.
 *
 *	TABLE_ENTRY(con_cmds, struct con_cmd, &my_cmd);
 *	for_each_table_entry(p, con_cmds) use(*p);
 */
#define TABLE_DECLARE(table, type) \
	extern type *const __start_##table[]; \
	extern type *const __stop_##table[]
#ifdef __clang__
#define __no_asan_global	__attribute__((__no_sanitize__("address")))
#else
#define __no_asan_global
#endif
#define TABLE_ENTRY(table, type, ptr) \
	static type *const __UNIQUE_ID(table) __used __no_asan_global \
	__section(#table) = (ptr)
#define for_each_table_entry(p, table) \
	for ((p) = __start_##table; (p) < __stop_##table; (p)++)

/*
 * data_race(x) - READ_ONCE(@x) of what another CPU may be writing in plain
 *
 * For a look at what is somebody else's, where the old and the new value both
 * do, and marking the writer would cost a fast path. A word is never torn.
 * TSan, which the program of the host is built with, is told of no access.
 */
#ifdef __clang__
#define __has_tsan	__has_feature(thread_sanitizer)
#else
#define __has_tsan	0
#endif
#if __has_tsan
static inline __attribute__((__no_sanitize__("thread"), __unused__))
unsigned long __data_race(const volatile void *x, unsigned long size)
{
	if (size == 1)
		return *(const volatile unsigned char *)x;
	if (size == 2)
		return *(const volatile unsigned short *)x;
	if (size == 4)
		return *(const volatile unsigned int *)x;
	return *(const volatile unsigned long *)x;
}
#define data_race(x)	((__typeof__(x))__data_race(&(x), sizeof(x)))
#else
#define data_race(x)	READ_ONCE(x)
#endif

#endif
