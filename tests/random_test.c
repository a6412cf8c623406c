// SPDX-License-Identifier: MIT
/*
 * random_test.c - the generators follow their papers, and nobody gets a
 * number that another was given
 *
 * What is counted is compared at six standard deviations: a right generator
 * fails once in 10^9 runs.
 */
#include <kunit/test.h>
#include <linux/atomic.h>
#include <linux/ktime.h>
#include <linux/percpu.h>
#include <linux/random.h>
#include <linux/smp.h>
#include <linux/sort.h>
#include <linux/string.h>

/* RFC 8439, 2.3.2: key 00 .. 1f, counter 1, nonce 000000090000004a00000000 */
static void chacha20_is_the_rfcs(struct kunit *test)
{
	static const u32 expected[16] = {
		0xe4e7f110, 0x15593bd1, 0x1fdd0f50, 0xc47120a3,
		0xc7f4d1c7, 0x0368c033, 0x9aaa2204, 0x4e6cd4c3,
		0x466482d2, 0x09aa9f07, 0x05d7c214, 0xa2028bd9,
		0xd19c12b5, 0xb94e16de, 0xe883d0cb, 0x4e3c50a2,
	};
	u32 state[16], stream[16];
	unsigned int i;

	chacha20_constants(state);
	for (i = 0; i < 8; i++)
		state[4 + i] = 0x03020100 + 0x04040404 * i;
	state[12] = 1;
	state[13] = 0x09000000;
	state[14] = 0x4a000000;
	state[15] = 0;
	chacha20_block(state, stream);
	KUNIT_EXPECT_MEMEQ(test, stream, expected, sizeof(expected));
}

/* The same seed, the same sequence; another, another. */
static void restart_repeats(struct kunit *test)
{
	u8 a[40], b[40];
	u64 n = 5;

	random_restart(&n);
	get_random_bytes(a, sizeof(a));
	random_restart(&n);
	get_random_bytes(b, sizeof(b));
	KUNIT_EXPECT_MEMEQ(test, a, b, sizeof(a));
	n = 6;
	random_restart(&n);
	get_random_bytes(b, sizeof(b));
	KUNIT_EXPECT_NE(test, memcmp(a, b, sizeof(a)), 0);
	random_restart(NULL);
	get_random_bytes(a, sizeof(a));
	random_restart(NULL);
	get_random_bytes(b, sizeof(b));
	KUNIT_EXPECT_NE(test, memcmp(a, b, sizeof(a)), 0);
}

/* Exactly as many bytes as were asked for, at any length. */
static void bytes_stay_inside(struct kunit *test)
{
	struct rnd_state rnd;
	u8 buf[24];
	size_t len;

	prandom_seed_state(&rnd, 1);
	for (len = 0; len < 16; len++) {
		memset(buf, 0, sizeof(buf));
		get_random_bytes(buf + 4, len);
		prandom_bytes_state(&rnd, buf + 4, len);
		KUNIT_EXPECT_PTR_EQ(test, memchr_inv(buf, 0, 4), NULL);
		KUNIT_EXPECT_PTR_EQ(test, memchr_inv(buf + 4 + len, 0, 4),
				    NULL);
	}
}

/* ---- bounds ---- */

#define DRAWS		3000
#define THIRD_LEAST	845	/* 1000 - 6 * sqrt(3000 * 1/3 * 2/3) */
#define THIRD_MOST	1155

/* 3 * 2^30 values for 2^32 words: without redrawing a third has half. */
static void bounded_without_bias(struct kunit *test)
{
	const u32 ceil = 3u << 30;
	unsigned int i, n, of[3] = { 0 }, in[3] = { 0 };

	for (i = 0; i < DRAWS; i++) {
		u32 r = get_random_u32_below(ceil);

		KUNIT_ASSERT_LT(test, r, ceil);
		of[r % 3]++;
		in[r >> 30]++;
	}
	for (n = 0; n < 3; n++) {
		KUNIT_EXPECT_GT(test, of[n], THIRD_LEAST);
		KUNIT_EXPECT_LT(test, of[n], THIRD_MOST);
		KUNIT_EXPECT_GT(test, in[n], THIRD_LEAST);
		KUNIT_EXPECT_LT(test, in[n], THIRD_MOST);
	}
}

/* Both ends are reached, neither is passed; the borders of the range work. */
static void bounds_are_reached(struct kunit *test)
{
	unsigned int i, seen = 0;

	for (i = 0; i < 400; i++) {
		u32 r = get_random_u32_inclusive(1, 6);

		KUNIT_ASSERT_TRUE(test, r >= 1 && r <= 6);
		seen |= 1 << r;
	}
	KUNIT_EXPECT_EQ(test, seen, 0x7eu);
	KUNIT_EXPECT_EQ(test, get_random_u32_below(1), 0u);
	KUNIT_EXPECT_EQ(test, get_random_u32_inclusive(7, 7), 7u);
	KUNIT_EXPECT_EQ(test, get_random_u32_above(U32_MAX - 1), U32_MAX);
	KUNIT_EXPECT_GE(test, get_random_u32_inclusive(0, U32_MAX), 0u);
	KUNIT_EXPECT_WARNS(test, get_random_u32_inclusive(2, 1));
}

static void each_width_uses_its_range(struct kunit *test)
{
	unsigned int i;
	u8 all = 0;
	u16 all16 = 0;
	u32 all32 = 0;
	u64 all64 = 0;

	for (i = 0; i < 100; i++) {
		all |= get_random_u8();
		all16 |= get_random_u16();
		all32 |= get_random_u32();
		all64 |= get_random_u64();
	}
	KUNIT_EXPECT_EQ(test, all, 0xff);
	KUNIT_EXPECT_EQ(test, all16, 0xffff);
	KUNIT_EXPECT_EQ(test, all32, U32_MAX);
	KUNIT_EXPECT_EQ(test, all64, U64_MAX);
}

