// SPDX-License-Identifier: MIT
/* Per-CPU variables of its own: initialised, apart, reached by %gs */
#include <linux/module.h>
#include <linux/percpu.h>
#include <linux/smp.h>

static DEFINE_PER_CPU(int, seven) = 7;
/* Three times this is more than all modules may have: it must come back. */
static DEFINE_PER_CPU(long [400], many);
static int anchor;
static DEFINE_PER_CPU(int *, pointer) = &anchor;

/* For per_cpu_user.c */
DEFINE_PER_CPU(int, per_cpu_shared) = 11;
EXPORT_PER_CPU_SYMBOL(per_cpu_shared);
DEFINE_PER_CPU(int, per_cpu_secret) = 12;
EXPORT_PER_CPU_SYMBOL_GPL(per_cpu_secret);

static void count(void *info)
{
	this_cpu_add(seven, raw_smp_processor_id());
	this_cpu_inc(many[399]);
	if (this_cpu_read(pointer) != &anchor)
		pr_err("per_cpu: the pointer is wrong\n");
}

static int __init per_cpu_init(void)
{
	int cpu, wrong = 0;

	on_each_cpu(count, NULL, 1);
	for_each_online_cpu(cpu)
		wrong += per_cpu(seven, cpu) != 7 + cpu ||
			 per_cpu(many, cpu)[399] != 1;
	pr_info("per_cpu: %d CPUs, %d wrong\n", num_online_cpus(), wrong);
	return 0;
}
module_init(per_cpu_init);

MODULE_LICENSE("GPL");
