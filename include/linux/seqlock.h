/* SPDX-License-Identifier: MIT */
/*
 * seqlock.h - readers that take no lock and look again if a writer was there
 *
 *	do {
 *		seq = read_seqbegin(&lock);
 *		copy what is wanted, nothing else
 *	} while (read_seqretry(&lock, seq));
 *
 * The count is odd while a writer is at work. A reader copies with
 * READ_ONCE(), may see a half-written state, and must not follow pointers in
 * it. seqcount_t leaves it to the caller that there is one writer, with
 * preemption off; seqlock_t has a spinlock for that.
 *
 * Context: any; a reader in an interrupt that hits a writer of its own CPU
 * would wait for ever, so such writers use the _irqsave forms.
 */
#ifndef _LINUX_SEQLOCK_H
#define _LINUX_SEQLOCK_H

#include <asm/barrier.h>
#include <asm/processor.h>
#include <linux/preempt.h>
#include <linux/spinlock.h>

typedef struct seqcount {
	unsigned int sequence;
} seqcount_t;

#define SEQCNT_ZERO(name)	{ .sequence = 0 }
#define seqcount_init(s)	do { (s)->sequence = 0; } while (0)

/* Acquire: pairs with the release in write_seqcount_end(). */
static inline unsigned int read_seqcount_begin(const seqcount_t *s)
{
	unsigned int seq;

	while ((seq = smp_load_acquire(&s->sequence)) & 1)
		cpu_relax();
	return seq;
}

/* What was read must not be read later than this. */
static inline bool read_seqcount_retry(const seqcount_t *s, unsigned int start)
{
	smp_rmb();
	return READ_ONCE(s->sequence) != start;
}

/* The odd count is seen before anything that is written after it. */
static inline void write_seqcount_begin(seqcount_t *s)
{
	preempt_disable();
	WRITE_ONCE(s->sequence, s->sequence + 1);
	smp_wmb();
}

static inline void write_seqcount_end(seqcount_t *s)
{
	smp_store_release(&s->sequence, s->sequence + 1);
	preempt_enable();
}

typedef struct seqlock {
	seqcount_t seqcount;
	spinlock_t lock;
} seqlock_t;

#define __SEQLOCK_UNLOCKED(name) \
	{ .seqcount = SEQCNT_ZERO(name), .lock = __SPIN_LOCK_INITIALIZER(name) }
#define DEFINE_SEQLOCK(x)	seqlock_t x = __SEQLOCK_UNLOCKED(x)
#define seqlock_init(sl) \
do { \
	seqcount_init(&(sl)->seqcount); \
	spin_lock_init(&(sl)->lock); \
} while (0)

static inline unsigned int read_seqbegin(const seqlock_t *sl)
{
	return read_seqcount_begin(&sl->seqcount);
}

static inline bool read_seqretry(const seqlock_t *sl, unsigned int start)
{
	return read_seqcount_retry(&sl->seqcount, start);
}

static inline void write_seqlock(seqlock_t *sl)
{
	spin_lock(&sl->lock);
	write_seqcount_begin(&sl->seqcount);
}

static inline void write_sequnlock(seqlock_t *sl)
{
	write_seqcount_end(&sl->seqcount);
	spin_unlock(&sl->lock);
}

static inline unsigned long __write_seqlock_irqsave(seqlock_t *sl)
{
	unsigned long flags;

	spin_lock_irqsave(&sl->lock, flags);
	write_seqcount_begin(&sl->seqcount);
	return flags;
}

#define write_seqlock_irqsave(sl, flags) \
	do { (flags) = __write_seqlock_irqsave(sl); } while (0)

static inline void write_sequnlock_irqrestore(seqlock_t *sl,
					      unsigned long flags)
{
	write_seqcount_end(&sl->seqcount);
	spin_unlock_irqrestore(&sl->lock, flags);
}

#endif
