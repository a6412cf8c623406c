// SPDX-License-Identifier: MIT
/*
 * acpi_info.c - what was learnt from ACPI: asked, shown and checked
 *
 * struct acpi_info is filled once, by acpi_parse(), and only read after.
 *
 * INVARIANTS	(acpi_check() tests each by number)
 *	I1  There are 1 to NR_CPUS CPUs with distinct APIC ids, and one of
 *	    them at least is enabled: the one that reads this.
 *	I2  There are 1 to MAX_NUMNODES nodes, and every CPU is on one.
 *	I3  Memory ranges are not empty, sorted, disjoint, and on a node;
 *	    without any there is one node.
 *	I4  A node is 10 from itself, at least 10 from every other, and as
 *	    far there as back.
 *	I5  A table recorded has a printable name of four characters and ends
 *	    below 2^64.
 *	I6  Without a PM1a port there is no PM1b port; sleep types have three
 *	    bits.
 */
#include <linux/acpi.h>
#include <linux/array_size.h>
#include <linux/boot_info.h>
#include <linux/printk.h>
#include <linux/seq_file.h>

#include "acpi_tables.h"

int numa_node_of(const struct acpi_info *info, phys_addr_t addr)
{
	for (unsigned int i = 0; i < info->nr_memblks; i++)
		if (addr >= info->memblk[i].start && addr < info->memblk[i].end)
			return info->memblk[i].node;
	return 0;
}

static u64 report_hole(phys_addr_t start, phys_addr_t end)
{
	if (start >= end)
		return 0;
	pr_warn("ACPI: SRAT: memory [0x%llx, 0x%llx) is on no node, node 0 assumed\n",
		start, end);
	return end - start;
}

/* The part of @range that no memblk holds; they are sorted. */
static u64 unclaimed_in(const struct acpi_info *info,
			const struct mem_range *range)
{
	phys_addr_t at = range->start;
	u64 bytes = 0;

	for (unsigned int i = 0; i < info->nr_memblks; i++) {
		const struct acpi_memblk *b = &info->memblk[i];

		if (b->start >= range->end)
			break;
		if (b->end <= at)
			continue;
		bytes += report_hole(at, b->start);
		at = b->end;
	}
	return bytes + report_hole(at, range->end);
}

u64 acpi_unclaimed(const struct acpi_info *info, const struct mem_map *map)
{
	u64 bytes = 0;

	if (!info->nr_memblks)
		return 0;
	for (unsigned int i = 0; i < map->nr; i++)
		if (map->range[i].type == MEM_USABLE)
			bytes += unclaimed_in(info, &map->range[i]);
	return bytes;
}

static void show_tables(struct seq_file *m, const struct acpi_info *info)
{
	seq_puts(m, "table  address               bytes\n");
	for (unsigned int i = 0; i < info->nr_tables; i++)
		seq_printf(m, "%-4s   0x%016llx %8u\n",
			   acpi_name(info->table[i].signature),
			   info->table[i].start, info->table[i].length);
}

/* Where the run of neighbours that begins at @i ends: [i, run_end) */
static unsigned int run_end(const struct acpi_info *info, unsigned int i)
{
	const struct acpi_cpu *cpu = info->cpu;

	for (i++; i < info->nr_cpus; i++)
		if (cpu[i].node != cpu[i - 1].node ||
		    cpu[i].enabled != cpu[i - 1].enabled ||
		    cpu[i].apic_id != cpu[i - 1].apic_id + 1)
			break;
	return i;
}

/* " 0-3 8-11 (12)": runs of ids; in brackets those that are not enabled */
static void show_cpus(struct seq_file *m, const struct acpi_info *info,
		      int node)
{
	unsigned int i, next;

	seq_puts(m, "  APIC ids");
	for (i = 0; i < info->nr_cpus; i = next) {
		const struct acpi_cpu *cpu = &info->cpu[i];

		next = run_end(info, i);
		if (cpu->node != node)
			continue;
		seq_puts(m, cpu->enabled ? "  " : "  (");
		seq_printf(m, "%u", cpu->apic_id);
		if (next > i + 1)
			seq_printf(m, "-%u", info->cpu[next - 1].apic_id);
		seq_puts(m, cpu->enabled ? "" : ")");
	}
	seq_putc(m, '\n');
}

static void show_memory(struct seq_file *m, const struct acpi_info *info,
			int node)
{
	for (unsigned int i = 0; i < info->nr_memblks; i++) {
		const struct acpi_memblk *b = &info->memblk[i];

		if (b->node == node)
			seq_printf(m, "  [0x%016llx, 0x%016llx) %10llu KiB%s\n",
				   b->start, b->end, (b->end - b->start) >> 10,
				   b->hotplug ? ", hotplug" : "");
	}
	if (!info->nr_memblks)
		seq_puts(m, "  all memory\n");
}

