/* SPDX-License-Identifier: MIT */
/*
 * asm/string.h - copy and fill, byte by byte, so that a sanitizer sees each
 *
 * The barrier keeps the compiler from seeing a memcpy() in memcpy(). Where
 * nobody watches (make bench-host) it is libc's.
 */
#ifndef _ASM_STRING_H
#define _ASM_STRING_H

#include <linux/compiler.h>

#ifdef CONFIG_HOST_WATCHED

static inline void arch_memcpy(void *dest, const void *src, size_t count)
{
	u8 *to = dest;
	const u8 *from = src;

	while (count--) {
		*to++ = *from++;
		barrier();
	}
}

static inline void arch_memset(void *dest, int c, size_t count)
{
	u8 *to = dest;

	while (count--) {
		*to++ = (u8)c;
		barrier();
	}
}

#else

static inline void arch_memcpy(void *dest, const void *src, size_t count)
{
	__builtin_memcpy(dest, src, count);
}

static inline void arch_memset(void *dest, int c, size_t count)
{
	__builtin_memset(dest, c, count);
}

#endif

#endif
