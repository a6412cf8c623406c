/* SPDX-License-Identifier: MIT */
/*
 * acpi_tables.h - firmware's byte layouts, and what the acpi_*.c files share
 *
 * The layouts are those of the ACPI specification 6.5, chapter 5. They are
 * packed: a table may start at any address, so no field is aligned. Only the
 * fields that somebody here reads have names; the rest is counted.
 */
#ifndef _X86_ACPI_TABLES_H
#define _X86_ACPI_TABLES_H

#include <linux/acpi.h>
#include <linux/compiler.h>

/*
 * Longest table that is read. Those with a layout known here stay far below
 * (a MADT of 256 CPUs: 4 KiB; a SLIT of 16 nodes: 300 bytes); only the DSDT
 * grows, to some 100 KiB. A checksum reads about a byte a nanosecond, so the
 * 64 tables there is room for cost at most 64 ms, whatever their lengths say.
 */
#define ACPI_TABLE_MAX		(1024 * 1024)

#define ACPI_NR_TABLES \
	(sizeof(((struct acpi_info *)0)->table) / \
	 sizeof(((struct acpi_info *)0)->table[0]))

struct acpi_rsdp {
	char signature[8];		/* "RSD PTR " */
	u8 checksum;			/* over the first 20 bytes */
	char oem_id[6];
	u8 revision;			/* 0: the structure ends at 20 bytes */
	u32 rsdt;
	u32 length;
	u64 xsdt;
	u8 extended_checksum;		/* over all @length bytes */
	u8 reserved[3];
} __packed;

#define ACPI_RSDP_V1_SIZE	20
static_assert(offsetof(struct acpi_rsdp, length) == ACPI_RSDP_V1_SIZE);
static_assert(sizeof(struct acpi_rsdp) == 36);

struct acpi_header {
	char signature[4];
	u32 length;			/* of the table, this header included */
	u8 revision;
	u8 checksum;			/* makes @length bytes add up to 0 */
	char oem_id[6];
	char oem_table_id[8];
	u32 oem_revision;
	u32 creator_id;
	u32 creator_revision;
} __packed;

static_assert(sizeof(struct acpi_header) == 36);

/* MADT, on disk "APIC": interrupt controllers, and so CPUs */

struct acpi_madt {
	struct acpi_header header;
	u32 lapic_base;
	u32 flags;
} __packed;			/* entries follow */

static_assert(sizeof(struct acpi_madt) == 44);

/* Every entry of a MADT or SRAT begins like this. */
struct acpi_entry {
	u8 type;
	u8 length;
} __packed;

enum acpi_madt_type {
	MADT_LAPIC		= 0,
	MADT_IOAPIC		= 1,
	MADT_LAPIC_OVERRIDE	= 5,
	MADT_X2APIC		= 9,
};

#define MADT_CPU_ENABLED	0x1
#define MADT_CPU_ONLINE_CAPABLE	0x2

struct acpi_madt_lapic {
	struct acpi_entry entry;
	u8 uid;
	u8 apic_id;
	u32 flags;
} __packed;

struct acpi_madt_ioapic {
	struct acpi_entry entry;
	u8 id;
	u8 reserved;
	u32 address;
	u32 gsi_base;			/* its first pin's interrupt number */
} __packed;

struct acpi_madt_override {
	struct acpi_entry entry;
	u16 reserved;
	u64 address;
} __packed;

struct acpi_madt_x2apic {
	struct acpi_entry entry;
	u16 reserved;
	u32 apic_id;
	u32 flags;
	u32 uid;
} __packed;

static_assert(sizeof(struct acpi_madt_lapic) == 8);
static_assert(sizeof(struct acpi_madt_ioapic) == 12);
static_assert(sizeof(struct acpi_madt_override) == 12);
static_assert(sizeof(struct acpi_madt_x2apic) == 16);

/* SRAT: which CPU and which memory belong to which proximity domain */

