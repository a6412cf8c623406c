// SPDX-License-Identifier: MIT
/*
 * acpi.c - firmware's tables, found and judged before a byte is believed
 *
 * PROBLEM
 *	How many CPUs there are, and which memory is near which of them, only
 *	the firmware knows. It leaves tables in memory that point at each
 *	other, written by hundreds of vendors. A wrong length or pointer in
 *	them must not become a wrong length or pointer in here.
 *
 * IDEA
 *	Judge first, read later. Physical memory is reached through one
 *	callback that may say no, map(start, len), and a table is read only
 *	after its whole length was mapped and its bytes added up to zero:
 *
 *	RSDP --> XSDT, or RSDT --> MADT	  which CPUs		acpi_madt.c
 *	acpi_rsdp.c		   SRAT	  who is near whom	acpi_srat.c
 *				   SLIT	  how far is far	acpi_srat.c
 *				   FADT	  how to power off	acpi_fadt.c
 *				    |
 *				    +--> DSDT, for its \_S5
 *
 *	Every table is recorded, the unread ones too: they must be kept from
 *	the allocators as long as anyone may want to read them. The order of
 *	reading is fixed, not the firmware's: the SRAT names CPUs of the MADT,
 *	the SLIT names domains of the SRAT.
 *
 *	What comes out is one struct acpi_info (acpi_info.c), which has no
 *	pointers into firmware's memory.
 *
 * RULES	(a broken one is a line that names the table and the rule)
 *	- A table is 36 bytes to 1 MiB long, lies in memory that can be
 *	  mapped, and adds up to zero; else it is as if it were not there.
 *	- Of two tables of a kind that is read, the first wins.
 *	- An entry of a table must lie wholly inside it. The first that does
 *	  not ends the reading; what was read before it is kept.
 *	- A MADT that names nobody: one CPU. A SRAT that contradicts itself:
 *	  one node. Half a truth about memory would be worse than none, for
 *	  it would put pages on the wrong node and never be noticed.
 *
 * BOUNDS
 *	A table has at most ACPI_TABLE_MAX bytes; a root lists at most
 *	ACPI_NR_TABLES; an entry has at least two bytes. No table is followed
 *	but from the root and from the FADT to the DSDT, so there are no
 *	circles to walk in.
 *
 * LEFT OUT
 *	AML is not interpreted; \_S5 is recognised by its bytes. The FACS is
 *	not recorded: it has no checksum and lies in memory that the firmware
 *	keeps (NVS).
 *
 * SOURCES
 *	ACPI specification 6.5, 5.2 (tables) and 20.2 (AML encoding).
 */
#include <linux/acpi.h>
#include <linux/array_size.h>
#include <linux/errno.h>
#include <linux/printk.h>
#include <linux/string.h>

#include "acpi_tables.h"

struct acpi_info acpi_info;

/* The tables that are read, in the order in which they must be. */
static const struct acpi_kind {
	char signature[5];
	const char *name;
	u32 min_length;
	void (*read)(struct acpi_reader *r, const void *table, u32 length);
} kinds[] = {
	{ "APIC", "MADT", sizeof(struct acpi_madt), acpi_read_madt },
	{ "SRAT", "SRAT", sizeof(struct acpi_srat), acpi_read_srat },
	{ "SLIT", "SLIT", sizeof(struct acpi_slit), acpi_read_slit },
	/* up to pm1b_cnt: an ACPI 1.0 FADT has no more that matters */
	{ "FACP", "FADT", offsetof(struct acpi_fadt, skipped2),
	  acpi_read_fadt },
};

const char *acpi_name(const char *signature)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(kinds); i++)
		if (!memcmp(signature, kinds[i].signature, 4))
			return kinds[i].name;
	return signature;
}

bool acpi_may_complain(struct acpi_reader *r)
{
	r->info->nr_complaints++;
	return ++r->complaints <= ACPI_MAX_COMPLAINTS;
}

void acpi_end_table(struct acpi_reader *r, const char *name)
{
	if (r->complaints > ACPI_MAX_COMPLAINTS)
		pr_warn("ACPI: %s: %u more complaints not shown\n", name,
			r->complaints - ACPI_MAX_COMPLAINTS);
	r->complaints = 0;
}

const void *acpi_map(struct acpi_reader *r, phys_addr_t start, size_t len)
{
	if (!len || start + len < start)
		return NULL;
	return r->map(start, len);
}

