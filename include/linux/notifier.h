/* SPDX-License-Identifier: MIT */
/*
 * notifier.h - functions that want to hear of an event, called in order
 *
 *	static int hear(struct notifier_block *nb, unsigned long event,
 *			void *data) { ...; return NOTIFY_OK; }
 *	static struct notifier_block mine = { .notifier_call = hear };
 *
 *	blocking_notifier_chain_register(&chain, &mine);
 *	blocking_notifier_call_chain(&chain, EVENT, data);	calls hear()
 *
 * The highest priority is called first; of equal ones, who registered first.
 * An answer with NOTIFY_STOP_MASK keeps those behind from hearing.
 *
 *	chain		called in	members may	register, unregister
 *	atomic_		any but NMI	not sleep	task, may sleep
 *	blocking_	task		sleep		task, may sleep
 *	raw_		the owner's	the owner's	the owner's business
 *
 * Source: Linux 6.12 include/linux/notifier.h (semantics).
 */
#ifndef _LINUX_NOTIFIER_H
#define _LINUX_NOTIFIER_H

#include <linux/errno.h>
#include <linux/rwsem.h>
#include <linux/spinlock.h>

struct notifier_block;

typedef int (*notifier_fn_t)(struct notifier_block *nb, unsigned long action,
			     void *data);

/**
 * struct notifier_block - one who wants to hear
 * @notifier_call: called with this block, the event, the caller's data
 * @next:	   the chain's
 * @priority:	   higher hears earlier; does not change while registered
 */
struct notifier_block {
	notifier_fn_t notifier_call;
	struct notifier_block *next;
	int priority;
};

/* What a member answers; the chain's result is the last answer. */
#define NOTIFY_DONE		0x0000	/* does not care */
#define NOTIFY_OK		0x0001	/* heard */
#define NOTIFY_STOP_MASK	0x8000	/* nobody else is called */
#define NOTIFY_BAD		(NOTIFY_STOP_MASK | 0x0002)
#define NOTIFY_STOP		(NOTIFY_OK | NOTIFY_STOP_MASK)

/* 0 or -errno as an answer, and back: anything but 0 stops the chain. */
static inline int notifier_from_errno(int err)
{
	return err ? NOTIFY_STOP_MASK | (NOTIFY_OK - err) : NOTIFY_OK;
}

static inline int notifier_to_errno(int ret)
{
	ret &= ~NOTIFY_STOP_MASK;
	return ret > NOTIFY_OK ? NOTIFY_OK - ret : 0;
}

/* @lock: who changes the list; who walks it is an RCU reader */
struct atomic_notifier_head {
	spinlock_t lock;
	struct notifier_block *head;
};

struct blocking_notifier_head {
	struct rw_semaphore rwsem;
	struct notifier_block *head;
};

struct raw_notifier_head {
	struct notifier_block *head;
};

#define ATOMIC_INIT_NOTIFIER_HEAD(name) \
do { \
	spin_lock_init(&(name)->lock); \
	(name)->head = NULL; \
} while (0)
#define BLOCKING_INIT_NOTIFIER_HEAD(name) \
do { \
	init_rwsem(&(name)->rwsem); \
	(name)->head = NULL; \
} while (0)
#define RAW_INIT_NOTIFIER_HEAD(name) \
do { \
	(name)->head = NULL; \
} while (0)

#define ATOMIC_NOTIFIER_INIT(name) \
	{ .lock = __SPIN_LOCK_INITIALIZER(name.lock), .head = NULL }
#define BLOCKING_NOTIFIER_INIT(name) \
	{ .rwsem = __RWSEM_INITIALIZER((name).rwsem), .head = NULL }
#define RAW_NOTIFIER_INIT(name)	{ .head = NULL }

#define ATOMIC_NOTIFIER_HEAD(name) \
	struct atomic_notifier_head name = ATOMIC_NOTIFIER_INIT(name)
#define BLOCKING_NOTIFIER_HEAD(name) \
	struct blocking_notifier_head name = BLOCKING_NOTIFIER_INIT(name)
#define RAW_NOTIFIER_HEAD(name) \
	struct raw_notifier_head name = RAW_NOTIFIER_INIT(name)

/*
 * Register. Return: 0; -EEXIST: it is there already, reported and refused;
 * _unique_prio: -EBUSY: another has its priority.
 */
int atomic_notifier_chain_register(struct atomic_notifier_head *nh,
				   struct notifier_block *nb);
int blocking_notifier_chain_register(struct blocking_notifier_head *nh,
				     struct notifier_block *nb);
int raw_notifier_chain_register(struct raw_notifier_head *nh,
				struct notifier_block *nb);
int atomic_notifier_chain_register_unique_prio(struct atomic_notifier_head *nh,
					       struct notifier_block *nb);
int blocking_notifier_chain_register_unique_prio(
	struct blocking_notifier_head *nh, struct notifier_block *nb);

/*
 * Unregister: when it returns @nb is not being called and may be freed (raw:
 * the owner's business). Return: 0; -ENOENT: it is not in the chain.
 */
int atomic_notifier_chain_unregister(struct atomic_notifier_head *nh,
				     struct notifier_block *nb);
int blocking_notifier_chain_unregister(struct blocking_notifier_head *nh,
				       struct notifier_block *nb);
int raw_notifier_chain_unregister(struct raw_notifier_head *nh,
				  struct notifier_block *nb);

/* Call all, with @val and @v. Return: the last answer; NOTIFY_DONE: nobody. */
int atomic_notifier_call_chain(struct atomic_notifier_head *nh,
			       unsigned long val, void *v);
int blocking_notifier_call_chain(struct blocking_notifier_head *nh,
				 unsigned long val, void *v);
int raw_notifier_call_chain(struct raw_notifier_head *nh, unsigned long val,
			    void *v);

/* Is nobody registered? Old news when it returns. */
bool atomic_notifier_call_chain_is_empty(struct atomic_notifier_head *nh);

#endif
