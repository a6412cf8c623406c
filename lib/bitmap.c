// SPDX-License-Identifier: MIT
/*
 * bitmap.c - sets of small numbers
 *
 * Whole words where the result is a bitmap (the bits beyond its end are
 * nobody's), a masked last word where the result is an answer.
 */
#include <linux/bitmap.h>
#include <linux/errno.h>
#include <linux/export.h>

void bitmap_zero(unsigned long *dst, unsigned int nbits)
{
	for (unsigned long i = 0; i < BITS_TO_LONGS(nbits); i++)
		dst[i] = 0;
}
EXPORT_SYMBOL(bitmap_zero);

void bitmap_fill(unsigned long *dst, unsigned int nbits)
{
	for (unsigned long i = 0; i < BITS_TO_LONGS(nbits); i++)
		dst[i] = ~0UL;
}
EXPORT_SYMBOL(bitmap_fill);

void bitmap_copy(unsigned long *dst, const unsigned long *src,
		 unsigned int nbits)
{
	for (unsigned long i = 0; i < BITS_TO_LONGS(nbits); i++)
		dst[i] = src[i];
}
EXPORT_SYMBOL(bitmap_copy);

/* The bits of word @i that belong to the bitmap */
static unsigned long word_mask(unsigned long i, unsigned int nbits)
{
	return i == nbits / BITS_PER_LONG ? BITMAP_LAST_WORD_MASK(nbits) :
					    ~0UL;
}

bool bitmap_and(unsigned long *dst, const unsigned long *a,
		const unsigned long *b, unsigned int nbits)
{
	unsigned long any = 0;

	for (unsigned long i = 0; i < BITS_TO_LONGS(nbits); i++) {
		dst[i] = a[i] & b[i] & word_mask(i, nbits);
		any |= dst[i];
	}
	return any;
}
EXPORT_SYMBOL(bitmap_and);

bool bitmap_andnot(unsigned long *dst, const unsigned long *a,
		   const unsigned long *b, unsigned int nbits)
{
	unsigned long any = 0;

	for (unsigned long i = 0; i < BITS_TO_LONGS(nbits); i++) {
		dst[i] = a[i] & ~b[i] & word_mask(i, nbits);
		any |= dst[i];
	}
	return any;
}
EXPORT_SYMBOL(bitmap_andnot);

void bitmap_or(unsigned long *dst, const unsigned long *a,
	       const unsigned long *b, unsigned int nbits)
{
	for (unsigned long i = 0; i < BITS_TO_LONGS(nbits); i++)
		dst[i] = a[i] | b[i];
}
EXPORT_SYMBOL(bitmap_or);

void bitmap_xor(unsigned long *dst, const unsigned long *a,
		const unsigned long *b, unsigned int nbits)
{
	for (unsigned long i = 0; i < BITS_TO_LONGS(nbits); i++)
		dst[i] = a[i] ^ b[i];
}
EXPORT_SYMBOL(bitmap_xor);

void bitmap_complement(unsigned long *dst, const unsigned long *src,
		       unsigned int nbits)
{
	for (unsigned long i = 0; i < BITS_TO_LONGS(nbits); i++)
		dst[i] = ~src[i];
}
EXPORT_SYMBOL(bitmap_complement);

bool bitmap_equal(const unsigned long *a, const unsigned long *b,
		  unsigned int nbits)
{
	for (unsigned long i = 0; i < BITS_TO_LONGS(nbits); i++) {
		if ((a[i] ^ b[i]) & word_mask(i, nbits))
			return false;
	}
	return true;
}
EXPORT_SYMBOL(bitmap_equal);

bool bitmap_intersects(const unsigned long *a, const unsigned long *b,
		       unsigned int nbits)
{
	return find_first_and_bit(a, b, nbits) < nbits;
}
EXPORT_SYMBOL(bitmap_intersects);

bool bitmap_subset(const unsigned long *a, const unsigned long *b,
		   unsigned int nbits)
{
	return find_next_andnot_bit(a, b, nbits, 0) >= nbits;
}
EXPORT_SYMBOL(bitmap_subset);

unsigned int bitmap_weight(const unsigned long *src, unsigned int nbits)
{
	unsigned long weight = 0;

	for (unsigned long i = 0; i < BITS_TO_LONGS(nbits); i++)
		weight += hweight_long(src[i] & word_mask(i, nbits));
	return (unsigned int)weight;
}
EXPORT_SYMBOL(bitmap_weight);

/* The part of word @i that lies in bits [start, end); start < end */
static unsigned long range_mask(unsigned long i, unsigned long start,
				unsigned long end)
{
	unsigned long mask = ~0UL;

	if (i == BIT_WORD(start))
		mask &= BITMAP_FIRST_WORD_MASK(start);
	if (i == BIT_WORD(end - 1))
		mask &= BITMAP_LAST_WORD_MASK(end);
	return mask;
}

void bitmap_set(unsigned long *map, unsigned int start, unsigned int nbits)
{
	unsigned long end = (unsigned long)start + nbits;

	if (nbits == 0)
		return;
	for (unsigned long i = BIT_WORD(start); i <= BIT_WORD(end - 1); i++)
		map[i] |= range_mask(i, start, end);
}
EXPORT_SYMBOL(bitmap_set);

void bitmap_clear(unsigned long *map, unsigned int start, unsigned int nbits)
{
	unsigned long end = (unsigned long)start + nbits;

	if (nbits == 0)
		return;
	for (unsigned long i = BIT_WORD(start); i <= BIT_WORD(end - 1); i++)
		map[i] &= ~range_mask(i, start, end);
}
EXPORT_SYMBOL(bitmap_clear);

unsigned long bitmap_find_next_zero_area_off(unsigned long *map,
					     unsigned long size,
					     unsigned long start,
					     unsigned int nr,
					     unsigned long align_mask,
					     unsigned long align_offset)
{
	/* Each turn moves start past a set bit, so the loop ends at size. */
	for (;;) {
		unsigned long index = find_next_zero_bit(map, size, start);
		unsigned long used;

		index = ((index + align_offset + align_mask) & ~align_mask) -
			align_offset;
		if (index > size || nr > size - index)
			return index + nr;
		used = find_next_bit(map, index + nr, index);
		if (used >= index + nr)
			return index;
		start = used + 1;
	}
}
EXPORT_SYMBOL(bitmap_find_next_zero_area_off);

int bitmap_allocate_region(unsigned long *bitmap, unsigned int pos, int order)
{
	unsigned int len = 1u << order;

	if (find_next_bit(bitmap, (unsigned long)pos + len, pos) < pos + len)
		return -EBUSY;
	bitmap_set(bitmap, pos, len);
	return 0;
}
EXPORT_SYMBOL(bitmap_allocate_region);

void bitmap_release_region(unsigned long *bitmap, unsigned int pos, int order)
{
	bitmap_clear(bitmap, pos, 1u << order);
}
EXPORT_SYMBOL(bitmap_release_region);

int bitmap_find_free_region(unsigned long *bitmap, unsigned int bits,
			    int order)
{
	unsigned int len = 1u << order;

	for (unsigned int pos = 0; bits >= len && pos <= bits - len;
	     pos += len) {
		if (bitmap_allocate_region(bitmap, pos, order) == 0)
			return (int)pos;
	}
	return -ENOMEM;
}
EXPORT_SYMBOL(bitmap_find_free_region);