struct acpi_srat {
	struct acpi_header header;
	u8 reserved[12];
} __packed;			/* entries follow */

static_assert(sizeof(struct acpi_srat) == 48);

enum acpi_srat_type {
	SRAT_CPU	= 0,
	SRAT_MEMORY	= 1,
	SRAT_X2APIC	= 2,
};

#define SRAT_ENABLED		0x1
#define SRAT_HOTPLUG		0x2	/* memory only */

struct acpi_srat_cpu {
	struct acpi_entry entry;
	u8 domain_low;
	u8 apic_id;
	u32 flags;
	u8 sapic_eid;
	u8 domain_high[3];
	u32 clock_domain;
} __packed;

struct acpi_srat_memory {
	struct acpi_entry entry;
	u32 domain;
	u16 reserved;
	u64 base;
	u64 length;
	u32 reserved2;
	u32 flags;
	u64 reserved3;
} __packed;

struct acpi_srat_x2apic {
	struct acpi_entry entry;
	u16 reserved;
	u32 domain;
	u32 apic_id;
	u32 flags;
	u32 clock_domain;
	u32 reserved2;
} __packed;

static_assert(sizeof(struct acpi_srat_cpu) == 16);
static_assert(sizeof(struct acpi_srat_memory) == 40);
static_assert(sizeof(struct acpi_srat_x2apic) == 24);

/* SLIT: how far apart proximity domains are */

struct acpi_slit {
	struct acpi_header header;
	u64 nr_localities;
	u8 distance[];			/* a square, row by row */
} __packed;

static_assert(sizeof(struct acpi_slit) == 44);

/* FADT, on disk "FACP": fixed hardware; of it, what powers the machine off */

/* A register that may lie in memory, in I/O space or elsewhere. */
struct acpi_gas {
	u8 space;
	u8 bit_width;
	u8 bit_offset;
	u8 access_size;
	u64 address;
} __packed;

#define GAS_SYSTEM_IO		1

struct acpi_fadt {
	struct acpi_header header;
	u32 facs;
	u32 dsdt;
	u8 skipped[20];
	u32 pm1a_cnt;
	u32 pm1b_cnt;
	u8 skipped2[68];
	u64 x_dsdt;			/* from here on: ACPI 2.0 */
	u8 skipped3[24];
	struct acpi_gas x_pm1a_cnt;
	struct acpi_gas x_pm1b_cnt;
} __packed;

static_assert(offsetof(struct acpi_fadt, dsdt) == 40);
static_assert(offsetof(struct acpi_fadt, pm1a_cnt) == 64);
static_assert(offsetof(struct acpi_fadt, pm1b_cnt) == 68);
static_assert(offsetof(struct acpi_fadt, x_dsdt) == 140);
static_assert(offsetof(struct acpi_fadt, x_pm1a_cnt) == 172);
static_assert(offsetof(struct acpi_fadt, x_pm1b_cnt) == 184);

/**
 * struct acpi_reader - what one acpi_parse() carries from file to file
 * @map:	the caller's window on physical memory
 * @info:	what is being filled
 * @nr_domains:	how many proximity domains have been numbered
 * @domain:	the proximity domain that became node i; written by the SRAT,
 *		needed by the SLIT, which is indexed by domain
 * @complaints:	broken rules of the table being read
 */
struct acpi_reader {
	const void *(*map)(phys_addr_t start, size_t len);
	struct acpi_info *info;
	unsigned int nr_domains;
	u32 domain[MAX_NUMNODES];
	unsigned int complaints;
};

/*
 * A megabyte of two-byte entries can break a rule half a million times; the
 * first 16 tell the story, and acpi_end_table() says how many were not shown.
 */
#define ACPI_MAX_COMPLAINTS	16

bool acpi_may_complain(struct acpi_reader *r);
void acpi_end_table(struct acpi_reader *r, const char *name);

