// SPDX-License-Identifier: MIT
/*
 * rwlock.c - a spinlock that readers share and writers are not starved of
 *
 * PROBLEM
 *	If readers walk in whenever no writer is in, a writer waits until by
 *	chance nobody reads: with a few busy readers, for ever.
 *
 * IDEA
 *	One word says who is in, and everybody who cannot go in at once draws
 *	a ticket at one queue. Only its head looks at the word, so the head
 *	is the next to go in, whatever it wants. The queue is a spinlock's; on
 *	virtual CPUs it has a head, and the others no order (spinlock.c):
 *
 *		state	 31                  9   8        7      0
 *			[ readers that are in | waiting | writer ]
 *
 *	in: R R		queue: W  R  R		W is the head: it sets
 *					"waiting", and whoever comes now
 *					goes to the queue's end
 *	in: -		W goes in; leaves the queue; R R wait
 *	in: W		the first R is the head, waits for W
 *
 *	A reader in an interrupt cannot wait in the queue: the head may be a
 *	writer that waits for the very task that was interrupted. It counts
 *	itself in at once, and waits only for a writer that is already in;
 *	that one is on another CPU, because writers keep off the interrupts
 *	whose handlers read.
 *
 * INVARIANTS
 *	R1  writer is 1 or readers is 0, but for readers that have counted
 *	    themselves and wait for the writer to leave.
 *	R2  "waiting" is set and cleared by the head of the queue only.
 *
 * LOCKING
 *	Going in is an acquire, going out a release, of the word: what one
 *	writer did is seen by the next reader or writer.
 *
 * COST
 *	Alone: one locked instruction in, one out. Space: 8 bytes.
 *
 * SOURCES
 *	J. Mellor-Crummey, M. Scott, Scalable Reader-Writer Synchronization
 *	for Shared-Memory Multiprocessors, PPoPP 1991 (fairness by a queue).
 *	Linux: include/linux/rwlock.h (who may nest in whom).
 */
#include <asm/cmpxchg.h>
#include <asm/processor.h>
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/rwlock.h>
#include <linux/smp.h>
#include <linux/spinlock.h>

#define WRITER		0xffU
#define WAITING		0x100U
#define READER		0x200U

/* ---- the checks; empty without CONFIG_DEBUG_SPINLOCK ---- */

#if IS_ENABLED(CONFIG_DEBUG_SPINLOCK)

static void check_magic(rwlock_t *lock)
{
	if (WARN(READ_ONCE(lock->magic) != RWLOCK_MAGIC,
		 "rwlock: %px was never initialised\n", lock))
		rwlock_init(lock);
}

/* Only this CPU writes its own number there: no other can make it true. */
static bool i_write(const rwlock_t *lock)
{
	return READ_ONCE(lock->writer_cpu) == raw_smp_processor_id();
}

static void set_writer(rwlock_t *lock, int cpu)
{
	WRITE_ONCE(lock->writer_cpu, cpu);
}

static bool recursion(rwlock_t *lock)
{
	check_magic(lock);
	return WARN(i_write(lock), "rwlock: recursion: CPU %d writes %px\n",
		    raw_smp_processor_id(), lock);
}

#else

static inline void check_magic(rwlock_t *lock) { }
static inline bool i_write(const rwlock_t *lock) { return true; }
static inline void set_writer(rwlock_t *lock, int cpu) { }
static inline bool recursion(rwlock_t *lock) { return false; }

#endif

static u32 state_of(const rwlock_t *lock)
{
	return __atomic_load_n(&lock->state, __ATOMIC_RELAXED);
}

/* ---- readers ---- */

/* Counted already; acquire: pairs with the release of the writer. */
static void wait_for_writer(rwlock_t *lock)
{
	while (__atomic_load_n(&lock->state, __ATOMIC_ACQUIRE) & WRITER)
		cpu_relax();
}

static noinline void read_lock_slow(rwlock_t *lock)
{
	if (!in_task()) {
		wait_for_writer(lock);
		return;
	}
	__atomic_fetch_sub(&lock->state, READER, __ATOMIC_RELAXED);
	arch_spin_lock(&lock->queue);
	/* The head: nobody sets "waiting" meanwhile (R2). */
	__atomic_fetch_add(&lock->state, READER, __ATOMIC_ACQUIRE);
	wait_for_writer(lock);
	arch_spin_unlock(&lock->queue);
}

