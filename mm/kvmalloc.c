// SPDX-License-Identifier: MIT
/*
 * kvmalloc.c - neighbouring pages if they are easily had, else any
 *
 * PROBLEM
 *	A table of user's size: 100 bytes mostly, a megabyte at times. kmalloc()
 *	is cheap and may fail for the megabyte; vmalloc() does not and costs
 *	page tables. The caller does not care where it is.
 *
 * IDEA
 *	Ask kmalloc() first; for more than a page, without trying hard and
 *	without a report. Then vmalloc(). The address tells kvfree() which.
 *
 *	size		flags		kmalloc		 then
 *	<= a page	any		as asked	 NULL
 *	> a page	cannot wait	as asked	 NULL
 *	> a page	may wait	NORETRY, NOWARN	 vmalloc
 *	> INT_MAX			-		 a report, NULL
 *
 * LOCKING
 *	None of its own.
 *
 * FAILURE
 *	NULL, reported by whoever was asked last.
 *
 * SOURCES
 *	Linux 6.12: kvmalloc_node(), kvrealloc() (semantics).
 */
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/limits.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

/* For more than a page: nobody is made to give memory back for neighbours. */
static gfp_t easy_flags(gfp_t flags, size_t size)
{
	if (size <= PAGE_SIZE)
		return flags;
	flags |= __GFP_NOWARN;
	if (!(flags & __GFP_RETRY_MAYFAIL))
		flags &= ~__GFP_DIRECT_RECLAIM;
	return flags & ~__GFP_NOFAIL;
}

void *kvmalloc_node(size_t size, gfp_t flags, int node)
{
	bool may_wait = gfpflags_allow_blocking(flags) && size > PAGE_SIZE;
	void *mem;

	if (size <= KMALLOC_MAX_SIZE) {
		mem = kmalloc_node(size, may_wait ? easy_flags(flags, size)
						  : flags, node);
		if (mem || !may_wait)
			return mem;
	}
	if (WARN(size > INT_MAX && !(flags & __GFP_NOWARN),
		 "kvmalloc: %zu bytes, by %pS\n", size,
		 __builtin_return_address(0)) ||
	    size > INT_MAX || !may_wait)
		return NULL;
	return __vmalloc_node(size, 1, flags, node,
			      __builtin_return_address(0));
}
EXPORT_SYMBOL(kvmalloc_node);

void kvfree(const void *addr)
{
	if (is_vmalloc_addr(addr))
		vfree(addr);
	else
		kfree(addr);
}
EXPORT_SYMBOL(kvfree);

void kvfree_sensitive(const void *addr, size_t len)
{
	if (ZERO_OR_NULL_PTR(addr))
		return;
	memset((void *)addr, 0, len);
	/* Or the compiler finds that nobody reads it any more. */
	barrier();
	kvfree(addr);
}
EXPORT_SYMBOL(kvfree_sensitive);

/* Bytes that @p has, at least those that were asked for. */
static size_t room_of(const void *p)
{
	const struct vm_struct *vm;

	if (!is_vmalloc_addr(p))
		return ksize(p);
	vm = find_vm_area(p);
	return vm ? get_vm_area_size(vm) : 0;
}

void *kvrealloc(const void *p, size_t size, gfp_t flags)
{
	void *new;

	if (!is_vmalloc_addr(p) && size <= PAGE_SIZE)
		return krealloc(p, size, flags);
	if (!size) {
		kvfree(p);
		return ZERO_SIZE_PTR;
	}
	new = kvmalloc_node(size, flags, NUMA_NO_NODE);
	if (!new)
		return NULL;
	if (!ZERO_OR_NULL_PTR(p)) {
		memcpy(new, p, min(size, room_of(p)));
		kvfree(p);
	}
	return new;
}
EXPORT_SYMBOL(kvrealloc);
