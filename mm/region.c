// SPDX-License-Identifier: MIT
/*
 * region.c - ranges of addresses for drivers: the doors that make a resource
 *
 * PROBLEM
 *	lib/resource.c keeps the tree and never allocates. A driver does not
 *	want to keep a struct resource for each of its ranges: it names start
 *	and size, to take and to give back.
 *
 * IDEA
 *	Take a resource, mark it busy, and put it where its range lies: below
 *	the root or, when that is in the way and nobody uses it as a whole (a
 *	bus window, RAM that is not busy), below what is there:
 *
 *		iomem_resource
 *		   PCI Bus 0000:00	    not busy: look inside
 *		      | pw-driver |	    busy: taken
 *
 *	To give back is to find the busy resource with just these borders.
 *
 * LOCKING
 *	lib/resource.c's. What is in the way is another driver's, who may give
 *	it back and free it at any moment: it is looked at there, under the
 *	lock, and never here.
 *
 * FAILURE
 *	NULL, or an ERR_PTR(); nothing has changed. Giving back what was never
 *	taken is reported and ignored.
 *
 * LEFT OUT
 *	IORESOURCE_MUXED: owners that take turns.
 *
 * SOURCES
 *	LDD3 p. 239-241, 249. Linux 6.12: kernel/resource.c (semantics).
 */
#include <linux/bug.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/ioport.h>
#include <linux/kernel.h>
#include <linux/log2.h>
#include <linux/slab.h>

#include "internal.h"

static struct resource *new_region(const char *name, resource_size_t start,
				   resource_size_t size)
{
	struct resource *res = kzalloc(sizeof(*res), GFP_KERNEL);

	if (!res)
		return NULL;
	res->name = name;
	res->start = start;
	res->end = start + size - 1;
	return res;
}

/* ---- take ---------------------------------------------------------------- */

struct resource *__request_region(struct resource *parent,
				  resource_size_t start, resource_size_t n,
				  const char *name, int flags)
{
	struct resource *res = new_region(name, start, n);

	if (!res)
		return NULL;
	res->flags = (u32)flags;
	if (request_busy_resource(parent, res))
		return res;
	kfree(res);
	return NULL;
}
EXPORT_SYMBOL(__request_region);

struct resource *alloc_free_mem_region(struct resource *base,
				       unsigned long size,
				       unsigned long align, const char *name)
{
	struct resource *new;

	if (!size || !is_power_of_2(align))
		return ERR_PTR(-EINVAL);
	new = new_region(name, 0, size);
	if (!new)
		return ERR_PTR(-ENOMEM);
	new->flags = IORESOURCE_MEM;
	if (request_hole(base, new, align))
		return new;
	kfree(new);
	return ERR_PTR(-ERANGE);
}
EXPORT_SYMBOL(alloc_free_mem_region);

/* ---- give back ----------------------------------------------------------- */

void __release_region(struct resource *parent, resource_size_t start,
		      resource_size_t n)
{
	struct resource *res = release_busy_resource(parent, start, n);

	if (!WARN(!res, "Trying to free nonexistent resource <%016llx-%016llx>\n",
		  start, start + n - 1))
		kfree(res);
}
EXPORT_SYMBOL(__release_region);
