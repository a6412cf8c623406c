// SPDX-License-Identifier: MIT
/*
 * stacks.c - the stacks CPUs start with
 *
 *	 low	guard page	not mapped: running into it is a fault
 *		stack		grows down towards the guard
 *	 high	top
 *
 * The boot stack is where everything runs until there are tasks. The three
 * others are what the processor switches to (interrupt stack table) for the
 * exceptions that may come when the current stack cannot be trusted: a
 * double fault is how a stack overflow arrives.
 *
 * The boot CPU's are part of the image; the others' are mapped in a region
 * of their own when they are started.
 */
#include <asm/pgtable.h>
#include <asm/setup.h>
#include <asm/stacks.h>
#include <linux/compiler.h>
#include <linux/cpumask.h>
#include <linux/kernel.h>
#include <linux/percpu-defs.h>

static unsigned char boot_stack[PAGE_SIZE + BOOT_STACK_SIZE]
	__section(".bss..stacks.boot") __aligned(4096) __used;

#define IST_STACK(name) \
	static unsigned char name[PAGE_SIZE + IST_STACK_SIZE] \
		__section(".bss..stacks") __aligned(4096)

IST_STACK(double_fault_stack);
IST_STACK(nmi_stack);
IST_STACK(machine_check_stack);

static unsigned char idle_stack[PAGE_SIZE + BOOT_STACK_SIZE]
	__section(".bss..stacks") __aligned(4096);

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
	[STACK_IDLE] = { "idle", idle_stack, BOOT_STACK_SIZE },
};

const unsigned int nr_kernel_stacks = ARRAY_SIZE(kernel_stacks);

/* The same of a CPU other than the first: asm/stacks.h draws them. */
static DEFINE_PER_CPU(struct kernel_stack[4], own_stacks);

static const struct {
	const char *name;
	unsigned int guard_page;
	unsigned long size;
} own_layout[4] = {
	[IST_NONE] = { "idle", 0, BOOT_STACK_SIZE },
	[IST_DOUBLE_FAULT] = { "double fault", 5, IST_STACK_SIZE },
	[IST_NMI] = { "NMI", 8, IST_STACK_SIZE },
	[IST_MACHINE_CHECK] = { "machine check", 11, IST_STACK_SIZE },
};

static_assert(NR_CPUS * CPU_STACKS_SIZE ==
	      CPU_STACKS_LAST - CPU_STACKS_START + 1);

void stacks_map(unsigned int cpu, phys_addr_t frames)
{
	unsigned long base = CPU_STACKS_START + cpu * CPU_STACKS_SIZE;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(own_layout); i++) {
		struct kernel_stack *s = &per_cpu(own_stacks, cpu)[i];
		unsigned long va;

		s->name = own_layout[i].name;
		s->guard = (void *)(base + own_layout[i].guard_page * PAGE_SIZE);
		s->size = own_layout[i].size;
		for (va = stack_bottom(s); va < stack_top(s); va += PAGE_SIZE) {
			paging_map_page(va, frames);
			frames += PAGE_SIZE;
		}
	}
}

const struct kernel_stack *cpu_stack(unsigned int cpu, enum ist slot)
{
	return cpu ? &per_cpu(own_stacks, cpu)[slot] : &kernel_stacks[slot];
}

/* Does @addr lie in [guard, top) of @s? */
static bool belongs(const struct kernel_stack *s, unsigned long addr)
{
	return s->size && addr >= (unsigned long)s->guard &&
	       addr < stack_top(s);
}

/* The stack that @addr or the guard around it belongs to, or NULL. */
static const struct kernel_stack *stack_near(unsigned long addr)
{
	unsigned int cpu = 0, i;

	if (addr >= CPU_STACKS_START && addr <= CPU_STACKS_LAST)
		cpu = (addr - CPU_STACKS_START) / CPU_STACKS_SIZE;
	if (!cpu_possible(cpu))
		return NULL;
	for (i = 0; i < (cpu ? ARRAY_SIZE(own_layout) : nr_kernel_stacks); i++) {
		if (belongs(cpu_stack(cpu, i), addr))
			return cpu_stack(cpu, i);
	}
	return NULL;
}

const struct kernel_stack *stack_of(unsigned long addr)
{
	const struct kernel_stack *s = stack_near(addr);

	return s && addr >= stack_bottom(s) ? s : NULL;
}

const struct kernel_stack *stack_guarded_by(unsigned long addr)
{
	const struct kernel_stack *s = stack_near(addr);

	return s && addr < stack_bottom(s) ? s : NULL;
}
