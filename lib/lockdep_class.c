// SPDX-License-Identifier: MIT
/*
 * lockdep_class.c - which lock belongs to which class; stacks worth keeping
 *
 * PROBLEM
 *	A thousand zones would have a thousand locks, each taken in the same
 *	few places. What is true of one is true of all.
 *
 * IDEA
 *	A class is an address that all of them share: the static key beside
 *	the place that initialised them, or, for a lock that was never
 *	initialised at run time, the lock itself. Subclass n of a key is the
 *	address n bytes further. A static lock of a per-CPU variable counts
 *	as the one in the image.
 *
 *		map ----> key ----> hash ----> class 7 -> class 3 -> 0
 *		 | class: 7 (remembered)
 *
 *	Both pools are arrays; when one is full, that is said once, and what
 *	is new is not watched.
 *
 *	A stack is kept once: equal ones have the same number.
 *
 * LOCKING
 *	Chains are read without a lock: a class is complete before it is
 *	linked. All else under the graph lock. A class is only taken away by
 *	lockdep_unregister_key(), whose caller has no lock of it in use.
 */
#include <asm/barrier.h>
#include <asm/spinlock.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/machine.h>
#include <linux/percpu-defs.h>
#include <linux/smp.h>
#include <linux/string.h>
#include "lockdep_internal.h"

#define HASH_BITS	8
#define HASH_SIZE	(1U << HASH_BITS)

/* Lockdep's own frames at the end of a stack: 6 at most. */
#define OWN_FRAMES	8

struct lock_class_key __lockdep_no_validate__;
struct lock_class lock_classes[MAX_CLASSES];

static u16 class_hash[HASH_SIZE];
static unsigned int classes_in_use;
static arch_spinlock_t graph_spin;

void lockdep_graph_lock(void)
{
	arch_spin_lock(&graph_spin);
}

void lockdep_graph_unlock(void)
{
	arch_spin_unlock(&graph_spin);
}

/* ---- classes ---- */

/* Every linker calls the end of the code and of all that follows so. */
extern char _etext[], _end[];

static bool in_image(unsigned long addr)
{
	return addr >= (unsigned long)_etext && addr < (unsigned long)_end;
}

/* Of a static lock: where it is linked, also for a CPU's copy; or NULL. */
static const void *static_identity(const struct lockdep_map *map)
{
	unsigned long addr = (unsigned long)map;
	unsigned int cpu;

	if (in_image(addr))
		return map;
	for_each_possible_cpu(cpu) {
		unsigned long at = addr - per_cpu_offset(cpu);

		if (at >= (unsigned long)__per_cpu_start &&
		    at < (unsigned long)__per_cpu_end)
			return (void *)at;
	}
	return NULL;
}

static void say_no_identity(const struct lockdep_map *map)
{
	static bool said;

	if (said)
		return;
	said = true;
	pr_warn("lockdep: %s at %px is not static, and was not initialised: it is not watched\n",
		map->name, map);
}

static void say_full(void)
{
	static bool said;

	if (said)
		return;
	said = true;
	pr_warn("lockdep: more than %u classes of locks: new ones are not watched\n",
		MAX_CLASSES - 1);
}

/* Knuth's multiplier, 2^64 / golden ratio: the upper bits depend on all. */
static unsigned int hash_bits(unsigned long value, unsigned int bits)
{
	return value * 0x9e3779b97f4a7c15UL >> (64 - bits);
}

static u16 *chain_of(const void *key)
{
	return &class_hash[hash_bits((unsigned long)key, HASH_BITS)];
}

unsigned int class_find(const void *key)
{
	/* Acquire: pairs with the release in add_class(). */
	unsigned int c = smp_load_acquire(chain_of(key));
	unsigned int n;

	for (n = 0; c && n < MAX_CLASSES; n++) {
		if (lock_classes[c].key == key)
			return c;
		c = smp_load_acquire(&lock_classes[c].next);
	}
	return 0;
}

/* Graph lock. */
static unsigned int free_class(void)
{
	unsigned int c;

	for (c = 1; c < MAX_CLASSES; c++) {
		if (!lock_classes[c].key)
			return c;
	}
	return 0;
}

/* Graph lock; somebody may have been faster. */
static unsigned int add_class(const char *key, const struct lockdep_map *map,
			      unsigned int subclass, unsigned long ip)
{
	unsigned int c = class_find(key);

	if (c)
		return c;
	c = free_class();
	if (!c)
		return 0;
	lock_classes[c] = (struct lock_class) {
		.key = key,
		.name = map->name,
		.subclass = subclass,
		.wait = map->wait_type_inner,
		.first = trace_save(ip),
		.next = *chain_of(key),
	};
	classes_in_use++;
	/* Release: complete before it is found. */
	smp_store_release(chain_of(key), c);
	return c;
}

