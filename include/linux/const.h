/* SPDX-License-Identifier: MIT */
/* const.h - numbers that C, the assembler and the linker script all read */
#ifndef _LINUX_CONST_H
#define _LINUX_CONST_H

/* The assembler knows no suffixes: _AC(1, UL) is 1UL in C and 1 there. */
#ifdef __ASSEMBLY__
#define _AC(x, y)	x
#define _AT(t, x)	x
#else
#define __AC(x, y)	(x##y)
#define _AC(x, y)	__AC(x, y)
#define _AT(t, x)	((t)(x))
#endif

#define _UL(x)		(_AC(x, UL))
#define _ULL(x)		(_AC(x, ULL))
#define UL(x)		(_UL(x))
#define ULL(x)		(_ULL(x))

#define _BITUL(x)	(_UL(1) << (x))
#define _BITULL(x)	(_ULL(1) << (x))

#ifndef __ASSEMBLY__
/*
 * 1 if @x is an integer constant expression. Such an x times 0 is a null
 * pointer constant, and then "?:" has the type of its other arm, int *;
 * otherwise it is void *, whose target GNU C says has size 1.
 */
#define __is_constexpr(x) \
	(sizeof(int) == sizeof(*(8 ? ((void *)((long)(x) * 0l)) : (int *)8)))
#endif

#endif
