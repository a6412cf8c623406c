// SPDX-License-Identifier: MIT
/*
 * setup.c - the machine, played by a POSIX process
 *
 * Physical memory is one anonymous file mapped whole:
 *
 *	physical	0				 size
 *			[ file					]
 *	direct map	PAGE_OFFSET			 PAGE_OFFSET + size
 *
 * so __va() and __pa() are an addition, as on the real machine, and any
 * address outside it faults. "Interrupts off" is a flag of the thread: there
 * are none to hold off, but code that forgets the flag is told.
 *
 * The verdict of a run is the exit status: 0 pass, 1 fail, 2 panic.
 */
#include <asm/irqflags.h>
#include <asm/pgtable.h>
#include <asm/setup.h>
#include <asm/smp.h>
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/kallsyms.h>
#include <linux/kernel.h>
#include <linux/machine.h>
#include <linux/printk.h>
#include <linux/spinlock.h>
#include "posix.h"

#define STACK_DEPTH_MAX	32

unsigned long host_phys_base;
unsigned long host_phys_size;
unsigned long host_vmalloc;
unsigned long host_vmemmap;
unsigned long host_kmap;
unsigned long host_percpu;
static int host_phys_fd = -1;

__thread bool host_irqs_off;

static void write_stdout(const char *text, size_t len)
{
	host_write(text, len);
}

static struct printk_sink stdout_sink = {
	.name = "stdout",
	.write = write_stdout,
};

static u64 wall_clock(void)
{
	return host_wall_clock();
}

/* Each call differs from the last by what has passed since. */
static u64 host_entropy(void)
{
	return (host_wall_clock() << 32) ^ host_clock_ns();
}

static const struct machine_ops host_ops = {
	.clock_ns = arch_clock_ns,
	.wall_clock = wall_clock,
	.entropy = host_entropy,
	.dump_stack = arch_dump_stack,
	.stack_walk = arch_stack_walk,
	.exit = arch_exit,
	.restart = machine_restart,
	.halt = machine_halt,
	.send_call = host_send_call,
	.locate_cpu = host_locate_cpu,
	.stop_others = host_stop_others,
};

void host_console_init(void)
{
	machine_ops = &host_ops;
	virt_spin_lock = true;	/* CPUs are threads */
	arch_clock_ns();	/* the first call is zero */
	printk_register_sink(&stdout_sink);
}

int host_phys_init(unsigned long size)
{
	void *base = host_map_phys(size, &host_phys_fd);

	if (!base)
		return -ENOMEM;
	host_phys_base = (unsigned long)base;
	host_phys_size = size;
	host_vmalloc = (unsigned long)host_reserve(VMALLOC_SIZE +
						   MODULES_SIZE, PUD_SIZE);
	host_vmemmap = (unsigned long)host_reserve(VMEMMAP_SIZE,
						   VMEMMAP_ALIGN);
	host_kmap = (unsigned long)host_reserve(KMAP_SIZE, PAGE_SIZE);
	host_percpu = (unsigned long)host_reserve(PERCPU_SIZE, PMD_SIZE);
	return host_vmalloc && host_vmemmap && host_kmap && host_percpu ?
	       0 : -ENOMEM;
}

/* ---- mapping frames a second time ---- */

void arch_map_boot(unsigned long va, unsigned long end, phys_addr_t pa)
{
	if (host_map_file(va, end - va, host_phys_fd, pa))
		panic("the host cannot map [%lx, %lx)", va, end);
}

void arch_windows_init(unsigned long va, unsigned long end)
{
	if (va < KMAP_START || end > KMAP_START + KMAP_SIZE)
		panic("windows [%lx, %lx) are outside of ours", va, end);
}

void arch_set_window(unsigned long va, phys_addr_t pa)
{
	if (host_map_file(va, PAGE_SIZE, pa ? host_phys_fd : -1, pa))
		panic("the host cannot map a window at %lx", va);
}

int arch_direct_map_hide(phys_addr_t pa, unsigned long nr)
{
	return host_protect(PAGE_OFFSET + pa, nr * PAGE_SIZE, 0) ? -ENOMEM : 0;
}

int arch_direct_map_restore(phys_addr_t pa, unsigned long nr)
{
	return host_protect(PAGE_OFFSET + pa, nr * PAGE_SIZE, 1) ? -ENOMEM : 0;
}

bool arch_direct_map_shows(phys_addr_t pa)
{
	return host_readable(PAGE_OFFSET + pa);
}

/*
 * The host has tables of its own; but who must bring them here as on any
 * port is tested here too. One slot for each 2 MiB of the chunks' region.
 */
static phys_addr_t window_tables[PERCPU_SIZE / 2 / PMD_SIZE];

void arch_window_region_init(unsigned long va, unsigned long end)
{
	if (va < PERCPU_CHUNKS || end > PERCPU_START + PERCPU_SIZE)
		panic("windows [%lx, %lx) are outside of ours", va, end);
}

phys_addr_t arch_swap_window_table(unsigned long va, phys_addr_t table)
{
	phys_addr_t *slot = &window_tables[(va - PERCPU_CHUNKS) / PMD_SIZE];
	phys_addr_t old = *slot;

	*slot = table;
	return old;
}

/* ---- interrupts ---- */

void host_irq_bogus(void)
{
	WARN(1, "local_irq_restore() with interrupts on\n");
}

/* ---- time, console, stack ---- */

u64 arch_clock_ns(void)
{
	static u64 boot;
	u64 now = host_clock_ns();

	if (!boot)
		boot = now;
	return now - boot;
}

int arch_console_getc(void)
{
	return host_getc();
}

void arch_dump_stack(void)
{
	char symbol[KSYM_SYMBOL_LEN];
	void *pc[STACK_DEPTH_MAX];
	unsigned int i, n;

	n = host_backtrace(pc, STACK_DEPTH_MAX);
	printk("Call Trace:\n");
	for (i = 0; i < n; i++) {
		sprint_backtrace(symbol, (unsigned long)pc[i]);
		printk(" %s\n", symbol);
	}
}

unsigned int arch_stack_walk(unsigned long *pc, unsigned int max)
{
	void *found[STACK_DEPTH_MAX];
	unsigned int i, n;

	/* The first is our own. */
	n = host_frames(found, min(max + 1, STACK_DEPTH_MAX));
	for (i = 1; i < n; i++)
		pc[i - 1] = (unsigned long)found[i];
	return n ? n - 1 : 0;
}

/* ---- the end ---- */

void arch_exit(enum exit_verdict verdict)
{
	host_exit(verdict - EXIT_PASS);
}

void machine_poweroff(enum exit_verdict verdict)
{
	host_exit(verdict - EXIT_PASS);
}

/* A process that ends is all the reboot there is; nobody asked for it. */
void machine_restart(void)
{
	host_exit(EXIT_FAIL - EXIT_PASS);
}

void machine_halt(void)
{
	host_exit(EXIT_PANIC - EXIT_PASS);
}
