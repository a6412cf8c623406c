/* SPDX-License-Identifier: MIT */
/*
 * lockdep.h - telling lib/lockdep.c what is locked
 *
 * `make LOCKDEP=1` builds a kernel that watches the order in which locks are
 * taken, and by whom, and reports what could go wrong before it does. In any
 * other build every line here is nothing.
 *
 * A new kind of lock
 *
 *	struct mutex {
 *		...
 *		struct lockdep_map dep_map;	last: empty without lockdep
 *	};
 *	#define mutex_init(m) \
 *	do { \
 *		static struct lock_class_key __key; \
 *		__mutex_init(m, #m, &__key); \
 *	} while (0)
 *		__mutex_init: lockdep_init_map_wait(&m->dep_map, name, key, 0,
 *						    LD_WAIT_SLEEP);
 *	static initialiser: .dep_map = DEP_MAP_INIT(name, LD_WAIT_SLEEP)
 *
 *	lock	mutex_acquire(&m->dep_map, subclass, 0, _RET_IP_); then wait
 *	trylock	only if it was had: mutex_acquire(&m->dep_map, 0, 1, _RET_IP_)
 *	unlock	mutex_release(&m->dep_map, _RET_IP_); then let go
 *
 * Context of all: any but NMI, where they do nothing.
 */
#ifndef _LINUX_LOCKDEP_H
#define _LINUX_LOCKDEP_H

#include <linux/bug.h>
#include <linux/irqflags.h>
#include <linux/lockdep_types.h>
#include <linux/preempt.h>

#if IS_ENABLED(CONFIG_LOCKDEP)

/**
 * lockdep_init_map_wait - a lock that is being initialised
 * @lock:     its map
 * @name:     kept, not copied
 * @key:      its class, static
 * @subclass: below MAX_LOCKDEP_SUBCLASSES
 * @inner:    an enum lockdep_wait_type
 *
 * Linux: the same, called lockdep_init_map_wait().
 */
void lockdep_init_map_wait(struct lockdep_map *lock, const char *name,
			   struct lock_class_key *key, int subclass, u8 inner);

/**
 * lock_acquire - a lock is about to be waited for, or has been had
 * @lock:     its map
 * @subclass: 0, or what spin_lock_nested() was given
 * @trylock:  1: it was had without waiting
 * @read:     0: as a writer; 1: as a reader; 2: as a reader that does not
 *	      queue behind writers, and so may come again
 * @check:    0: do not check
 * @nest:     NULL, or a lock held that allows several of this class
 * @ip:	      who
 *
 * Called before waiting, so that the report comes before the hang.
 */
void lock_acquire(struct lockdep_map *lock, unsigned int subclass,
		  int trylock, int read, int check, struct lockdep_map *nest,
		  unsigned long ip);

/**
 * lock_release - a lock is about to be given back
 * @lock: its map
 * @ip:	  who
 */
void lock_release(struct lockdep_map *lock, unsigned long ip);

/**
 * lock_is_held_type - does whoever runs here hold @lock?
 * @lock: its map
 * @read: -1: in any way; 0: as a writer; 1: as a reader
 *
 * Return: 1 or 0; 1 if lockdep is off and cannot know.
 */
int lock_is_held_type(const struct lockdep_map *lock, int read);

/* Between these nothing of what the task does with locks is looked at. */
void lockdep_off(void);
void lockdep_on(void);

/*
 * A class whose key goes away, or is to start anew: what was learned of
 * locks with it is forgotten. lockdep_register_key() is for a key in memory
 * that is not static; it does nothing, as ours is known by its address.
 */
static inline void lockdep_register_key(struct lock_class_key *key)
{
}
void lockdep_unregister_key(struct lock_class_key *key);

/* The same for all keys, and all names, in [@start, @start + @size). */
void lockdep_free_key_range(void *start, unsigned long size);

/* lockdep_reset_lock - a static lock (one without a key) is to start anew */
void lockdep_reset_lock(struct lockdep_map *lock);

/* debug_show_held_locks - print them, and where each was taken */
void debug_show_held_locks(void);

/* lockdep_nr_held - how many locks does whoever runs here hold? */
unsigned int lockdep_nr_held(void);

/**
 * lockdep_check_held - nothing may be held here that was not held before
 * @before: lockdep_nr_held() then
 * @what:   who ends here: "task", "test case"; with @name
 * @name:   and its name
 *
 * Reports the others, with their stacks, and forgets them.
 */
void lockdep_check_held(unsigned int before, const char *what,
			const char *name);

/* debug_check_no_locks_held - a task that ends may hold nothing */
#define debug_check_no_locks_held()	lockdep_check_held(0, "task", "")

/**
 * debug_check_no_locks_freed - memory that goes away may hold no lock held
 * @from: its first byte
 * @len:  bytes
 */
void debug_check_no_locks_freed(const void *from, unsigned long len);

#define lockdep_is_held(l)	lock_is_held_type(&(l)->dep_map, -1)

/* lockdep_known_held - as lock_is_held(), but 0 if lockdep cannot know */
int lockdep_known_held(const struct lockdep_map *lock);
#define lockdep_assert(cond)	WARN_ON(!(cond))
#define lockdep_assert_once(cond) WARN_ON_ONCE(!(cond))

#else

#define lockdep_init_map_wait(lock, name, key, subclass, inner) \
	do { (void)(lock); (void)(name); (void)(key); } while (0)
#define lock_acquire(lock, subclass, trylock, read, check, nest, ip) \
	do { } while (0)
#define lock_release(lock, ip)			do { } while (0)
#define lock_is_held_type(lock, read)		1
#define lockdep_off()				do { } while (0)
#define lockdep_on()				do { } while (0)
#define lockdep_register_key(key)		do { (void)(key); } while (0)
#define lockdep_unregister_key(key)		do { (void)(key); } while (0)
#define lockdep_free_key_range(start, size) \
	do { (void)(start); (void)(size); } while (0)
