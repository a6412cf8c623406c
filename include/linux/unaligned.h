/* SPDX-License-Identifier: MIT */
/*
 * unaligned.h - values at addresses that may be odd
 *
 * x86 reads them anywhere, but C does not promise it, and UBSan says so on
 * the host. A packed structure tells the compiler the truth.
 */
#ifndef _LINUX_UNALIGNED_H
#define _LINUX_UNALIGNED_H

#include <linux/byteorder.h>
#include <linux/compiler.h>

#define __get_unaligned_t(type, ptr) \
	(((const struct { type x; } __packed *)(const void *)(ptr))->x)
#define __put_unaligned_t(type, val, ptr) \
	((void)(((struct { type x; } __packed *)(void *)(ptr))->x = (val)))

#define get_unaligned(ptr)	__get_unaligned_t(__typeof__(*(ptr)), (ptr))
#define put_unaligned(val, ptr)	\
	__put_unaligned_t(__typeof__(*(ptr)), (val), (ptr))

#define __GET_UNALIGNED(bits, e) \
static inline u##bits get_unaligned_##e##bits(const void *p) \
{ \
	return e##bits##_to_cpu(__get_unaligned_t(u##bits, p)); \
} \
static inline void put_unaligned_##e##bits(u##bits val, void *p) \
{ \
	__put_unaligned_t(u##bits, cpu_to_##e##bits(val), p); \
}

__GET_UNALIGNED(16, le)
__GET_UNALIGNED(32, le)
__GET_UNALIGNED(64, le)
__GET_UNALIGNED(16, be)
__GET_UNALIGNED(32, be)
__GET_UNALIGNED(64, be)
#undef __GET_UNALIGNED

#endif
