// SPDX-License-Identifier: MIT
/*
 * traps.c - every exception is answered with a report
 *
 * PROBLEM
 *	A kernel that faults and does not say so resets the machine (triple
 *	fault) or hangs. Either teaches nothing.
 *
 * IDEA
 *	One door. trap_stubs.asm brings all 256 vectors here; an exception becomes
 *
 *		what happened, in words		"write to kernel rodata (R)"
 *		registers			Linux's layout
 *		the walk of the faulting address, for a page fault
 *		who called whom			symbolised
 *		die()
 *
 *	A stack overflow arrives as a double fault: the page fault on the
 *	guard page could not push its own frame. Its handler has a stack of
 *	its own and finds CR2 or RSP in a guard page.
 *
 * FAULTS WHILE REPORTING
 *	The first report may die of what it reports (a trampled console).
 *	@reporting counts; a second report prints two lines, a third stops
 *	without a word. The other CPUs are stopped first, so that nobody
 *	writes between our lines.
 *
 * SOURCES
 *	SDM vol. 3A table 6-1 (vectors), 6.15 (each exception), 4.7 (page
 *	fault error code).
 */
#include <asm/apic.h>
#include <asm/cmpxchg.h>
#include <asm/desc.h>
#include <asm/pagewalk.h>
#include <asm/pgtable.h>
#include <asm/processor.h>
#include <asm/ptrace.h>
#include <asm/restart.h>
#include <asm/setup.h>
#include <asm/smp.h>
#include <asm/stacks.h>
#include <asm/stacktrace.h>
#include <linux/bug.h>
#include <linux/hardirq.h>
#include <linux/kernel.h>
#include <linux/machine.h>
#include <linux/sched.h>
#include <linux/sched_ops.h>
#include <linux/smp.h>

void trap_dispatch(struct pt_regs *regs);

static const char *const exception_name[NR_EXCEPTIONS] = {
	[X86_TRAP_DE] = "divide error",
	[X86_TRAP_DB] = "debug exception",
	[X86_TRAP_NMI] = "non-maskable interrupt",
	[X86_TRAP_BP] = "breakpoint",
	[X86_TRAP_OF] = "overflow",
	[X86_TRAP_BR] = "bound range exceeded",
	[X86_TRAP_UD] = "invalid opcode",
	[X86_TRAP_NM] = "device not available (an SSE or x87 instruction?)",
	[X86_TRAP_DF] = "double fault",
	[X86_TRAP_TS] = "invalid TSS",
	[X86_TRAP_NP] = "segment not present",
	[X86_TRAP_SS] = "stack segment fault",
	[X86_TRAP_GP] = "general protection fault",
	[X86_TRAP_PF] = "page fault",
	[X86_TRAP_MF] = "x87 floating-point error",
	[X86_TRAP_AC] = "alignment check",
	[X86_TRAP_MC] = "machine check",
	[X86_TRAP_XF] = "SIMD floating-point error",
};

/* Page-fault error code. */
#define PF_PRESENT	0x01
#define PF_WRITE	0x02
#define PF_RESERVED	0x08
#define PF_FETCH	0x10

static int reporter = -1;		/* the CPU that reports */
static unsigned int reporting;		/* how many faults of its own */

static const char *pf_action(unsigned long error)
{
	if (error & PF_FETCH)
		return "execution";
	return error & PF_WRITE ? "write" : "read";
}

static const char *pf_reason(unsigned long error)
{
	if (error & PF_RESERVED)
		return "a reserved bit is set in a page-table entry";
	return error & PF_PRESENT ? "the page does not allow it"
				  : "the page is not mapped";
}

static void describe_address(unsigned long addr)
{
	const struct kernel_stack *guarded = stack_guarded_by(addr);
	const struct layout_region *region = layout_region_of(addr);

	if (guarded)
		pr_alert("  %016lx lies in: guard page of the %s stack\n",
			 addr, guarded->name);
	else
		pr_alert("  %016lx lies in: %s\n", addr,
			 region ? region->name : "no region of the layout");
}

/* The table is read-only: a note cannot have been trampled. */
static void ask_for_notes(unsigned long addr)
{
	const struct fault_note *const *note;

	for_each_table_entry(note, fault_notes)
		(*note)->say(addr);
}

/* Tasks' stacks are not in the table of stacks.c; it is about this one. */
static bool current_guarded_by(unsigned long addr)
{
	unsigned long bottom = (unsigned long)current->stack;

	return addr < bottom && addr >= bottom - PAGE_SIZE;
}

static void report_task_overflow(unsigned long sp)
{
	unsigned long bottom = (unsigned long)current->stack;

	pr_alert("BUG: stack overflow of task %s:%d: it ran into its guard page\n",
		 current->comm, current->pid);
	pr_alert("  the stack is [%016lx-%016lx], RSP is %016lx\n", bottom,
		 bottom + current->stack_size - 1, sp);
}

static void report_page_fault(const struct pt_regs *regs)
{
	unsigned long addr = read_cr2();

	if (stack_guarded_by(addr))
		pr_alert("BUG: stack overflow: the %s stack ran into its guard page\n",
			 stack_guarded_by(addr)->name);
	else if (current_guarded_by(addr))
		report_task_overflow(regs->sp);
	else if (addr < PAGE_SIZE)
		pr_alert("BUG: kernel NULL pointer dereference, address: %016lx\n",
			 addr);
	else
		pr_alert("BUG: unable to handle page fault for address: %016lx\n",
			 addr);
	pr_alert("#PF: %s in kernel mode: %s (error code %04lx)\n",
		 pf_action(regs->error), pf_reason(regs->error), regs->error);
	describe_address(addr);
	page_walk_print(KERN_ALERT, addr);
	ask_for_notes(addr);
}