u8 acpi_sum(const void *bytes, size_t len)
{
	const u8 *p = bytes;
	u8 sum = 0;

	for (size_t i = 0; i < len; i++)
		sum += p[i];
	return sum;
}

/* Four characters that can be printed, whatever the firmware wrote. */
static void copy_signature(char *to, const char *from)
{
	for (int i = 0; i < 4; i++)
		to[i] = from[i] > ' ' && from[i] < 0x7f ? from[i] : '?';
	to[4] = '\0';
}

void acpi_record(struct acpi_reader *r, const char *signature,
		 phys_addr_t start, u32 length)
{
	struct acpi_info *info = r->info;
	unsigned int i = info->nr_tables;

	if (i == ACPI_NR_TABLES)
		return;
	copy_signature(info->table[i].signature, signature);
	info->table[i].start = start;
	info->table[i].length = length;
	info->nr_tables++;

	pr_info("ACPI: %s at 0x%016llx, %u bytes\n",
		acpi_name(info->table[i].signature), start, length);
}

/* Was a table accepted at @start already? */
static bool is_recorded(const struct acpi_info *info, phys_addr_t start)
{
	for (unsigned int i = 0; i < info->nr_tables; i++)
		if (info->table[i].start == start)
			return true;
	return false;
}

/* The table at @start: the right kind, new, readable, adding up. */
static bool table_is_sound(struct acpi_reader *r, phys_addr_t start,
			   const struct acpi_header *h, const char *want)
{
	char sig[5];
	const void *bytes;
	u8 sum;

	copy_signature(sig, h->signature);
	if (want && memcmp(h->signature, want, 4)) {
		acpi_warn(r, "%s at 0x%016llx: the signature is %s, ignored\n",
			  want, start, sig);
		return false;
	}
	if (is_recorded(r->info, start)) {
		acpi_warn(r, "%s at 0x%016llx: listed twice, second ignored\n",
			  acpi_name(sig), start);
		return false;
	}
	if (h->length < sizeof(*h) || h->length > ACPI_TABLE_MAX) {
		acpi_warn(r, "%s at 0x%016llx: length %u is not in [%u, %u], ignored\n",
			  acpi_name(sig), start, h->length,
			  (u32)sizeof(*h), ACPI_TABLE_MAX);
		return false;
	}

	bytes = acpi_map(r, start, h->length);
	if (!bytes) {
		acpi_warn(r, "%s at 0x%016llx: its %u bytes reach past memory, ignored\n",
			  acpi_name(sig), start, h->length);
		return false;
	}
	sum = acpi_sum(bytes, h->length);
	if (sum) {
		acpi_warn(r, "%s at 0x%016llx: bad checksum, sum 0x%02x instead of 0, ignored\n",
			  acpi_name(sig), start, sum);
		return false;
	}
	return true;
}

int acpi_load_table(struct acpi_reader *r, phys_addr_t start,
		    const char *want)
{
	unsigned int index = r->info->nr_tables;
	const struct acpi_header *mapped;
	struct acpi_header h;

	if (index == ACPI_NR_TABLES)
		return -ENOSPC;
	mapped = start ? acpi_map(r, start, sizeof(h)) : NULL;
	if (!mapped) {
		acpi_warn(r, "%s at 0x%016llx: the header cannot be read, ignored\n",
			  want ? want : "table", start);
		return -EINVAL;
	}
	h = *mapped;

	if (!table_is_sound(r, start, &h, want))
		return -EINVAL;
	acpi_record(r, h.signature, start, h.length);
	return (int)index;
}

static phys_addr_t root_entry(struct acpi_reader *r, phys_addr_t at,
			      unsigned int width)
{
	const void *p = acpi_map(r, at, width);
	u64 wide = 0;

	/* Little-endian, so a narrow entry fills the low bytes. */
	if (p)
		memcpy(&wide, p, width);
	return wide;
}

/*
 * load_root - judge a root table, then every table that it lists
 * @width: bytes of an entry: 8 in an XSDT, 4 in an RSDT
 */
