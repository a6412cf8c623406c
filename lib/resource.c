// SPDX-License-Identifier: MIT
/*
 * resource.c - who owns which range of an address space
 *
 * PROBLEM
 *	Two drivers that both believe that a register is theirs destroy each
 *	other's work, far from where the mistake is. Whoever uses a range of
 *	addresses must say so first, and be told when it is taken.
 *
 * IDEA
 *	A tree of ranges: what lies inside another is its child, and siblings
 *	ascend. The root is the whole address space.
 *
 *	iomem_resource	  [ 0 ............................................ ~0 ]
 *			     | child
 *			     v
 *	System RAM	  [ 1000 .. 9efff ] -> [ 100000 .. 7fffffff ] -> ...
 *					  sibling    | child
 *						     v
 *	Kernel code			       [ 100000 .. 1fffff ] -> ...
 *
 *	To request is to find no one in the way on one level; to insert is to
 *	find the level, and to adopt there what lies inside.
 *
 * INVARIANTS	(resource_broken() tests each by number)
 *	T1  A range is not empty and lies inside its parent's.
 *	T2  Siblings ascend and do not overlap.
 *	T3  A child's parent is the one in whose list it stands.
 *
 * LOCKING
 *	resource_lock guards the links of all trees; nothing is taken or
 *	printed under it. Not for interrupts.
 *
 * FAILURE
 *	-EBUSY, or the resource in the way; nothing has changed.
 *
 * COST
 *	A walk along the siblings of each level. There are dozens.
 *
 * LEFT OUT
 *	Resizing and moving (adjust_resource, allocate_resource): buses with
 *	bridges need them.
 *
 * SOURCES
 *	LDD3 p. 239 (I/O port allocation), 249 (I/O memory). Linux 6.12:
 *	kernel/resource.c (semantics).
 */
#include <linux/align.h>
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/ioport.h>
#include <linux/spinlock.h>

struct resource iomem_resource = {
	.name = "PCI mem",
	.start = 0,
	.end = ~0ULL,
	.flags = IORESOURCE_MEM,
};

struct resource ioport_resource = {
	.name = "PCI IO",
	.start = 0,
	.end = IO_SPACE_LIMIT,
	.flags = IORESOURCE_IO,
};
EXPORT_SYMBOL(ioport_resource);

static DEFINE_SPINLOCK(resource_lock);

/* The one after @r below @root, parents first; NULL at the end. */
static struct resource *next_below(struct resource *root, struct resource *r)
{
	if (r->child)
		return r->child;
	while (r != root && !r->sibling)
		r = r->parent;
	return r == root ? NULL : r->sibling;
}

static bool holds(const struct resource *outer, const struct resource *inner)
{
	return outer->start <= inner->start && inner->end <= outer->end;
}

/* ---- request, insert ------------------------------------------------- */

/* @new among @root's children; or who is in the way. */
static struct resource *request_locked(struct resource *root,
				       struct resource *new)
{
	struct resource **link = &root->child;

	if (new->end < new->start || !holds(root, new))
		return root;
	while (*link && (*link)->end < new->start)
		link = &(*link)->sibling;
	if (*link && (*link)->start <= new->end)
		return *link;
	new->sibling = *link;
	new->parent = root;
	*link = new;
	return NULL;
}

/* The children of @parent from @first to @last become @new's. */
static void adopt_locked(struct resource *parent, struct resource *new,
			 struct resource *first, struct resource *last)
{
	struct resource **link = &parent->child, *child;

	while (*link != first)
		link = &(*link)->sibling;
	*link = new;
	new->parent = parent;
	new->sibling = last->sibling;
	new->child = first;
	last->sibling = NULL;
	for (child = first; child; child = child->sibling)
		child->parent = new;
}

static struct resource *insert_locked(struct resource *parent,
				      struct resource *new)
{
	struct resource *first, *last;

	/* Down to the level where nobody holds it. Equals: ours is above. */
	for (;; parent = first) {
		first = request_locked(parent, new);
		if (!first || first == parent || first == new)
			return first;
		if (!holds(first, new) || holds(new, first))
			break;
	}

	for (last = first;; last = last->sibling) {
		if (!holds(new, last))
			return last;
		if (!last->sibling || last->sibling->start > new->end)
			break;
	}
	adopt_locked(parent, new, first, last);
	return NULL;
}

struct resource *request_resource_conflict(struct resource *root,
					   struct resource *new)
{
	struct resource *conflict;

