/* SPDX-License-Identifier: MIT */
/*
 * set_memory.h - other rights for pages that are mapped already
 *
 *	set_memory_ro	not to be written	set_memory_rw	to be written
 *	set_memory_nx	not to be executed	set_memory_x	to be executed
 *	set_memory_np	not to be touched	set_memory_p	as before
 *	set_memory_rox	executed, not written
 *	set_memory_uc, _wc, _wt, _wb	the cache type, linux/pgtable.h
 *
 * Of @numpages pages from @addr on, kernel addresses of the direct map, the
 * vmalloc or the module region, which the caller owns. Large leaves are split
 * where they reach beyond the range. No CPU uses the old rights when the call
 * returns.
 *
 * Context: may sleep; interrupts on. Return: 0; -ENOMEM: no memory to split a
 * leaf; and, with a report, -EINVAL: bad arguments, or a page would be
 * writable and executable; -EFAULT: a page is not mapped. Then nothing has
 * changed. Of a page with several addresses only the one named changes.
 */
#ifndef _LINUX_SET_MEMORY_H
#define _LINUX_SET_MEMORY_H

#include <asm/pgtable.h>

/*
 * change_memory - clear the bits @clear, set the bits @set
 *
 * As of a 4 KiB leaf. The one behind all the others.
 */
int change_memory(unsigned long addr, int numpages, pgprot_t clear,
		  pgprot_t set);

static inline int set_memory_ro(unsigned long addr, int numpages)
{
	return change_memory(addr, numpages, __pgprot(_PAGE_RW), __pgprot(0));
}

static inline int set_memory_rw(unsigned long addr, int numpages)
{
	return change_memory(addr, numpages, __pgprot(0), __pgprot(_PAGE_RW));
}

static inline int set_memory_nx(unsigned long addr, int numpages)
{
	return change_memory(addr, numpages, __pgprot(0), __pgprot(_PAGE_NX));
}

static inline int set_memory_x(unsigned long addr, int numpages)
{
	return change_memory(addr, numpages, __pgprot(_PAGE_NX), __pgprot(0));
}

static inline int set_memory_rox(unsigned long addr, int numpages)
{
	return change_memory(addr, numpages, __pgprot(_PAGE_RW | _PAGE_NX),
			     __pgprot(0));
}

static inline int set_memory_np(unsigned long addr, int numpages)
{
	return change_memory(addr, numpages, __pgprot(_PAGE_PRESENT),
			     __pgprot(0));
}

static inline int set_memory_p(unsigned long addr, int numpages)
{
	return change_memory(addr, numpages, __pgprot(0),
			     __pgprot(_PAGE_PRESENT));
}

static inline int set_memory_cache(unsigned long addr, int numpages,
				   pgprotval_t type)
{
	return change_memory(addr, numpages, __pgprot(_PAGE_CACHE_MASK),
			     __pgprot(type));
}
#define set_memory_uc(addr, n)	set_memory_cache(addr, n, _PAGE_CACHE_UC_MINUS)
#define set_memory_wc(addr, n)	set_memory_cache(addr, n, _PAGE_CACHE_WC)
#define set_memory_wt(addr, n)	set_memory_cache(addr, n, _PAGE_CACHE_WT)
#define set_memory_wb(addr, n)	set_memory_cache(addr, n, _PAGE_CACHE_WB)

#endif
