/* SPDX-License-Identifier: MIT */
/*
 * asm/apic.h - each CPU's interrupt controller
 */
#ifndef _ASM_APIC_H
#define _ASM_APIC_H

#include <linux/types.h>

/* Vectors above all devices'. The lowest four bits of spurious must be set. */
#define APIC_VECTOR_TIMER	0xfb	/* sched_ops->tick() */
#define APIC_VECTOR_RESCHED	0xfc	/* sched_ops->resched() */
#define APIC_VECTOR_CALL	0xfd	/* linux/smp.h: serve others' calls */
#define APIC_VECTOR_ERROR	0xfe
#define APIC_VECTOR_SPURIOUS	0xff
#define APIC_VECTOR_FIRST	APIC_VECTOR_TIMER

/* ICR: delivery modes, and an INIT's level */
#define APIC_DM_FIXED		0x000
#define APIC_DM_NMI		0x400
#define APIC_DM_INIT		0x500
#define APIC_DM_STARTUP		0x600
#define APIC_INT_ASSERT		0x4000

/* This CPU's id, asked of the processor itself: works before apic_init(). */
u32 apic_boot_id(void);

/* The highest id an interrupt can be sent to: 254, or all with x2APIC. */
u32 apic_max_id(void);

/* apic_init - find the boot CPU's; false if the machine has none */
bool apic_init(void);

/* apic_setup - this CPU's: on, with its vectors, nothing else let through */
void apic_setup(void);

void apic_eoi(void);

/* apic_send - @icr (a delivery mode and a vector) to the CPU @apic_id */
void apic_send(u32 apic_id, u32 icr);

/*
 * apic_timer_calibrate - how fast the timers count; on the boot CPU, once.
 * Takes 10 ms. Return: false if there is none.
 */
bool apic_timer_calibrate(void);

/* apic_timer_start - this CPU's: TICK_HZ interrupts a second from now on */
void apic_timer_start(void);

/* apic_interrupt - the handler of the vectors from APIC_VECTOR_FIRST on */
struct pt_regs;
void apic_interrupt(const struct pt_regs *regs);

#endif
