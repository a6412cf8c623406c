/* SPDX-License-Identifier: MIT */
/*
 * prandom.h - a sequence that is the same for the same seed
 *
 * For tests that must be able to repeat themselves. The state is the
 * caller's; two callers of one state need a lock of their own. The sequence
 * for a seed is not Linux's.
 */
#ifndef _LINUX_PRANDOM_H
#define _LINUX_PRANDOM_H

#include <linux/types.h>

struct rnd_state {
	u32 s1, s2, s3, s4;
};

void prandom_seed_state(struct rnd_state *state, u64 seed);
u32 prandom_u32_state(struct rnd_state *state);
void prandom_bytes_state(struct rnd_state *state, void *buf, size_t nbytes);

#endif
