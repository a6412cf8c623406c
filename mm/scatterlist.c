// SPDX-License-Identifier: MIT
/*
 * scatterlist.c - lists of pieces, however long
 *
 * A list of a thousand entries is 32 KiB, and blocks of that size are rare
 * when memory is short. So a list is made of pages, and the last entry of
 * each leads to the next (SG_CHAIN):
 *
 *	table->sgl -> [ 0 | 1 | ... | 126 | chain ]
 *						|
 *		      [ 127 | ...   | 253 | chain ] <-'
 *				...
 *		      [ ... | last, SG_END ]
 *
 * INVARIANTS
 *	The entries of a table are orig_nents and a chain entry for each page
 *	but the last; sg_next() visits the former only.
 *
 * FAILURE
 *	-ENOMEM, with the pages that there were given back.
 */
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/highmem.h>
#include <linux/kernel.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>

/* 4096 / 32: of which the last is the chain */
#define SG_PER_PAGE	(PAGE_SIZE / sizeof(struct scatterlist))

void sg_free_table(struct sg_table *table)
{
	struct scatterlist *sgl = table->sgl;
	unsigned int left = table->orig_nents;

	while (sgl && left > SG_PER_PAGE) {
		struct scatterlist *next = sg_chain_ptr(&sgl[SG_PER_PAGE - 1]);

		kfree(sgl);
		sgl = next;
		left -= SG_PER_PAGE - 1;
	}
	kfree(sgl);
	table->sgl = NULL;
	table->nents = 0;
	table->orig_nents = 0;
}
EXPORT_SYMBOL(sg_free_table);

int sg_alloc_table(struct sg_table *table, unsigned int nents, gfp_t gfp)
{
	struct scatterlist *tail = NULL;
	unsigned int left = nents;

	memset(table, 0, sizeof(*table));
	if (!nents)
		return -EINVAL;
	while (left) {
		unsigned int n = min_t(unsigned int, left, SG_PER_PAGE);
		struct scatterlist *sgl = kmalloc_array(n, sizeof(*sgl), gfp);

		if (!sgl) {
			sg_free_table(table);
			return -ENOMEM;
		}
		sg_init_table(sgl, n);
		if (tail)
			sg_chain(tail, SG_PER_PAGE, sgl);
		else
			table->sgl = sgl;
		tail = sgl;
		/* A full page with more to come gives its last entry up. */
		n = left > SG_PER_PAGE ? SG_PER_PAGE - 1 : left;
		left -= n;
		table->orig_nents += n;
		table->nents += n;
	}
	return 0;
}
EXPORT_SYMBOL(sg_alloc_table);

/* ---- copying ---- */

enum sg_copy { TO_PIECES, FROM_PIECES };

/* One piece, a page at a time: it may be of high memory. */
static void copy_piece(struct scatterlist *sg, u8 *buf, size_t size,
		       enum sg_copy way)
{
	phys_addr_t phys = sg_phys(sg);

	while (size) {
		size_t n = min(size, PAGE_SIZE - offset_in_page(phys));
		u8 *page = kmap_local_page(phys_to_page(phys));

		if (way == TO_PIECES)
			memcpy(page + offset_in_page(phys), buf, n);
		else
			memcpy(buf, page + offset_in_page(phys), n);
		kunmap_local(page);
		phys += n;
		buf += n;
		size -= n;
	}
}

static size_t copy_all(struct scatterlist *sgl, unsigned int nents, u8 *buf,
		       size_t size, enum sg_copy way)
{
	struct scatterlist *sg;
	size_t done = 0;
	unsigned int i;

	for_each_sg(sgl, sg, nents, i) {
		size_t n = min_t(size_t, sg->length, size - done);

		copy_piece(sg, buf + done, n, way);
		done += n;
	}
	return done;
}

size_t sg_copy_from_buffer(struct scatterlist *sgl, unsigned int nents,
			   const void *buf, size_t buflen)
{
	return copy_all(sgl, nents, (u8 *)buf, buflen, TO_PIECES);
}
EXPORT_SYMBOL(sg_copy_from_buffer);

size_t sg_copy_to_buffer(struct scatterlist *sgl, unsigned int nents,
			 void *buf, size_t buflen)
{
	return copy_all(sgl, nents, buf, buflen, FROM_PIECES);
}
EXPORT_SYMBOL(sg_copy_to_buffer);
