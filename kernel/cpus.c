// SPDX-License-Identifier: MIT
/*
 * cpus.c - which processors there are
 *
 * The MADT lists them; maxcpus= cuts the list. One runs: the others wait
 * where firmware left them.
 */
#define pr_fmt(fmt) "cpus: " fmt

#include <linux/acpi.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/printk.h>

#include "boot.h"

static unsigned int max_cpus = NR_CPUS;

static int maxcpus_setup(char *value)
{
	unsigned int n;
	int err = kstrtouint(value, 10, &n);

	if (err)
		return err;
	if (n < 1 || n > NR_CPUS)
		return -ERANGE;
	max_cpus = n;
	return 0;
}
early_param("maxcpus", maxcpus_setup);

void boot_cpus_init(void)
{
	unsigned int found = acpi_info.nr_cpus;

	pr_info("%u found, %u allowed by maxcpus=, 1 running\n", found,
		min(found, max_cpus));
}
