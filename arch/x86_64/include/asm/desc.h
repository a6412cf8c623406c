/* SPDX-License-Identifier: MIT */
#ifndef _ASM_DESC_H
#define _ASM_DESC_H

#include <linux/types.h>

#define TSS_SELECTOR	0x10

/* Exceptions by Linux's names; SDM vol. 3A table 6-1. */
enum {
	X86_TRAP_DE = 0,	/* divide error */
	X86_TRAP_DB = 1,	/* debug */
	X86_TRAP_NMI = 2,
	X86_TRAP_BP = 3,	/* breakpoint */
	X86_TRAP_OF = 4,	/* overflow */
	X86_TRAP_BR = 5,	/* bound range */
	X86_TRAP_UD = 6,	/* invalid opcode */
	X86_TRAP_NM = 7,	/* device not available */
	X86_TRAP_DF = 8,	/* double fault */
	X86_TRAP_TS = 10,	/* invalid TSS */
	X86_TRAP_NP = 11,	/* segment not present */
	X86_TRAP_SS = 12,	/* stack segment */
	X86_TRAP_GP = 13,	/* general protection */
	X86_TRAP_PF = 14,	/* page fault */
	X86_TRAP_MF = 16,	/* x87 */
	X86_TRAP_AC = 17,	/* alignment check */
	X86_TRAP_MC = 18,	/* machine check */
	X86_TRAP_XF = 19,	/* SIMD */
	NR_EXCEPTIONS = 32,
};

/* The 8259s are moved here, out of the exceptions' way. */
#define IRQ_VECTOR_BASE	32
#define NR_ISA_IRQS	16
#define PIT_IRQ		0
#define COM1_IRQ	4

/* desc_init - load this CPU's tables, which lie in its per-CPU area */
void desc_init(void);
void idt_load(void);
void gdt_load(const void *descriptor, u16 tss_selector);

/* pic.c */
void pic_init(void);
void pic_unmask(unsigned int irq);
void pic_eoi(unsigned int irq);

/* serial.c */
void serial_early_init(void);
void serial_irq_init(void);
void serial_irq(void);

/* vga.c */
void vga_init(void);

#endif