static void report_double_fault(const struct pt_regs *regs)
{
	const struct kernel_stack *s = stack_guarded_by(read_cr2());

	/* rsp points at the last word pushed: one below may be the guard. */
	if (!s)
		s = stack_guarded_by(regs->sp - 8);
	if (!s && (current_guarded_by(read_cr2()) ||
		   current_guarded_by(regs->sp - 8))) {
		report_task_overflow(regs->sp);
		return;
	}
	if (!s) {
		pr_alert("BUG: double fault: no way into the handler of an exception\n");
		describe_address(read_cr2());
		return;
	}
	pr_alert("BUG: stack overflow: the %s stack ran into its guard page\n",
		 s->name);
	pr_alert("  the stack is [%016lx-%016lx], RSP is %016lx\n",
		 stack_bottom(s), stack_top(s) - 1, regs->sp);
}

static void report_general_protection(const struct pt_regs *regs)
{
	pr_alert("BUG: general protection fault (error code %04lx)\n",
		 regs->error);
	if (regs->error)
		pr_alert("  it names selector %#lx\n", regs->error & 0xfff8);
	else
		pr_alert("  often an address that is not canonical: its bits 63..47 differ\n");
}

static void show_regs(const struct pt_regs *r)
{
	pr_alert("CPU: %d PID: %d Comm: %s preempt count: %#x\n",
		 raw_smp_processor_id(), current->pid, current->comm,
		 preempt_count());
	pr_alert("RIP: %04lx:%pS\n", r->cs, (void *)r->ip);
	pr_alert("RSP: %04lx:%016lx EFLAGS: %08lx  vector %lu, error code %04lx\n",
		 r->ss, r->sp, r->flags, r->vector, r->error);
	pr_alert("RAX: %016lx RBX: %016lx RCX: %016lx\n", r->ax, r->bx, r->cx);
	pr_alert("RDX: %016lx RSI: %016lx RDI: %016lx\n", r->dx, r->si, r->di);
	pr_alert("RBP: %016lx R08: %016lx R09: %016lx\n", r->bp, r->r8, r->r9);
	pr_alert("R10: %016lx R11: %016lx R12: %016lx\n",
		 r->r10, r->r11, r->r12);
	pr_alert("R13: %016lx R14: %016lx R15: %016lx\n",
		 r->r13, r->r14, r->r15);
	pr_alert("CR0: %016lx CR2: %016lx CR3: %016lx CR4: %08lx\n",
		 read_cr0(), read_cr2(), read_cr3(), read_cr4());
}

static void report_exception(const struct pt_regs *regs)
{
	const char *name = exception_name[regs->vector];

	switch (regs->vector) {
	case X86_TRAP_PF:
		report_page_fault(regs);
		break;
	case X86_TRAP_DF:
		report_double_fault(regs);
		break;
	case X86_TRAP_GP:
		report_general_protection(regs);
		break;
	default:
		pr_alert("BUG: %s\n", name ? name : "reserved exception");
	}
	show_regs(regs);
	show_regs_trace(regs);
}

/*
 * One CPU reports. Another that faults meanwhile waits to be stopped: its
 * fault may well be a consequence.
 */
static void claim_report(void)
{
	int me = raw_smp_processor_id();
	int was = cmpxchg(&reporter, -1, me);

	if (was == -1) {
		printk_bust();
		smp_send_stop();
	} else if (was != me) {
		machine_halt();
	}
}

static void exception(const struct pt_regs *regs)
{
	claim_report();
	switch (++reporting) {
	case 1:
		printk_release();
		report_exception(regs);
		die("Fatal exception: %s", exception_name[regs->vector] ?
		      exception_name[regs->vector] : "reserved exception");
	case 2:
		pr_emerg("BUG: exception %lu while reporting the first, at %pS, CR2 %016lx\n",
			 regs->vector, (void *)regs->ip, read_cr2());
		fallthrough;
	default:
		arch_exit(EXIT_PANIC);
		machine_halt();
	}
}

static void interrupt(const struct pt_regs *regs)
{
	unsigned int irq = regs->vector - IRQ_VECTOR_BASE;

	if (irq >= NR_ISA_IRQS) {
		pr_warn("unexpected interrupt: vector %lu at %pS\n",
			regs->vector, (void *)regs->ip);
		return;
	}
	if (irq == PIT_IRQ)
		sched_ops->tick();
	else if (irq == COM1_IRQ)
		serial_irq();
	else
		pr_warn("unexpected interrupt: IRQ %u\n", irq);
	pic_eoi(irq);
}

static void device_or_apic(struct pt_regs *regs)
{
	restart_sequence(regs);
	irq_enter();
	this_cpu_write(interrupted_ip, regs->ip);
	if (regs->vector >= APIC_VECTOR_FIRST)
		apic_interrupt(regs);
	else
		interrupt(regs);
	irq_exit();
	/* What was interrupted could have been taken off the CPU right there. */
	if (should_resched() && (regs->flags & X86_EFLAGS_IF))
		sched_ops->preempt_irq();
}

static void nmi(const struct pt_regs *regs)
{
	bool ours;

	nmi_enter();
	ours = ipi_nmi(regs);
	nmi_exit();
	if (!ours)
		exception(regs);
}

/* Called from trap_common, interrupts off. */
void trap_dispatch(struct pt_regs *regs)
{
	if (regs->vector >= NR_EXCEPTIONS)
		device_or_apic(regs);
	else if (regs->vector == X86_TRAP_NMI)
		nmi(regs);
	else
		exception(regs);
}
