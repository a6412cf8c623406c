/* SPDX-License-Identifier: MIT */
/*
 * poison.h - the fills by which stale memory is recognised in a dump
 *
 * Each state of memory has a fill of its own, so that a register holding
 * 0x6b6b6b6b6b6b6b6b says "read after free" without further search. The
 * names and values are Linux's.
 */
#ifndef _LINUX_POISON_H
#define _LINUX_POISON_H

/* Not canonical: following such a pointer faults on any x86-64. */
#define POISON_POINTER_DELTA	0xdead000000000000UL

/* list_del(): next and prev of an entry that is on no list any more */
#define LIST_POISON1	((void *)(0x100 + POISON_POINTER_DELTA))
#define LIST_POISON2	((void *)(0x122 + POISON_POINTER_DELTA))

/* mm/slab: bytes */
#define SLUB_RED_INACTIVE	0xbb	/* red zone of a free object */
#define SLUB_RED_ACTIVE		0xcc	/* red zone of an object in use */
#define POISON_INUSE		0x5a	/* allocated, never written */
#define POISON_FREE		0x6b	/* freed */
#define POISON_END		0xa5	/* last byte of a freed object */

/* mm/page_alloc: a freed page (page_poison=) */
#define PAGE_POISON		0xaa
#define VMEMMAP_POISON		0xff	/* struct page nobody has set up */

/* Memory of the kernel image that went back to the allocator */
#define POISON_FREE_INITMEM	0xcc

/* mm/dmapool */
#define POOL_POISON_FREED	0xa7
#define POOL_POISON_ALLOCATED	0xa9

/* Timers, mutexes, keys */
#define TIMER_ENTRY_STATIC	((void *)(0x300 + POISON_POINTER_DELTA))
#define MUTEX_DEBUG_INIT	0x11
#define MUTEX_DEBUG_FREE	0x22
#define KEY_DESTROY		0xbd

#endif
