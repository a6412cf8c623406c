// SPDX-License-Identifier: MIT
/*
 * reboot.c - the ways out
 *
 *	isa-debug-exit	QEMU's device at port 0xf4: the byte written becomes
 *			the emulator's exit status, value * 2 + 1. This is how
 *			the verdict of a test run leaves the machine.
 *	ACPI		S5, soft off: the FADT names the port, the DSDT's \_S5
 *			the value. ACPI 6.5, 4.8.3.2 and 7.4.2.
 *	8042		the keyboard controller's reset line; every PC has it.
 *
 * A machine without the device ignores the write, and the next way is tried.
 */
#include <asm/io.h>
#include <asm/irqflags.h>
#include <asm/setup.h>
#include <linux/acpi.h>
#include <linux/printk.h>

#define DEBUG_EXIT_PORT	0xf4

#define PM1_SLP_EN	(1u << 13)
#define PM1_SLP_TYP(t)	((u32)(t) << 10)

#define KBC_STATUS	0x64
#define KBC_INPUT_FULL	0x02
#define KBC_RESET	0xfe
#define KBC_SPIN_MAX	100000

/* What tools/qemu.py passes to isa-debug-exit for "the guest restarted". */
#define EXIT_RESTART	0x13

void arch_exit(enum exit_verdict verdict)
{
	outb(verdict, DEBUG_EXIT_PORT);
}

void machine_halt(void)
{
	for (;;) {
		local_irq_disable();
		__asm__ __volatile__("hlt");
	}
}

void machine_poweroff(enum exit_verdict verdict)
{
	const struct acpi_info *a = &acpi_info;

	arch_exit(verdict);
	if (a->pm1a_cnt)
		outw(PM1_SLP_TYP(a->slp_typa) | PM1_SLP_EN, a->pm1a_cnt);
	if (a->pm1b_cnt)
		outw(PM1_SLP_TYP(a->slp_typb) | PM1_SLP_EN, a->pm1b_cnt);
	pr_emerg("This machine cannot be switched off by software; it is safe to do so by hand.\n");
	machine_halt();
}

void machine_restart(void)
{
	unsigned int spin;

	outb(EXIT_RESTART, DEBUG_EXIT_PORT);
	for (spin = 0; spin < KBC_SPIN_MAX; spin++) {
		if (!(inb(KBC_STATUS) & KBC_INPUT_FULL))
			break;
	}
	outb(KBC_RESET, KBC_STATUS);
	pr_emerg("Reset failed; halted.\n");
	machine_halt();
}
