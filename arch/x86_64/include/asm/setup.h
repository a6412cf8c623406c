/* SPDX-License-Identifier: MIT */
/*
 * asm/setup.h - the port contract around boot, console and death
 *
 * What the floors above ask of a machine outside the memory subsystem.
 * arch/host/ offers the same names on a POSIX process.
 */
#ifndef _ASM_SETUP_H
#define _ASM_SETUP_H

#include <linux/types.h>
#include <linux/reboot.h>

/* Nanoseconds since boot; never goes back. 0 until clock_init(). */
u64 arch_clock_ns(void);

/* The caller's stack, symbolised, one printk line a frame. */
void arch_dump_stack(void);

/*
 * arch_stack_walk - return addresses from the caller's outwards
 * Return: how many of at most @max were stored at @pc.
 */
unsigned int arch_stack_walk(unsigned long *pc, unsigned int max);

/*
 * Ends the machine with @verdict if it can be told (isa-debug-exit, or the
 * host process's exit status); returns if it cannot.
 */
void arch_exit(enum exit_verdict verdict);

/*
 * The next byte typed at the console; CONSOLE_NOTHING if there is none yet:
 * then console_input() (linux/machine.h) will say when. CONSOLE_END when
 * there will be no more (host only). Context: task, interrupts on.
 */
int arch_console_getc(void);


struct boot_info;

/* Before anything: descriptor tables, exception stacks, serial line, VGA. */
void arch_early_init(void);

/* Physical [start, start + len) through the boot page tables, or NULL. */
const void *arch_boot_map(phys_addr_t start, size_t len);

/* Width of a physical address in bits (CPUID 0x80000008). */
unsigned int arch_phys_bits(void);

/* pat_init - cache types of page-table entries; each CPU, before it maps */
void pat_init(void);

/* clear_page_init - the register that pages are cleared from; each CPU */
void clear_page_init(void);

/* What the loader says of the screen decides whether text can be seen. */
void arch_video_init(const struct boot_info *bi);

/* clock_early_init - time zero; clock_init - how fast it runs (10 ms) */
void clock_early_init(void);
void clock_init(void);

/* Seconds since 1970 by the battery clock; 0: it does not answer. */
u64 rtc_read(void);

/* 64 bits from RDRAND, or from the jitter of the cycle counter. */
u64 cpu_entropy(void);

/**
 * paging_init - replace the boot page tables by the real ones
 * @lowmem:	end of the direct map, bytes, a multiple of PAGE_SIZE
 * @alloc_table: gives a zeroed frame for a page table, physical address
 *		below 4 GiB; never fails (bootmem panics)
 *
 * Afterwards: the direct map of [0, lowmem) with the largest pages, the
 * image with its rights, guard pages under every stack, nothing at 0, and
 * nothing of the boot identity map.
 */
void paging_init(phys_addr_t lowmem, phys_addr_t (*alloc_table)(void));

/*
 * paging_map_page - show the frame @pa at @va, RW-, while boot memory lasts
 * (a table may be needed). Nothing may be mapped there.
 */
void paging_map_page(unsigned long va, phys_addr_t pa);

/* The first physical address that the direct map does not hold. */
extern phys_addr_t direct_map_end;

/*
 * paging_check - walk the tables and panic where one of P1..P4 is broken;
 * paging_broken - the number of one that is, and an address there; or 0
 */
void paging_check(void);
int paging_broken(unsigned long *addr);

/* After paging_init: interrupts on, keyboard input by interrupt. */
void arch_irq_init(void);

/*
 * sched_ops->tick() TICK_HZ times a second: arch_tick_init() on the boot CPU
 * before others start, arch_tick_start() on each of those.
 */
void arch_tick_init(void);
void arch_tick_start(void);

#endif
