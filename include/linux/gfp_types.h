/* SPDX-License-Identifier: MIT */
/*
 * gfp_types.h - what a caller says about itself when it asks for memory
 *
 * Three questions, each with its group of bits.
 *
 * WHERE may the page lie? (zone modifiers; at most one of the first three)
 *
 *	__GFP_DMA	below 16 MiB and nowhere else
 *	__GFP_DMA32	below 4 GiB
 *	__GFP_HIGHMEM	anywhere, also where only kmap() reaches
 *	(none)		where the direct map reaches: NORMAL, then DMA32, DMA
 *	__GFP_MOVABLE	the owner can move it: grouped with its like
 *	__GFP_RECLAIMABLE  a shrinker can free it: grouped with its like
 *	__GFP_THISNODE	on the node named and no other
 *
 * HOW HARD may we try? (what the caller's context allows)
 *
 *	__GFP_HIGH	  half of the reserve below `min` is for this one
 *	__GFP_MEMALLOC	  all of it: the caller frees more than it takes
 *	__GFP_NOMEMALLOC  none of it, whatever else is said
 *	__GFP_IO, __GFP_FS  reclaim may start I/O, may enter a file system
 *	__GFP_DIRECT_RECLAIM  the caller may reclaim and sleep
 *	__GFP_KSWAPD_RECLAIM  kswapd may be woken
 *	__GFP_NORETRY	  one round of reclaim, then NULL
 *	__GFP_RETRY_MAYFAIL  many rounds, then NULL
 *	__GFP_NOFAIL	  never NULL: waits for ever
 *
 * WHAT should the page be like?
 *
 *	__GFP_ZERO	full of zeros
 *	__GFP_COLD	not expected in the cache: from the lists' cold end
 *	__GFP_COMP	order > 0: one compound page, freed as a whole
 *	__GFP_NOWARN	say nothing if it fails
 *	__GFP_ACCOUNT	accepted; there are no control groups to charge
 *
 * USEFUL COMBINATIONS
 *
 *	GFP_KERNEL	the usual: may sleep, reclaim, do I/O
 *	GFP_ATOMIC	interrupt or spinlock: no sleep, may dip into reserves
 *	GFP_NOWAIT	no sleep, no reserves: failure is planned for
 *	GFP_NOIO	inside block I/O; GFP_NOFS inside a file system
 *	GFP_USER	for user space; GFP_HIGHUSER the same, anywhere
 *	GFP_DMA, GFP_DMA32  the zone alone: or it to one of the above
 *
 * Sources: LDD3 p. 215-217, LKD ch. 12; Linux 6.12 gfp_types.h (semantics).
 */
#ifndef _LINUX_GFP_TYPES_H
#define _LINUX_GFP_TYPES_H

#include <linux/types.h>

#define ___GFP_DMA		0x000001u
#define ___GFP_HIGHMEM		0x000002u
#define ___GFP_DMA32		0x000004u
#define ___GFP_MOVABLE		0x000008u
#define ___GFP_RECLAIMABLE	0x000010u
#define ___GFP_HIGH		0x000020u
#define ___GFP_IO		0x000040u
#define ___GFP_FS		0x000080u
#define ___GFP_ZERO		0x000100u
#define ___GFP_COLD		0x000200u
#define ___GFP_DIRECT_RECLAIM	0x000400u
#define ___GFP_KSWAPD_RECLAIM	0x000800u
#define ___GFP_WRITE		0x001000u
#define ___GFP_NOWARN		0x002000u
#define ___GFP_RETRY_MAYFAIL	0x004000u
#define ___GFP_NOFAIL		0x008000u
#define ___GFP_NORETRY		0x010000u
#define ___GFP_MEMALLOC		0x020000u
#define ___GFP_COMP		0x040000u
#define ___GFP_NOMEMALLOC	0x080000u
#define ___GFP_HARDWALL		0x100000u
#define ___GFP_THISNODE		0x200000u
#define ___GFP_ACCOUNT		0x400000u
#define ___GFP_SKIP_ZERO	0x800000u
#define __GFP_BITS_SHIFT	24
#define __GFP_BITS_MASK		((gfp_t)((1u << __GFP_BITS_SHIFT) - 1))

#define __GFP_DMA		((gfp_t)___GFP_DMA)
#define __GFP_HIGHMEM		((gfp_t)___GFP_HIGHMEM)
#define __GFP_DMA32		((gfp_t)___GFP_DMA32)
#define __GFP_MOVABLE		((gfp_t)___GFP_MOVABLE)
#define GFP_ZONEMASK \
	(__GFP_DMA | __GFP_HIGHMEM | __GFP_DMA32 | __GFP_MOVABLE)
#define __GFP_RECLAIMABLE	((gfp_t)___GFP_RECLAIMABLE)
#define __GFP_HARDWALL		((gfp_t)___GFP_HARDWALL)
#define __GFP_THISNODE		((gfp_t)___GFP_THISNODE)
#define __GFP_ACCOUNT		((gfp_t)___GFP_ACCOUNT)
#define __GFP_WRITE		((gfp_t)___GFP_WRITE)

#define __GFP_HIGH		((gfp_t)___GFP_HIGH)
#define __GFP_MEMALLOC		((gfp_t)___GFP_MEMALLOC)
#define __GFP_NOMEMALLOC	((gfp_t)___GFP_NOMEMALLOC)

#define __GFP_IO		((gfp_t)___GFP_IO)
#define __GFP_FS		((gfp_t)___GFP_FS)
#define __GFP_DIRECT_RECLAIM	((gfp_t)___GFP_DIRECT_RECLAIM)
#define __GFP_KSWAPD_RECLAIM	((gfp_t)___GFP_KSWAPD_RECLAIM)
#define __GFP_RECLAIM		(__GFP_DIRECT_RECLAIM | __GFP_KSWAPD_RECLAIM)
#define __GFP_RETRY_MAYFAIL	((gfp_t)___GFP_RETRY_MAYFAIL)
#define __GFP_NOFAIL		((gfp_t)___GFP_NOFAIL)
#define __GFP_NORETRY		((gfp_t)___GFP_NORETRY)

#define __GFP_NOWARN		((gfp_t)___GFP_NOWARN)
#define __GFP_COMP		((gfp_t)___GFP_COMP)
#define __GFP_ZERO		((gfp_t)___GFP_ZERO)
#define __GFP_COLD		((gfp_t)___GFP_COLD)

/* The books' names for the same. */
#define __GFP_WAIT		__GFP_DIRECT_RECLAIM
#define __GFP_REPEAT		__GFP_RETRY_MAYFAIL

#define GFP_ATOMIC		(__GFP_HIGH | __GFP_KSWAPD_RECLAIM)
#define GFP_KERNEL		(__GFP_RECLAIM | __GFP_IO | __GFP_FS)
#define GFP_KERNEL_ACCOUNT	(GFP_KERNEL | __GFP_ACCOUNT)
#define GFP_NOWAIT		(__GFP_KSWAPD_RECLAIM | __GFP_NOWARN)
#define GFP_NOIO		(__GFP_RECLAIM)
#define GFP_NOFS		(__GFP_RECLAIM | __GFP_IO)
#define GFP_USER		(GFP_KERNEL | __GFP_HARDWALL)
#define GFP_DMA			__GFP_DMA
#define GFP_DMA32		__GFP_DMA32
#define GFP_HIGHUSER		(GFP_USER | __GFP_HIGHMEM)
#define GFP_HIGHUSER_MOVABLE	(GFP_HIGHUSER | __GFP_MOVABLE)

#endif
