/* SPDX-License-Identifier: MIT */
/*
 * types.h - the words every other header is written in
 *
 * Two families: C's exact-width integers under Linux's short names, and
 * names that carry a unit (phys_addr_t counts bytes from physical zero,
 * gfp_t is a set of flags). Prefer the second family: a reader should not
 * have to guess whether an unsigned long is a byte, a page or an address.
 */
#ifndef _LINUX_TYPES_H
#define _LINUX_TYPES_H

#include <linux/stddef.h>

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;
typedef signed char s8;
typedef signed short s16;
typedef signed int s32;
typedef signed long long s64;

typedef u8 __u8;
typedef u16 __u16;
typedef u32 __u32;
typedef u64 __u64;
typedef s8 __s8;
typedef s16 __s16;
typedef s32 __s32;
typedef s64 __s64;

typedef u8 uint8_t;
typedef u16 uint16_t;
typedef u32 uint32_t;
typedef unsigned long uint64_t;
typedef s8 int8_t;
typedef s16 int16_t;
typedef s32 int32_t;
typedef signed long int64_t;

typedef unsigned int uint;
typedef unsigned long ulong;
typedef unsigned short ushort;
typedef unsigned char u_char;
typedef unsigned long uintptr_t;
typedef signed long intptr_t;

typedef unsigned long size_t;
typedef signed long ssize_t;
typedef signed long ptrdiff_t;

typedef _Bool bool;
#define true	1
#define false	0

typedef u64 phys_addr_t;	/* bytes, physical */
typedef u64 dma_addr_t;		/* bytes, as a device sees them */
typedef phys_addr_t resource_size_t;
typedef unsigned int gfp_t;	/* a set of __GFP_ flags */
typedef unsigned int slab_flags_t;
typedef unsigned short umode_t;
typedef s64 loff_t;
typedef u32 dev_t;
typedef s64 ktime_t;		/* nanoseconds */
typedef long long time64_t;
typedef int pid_t;

typedef struct {
	int counter;
} atomic_t;

typedef struct {
	s64 counter;
} atomic64_t;

/* A node of a circular doubly linked list; linux/list.h works on it. */
struct list_head {
	struct list_head *next, *prev;
};

/* A list whose head is one pointer: half the size, no tail. */
struct hlist_head {
	struct hlist_node *first;
};

struct hlist_node {
	struct hlist_node *next, **pprev;
};

/* What call_rcu() threads an object on while readers may still see it. */
struct rcu_head {
	struct rcu_head *next;
	void (*func)(struct rcu_head *head);
};

#define DECLARE_BITMAP(name, bits) \
	unsigned long name[((bits) + 63) / 64]

#endif
