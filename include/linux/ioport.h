/* SPDX-License-Identifier: MIT */
/*
 * ioport.h - who owns which range of an address space
 *
 * Unlike everywhere else in this kernel, @end is the last byte of the
 * range, not the one after it: that is Linux's convention and drivers
 * depend on it.
 */
#ifndef _LINUX_IOPORT_H
#define _LINUX_IOPORT_H

#include <linux/compiler.h>
#include <linux/minmax.h>
#include <linux/types.h>

/* A node of the tree: children lie inside, siblings after, both sorted. */
struct resource {
	resource_size_t start;
	resource_size_t end;		/* inclusive */
	const char *name;
	unsigned long flags;
	unsigned long desc;
	struct resource *parent, *sibling, *child;
};

#define IORESOURCE_BITS		0x000000ff	/* the bus's own */

#define IORESOURCE_TYPE_BITS	0x00001f00
#define IORESOURCE_IO		0x00000100
#define IORESOURCE_MEM		0x00000200
#define IORESOURCE_REG		0x00000300
#define IORESOURCE_IRQ		0x00000400
#define IORESOURCE_DMA		0x00000800
#define IORESOURCE_BUS		0x00001000

#define IORESOURCE_PREFETCH	0x00002000	/* reads have no effects */
#define IORESOURCE_READONLY	0x00004000
#define IORESOURCE_CACHEABLE	0x00008000
#define IORESOURCE_RANGELENGTH	0x00010000
#define IORESOURCE_SHADOWABLE	0x00020000
#define IORESOURCE_SIZEALIGN	0x00040000
#define IORESOURCE_STARTALIGN	0x00080000
#define IORESOURCE_MEM_64	0x00100000
#define IORESOURCE_WINDOW	0x00200000	/* forwarded by a bridge */
#define IORESOURCE_MUXED	0x00400000	/* owners take turns */
#define IORESOURCE_EXT_TYPE_BITS 0x01000000
#define IORESOURCE_SYSRAM	0x01000000
#define IORESOURCE_SYSRAM_DRIVER_MANAGED 0x02000000
#define IORESOURCE_SYSRAM_MERGEABLE 0x04000000
#define IORESOURCE_EXCLUSIVE	0x08000000
#define IORESOURCE_DISABLED	0x10000000
#define IORESOURCE_UNSET	0x20000000	/* no address yet */
#define IORESOURCE_AUTO		0x40000000
#define IORESOURCE_BUSY		0x80000000	/* a driver has it */

#define IORESOURCE_SYSTEM_RAM	(IORESOURCE_MEM | IORESOURCE_SYSRAM)

enum {
	IORES_DESC_NONE				= 0,
	IORES_DESC_CRASH_KERNEL			= 1,
	IORES_DESC_ACPI_TABLES			= 2,
	IORES_DESC_ACPI_NV_STORAGE		= 3,
	IORES_DESC_PERSISTENT_MEMORY		= 4,
	IORES_DESC_PERSISTENT_MEMORY_LEGACY	= 5,
	IORES_DESC_DEVICE_PRIVATE_MEMORY	= 6,
	IORES_DESC_RESERVED			= 7,
	IORES_DESC_SOFT_RESERVED		= 8,
	IORES_DESC_CXL				= 9,
};

enum {
	REGION_INTERSECTS,
	REGION_DISJOINT,
	REGION_MIXED,
};

#define DEFINE_RES_NAMED(_start, _size, _name, _flags) \
	(struct resource) { \
		.start = (_start), \
		.end = (_start) + (_size) - 1, \
		.name = (_name), \
		.flags = (_flags), \
		.desc = IORES_DESC_NONE, \
	}
#define DEFINE_RES_IO_NAMED(_start, _size, _name) \
	DEFINE_RES_NAMED((_start), (_size), (_name), IORESOURCE_IO)
#define DEFINE_RES_IO(_start, _size) \
	DEFINE_RES_IO_NAMED((_start), (_size), NULL)
