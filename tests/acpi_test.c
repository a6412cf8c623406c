// SPDX-License-Identifier: MIT
/*
 * acpi_test.c - from the RSDP to a table that can be believed
 *
 * Each case is firmware with one thing wrong (acpi_build.h makes it), and
 * says what must be kept and what must be said. What is in the tables:
 * acpi_cpu_test.c, acpi_numa_test.c; what comes of them: acpi_info_test.c.
 */
#include "acpi_build.h"

/* One CPU, one node: what is left when nothing can be believed. */
static void expect_bare_machine(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, info.nr_cpus, 1u);
	KUNIT_EXPECT_EQ(test, info.cpu[0].apic_id, 0u);
	KUNIT_EXPECT_TRUE(test, info.cpu[0].enabled);
	KUNIT_EXPECT_EQ(test, info.lapic_base, 0ull);
	KUNIT_EXPECT_EQ(test, info.nr_nodes, 1);
	KUNIT_EXPECT_EQ(test, info.nr_memblks, 0u);
}

/* Guards the default: memory without any RSDP. */
static void rsdp_missing(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, parse_with(test, 0, NULL, 0), -ENODEV);
	expect_bare_machine(test);
	EXPECT_SAID(test, "ACPI: no valid RSDP");
}

/* Guards revision 0: 20 bytes, and the RSDT even if an XSDT is written. */
static void rsdp_revision_0(struct kunit *test)
{
	phys_addr_t rsdt;

	madt_of(3);
	rsdt = fw_root(4);
	fw_rsdp(0, (u32)rsdt, 0xdeadbeef);
	KUNIT_EXPECT_EQ(test, parse_with(test, fw.rsdp, NULL, 0), 0);
	KUNIT_EXPECT_EQ(test, info.nr_cpus, 3u);
	KUNIT_EXPECT_EQ(test, info.nr_complaints, 0u);
	KUNIT_EXPECT_STREQ(test, info.table[0].signature, "RSDP");
	KUNIT_EXPECT_EQ(test, info.table[0].length, 20u);
	KUNIT_EXPECT_STREQ(test, info.table[1].signature, "RSDT");
	KUNIT_EXPECT_EQ(test, info.table[1].start, rsdt);
}

/* Guards the first checksum, over 20 bytes, and the signature. */
static void rsdp_bad_checksum(struct kunit *test)
{
	phys_addr_t rsdp;

	madt_of(3);
	rsdp = fw_rsdp(2, 0, fw_root(8));
	poke(rsdp + 9, 'x', 1);
	KUNIT_EXPECT_EQ(test, parse_with(test, rsdp, NULL, 0), -ENODEV);
	expect_bare_machine(test);
	EXPECT_SAID(test, "RSDP: bad checksum over the first 20 bytes");

	fw_rsdp(2, 0, fw_root(8));
	poke(fw.rsdp, 'r', 1);
	poke(fw.rsdp + 9, 'R' - 'r', 1);
	KUNIT_EXPECT_EQ(test, parse_with(test, fw.rsdp, NULL, 0), -ENODEV);
	EXPECT_SAID(test, "RSDP: the signature");
}

/* Guards the second checksum: without it the XSDT is not believed. */
static void rsdp_bad_extended_checksum(struct kunit *test)
{
	phys_addr_t rsdt;

	madt_of(3);
	rsdt = fw_root(4);
	fw_rsdp(2, (u32)rsdt, fw_root(8));
	poke(fw.rsdp + 33, 1, 1);
	KUNIT_EXPECT_EQ(test, parse_with(test, fw.rsdp, NULL, 0), 0);
	KUNIT_EXPECT_EQ(test, info.nr_cpus, 3u);
	KUNIT_EXPECT_EQ(test, info.table[1].start, rsdt);
	EXPECT_SAID(test, "RSDP: bad extended checksum");
}

