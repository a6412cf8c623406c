// SPDX-License-Identifier: MIT
/*
 * stacks.c - the image's own stacks
 *
 *	 low	guard page	not mapped: running into it is a fault
 *		stack		grows down towards the guard
 *	 high	top
 *
 * The boot stack is where everything runs until there are tasks. The three
 * others are what the processor switches to (interrupt stack table) for the
 * exceptions that may come when the current stack cannot be trusted: a
 * double fault is how a stack overflow arrives.
 */
#include <asm/stacks.h>
#include <linux/compiler.h>
#include <linux/kernel.h>

static unsigned char boot_stack[PAGE_SIZE + BOOT_STACK_SIZE]
	__section(".bss..stacks.boot") __aligned(4096) __used;

#define IST_STACK(name) \
	static unsigned char name[PAGE_SIZE + IST_STACK_SIZE] \
		__section(".bss..stacks") __aligned(4096)

IST_STACK(double_fault_stack);
IST_STACK(nmi_stack);
IST_STACK(machine_check_stack);

/* The first is the boot stack, the others stand at their enum ist. */
const struct kernel_stack kernel_stacks[] = {
	[IST_NONE] = { "boot", boot_stack, BOOT_STACK_SIZE },
	[IST_DOUBLE_FAULT] = {
		"double fault", double_fault_stack, IST_STACK_SIZE
	},
	[IST_NMI] = { "NMI", nmi_stack, IST_STACK_SIZE },
	[IST_MACHINE_CHECK] = {
		"machine check", machine_check_stack, IST_STACK_SIZE
	},
};

const unsigned int nr_kernel_stacks = ARRAY_SIZE(kernel_stacks);

const struct kernel_stack *stack_of(unsigned long addr)
{
	unsigned int i;

	for (i = 0; i < nr_kernel_stacks; i++) {
		const struct kernel_stack *s = &kernel_stacks[i];

		if (addr >= stack_bottom(s) && addr < stack_top(s))
			return s;
	}
	return NULL;
}

const struct kernel_stack *stack_guarded_by(unsigned long addr)
{
	unsigned int i;

	for (i = 0; i < nr_kernel_stacks; i++) {
		const struct kernel_stack *s = &kernel_stacks[i];

		if (addr >= (unsigned long)s->guard && addr < stack_bottom(s))
			return s;
	}
	return NULL;
}
