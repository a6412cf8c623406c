/* SPDX-License-Identifier: MIT */
/*
 * kconfig.h - ask for a CONFIG_ option in an expression
 *
 * IS_ENABLED(CONFIG_X) is 1 if CONFIG_X is defined as 1 and 0 if it is not
 * defined or 0; the compiler then sees both arms of an "if" and keeps one.
 *
 * How: __ARG_PLACEHOLDER_1 expands to "0,", which shifts a 1 into second
 * place; any other text after the prefix is one junk argument, and the
 * second is then 0.
 */
#ifndef _LINUX_KCONFIG_H
#define _LINUX_KCONFIG_H

#include <linux/autoconf.h>

#define __ARG_PLACEHOLDER_1			0,
#define __take_second_arg(__ignored, val, ...)	val

#define __is_defined(x)			___is_defined(x)
#define ___is_defined(val)		____is_defined(__ARG_PLACEHOLDER_##val)
#define ____is_defined(arg1_or_junk)	__take_second_arg(arg1_or_junk 1, 0)

#define __and(x, y)			___and(x, y)
#define ___and(x, y)			____and(__ARG_PLACEHOLDER_##x, y)
#define ____and(arg1_or_junk, y)	__take_second_arg(arg1_or_junk y, 0)

#define __or(x, y)			___or(x, y)
#define ___or(x, y)			____or(__ARG_PLACEHOLDER_##x, y)
#define ____or(arg1_or_junk, y)		__take_second_arg(arg1_or_junk 1, y)

#define IS_BUILTIN(option)	__is_defined(option)
#define IS_MODULE(option)	__is_defined(option##_MODULE)
#define IS_REACHABLE(option) \
	__or(IS_BUILTIN(option), \
	     __and(IS_MODULE(option), __is_defined(MODULE)))
#define IS_ENABLED(option)	__or(IS_BUILTIN(option), IS_MODULE(option))

#endif
