/* SPDX-License-Identifier: MIT */
/*
 * autoconf.h - which parts of the kernel exist
 *
 * Modules ask by CONFIG_ name. A -D on the compiler's command line comes
 * first; -DCONFIG_SMP=0 switches an option off for IS_ENABLED() (an #ifdef
 * still sees it).
 */
#ifndef _LINUX_AUTOCONF_H
#define _LINUX_AUTOCONF_H

#ifndef CONFIG_64BIT
#define CONFIG_64BIT 1
#endif
#ifndef CONFIG_X86
#define CONFIG_X86 1
#endif
#ifndef CONFIG_X86_64
#define CONFIG_X86_64 1
#endif
#ifndef CONFIG_MMU
#define CONFIG_MMU 1
#endif
#ifndef CONFIG_SMP
#define CONFIG_SMP 1
#endif
#ifndef CONFIG_NR_CPUS
#define CONFIG_NR_CPUS 256	/* xAPIC ids are 8 bits */
#endif
#ifndef CONFIG_HZ
#define CONFIG_HZ 1000
#endif
#ifndef CONFIG_NUMA
#define CONFIG_NUMA 1
#endif
#ifndef CONFIG_HIGHMEM
#define CONFIG_HIGHMEM 1
#endif
#ifndef CONFIG_ZONE_DMA
#define CONFIG_ZONE_DMA 1
#endif
#ifndef CONFIG_ZONE_DMA32
#define CONFIG_ZONE_DMA32 1
#endif
#ifndef CONFIG_PHYS_ADDR_T_64BIT
#define CONFIG_PHYS_ADDR_T_64BIT 1
#endif
#ifndef CONFIG_MODULES
#define CONFIG_MODULES 1
#endif
#ifndef CONFIG_PRINTK
#define CONFIG_PRINTK 1
#endif
#ifndef CONFIG_BUG
#define CONFIG_BUG 1
#endif
#ifndef CONFIG_KALLSYMS
#define CONFIG_KALLSYMS 1
#endif
#ifndef CONFIG_KUNIT
#define CONFIG_KUNIT 1
#endif
#ifndef CONFIG_SLUB_DEBUG
#define CONFIG_SLUB_DEBUG 1
#endif
#ifndef CONFIG_DEBUG_SPINLOCK
#define CONFIG_DEBUG_SPINLOCK 0	/* linux/spinlock.h */
#endif
#ifndef CONFIG_DEBUG_PREEMPT
#define CONFIG_DEBUG_PREEMPT 0	/* linux/preempt.h, lib/debug_preempt.c */
#endif
#ifndef CONFIG_LOCKDEP
#define CONFIG_LOCKDEP 0	/* make LOCKDEP=1; linux/lockdep.h */
#endif
#ifndef CONFIG_DEBUG_KMEMLEAK
#define CONFIG_DEBUG_KMEMLEAK 0	/* make KMEMLEAK=1; linux/kmemleak.h */
#endif
#ifndef CONFIG_DEBUG_VIRTUAL
#define CONFIG_DEBUG_VIRTUAL 1
#endif

#endif
