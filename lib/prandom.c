// SPDX-License-Identifier: MIT
/*
 * prandom.c - LFSR113: four shift registers with feedback, added up bitwise
 *
 * Their periods 2^31 - 1, 2^29 - 1, 2^28 - 1 and 2^25 - 1 have no common
 * divisor, so the whole has one of about 2^113. Each must not start among
 * its lowest values (below 2, 8, 16, 128): those are the words whose bits
 * the register does not use, and it would stay 0.
 *
 * SOURCES
 *	P. L'Ecuyer, Tables of Maximally Equidistributed Combined LFSR
 *	Generators, Math. of Comp. 68(225), 1999: figure 1. The seed is spread
 *	over the four by SplitMix64 (G. Steele et al., OOPSLA 2014).
 */
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/prandom.h>
#include <linux/string.h>

static u64 splitmix64(u64 *x)
{
	u64 z = *x += 0x9e3779b97f4a7c15ULL;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ z >> 27) * 0x94d049bb133111ebULL;
	return z ^ z >> 31;
}

static u32 at_least(u32 word, u32 least)
{
	return word < least ? word + least : word;
}

void prandom_seed_state(struct rnd_state *state, u64 seed)
{
	u64 a = splitmix64(&seed), b = splitmix64(&seed);

	state->s1 = at_least((u32)a, 2);
	state->s2 = at_least((u32)(a >> 32), 8);
	state->s3 = at_least((u32)b, 16);
	state->s4 = at_least((u32)(b >> 32), 128);
}
EXPORT_SYMBOL(prandom_seed_state);

u32 prandom_u32_state(struct rnd_state *state)
{
	u32 z1 = state->s1, z2 = state->s2, z3 = state->s3, z4 = state->s4;

	z1 = (z1 & ~1U) << 18 ^ (z1 << 6 ^ z1) >> 13;
	z2 = (z2 & ~7U) << 2 ^ (z2 << 2 ^ z2) >> 27;
	z3 = (z3 & ~15U) << 7 ^ (z3 << 13 ^ z3) >> 21;
	z4 = (z4 & ~127U) << 13 ^ (z4 << 3 ^ z4) >> 12;
	*state = (struct rnd_state){ z1, z2, z3, z4 };
	return z1 ^ z2 ^ z3 ^ z4;
}
EXPORT_SYMBOL(prandom_u32_state);

void prandom_bytes_state(struct rnd_state *state, void *buf, size_t nbytes)
{
	u8 *to = buf;

	while (nbytes) {
		u32 word = prandom_u32_state(state);
		size_t part = min(nbytes, sizeof(word));

		memcpy(to, &word, part);
		to += part;
		nbytes -= part;
	}
}
EXPORT_SYMBOL(prandom_bytes_state);
