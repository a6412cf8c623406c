/* SPDX-License-Identifier: MIT */
/*
 * build_bug.h - mistakes the compiler can find
 *
 * static_assert() wants a constant expression. BUILD_BUG_ON() is for what
 * only the optimiser can prove, such as an argument that is constant once
 * the function is inlined: it leaves a call that must be optimised away, to
 * a function whose mere use is an error. Without optimisation it is silent.
 */
#ifndef _LINUX_BUILD_BUG_H
#define _LINUX_BUILD_BUG_H

#include <linux/compiler.h>

#ifndef __compiletime_error
#define __compiletime_error(msg) __attribute__((__error__(msg)))
#endif

#ifdef __OPTIMIZE__
#define __compiletime_assert(cond, msg, fn) \
	do { \
		__noreturn extern void fn(void) __compiletime_error(msg); \
		if (!(cond)) \
			fn(); \
	} while (0)
#else
#define __compiletime_assert(cond, msg, fn) ((void)(cond))
#endif
#define _compiletime_assert(cond, msg, fn) __compiletime_assert(cond, msg, fn)
#define compiletime_assert(cond, msg) \
	_compiletime_assert(cond, msg, __UNIQUE_ID(compiletime_assert_))

/* 0 of type int; does not compile if the constant @e is not 0 */
#define BUILD_BUG_ON_ZERO(e) ((int)sizeof(struct { int : (-!!(e)); }))

#define BUILD_BUG_ON_MSG(cond, msg) compiletime_assert(!(cond), msg)
#define BUILD_BUG_ON(cond) \
	BUILD_BUG_ON_MSG(cond, "BUILD_BUG_ON failed: " #cond)
#define BUILD_BUG()	BUILD_BUG_ON_MSG(1, "BUILD_BUG failed")

/* @e must compile; it is not evaluated. */
#define BUILD_BUG_ON_INVALID(e) ((void)(sizeof((long)(e))))

#define __BUILD_BUG_ON_NOT_POWER_OF_2(n) BUILD_BUG_ON(((n) & ((n) - 1)) != 0)
#define BUILD_BUG_ON_NOT_POWER_OF_2(n) \
	BUILD_BUG_ON((n) == 0 || (((n) & ((n) - 1)) != 0))

#endif