#define lockdep_reset_lock(lock)		do { (void)(lock); } while (0)
#define debug_show_held_locks()			do { } while (0)
#define lockdep_nr_held()			0
#define lockdep_check_held(before, what, name)	do { (void)(before); } while (0)
#define debug_check_no_locks_held()		do { } while (0)
#define debug_check_no_locks_freed(from, len)	do { } while (0)

#define lockdep_is_held(l)			1
#define lockdep_assert(cond)			do { } while (0)
#define lockdep_assert_once(cond)		do { } while (0)

#endif

#define lockdep_init_map(lock, name, key, subclass) \
	lockdep_init_map_wait(lock, name, key, subclass, LD_WAIT_INV)
#define lock_is_held(lock)	lock_is_held_type(lock, -1)

/* A class of its own for one lock among others with the same initialiser. */
#define lockdep_set_class_and_name(lock, key, name) \
	__lockdep_set(&(lock)->dep_map, name, key, 0)
#define lockdep_set_class(lock, key) \
	__lockdep_set(&(lock)->dep_map, #key, key, 0)
#define lockdep_set_class_and_subclass(lock, key, sub) \
	__lockdep_set(&(lock)->dep_map, #key, key, sub)
#define lockdep_set_novalidate_class(lock) \
	lockdep_set_class_and_name(lock, &__lockdep_no_validate__, #lock)

#if IS_ENABLED(CONFIG_LOCKDEP)
#define __lockdep_set(map, name, key, sub) \
	lockdep_init_map_wait(map, name, key, sub, (map)->wait_type_inner)
#define lockdep_set_subclass(lock, sub) \
	__lockdep_set(&(lock)->dep_map, (lock)->dep_map.name, \
		      (lock)->dep_map.key, sub)
#else
#define __lockdep_no_validate__	(*(struct lock_class_key *)NULL)
#define __lockdep_set(map, name, key, sub)	do { (void)(key); } while (0)
#define lockdep_set_subclass(lock, sub)		do { (void)(lock); } while (0)
#endif

/* What the caller relies on; says so if it is not so. */
#define lockdep_assert_held(l)		lockdep_assert(lockdep_is_held(l))
#define lockdep_assert_held_once(l)	lockdep_assert_once(lockdep_is_held(l))
#define lockdep_assert_held_write(l) \
	lockdep_assert(lock_is_held_type(&(l)->dep_map, 0))
#define lockdep_assert_held_read(l) \
	lockdep_assert(lock_is_held_type(&(l)->dep_map, 1))
#define lockdep_assert_not_held(l) \
	lockdep_assert(!lockdep_known_held(&(l)->dep_map))
#define lockdep_assert_none_held_once() lockdep_assert_once(!lockdep_nr_held())
#define lockdep_assert_irqs_disabled()	lockdep_assert(irqs_disabled())
#define lockdep_assert_irqs_enabled()	lockdep_assert(!irqs_disabled())
#define lockdep_assert_in_irq()		lockdep_assert(in_hardirq())
#define lockdep_assert_preemption_disabled() \
	lockdep_assert(preempt_count() || irqs_disabled())
#define lockdep_assert_preemption_enabled() lockdep_assert(preemptible())

/*
 * By the kind of lock: s is the subclass, t 1 for a trylock that succeeded,
 * n the lock that allows several, i who calls.
 */
#define spin_acquire(l, s, t, i)	lock_acquire(l, s, t, 0, 1, NULL, i)
#define spin_acquire_nest(l, s, t, n, i) lock_acquire(l, s, t, 0, 1, n, i)
#define spin_release(l, i)		lock_release(l, i)
#define rwlock_acquire(l, s, t, i)	lock_acquire(l, s, t, 0, 1, NULL, i)
#define rwlock_acquire_read(l, s, t, i)	lock_acquire(l, s, t, 2, 1, NULL, i)
#define rwlock_release(l, i)		lock_release(l, i)
#define mutex_acquire(l, s, t, i)	lock_acquire(l, s, t, 0, 1, NULL, i)
#define mutex_acquire_nest(l, s, t, n, i) lock_acquire(l, s, t, 0, 1, n, i)
#define mutex_release(l, i)		lock_release(l, i)
#define rwsem_acquire(l, s, t, i)	lock_acquire(l, s, t, 0, 1, NULL, i)
#define rwsem_acquire_nest(l, s, t, n, i) lock_acquire(l, s, t, 0, 1, n, i)
#define rwsem_acquire_read(l, s, t, i)	lock_acquire(l, s, t, 1, 1, NULL, i)
#define rwsem_release(l, i)		lock_release(l, i)

/* What is no lock but is waited for like one: a work item, an RCU reader */
#define lock_map_acquire(l)	lock_acquire(l, 0, 0, 0, 1, NULL, _THIS_IP_)
#define lock_map_acquire_read(l) lock_acquire(l, 0, 0, 2, 1, NULL, _THIS_IP_)
#define lock_map_release(l)	lock_release(l, _THIS_IP_)

/* This function takes the lock on some path: learn it on every path. */
#define might_lock(l) \
do { \
	lock_acquire(&(l)->dep_map, 0, 0, 0, 1, NULL, _THIS_IP_); \
	lock_release(&(l)->dep_map, _THIS_IP_); \
} while (0)
#define might_lock_read(l) \
do { \
	lock_acquire(&(l)->dep_map, 0, 0, 1, 1, NULL, _THIS_IP_); \
	lock_release(&(l)->dep_map, _THIS_IP_); \
} while (0)

#endif
