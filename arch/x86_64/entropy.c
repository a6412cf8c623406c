// SPDX-License-Identifier: MIT
/*
 * entropy.c - bits that differ from boot to boot
 *
 * RDRAND, where the processor has it. It may be empty for a moment: carry
 * clear; ten tries in a row that fail mean that it is broken.
 *
 * Without it, the cycle counter: how long a locked addition takes varies by
 * some cycles each time, by caches, by SMIs, by the host of an emulator. 64
 * readings are folded into one word. Nobody has measured how much of that
 * is unpredictable: good for shuffling, not for keys.
 *
 * SOURCES
 *	SDM vol. 1 7.3.17 (RDRAND and its retries).
 */
#include <asm/msr.h>
#include <asm/processor.h>
#include <asm/setup.h>

#define CPUID_RDRAND	(1u << 30)	/* leaf 1 ecx */
#define RDRAND_TRIES	10
#define JITTER_READINGS	64

static bool rdrand(u64 *word)
{
	bool ok;

	__asm__ __volatile__("rdrand %0" : "=r" (*word), "=@ccc" (ok));
	return ok;
}

static bool ask_rdrand(u64 *word)
{
	unsigned int tries;
	u32 regs[4];

	cpuid(1, regs);
	if (!(regs[2] & CPUID_RDRAND))
		return false;
	for (tries = 0; tries < RDRAND_TRIES; tries++) {
		if (rdrand(word))
			return true;
	}
	return false;
}

/* Rotation keeps what one reading brought when the next is added. */
static u64 jitter(void)
{
	u64 word = 0, busy = 0;
	unsigned int i;

	for (i = 0; i < JITTER_READINGS; i++) {
		__atomic_fetch_add(&busy, 1, __ATOMIC_SEQ_CST);
		word = (word << 7 | word >> 57) ^ rdtsc();
	}
	return word;
}

u64 cpu_entropy(void)
{
	u64 word;

	return ask_rdrand(&word) ? word ^ rdtsc() : jitter();
}
