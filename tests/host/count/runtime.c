// SPDX-License-Identifier: MIT
/*
 * runtime.c - which lines a call writes, and who else touches them
 *
 * The compiler's -fsanitize=thread calls a function at each load, store and
 * atomic operation. In the build host-count these are ours: they look for no
 * races, they note for each line of 64 bytes which CPUs wrote and which
 * touched it, and how many calls wrote it. A line is shared if one CPU
 * writes it and another touches it; what a call writes in lines that are not
 * shared scales, however many CPUs there are.
 *
 * CPUs take turns, so a count does not depend on who was faster, and this
 * file needs no lock. A thread's stack is its own and is not noted. What
 * exchanges 32 bits in acquire order has taken a spinlock
 * (asm-generic/spinlock.h).
 */
#include <linux/bug.h>
#include <linux/mm.h>
#include <linux/string.h>
#include "runtime.h"

#define LINE_SHIFT	6
#define TABLE_BITS	18
#define TABLE_SIZE	(1u << TABLE_BITS)
#define STACK_SIZE	(1ul << 20)

/* 2^64 divided by the golden ratio: spreads neighbours over the table */
#define SPREAD		0x9e3779b97f4a7c15ul

struct line {
	unsigned long number;	/* address >> LINE_SHIFT; 0: nobody's */
	unsigned long call;	/* the last that wrote it */
	unsigned long calls;	/* how many did */
	unsigned long writers, users;	/* CPUs, one bit each */
};

static struct line lines[TABLE_SIZE];
static unsigned long nr_calls, nr_locks;
static __thread bool noting;
static __thread unsigned long my_bit;

void count_reset(void)
{
	memset(lines, 0, sizeof(lines));
	nr_calls = 0;
	nr_locks = 0;
}

void count_call(unsigned int cpu)
{
	nr_calls++;
	my_bit = 1ul << cpu;
	noting = true;
}

void count_done(void)
{
	noting = false;
}

void count_read(struct count_sums *sums)
{
	const struct line *l;

	sums->calls = nr_calls;
	sums->locks = nr_locks;
	sums->lines = 0;
	for (l = lines; l < lines + TABLE_SIZE; l++) {
		/* More than one bit, and somebody wrote. */
		if (l->writers && (l->users & (l->users - 1)))
			sums->lines += l->calls;
	}
}

static struct line *find(unsigned long number)
{
	unsigned int i, at = number * SPREAD >> (64 - TABLE_BITS);

	for (i = 0; i < TABLE_SIZE; i++) {
		struct line *l = &lines[(at + i) % TABLE_SIZE];

		if (!l->number)
			l->number = number;
		if (l->number == number)
			return l;
	}
	panic("count: more than %u lines", TABLE_SIZE);
}

static bool on_stack(unsigned long at)
{
	unsigned long here = (unsigned long)__builtin_frame_address(0);

	return at - (here - PAGE_SIZE) < STACK_SIZE;
}

static void note(const volatile void *p, bool writes)
{
	unsigned long at = (unsigned long)p;
	struct line *l;

	if (!noting || on_stack(at))
		return;
	l = find(at >> LINE_SHIFT);
	l->users |= my_bit;
	if (!writes)
		return;
	l->writers |= my_bit;
	l->calls += l->call != nr_calls;
	l->call = nr_calls;
}

/* ---- what the compiler calls ---- */

#pragma GCC diagnostic ignored "-Wmissing-prototypes"

void __tsan_init(void)
{
}

#define PLAIN(name) \
void __tsan_read##name(void *p) { note(p, false); } \
void __tsan_write##name(void *p) { note(p, true); }

PLAIN(1)
PLAIN(2)
PLAIN(4)
PLAIN(8)
PLAIN(16)

void __tsan_unaligned_read2(void *p) { note(p, false); }
void __tsan_unaligned_read4(void *p) { note(p, false); }
void __tsan_unaligned_read8(void *p) { note(p, false); }
void __tsan_unaligned_read16(void *p) { note(p, false); }
void __tsan_unaligned_write2(void *p) { note(p, true); }
void __tsan_unaligned_write4(void *p) { note(p, true); }
void __tsan_unaligned_write8(void *p) { note(p, true); }
void __tsan_unaligned_write16(void *p) { note(p, true); }

static void note_range(unsigned long at, unsigned long size, bool writes)
{
	unsigned long line;

	for (line = at >> LINE_SHIFT; line <= (at + size - 1) >> LINE_SHIFT;
	     line++)
		note((void *)(line << LINE_SHIFT), writes);
}

void __tsan_read_range(void *p, unsigned long size)
{
	note_range((unsigned long)p, size, false);
}

void __tsan_write_range(void *p, unsigned long size)
{
	note_range((unsigned long)p, size, true);
}

#define RMW(bits, name) \
u##bits __tsan_atomic##bits##_##name(volatile u##bits *p, u##bits v, int mo) \
{ \
	note(p, true); \
	return __atomic_##name(p, v, __ATOMIC_SEQ_CST); \
}

#define COMPARE(bits, name) \
int __tsan_atomic##bits##_compare_exchange_##name(volatile u##bits *p, \
						  u##bits *old, u##bits v, \
						  int mo, int fail) \
{ \
	bool done = __atomic_compare_exchange_n(p, old, v, false, \
						__ATOMIC_SEQ_CST, \
						__ATOMIC_SEQ_CST); \
\
	note(p, true); \
	nr_locks += noting && done && bits == 32 && \
		    mo == __ATOMIC_ACQUIRE; \
	return done; \
}

#define ATOMIC(bits) \
u##bits __tsan_atomic##bits##_load(const volatile u##bits *p, int mo) \
{ \
	note(p, false); \
	return __atomic_load_n(p, __ATOMIC_SEQ_CST); \
} \
void __tsan_atomic##bits##_store(volatile u##bits *p, u##bits v, int mo) \
{ \
	note(p, true); \
	__atomic_store_n(p, v, __ATOMIC_SEQ_CST); \
} \
u##bits __tsan_atomic##bits##_exchange(volatile u##bits *p, u##bits v, \
				       int mo) \
{ \
	note(p, true); \
	return __atomic_exchange_n(p, v, __ATOMIC_SEQ_CST); \
} \
RMW(bits, fetch_add) \
RMW(bits, fetch_sub) \
RMW(bits, fetch_and) \
RMW(bits, fetch_or) \
RMW(bits, fetch_xor) \
COMPARE(bits, strong) \
COMPARE(bits, weak)

ATOMIC(8)
ATOMIC(16)
ATOMIC(32)
ATOMIC(64)

void __tsan_atomic_thread_fence(int mo)
{
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
}

void __tsan_atomic_signal_fence(int mo)
{
	barrier();
}
