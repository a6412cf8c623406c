/* SPDX-License-Identifier: MIT */
/*
 * bitops.h - single bits of words in memory, and counting bits
 *
 * set_bit(), clear_bit(), change_bit() are atomic on their word and order
 * nothing; the test_and_*() are atomic and full barriers; those that begin
 * with "__" are plain stores for words nobody else writes. Bit @nr may lie
 * beyond the first word: @addr is a bitmap.
 */
#ifndef _LINUX_BITOPS_H
#define _LINUX_BITOPS_H

#include <linux/bits.h>
#include <linux/compiler.h>
#include <linux/types.h>

#define BITS_PER_TYPE(type)	(sizeof(type) * BITS_PER_BYTE)
#define __bits_to(nr, unit)	(((nr) + (unit) - 1) / (unit))
#define BITS_TO_LONGS(nr)	__bits_to(nr, BITS_PER_TYPE(long))
#define BITS_TO_U64(nr)		__bits_to(nr, BITS_PER_TYPE(u64))
#define BITS_TO_U32(nr)		__bits_to(nr, BITS_PER_TYPE(u32))
#define BITS_TO_BYTES(nr)	__bits_to(nr, BITS_PER_TYPE(char))

static __always_inline volatile unsigned long *
__bit_word(unsigned long nr, volatile unsigned long *addr)
{
	return addr + BIT_WORD(nr);
}

static __always_inline void set_bit(long nr, volatile unsigned long *addr)
{
	__atomic_fetch_or(__bit_word(nr, addr), BIT_MASK(nr),
			  __ATOMIC_RELAXED);
}

static __always_inline void clear_bit(long nr, volatile unsigned long *addr)
{
	__atomic_fetch_and(__bit_word(nr, addr), ~BIT_MASK(nr),
			   __ATOMIC_RELAXED);
}

static __always_inline void change_bit(long nr, volatile unsigned long *addr)
{
	__atomic_fetch_xor(__bit_word(nr, addr), BIT_MASK(nr),
			   __ATOMIC_RELAXED);
}

static __always_inline bool test_and_set_bit(long nr,
					     volatile unsigned long *addr)
{
	return __atomic_fetch_or(__bit_word(nr, addr), BIT_MASK(nr),
				 __ATOMIC_SEQ_CST) & BIT_MASK(nr);
}

static __always_inline bool test_and_clear_bit(long nr,
					       volatile unsigned long *addr)
{
	return __atomic_fetch_and(__bit_word(nr, addr), ~BIT_MASK(nr),
				  __ATOMIC_SEQ_CST) & BIT_MASK(nr);
}

static __always_inline bool test_and_change_bit(long nr,
						volatile unsigned long *addr)
{
	return __atomic_fetch_xor(__bit_word(nr, addr), BIT_MASK(nr),
				  __ATOMIC_SEQ_CST) & BIT_MASK(nr);
}

/* A bit as a lock: what follows stays after it, what precedes before. */
static __always_inline bool test_and_set_bit_lock(unsigned long nr,
						  volatile unsigned long *addr)
{
	return __atomic_fetch_or(__bit_word(nr, addr), BIT_MASK(nr),
				 __ATOMIC_ACQUIRE) & BIT_MASK(nr);
}

static __always_inline void clear_bit_unlock(unsigned long nr,
					     volatile unsigned long *addr)
{
	__atomic_fetch_and(__bit_word(nr, addr), ~BIT_MASK(nr),
			   __ATOMIC_RELEASE);
}

static __always_inline bool test_bit(unsigned long nr,
				     const volatile unsigned long *addr)
{
	return __atomic_load_n(addr + BIT_WORD(nr), __ATOMIC_RELAXED) &
	       BIT_MASK(nr);
}

static __always_inline bool test_bit_acquire(unsigned long nr,
					     const volatile unsigned long *addr)
{
	return __atomic_load_n(addr + BIT_WORD(nr), __ATOMIC_ACQUIRE) &
	       BIT_MASK(nr);
}

static __always_inline void __set_bit(unsigned long nr,
				      volatile unsigned long *addr)
{
	*__bit_word(nr, addr) |= BIT_MASK(nr);
}

static __always_inline void __clear_bit(unsigned long nr,
					volatile unsigned long *addr)
{
	*__bit_word(nr, addr) &= ~BIT_MASK(nr);
}

static __always_inline void __change_bit(unsigned long nr,
					 volatile unsigned long *addr)
{
	*__bit_word(nr, addr) ^= BIT_MASK(nr);
}

static __always_inline bool __test_and_set_bit(unsigned long nr,
					       volatile unsigned long *addr)
{
	bool was_set = test_bit(nr, addr);

	__set_bit(nr, addr);
	return was_set;
}