unsigned int class_of(struct lockdep_map *map, unsigned int subclass,
		      unsigned long ip)
{
	const char *key = (const char *)map->key;
	unsigned int c = READ_ONCE(map->class);

	subclass += map->subclass;
	if (subclass >= MAX_LOCKDEP_SUBCLASSES)
		subclass = MAX_LOCKDEP_SUBCLASSES - 1;
	if (!key)
		key = static_identity(map);
	if (!key) {
		say_no_identity(map);
		return 0;
	}
	key += subclass;
	if (c && lock_classes[c].key == key)
		return c;
	c = class_find(key);
	if (!c) {
		lockdep_graph_lock();
		c = add_class(key, map, subclass, ip);
		lockdep_graph_unlock();
	}
	if (!c)
		say_full();
	WRITE_ONCE(map->class, c);
	return c;
}

unsigned int nr_classes(void)
{
	return classes_in_use;
}

/* Graph lock. */
static void forget_class(unsigned int c)
{
	u16 *link = chain_of(lock_classes[c].key);
	unsigned int n;

	for (n = 0; *link != c && n < MAX_CLASSES; n++)
		link = &lock_classes[*link].next;
	*link = lock_classes[c].next;
	order_forget(c);
	lock_classes[c].key = NULL;
	classes_in_use--;
}

static void forget_keys(const char *key)
{
	unsigned long flags;
	unsigned int sub, c;

	local_irq_save(flags);
	lockdep_graph_lock();
	for (sub = 0; sub < MAX_LOCKDEP_SUBCLASSES; sub++) {
		c = class_find(key + sub);
		if (c)
			forget_class(c);
	}
	lockdep_graph_unlock();
	local_irq_restore(flags);
}

void lockdep_unregister_key(struct lock_class_key *key)
{
	forget_keys((const char *)key);
}
EXPORT_SYMBOL_GPL(lockdep_unregister_key);

/* A module goes: what its keys and its names stood for is forgotten. */
void lockdep_free_key_range(void *start, unsigned long size)
{
	unsigned long flags, from = (unsigned long)start;
	unsigned int c;

	local_irq_save(flags);
	lockdep_graph_lock();
	for (c = 1; c < MAX_CLASSES; c++) {
		const struct lock_class *class = &lock_classes[c];

		if (class->key &&
		    ((unsigned long)class->key - from < size ||
		     (unsigned long)class->name - from < size))
			forget_class(c);
	}
	lockdep_graph_unlock();
	local_irq_restore(flags);
}

void lockdep_reset_lock(struct lockdep_map *lock)
{
	const char *key = lock->key ? (const char *)lock->key
				    : static_identity(lock);

	if (key)
		forget_keys(key);
}

void lockdep_init_map_wait(struct lockdep_map *lock, const char *name,
			   struct lock_class_key *key, int subclass, u8 inner)
{
	lock->key = key;
	lock->name = name;
	lock->class = 0;
	lock->subclass = subclass;
	lock->wait_type_inner = inner;
}
EXPORT_SYMBOL_GPL(lockdep_init_map_wait);

/* ---- stacks ---- */

struct trace {
	u32 hash;
	unsigned int nr;
	unsigned long pc[TRACE_FRAMES];
};

/* [0] is none; [1] is what there was no room for, and has no frames. */
static struct trace traces[MAX_TRACES];
static unsigned int next_trace = 2;

#define TRACE_LOST	1

unsigned int lockdep_walk(unsigned long *pc, unsigned int max,
			  unsigned long ip)
{
	unsigned long all[TRACE_FRAMES + OWN_FRAMES];
	unsigned int n, from, i;

	n = machine_ops->stack_walk(all, min(max + OWN_FRAMES,
					     (unsigned int)ARRAY_SIZE(all)));
	for (from = 0; from < n && all[from] != ip; from++)
		;
	if (from == n)
		from = 0;
	for (i = 0; i < max && from + i < n; i++)
		pc[i] = all[from + i];
	return i;
}

static u32 hash_of(const unsigned long *pc, unsigned int nr)
{
	unsigned long sum = nr;
	unsigned int i;

	for (i = 0; i < nr; i++)
		sum = sum * 31 + pc[i];
	return hash_bits(sum, 32);
}

/* The pool is small and new stacks are rare: from one end to the other. */
u16 trace_save(unsigned long ip)
{
	struct trace t = { 0 };
	unsigned int i;

	t.nr = lockdep_walk(t.pc, TRACE_FRAMES, ip);
	t.hash = hash_of(t.pc, t.nr);
	for (i = 2; i < next_trace; i++) {
		if (traces[i].hash == t.hash && traces[i].nr == t.nr &&
		    !memcmp(traces[i].pc, t.pc, t.nr * sizeof(t.pc[0])))
			return i;
	}
	if (next_trace == MAX_TRACES)
		return TRACE_LOST;
	traces[next_trace] = t;
	return next_trace++;
}

void trace_print(u16 trace)
{
	const struct trace *t = &traces[trace];
	unsigned int i;

	if (!t->nr)
		pr_warn("   (not recorded)\n");
	for (i = 0; i < t->nr; i++)
		pr_warn("   %pB\n", (void *)t->pc[i]);
}

unsigned long trace_caller(u16 trace)
{
	return traces[trace].nr ? traces[trace].pc[0] : 0;
}

unsigned int nr_traces(void)
{
	return next_trace - 2;
}
