// SPDX-License-Identifier: MIT
/*
 * acpi_srat.c - who is near whom (SRAT), and how far is far (SLIT)
 *
 * Firmware gives every "proximity domain" a number of up to 32 bits, with
 * gaps. We number nodes 0, 1, 2, ... in the order in which the SRAT names
 * their domains, and keep domain[node] for the SLIT, a square of distances
 * that is indexed by domain:
 *
 *	SRAT: CPU 0 in 7, CPU 1 in 2, memory in 7	domain[] = { 7, 2 }
 *	distance[0][1] = SLIT's row 7, column 2
 *
 * Entries that are disabled, empty, or about CPUs that the MADT does not
 * list do not make a node.
 *
 * Memory entries are sorted, and of one node those that overlap are joined.
 * If two nodes claim the same byte, or the domains or ranges are more than
 * there is room for, nothing of the SRAT is used: the machine has one node.
 *
 * Distances are relative: 10 is a node to itself and 255 is "cannot be
 * reached". A SLIT that says that something is nearer to a node than itself,
 * or farther there than back, is not used: every node is then 20 from every
 * other.
 */
#include <linux/acpi.h>
#include <linux/printk.h>

#include "acpi_tables.h"

/* A revision 1 SRAT has 8-bit domains, and garbage beside them. */
#define DOMAIN_MASK_REV1	0xffu

/* ACPI_TABLE_MAX holds no larger square: 1024 * 1024 + 44 is too long. */
#define SLIT_MAX_LOCALITIES	1023

struct srat_walk {
	struct acpi_entries it;
	u32 domain_mask;
	bool too_many_domains;
	unsigned int nr_no_room;	/* memory ranges */
};

static void default_distances(struct acpi_info *info)
{
	for (int i = 0; i < MAX_NUMNODES; i++)
		for (int j = 0; j < MAX_NUMNODES; j++)
			info->distance[i][j] =
				i == j ? LOCAL_DISTANCE : REMOTE_DISTANCE;
}

void acpi_one_node(struct acpi_info *info)
{
	info->nr_nodes = 1;
	info->nr_memblks = 0;
	for (unsigned int i = 0; i < info->nr_cpus; i++)
		info->cpu[i].node = 0;
	default_distances(info);
}

/* The node that is @domain, numbered now if it is new; NUMA_NO_NODE if full. */
static int node_of_domain(struct srat_walk *w, u32 domain)
{
	struct acpi_reader *r = w->it.r;
	unsigned int i;

	domain &= w->domain_mask;
	for (i = 0; i < r->nr_domains; i++)
		if (r->domain[i] == domain)
			return (int)i;
	if (i == MAX_NUMNODES) {
		w->too_many_domains = true;
		return NUMA_NO_NODE;
	}
	r->domain[r->nr_domains++] = domain;
	return (int)i;
}

static void place_cpu(struct srat_walk *w, u32 apic_id, u32 domain)
{
	struct acpi_cpu *cpu = acpi_find_cpu(w->it.r->info, apic_id);

	if (!cpu) {
		acpi_warn(w->it.r, "SRAT: APIC id %u is no CPU of the MADT, ignored\n",
			  apic_id);
		return;
	}
	if (cpu->node != NUMA_NO_NODE) {
		acpi_warn(w->it.r, "SRAT: APIC id %u is placed twice, second ignored\n",
			  apic_id);
		return;
	}
	cpu->node = node_of_domain(w, domain);
}

/* Insert by start, so that only neighbours can overlap. */
static void insert_block(struct acpi_info *info,
			 const struct acpi_memblk *block)
{
	unsigned int i = info->nr_memblks++;

	while (i > 0 && info->memblk[i - 1].start > block->start) {
		info->memblk[i] = info->memblk[i - 1];
		i--;
	}
	info->memblk[i] = *block;
}

