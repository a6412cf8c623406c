// SPDX-License-Identifier: MIT
/*
 * find_bit.c - looking for bits in bitmaps, a word at a time
 *
 * All searches differ only in how a word is made (as it is, inverted, of
 * two maps), so they share one loop. The first word is masked below
 * @offset; a hit beyond @size, which can only lie in the last word, is cut
 * down to @size.
 */
#include <linux/bitmap.h>
#include <linux/export.h>
#include <linux/minmax.h>

/* @WORD: an expression for word number idx of the map searched */
/*
 * Words are read once each: the bits of a CPU set change while it is searched.
 */
#define FIND_NEXT(WORD, size, offset) ({ \
	unsigned long __found = (size); \
	unsigned long idx = BIT_WORD(offset); \
	unsigned long __mask = BITMAP_FIRST_WORD_MASK(offset); \
	unsigned long __word; \
\
	for (; (offset) < (size) && idx * BITS_PER_LONG < (size); idx++) { \
		__word = (WORD) & __mask; \
		__mask = ~0UL; \
		if (__word) { \
			__found = idx * BITS_PER_LONG + __ffs(__word); \
			break; \
		} \
	} \
	min(__found, (size)); })

unsigned long find_next_bit(const unsigned long *addr, unsigned long size,
			    unsigned long offset)
{
	return FIND_NEXT(READ_ONCE(addr[idx]), size, offset);
}
EXPORT_SYMBOL(find_next_bit);

unsigned long find_next_zero_bit(const unsigned long *addr,
				 unsigned long size, unsigned long offset)
{
	return FIND_NEXT(~READ_ONCE(addr[idx]), size, offset);
}
EXPORT_SYMBOL(find_next_zero_bit);

unsigned long find_next_and_bit(const unsigned long *addr1,
				const unsigned long *addr2,
				unsigned long size, unsigned long offset)
{
	return FIND_NEXT(READ_ONCE(addr1[idx]) & READ_ONCE(addr2[idx]), size, offset);
}
EXPORT_SYMBOL(find_next_and_bit);

unsigned long find_next_andnot_bit(const unsigned long *addr1,
				   const unsigned long *addr2,
				   unsigned long size, unsigned long offset)
{
	return FIND_NEXT(READ_ONCE(addr1[idx]) & ~READ_ONCE(addr2[idx]), size, offset);
}
EXPORT_SYMBOL(find_next_andnot_bit);

unsigned long find_next_or_bit(const unsigned long *addr1,
			       const unsigned long *addr2,
			       unsigned long size, unsigned long offset)
{
	return FIND_NEXT(READ_ONCE(addr1[idx]) | READ_ONCE(addr2[idx]), size, offset);
}
EXPORT_SYMBOL(find_next_or_bit);

unsigned long find_last_bit(const unsigned long *addr, unsigned long size)
{
	unsigned long mask = BITMAP_LAST_WORD_MASK(size);

	for (unsigned long idx = BITS_TO_LONGS(size); idx-- > 0;) {
		unsigned long word = READ_ONCE(addr[idx]) & mask;

		if (word)
			return idx * BITS_PER_LONG + __fls(word);
		mask = ~0UL;
	}
	return size;
}
EXPORT_SYMBOL(find_last_bit);

unsigned long find_nth_bit(const unsigned long *addr, unsigned long size,
			   unsigned long n)
{
	unsigned long bit;

	for_each_set_bit(bit, addr, size) {
		if (n-- == 0)
			return bit;
	}
	return size;
}
EXPORT_SYMBOL(find_nth_bit);
