/* SPDX-License-Identifier: MIT */
/*
 * rcupdate.h - readers that take no lock; writers that wait until they left
 *
 *	reader				writer
 *	rcu_read_lock();		old = p;
 *	q = rcu_dereference(p);		rcu_assign_pointer(p, new);
 *	use q				synchronize_rcu();
 *	rcu_read_unlock();		free old
 *
 * A reader switches preemption off, and nothing else: it must not sleep. A
 * grace period is a time in which each CPU has, at least once, not been in
 * the middle of reading; who found the old pointer before it began has left
 * when it ends. Sections with preemption, soft interrupts or interrupts off
 * are readers too.
 *
 * Context: reading: any but NMI. call_rcu(): any but NMI. synchronize_rcu(),
 * rcu_barrier(): task, may sleep.
 */
#ifndef _LINUX_RCUPDATE_H
#define _LINUX_RCUPDATE_H

#include <asm/barrier.h>
#include <linux/bug.h>
#include <linux/compiler.h>
#include <linux/container_of.h>
#include <linux/preempt.h>
#include <linux/types.h>

struct seq_file;

static __always_inline void rcu_read_lock(void)
{
	preempt_disable();
}

static __always_inline void rcu_read_unlock(void)
{
	preempt_enable();
}

#define rcu_read_lock_bh()	local_bh_disable()
#define rcu_read_unlock_bh()	local_bh_enable()
#define rcu_read_lock_sched()	preempt_disable()
#define rcu_read_unlock_sched()	preempt_enable()

static inline int rcu_read_lock_held(void)
{
	return preempt_count() || irqs_disabled();
}
#define rcu_read_lock_bh_held()		rcu_read_lock_held()
#define rcu_read_lock_sched_held()	rcu_read_lock_held()
#define rcu_read_lock_any_held()	rcu_read_lock_held()

/* ---- pointers ---- */

/* For sparse: such a pointer is reached by the macros below only. */
#define __rcu

/*
 * What the pointer leads to is seen as it was when the pointer was
 * published. Pairs with rcu_assign_pointer(); a plain load on x86.
 */
#define rcu_dereference(p)		smp_load_acquire(&(p))
#define rcu_dereference_raw(p)		rcu_dereference(p)
#define rcu_dereference_check(p, c)	rcu_dereference(p)
#define rcu_dereference_bh(p)		rcu_dereference(p)
#define rcu_dereference_sched(p)	rcu_dereference(p)

/* By whoever keeps it from changing: no order is needed. */
#define rcu_dereference_protected(p, c)	(p)

/* Only compared, not followed. */
#define rcu_access_pointer(p)		READ_ONCE(p)
#define rcu_pointer_handoff(p)		(p)

/* Publish: what was written to *@v before is seen through @p. */
#define rcu_assign_pointer(p, v)	smp_store_release(&(p), v)
#define RCU_INIT_POINTER(p, v)		WRITE_ONCE(p, v)
#define RCU_POINTER_INITIALIZER(p, v)	.p = (v)

/* Publish @ptr; the value is what was there, for the caller to free later. */
#define rcu_replace_pointer(p, ptr, c) \
({ \
	__typeof__(ptr) __old = rcu_dereference_protected(p, c); \
	rcu_assign_pointer(p, ptr); \
	__old; \
})

/* ---- waiting ---- */

typedef void (*rcu_callback_t)(struct rcu_head *head);

/**
 * call_rcu - call @func when all who read now have left
 * @head: in the object; nobody else's until then
 * @func: called in a soft interrupt, on the CPU that asked
 */
void call_rcu(struct rcu_head *head, rcu_callback_t func);
#define call_rcu_hurry(head, func)	call_rcu(head, func)

/* Return when all who read now have left. */
void synchronize_rcu(void);
#define synchronize_rcu_expedited()	synchronize_rcu()
#define synchronize_net()		synchronize_rcu()

/* Return when all call_rcu() functions asked for so far have been called. */
void rcu_barrier(void);

/**
 * get_state_synchronize_rcu - a ticket of this moment
 *
 * poll_state_synchronize_rcu() with it: have all who read then left?
 */
unsigned long get_state_synchronize_rcu(void);
bool poll_state_synchronize_rcu(unsigned long ticket);
void cond_synchronize_rcu(unsigned long ticket);

/* ---- freeing ---- */

/* Below this, rcu_head.func is no function but how far the head is inside. */
#define RCU_OFFSET_MAX		4096UL
#define __is_kvfree_rcu_offset(offset)	((offset) < RCU_OFFSET_MAX)

/**
 * __kvfree_rcu - free what @head is inside of, when all readers have left
 * @head:   in the object
 * @offset: bytes from the object to it, below RCU_OFFSET_MAX
 *
 * What "free" means mm/ says once, by rcu_set_kvfree().
 */
void __kvfree_rcu(struct rcu_head *head, unsigned long offset);

/**
 * kvfree_rcu - free an object when all who read now have left
 * @ptr: of kmalloc(), kvmalloc() or a cache; NULL is nothing
 * @rhf: the name of its member of type struct rcu_head
 *
 * Context: any but NMI.
 */
#define kvfree_rcu(ptr, rhf) \
do { \
	__typeof__(ptr) __kvfree_p = (ptr); \
\
	static_assert(__is_kvfree_rcu_offset( \
		__builtin_offsetof(__typeof__(*__kvfree_p), rhf))); \
	if (__kvfree_p) \
		__kvfree_rcu(&__kvfree_p->rhf, \
			     (unsigned long)&__kvfree_p->rhf - \
			     (unsigned long)__kvfree_p); \
} while (0)
#define kfree_rcu(ptr, rhf)		kvfree_rcu(ptr, rhf)

/* The same for an object without a struct rcu_head. May sleep. */
#define kvfree_rcu_mightsleep(ptr)	__kvfree_rcu_mightsleep(ptr)
#define kfree_rcu_mightsleep(ptr)	__kvfree_rcu_mightsleep(ptr)
void __kvfree_rcu_mightsleep(const void *object);

/**
 * kvfree_rcu_barrier - return when all that kvfree_rcu() was asked for is free
 *
 * At once if that is nothing. Context: task, may sleep.
 */
void kvfree_rcu_barrier(void);

/* @kvfree is called in a soft interrupt. */
void rcu_set_kvfree(void (*kvfree)(const void *object));

/* Between rcu.c and rcu_wait.c: free at once; is any waiting to be freed? */
void rcu_kvfree(const void *object);
bool kvfree_in_flight(void);

/* ---- the scheduler's side ---- */

/* Once, before the first grace period. */
void rcu_init(void);

/* This CPU's clock has ticked: in_hardirq(), interrupts off. */
void rcu_tick(void);

/* After this time the CPU that holds up a grace period is named. */
extern u64 rcu_stall_ns;

/* /proc/rcu; 0 or the number of a broken invariant */
int rcu_show(struct seq_file *m, void *v);
int rcu_broken(void);

#endif
