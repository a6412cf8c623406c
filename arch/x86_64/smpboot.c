// SPDX-License-Identifier: MIT
/*
 * smpboot.c - waking the other processors
 *
 * PROBLEM
 *	All but one processor wait in the state of a reset: real mode, no
 *	stack, no page tables. One must be brought to where the boot CPU is,
 *	and a processor that does not come must not keep us, nor come later
 *	and trample on what it was once given.
 *
 * IDEA
 *	One at a time, because one page holds what the newcomer needs:
 *
 *	boot CPU			newcomer
 *	write its stack, number, id
 *	INIT, start-up interrupt  --->	trampoline.asm
 *	wait			  <---	claims: id -> CLAIMED, by cmpxchg
 *	wait			  <---	start_secondary(): own area, tables,
 *					APIC; online
 *	the next
 *
 *	If nobody claims, the boot CPU takes the id back by the same cmpxchg:
 *	one of the two wins, so a late newcomer either is waited for or finds
 *	itself not asked for.
 *
 * STACKS	asm/stacks.h draws them. They are mapped in a region of their
 *	own so that a page below each can stay unmapped.
 *
 * LOCKING
 *	Boot CPU only; the claim is the one word both sides write.
 *
 * SOURCES
 *	SDM vol. 3A 9.4.4.1 (INIT-SIPI-SIPI and its delays).
 */
#define pr_fmt(fmt) "smp: " fmt

#include <asm/apic.h>
#include <asm/barrier.h>
#include <asm/cmpxchg.h>
#include <asm/desc.h>
#include <asm/io.h>
#include <asm/irqflags.h>
#include <asm/msr.h>
#include <asm/pgtable.h>
#include <asm/processor.h>
#include <asm/setup.h>
#include <asm/smp.h>
#include <asm/stacks.h>
#include <linux/build_bug.h>
#include <linux/errno.h>
#include <linux/printk.h>
#include <linux/sched_ops.h>
#include <linux/smp.h>
#include <linux/string.h>

#define EFER_LMA	(1u << 10)	/* the processor's to set */

#define APIC_ID_NONE	0xffffffffu
#define APIC_ID_CLAIMED	0xfffffffeu

/* SDM: 10 ms after INIT; a second start-up if the first is not obeyed. */
#define INIT_DELAY_US	10000
#define SIPI_RETRY_US	1000

/*
 * A processor needs microseconds. An emulator with fewer threads than
 * processors needs as many time slices: 2 s are 255 of 8 ms.
 */
#define START_WAIT_US	2000000

/* A port read takes about 1 us on a bus; it times us where no clock does. */
#define DELAY_PORT	0x80

/* As in trampoline.asm. */
struct trampoline_args {
	u64 entry;
	u64 stack;
	u64 cpu;
	u32 cr0;
	u32 cr4;
	u32 efer;
	u32 low_cr3;
	u32 apic_id;
	u32 long_mode;
	u16 long_mode_cs;
	u16 gdt_limit;
	u32 gdt_base;
};

static_assert(sizeof(struct trampoline_args) == 56);

extern char trampoline_start[], trampoline_end[], trampoline_args[];

void start_secondary(unsigned long cpu) __noreturn;

static u32 apic_id_of[NR_CPUS];
static struct trampoline_args *args;
static u32 start_page;			/* the start-up interrupt's vector */
static unsigned long kernel_cr3;

void arch_set_cpu_id(unsigned int cpu, u32 apic_id)
{
	apic_id_of[cpu] = apic_id;
}

u32 arch_cpu_id(unsigned int cpu)
{
	return apic_id_of[cpu];
}

/* ---- boot CPU ---- */

/* Wait until *@word is not @old; at most @us. Return: has it changed? */
static bool wait_change(const u32 *word, u32 old, unsigned int us)
{
	u64 start = arch_clock_ns();
	unsigned int reads;

	/* Without a clock the reads are the clock. */
	for (reads = 0; start || reads < us; reads++) {
		if (READ_ONCE(*word) != old)
			return true;
		if (start && arch_clock_ns() - start > us * 1000ULL)
			break;
		inb(DELAY_PORT);
	}
	return READ_ONCE(*word) != old;
}

/* The kernel's upper half, and [0, 2 MiB) at its own address. */
static void fill_tables(u64 *tables)
{
	u64 *pgd = tables, *pud = tables + 512, *pmd = tables + 1024;

	memcpy(pgd, __va(read_cr3() & PTE_PFN_MASK), PAGE_SIZE);
	pgd[0] = __pa(pud) | _KERNPG_TABLE;
	pud[0] = __pa(pmd) | _KERNPG_TABLE;
	pmd[0] = _PAGE_PRESENT | _PAGE_RW | _PAGE_PSE;
}

void arch_smp_prepare(phys_addr_t page, void *tables)
{
	char *code = __va(page);
	unsigned int cpu;

	fill_tables(tables);
	memcpy(code, trampoline_start, trampoline_end - trampoline_start);
	args = (void *)(code + (trampoline_args - trampoline_start));
	args->long_mode += page;
	args->gdt_base += page;
	args->cr0 = read_cr0();
	args->cr4 = read_cr4();
	args->efer = rdmsrl(MSR_EFER) & ~EFER_LMA;
	args->low_cr3 = __pa(tables);
	args->entry = (unsigned long)start_secondary;
	start_page = page >> PAGE_SHIFT;
	kernel_cr3 = read_cr3();

	/* All at once: one delay serves them all. */
	for_each_present_cpu(cpu) {
		if (!cpu_online(cpu))
			apic_send(apic_id_of[cpu],
				  APIC_DM_INIT | APIC_INT_ASSERT);
	}
	args->apic_id = APIC_ID_NONE;
	wait_change(&args->apic_id, APIC_ID_NONE, INIT_DELAY_US);
}

static bool wait_claim(u32 id)
{
	apic_send(id, APIC_DM_STARTUP | start_page);
	if (wait_change(&args->apic_id, id, SIPI_RETRY_US))
		return true;
	apic_send(id, APIC_DM_STARTUP | start_page);
	if (wait_change(&args->apic_id, id, START_WAIT_US))
		return true;

	/* Whoever changes the id first has the last word. */
	if (cmpxchg(&args->apic_id, id, APIC_ID_NONE) != id)
		return true;
	apic_send(id, APIC_DM_INIT | APIC_INT_ASSERT);
	return false;
}

int arch_cpu_up(unsigned int cpu)
{
	static u32 never;
	u32 id = apic_id_of[cpu];
	unsigned int ms;

	args->stack = stack_top(cpu_stack(cpu, IST_NONE));
	args->cpu = cpu;
	/* Release: the newcomer that sees its id sees the rest. */
	smp_store_release(&args->apic_id, id);
	if (!wait_claim(id))
		return -ETIMEDOUT;

	for (ms = 0; ms < START_WAIT_US / 1000; ms++) {
		if (cpu_online(cpu))
			return 0;
		wait_change(&never, 0, ms < 10 ? 20 : 1000);
	}
	return -EIO;
}

/* ---- newcomer ---- */

void start_secondary(unsigned long cpu)
{
	idt_load();
	set_my_cpu_offset(per_cpu_offset(cpu));
	write_cr3(kernel_cr3);
	desc_init();
	pat_init();
	clear_page_init();
	apic_setup();
	arch_tick_start();
	set_cpu_online(cpu, true);
	sched_ops->idle();
	unreachable();
}
