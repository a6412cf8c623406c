// SPDX-License-Identifier: MIT
/*
 * stacktrace.c - who called whom
 *
 * The kernel is compiled with frame pointers, so each function's frame
 * starts with a pair:
 *
 *	rbp ->	[ caller's rbp   ]
 *		[ return address ]
 *
 * Following the pairs gives the callers. A stack that has been trampled
 * must not make the report fault, so each pair is followed only while it is
 * mapped, aligned and higher than the one before, for at most MAX_FRAMES.
 */
#include <asm/pagewalk.h>
#include <asm/ptrace.h>
#include <asm/sections.h>
#include <asm/setup.h>
#include <asm/stacktrace.h>
#include <linux/kernel.h>
#include <linux/printk.h>

/* Deeper than any path we have; a loop in the chain ends here. */
#define MAX_FRAMES	64

static bool is_text(unsigned long ip)
{
	return ip >= (unsigned long)_text && ip < (unsigned long)_etext;
}

static bool frame_readable(unsigned long bp)
{
	return !(bp & 7) && kernel_addr_mapped(bp) &&
	       kernel_addr_mapped(bp + 15);
}

static void print_frame(unsigned long ip)
{
	/* A return address may be the next function's first byte. */
	printk(KERN_DEFAULT " %pB\n", (void *)ip);
}

void show_stack_frames(unsigned long bp)
{
	unsigned int n;

	for (n = 0; n < MAX_FRAMES && frame_readable(bp); n++) {
		const unsigned long *frame = (const unsigned long *)bp;

		if (!is_text(frame[1]))
			return;
		print_frame(frame[1]);
		if (frame[0] <= bp)
			return;
		bp = frame[0];
	}
}

void show_regs_trace(const struct pt_regs *regs)
{
	printk(KERN_DEFAULT "Call Trace:\n");
	if (is_text(regs->ip)) {
		printk(KERN_DEFAULT " %pS\n", (void *)regs->ip);
	} else if (frame_readable(regs->sp)) {
		/* A call into nowhere: the return address is on top. */
		unsigned long from = *(const unsigned long *)regs->sp;

		if (is_text(from))
			print_frame(from);
	}
	show_stack_frames(regs->bp);
}

void arch_dump_stack(void)
{
	printk(KERN_DEFAULT "Call Trace:\n");
	show_stack_frames((unsigned long)__builtin_frame_address(0));
}
