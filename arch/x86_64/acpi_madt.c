// SPDX-License-Identifier: MIT
/*
 * acpi_madt.c - which CPUs there are, and how to reach them
 *
 * The MADT is a list of entries of several types. Two types name CPUs: type
 * 0 has an 8-bit APIC id, type 9 a 32-bit one for machines with more than
 * 255; firmware is not supposed to name a CPU in both, and does, so an id
 * seen before is dropped. Type 1 names I/O APICs, of which the one that
 * begins at interrupt 0 has the legacy devices; type 5 moves the local APIC
 * above 4 GiB. How interrupts are wired (types 2, 3, 4) is nothing to memory.
 *
 * A CPU entry that is neither enabled nor able to come online is a filler:
 * firmware writes one for each socket that could be filled. They are skipped
 * without a word. "Online capable" CPUs are kept, not enabled, so that what
 * is sized by CPU has room for them.
 */
#include <linux/acpi.h>
#include <linux/printk.h>

#include "acpi_tables.h"

/* Where every PC has its local APIC until somebody moves it. */
#define LAPIC_DEFAULT	0xfee00000u
#define PAGE_MASK_LOW	0xfffu

/* What the walk learns and no entry says alone. */
struct madt_walk {
	struct acpi_entries it;
	unsigned int nr_enabled;
	unsigned int nr_no_room;
	bool has_first_ioapic;
};

void acpi_one_cpu(struct acpi_info *info)
{
	info->nr_cpus = 1;
	info->cpu[0].apic_id = 0;
	info->cpu[0].node = 0;
	info->cpu[0].enabled = true;
}

struct acpi_cpu *acpi_find_cpu(struct acpi_info *info, u32 apic_id)
{
	for (unsigned int i = 0; i < info->nr_cpus; i++)
		if (info->cpu[i].apic_id == apic_id)
			return &info->cpu[i];
	return NULL;
}

/* @broadcast: the id that means "all CPUs" in this type of entry */
static void add_cpu(struct madt_walk *w, u32 apic_id, u32 flags,
		    u32 broadcast)
{
	struct acpi_info *info = w->it.r->info;
	struct acpi_cpu *cpu;

	if (!(flags & (MADT_CPU_ENABLED | MADT_CPU_ONLINE_CAPABLE)))
		return;
	if (apic_id == broadcast) {
		acpi_warn(w->it.r, "MADT: a CPU has APIC id %u, which means all CPUs: ignored\n",
			  apic_id);
		return;
	}
	if (acpi_find_cpu(info, apic_id)) {
		acpi_warn(w->it.r, "MADT: APIC id %u is named twice, second ignored\n",
			  apic_id);
		return;
	}
	if (info->nr_cpus == NR_CPUS) {
		w->nr_no_room++;
		return;
	}

	cpu = &info->cpu[info->nr_cpus++];
	cpu->apic_id = apic_id;
	cpu->node = 0;
	cpu->enabled = flags & MADT_CPU_ENABLED;
	w->nr_enabled += cpu->enabled;
}

static void set_lapic_base(struct acpi_reader *r, u64 base)
{
	if (!base || base & PAGE_MASK_LOW)
		acpi_warn(r, "MADT: local APIC at 0x%llx, which is no page: 0x%llx kept\n",
			  base, r->info->lapic_base);
	else
		r->info->lapic_base = base;
}

static void add_ioapic(struct madt_walk *w, const struct acpi_madt_ioapic *io)
{
	struct acpi_info *info = w->it.r->info;

	if (!io->address) {
		acpi_warn(w->it.r, "MADT: I/O APIC %u at address 0, ignored\n",
			  io->id);
		return;
	}
	if (!info->ioapic_base || (!io->gsi_base && !w->has_first_ioapic))
		info->ioapic_base = io->address;
	w->has_first_ioapic |= !io->gsi_base;
}

static void read_entry(struct madt_walk *w, const struct acpi_entry *e)
{
	const struct acpi_madt_lapic *lapic = (const void *)e;
	const struct acpi_madt_x2apic *x2apic = (const void *)e;
	const struct acpi_madt_ioapic *ioapic = (const void *)e;
	const struct acpi_madt_override *override = (const void *)e;

	switch (e->type) {
	case MADT_LAPIC:
		if (acpi_entry_holds(&w->it, e, sizeof(*lapic)))
			add_cpu(w, lapic->apic_id, lapic->flags, 0xff);
		break;
	case MADT_X2APIC:
		if (acpi_entry_holds(&w->it, e, sizeof(*x2apic)))
			add_cpu(w, x2apic->apic_id, x2apic->flags, ~0u);
		break;
	case MADT_IOAPIC:
		if (acpi_entry_holds(&w->it, e, sizeof(*ioapic)))
			add_ioapic(w, ioapic);
		break;
	case MADT_LAPIC_OVERRIDE:
		if (acpi_entry_holds(&w->it, e, sizeof(*override)))
			set_lapic_base(w->it.r, override->address);
		break;
	default:
		break;
	}
}

void acpi_read_madt(struct acpi_reader *r, const void *table, u32 length)
{
	const struct acpi_madt *madt = table;
	struct madt_walk w = {
		.it = {
			.r = r, .name = "MADT", .table = table,
			.length = length, .offset = sizeof(*madt),
		},
	};
	const struct acpi_entry *e;

	r->info->nr_cpus = 0;
	r->info->lapic_base = LAPIC_DEFAULT;
	set_lapic_base(r, madt->lapic_base);

	for (e = acpi_next_entry(&w.it); e; e = acpi_next_entry(&w.it))
		read_entry(&w, e);

	if (w.nr_no_room)
		acpi_verdict(r, "MADT: %u CPUs, only the first %u are used\n",
			  NR_CPUS + w.nr_no_room, NR_CPUS);
	/* Somebody is running this, so a MADT without CPUs is wrong. */
	if (!w.nr_enabled) {
		acpi_verdict(r, "MADT: no CPU is enabled, using one with APIC id 0\n");
		acpi_one_cpu(r->info);
	}
}
