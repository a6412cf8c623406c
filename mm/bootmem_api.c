// SPDX-License-Identifier: MIT
/*
 * bootmem_api.c - the doors of linux/bootmem.h
 *
 * PROBLEM
 *	bootmem.c thinks in physical ranges and is the same for a test's
 *	imaginary memory as for the machine's. Callers want zeroed memory they
 *	can use, and a report when they err.
 *
 * IDEA
 *	One struct bootmem of the bootmem, and thin doors that each fill in a
 *	request:
 *
 *		door		goal	    limit	node
 *		alloc_bootmem	16 MiB	    lowmem	any
 *		..._low		0	    16 MiB	any
 *		..._node	16 MiB	    lowmem	the node's, then any
 *
 *	The goal keeps the first 16 MiB, which a DMA device may need one day,
 *	for those who ask for it: memory below the goal is the second choice,
 *	not forbidden. The limit of the _low doors is a promise, and holds.
 *
 * WHO ASKED
 *	The map names the function that called the door, so every door is a
 *	real function (the macros of bootmem.h only add arguments) and takes
 *	its own return address.
 *
 * FAILURE
 *	See linux/bootmem.h; the panic prints the map first.
 *
 * LOCKING
 *	As bootmem.c: the boot CPU only.
 *
 * SOURCES
 *	LDD3 p. 234-235; Linux 2.6 linux/bootmem.h.
 */
#include <linux/bootmem.h>
#include <linux/bug.h>
#include <linux/errname.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/log2.h>
#include <linux/pfn.h>
#include <linux/proc_fs.h>
#include <linux/string.h>

#include "internal.h"

#define NO_LIMIT	(~0ULL)

static struct bootmem bootmem = { .low_end = NO_LIMIT };

/* Whom the doors serve from: the machine's, a test's, or NULL: closed. */
static struct bootmem *serving = &bootmem;

unsigned long min_low_pfn;
unsigned long max_low_pfn;
unsigned long max_pfn;

/* A seq_file whose text goes to the log, for the panic. */
static void write_to_log(struct seq_file *m, const char *text, size_t len)
{
	pr_emerg("%.*s", (int)len, text);
}

static void __noreturn out_of_memory(const struct bootmem_request *req)
{
	struct seq_file log = { .write = write_to_log };

	pr_emerg("bootmem: %pS asks for %llu bytes, aligned to %llu, below %#llx: none left\n",
		 (void *)req->caller, req->size, req->align,
		 min(req->limit, serving->low_end));
	bootmem_show_one(&log, serving);
	panic("bootmem: out of memory");
}

/* After the hand-over: the page allocator has what was free. */
static bool closed(unsigned long caller)
{
	return WARN(!serving, "bootmem: used by %pS after the hand-over\n",
		    (void *)caller);
}

static bool request_makes_sense(const struct bootmem_request *req)
{
	if (closed(req->caller))
		return false;
	if (WARN(!req->size, "bootmem: allocation of 0 bytes\n"))
		return false;
	if (WARN(!is_power_of_2(req->align),
		 "bootmem: alignment %llu is no power of two\n", req->align))
		return false;
	return true;
}

static void *take(struct bootmem_request *req)
{
	phys_addr_t found;

	if (!request_makes_sense(req))
		return NULL;
	found = bootmem_take(serving, req);
	if (!found && req->nid != NUMA_NO_NODE) {
		req->nid = NUMA_NO_NODE;
		found = bootmem_take(serving, req);
	}
	if (!found)
		return NULL;
	return memset(__va(found), 0, req->size);
}

static void *take_or_panic(struct bootmem_request *req)
{
	void *mem = take(req);

	/* A request that makes no sense was reported: not a shortage. */
	if (!mem && serving && req->size && is_power_of_2(req->align))
		out_of_memory(req);
	return mem;
}

#define REQUEST(bytes, alignment, from, below, node) \
	{ \
		.size = bytes, .align = alignment, .goal = from, \
		.limit = below, .nid = node, .caller = _RET_IP_ \
	}

void *__alloc_bootmem(unsigned long size, unsigned long align,
		      unsigned long goal)
{
	struct bootmem_request req = REQUEST(size, align, goal, NO_LIMIT,
					     NUMA_NO_NODE);

	return take_or_panic(&req);
}

void *__alloc_bootmem_nopanic(unsigned long size, unsigned long align,
			      unsigned long goal)
{
	struct bootmem_request req = REQUEST(size, align, goal, NO_LIMIT,
					     NUMA_NO_NODE);

	return take(&req);
}

void *__alloc_bootmem_low(unsigned long size, unsigned long align,
			  unsigned long goal)
{
	struct bootmem_request req = REQUEST(size, align, goal, MAX_DMA_PHYS,
					     NUMA_NO_NODE);

	return take_or_panic(&req);
}

void *__alloc_bootmem_node(pg_data_t *pgdat, unsigned long size,
			   unsigned long align, unsigned long goal)
{
	struct bootmem_request req = REQUEST(size, align, goal, NO_LIMIT,
					     pgdat->node_id);

	return take_or_panic(&req);
}