/* Guards the RSDP's own length: too small, too large, past memory. */
static void rsdp_length(struct kunit *test)
{
	static const struct {
		u32 length;
		size_t at;
		int err;
	} c[] = {
		{ 36, 0x1000, 0 }, { 4096, 0x1000, 0 },
		{ 0, 0x1000, -ENODEV }, { 35, 0x1000, -ENODEV },
		{ 4097, 0x1000, -ENODEV }, { 0xffffffff, 0x1000, -ENODEV },
		{ 4096, MEM_SIZE - 0x800, -ENODEV },
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(c); i++) {
		phys_addr_t xsdt;

		fw_reset();
		madt_of(3);
		xsdt = fw_root(8);
		mem.used = c[i].at;
		fw_rsdp(2, 0, xsdt);
		poke(fw.rsdp + 20, c[i].length, 4);
		/* Right for every length: memory behind it is zero. */
		fw_sum(fw.rsdp, 36, 32);
		KUNIT_EXPECT_EQ(test, parse_with(test, fw.rsdp, NULL, 0),
				c[i].err);
		if (c[i].err)
			EXPECT_SAID(test, "using the RSDT");
	}
}

/* Guards multiboot2's way: bytes, no address. */
static void rsdp_copied(struct kunit *test)
{
	u8 copy[36];

	madt_of(3);
	fw_rsdp(2, 0, fw_root(8));
	memcpy(copy, mem.bytes + (fw.rsdp - mem.base), sizeof(copy));
	poke(fw.rsdp, 0, 8);
	KUNIT_EXPECT_EQ(test, parse_with(test, 0, copy, sizeof(copy)), 0);
	KUNIT_EXPECT_EQ(test, info.nr_cpus, 3u);
	KUNIT_EXPECT_EQ(test, info.nr_complaints, 0u);
	KUNIT_EXPECT_STREQ(test, info.table[0].signature, "XSDT");

	/* Nothing of the copy is read past its length. */
	KUNIT_EXPECT_EQ(test, parse_with(test, 0, copy, 19), -ENODEV);
	EXPECT_SAID(test, "RSDP: its 20 bytes cannot be read");
}

/* Guards a loader that cuts a revision 2 RSDP to the old 20 bytes. */
static void rsdp_copy_cut_off(struct kunit *test)
{
	u8 copy[36];
	phys_addr_t rsdt;

	madt_of(3);
	rsdt = fw_root(4);
	fw_rsdp(2, (u32)rsdt, fw_root(8));
	memcpy(copy, mem.bytes + (fw.rsdp - mem.base), sizeof(copy));
	KUNIT_EXPECT_EQ(test, parse_with(test, 0, copy, 20), 0);
	KUNIT_EXPECT_EQ(test, info.table[0].start, rsdt);
	EXPECT_SAID(test, "cut off after 20 bytes");
}

/* Guards the search of the BIOS area, past a false RSDP. */
static void rsdp_in_bios_area(struct kunit *test)
{
	fw_reset_at(0xfc000);
	fw_rsdp(0, 0, 0);
	poke(fw.rsdp + 9, 'x', 1);
	madt_of(3);
	fw_rsdp(2, 0, fw_root(8));
	KUNIT_EXPECT_EQ(test, parse_with(test, 0, NULL, 0), 0);
	KUNIT_EXPECT_EQ(test, info.nr_cpus, 3u);
	KUNIT_EXPECT_EQ(test, info.table[0].start, fw.rsdp);
}

/* Guards the search of the EBDA, and a wrong hint before it. */
static void rsdp_in_ebda(struct kunit *test)
{
	fw_reset_at(0x400);
	mem.used = 0x400;
	madt_of(3);
	fw_rsdp(2, 0, fw_root(8));
	poke(0x40e, (fw.rsdp & ~0x3ffull) >> 4, 2);
	KUNIT_EXPECT_EQ(test, parse_with(test, 0x600, NULL, 0), 0);
	KUNIT_EXPECT_EQ(test, info.nr_cpus, 3u);

	/* A segment that points into video memory is none. */
	poke(0x40e, 0xa000, 2);
	KUNIT_EXPECT_EQ(test, parse_with(test, 0, NULL, 0), -ENODEV);
}

