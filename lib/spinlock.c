// SPDX-License-Identifier: MIT
/*
 * spinlock.c - who gets a lock that was not free, and when
 *
 * PROBLEM
 *	Several CPUs want the lock that one holds. Served in any order, one
 *	of them may come too late each time. Served in the order of arrival
 *	none starves; but a CPU of a virtual machine is a thread, and where
 *	these are more than the host has CPUs most of them are not running at
 *	any moment. A lock that is handed to the next in line is then handed
 *	to who is away: until the host runs that one, milliseconds from now,
 *	nobody gets on, and those who do run use up the host's time spinning.
 *	Eight CPUs on two that another such machine shares: what takes 2 s took
 *	between 5 and 300.
 *
 * IDEA
 *	Real CPUs stand in line. Each draws a number; only the first in line
 *	looks at `locked`, and takes the lock and leaves the line in one write.
 *	The last to leave takes the line with it, so that a lock which is free
 *	is 0 again:
 *
 *		locked next serving
 *		  1	0	0	A holds it
 *		  1	2	0	B and C wait; B is first
 *		  0	2	0	A is gone. D comes, does not see 0: after C
 *		  1	2	1	B holds it, C is first
 *		  0	2	1
 *		  1	0	0	C holds it, nobody waits
 *
 *	Virtual CPUs wait for 0 and take it, whoever runs just then. Who holds
 *	the lock may still lose its CPU; who waits may without harm.
 *
 * INVARIANTS
 *	L1  The word is 0 if, and only if, nobody holds the lock or waits.
 *	L2  next - serving (mod 256) CPUs stand in line. None stands there
 *	    twice, so they are less than 256, and equal is none.
 *	L3  `locked` is set by who finds it 0 and is first, and cleared by the
 *	    holder.
 *
 *	Both kinds of waiting may meet at a lock (the boot changes from one to
 *	the other, and so does a test): who takes 0 finds no line, and who is
 *	first in line does not mind who held the lock before.
 *
 * COST
 *	Free: one locked instruction to take, a store to release. Waiting in
 *	line, one more to draw a number.
 *
 * LEFT OUT
 *	Asking the hypervisor to run the next in line (PV spinlocks): TCG has
 *	no such call, and on KVM it needs a sleeping wait for each CPU.
 *
 * BOOT PARAMETER
 *	nopvspin	in the order of arrival on virtual CPUs, too
 *
 * SOURCES
 *	Linux: Documentation/admin-guide/kernel-parameters.txt (nopvspin),
 *	virt_spin_lock() in arch/x86/include/asm/qspinlock.h (semantics).
 *	D. Reed, R. Kanodia, Synchronization with Eventcounts and Sequencers,
 *	CACM 22(2), 1979 (numbers that are drawn).
 */
#include <asm/processor.h>
#include <linux/export.h>
#include <linux/init.h>
#include <linux/spinlock.h>
#include <linux/threads.h>

_Static_assert(NR_CPUS <= 256, "a line is longer than its numbers");

/* Set by the port before its second CPU runs; read-only afterwards. */
bool virt_spin_lock;

static int nopvspin_setup(char *value)
{
	virt_spin_lock = false;
	return 0;
}
early_param("nopvspin", nopvspin_setup);

static __always_inline void wait_for_luck(arch_spinlock_t *lock)
{
	while (!arch_spin_trylock(lock))
		cpu_relax();
}

/* First in line: takes the lock, leaves the line. */
static __always_inline void take_as_first(arch_spinlock_t *lock)
{
	arch_spinlock_t old, new;

	do {
		while (old.word = __atomic_load_n(&lock->word,
						  __ATOMIC_RELAXED),
		       old.locked)
			cpu_relax();
		new = old;
		new.locked = 1;
		if (++new.serving == new.next)
			new.word = ARCH_SPIN_LOCKED;
	} while (!__atomic_compare_exchange_n(&lock->word, &old.word, new.word,
					      false, __ATOMIC_ACQUIRE,
					      __ATOMIC_RELAXED));
}

static __always_inline void wait_in_line(arch_spinlock_t *lock)
{
	u8 my = __atomic_fetch_add(&lock->next, 1, __ATOMIC_RELAXED);

	while (__atomic_load_n(&lock->serving, __ATOMIC_RELAXED) != my)
		cpu_relax();
	take_as_first(lock);
}

/**
 * arch_spin_lock_slow - take a lock that was not free
 * @lock:	the lock
 *
 * Context: any; preemption is off.
 */
arch_spin_slow_abi void arch_spin_lock_slow(arch_spinlock_t *lock)
{
	if (READ_ONCE(virt_spin_lock))
		wait_for_luck(lock);
	else
		wait_in_line(lock);
}
EXPORT_SYMBOL(arch_spin_lock_slow);
