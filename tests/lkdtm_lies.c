// SPDX-License-Identifier: MIT
/*
 * lkdtm_lies.c - kernels that end as if all were well, or not at all
 *
 * The runner must not believe them: tests/boot/test_faults.py.
 */
#include <asm/irqflags.h>
#include <asm/processor.h>
#include <asm/setup.h>
#include <linux/compiler.h>
#include <linux/printk.h>
#include <linux/types.h>
#include "lkdtm.h"

void lkdtm_hang(void)
{
	local_irq_disable();
	for (;;)
		cpu_relax();
}

void lkdtm_triple_fault(void)
{
	static const struct {
		u16 limit;
		u64 base;
	} __packed none;

	__asm__ __volatile__("lidt %0; ud2" : : "m" (none));
}

void lkdtm_exit_early(void)
{
	arch_exit(EXIT_PASS);
}

void lkdtm_false_plan(void)
{
	console_printf("KTAP version 1\n1..2\nok 1 one\n");
	arch_exit(EXIT_PASS);
}

void lkdtm_no_plan(void)
{
	console_printf("KTAP version 1\nok 1 one\n");
	arch_exit(EXIT_PASS);
}

void lkdtm_garbage(void)
{
	int i;

	for (i = 0; i < 4096; i++)
		console_printf("%c", (i * 73 + 11) & 0xff);
	arch_exit(EXIT_PASS);
}
