// SPDX-License-Identifier: MIT
/*
 * cpus.c - which processors there are, and getting them to run
 *
 *	boot_cpus_init	the MADT's list becomes CPU numbers, without holes;
 *			the one that boots is 0
 *	smp_prepare	memory for the others, while bootmem has some; it is
 *			kept, in case a processor comes late
 *	smp_init	the others are started, one after the other
 *
 * maxcpus= says how many may run; the others keep their number and their
 * per-CPU area. A processor that does not come is said by its APIC id, and
 * the machine goes on without it.
 */
#define pr_fmt(fmt) "cpus: " fmt

#include <asm/apic.h>
#include <asm/page.h>
#include <asm/sections.h>
#include <asm/smp.h>
#include <asm/stacks.h>
#include <linux/acpi.h>
#include <linux/boot_info.h>
#include <linux/bootmem.h>
#include <linux/bug.h>
#include <linux/errname.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/sched_init.h>
#include <linux/sizes.h>
#include <linux/percpu.h>
#include <linux/set_memory.h>
#include <linux/smp.h>
#include <linux/topology.h>

#include "boot.h"

static unsigned int max_cpus = NR_CPUS;

static int maxcpus_setup(char *value)
{
	unsigned int n;
	int err = kstrtouint(value, 10, &n);

	if (err)
		return err;
	if (n < 1 || n > NR_CPUS)
		return -ERANGE;
	max_cpus = n;
	return 0;
}
early_param("maxcpus", maxcpus_setup);

/* ---- numbers ---- */

static void number_cpu(unsigned int cpu, const struct acpi_cpu *c)
{
	arch_set_cpu_id(cpu, c->apic_id);
	__cpu_node[cpu] = c->node;
	set_cpu_possible(cpu, true);
	set_cpu_present(cpu, true);
}

static bool can_be_started(const struct acpi_cpu *c)
{
	if (!c->enabled) {
		pr_info("APIC id %u is not enabled: left out\n", c->apic_id);
		return false;
	}
	if (c->apic_id > apic_max_id()) {
		pr_warn("APIC id %u cannot be reached without x2APIC: left out\n",
			c->apic_id);
		return false;
	}
	return true;
}

void boot_cpus_init(void)
{
	struct acpi_cpu boot = { .apic_id = apic_boot_id() };
	unsigned int i, nr = 1;

	for (i = 0; i < acpi_info.nr_cpus; i++) {
		const struct acpi_cpu *c = &acpi_info.cpu[i];

		if (c->apic_id == boot.apic_id) {
			boot = *c;
			continue;
		}
		if (!can_be_started(c))
			continue;
		if (nr == NR_CPUS) {
			pr_warn("APIC id %u: more than %u CPUs, left out\n",
				c->apic_id, NR_CPUS);
			continue;
		}
		number_cpu(nr++, c);
	}
	number_cpu(0, &boot);
	pr_info("%u found, %u allowed by maxcpus=\n", nr, min(nr, max_cpus));
}

/* ---- memory ---- */

static bool is_usable(phys_addr_t page)
{
	unsigned int i;

	for (i = 0; i < boot_info.map.nr; i++) {
		const struct mem_range *r = &boot_info.map.range[i];

		if (r->type == MEM_USABLE && r->start <= page &&
		    r->end >= page + PAGE_SIZE)
			return true;
	}
	return false;
}

/* A page where a processor can start: below 1 MiB, free. 0: there is none. */
static phys_addr_t take_start_page(void)
{
	phys_addr_t page;

	/* From above: loaders and firmware prefer the bottom. */
	for (page = SZ_1M - PAGE_SIZE; page; page -= PAGE_SIZE) {
		if (is_usable(page) &&
		    !reserve_bootmem_as(page, PAGE_SIZE, BOOTMEM_EXCLUSIVE,
					"start page of processors"))
			return page;
	}
	return 0;
}

static bool give_stacks(unsigned int cpu)
{
	void *frames = alloc_bootmem_pages_nopanic(CPU_STACKS_FRAMES *
						   PAGE_SIZE);

	if (!frames)
		return false;
	stacks_map(cpu, __pa(frames));
	return true;
}

static void say_missing(unsigned int cpu, int err)
{
	pr_err("APIC id %u (CPU %u) does not run: %s\n", arch_cpu_id(cpu),
	       cpu, err == -ETIMEDOUT ? "no answer" : errname(err));
}

static struct cpumask to_start;

/* As many of the others as may run and have their stacks. */
static void choose_cpus(void)
{
	unsigned int cpu, nr = 1;

	for_each_present_cpu(cpu) {
		if (cpu_online(cpu))
			continue;
		if (nr++ == max_cpus)
			break;
		if (give_stacks(cpu))
			__cpumask_set_cpu(cpu, &to_start);
		else
			say_missing(cpu, -ENOMEM);
	}
}

void smp_prepare(void)
{
	phys_addr_t page;

	if (!apic_init()) {
		pr_info("no local APIC: one CPU runs\n");
		return;
	}
	if (num_present_cpus() == 1 || max_cpus == 1)
		return;
	page = take_start_page();
	if (!page) {
		pr_warn("no free page below 1 MiB to start processors at: one CPU runs\n");
		return;
	}
	/* Stacks first: the tables copy the entry they are under. */
	choose_cpus();
	arch_smp_prepare(page, alloc_bootmem_low_pages(3 * PAGE_SIZE));
}

/* ---- tasks ---- */

/* The boot stack goes on as the console's: CPU 0's idle task has another. */
void boot_tasks_init(void)
{
	const struct kernel_stack *boot = cpu_stack(0, IST_NONE);
	const struct kernel_stack *idle = cpu_stack(0, STACK_IDLE);

	init_task.stack = (void *)stack_bottom(boot);
	init_task.stack_size = boot->size;
	sched_init((void *)stack_bottom(idle), idle->size);
}

/* ---- bare per-CPU pointers ---- */

/*
 * The image has been copied for each CPU, and none uses it any more: who
 * touches it now has forgotten this_cpu_ptr(), and is to hear of it.
 */
static void hide_percpu_image(void)
{
	unsigned long start = (unsigned long)__per_cpu_start;
	unsigned long end = percpu_shadow_end();

	BUG_ON(end > (unsigned long)__per_cpu_shadow_end);
	if (set_memory_np(start, (end - start) / PAGE_SIZE))
		pr_warn("no memory to hide the per-CPU image\n");
}
late_initcall(hide_percpu_image);

/* ---- start ---- */

void smp_init(void)
{
	unsigned int cpu;

	for_each_cpu(cpu, &to_start) {
		int err = arch_cpu_up(cpu);

		if (err)
			say_missing(cpu, err);
	}
	pr_info("%u of %u run\n", num_online_cpus(), num_present_cpus());
}