#define DEFINE_RES_MEM_NAMED(_start, _size, _name) \
	DEFINE_RES_NAMED((_start), (_size), (_name), IORESOURCE_MEM)
#define DEFINE_RES_MEM(_start, _size) \
	DEFINE_RES_MEM_NAMED((_start), (_size), NULL)
#define DEFINE_RES_IRQ_NAMED(_irq, _name) \
	DEFINE_RES_NAMED((_irq), 1, (_name), IORESOURCE_IRQ)
#define DEFINE_RES_IRQ(_irq)	DEFINE_RES_IRQ_NAMED((_irq), NULL)
#define DEFINE_RES_DMA(_dma) \
	DEFINE_RES_NAMED((_dma), 1, NULL, IORESOURCE_DMA)

static inline resource_size_t resource_size(const struct resource *res)
{
	return res->end - res->start + 1;
}

static inline unsigned long resource_type(const struct resource *res)
{
	return res->flags & IORESOURCE_TYPE_BITS;
}

/* Does @r1 hold all of @r2? */
static inline bool resource_contains(const struct resource *r1,
				     const struct resource *r2)
{
	if (resource_type(r1) != resource_type(r2))
		return false;
	if (r1->flags & IORESOURCE_UNSET || r2->flags & IORESOURCE_UNSET)
		return false;
	return r1->start <= r2->start && r1->end >= r2->end;
}

static inline bool resource_overlaps(const struct resource *r1,
				     const struct resource *r2)
{
	return r1->start <= r2->end && r1->end >= r2->start;
}

/*
 * resource_intersection - into @r what @r1 and @r2 share
 * resource_union - into @r what one of the two has; they must touch
 *
 * Return: false if they have nothing in common; @r is then as it was.
 */
static inline bool resource_intersection(const struct resource *r1,
					 const struct resource *r2,
					 struct resource *r)
{
	if (!resource_overlaps(r1, r2))
		return false;
	r->start = max(r1->start, r2->start);
	r->end = min(r1->end, r2->end);
	return true;
}

static inline bool resource_union(const struct resource *r1,
				  const struct resource *r2,
				  struct resource *r)
{
	if (!resource_overlaps(r1, r2))
		return false;
	r->start = min(r1->start, r2->start);
	r->end = max(r1->end, r2->end);
	return true;
}

/* ---- the tree: lib/resource.c ---------------------------------------- */

/* The roots: physical addresses, and the ports of a PC. */
extern struct resource iomem_resource, ioport_resource;
#define IO_SPACE_LIMIT	0xffff

/*
 * All may be called in any context but an interrupt's, take one lock for a
 * short walk, and never allocate: @new is the caller's, and stays his.
 */

/**
 * request_resource - put @new into @root, where nothing is yet
 * request_resource_conflict - the same
 * @root: what it must lie in
 * @new:  start, end, name and flags are set; the rest is ours
 *
 * Return: 0, or -EBUSY; of the second NULL, or whatever is in the way:
 * @root itself if @new does not lie in it.
 */
int request_resource(struct resource *root, struct resource *new);
struct resource *request_resource_conflict(struct resource *root,
					   struct resource *new);

/**
 * insert_resource - put @new into the tree under @parent, at its level
 * insert_resource_conflict - the same
 * @parent: the root, or any resource above
 * @new: as request_resource()'s
 *
 * It goes below what holds it, and above what it holds: those become its
 * children. Return: 0, or -EBUSY if something lies across its border; of the
 * second NULL, or that something.
 */
int insert_resource(struct resource *parent, struct resource *new);
struct resource *insert_resource_conflict(struct resource *parent,
					  struct resource *new);

/**
 * release_resource - out of the tree, with all that is below
 * remove_resource - out of the tree; what is below takes its place
 * @old: what request_resource() or insert_resource() put there
 *
 * Return: 0, or -EINVAL if it is in no tree.
 */