static void show_distances(struct seq_file *m, const struct acpi_info *info)
{
	seq_puts(m, "distance");
	for (int j = 0; j < info->nr_nodes; j++)
		seq_printf(m, " %3d", j);
	for (int i = 0; i < info->nr_nodes; i++) {
		seq_printf(m, "\n%8d", i);
		for (int j = 0; j < info->nr_nodes; j++)
			seq_printf(m, " %3u", info->distance[i][j]);
	}
	seq_putc(m, '\n');
}

static void show_power_off(struct seq_file *m, const struct acpi_info *info)
{
	if (info->pm1a_cnt)
		seq_printf(m, "power-off: type %u to port 0x%x, %u to 0x%x\n",
			   info->slp_typa, info->pm1a_cnt,
			   info->slp_typb, info->pm1b_cnt);
	else
		seq_puts(m, "power-off: not known\n");
}

void acpi_info_show(struct seq_file *m, const struct acpi_info *info)
{
	show_tables(m, info);
	seq_printf(m, "local APIC 0x%llx, I/O APIC 0x%llx\n",
		   info->lapic_base, info->ioapic_base);
	show_power_off(m, info);
	for (int node = 0; node < info->nr_nodes; node++) {
		seq_printf(m, "node %d\n", node);
		show_cpus(m, info, node);
		show_memory(m, info, node);
	}
	show_distances(m, info);
	seq_printf(m, "broken rules: %u\n", info->nr_complaints);
}

int acpi_show(struct seq_file *m, void *v)
{
	acpi_info_show(m, &acpi_info);
	return 0;
}

static bool node_exists(const struct acpi_info *info, int node)
{
	return node >= 0 && node < info->nr_nodes;
}

/* I1 */
static bool cpus_are_sound(const struct acpi_info *info)
{
	unsigned int nr_enabled = 0;

	if (!info->nr_cpus || info->nr_cpus > NR_CPUS)
		return false;
	for (unsigned int i = 0; i < info->nr_cpus; i++) {
		nr_enabled += info->cpu[i].enabled;
		for (unsigned int j = 0; j < i; j++)
			if (info->cpu[i].apic_id == info->cpu[j].apic_id)
				return false;
	}
	return nr_enabled > 0;
}

/* I2; needs I1 */
static bool nodes_are_sound(const struct acpi_info *info)
{
	if (info->nr_nodes < 1 || info->nr_nodes > MAX_NUMNODES)
		return false;
	for (unsigned int i = 0; i < info->nr_cpus; i++)
		if (!node_exists(info, info->cpu[i].node))
			return false;
	return true;
}

/* I3; needs I2 */
static bool memory_is_sound(const struct acpi_info *info)
{
	if (info->nr_memblks > ACPI_MAX_MEMBLKS)
		return false;
	for (unsigned int i = 0; i < info->nr_memblks; i++) {
		const struct acpi_memblk *b = &info->memblk[i];

		if (b->start >= b->end || !node_exists(info, b->node))
			return false;
		if (i && b->start < info->memblk[i - 1].end)
			return false;
	}
	return info->nr_memblks || info->nr_nodes == 1;
}

/* I4; needs I2 */
static bool distances_are_sound(const struct acpi_info *info)
{
	for (int i = 0; i < info->nr_nodes; i++) {
		if (info->distance[i][i] != LOCAL_DISTANCE)
			return false;
		for (int j = 0; j < i; j++)
			if (info->distance[i][j] < LOCAL_DISTANCE ||
			    info->distance[i][j] != info->distance[j][i])
				return false;
	}
	return true;
}

static bool signature_is_sound(const char *signature)
{
	for (int i = 0; i < 4; i++)
		if (signature[i] <= ' ' || signature[i] >= 0x7f)
			return false;
	return !signature[4];
}

/* I5 */
static bool tables_are_sound(const struct acpi_info *info)
{
	if (info->nr_tables > ACPI_NR_TABLES)
		return false;
	for (unsigned int i = 0; i < info->nr_tables; i++) {
		phys_addr_t start = info->table[i].start;

		if (!signature_is_sound(info->table[i].signature) ||
		    start + info->table[i].length <= start)
			return false;
	}
	return true;
}

/* I6 */
static bool power_off_is_sound(const struct acpi_info *info)
{
	if (info->slp_typa > 7 || info->slp_typb > 7)
		return false;
	return info->pm1a_cnt || !info->pm1b_cnt;
}

int acpi_check(const struct acpi_info *info)
{
	static bool (*const sound[])(const struct acpi_info *info) = {
		cpus_are_sound, nodes_are_sound, memory_is_sound,
		distances_are_sound, tables_are_sound, power_off_is_sound,
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(sound); i++)
		if (!sound[i](info))
			return (int)i + 1;
	return 0;
}
