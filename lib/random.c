// SPDX-License-Identifier: MIT
/*
 * random.c - each CPU's own source of random numbers
 *
 * PROBLEM
 *	Tests, shuffled free lists and probabilities want numbers without a
 *	pattern, from any context, without a lock that CPUs could meet at; and
 *	the same numbers again when a failure is to be repeated.
 *
 * IDEA
 *	Each CPU has a ChaCha20 key. A block of key stream is cut in two:
 *
 *		key --ChaCha20--> [ 32 bytes: the next key | 32 to give out ]
 *				     |			       |
 *				     +-> replaces key	       +-> stock
 *
 *	so what was given out cannot be computed from what is left in memory,
 *	and the stock lasts for eight u32.
 *
 * SEED
 *	At a CPU's first draw: four words of machine_ops->entropy(), or, with
 *	random_seed=N, N and the CPU's number. The copy a CPU's area was made
 *	from may have been drawn from already (the boot CPU, early); a copy
 *	knows its own address and seeds itself again when it finds another.
 *
 *	This is no cryptographic service. The algorithm would do; but how much
 *	of the seed an attacker can guess depends on the machine, nothing is
 *	stirred in later, and nobody has examined it.
 *
 * INVARIANTS
 *	N1  used <= STOCK_WORDS; words [used, STOCK_WORDS) were given to nobody.
 *	N2  self is the copy's own address once it is seeded.
 *
 * LOCKING
 *	Interrupts off around one draw of at most one word; a CPU's own.
 *
 * COST
 *	A word: interrupts off and on, a load and a store; every eighth, one
 *	block (about 1000 instructions). Space a CPU: 80 bytes.
 *
 * SOURCES
 *	RFC 8439 (ChaCha20). D. J. Bernstein, "Fast-key-erasure random-number
 *	generators", 2017. D. Lemire, Fast Random Integer Generation in an
 *	Interval, ACM TOMACS 29(1), 2019 (the draw without bias).
 */
#include <asm/irqflags.h>
#include <linux/export.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/machine.h>
#include <linux/random.h>
#include <linux/smp.h>
#include <linux/string.h>

#define KEY_WORDS	8
#define STOCK_WORDS	8

struct generator {
	struct generator *self;		/* N2 */
	u32 key[KEY_WORDS];
	u32 stock[STOCK_WORDS];
	unsigned int used;		/* words of stock; N1 */
};

static DEFINE_PER_CPU(struct generator, generator);

static u64 fixed_seed;
static bool seed_is_fixed;

static int parse_random_seed(char *value)
{
	int err = kstrtou64(value, 0, &fixed_seed);

	if (!err)
		seed_is_fixed = true;
	return err;
}
early_param("random_seed", parse_random_seed);

static void put_u64(u32 *word, u64 value)
{
	word[0] = (u32)value;
	word[1] = (u32)(value >> 32);
}

static noinline void seed(struct generator *g)
{
	unsigned int i;

	for (i = 0; i < KEY_WORDS; i += 2)
		put_u64(&g->key[i], seed_is_fixed ? i : machine_ops->entropy());
	if (seed_is_fixed) {
		put_u64(&g->key[0], fixed_seed);
		put_u64(&g->key[2], raw_smp_processor_id());
	}
	g->used = STOCK_WORDS;
	g->self = g;
}

void random_restart(const u64 *fixed)
{
	unsigned long flags;
	struct generator *g;

	local_irq_save(flags);
	g = this_cpu_ptr(&generator);
	seed(g);
	if (fixed) {
		memset(g->key, 0, sizeof(g->key));
		put_u64(&g->key[0], *fixed);
	}
	local_irq_restore(flags);
}

static noinline void refill(struct generator *g)
{
	u32 state[16] = { 0 }, stream[16];

	chacha20_constants(state);
	memcpy(&state[4], g->key, sizeof(g->key));
	chacha20_block(state, stream);
	memcpy(g->key, stream, sizeof(g->key));
	memcpy(g->stock, stream + KEY_WORDS, sizeof(g->stock));
	g->used = 0;
}

u32 get_random_u32(void)
{
	struct generator *g;
	unsigned long flags;
	u32 word;

	local_irq_save(flags);
	g = this_cpu_ptr(&generator);
	if (unlikely(g->self != g))
		seed(g);
	if (unlikely(g->used >= STOCK_WORDS))
		refill(g);
	word = g->stock[g->used];
	g->stock[g->used++] = 0;
	local_irq_restore(flags);
	return word;
}
EXPORT_SYMBOL(get_random_u32);

u8 get_random_u8(void)
{
	return get_random_u32();
}
EXPORT_SYMBOL(get_random_u8);

u16 get_random_u16(void)
{
	return get_random_u32();
}
EXPORT_SYMBOL(get_random_u16);

u64 get_random_u64(void)
{
	u64 low = get_random_u32();

	return (u64)get_random_u32() << 32 | low;
}
EXPORT_SYMBOL(get_random_u64);

void get_random_bytes(void *buf, size_t len)
{
	u8 *to = buf;

	while (len) {
		u32 word = get_random_u32();
		size_t part = min(len, sizeof(word));

		memcpy(to, &word, part);
		to += part;
		len -= part;
	}
}
EXPORT_SYMBOL(get_random_bytes);

/*
 * The upper half of word * ceil is in [0, ceil). Each result has 2^32 / ceil
 * words, some one more: those are the ones whose lower half is below
 * 2^32 % ceil, and they are drawn again. Fewer than half are, so 64 draws
 * in a row happen less than once in 2^64.
 */
u32 get_random_u32_below(u32 ceil)
{
	u32 excess = ceil ? -ceil % ceil : 0;
	unsigned int tries;
	u64 product = 0;

	if (!ceil)
		return get_random_u32();
	for (tries = 0; tries < 64; tries++) {
		product = (u64)get_random_u32() * ceil;
		if ((u32)product >= excess)
			break;
	}
	return product >> 32;
}
EXPORT_SYMBOL(get_random_u32_below);
