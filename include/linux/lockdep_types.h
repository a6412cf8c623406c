/* SPDX-License-Identifier: MIT */
/*
 * lockdep_types.h - what a lock and a task carry for lib/lockdep.c
 *
 * Without CONFIG_LOCKDEP all of these are empty: a lock may always have a
 * member "struct lockdep_map dep_map", last, and it costs nothing.
 */
#ifndef _LINUX_LOCKDEP_TYPES_H
#define _LINUX_LOCKDEP_TYPES_H

#include <linux/kconfig.h>
#include <linux/types.h>

/* How many locks of one class may be held in a row, by spin_lock_nested() */
#define MAX_LOCKDEP_SUBCLASSES	8UL

/* For the inner one of two locks of the same class. */
#define SINGLE_DEPTH_NESTING	1

/* What a waiter of the lock does. SLEEP may not be waited for under SPIN. */
enum lockdep_wait_type {
	LD_WAIT_INV,		/* not said: not checked */
	LD_WAIT_FREE,		/* does not wait */
	LD_WAIT_SPIN,
	LD_WAIT_CONFIG = LD_WAIT_SPIN,
	LD_WAIT_SLEEP,
};

#if IS_ENABLED(CONFIG_LOCKDEP)

/**
 * struct lock_class_key - its address is the identity of a class of locks
 * @subkeys: one address for each subclass
 */
struct lock_class_key {
	char subkeys[MAX_LOCKDEP_SUBCLASSES];
};

/* A lock with this key is not looked at. */
extern struct lock_class_key __lockdep_no_validate__;

/**
 * struct lockdep_map - what lockdep knows of one lock
 * @key:	its class; NULL: a static lock, which is a class by itself
 * @name:	how it reads where it was initialised: "&zone->lock"
 * @class:	the number of its class, as last looked up; 0: not yet
 * @subclass:	what lockdep_set_subclass() said
 * @wait_type_inner: an enum lockdep_wait_type
 */
struct lockdep_map {
	struct lock_class_key *key;
	const char *name;
	u16 class;
	u8 subclass;
	u8 wait_type_inner;
};

/* The deepest nesting we have is 5; an interrupt may add as many. */
#define MAX_LOCK_DEPTH		32

/* How much of the stack is kept for each lock held. */
#define HELD_LOCK_FRAMES	8

/**
 * struct held_lock - one lock that a task, or an interrupt on top of it, has
 * @instance:	which lock
 * @class:	the number of its class and subclass
 * @read:	0: as a writer, 1: as a reader, 2: as a reader who may come again
 * @trylock:	did not wait for it
 * @in_irq:	taken by an interrupt
 * @in_softirq:	taken by a soft one, or by an interrupt on top of that
 * @hardirqs_off: interrupts were off when it was taken
 * @nr_pc, @pc:	who took it
 */
struct held_lock {
	struct lockdep_map *instance;
	u16 class;
	u8 read;
	bool trylock;
	bool in_irq;
	bool in_softirq;
	bool hardirqs_off;
	u8 nr_pc;
	unsigned long pc[HELD_LOCK_FRAMES];
};

/**
 * struct lockdep_task - what a task holds: task_struct.lockdep
 * @depth:	locks held, the last one taken at [depth - 1]
 * @overflow:	how many are held beyond MAX_LOCK_DEPTH
 * @off:	lockdep_off() calls without their lockdep_on()
 * @held:	the locks
 *
 * All zero is right for a task that starts. A lock that one task takes and
 * the next gives back is released before the switch and acquired after it.
 */
struct lockdep_task {
	unsigned int depth;
	unsigned int overflow;
	unsigned int off;
	struct held_lock held[MAX_LOCK_DEPTH];
};

/* For a static initialiser: .dep_map = DEP_MAP_INIT(lock, LD_WAIT_SPIN) */
#define DEP_MAP_INIT(lockname, wait) \
	{ .name = #lockname, .wait_type_inner = (wait) }
#define STATIC_LOCKDEP_MAP_INIT(_name, _key) \
	{ .name = (_name), .key = (void *)(_key) }

#else

struct lock_class_key { };
struct lockdep_map { };
struct lockdep_task { };

#define DEP_MAP_INIT(lockname, wait)		{ }
#define STATIC_LOCKDEP_MAP_INIT(_name, _key)	{ }

#endif
#endif
