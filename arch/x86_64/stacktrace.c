// SPDX-License-Identifier: MIT
/*
 * stacktrace.c - who called whom
 *
 * The kernel is compiled with frame pointers, so a function that calls
 * others starts its frame with a pair:
 *
 *	rbp ->	[ caller's rbp   ]
 *		[ return address ]
 *
 * Following the pairs gives the callers. A stack that has been trampled
 * must not make the report fault, so each pair is followed only while it is
 * mapped, aligned and higher than the one before, for at most MAX_FRAMES.
 *
 * One caller has no pair: that of a leaf function, which makes no frame, or
 * of a function interrupted before it made one. Its return address is the
 * lowest word of the stack that points behind a call instruction.
 */
#include <asm/page.h>
#include <asm/pagewalk.h>
#include <asm/ptrace.h>
#include <asm/sections.h>
#include <asm/setup.h>
#include <asm/stacktrace.h>
#include <linux/kallsyms.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/string.h>

/* Deeper than any path we have; a loop in the chain ends here. */
#define MAX_FRAMES	64

/* What a leaf may keep on the stack above its return address, in words. */
#define MAX_LEAF_WORDS	32

/* Printing is one line behind, so that equal lines become a count. */
struct trace {
	unsigned long ip;
	unsigned int repeats;
};

static void trace_flush(struct trace *t)
{
	if (t->ip && t->repeats)
		printk(KERN_DEFAULT " %pB (%u times)\n", (void *)t->ip,
		       t->repeats + 1);
	else if (t->ip)
		printk(KERN_DEFAULT " %pB\n", (void *)t->ip);
}

static void trace_add(struct trace *t, unsigned long ip)
{
	if (ip == t->ip) {
		t->repeats++;
		return;
	}
	trace_flush(t);
	t->ip = ip;
	t->repeats = 0;
}

static bool is_text(unsigned long ip)
{
	return kernel_text_address(ip);
}

static bool words_readable(unsigned long addr, unsigned int n)
{
	return !(addr & 7) && kernel_addr_mapped(addr) &&
	       kernel_addr_mapped(addr + n * 8 - 1);
}

static void follow_frames(struct trace *t, unsigned long bp)
{
	unsigned int n;

	for (n = 0; n < MAX_FRAMES && words_readable(bp, 2); n++) {
		const unsigned long *frame = (const unsigned long *)bp;

		if (!is_text(frame[1]))
			return;
		trace_add(t, frame[1]);
		if (frame[0] <= bp)
			return;
		bp = frame[0];
	}
}

/*
 * Is the instruction before @ip a call? A direct one is e8 and 4 bytes; an
 * indirect one ff /2 (bits 5..3 of the second byte), 2 to 7 bytes in all.
 */
static bool follows_call(unsigned long ip)
{
	const u8 *code = (const u8 *)ip;
	int len;

	if (!is_text(ip - 7) || !is_text(ip))
		return false;
	if (code[-5] == 0xe8)
		return true;
	for (len = 2; len <= 7; len++) {
		if (code[-len] == 0xff && (code[1 - len] & 0x38) == 0x10)
			return true;
	}
	return false;
}

/* Has the function at @ip made its frame by then (push rbp; mov rbp, rsp)? */
static bool frame_is_made(unsigned long ip)
{
	static const u8 prologue[] = { 0x55, 0x48, 0x89, 0xe5 };
	unsigned long offset;
	const char *name = kallsyms_lookup(ip, NULL, &offset);

	if (!name)
		return false;
	if (strstr(name, ".cold"))
		return true;	/* a part of one whose start is elsewhere */
	return offset >= sizeof(prologue) &&
	       !memcmp((void *)(ip - offset), prologue, sizeof(prologue));
}

/* The caller that has no pair, or 0. */
static unsigned long frameless_caller(const struct pt_regs *regs)
{
	unsigned int i;

	if (is_text(regs->ip) && frame_is_made(regs->ip))
		return 0;
	for (i = 0; i < MAX_LEAF_WORDS; i++) {
		unsigned long at = regs->sp + i * 8;

		if (at >= regs->bp || !words_readable(at, 1))
			return 0;
		if (follows_call(*(const unsigned long *)at))
			return *(const unsigned long *)at;
	}
	return 0;
}

void show_regs_trace(const struct pt_regs *regs)
{
	unsigned long caller = frameless_caller(regs);
	struct trace t = { 0 };

	printk(KERN_DEFAULT "Call Trace:\n");
	if (is_text(regs->ip))
		printk(KERN_DEFAULT " %pS\n", (void *)regs->ip);
	if (caller)
		trace_add(&t, caller);
	follow_frames(&t, regs->bp);
	trace_flush(&t);
}

unsigned int arch_stack_walk(unsigned long *pc, unsigned int max)
{
	unsigned long bp = (unsigned long)__builtin_frame_address(0);
	unsigned long known = bp & PAGE_MASK;	/* a page that can be read */
	unsigned int n;

	for (n = 0; n < max; n++) {
		const unsigned long *frame = (const unsigned long *)bp;

		if ((bp & PAGE_MASK) != known || ((bp + 8) & PAGE_MASK) != known ||
		    (bp & 7)) {
			if (!words_readable(bp, 2))
				break;
			known = bp & PAGE_MASK;
		}
		if (!is_text(frame[1]))
			break;
		pc[n] = frame[1];
		/* Where the chain turns back, as in follow_frames(). */
		if (frame[0] <= bp)
			return n + 1;
		bp = frame[0];
	}
	return n;
}

void arch_dump_stack(void)
{
	struct trace t = { 0 };

	printk(KERN_DEFAULT "Call Trace:\n");
	follow_frames(&t, (unsigned long)__builtin_frame_address(0));
	trace_flush(&t);
}

void show_stack_trace(unsigned long ip, unsigned long bp)
{
	struct trace t = { 0 };

	printk(KERN_DEFAULT "Call Trace:\n");
	trace_add(&t, ip);
	follow_frames(&t, bp);
	trace_flush(&t);
}