static bool load_root(struct acpi_reader *r, phys_addr_t start,
		      const char *want, unsigned int width)
{
	struct acpi_info *info = r->info;
	u32 bytes, nr, i;
	int root;

	root = acpi_load_table(r, start, want);
	if (root < 0) {
		acpi_end_table(r, want);
		return false;
	}

	bytes = info->table[root].length - sizeof(struct acpi_header);
	nr = bytes / width;
	if (bytes % width)
		acpi_warn(r, "%s: %u bytes of entries, no multiple of %u: the rest ignored\n",
			  want, bytes, width);
	if (nr > ACPI_NR_TABLES) {
		acpi_warn(r, "%s: lists %u tables, only the first %u are looked at\n",
			  want, nr, (u32)ACPI_NR_TABLES);
		nr = ACPI_NR_TABLES;
	}

	for (i = 0; i < nr; i++) {
		phys_addr_t at = start + sizeof(struct acpi_header) +
				 i * width;

		if (acpi_load_table(r, root_entry(r, at, width), NULL) ==
		    -ENOSPC)
			acpi_warn(r, "%s: no room to record entry %u, ignored\n",
				  want, i);
	}
	acpi_end_table(r, want);
	return true;
}

/* The first recorded table of @kind; any other is said to be ignored. */
static int find_table(struct acpi_reader *r, const struct acpi_kind *kind)
{
	const struct acpi_info *info = r->info;
	int found = -1;

	for (unsigned int i = 0; i < info->nr_tables; i++) {
		if (memcmp(info->table[i].signature, kind->signature, 4))
			continue;
		if (found < 0)
			found = (int)i;
		else
			acpi_warn(r, "%s: there is another at 0x%016llx, ignored\n",
				  kind->name, info->table[i].start);
	}
	return found;
}

static void read_table(struct acpi_reader *r, const struct acpi_kind *kind)
{
	int i = find_table(r, kind);
	const void *bytes;
	u32 length;

	if (i < 0)
		return;
	length = r->info->table[i].length;
	bytes = acpi_map(r, r->info->table[i].start, length);
	if (length < kind->min_length)
		acpi_verdict(r, "%s: %u bytes, but its fields alone need %u: ignored\n",
			  kind->name, length, kind->min_length);
	else if (bytes)
		kind->read(r, bytes, length);
	acpi_end_table(r, kind->name);
}

const struct acpi_entry *acpi_next_entry(struct acpi_entries *it)
{
	const struct acpi_entry *e;
	u32 left = it->length - it->offset;

	if (!left)
		return NULL;
	e = (const void *)(it->table + it->offset);
	if (left < sizeof(*e) || e->length > left) {
		acpi_warn(it->r, "%s: entry at offset %u runs past the end, %u: the rest ignored\n",
			  it->name, it->offset, it->length);
		return NULL;
	}
	/* A length of 0 would make us read it for ever. */
	if (e->length < sizeof(*e)) {
		acpi_warn(it->r, "%s: entry at offset %u has length %u, the rest ignored\n",
			  it->name, it->offset, e->length);
		return NULL;
	}
	it->offset += e->length;
	return e;
}

bool acpi_entry_holds(struct acpi_entries *it, const struct acpi_entry *e,
		      u32 size)
{
	if (e->length >= size)
		return true;
	acpi_warn(it->r, "%s: entry of type %u has %u bytes instead of %u, ignored\n",
		  it->name, e->type, e->length, size);
	return false;
}

int acpi_parse(phys_addr_t rsdp, const void *rsdp_copy, u32 copy_len,
	       const void *(*map)(phys_addr_t start, size_t len),
	       struct acpi_info *info)
{
	const struct acpi_rsdp_hint hint = {
		.rsdp = rsdp, .copy = rsdp_copy, .copy_len = copy_len,
	};
	struct acpi_reader r = { .map = map, .info = info };
	struct acpi_rsdp root;
	int err;

	memset(info, 0, sizeof(*info));
	acpi_one_cpu(info);
	acpi_one_node(info);

	err = acpi_find_root(&r, &hint, &root);
	acpi_end_table(&r, "RSDP");
	if (err) {
		acpi_verdict(&r, "no valid RSDP: going on with one CPU and one node\n");
		return err;
	}
	if (!(root.xsdt && load_root(&r, root.xsdt, "XSDT", 8)) &&
	    !(root.rsdt && load_root(&r, root.rsdt, "RSDT", 4))) {
		acpi_verdict(&r, "no valid XSDT or RSDT: going on with one CPU and one node\n");
		return -ENODEV;
	}

	for (unsigned int i = 0; i < ARRAY_SIZE(kinds); i++)
		read_table(&r, &kinds[i]);
	return 0;
}
