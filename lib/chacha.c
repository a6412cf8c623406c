// SPDX-License-Identifier: MIT
/*
 * chacha.c - ChaCha20's block function: 64 bytes in, 64 that look random out
 *
 *	  0  1	2  3	constants
 *	  4  5	6  7	key
 *	  8  9 10 11	key
 *	 12 13 14 15	counter, nonce
 *
 * Twenty rounds, in pairs: a quarter round on each column, then on each
 * diagonal. Adding the input at the end makes it impossible to run backwards.
 *
 * SOURCES
 *	RFC 8439, sections 2.1 to 2.3, written from its text.
 */
#include <linux/random.h>

#define DOUBLE_ROUNDS	10

static u32 rotl(u32 word, unsigned int bits)
{
	return word << bits | word >> (32 - bits);
}

static void quarter_round(u32 *a, u32 *b, u32 *c, u32 *d)
{
	*a += *b;
	*d = rotl(*d ^ *a, 16);
	*c += *d;
	*b = rotl(*b ^ *c, 12);
	*a += *b;
	*d = rotl(*d ^ *a, 8);
	*c += *d;
	*b = rotl(*b ^ *c, 7);
}

void chacha20_constants(u32 state[16])
{
	/* "expand 32-byte k", little-endian */
	state[0] = 0x61707865;
	state[1] = 0x3320646e;
	state[2] = 0x79622d32;
	state[3] = 0x6b206574;
}

void chacha20_block(const u32 state[16], u32 stream[16])
{
	unsigned int round, i;
	u32 x[16];

	for (i = 0; i < 16; i++)
		x[i] = state[i];
	for (round = 0; round < DOUBLE_ROUNDS; round++) {
		for (i = 0; i < 4; i++)
			quarter_round(&x[i], &x[4 + i], &x[8 + i], &x[12 + i]);
		for (i = 0; i < 4; i++)
			quarter_round(&x[i], &x[4 + (i + 1) % 4],
				      &x[8 + (i + 2) % 4],
				      &x[12 + (i + 3) % 4]);
	}
	for (i = 0; i < 16; i++)
		stream[i] = x[i] + state[i];
}
