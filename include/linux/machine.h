/* SPDX-License-Identifier: MIT */
/*
 * machine.h - what lib/ must ask of a machine it does not know
 *
 * printk wants a time and panic a way out, but lib/ stands below the ports
 * and may not call them. The port hands these over as its first step; until
 * then time is 0, there is no backtrace, and the end is a loop.
 */
#ifndef _LINUX_MACHINE_H
#define _LINUX_MACHINE_H

#include <linux/compiler.h>
#include <linux/reboot.h>
#include <linux/types.h>

struct cpumask;

/**
 * struct machine_ops - the port's answers; each may be called in a panic
 * @clock_ns:	nanoseconds since boot
 * @wall_clock: seconds since 1970, UTC, of the battery clock; 0: there is none
 * @entropy:	64 bits that differ from boot to boot and from call to call, as
 *		well as the machine can
 * @dump_stack:	the caller's stack, symbolised, one printk line a frame
 * @stack_walk:	return addresses from the caller outwards into @pc; how many
 * @exit:	tell whoever started us the verdict and end; returns if it can't
 * @restart, @halt: as machine_restart() and machine_halt()
 * @send_call:	have each CPU of @mask call smp_call_interrupt() soon
 * @locate_cpu:	where another CPU is right now, an address of text; 0 if it
 *		cannot be found out
 * @stop_others: stop the other CPUs wherever they are; returns when they
 *		have stopped, or after a bound
 */
struct machine_ops {
	u64 (*clock_ns)(void);
	u64 (*wall_clock)(void);
	u64 (*entropy)(void);
	void (*dump_stack)(void);
	unsigned int (*stack_walk)(unsigned long *pc, unsigned int max);
	void (*exit)(enum exit_verdict verdict);
	void (*restart)(void);
	void (*halt)(void);
	void (*send_call)(const struct cpumask *mask);
	unsigned long (*locate_cpu)(unsigned int cpu);
	void (*stop_others)(void);
};

/* Never NULL, nor is any of its members. */
extern const struct machine_ops *machine_ops;

/*
 * What arch_console_getc() says besides bytes, and what the port calls from
 * its interrupt when there are some. The console sets it.
 */
#define CONSOLE_END	(-1)
#define CONSOLE_NOTHING	(-2)
extern void (*console_input)(void);

/**
 * struct fault_note - a floor above may know more of an address that faulted
 * @say: print what is known, at KERN_ALERT; nothing if nothing is. Called in
 *	 the report, once, with the machine in any state.
 */
struct fault_note {
	void (*say)(unsigned long addr);
};

TABLE_DECLARE(fault_notes, const struct fault_note);

#define FAULT_NOTE(fn) __FAULT_NOTE(fn, __UNIQUE_ID(fault_note))
#define __FAULT_NOTE(fn, id) \
	static const struct fault_note id = { .say = fn }; \
	TABLE_ENTRY(fault_notes, const struct fault_note, &id)

#endif