void *__alloc_bootmem_low_node(pg_data_t *pgdat, unsigned long size,
			       unsigned long align, unsigned long goal)
{
	struct bootmem_request req = REQUEST(size, align, goal, MAX_DMA_PHYS,
					     pgdat->node_id);

	return take_or_panic(&req);
}

void free_bootmem(unsigned long addr, unsigned long size)
{
	phys_addr_t start = PFN_PHYS(PFN_UP(addr));
	phys_addr_t end = PFN_PHYS(PFN_DOWN(addr + size));
	int err;

	if (WARN(addr + size < addr,
		 "bootmem: free of %#lx + %#lx wraps around\n", addr, size))
		return;
	if (start >= end)
		return;		/* less than a page: not returned */
	if (closed(_RET_IP_))
		return;

	err = bootmem_give(serving, start, end);
	WARN(err == -EINVAL,
	     "bootmem: free of [%#llx-%#llx]: that is no boot memory\n",
	     start, end - 1);
	WARN(err == -EALREADY,
	     "bootmem: free of [%#llx-%#llx]: freed twice, or never given\n",
	     start, end - 1);
	WARN(err == -ENOSPC,
	     "bootmem: free of [%#llx-%#llx]: no room to note the hole\n",
	     start, end - 1);
}

void free_bootmem_node(pg_data_t *pgdat, unsigned long addr,
		       unsigned long size)
{
	free_bootmem(addr, size);
}

int reserve_bootmem_as(phys_addr_t addr, u64 size, int flags,
		       const char *name)
{
	struct bootmem_reserved what = {
		.start = addr & PAGE_MASK,
		.end = PFN_PHYS(PFN_UP(addr + size)),
		.name = name,
	};

	if (closed(_RET_IP_))
		return -EBUSY;
	return bootmem_reserve(serving, &what, flags);
}

int reserve_bootmem(unsigned long addr, unsigned long size, int flags)
{
	return reserve_bootmem_as(addr, size, flags, "reserve_bootmem");
}

int bootmem_add_memory(phys_addr_t start, phys_addr_t end, int nid)
{
	int err = bootmem_add(&bootmem, start, end, nid);

	if (err) {
		pr_err("bootmem: memory [%#llx-%#llx] is not used: %s\n",
		       start, end - 1, errname(err));
		return err;
	}
	if (bootmem.nr_ranges == 1)
		min_low_pfn = PFN_DOWN(start);
	max_pfn = PFN_DOWN(end);
	max_low_pfn = PFN_DOWN(min(end, bootmem.low_end));
	return 0;
}

void bootmem_set_lowmem(phys_addr_t end)
{
	bootmem.low_end = end;
	max_low_pfn = min(max_pfn, (unsigned long)PFN_DOWN(end));
}

u64 bootmem_free_bytes(void)
{
	return serving ? bootmem_count_free(serving) : 0;
}

int bootmem_show(struct seq_file *m, void *v)
{
	if (!serving)
		seq_puts(m, "handed over to the page allocator; as it was then:\n");
	bootmem_show_one(m, &bootmem);
	return 0;
}
PROC_VIEW("bootmem", bootmem_show);

void bootmem_check(void)
{
	int broken = bootmem_broken(&bootmem);

	if (broken)
		panic("bootmem: invariant B%d is broken", broken);
}

/* ---- for mm_init.c, and for tests ---------------------------------------- */

struct bootmem *bootmem_machine(void)
{
	return &bootmem;
}

void bootmem_close(void)
{
	serving = NULL;
}

struct bootmem *bootmem_divert(struct bootmem *bm)
{
	struct bootmem *before = serving;

	serving = bm;
	return before;
}

/*
 * The node's high memory first: a pointer is not needed, and low memory is
 * dear; then low memory, but zone DMA last; then the same of any node.
 */
static phys_addr_t take_anywhere(struct bootmem_request *req)
{
	const phys_addr_t goals[] = { req->goal, MAX_DMA_PHYS };
	phys_addr_t found;
	unsigned int i;

	for (i = 0; i < 2 * ARRAY_SIZE(goals); i++) {
		if (i == ARRAY_SIZE(goals))
			req->nid = NUMA_NO_NODE;
		req->goal = goals[i % ARRAY_SIZE(goals)];
		found = bootmem_take_above(&bootmem, req);
		if (found)
			return found;
	}
	return bootmem_take(&bootmem, req);
}

phys_addr_t bootmem_take_any(u64 size, u64 align, int nid, const char *name)
{
	struct bootmem_request req = {
		.size = size, .align = align, .limit = NO_LIMIT, .nid = nid,
		.goal = bootmem.low_end, .caller = _RET_IP_, .name = name,
	};
	phys_addr_t low_end = bootmem.low_end, found;

	/* bootmem.c keeps to low_end: lift it for this one. */
	bootmem.low_end = NO_LIMIT;
	found = request_makes_sense(&req) ? take_anywhere(&req) : 0;
	bootmem.low_end = low_end;
	if (!found)
		out_of_memory(&req);
	return found;
}