void do_raw_read_lock(rwlock_t *lock)
{
	if (recursion(lock))
		return;
	/* Only a task queues behind writers, so only a handler may nest. */
	lock_acquire(&lock->dep_map, 0, 0, in_task() ? 1 : 2, 1, NULL,
		     _RET_IP_);
	if (__atomic_fetch_add(&lock->state, READER, __ATOMIC_ACQUIRE) &
	    (WRITER | WAITING))
		read_lock_slow(lock);
}
EXPORT_SYMBOL(do_raw_read_lock);

bool do_raw_read_trylock(rwlock_t *lock)
{
	u32 old = state_of(lock);

	check_magic(lock);
	while (!(old & (WRITER | WAITING))) {
		if (try_cmpxchg_acquire(&lock->state, &old, old + READER)) {
			rwlock_acquire_read(&lock->dep_map, 0, 1, _RET_IP_);
			return true;
		}
	}
	return false;
}
EXPORT_SYMBOL(do_raw_read_trylock);

void do_raw_read_unlock(rwlock_t *lock)
{
	check_magic(lock);
	if (IS_ENABLED(CONFIG_DEBUG_SPINLOCK) &&
	    WARN(state_of(lock) < READER,
		 "rwlock: CPU %d ends reading %px, which nobody reads\n",
		 raw_smp_processor_id(), lock))
		return;
	rwlock_release(&lock->dep_map, _RET_IP_);
	__atomic_fetch_sub(&lock->state, READER, __ATOMIC_RELEASE);
}
EXPORT_SYMBOL(do_raw_read_unlock);

/* ---- writers ---- */

/* The head waits until all who are in have left; others do not overtake. */
static noinline void write_lock_slow(rwlock_t *lock)
{
	u32 only_me = WAITING;

	arch_spin_lock(&lock->queue);
	__atomic_fetch_or(&lock->state, WAITING, __ATOMIC_RELAXED);
	while (!try_cmpxchg_acquire(&lock->state, &only_me, WRITER)) {
		only_me = WAITING;
		cpu_relax();
	}
	arch_spin_unlock(&lock->queue);
}

void do_raw_write_lock(rwlock_t *lock)
{
	u32 free = 0;

	if (recursion(lock))
		return;
	rwlock_acquire(&lock->dep_map, 0, 0, _RET_IP_);
	if (!try_cmpxchg_acquire(&lock->state, &free, WRITER))
		write_lock_slow(lock);
	set_writer(lock, raw_smp_processor_id());
}
EXPORT_SYMBOL(do_raw_write_lock);

bool do_raw_write_trylock(rwlock_t *lock)
{
	u32 free = 0;

	check_magic(lock);
	if (state_of(lock) ||
	    !try_cmpxchg_acquire(&lock->state, &free, WRITER))
		return false;
	rwlock_acquire(&lock->dep_map, 0, 1, _RET_IP_);
	set_writer(lock, raw_smp_processor_id());
	return true;
}
EXPORT_SYMBOL(do_raw_write_trylock);

void do_raw_write_unlock(rwlock_t *lock)
{
	check_magic(lock);
	if (IS_ENABLED(CONFIG_DEBUG_SPINLOCK) &&
	    WARN(!(state_of(lock) & WRITER),
		 "rwlock: CPU %d ends writing %px, which nobody writes\n",
		 raw_smp_processor_id(), lock))
		return;
	WARN(!i_write(lock), "rwlock: CPU %d ends another's writing of %px\n",
	     raw_smp_processor_id(), lock);
	rwlock_release(&lock->dep_map, _RET_IP_);
	set_writer(lock, -1);
	__atomic_fetch_and(&lock->state, ~WRITER, __ATOMIC_RELEASE);
}
EXPORT_SYMBOL(do_raw_write_unlock);

/* ---- questions ---- */

bool rwlock_is_locked(const rwlock_t *lock)
{
	return state_of(lock) & ~WAITING;
}
EXPORT_SYMBOL(rwlock_is_locked);

bool rwlock_is_contended(const rwlock_t *lock)
{
	return arch_spin_is_locked(&lock->queue);
}
EXPORT_SYMBOL(rwlock_is_contended);
