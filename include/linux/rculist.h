/* SPDX-License-Identifier: MIT */
/*
 * rculist.h - lists that are read without a lock
 *
 * Writers keep each other off by a lock of their own. A reader, between
 * rcu_read_lock() and _unlock(), sees the list as it was or as it is, never
 * broken: what is put in is whole before the list leads to it, and what is
 * taken out still leads on to the rest until it is freed, after a grace
 * period.
 */
#ifndef _LINUX_RCULIST_H
#define _LINUX_RCULIST_H

#include <linux/list.h>
#include <linux/rcupdate.h>

#define list_next_rcu(list)	((list)->next)
#define hlist_first_rcu(head)	((head)->first)
#define hlist_next_rcu(node)	((node)->next)

static inline void INIT_LIST_HEAD_RCU(struct list_head *list)
{
	WRITE_ONCE(list->next, list);
	WRITE_ONCE(list->prev, list);
}

/* Readers go forward only: that pointer is the last to change. */
static inline void __list_add_rcu(struct list_head *entry,
				  struct list_head *prev,
				  struct list_head *next)
{
	entry->next = next;
	entry->prev = prev;
	rcu_assign_pointer(prev->next, entry);
	next->prev = entry;
}

static inline void list_add_rcu(struct list_head *entry,
				struct list_head *head)
{
	__list_add_rcu(entry, head, head->next);
}

static inline void list_add_tail_rcu(struct list_head *entry,
				     struct list_head *head)
{
	__list_add_rcu(entry, head->prev, head);
}

/* entry->next stays: a reader who stands there finds the way on. */
static inline void list_del_rcu(struct list_head *entry)
{
	entry->next->prev = entry->prev;
	WRITE_ONCE(entry->prev->next, entry->next);
	entry->prev = LIST_POISON2;
}

static inline void list_replace_rcu(struct list_head *old,
				    struct list_head *entry)
{
	entry->next = old->next;
	entry->prev = old->prev;
	rcu_assign_pointer(entry->prev->next, entry);
	entry->next->prev = entry;
	old->prev = LIST_POISON2;
}

#define list_entry_rcu(ptr, type, member) \
	container_of(rcu_dereference(ptr), type, member)

#define list_first_or_null_rcu(ptr, type, member) \
({ \
	struct list_head *__head = (ptr); \
	struct list_head *__first = rcu_dereference(__head->next); \
	__first != __head ? container_of(__first, type, member) : NULL; \
})

#define list_next_or_null_rcu(head, ptr, type, member) \
({ \
	struct list_head *__next = rcu_dereference((ptr)->next); \
	__next != (head) ? container_of(__next, type, member) : NULL; \
})

#define list_for_each_entry_rcu(pos, head, member, cond...) \
	for (pos = list_entry_rcu((head)->next, __typeof__(*pos), member); \
	     &pos->member != (head); \
	     pos = list_entry_rcu(pos->member.next, __typeof__(*pos), member))

#define list_for_each_entry_continue_rcu(pos, head, member) \
	for (pos = list_entry_rcu(pos->member.next, __typeof__(*pos), member); \
	     &pos->member != (head); \
	     pos = list_entry_rcu(pos->member.next, __typeof__(*pos), member))

static inline void hlist_add_head_rcu(struct hlist_node *n,
				      struct hlist_head *h)
{
	struct hlist_node *first = h->first;

	n->next = first;
	WRITE_ONCE(n->pprev, &h->first);
	rcu_assign_pointer(h->first, n);
	if (first)
		WRITE_ONCE(first->pprev, &n->next);
}

static inline void hlist_del_rcu(struct hlist_node *n)
{
	__hlist_del(n);
	WRITE_ONCE(n->pprev, LIST_POISON2);
}

static inline void hlist_del_init_rcu(struct hlist_node *n)
{
	if (hlist_unhashed(n))
		return;
	__hlist_del(n);
	WRITE_ONCE(n->pprev, NULL);
}

#define hlist_entry_safe_rcu(ptr, type, member) \
({ \
	struct hlist_node *__node = rcu_dereference(ptr); \
	__node ? container_of(__node, type, member) : NULL; \
})

#define hlist_for_each_entry_rcu(pos, head, member, cond...) \
	for (pos = hlist_entry_safe_rcu((head)->first, __typeof__(*pos), \
					member); \
	     pos; \
	     pos = hlist_entry_safe_rcu(pos->member.next, __typeof__(*pos), \
					member))

#endif