/* Guards the order: the XSDT if it is good, else the RSDT. */
static void xsdt_before_rsdt(struct kunit *test)
{
	phys_addr_t rsdt, xsdt;

	madt_of(2);
	rsdt = fw_root(4);
	fw.nr_listed = 0;
	madt_of(3);
	xsdt = fw_root(8);
	fw_rsdp(2, (u32)rsdt, xsdt);
	KUNIT_EXPECT_EQ(test, parse_with(test, fw.rsdp, NULL, 0), 0);
	KUNIT_EXPECT_EQ(test, info.nr_cpus, 3u);

	poke(xsdt + 10, 0xff, 1);
	KUNIT_EXPECT_EQ(test, parse_with(test, fw.rsdp, NULL, 0), 0);
	KUNIT_EXPECT_EQ(test, info.nr_cpus, 2u);
	EXPECT_SAID(test, "XSDT at 0x");

	poke(rsdt, 'X', 1);
	KUNIT_EXPECT_EQ(test, parse_with(test, fw.rsdp, NULL, 0), -ENODEV);
	expect_bare_machine(test);
	EXPECT_SAID(test, "RSDT at 0x");
	EXPECT_SAID(test, "the signature is XSDT");
	EXPECT_SAID(test, "no valid XSDT or RSDT");
}

/* Guards entries of a root: null, wild, listed twice, half an entry. */
static void root_with_bad_entries(struct kunit *test)
{
	madt_of(2);
	fw_list(0);
	fw_list(~0ull);
	fw_list(MEM_BASE + MEM_SIZE - 8);
	fw_list(fw.listed[0]);
	fw_begin("XSDT");
	for (unsigned int i = 0; i < fw.nr_listed; i++)
		put(fw.listed[i], 8);
	put(0, 3);
	fw_rsdp(2, 0, fw_end_hidden());
	KUNIT_EXPECT_EQ(test, parse_with(test, fw.rsdp, NULL, 0), 0);

	KUNIT_EXPECT_EQ(test, info.nr_cpus, 2u);
	KUNIT_EXPECT_EQ(test, info.nr_complaints, 5u);
	EXPECT_SAID(test, "table at 0x0000000000000000: the header");
	EXPECT_SAID(test, "table at 0xffffffffffffffff: the header");
	EXPECT_SAID(test, "table at 0x000000003ffe3ff8: the header");
	EXPECT_SAID(test, "listed twice");
	EXPECT_SAID(test, "43 bytes of entries, no multiple of 8");
}

/* Guards against page 0: a null entry is no table, even if one is there. */
static void root_with_null_entry(struct kunit *test)
{
	fw_reset_at(0);
	mem.used = 0;
	fw_begin("APIC");
	memmove(mem.bytes, mem.bytes + fw.begin, mem.used);
	fw.begin = 0;
	mem.used = 44;
	fw_end();
	mem.used = 0x1000;
	fw_parse(test, 1);
	KUNIT_EXPECT_EQ(test, info.lapic_base, 0ull);
	EXPECT_SAID(test, "table at 0x0000000000000000: the header");
}

/* Guards the room for tables: 64, of which RSDP and XSDT take two. */
static void root_with_too_many_tables(struct kunit *test)
{
	for (int i = 0; i < 70; i++) {
		fw_begin("SSDT");
		put(i, 4);
		fw_end();
	}
	fw_parse(test, 3);
	KUNIT_EXPECT_EQ(test, info.nr_tables, 64u);
	EXPECT_SAID(test, "XSDT: lists 70 tables, only the first 64");
	EXPECT_SAID(test, "XSDT: no room to record entry 62");
}

