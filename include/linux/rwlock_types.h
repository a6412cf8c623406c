/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_RWLOCK_TYPES_H
#define _LINUX_RWLOCK_TYPES_H

#include <asm/spinlock.h>
#include <linux/kconfig.h>
#include <linux/lockdep_types.h>

/**
 * struct rwlock - a spinlock that readers share (linux/rwlock.h)
 * @state:	who is in; see lib/rwlock.c
 * @queue:	those who wait, in the order of arrival
 * @magic:	RWLOCK_MAGIC once initialised
 * @writer_cpu:	which CPU writes, or -1
 * @dep_map:	its place in the order of locks; last: empty without lockdep
 */
typedef struct rwlock {
	u32 state;
	arch_spinlock_t queue;
#if IS_ENABLED(CONFIG_DEBUG_SPINLOCK)
	u32 magic;
	int writer_cpu;
#endif
	struct lockdep_map dep_map;
} rwlock_t;

#define RWLOCK_MAGIC		0xdeaf1eedU

#if IS_ENABLED(CONFIG_DEBUG_SPINLOCK)
#define __RWLOCK_INITIALIZER(lockname) \
	{ .queue = __ARCH_SPIN_LOCK_UNLOCKED, .magic = RWLOCK_MAGIC, \
	  .writer_cpu = -1, .dep_map = DEP_MAP_INIT(lockname, LD_WAIT_SPIN) }
#else
#define __RWLOCK_INITIALIZER(lockname) \
	{ .queue = __ARCH_SPIN_LOCK_UNLOCKED, \
	  .dep_map = DEP_MAP_INIT(lockname, LD_WAIT_SPIN) }
#endif
#define __RW_LOCK_UNLOCKED(lockname) \
	((rwlock_t)__RWLOCK_INITIALIZER(lockname))
#define DEFINE_RWLOCK(x)	rwlock_t x = __RWLOCK_INITIALIZER(x)

#endif
