/* SPDX-License-Identifier: MIT */
/*
 * random.h - numbers that nobody expects
 *
 *	get_random_u32()		all values alike likely
 *	get_random_u32_below(6)		0 to 5
 *	get_random_u32_inclusive(1, 6)	1 to 6
 *	get_random_bytes(buf, len)
 *
 * Good for tests, shuffling and sampling. Not for keys: nobody has measured
 * how well the generator is seeded (lib/random.c).
 *
 * random_seed=N on the command line makes each CPU's sequence the same at
 * every boot.
 *
 * Context: any but NMI; never waits, never fails.
 */
#ifndef _LINUX_RANDOM_H
#define _LINUX_RANDOM_H

#include <linux/bug.h>
#include <linux/limits.h>
#include <linux/prandom.h>
#include <linux/types.h>

void get_random_bytes(void *buf, size_t len);
u8 get_random_u8(void);
u16 get_random_u16(void);
u32 get_random_u32(void);
u64 get_random_u64(void);

static inline unsigned long get_random_long(void)
{
	return get_random_u64();
}

static inline unsigned int get_random_int(void)
{
	return get_random_u32();
}

/* @ceil of 0 means 2^32: any value. */
u32 get_random_u32_below(u32 ceil);

/* @floor < U32_MAX */
static inline u32 get_random_u32_above(u32 floor)
{
	WARN_ON(floor == U32_MAX);
	return floor + 1 + get_random_u32_below(U32_MAX - floor);
}

/* @floor <= @ceil; the whole range of u32 is allowed. */
static inline u32 get_random_u32_inclusive(u32 floor, u32 ceil)
{
	WARN_ON(floor > ceil);
	return floor + get_random_u32_below(ceil - floor + 1);
}

/* There is nothing to wait for: a generator is seeded at its first use. */
static inline bool rng_is_initialized(void)
{
	return true;
}

static inline int wait_for_random_bytes(void)
{
	return 0;
}

/**
 * random_restart - begin this CPU's sequence anew; for tests
 * @fixed: the same number, the same sequence, on every CPU; NULL: as at boot
 */
void random_restart(const u64 *fixed);

/**
 * chacha20_block - 64 bytes of ChaCha20's key stream (RFC 8439, 2.3)
 * @state:  16 words: 4 constants, 8 of key, 1 of counter, 3 of nonce
 * @stream: receives 16 words, as the RFC has them before they become bytes
 *
 * Context: any; touches nothing else.
 */
void chacha20_block(const u32 state[16], u32 stream[16]);
void chacha20_constants(u32 state[16]);

#endif