static const struct bad_table {
	const char *name;
	u32 length;
	const char *message;
} bad_tables[] = {
	{ "shorter than a header", 35, "length 35 is not in [36, 1048576]" },
	{ "empty", 0, "length 0 is not in" },
	{ "over a MiB", 1048577, "length 1048577 is not in" },
	{ "all ones", 0xffffffff, "length 4294967295 is not in" },
	{ "past memory", 1048576, "its 1048576 bytes reach past memory" },
	{ "one byte more", 79, "bad checksum" },
};

KUNIT_ARRAY_PARAM_DESC(bad_table, bad_tables, name);

/* Guards every table's header: a MADT with a wrong length is no MADT. */
static void table_with_bad_length(struct kunit *test)
{
	const struct bad_table *bad = test->param_value;
	phys_addr_t madt;

	madt_of(3);
	madt = fw.listed[0];
	put(1, 1);
	poke(madt + 4, bad->length, 4);
	fw_parse(test, 1);
	expect_bare_machine(test);
	EXPECT_SAID(test, "ACPI: MADT at 0x000000003ffe0041: ");
	EXPECT_SAID(test, bad->message);
}

/* Guards against tables that are sound but have no room for their fields. */
static void table_too_short_for_its_kind(struct kunit *test)
{
	static const char kind[][5] = { "APIC", "SRAT", "SLIT", "FACP" };

	for (unsigned int i = 0; i < ARRAY_SIZE(kind); i++) {
		fw_begin(kind[i]);
		put(0, 7);
		fw_end();
	}
	fw_parse(test, 4);
	expect_bare_machine(test);
	EXPECT_SAID(test, "MADT: 43 bytes, but its fields alone need 44");
	EXPECT_SAID(test, "SRAT: 43 bytes, but its fields alone need 48");
	EXPECT_SAID(test, "SLIT: 43 bytes, but its fields alone need 44");
	EXPECT_SAID(test, "FADT: 43 bytes, but its fields alone need 72");
}

/* Guards "first wins"; tables that may be many, as SSDTs, are no news. */
static void table_twice(struct kunit *test)
{
	madt_of(2);
	madt_of(3);
	fw_begin("SSDT");
	fw_end();
	fw_begin("SSDT");
	fw_end();
	fw_parse(test, 1);
	KUNIT_EXPECT_EQ(test, info.nr_cpus, 2u);
	EXPECT_SAID(test, "MADT: there is another at 0x");
}

/* Guards the console from a signature with control characters. */
static void table_with_unprintable_name(struct kunit *test)
{
	fw_begin("\033[2J");
	fw_end();
	fw_parse(test, 0);
	KUNIT_EXPECT_STREQ(test, info.table[2].signature, "?[2J");
}

static struct kunit_case acpi_root_cases[] = {
	KUNIT_CASE(rsdp_missing),
	KUNIT_CASE(rsdp_revision_0),
	KUNIT_CASE(rsdp_bad_checksum),
	KUNIT_CASE(rsdp_bad_extended_checksum),
	KUNIT_CASE(rsdp_length),
	KUNIT_CASE(rsdp_copied),
	KUNIT_CASE(rsdp_copy_cut_off),
	KUNIT_CASE(rsdp_in_bios_area),
	KUNIT_CASE(rsdp_in_ebda),
	KUNIT_CASE(xsdt_before_rsdt),
	KUNIT_CASE(root_with_bad_entries),
	KUNIT_CASE(root_with_null_entry),
	KUNIT_CASE(root_with_too_many_tables),
	KUNIT_CASE_PARAM(table_with_bad_length, bad_table_gen_params),
	KUNIT_CASE(table_too_short_for_its_kind),
	KUNIT_CASE(table_twice),
	KUNIT_CASE(table_with_unprintable_name),
	{}
};

static struct kunit_suite acpi_root_suite = {
	.name = "acpi_root",
	.init = acpi_test_init,
	.exit = acpi_test_exit,
	.test_cases = acpi_root_cases,
};
kunit_test_suite(acpi_root_suite);
