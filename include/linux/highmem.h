/* SPDX-License-Identifier: MIT */
/*
 * highmem.h - addresses for pages that have none
 *
 *	kmap		for long, shared by all CPUs; may sleep; few hundred
 *	kmap_local_page	for short, this CPU's; any context; unwound in the
 *			opposite order, like a stack
 *
 * A page of low memory has an address already and is given that: code
 * written with these works for any page.
 */
#ifndef _LINUX_HIGHMEM_H
#define _LINUX_HIGHMEM_H

#include <linux/mm.h>
#include <linux/preempt.h>

/**
 * kmap - map @page until kunmap(); the same address for everybody
 *
 * Context: may sleep, and does while all windows are in use, until a
 * kunmap() lets one go. Who holds windows and waits for more may wait for
 * ever. Return: its address.
 */
void *kmap(struct page *page);

/* kunmap - one kmap() less; the window may go to another page. Any context. */
void kunmap(struct page *page);

/* kmap_to_page - the page that a kmap() or direct-map address shows */
struct page *kmap_to_page(void *addr);

/**
 * kmap_local_page - map @page for this context
 *
 * The caller stays on its CPU until kunmap_local(). Windows nest, at most
 * KMAP_LOCAL_DEPTH deep, interrupts included, and are given back newest
 * first. Context: any.
 */
void *kmap_local_page(struct page *page);
void *kmap_local_pfn(unsigned long pfn);
void kunmap_local(const void *addr);

/* The older names; kmap_atomic() also keeps from being preempted. */
#define kmap_atomic(page)	kmap_local_page(page)
#define kmap_atomic_pfn(pfn)	kmap_local_pfn(pfn)
#define kunmap_atomic(addr)	kunmap_local(addr)

static inline void clear_highpage(struct page *page)
{
	void *addr = kmap_local_page(page);

	clear_page(addr);
	kunmap_local(addr);
}

static inline void copy_highpage(struct page *to, struct page *from)
{
	void *src = kmap_local_page(from);
	void *dst = kmap_local_page(to);

	copy_page(dst, src);
	kunmap_local(dst);
	kunmap_local(src);
}

/* @offset + @len must lie in the page. */
static inline void memcpy_to_page(struct page *page, size_t offset,
				  const char *from, size_t len)
{
	char *to = kmap_local_page(page);

	WARN_ON(offset + len > PAGE_SIZE);
	memcpy(to + offset, from, len);
	kunmap_local(to);
}

static inline void memcpy_from_page(char *to, struct page *page,
				    size_t offset, size_t len)
{
	char *from = kmap_local_page(page);

	WARN_ON(offset + len > PAGE_SIZE);
	memcpy(to, from + offset, len);
	kunmap_local(from);
}

static inline void memzero_page(struct page *page, size_t offset, size_t len)
{
	char *addr = kmap_local_page(page);

	WARN_ON(offset + len > PAGE_SIZE);
	memset(addr + offset, 0, len);
	kunmap_local(addr);
}

#endif
