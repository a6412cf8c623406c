/* SPDX-License-Identifier: MIT */
/*
 * asm/string.h - the copy and the fill that the processor does itself
 *
 * `rep movs` and `rep stos` run at the width of a cache line on any
 * processor of the last ten years; eight bytes an iteration here, then the
 * rest, because under QEMU each iteration is an instruction. The direction
 * flag is clear, as the ABI says. SDM vol. 1 7.3.9.3.
 */
#ifndef _ASM_STRING_H
#define _ASM_STRING_H

#include <linux/compiler.h>

static __always_inline void arch_memcpy(void *dest, const void *src,
					size_t count)
{
	size_t words = count / 8, bytes = count % 8;

	__asm__ __volatile__("rep movsq\n\t"
			     "mov %[bytes], %%rcx\n\t"
			     "rep movsb"
			     : "+D" (dest), "+S" (src), "+c" (words)
			     : [bytes] "r" (bytes) : "memory");
}

static __always_inline void arch_memset(void *dest, int c, size_t count)
{
	size_t words = count / 8, bytes = count % 8;
	u64 pattern = (u8)c * 0x0101010101010101ULL;

	__asm__ __volatile__("rep stosq"
			     : "+D" (dest), "+c" (words)
			     : "a" (pattern) : "memory");
	if (__builtin_constant_p(bytes) && !bytes)
		return;
	__asm__ __volatile__("rep stosb"
			     : "+D" (dest), "+c" (bytes)
			     : "a" (pattern) : "memory");
}

#endif
