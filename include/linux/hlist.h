/* SPDX-License-Identifier: MIT */
/*
 * hlist.h - the half of list.h for hash tables
 *
 * An hlist has a head of one pointer (half a hash table's size) and no way
 * to its tail. An entry's pprev points at whatever points at the entry, so
 * the first is no special case either.
 *
 *	head.first -> a.next -> b.next -> NULL
 *	a.pprev == &head.first, b.pprev == &a.next
 *
 * Include linux/list.h, as on Linux.
 */
#ifndef _LINUX_HLIST_H
#define _LINUX_HLIST_H

#include <linux/compiler.h>
#include <linux/container_of.h>
#include <linux/poison.h>
#include <linux/types.h>

#define HLIST_HEAD_INIT		{ .first = NULL }
#define HLIST_HEAD(name)	struct hlist_head name = HLIST_HEAD_INIT
#define INIT_HLIST_HEAD(ptr)	((ptr)->first = NULL)

static inline void INIT_HLIST_NODE(struct hlist_node *h)
{
	h->next = NULL;
	WRITE_ONCE(h->pprev, NULL);
}

/* On no list? True after INIT_HLIST_NODE() and hlist_del_init() only */
static inline int hlist_unhashed(const struct hlist_node *h)
{
	return !h->pprev;
}

static inline int hlist_unhashed_lockless(const struct hlist_node *h)
{
	return !READ_ONCE(h->pprev);
}

static inline int hlist_empty(const struct hlist_head *h)
{
	return !READ_ONCE(h->first);
}

static inline void __hlist_del(struct hlist_node *n)
{
	struct hlist_node *next = n->next;
	struct hlist_node **pprev = n->pprev;

	WRITE_ONCE(*pprev, next);
	if (next)
		WRITE_ONCE(next->pprev, pprev);
}

static inline void hlist_del(struct hlist_node *n)
{
	__hlist_del(n);
	n->next = LIST_POISON1;
	n->pprev = LIST_POISON2;
}

static inline void hlist_del_init(struct hlist_node *n)
{
	if (!hlist_unhashed(n)) {
		__hlist_del(n);
		INIT_HLIST_NODE(n);
	}
}

static inline void hlist_add_head(struct hlist_node *n, struct hlist_head *h)
{
	struct hlist_node *first = h->first;

	WRITE_ONCE(n->next, first);
	if (first)
		WRITE_ONCE(first->pprev, &n->next);
	WRITE_ONCE(h->first, n);
	WRITE_ONCE(n->pprev, &h->first);
}

static inline void hlist_add_before(struct hlist_node *n,
				    struct hlist_node *next)
{
	WRITE_ONCE(n->pprev, next->pprev);
	WRITE_ONCE(n->next, next);
	WRITE_ONCE(next->pprev, &n->next);
	WRITE_ONCE(*(n->pprev), n);
}

static inline void hlist_add_behind(struct hlist_node *n,
				    struct hlist_node *prev)
{
	WRITE_ONCE(n->next, prev->next);
	WRITE_ONCE(prev->next, n);
	WRITE_ONCE(n->pprev, &prev->next);
	if (n->next)
		WRITE_ONCE(n->next->pprev, &n->next);
}

/* On no list, but hlist_del() works on it */
static inline void hlist_add_fake(struct hlist_node *n)
{
	n->pprev = &n->next;
}

static inline bool hlist_fake(struct hlist_node *h)
{
	return h->pprev == &h->next;
}

static inline bool hlist_is_singular_node(struct hlist_node *n,
					  struct hlist_head *h)
{
	return !n->next && n->pprev == &h->first;
}

static inline void hlist_move_list(struct hlist_head *old,
				   struct hlist_head *new)
{
	new->first = old->first;
	if (new->first)
		WRITE_ONCE(new->first->pprev, &new->first);
	old->first = NULL;
}

/* All of @from, whose last entry is @last, to the front of @to */
static inline void hlist_splice_init(struct hlist_head *from,
				     struct hlist_node *last,
				     struct hlist_head *to)
{
	if (to->first)
		WRITE_ONCE(to->first->pprev, &last->next);
	last->next = to->first;
	to->first = from->first;
	WRITE_ONCE(from->first->pprev, &to->first);
	from->first = NULL;
}

static inline size_t hlist_count_nodes(struct hlist_head *head)
{
	struct hlist_node *pos;
	size_t count = 0;

	for (pos = head->first; pos; pos = pos->next)
		count++;
	return count;
}

#define hlist_entry(ptr, type, member)	container_of(ptr, type, member)
#define __hlist_entry_safe(ptr, type, member, node) ({ \
	__typeof__(ptr) node = (ptr); \
	node ? hlist_entry(node, type, member) : NULL; })
#define hlist_entry_safe(ptr, type, member) \
	__hlist_entry_safe(ptr, type, member, __UNIQUE_ID(node_))

#define hlist_for_each(pos, head) \
	for ((pos) = (head)->first; (pos); (pos) = (pos)->next)
#define hlist_for_each_safe(pos, n, head) \
	for ((pos) = (head)->first; (pos) && ({ (n) = (pos)->next; 1; }); \
	     (pos) = (n))
#define __hlist_pos(ptr, pos, member) \
	hlist_entry_safe(ptr, __typeof__(*(pos)), member)
#define hlist_for_each_entry(pos, head, member) \
	for ((pos) = __hlist_pos((head)->first, pos, member); (pos); \
	     (pos) = __hlist_pos((pos)->member.next, pos, member))
#define hlist_for_each_entry_continue(pos, member) \
	for ((pos) = __hlist_pos((pos)->member.next, pos, member); (pos); \
	     (pos) = __hlist_pos((pos)->member.next, pos, member))
#define hlist_for_each_entry_from(pos, member) \
	for (; (pos); (pos) = __hlist_pos((pos)->member.next, pos, member))
/* @n: a struct hlist_node *, not an entry */
#define hlist_for_each_entry_safe(pos, n, head, member) \
	for ((pos) = __hlist_pos((head)->first, pos, member); \
	     (pos) && ({ (n) = (pos)->member.next; 1; }); \
	     (pos) = __hlist_pos(n, pos, member))

#endif