int release_resource(struct resource *old);
int remove_resource(struct resource *old);

/**
 * request_busy_resource - __request_region()'s half below the allocator
 * @parent: where to begin; a wider range that is not busy is looked into
 * @new:    start, end, name, and flags beyond those it has from where it lies
 *
 * Return: is it in the tree?
 */
bool request_busy_resource(struct resource *parent, struct resource *new);

/**
 * request_hole - put @new where nothing is yet, as low as possible
 * @new:   start and end say how long it is; they are set to where it lies
 * @align: of its start, a power of two
 *
 * Return: false: there is no such place in @base.
 */
bool request_hole(struct resource *base, struct resource *new,
		  resource_size_t align);

/**
 * release_busy_resource - release what __request_region() put there
 * @parent: where to look, and below what is not busy there
 * @start, @n: exactly the resource's
 *
 * Return: the resource, or NULL: there is no such.
 */
struct resource *release_busy_resource(struct resource *parent,
				       resource_size_t start,
				       resource_size_t n);

/**
 * region_intersects - what lies in [@start, @start + @size) of physical memory
 * @flags: all of these,
 * @desc:  and this description (IORES_DESC_NONE: any), are "of the kind"
 *
 * Return: REGION_DISJOINT: nothing of the kind; REGION_INTERSECTS: and
 * nothing else; REGION_MIXED: and something else.
 */
int region_intersects(resource_size_t start, size_t size,
		      unsigned long flags, unsigned long desc);
int region_intersects_in(struct resource *parent, resource_size_t start,
			 size_t size, unsigned long flags,
			 unsigned long desc);

/**
 * resource_nth - a copy of the @n-th resource below @root, for views
 * @root:  not counted
 * @n:     0 is the first; parents come before their children
 * @copy:  receives it; its pointers are not to be followed
 * @depth: receives how deep it lies; 0: just below @root
 *
 * Return: false if there are fewer.
 */
bool resource_nth(struct resource *root, unsigned int n,
		  struct resource *copy, unsigned int *depth);

/* resource_broken - which invariant of lib/resource.c does not hold; or 0 */
int resource_broken(struct resource *root);

/* ---- regions: resources that the kernel makes for the caller ---------- */

/**
 * __request_region - a new busy resource below @parent, or below what holds it
 * @start: first address
 * @n:	   how many
 * @name:  whose; kept, not copied
 * @flags: more IORESOURCE_ flags
 *
 * Context: may sleep. Return: NULL if another has part of it, or there is no
 * memory. The caller owns it until the matching release, which names the
 * same start and size.
 */
struct resource *__request_region(struct resource *parent,
				  resource_size_t start, resource_size_t n,
				  const char *name, int flags);
void __release_region(struct resource *parent, resource_size_t start,
		      resource_size_t n);

#define request_region(start, n, name) \
	__request_region(&ioport_resource, (start), (n), (name), 0)
#define request_mem_region(start, n, name) \
	__request_region(&iomem_resource, (start), (n), (name), 0)
#define request_mem_region_exclusive(start, n, name) \
	__request_region(&iomem_resource, (start), (n), (name), \
			 IORESOURCE_EXCLUSIVE)
#define release_region(start, n) \
	__release_region(&ioport_resource, (start), (n))
#define release_mem_region(start, n) \
	__release_region(&iomem_resource, (start), (n))
#define rename_region(region, newname) \
	do { (region)->name = (newname); } while (0)

/**
 * alloc_free_mem_region - a new resource in a hole of @base
 * @base:  a root
 * @size:  bytes
 * @align: a power of two
 * @name:  whose; kept
 *
 * Context: may sleep. Return: the lowest that fits, not busy, or an
 * ERR_PTR(): -EINVAL for a bad @align, -ERANGE, -ENOMEM. It goes by
 * remove_resource() and kfree().
 */
struct resource *alloc_free_mem_region(struct resource *base,
				       unsigned long size,
				       unsigned long align,
				       const char *name);

#endif
