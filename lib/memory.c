// SPDX-License-Identifier: MIT
/*
 * memory.c - the mem*() functions
 *
 * The compiler calls memcpy, memmove, memset and memcmp of its own accord,
 * even freestanding. It also knows what their loops look like and would
 * replace such a loop by a call of the very function that it is in; the
 * barrier() in each loop is what keeps a loop a loop. Copy and fill, which
 * whole pages go through, are the port's (asm/string.h).
 */
#include <asm/string.h>
#include <linux/export.h>
#include <linux/string.h>

void *memcpy(void *dest, const void *src, size_t count)
{
	arch_memcpy(dest, src, count);
	return dest;
}
EXPORT_SYMBOL(memcpy);

/*
 * Overlap is harmless as long as no byte of @src is overwritten before it
 * is read: copy upwards when moving down, downwards when moving up.
 */
void *memmove(void *dest, const void *src, size_t count)
{
	u8 *to = dest;
	const u8 *from = src;

	if ((unsigned long)to <= (unsigned long)from) {
		while (count--) {
			*to++ = *from++;
			barrier();
		}
		return dest;
	}
	while (count--) {
		to[count] = from[count];
		barrier();
	}
	return dest;
}
EXPORT_SYMBOL(memmove);

void *memset(void *s, int c, size_t count)
{
	arch_memset(s, c, count);
	return s;
}
EXPORT_SYMBOL(memset);

int memcmp(const void *a, const void *b, size_t count)
{
	const u8 *x = a, *y = b;

	for (; count; count--, x++, y++) {
		if (*x != *y)
			return *x - *y;
		barrier();
	}
	return 0;
}
EXPORT_SYMBOL(memcmp);

int bcmp(const void *a, const void *b, size_t count)
{
	return memcmp(a, b, count);
}
EXPORT_SYMBOL(bcmp);

void *memchr(const void *s, int c, size_t count)
{
	const u8 *p = s;

	for (; count; count--, p++) {
		if (*p == (u8)c)
			return (void *)p;
	}
	return NULL;
}
EXPORT_SYMBOL(memchr);

void *memscan(void *s, int c, size_t count)
{
	u8 *found = memchr(s, c, count);

	return found ? found : (u8 *)s + count;
}
EXPORT_SYMBOL(memscan);

/*
 * Whole pages of poison are checked with this, so it goes by words; the
 * word that differs is then looked through by bytes.
 */
/* Eight at a time: two instructions a word, and not six. */
static __always_inline bool words_are(const void *p, u64 pattern)
{
	const u64 *word = p;

	return word[0] == pattern && word[1] == pattern &&
	       word[2] == pattern && word[3] == pattern &&
	       word[4] == pattern && word[5] == pattern &&
	       word[6] == pattern && word[7] == pattern;
}

void *memchr_inv(const void *s, int c, size_t count)
{
	const u8 *p = s;
	u64 pattern = (u8)c * 0x0101010101010101ull;

	while (count && ((unsigned long)p & 7) && *p == (u8)c) {
		p++;
		count--;
	}
	if (((unsigned long)p & 7) == 0) {
		while (count >= 64 && words_are(p, pattern)) {
			p += 64;
			count -= 64;
		}
		while (count >= 8 && *(const u64 *)p == pattern) {
			p += 8;
			count -= 8;
		}
	}
	for (; count; count--, p++) {
		if (*p != (u8)c)
			return (void *)p;
	}
	return NULL;
}
EXPORT_SYMBOL(memchr_inv);

void *memset16(u16 *s, u16 v, size_t count)
{
	for (size_t i = 0; i < count; i++)
		s[i] = v;
	return s;
}
EXPORT_SYMBOL(memset16);

void *memset32(u32 *s, u32 v, size_t count)
{
	for (size_t i = 0; i < count; i++)
		s[i] = v;
	return s;
}
EXPORT_SYMBOL(memset32);

void *memset64(u64 *s, u64 v, size_t count)
{
	for (size_t i = 0; i < count; i++)
		s[i] = v;
	return s;
}
EXPORT_SYMBOL(memset64);

void memzero_explicit(void *s, size_t count)
{
	memset(s, 0, count);
	barrier();
}
EXPORT_SYMBOL(memzero_explicit);

void memcpy_and_pad(void *dest, size_t dest_len, const void *src,
		    size_t count, int pad)
{
	if (count > dest_len)
		count = dest_len;
	memcpy(dest, src, count);
	memset((u8 *)dest + count, pad, dest_len - count);
}
EXPORT_SYMBOL(memcpy_and_pad);
