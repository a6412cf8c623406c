// SPDX-License-Identifier: MIT
/*
 * notifier.c - functions that want to hear of an event, called in order
 *
 * PROBLEM
 *	Memory has run out, a machine goes down: whoever notices cannot know
 *	all who could do something about it, and stands on a floor below them.
 *
 * IDEA
 *	Who wants to hear puts a block of his own into a list, in the order of
 *	priority; the list is walked when the event comes.
 *
 *		head -> [prio 7] -> [prio 0, first] -> [prio 0, second]
 *			   |		|
 *			NOTIFY_OK    NOTIFY_STOP	not called
 *
 *	The three kinds of chain differ in what keeps the list still while it
 *	is walked: a semaphore (members may sleep), RCU (they may not, but any
 *	context may call), or the owner.
 *
 * INVARIANT
 *	T1  Priorities do not rise along a chain.
 *
 * LOCKING
 *	blocking: nh->rwsem, read for calling: a member may call the chain's
 *	owner but not register with it. atomic: nh->lock for changes, with
 *	interrupts off; the walk is an RCU reader, and who has unlinked a block
 *	waits until no reader can have met it.
 *
 * FAILURE
 *	A block that is registered twice would make the list a circle: it is
 *	reported and refused.
 *
 * COST
 *	Space: three words a member.
 *
 * LEFT OUT
 *	SRCU chains; calls of the first n only; robust calls that are undone.
 *
 * SOURCES
 *	Linux 6.12: kernel/notifier.c (semantics).
 */
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/notifier.h>
#include <linux/rcupdate.h>

/* -EEXIST, -EBUSY (another has the priority, and @prio_taken says so), 0 */
static int link_block(struct notifier_block **at, struct notifier_block *nb,
		      int prio_taken)
{
	struct notifier_block *next;

	while ((next = *at)) {
		if (WARN(next == nb, "notifier %ps: registered twice\n",
			 (void *)nb->notifier_call))
			return -EEXIST;
		if (nb->priority > next->priority)
			break;
		if (nb->priority == next->priority && prio_taken)
			return prio_taken;
		at = &next->next;
	}
	nb->next = next;
	rcu_assign_pointer(*at, nb);
	return 0;
}

static int unlink_block(struct notifier_block **at, struct notifier_block *nb)
{
	for (; *at; at = &(*at)->next) {
		if (*at != nb)
			continue;
		/* Who stands on @nb finds the rest of the chain from it. */
		rcu_assign_pointer(*at, nb->next);
		return 0;
	}
	return -ENOENT;
}

static int call_all(struct notifier_block **head, unsigned long val, void *v)
{
	struct notifier_block *nb = rcu_dereference(*head), *next;
	int ret = NOTIFY_DONE;

	while (nb) {
		/* A raw chain's member may unregister itself. */
		next = rcu_dereference(nb->next);
		ret = nb->notifier_call(nb, val, v);
		if (ret & NOTIFY_STOP_MASK)
			break;
		nb = next;
	}
	return ret;
}

/* ---- atomic ---- */

static int atomic_register(struct atomic_notifier_head *nh,
			   struct notifier_block *nb, int prio_taken)
{
	unsigned long flags;
	int err;

	spin_lock_irqsave(&nh->lock, flags);
	err = link_block(&nh->head, nb, prio_taken);
	spin_unlock_irqrestore(&nh->lock, flags);
	return err;
}

int atomic_notifier_chain_register(struct atomic_notifier_head *nh,
				   struct notifier_block *nb)
{
	return atomic_register(nh, nb, 0);
}
EXPORT_SYMBOL(atomic_notifier_chain_register);

int atomic_notifier_chain_register_unique_prio(struct atomic_notifier_head *nh,
					       struct notifier_block *nb)
{
	return atomic_register(nh, nb, -EBUSY);
}
EXPORT_SYMBOL(atomic_notifier_chain_register_unique_prio);

int atomic_notifier_chain_unregister(struct atomic_notifier_head *nh,
				     struct notifier_block *nb)
{
	unsigned long flags;
	int err;

	spin_lock_irqsave(&nh->lock, flags);
	err = unlink_block(&nh->head, nb);
	spin_unlock_irqrestore(&nh->lock, flags);
	synchronize_rcu();
	return err;
}
EXPORT_SYMBOL(atomic_notifier_chain_unregister);

int atomic_notifier_call_chain(struct atomic_notifier_head *nh,
			       unsigned long val, void *v)
{
	int ret;

	rcu_read_lock();
	ret = call_all(&nh->head, val, v);
	rcu_read_unlock();
	return ret;
}
EXPORT_SYMBOL(atomic_notifier_call_chain);

bool atomic_notifier_call_chain_is_empty(struct atomic_notifier_head *nh)
{
	return !rcu_access_pointer(nh->head);
}
EXPORT_SYMBOL(atomic_notifier_call_chain_is_empty);

/* ---- blocking ---- */

static int blocking_register(struct blocking_notifier_head *nh,
			     struct notifier_block *nb, int prio_taken)
{
	int err;

	down_write(&nh->rwsem);
	err = link_block(&nh->head, nb, prio_taken);
	up_write(&nh->rwsem);
	return err;
}

int blocking_notifier_chain_register(struct blocking_notifier_head *nh,
				     struct notifier_block *nb)
{
	return blocking_register(nh, nb, 0);
}
EXPORT_SYMBOL(blocking_notifier_chain_register);

int blocking_notifier_chain_register_unique_prio(
	struct blocking_notifier_head *nh, struct notifier_block *nb)
{
	return blocking_register(nh, nb, -EBUSY);
}
EXPORT_SYMBOL(blocking_notifier_chain_register_unique_prio);

int blocking_notifier_chain_unregister(struct blocking_notifier_head *nh,
				       struct notifier_block *nb)
{
	int err;

	down_write(&nh->rwsem);
	err = unlink_block(&nh->head, nb);
	up_write(&nh->rwsem);
	return err;
}
EXPORT_SYMBOL(blocking_notifier_chain_unregister);

int blocking_notifier_call_chain(struct blocking_notifier_head *nh,
				 unsigned long val, void *v)
{
	int ret = NOTIFY_DONE;

	/* Nearly always: nobody to tell, nothing to wait for. */
	if (!rcu_access_pointer(nh->head))
		return ret;
	down_read(&nh->rwsem);
	ret = call_all(&nh->head, val, v);
	up_read(&nh->rwsem);
	return ret;
}
EXPORT_SYMBOL(blocking_notifier_call_chain);

/* ---- raw ---- */

int raw_notifier_chain_register(struct raw_notifier_head *nh,
				struct notifier_block *nb)
{
	return link_block(&nh->head, nb, 0);
}
EXPORT_SYMBOL(raw_notifier_chain_register);

int raw_notifier_chain_unregister(struct raw_notifier_head *nh,
				  struct notifier_block *nb)
{
	return unlink_block(&nh->head, nb);
}
EXPORT_SYMBOL(raw_notifier_chain_unregister);

int raw_notifier_call_chain(struct raw_notifier_head *nh, unsigned long val,
			    void *v)
{
	return call_all(&nh->head, val, v);
}
EXPORT_SYMBOL(raw_notifier_call_chain);
