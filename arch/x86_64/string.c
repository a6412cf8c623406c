// SPDX-License-Identifier: MIT
/*
 * string.c - the copies and fills the processor does itself
 *
 * `rep movsb` and `rep stosb` run at the width of a cache line on every
 * processor with ERMS; they replace lib/string.c's portable loops, which are
 * weak. Source: SDM vol. 1 7.3.9.3 (fast string operation).
 */
#include <linux/string.h>

void *memcpy(void *dest, const void *src, size_t count)
{
	void *d = dest;

	__asm__ __volatile__("rep movsb"
			     : "+D" (d), "+S" (src), "+c" (count)
			     : : "memory");
	return dest;
}

void *memset(void *s, int c, size_t count)
{
	void *d = s;

	__asm__ __volatile__("rep stosb"
			     : "+D" (d), "+c" (count)
			     : "a" (c) : "memory");
	return s;
}