static __always_inline bool __test_and_clear_bit(unsigned long nr,
						 volatile unsigned long *addr)
{
	bool was_set = test_bit(nr, addr);

	__clear_bit(nr, addr);
	return was_set;
}

static __always_inline bool __test_and_change_bit(unsigned long nr,
						  volatile unsigned long *addr)
{
	bool was_set = test_bit(nr, addr);

	__change_bit(nr, addr);
	return was_set;
}

#define assign_bit(nr, addr, value) \
	((value) ? set_bit((nr), (addr)) : clear_bit((nr), (addr)))
#define __assign_bit(nr, addr, value) \
	((value) ? __set_bit((nr), (addr)) : __clear_bit((nr), (addr)))

/*
 * Where is a set bit? ffs() and fls() count from 1 and return 0 for no bit;
 * __ffs(), __fls() and ffz() count from 0 and must be given one.
 */
static __always_inline __attribute_const__ int ffs(int x)
{
	return __builtin_ffs(x);
}

static __always_inline __attribute_const__ int fls(unsigned int x)
{
	return x ? 32 - __builtin_clz(x) : 0;
}

static __always_inline __attribute_const__ int fls64(u64 x)
{
	return x ? 64 - __builtin_clzll(x) : 0;
}

static inline __attribute_const__ unsigned int fls_long(unsigned long l)
{
	return (unsigned int)fls64(l);
}

static __always_inline __attribute_const__ unsigned long
__ffs(unsigned long word)
{
	return (unsigned long)__builtin_ctzl(word);
}

static __always_inline __attribute_const__ unsigned long
__fls(unsigned long word)
{
	return BITS_PER_LONG - 1 - (unsigned long)__builtin_clzl(word);
}

static inline __attribute_const__ unsigned int __ffs64(u64 word)
{
	return (unsigned int)__builtin_ctzll(word);
}

static __always_inline __attribute_const__ unsigned long
ffz(unsigned long word)
{
	return __ffs(~word);
}

/*
 * hweight*() count set bits: in parallel by twos, fours and bytes, whose
 * sums the multiplication gathers in the top byte. (__builtin_popcount()
 * would call into the compiler's library on a CPU without POPCNT.)
 */
static inline __attribute_const__ unsigned long hweight64(u64 w)
{
	w -= (w >> 1) & 0x5555555555555555ull;
	w = (w & 0x3333333333333333ull) + ((w >> 2) & 0x3333333333333333ull);
	w = (w + (w >> 4)) & 0x0f0f0f0f0f0f0f0full;
	return (w * 0x0101010101010101ull) >> 56;
}

static inline __attribute_const__ unsigned int hweight32(u32 w)
{
	return (unsigned int)hweight64(w);
}

#define hweight16(w)	hweight32((u16)(w))
#define hweight8(w)	hweight32((u8)(w))

static __always_inline __attribute_const__ unsigned long
hweight_long(unsigned long w)
{
	return hweight64(w);
}

/* The @n-th set bit, from 0; BITS_PER_LONG if there are not so many */
static inline __attribute_const__ unsigned long fns(unsigned long word,
						    unsigned int n)
{
	while (word && n--)
		word &= word - 1;
	return word ? __ffs(word) : BITS_PER_LONG;
}

/* The order of the smallest power of two >= @count; -1 for 0 */
static inline __attribute_const__ int get_count_order(unsigned int count)
{
	return count ? fls(count - 1) : -1;
}

static inline __attribute_const__ int get_count_order_long(unsigned long l)
{
	return l ? (int)fls_long(l - 1) : -1;
}

#define __ROTATES(bits) \
static inline __attribute_const__ u##bits rol##bits(u##bits word, \
						    unsigned int shift) \
{ \
	return (u##bits)(word << (shift & (bits - 1)) | \
			 word >> (-shift & (bits - 1))); \
} \
static inline __attribute_const__ u##bits ror##bits(u##bits word, \
						    unsigned int shift) \
{ \
	return (u##bits)(word >> (shift & (bits - 1)) | \
			 word << (-shift & (bits - 1))); \
}
__ROTATES(8)
__ROTATES(16)
__ROTATES(32)
__ROTATES(64)
#undef __ROTATES

/* Bit @index is the sign. */
static inline __attribute_const__ s32 sign_extend32(u32 value, int index)
{
	u8 shift = (u8)(31 - index);

	return (s32)(value << shift) >> shift;
}

static inline __attribute_const__ s64 sign_extend64(u64 value, int index)
{
	u8 shift = (u8)(63 - index);

	return (s64)(value << shift) >> shift;
}

#include <linux/find.h>

#endif