static void add_memory(struct srat_walk *w, const struct acpi_srat_memory *mem)
{
	struct acpi_info *info = w->it.r->info;
	struct acpi_memblk block = {
		.start = mem->base,
		.end = mem->base + mem->length,
		.hotplug = mem->flags & SRAT_HOTPLUG,
	};

	if (!mem->length) {
		acpi_warn(w->it.r, "SRAT: memory at 0x%llx is empty, ignored\n",
			  block.start);
		return;
	}
	if (block.end <= block.start) {
		acpi_warn(w->it.r, "SRAT: memory at 0x%llx + 0x%llx wraps, ignored\n",
			  block.start, mem->length);
		return;
	}

	block.node = node_of_domain(w, mem->domain);
	if (block.node == NUMA_NO_NODE)
		return;
	if (info->nr_memblks == ACPI_MAX_MEMBLKS)
		w->nr_no_room++;
	else
		insert_block(info, &block);
}

static void read_entry(struct srat_walk *w, const struct acpi_entry *e)
{
	const struct acpi_srat_cpu *cpu = (const void *)e;
	const struct acpi_srat_memory *mem = (const void *)e;
	const struct acpi_srat_x2apic *x2apic = (const void *)e;

	switch (e->type) {
	case SRAT_CPU:
		if (acpi_entry_holds(&w->it, e, sizeof(*cpu)) &&
		    cpu->flags & SRAT_ENABLED)
			place_cpu(w, cpu->apic_id, cpu->domain_low |
				  (u32)cpu->domain_high[0] << 8 |
				  (u32)cpu->domain_high[1] << 16 |
				  (u32)cpu->domain_high[2] << 24);
		break;
	case SRAT_MEMORY:
		if (acpi_entry_holds(&w->it, e, sizeof(*mem)) &&
		    mem->flags & SRAT_ENABLED)
			add_memory(w, mem);
		break;
	case SRAT_X2APIC:
		if (acpi_entry_holds(&w->it, e, sizeof(*x2apic)) &&
		    x2apic->flags & SRAT_ENABLED)
			place_cpu(w, x2apic->apic_id, x2apic->domain);
		break;
	default:
		break;
	}
}

/*
 * join_blocks - make the sorted ranges disjoint
 *
 * Return: false if two nodes claim the same memory, which is said.
 */
static bool join_blocks(struct acpi_reader *r)
{
	struct acpi_info *info = r->info;
	unsigned int last = 0;

	for (unsigned int i = 1; i < info->nr_memblks; i++) {
		struct acpi_memblk *a = &info->memblk[last];
		const struct acpi_memblk *b = &info->memblk[i];

		if (b->start >= a->end) {
			info->memblk[++last] = *b;
			continue;
		}
		if (a->node != b->node) {
			acpi_verdict(r, "SRAT: [0x%llx, 0x%llx) of node %d "
				     "overlaps [0x%llx, 0x%llx) of node %d: "
				     "table ignored, one node\n",
				     a->start, a->end, a->node,
				     b->start, b->end, b->node);
			return false;
		}
		acpi_warn(r, "SRAT: node %d has [0x%llx, 0x%llx) and "
			  "[0x%llx, 0x%llx): joined\n", a->node,
			  a->start, a->end, b->start, b->end);
		if (b->end > a->end)
			a->end = b->end;
		/* Both can be unplugged, so both is what may go. */
		a->hotplug |= b->hotplug;
	}
	info->nr_memblks = last + 1;
	return true;
}

/* Is what the walk collected a whole truth? If not, it is said. */
static bool srat_is_sound(struct srat_walk *w)
{
	struct acpi_reader *r = w->it.r;

	if (w->too_many_domains) {
		acpi_verdict(r, "SRAT: more than %d proximity domains: "
			     "table ignored, one node\n", MAX_NUMNODES);
		return false;
	}
	if (w->nr_no_room) {
		acpi_verdict(r, "SRAT: %u memory ranges, but room for %d: "
			     "table ignored, one node\n",
			     ACPI_MAX_MEMBLKS + w->nr_no_room,
			     ACPI_MAX_MEMBLKS);
		return false;
	}
	if (!r->info->nr_memblks) {
		acpi_verdict(r, "SRAT: no memory range: "
			     "table ignored, one node\n");
		return false;
	}
	return join_blocks(r);
}

