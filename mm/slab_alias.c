// SPDX-License-Identifier: MIT
/*
 * slab_alias.c - the other names of a cache that several share
 *
 * PROBLEM
 *	Who asks for a cache like one there is already is given that one
 *	(slab_share.c), and its objects appear under a stranger's name in
 *	/proc/slabinfo and in reports. He looks for his own and finds nothing.
 *
 * IDEA
 *	A cache keeps the names under which it was asked for later, as Linux
 *	keeps links in /sys/kernel/slab. Where it is named, they are, too.
 *
 *	kmem_cache		slab_alias	slab_alias
 *	+------------+		+-------+	+--------+
 *	| name	     | "kmalloc-64"	|	|	 |
 *	| aliases ---+--------->| next -+------>| next	 |
 *	| nr_aliases | 2	| "fish"|	| "bird" |
 *	+------------+		+-------+	+--------+
 *
 *	/proc/slabinfo		a line for kmalloc-64, as on Linux
 *	/proc/slab_aliases	kmalloc-64 <- fish bird
 *	a report		... of cache kmalloc-64 ...
 *				slab: kmalloc-64 is fish, bird, too
 *
 *	kmem_cache_destroy() is not told which of the holders leaves: all have
 *	the same pointer. So a name stays until that of all is clear: until
 *	the last holder has left or, of a cache of the kernel's own, which
 *	never leaves itself, the last but that one.
 *
 * INVARIANTS	(slab_check() tests it by number)
 *	K3  A cache has nr_aliases other names, no two the same, none its own,
 *	    SLAB_ALIASES_MOST at most; and none if nobody shares it.
 *
 * LOCKING
 *	slab_lock. A report comes with a node's lock held, which is taken
 *	inside: it tries, and says nothing of aliases if it must wait.
 *
 * FAILURE
 *	A name for which there is no memory, or that is one too many, is
 *	counted: "and 1 more".
 *
 * COST
 *	A small object for each name, at creation. Nothing afterwards.
 *
 * SOURCES
 *	Linux: sysfs_slab_alias(), slabinfo -a (what is seen).
 */
#include <linux/printk.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>
#include <linux/sprintf.h>
#include <linux/string.h>

#include "slab.h"

struct slab_alias {
	struct slab_alias *next;
	char name[];
};

/* ---- find -------------------------------------------------------------------------- */

static bool same(const char *a, const char *b)
{
	return *a == *b && !strcmp(a, b);
}

bool slab_is_called_locked(const struct kmem_cache *c, const char *name)
{
	const struct slab_alias *alias = c->aliases;

	while (alias && !same(alias->name, name))
		alias = alias->next;
	return alias || same(c->name, name);
}

/* ---- add, forget --------------------------------------------------------------------- */

struct slab_alias *slab_alias_make(const char *name)
{
	size_t len = strlen(name) + 1;
	struct slab_alias *alias = kmalloc(sizeof(*alias) + len, GFP_KERNEL);

	if (alias) {
		alias->next = NULL;
		memcpy(alias->name, name, len);
	}
	return alias;
}

struct slab_alias *slab_alias_add_locked(struct kmem_cache *c,
					 struct slab_alias *alias)
{
	struct slab_alias **end = &c->aliases;

	/* Was he here before? */
	if (alias && slab_is_called_locked(c, alias->name))
		return alias;
	if (!alias || c->nr_aliases == SLAB_ALIASES_MOST) {
		c->nr_unnamed += c->nr_unnamed < U8_MAX;
		return alias;
	}
	while (*end)
		end = &(*end)->next;
	*end = alias;
	c->nr_aliases++;
	return NULL;
}

struct slab_alias *slab_alias_detach_locked(struct kmem_cache *c)
{
	struct slab_alias *aliases = c->aliases;

	c->aliases = NULL;
	c->nr_aliases = 0;
	c->nr_unnamed = 0;
	return aliases;
}

void slab_alias_free(struct slab_alias *aliases)
{
	while (aliases) {
		struct slab_alias *next = aliases->next;

		kfree(aliases);
		aliases = next;
	}
}

/* ---- show ------------------------------------------------------------------------------ */

/* Longest: all of them; what does not fit is cut. */
#define LINE_MAX	(SLAB_ALIASES_MOST * 24)

struct line {
	char text[LINE_MAX];
	size_t len;
};

/* All, with @between them. Return: are there any? The lock. */
static bool names_locked(struct line *line, const struct kmem_cache *c,
			 const char *between)
{
	const struct slab_alias *alias;

	line->len = 0;
	line->text[0] = '\0';
	for (alias = c->aliases; alias; alias = alias->next)
		line->len += scnprintf(line->text + line->len,
				       LINE_MAX - line->len, "%s%s",
				       line->len ? between : "", alias->name);
	if (c->nr_unnamed)
		line->len += scnprintf(line->text + line->len,
				       LINE_MAX - line->len, "%sand %u more",
				       line->len ? between : "",
				       c->nr_unnamed);
	return line->len;
}

void slab_alias_print(const struct kmem_cache *c)
{
	unsigned long flags;
	struct line line;

	if (!spin_trylock_irqsave(&slab_lock, flags))
		return;
	if (names_locked(&line, c, ", "))
		pr_err("slab: %s is %s, too\n", c->name, line.text);
	spin_unlock_irqrestore(&slab_lock, flags);
}

static int slab_aliases_show(struct seq_file *m, void *v)
{
	struct kmem_cache *c;
	unsigned long flags;
	struct line line;
	bool any;

	for_each_visited_cache(c) {
		spin_lock_irqsave(&slab_lock, flags);
		any = names_locked(&line, c, " ");
		spin_unlock_irqrestore(&slab_lock, flags);
		if (any)
			seq_printf(m, "%-17s <- %s\n", c->name, line.text);
	}
	return 0;
}
PROC_VIEW("slab_aliases", slab_aliases_show);

/* ---- check ------------------------------------------------------------------------------ */

bool slab_aliases_broken(struct kmem_cache *c)
{
	const struct slab_alias *alias;
	unsigned int nr = 0, twice = 0;
	unsigned long flags;

	spin_lock_irqsave(&slab_lock, flags);
	for (alias = c->aliases; alias && nr <= c->nr_aliases;
	     alias = alias->next, nr++) {
		const struct slab_alias *other = alias->next;

		while (other && !same(other->name, alias->name))
			other = other->next;
		twice += other || same(c->name, alias->name);
	}
	nr = nr != c->nr_aliases || nr > SLAB_ALIASES_MOST || twice ||
	     (nr && !c->was_shared);		/* K3 */
	spin_unlock_irqrestore(&slab_lock, flags);
	return nr;
}