	spin_lock(&resource_lock);
	conflict = request_locked(root, new);
	spin_unlock(&resource_lock);
	return conflict;
}
EXPORT_SYMBOL(request_resource_conflict);

int request_resource(struct resource *root, struct resource *new)
{
	return request_resource_conflict(root, new) ? -EBUSY : 0;
}
EXPORT_SYMBOL(request_resource);

struct resource *insert_resource_conflict(struct resource *parent,
					  struct resource *new)
{
	struct resource *conflict;

	spin_lock(&resource_lock);
	conflict = insert_locked(parent, new);
	spin_unlock(&resource_lock);
	return conflict;
}
EXPORT_SYMBOL(insert_resource_conflict);

int insert_resource(struct resource *parent, struct resource *new)
{
	return insert_resource_conflict(parent, new) ? -EBUSY : 0;
}
EXPORT_SYMBOL(insert_resource);

/*
 * Both of these look into who is in the way, which only the lock keeps there:
 * a region that is given back is freed at once.
 */

bool request_busy_resource(struct resource *parent, struct resource *new)
{
	const unsigned long wish = new->flags | IORESOURCE_BUSY;
	struct resource *conflict;

	spin_lock(&resource_lock);
	for (;;) {
		new->flags = wish | resource_type(parent) |
			     (parent->flags & IORESOURCE_EXT_TYPE_BITS);
		new->desc = parent->desc;
		conflict = request_locked(parent, new);
		/* It may be a wider range that nobody uses as a whole. */
		if (!conflict || conflict == parent ||
		    conflict->flags & IORESOURCE_BUSY ||
		    !resource_contains(conflict, new))
			break;
		parent = conflict;
	}
	spin_unlock(&resource_lock);
	return !conflict;
}

bool request_hole(struct resource *base, struct resource *new,
		  resource_size_t align)
{
	const resource_size_t size = resource_size(new);
	resource_size_t at = ALIGN(base->start, align);
	struct resource *conflict;

	spin_lock(&resource_lock);
	do {
		new->start = at;
		new->end = at + size - 1;
		conflict = request_locked(base, new);
		/* Nobody is in the way; or @base itself: there is no room. */
		if (!conflict || conflict == base)
			break;
		at = ALIGN(conflict->end + 1, align);
		/* Behind the last address of all comes 0. */
	} while (at > conflict->end);
	spin_unlock(&resource_lock);
	return !conflict;
}

/* ---- release, remove ------------------------------------------------- */

/* The link that leads to @old; NULL if it is in no tree. */
static struct resource **link_to_locked(struct resource *old)
{
	struct resource **link;

	if (!old->parent)
		return NULL;
	for (link = &old->parent->child; *link; link = &(*link)->sibling) {
		if (*link == old)
			return link;
	}
	return NULL;
}

int release_resource(struct resource *old)
{
	struct resource **link;

	spin_lock(&resource_lock);
	link = link_to_locked(old);
	if (link) {
		*link = old->sibling;
		old->parent = NULL;
	}
	spin_unlock(&resource_lock);
	return link ? 0 : -EINVAL;
}
EXPORT_SYMBOL(release_resource);

/* A wider range that is not busy may hold it; a busy one is a wall. */
static struct resource **link_to_busy_locked(struct resource *parent,
					     const struct resource *range)
{
	struct resource **link = &parent->child;

	while (*link) {
		struct resource *r = *link;

		if (!holds(r, range))
			link = &r->sibling;
		else if (!(r->flags & IORESOURCE_BUSY))
			link = &r->child;
		else
			return r->start == range->start &&
			       r->end == range->end ? link : NULL;
	}
	return NULL;
}

struct resource *release_busy_resource(struct resource *parent,
				       resource_size_t start,
				       resource_size_t n)
{
	const struct resource range = { .start = start, .end = start + n - 1 };
	struct resource **link, *old = NULL;

	spin_lock(&resource_lock);
	link = link_to_busy_locked(parent, &range);
	if (link) {
		old = *link;
		*link = old->sibling;
		old->parent = NULL;
	}
	spin_unlock(&resource_lock);
	return old;
}
EXPORT_SYMBOL(release_busy_resource);

/* @old's children stand where it stood: they lie inside, in order. */
static void replace_by_children_locked(struct resource **link,
				       struct resource *old)
{
	struct resource *child = old->child;

