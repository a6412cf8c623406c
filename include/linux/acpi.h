/* SPDX-License-Identifier: MIT */
/*
 * acpi.h - what the memory subsystem wants to know from ACPI
 *
 * Four tables matter: MADT (which CPUs), SRAT (which CPU and which memory
 * belong to which node), SLIT (how far apart nodes are), FADT (how to power
 * off). All come from firmware and are untrusted: every length and checksum
 * is verified, nonsense is refused with a line that names the table and the
 * rule it broke, and the machine goes on with one CPU or one node.
 */
#ifndef _LINUX_ACPI_H
#define _LINUX_ACPI_H

#include <linux/numa.h>
#include <linux/threads.h>
#include <linux/types.h>

struct seq_file;
struct mem_map;

#define ACPI_MAX_MEMBLKS 64

/*
 * A CPU that the MADT calls enabled, or that it says may be brought online
 * later (@enabled is false then: it must not be started now). Others, the
 * fillers of a firmware that always writes the same table, are left out. An
 * @apic_id above 254 cannot be reached through an xAPIC.
 */
struct acpi_cpu {
	u32 apic_id;
	int node;		/* SRAT's, numbered from 0 in order of
				   appearance; 0 where SRAT is silent */
	bool enabled;
};

/* Physical [start, end), bytes, and the node that it is next to. */
struct acpi_memblk {
	phys_addr_t start;
	phys_addr_t end;
	int node;
	bool hotplug;
};

struct acpi_info {
	phys_addr_t lapic_base;		/* 0: no MADT */
	phys_addr_t ioapic_base;	/* 0: none named */

	unsigned int nr_cpus;
	struct acpi_cpu cpu[NR_CPUS];

	int nr_nodes;			/* at least 1 */
	unsigned int nr_memblks;	/* 0: no SRAT, one node holds all;
					   else sorted and disjoint */
	struct acpi_memblk memblk[ACPI_MAX_MEMBLKS];
	u8 distance[MAX_NUMNODES][MAX_NUMNODES]; /* 10 on the diagonal */

	/*
	 * From the FADT and the DSDT's \_S5. An slp_typ of 0 is a good value
	 * (QEMU's); pm1a_cnt is 0 unless all of it is known.
	 */
	u16 pm1a_cnt;
	u16 pm1b_cnt;
	u8 slp_typa, slp_typb;

	/* Where the tables themselves lie, to be reserved. */
	unsigned int nr_tables;
	struct {
		char signature[5];
		phys_addr_t start;
		u32 length;
	} table[64];

	unsigned int nr_complaints;	/* rules broken; the log has them */
};

extern struct acpi_info acpi_info;

/**
 * acpi_parse - read the tables into @info
 * @rsdp:     physical address of the RSDP, or 0
 * @rsdp_copy, @copy_len: its bytes, if the loader copied them (multiboot2)
 * @map:      pointer to physical [start, start + len), or NULL
 * @info:     filled; always left usable, with one CPU and one node at worst
 *
 * With neither @rsdp nor a copy, or if they are bad, the EBDA and the BIOS
 * area [0xe0000, 0x100000) are searched. No pointer from @map is used after
 * the next call of it.
 *
 * Context: boot, before other CPUs run. Some 8000 calls of @map if it has to
 * search. Not reentrant for one @info.
 *
 * Return: 0, or -ENODEV if no valid root table was found.
 */
int acpi_parse(phys_addr_t rsdp, const void *rsdp_copy, u32 copy_len,
	       const void *(*map)(phys_addr_t start, size_t len),
	       struct acpi_info *info);

/**
 * numa_node_of - the node whose memory @addr is
 * @info: filled by acpi_parse()
 * @addr: physical
 *
 * Return: 0 for an address that no range of the SRAT holds.
 */
int numa_node_of(const struct acpi_info *info, phys_addr_t addr);

/**
 * acpi_unclaimed - usable memory that the SRAT forgot
 * @info: filled by acpi_parse()
 * @map: sanitized
 *
 * Such memory counts as node 0's. Each stretch is one pr_warn line.
 *
 * Return: its bytes; 0 where there is no SRAT.
 */
u64 acpi_unclaimed(const struct acpi_info *info, const struct mem_map *map);

/**
 * acpi_check - test the invariants that every filled acpi_info has
 * @info: filled by acpi_parse()
 *
 * Return: 0, or the number of the first broken one (acpi_info.c).
 */
int acpi_check(const struct acpi_info *info);

/* acpi_show - tables, CPUs, nodes and distances of acpi_info, for people */
int acpi_show(struct seq_file *m, void *v);
void acpi_info_show(struct seq_file *m, const struct acpi_info *info);

#endif
