// SPDX-License-Identifier: MIT
/*
 * machine.c - the machine before there is one
 *
 * What printk and panic call until the port has set machine_ops.
 */
#include <linux/compiler.h>
#include <linux/machine.h>

static u64 no_clock(void)
{
	return 0;
}

static void nothing(void)
{
}

static unsigned int no_stack_walk(unsigned long *pc, unsigned int max)
{
	return 0;
}

static void no_exit(enum exit_verdict verdict)
{
}

static void stop(void)
{
	for (;;)
		barrier();
}

static void no_send_call(const struct cpumask *mask)
{
}

static unsigned long no_locate_cpu(unsigned int cpu)
{
	return 0;
}

static const struct machine_ops no_machine = {
	.clock_ns = no_clock,
	.wall_clock = no_clock,
	.entropy = no_clock,
	.dump_stack = nothing,
	.stack_walk = no_stack_walk,
	.exit = no_exit,
	.restart = stop,
	.halt = stop,
	.send_call = no_send_call,
	.locate_cpu = no_locate_cpu,
	.stop_others = nothing,
};

const struct machine_ops *machine_ops = &no_machine;

void (*console_input)(void) = nothing;