	while (child) {
		child->parent = old->parent;
		*link = child;
		link = &child->sibling;
		child = child->sibling;
	}
	*link = old->sibling;
	old->parent = NULL;
	old->child = NULL;
}

int remove_resource(struct resource *old)
{
	struct resource **link;

	spin_lock(&resource_lock);
	link = link_to_locked(old);
	if (link)
		replace_by_children_locked(link, old);
	spin_unlock(&resource_lock);
	return link ? 0 : -EINVAL;
}
EXPORT_SYMBOL(remove_resource);

/* ---- look ------------------------------------------------------------ */

struct kind {
	unsigned long flags;
	unsigned long desc;
};

static bool is_of_kind(const struct resource *r, const struct kind *kind)
{
	return (r->flags & kind->flags) == kind->flags &&
	       (kind->desc == IORES_DESC_NONE || kind->desc == r->desc);
}

/*
 * How much of @part, which lies in @top, is of the kind: REGION_DISJOINT
 * none, REGION_INTERSECTS all, REGION_MIXED some. @at: covered up to here.
 */
static int part_of_kind(struct resource *top, const struct resource *part,
			const struct kind *kind)
{
	resource_size_t at = part->start;
	int found = REGION_DISJOINT;
	struct resource *r;

	for (r = top; r && r->start <= part->end; r = next_below(top, r)) {
		if (!resource_overlaps(r, part) || !is_of_kind(r, kind))
			continue;
		if (r->start > at)
			return REGION_MIXED;
		if (r->end >= part->end)
			return REGION_INTERSECTS;
		at = max(at, r->end + 1);
		found = REGION_MIXED;
	}
	return found;
}

static int intersects_locked(struct resource *parent,
			     const struct resource *range,
			     const struct kind *kind)
{
	bool some = false, other = false;
	struct resource *top, part;

	for (top = parent->child; top; top = top->sibling) {
		if (!resource_intersection(top, range, &part))
			continue;
		switch (part_of_kind(top, &part, kind)) {
		case REGION_DISJOINT:
			other = true;
			break;
		case REGION_MIXED:
			other = true;
			some = true;
			break;
		default:
			some = true;
			break;
		}
	}
	if (!some)
		return REGION_DISJOINT;
	return other ? REGION_MIXED : REGION_INTERSECTS;
}

int region_intersects_in(struct resource *parent, resource_size_t start,
			 size_t size, unsigned long flags, unsigned long desc)
{
	const struct resource range = { .start = start,
					.end = start + size - 1 };
	const struct kind kind = { flags, desc };
	int found;

	spin_lock(&resource_lock);
	found = intersects_locked(parent, &range, &kind);
	spin_unlock(&resource_lock);
	return found;
}

int region_intersects(resource_size_t start, size_t size,
		      unsigned long flags, unsigned long desc)
{
	return region_intersects_in(&iomem_resource, start, size, flags, desc);
}
EXPORT_SYMBOL(region_intersects);

/* ---- show, check ----------------------------------------------------- */

static unsigned int depth_below(const struct resource *root,
				const struct resource *r)
{
	unsigned int depth = 0;

	for (r = r->parent; r != root; r = r->parent)
		depth++;
	return depth;
}

bool resource_nth(struct resource *root, unsigned int n,
		  struct resource *copy, unsigned int *depth)
{
	struct resource *r;

	spin_lock(&resource_lock);
	r = root->child;
	while (r && n--)
		r = next_below(root, r);
	if (r) {
		*copy = *r;
		*depth = depth_below(root, r);
	}
	spin_unlock(&resource_lock);
	return r;
}

static int broken_child(const struct resource *parent,
			const struct resource *child)
{
	if (child->end < child->start || !holds(parent, child))
		return 1;
	if (child->sibling && child->sibling->start <= child->end)
		return 2;
	return child->parent == parent ? 0 : 3;
}

static int broken_children(const struct resource *parent)
{
	const struct resource *child;
	int broken = 0;

	for (child = parent->child; child && !broken; child = child->sibling)
		broken = broken_child(parent, child);
	return broken;
}

int resource_broken(struct resource *root)
{
	struct resource *r;
	int broken = 0;

	spin_lock(&resource_lock);
	/* Each list is known to be sound before the walk goes down it. */
	for (r = root; r && !broken; r = next_below(root, r))
		broken = broken_children(r);
	spin_unlock(&resource_lock);
	return broken;
}
