// SPDX-License-Identifier: MIT
/*
 * torture_rcu.c - readers without locks, and what they read being replaced
 *
 * A slot points to an object. Who replaces it waits until nobody can be
 * reading the old one, in any of the ways there are, and only then poisons
 * and frees it: a reader, in a task or an interrupt, never sees poison.
 */
#include <asm/processor.h>
#include <linux/atomic.h>
#include <linux/poison.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include "torture.h"

#define NR_SLOTS	8
#define LOOKS		4

/* @not_owner is ~@owner for as long as anybody may look. */
struct record {
	struct rcu_head rcu;
	u64 owner;
	u64 not_owner;
};

static struct record *slots[NR_SLOTS];
static DEFINE_SPINLOCK(slots_lock);
static atomic_t asked, called;

static void bury(struct record *r)
{
	memset(&r->owner, POISON_FREE, 2 * sizeof(u64));
	kfree(r);
}

static void bury_later(struct rcu_head *head)
{
	atomic_inc(&called);
	bury(container_of(head, struct record, rcu));
}

static void look(const struct record *r)
{
	u64 owner = READ_ONCE(r->owner);

	if (READ_ONCE(r->not_owner) != ~owner)
		torture_wrong("rcu: %px is read as %#llx, %#llx", r, owner,
			      READ_ONCE(r->not_owner));
}

static void read_slot(void *slot)
{
	const struct record *r;
	unsigned int i;

	rcu_read_lock();
	r = rcu_dereference(*(struct record **)slot);
	for (i = 0; r && i < LOOKS; i++) {
		look(r);
		cpu_relax();
	}
	rcu_read_unlock();
}

static struct record *new_record(struct torture_worker *w)
{
	struct record *r = kmalloc(sizeof(*r), GFP_KERNEL | __GFP_NOWARN);

	if (!r)
		return NULL;
	r->owner = torture_owner(w);
	r->not_owner = ~r->owner;
	return r;
}

/* Return: what was there */
static struct record *replace(struct record **slot, struct record *r)
{
	struct record *old;

	spin_lock(&slots_lock);
	old = rcu_replace_pointer(*slot, r, true);
	spin_unlock(&slots_lock);
	return old;
}

static void free_slowly(struct record *old, bool polled)
{
	if (polled)
		cond_synchronize_rcu(get_state_synchronize_rcu());
	else
		synchronize_rcu();
	bury(old);
}

static void rcu_step(struct torture_worker *w, void *state)
{
	struct record **slot = &slots[torture_below(w, NR_SLOTS)], *old;
	unsigned int how = torture_below(w, 64);

	if (how < 32) {
		read_slot(slot);
		return;
	}
	if (how < 40) {
		smp_call_function_single(torture_below(w, nr_cpu_ids),
					 read_slot, slot, how & 1);
		return;
	}
	old = replace(slot, new_record(w));
	if (!old)
		return;
	if (how < 42) {
		free_slowly(old, how & 1);
	} else if (how < 52) {
		kfree_rcu(old, rcu);
	} else {
		atomic_inc(&asked);
		call_rcu(&old->rcu, bury_later);
	}
}

static void rcu_finish(void)
{
	unsigned int i;

	for (i = 0; i < NR_SLOTS; i++) {
		struct record *old = replace(&slots[i], NULL);

		atomic_inc(&asked);
		if (old)
			call_rcu(&old->rcu, bury_later);
		else
			atomic_inc(&called);
	}
	rcu_barrier();
	if (atomic_read(&asked) != atomic_read(&called))
		torture_wrong("rcu: %d functions were to be called, %d were",
			      atomic_read(&asked), atomic_read(&called));
}

static const struct torture_actor rcu_actor = {
	.name = "rcu", .weight = 15, .step = rcu_step, .finish = rcu_finish,
	.check = rcu_broken,
};
TORTURE_ACTOR(rcu_actor);