/* A rule that one entry or pointer broke: "..., ignored" */
#define acpi_warn(r, fmt, ...) \
	do { \
		if (acpi_may_complain(r)) \
			pr_warn("ACPI: " fmt, ##__VA_ARGS__); \
	} while (0)

/* What became of a table as a whole: always shown, a few lines a table */
#define acpi_verdict(r, fmt, ...) \
	do { \
		(r)->info->nr_complaints++; \
		pr_warn("ACPI: " fmt, ##__VA_ARGS__); \
	} while (0)

/**
 * struct acpi_entries - a walk over the entries of a MADT or SRAT
 * @r:		the reader
 * @name:	the table's, for complaints
 * @table:	its first byte
 * @length:	its bytes, all of them mapped
 * @offset:	where the next entry begins
 */
struct acpi_entries {
	struct acpi_reader *r;
	const char *name;
	const u8 *table;
	u32 length;
	u32 offset;
};

/**
 * acpi_next_entry - the next entry, wholly inside the table
 * @it: the walk, which moves on
 *
 * At least two bytes long, so a walk takes at most length / 2 steps.
 *
 * Return: NULL at the end, also where an entry is broken so that nobody can
 * tell where the one after it begins; that is said.
 */
const struct acpi_entry *acpi_next_entry(struct acpi_entries *it);

/* Does @e hold the @size bytes that its type has? If not, it is said. */
bool acpi_entry_holds(struct acpi_entries *it, const struct acpi_entry *e,
		      u32 size);

/*
 * acpi_map - @r->map, but never for nothing and never past 2^64
 *
 * A pointer is used up before the next call: a map may have one window only.
 */
const void *acpi_map(struct acpi_reader *r, phys_addr_t start, size_t len);

/* acpi_sum - bytes added up modulo 256: 0 where a checksum is right */
u8 acpi_sum(const void *bytes, size_t len);

/* acpi_name - what people call the table: "MADT" for "APIC" */
const char *acpi_name(const char *signature);

/* acpi_record - remember where a table lies; at most ACPI_NR_TABLES */
void acpi_record(struct acpi_reader *r, const char *signature,
		 phys_addr_t start, u32 length);

/**
 * acpi_load_table - judge the table at @start and record it
 * @r: the reader
 * @start: where it should be
 * @want: the signature that it must have, or NULL for any
 *
 * Return: its index in info->table, or -EINVAL if it breaks a rule, which
 * is said, or -ENOSPC if there is no room to record it.
 */
int acpi_load_table(struct acpi_reader *r, phys_addr_t start,
		    const char *want);

/* What the loader said of the RSDP; as for acpi_parse(). */
struct acpi_rsdp_hint {
	phys_addr_t rsdp;
	const void *copy;
	u32 copy_len;
};

/**
 * acpi_find_root - find a valid RSDP and copy it
 * @r: the reader
 * @hint: where to look first
 * @root: filled; @root->xsdt is 0 where only the RSDT can be used
 *
 * Return: 0, or -ENODEV.
 */
int acpi_find_root(struct acpi_reader *r, const struct acpi_rsdp_hint *hint,
		   struct acpi_rsdp *root);

/* Each reads one table, whose @length bytes are mapped and add up. */
void acpi_read_madt(struct acpi_reader *r, const void *table, u32 length);
void acpi_read_srat(struct acpi_reader *r, const void *table, u32 length);
void acpi_read_slit(struct acpi_reader *r, const void *table, u32 length);
void acpi_read_fadt(struct acpi_reader *r, const void *table, u32 length);

/* The CPU of that id, or NULL; a search through all, of NR_CPUS at most. */
struct acpi_cpu *acpi_find_cpu(struct acpi_info *info, u32 apic_id);

/* One node that holds everything, as if there were no SRAT. */
void acpi_one_node(struct acpi_info *info);

/* One CPU, the one that is running. */
void acpi_one_cpu(struct acpi_info *info);

#endif
