// SPDX-License-Identifier: MIT
/*
 * setup.c - the machine's first and last steps of the boot
 */
#include <asm/desc.h>
#include <asm/irqflags.h>
#include <asm/setup.h>

void arch_early_init(void)
{
	clock_early_init();
	desc_init();
	serial_early_init();
}

void arch_irq_init(void)
{
	pic_init();
	serial_irq_init();
	local_irq_enable();
}
