/* SPDX-License-Identifier: MIT */
/*
 * asm/setup.h - the port contract around boot, console and death
 *
 * The host's side; arch/x86_64 says what each means for a machine.
 */
#ifndef _ASM_SETUP_H
#define _ASM_SETUP_H

#include <linux/types.h>
#include <linux/reboot.h>

/* Nanoseconds since the process began; never goes back. */
u64 arch_clock_ns(void);

/* The caller's stack, as far as the dynamic linker has names. */
void arch_dump_stack(void);

/*
 * arch_stack_walk - return addresses from the caller's outwards
 * Return: how many of at most @max were stored at @pc.
 */
unsigned int arch_stack_walk(unsigned long *pc, unsigned int max);

/* The verdict becomes the exit status: 0 pass, 1 fail, 2 panic. */
void arch_exit(enum exit_verdict verdict);

/* The next byte of standard input, waiting for it; CONSOLE_END at its end. */
int arch_console_getc(void);

/* Bits of a physical address. */
static inline unsigned int arch_phys_bits(void)
{
	return 40;
}

/* ---- the host's own ---- */

/* Standard output as a printk sink. */
void host_console_init(void);

/* Give the machine @size bytes of RAM. Return: 0 or -ENOMEM. Once only. */
int host_phys_init(unsigned long size);

/*
 * paging_init - the tables' root, and the direct map of [0, @lowmem) in them
 *
 * @lowmem is a multiple of PMD_SIZE; @alloc_table gives zeroed frames.
 */
void paging_init(phys_addr_t lowmem, phys_addr_t (*alloc_table)(void));

#endif