/* ---- CPUs ---- */

#define WORDS_EACH	512
#define CPUS_MOST	8

static u64 words[CPUS_MOST][WORDS_EACH];
static u64 interrupting;

static void draw_one(void *info)
{
	WRITE_ONCE(interrupting, get_random_u64());
}

/* Interrupted by the others, who make it draw in the handler. */
static void draw(void *info)
{
	unsigned int i, cpu = raw_smp_processor_id();

	for (i = 0; i < WORDS_EACH; i++) {
		words[cpu][i] = get_random_u64();
		if (i % 64 == 0)
			smp_call_function(draw_one, NULL, 0);
	}
	smp_call_function(draw_one, NULL, 1);
}

static int compare(const void *a, const void *b)
{
	u64 x = *(const u64 *)a, y = *(const u64 *)b;

	return x < y ? -1 : x > y;
}

/*
 * No 64-bit number twice, on any CPU: seeds differ, and no word of the stock
 * is handed out to a task and to the handler that interrupts it.
 */
static void nobody_gets_anothers_number(struct kunit *test)
{
	unsigned int cpu, i, twice = 0, n = 0;
	u64 *all = &words[0][0];

	memset(words, 0, sizeof(words));
	for_each_online_cpu(cpu) {
		if (cpu < CPUS_MOST && !idle_job_start(cpu, draw, NULL))
			n++;
	}
	if (raw_smp_processor_id() < CPUS_MOST) {
		draw(NULL);
		n++;
	}
	for_each_online_cpu(cpu)
		idle_job_wait(cpu);
	sort(all, CPUS_MOST * WORDS_EACH, sizeof(*all), compare, NULL);
	for (i = 1; i < CPUS_MOST * WORDS_EACH; i++)
		twice += all[i] && all[i] == all[i - 1];
	KUNIT_EXPECT_EQ(test, twice, 0u);
	KUNIT_EXPECT_EQ(test, all[CPUS_MOST * WORDS_EACH - n * WORDS_EACH] != 0,
			true);
}

/* ---- prandom ---- */

/* All four registers move, whatever the seed, and seeds do not meet. */
static void prandom_depends_on_its_seed(struct kunit *test)
{
	struct rnd_state a, b;
	u64 seed;

	for (seed = 0; seed < 100; seed++) {
		struct rnd_state first;
		unsigned int i, same = 0;

		prandom_seed_state(&a, seed);
		prandom_seed_state(&b, seed + 1);
		first = a;
		KUNIT_EXPECT_TRUE(test, a.s1 >= 2 && a.s2 >= 8 && a.s3 >= 16 &&
				  a.s4 >= 128);
		for (i = 0; i < 20; i++)
			same += prandom_u32_state(&a) == prandom_u32_state(&b);
		KUNIT_EXPECT_LE(test, same, 1u);
		KUNIT_EXPECT_TRUE(test, a.s1 != first.s1 && a.s2 != first.s2 &&
				  a.s3 != first.s3 && a.s4 != first.s4);
	}
	prandom_seed_state(&a, 7);
	prandom_seed_state(&b, 7);
	KUNIT_EXPECT_EQ(test, prandom_u32_state(&a), prandom_u32_state(&b));
}

/*
 * The paper's generator from all registers at 12345: its first words and its
 * thousandth, worked out apart from our code.
 */
static void prandom_is_the_papers(struct kunit *test)
{
	struct rnd_state rnd = { 12345, 12345, 12345, 12345 };
	unsigned int i;
	u32 word = 0;

	KUNIT_EXPECT_EQ(test, prandom_u32_state(&rnd), 0xc6f8d8aau);
	KUNIT_EXPECT_EQ(test, prandom_u32_state(&rnd), 0xd8bbc98u);
	for (i = 2; i < 1000; i++)
		word = prandom_u32_state(&rnd);
	KUNIT_EXPECT_EQ(test, word, 0x32b5587au);
}

/* Each bit of the output is set half of the time: 500 +- 6 * sqrt(250). */
static void prandom_uses_all_bits(struct kunit *test)
{
	unsigned int i, bit, count[32] = { 0 };
	struct rnd_state rnd;

	prandom_seed_state(&rnd, 42);
	for (i = 0; i < 1000; i++) {
		u32 word = prandom_u32_state(&rnd);

		for (bit = 0; bit < 32; bit++)
			count[bit] += word >> bit & 1;
	}
	for (bit = 0; bit < 32; bit++)
		KUNIT_EXPECT_TRUE(test, count[bit] > 405 && count[bit] < 595);
}

static struct kunit_case random_cases[] = {
	KUNIT_CASE(chacha20_is_the_rfcs),
	KUNIT_CASE(restart_repeats),
	KUNIT_CASE(bytes_stay_inside),
	KUNIT_CASE(bounded_without_bias),
	KUNIT_CASE(bounds_are_reached),
	KUNIT_CASE(each_width_uses_its_range),
	KUNIT_CASE(nobody_gets_anothers_number),
	KUNIT_CASE(prandom_depends_on_its_seed),
	KUNIT_CASE(prandom_is_the_papers),
	KUNIT_CASE(prandom_uses_all_bits),
	{}
};

static struct kunit_suite random_suite = {
	.name = "random",
	.test_cases = random_cases,
};
kunit_test_suite(random_suite);
