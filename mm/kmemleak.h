/* SPDX-License-Identifier: MIT */
/*
 * kmemleak.h - what is known of each object that may be lost
 */
#ifndef _MM_KMEMLEAK_H
#define _MM_KMEMLEAK_H

#include <linux/rbtree.h>
#include <linux/sched.h>
#include <linux/spinlock.h>

/* The allocator's own are up to six of them; the rest say who called. */
#define LEAK_FRAMES	16
#define LEAK_AREAS	2

/* Flags of a record. */
#define LEAK_NO_SCAN	1u
#define LEAK_FOUND	2u	/* by the last scan */
#define LEAK_REACHED	4u	/* by this one */

struct leak_record {
	struct rb_node node;		/* by address; or */
	struct leak_record *next;	/* free, or grey */
	unsigned long hidden;		/* ~address: no scan takes it for one */
	unsigned int size;
	int min_count;			/* words that must lead here */
	int count;			/* ... that this scan has seen */
	u16 flags;
	u8 nr_pc;
	u8 nr_areas;			/* more than LEAK_AREAS: all of it */
	struct {
		u32 offset;
		u32 size;
	} area[LEAK_AREAS];
	unsigned long since;		/* jiffies then */
	int pid;
	char comm[TASK_COMM_LEN];
	unsigned long pc[LEAK_FRAMES];
};

static_assert(sizeof(struct leak_record) <= 256);

static inline unsigned long leak_start(const struct leak_record *r)
{
	return ~r->hidden;
}

extern raw_spinlock_t kmemleak_lock;

/* kmemleak_lock */
extern struct rb_root leak_objects;

/* The record of the object that @addr lies in, or NULL. */
struct leak_record *leak_find_locked(unsigned long addr);

#define for_each_leak_record(r)						\
	for ((r) = rb_entry_safe(rb_first(&leak_objects),		\
				 struct leak_record, node);		\
	     (r);							\
	     (r) = rb_entry_safe(rb_next(&(r)->node),			\
				 struct leak_record, node))

#endif
