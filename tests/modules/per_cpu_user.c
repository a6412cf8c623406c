// SPDX-License-Identifier: MIT
/* Reaches per_cpu.ko's variable, and the kernel's, as if they were its own */
#include <linux/module.h>
#include <linux/percpu.h>
#include <linux/smp.h>

DECLARE_PER_CPU(int, per_cpu_shared);
DECLARE_PER_CPU(int, per_cpu_secret);

static void count(void *info)
{
	this_cpu_add(per_cpu_shared, 100 + raw_smp_processor_id());
	this_cpu_inc(per_cpu_secret);
}

static int __init per_cpu_user_init(void)
{
	int cpu, wrong = 0;

	on_each_cpu(count, NULL, 1);
	for_each_online_cpu(cpu) {
		wrong += per_cpu(per_cpu_shared, cpu) != 111 + cpu;
		wrong += per_cpu(per_cpu_secret, cpu) != 13;
		per_cpu(per_cpu_shared, cpu) = 11;
		per_cpu(per_cpu_secret, cpu) = 12;
	}
	pr_info("per_cpu_user: %d CPUs, %d wrong\n", num_online_cpus(), wrong);
	return 0;
}
module_init(per_cpu_user_init);

MODULE_LICENSE("GPL");
