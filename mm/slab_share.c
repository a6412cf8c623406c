// SPDX-License-Identifier: MIT
/*
 * slab_share.c - caches that are alike: one cache for two, one name for one
 *
 * PROBLEM
 *	Many caches of like objects would each hold half-empty slabs. And two
 *	caches of one name make every report and every line of /proc/slabinfo
 *	a riddle: whose object is it?
 *
 * IDEA
 *	Before a cache is made, what is planned is laid beside those there
 *	are.
 *
 *	planned			there is		then
 *	any name, 60 bytes	64 bytes, no debugging	that one, with
 *						another holder
 *	"a", 100 bytes		"a", 100 bytes, made	said; given (a module
 *				alike			that is loaded twice)
 *	"a", 100 bytes		"a", 200 bytes		said; refused
 *
 *	If others have entered the table meanwhile, a name is looked up again
 *	when its cache enters: of two that are made at the same time, neither
 *	saw the other before.
 *
 *	Objects fit into another cache's with less than a word of waste, if
 *	neither has a constructor, debugging or a reason to be alone, and both
 *	want the same zone. slab_nomerge, or SLAB_NO_MERGE, prevents it.
 *
 *	A cache that was ever shared keeps its first holder's name, which may
 *	have left long ago and may come again with other objects: such a name
 *	proves nothing, and nothing is said.
 *
 * LOCKING
 *	slab_lock, for the table, refcounts and names.
 *
 * FAILURE
 *	A name that cannot be given is reported.
 *
 * SOURCES
 *	Linux 6.12: mm/slab_common.c, find_mergeable(),
 *	kmem_cache_sanity_check() (semantics).
 */
#include <linux/bug.h>
#include <linux/ctype.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/string.h>

#include "slab.h"

static bool nomerge;

/*
 * The kernel's own come first in the table. Most names have an initial that
 * none of theirs has (a bit each), and need not be compared with forty.
 */
static u32 own_initials;
static unsigned int first_other = 1;

/* Caches that ever entered the table; slab_lock. */
static unsigned int nr_entered;

/* ---- one name for one ---------------------------------------------------------------- */

bool slab_name_is_sane(const char *name)
{
	const char *at;

	if (WARN(!name || !*name, "slab: a cache needs a name\n"))
		return false;
	for (at = name; *at; at++) {
		if (WARN(isspace(*at), "slab: cache \"%s\": a blank in the name\n",
			 name))
			return false;
	}
	return true;
}

/* Whoever knows the one knows the other. */
static bool alike(const struct kmem_cache *a, const struct kmem_cache *b)
{
	return a->object_size == b->object_size && a->size == b->size &&
	       a->align == b->align && a->flags == b->flags &&
	       a->ctor == b->ctor && a->useroffset == b->useroffset &&
	       a->usersize == b->usersize;
}

static u32 initial(const char *name)
{
	return 1u << (*name & 31);
}

static enum slab_name taken_locked(const char *name,
				   const struct kmem_cache *planned)
{
	enum slab_name taken = SLAB_NAME_FREE;
	struct kmem_cache *c;
	unsigned int id;

	id = own_initials & initial(name) ? 1 : first_other;
	for_each_cache_from(c, id) {
		/* One without holders is about to go, and its name with it. */
		if (*c->name != *name || strcmp(c->name, name) ||
		    !c->refcount || c->was_shared)
			continue;
		if (!alike(c, planned))
			return SLAB_NAME_OTHERS;
		taken = SLAB_NAME_SAME;
	}
	return taken;
}

void slab_name_report(const char *name, enum slab_name taken)
{
	WARN(taken != SLAB_NAME_FREE,
	     "slab: a cache called %s exists already%s\n", name,
	     taken == SLAB_NAME_OTHERS ? ", of other objects: refused" : "");
}

/* ---- one cache for two ------------------------------------------------------------ */

static bool may_share(const struct kmem_cache *c)
{
	return !nomerge && !c->ctor && !c->usersize &&
	       !(c->flags & SLAB_NEVER_MERGE);
}

/* Would objects like @c's, laid out, be at home in @other? */
static bool fits(const struct kmem_cache *other, const struct kmem_cache *c)
{
	return may_share(other) && other->size >= c->size &&
	       other->size - c->size < sizeof(void *) &&
	       !((other->flags ^ c->flags) & SLAB_MERGE_SAME) &&
	       !(other->size & (c->align - 1));
}

/* Without holders it is about to go: too late to join. */
static struct kmem_cache *find_like_locked(const struct kmem_cache *like)
{
	struct kmem_cache *c;
	unsigned int id;

	for_each_cache(c, id) {
		if (c->refcount && fits(c, like))
			return c;
	}
	return NULL;
}

/* Readers of object_size have no lock, and old ones no need. */
static void join_locked(struct kmem_cache *c, const struct kmem_cache *like)
{
	c->refcount++;
	c->was_shared = true;
	if (like->object_size > c->object_size)
		WRITE_ONCE(c->object_size, like->object_size);
}

struct kmem_cache *slab_share(struct kmem_cache *planned, const char *name,
			      enum slab_name *taken)
{
	bool wanted = may_share(planned);
	struct slab_alias *alias = wanted ? slab_alias_make(name) : NULL;
	struct kmem_cache *c = NULL;
	unsigned long flags;

	spin_lock_irqsave(&slab_lock, flags);
	*taken = taken_locked(name, planned);
	planned->entered = nr_entered;
	if (wanted && *taken != SLAB_NAME_OTHERS)
		c = find_like_locked(planned);
	if (c) {
		join_locked(c, planned);
		alias = slab_alias_add_locked(c, alias);
	}
	spin_unlock_irqrestore(&slab_lock, flags);
	kfree(alias);
	return c;
}

enum slab_name slab_enter_locked(struct kmem_cache *c)
{
	enum slab_name taken = SLAB_NAME_FREE;

	if (c->entered != nr_entered)
		taken = taken_locked(c->name, c);
	nr_entered++;
	return taken;
}

/* ---- init --------------------------------------------------------------------------------- */

void slab_names_of_kernel(void)
{
	struct kmem_cache *c;
	unsigned int id;

	for_each_cache(c, id)
		own_initials |= initial(c->name);
	first_other = slab_nr_ids;
}

static int nomerge_setup(char *value)
{
	nomerge = true;
	return *value ? -EINVAL : 0;
}
early_param("slab_nomerge", nomerge_setup);
early_param("slub_nomerge", nomerge_setup);
