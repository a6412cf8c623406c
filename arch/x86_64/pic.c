// SPDX-License-Identifier: MIT
/*
 * pic.c - the two 8259 interrupt controllers of every PC
 *
 * One device interrupts us so far: the serial line, IRQ 4. The pair is moved
 * to vectors 32..47 (its power-on vectors collide with exceptions) and all
 * other lines stay masked. Sources: Intel 8259A data sheet, ICW1-ICW4, OCW2.
 */
#include <asm/desc.h>
#include <asm/io.h>

#define PIC1_CMD	0x20
#define PIC1_DATA	0x21
#define PIC2_CMD	0xa0
#define PIC2_DATA	0xa1

#define ICW1_INIT	0x11	/* edge triggered, cascade, ICW4 follows */
#define ICW4_8086	0x01
#define OCW2_EOI	0x20
#define CASCADE_IRQ	2

static u16 irq_mask = 0xffff & ~(1 << CASCADE_IRQ);

static void pic_write_mask(void)
{
	outb(irq_mask & 0xff, PIC1_DATA);
	outb(irq_mask >> 8, PIC2_DATA);
}

void pic_init(void)
{
	outb(ICW1_INIT, PIC1_CMD);
	outb(ICW1_INIT, PIC2_CMD);
	outb(IRQ_VECTOR_BASE, PIC1_DATA);
	outb(IRQ_VECTOR_BASE + 8, PIC2_DATA);
	outb(1 << CASCADE_IRQ, PIC1_DATA);
	outb(CASCADE_IRQ, PIC2_DATA);
	outb(ICW4_8086, PIC1_DATA);
	outb(ICW4_8086, PIC2_DATA);
	pic_write_mask();
}

void pic_unmask(unsigned int irq)
{
	irq_mask &= ~(1u << irq);
	pic_write_mask();
}

void pic_eoi(unsigned int irq)
{
	if (irq >= 8)
		outb(OCW2_EOI, PIC2_CMD);
	outb(OCW2_EOI, PIC1_CMD);
}
