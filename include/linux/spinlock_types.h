/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_SPINLOCK_TYPES_H
#define _LINUX_SPINLOCK_TYPES_H

#include <asm/spinlock.h>
#include <linux/lockdep_types.h>

/**
 * struct raw_spinlock - a spinlock
 * @raw_lock:	the port's
 * @magic:	SPINLOCK_MAGIC once initialised
 * @owner_cpu:	who holds it, or -1
 * @owner_ip:	where it was taken
 * @dep_map:	its place in the order of locks; last: empty without lockdep
 */
typedef struct raw_spinlock {
	arch_spinlock_t raw_lock;
#if IS_ENABLED(CONFIG_DEBUG_SPINLOCK)
	u32 magic;
	int owner_cpu;
	unsigned long owner_ip;
#endif
	struct lockdep_map dep_map;
} raw_spinlock_t;

/* The same; Linux makes the other kind sleep under PREEMPT_RT. */
typedef struct spinlock {
	union {
		struct raw_spinlock rlock;
#if IS_ENABLED(CONFIG_LOCKDEP)
		struct {	/* &lock->dep_map, as of any other lock */
			u8 __before[offsetof(struct raw_spinlock, dep_map)];
			struct lockdep_map dep_map;
		};
#endif
	};
} spinlock_t;

#define SPINLOCK_MAGIC		0xdead4eadU

#if IS_ENABLED(CONFIG_DEBUG_SPINLOCK)
#define __RAW_SPIN_LOCK_INITIALIZER(lockname) \
	{ .raw_lock = __ARCH_SPIN_LOCK_UNLOCKED, .magic = SPINLOCK_MAGIC, \
	  .owner_cpu = -1, .dep_map = DEP_MAP_INIT(lockname, LD_WAIT_SPIN) }
#else
#define __RAW_SPIN_LOCK_INITIALIZER(lockname) \
	{ .raw_lock = __ARCH_SPIN_LOCK_UNLOCKED }
#endif
#define __RAW_SPIN_LOCK_UNLOCKED(lockname) \
	((raw_spinlock_t)__RAW_SPIN_LOCK_INITIALIZER(lockname))
#define __SPIN_LOCK_INITIALIZER(lockname) \
	{ { .rlock = __RAW_SPIN_LOCK_INITIALIZER(lockname) } }
#define __SPIN_LOCK_UNLOCKED(lockname) \
	((spinlock_t)__SPIN_LOCK_INITIALIZER(lockname))

#define DEFINE_RAW_SPINLOCK(x) \
	raw_spinlock_t x = __RAW_SPIN_LOCK_INITIALIZER(x)
#define DEFINE_SPINLOCK(x)	spinlock_t x = __SPIN_LOCK_INITIALIZER(x)

#endif
