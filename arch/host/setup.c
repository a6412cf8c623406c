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
#include <linux/machine.h>
#include <linux/printk.h>
#include "posix.h"

#define STACK_DEPTH_MAX	32

unsigned long host_phys_base;
unsigned long host_phys_size;
unsigned long host_vmemmap;
unsigned long host_kmap;
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

static const struct machine_ops host_ops = {
	.clock_ns = arch_clock_ns,
	.dump_stack = arch_dump_stack,
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
	host_vmemmap = (unsigned long)host_reserve(VMEMMAP_SIZE,
						   VMEMMAP_ALIGN);
	host_kmap = (unsigned long)host_reserve(KMAP_SIZE, PAGE_SIZE);
	return host_vmemmap && host_kmap ? 0 : -ENOMEM;
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
