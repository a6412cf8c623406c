/* SPDX-License-Identifier: MIT */
/*
 * byteorder.h - values whose byte order is fixed by someone else
 *
 * The CPU is little endian, so le*_to_cpu() does nothing but say what the
 * bytes were; be*_to_cpu() swaps. asm/byteorder.h is Linux's name for this.
 */
#ifndef _LINUX_BYTEORDER_H
#define _LINUX_BYTEORDER_H

#include <linux/swab.h>
#include <linux/types.h>

#ifndef __LITTLE_ENDIAN
#define __LITTLE_ENDIAN	1234
#endif

typedef __u16 __le16;
typedef __u32 __le32;
typedef __u64 __le64;
typedef __u16 __be16;
typedef __u32 __be32;
typedef __u64 __be64;

#define cpu_to_le16(x)	((__le16)(__u16)(x))
#define cpu_to_le32(x)	((__le32)(__u32)(x))
#define cpu_to_le64(x)	((__le64)(__u64)(x))
#define le16_to_cpu(x)	((__u16)(__le16)(x))
#define le32_to_cpu(x)	((__u32)(__le32)(x))
#define le64_to_cpu(x)	((__u64)(__le64)(x))

#define cpu_to_be16(x)	((__be16)swab16(x))
#define cpu_to_be32(x)	((__be32)swab32(x))
#define cpu_to_be64(x)	((__be64)swab64(x))
#define be16_to_cpu(x)	swab16(x)
#define be32_to_cpu(x)	swab32(x)
#define be64_to_cpu(x)	swab64(x)

#define le16_to_cpup(p)	le16_to_cpu(*(p))
#define le32_to_cpup(p)	le32_to_cpu(*(p))
#define le64_to_cpup(p)	le64_to_cpu(*(p))
#define be16_to_cpup(p)	be16_to_cpu(*(p))
#define be32_to_cpup(p)	be32_to_cpu(*(p))
#define be64_to_cpup(p)	be64_to_cpu(*(p))

#endif