void acpi_read_srat(struct acpi_reader *r, const void *table, u32 length)
{
	const struct acpi_srat *srat = table;
	struct acpi_info *info = r->info;
	struct srat_walk w = {
		.it = {
			.r = r, .name = "SRAT", .table = table,
			.length = length, .offset = sizeof(*srat),
		},
		.domain_mask = srat->header.revision < 2 ?
			       DOMAIN_MASK_REV1 : ~0u,
	};
	const struct acpi_entry *e;

	for (unsigned int i = 0; i < info->nr_cpus; i++)
		info->cpu[i].node = NUMA_NO_NODE;

	for (e = acpi_next_entry(&w.it); e; e = acpi_next_entry(&w.it))
		read_entry(&w, e);

	if (!srat_is_sound(&w)) {
		r->nr_domains = 0;
		acpi_one_node(info);
		return;
	}
	info->nr_nodes = (int)r->nr_domains;
	for (unsigned int i = 0; i < info->nr_cpus; i++)
		if (info->cpu[i].node == NUMA_NO_NODE)
			info->cpu[i].node = 0;
}

/* Row @i, up to its diagonal, and the column that must mirror it. */
static bool slit_row_is_sound(struct acpi_reader *r,
			      const struct acpi_slit *slit, u32 i)
{
	u32 n = (u32)slit->nr_localities;

	for (u32 j = 0; j <= i; j++) {
		u8 there = slit->distance[i * n + j];
		u8 back = slit->distance[j * n + i];

		if (i == j && there != LOCAL_DISTANCE) {
			acpi_verdict(r, "SLIT: distance[%u][%u]=%u instead "
				     "of %d: table ignored\n",
				     i, i, there, LOCAL_DISTANCE);
			return false;
		}
		if (there != back) {
			acpi_verdict(r, "SLIT: distance[%u][%u]=%u but "
				     "[%u][%u]=%u: not symmetric, table "
				     "ignored\n", j, i, back, i, j, there);
			return false;
		}
		if (there < LOCAL_DISTANCE) {
			acpi_verdict(r, "SLIT: distance[%u][%u]=%u is below "
				     "%d: table ignored\n",
				     j, i, there, LOCAL_DISTANCE);
			return false;
		}
	}
	return true;
}

static bool slit_is_sound(struct acpi_reader *r, const struct acpi_slit *slit,
			  u32 length)
{
	u64 n = slit->nr_localities;

	/* The first test keeps n * n from wrapping in the second. */
	if (!n || n > SLIT_MAX_LOCALITIES || length != sizeof(*slit) + n * n) {
		acpi_verdict(r, "SLIT: %llu localities do not make %u bytes: "
			     "table ignored\n", n, length);
		return false;
	}
	for (u32 i = 0; i < n; i++)
		if (!slit_row_is_sound(r, slit, i))
			return false;
	return true;
}

void acpi_read_slit(struct acpi_reader *r, const void *table, u32 length)
{
	const struct acpi_slit *slit = table;
	struct acpi_info *info = r->info;
	u64 n = slit->nr_localities;

	if (!slit_is_sound(r, slit, length))
		return;
	if (!r->nr_domains) {
		acpi_verdict(r, "SLIT: no SRAT names its domains: "
			     "table ignored\n");
		return;
	}

	for (unsigned int i = 0; i < r->nr_domains; i++) {
		u64 row = r->domain[i];

		if (row >= n) {
			acpi_warn(r, "SLIT: no row for domain %llu (node %u), "
				  "distance %d assumed\n",
				  row, i, REMOTE_DISTANCE);
			continue;
		}
		for (unsigned int j = 0; j < r->nr_domains; j++)
			if (r->domain[j] < n)
				info->distance[i][j] =
					slit->distance[row * n + r->domain[j]];
	}
}
