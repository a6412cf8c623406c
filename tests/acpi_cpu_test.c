// SPDX-License-Identifier: MIT
/*
 * acpi_cpu_test.c - CPUs from the MADT, power-off from the FADT and DSDT
 */
#include "acpi_build.h"

/* Guards the plain case: QEMU q35 with two CPUs. */
static void madt_of_two_cpus(struct kunit *test)
{
	madt_of(2);
	fw_parse(test, 0);
	KUNIT_EXPECT_EQ(test, info.nr_cpus, 2u);
	KUNIT_EXPECT_EQ(test, info.cpu[1].apic_id, 1u);
	KUNIT_EXPECT_TRUE(test, info.cpu[1].enabled);
	KUNIT_EXPECT_EQ(test, info.lapic_base, 0xfee00000ull);
	KUNIT_EXPECT_EQ(test, info.ioapic_base, 0xfec00000ull);
	KUNIT_EXPECT_EQ(test, info.nr_nodes, 1);

	capture_from_now(CAPTURE_ALL);
	acpi_parse(fw.rsdp, NULL, 0, mem_map, &info);
	EXPECT_SAID(test, "ACPI: MADT at 0x000000003ffe0041, 72 bytes\n");
}

/* Guards ids with gaps (sockets of three cores) and types 2, 3, 4. */
static void madt_with_sparse_ids(struct kunit *test)
{
	static const u8 ids[] = { 0, 1, 2, 4, 5, 6 };

	madt_begin();
	for (unsigned int i = 0; i < ARRAY_SIZE(ids); i++)
		madt_lapic(ids[i], CPU_ENABLED);
	put(0x0a02, 2);
	put(0, 8);
	put(0x0803, 2);
	put(0, 6);
	put(0x0604, 2);
	put(0, 4);
	madt_x2apic(300, CPU_ENABLED);
	fw_end();
	fw_parse(test, 0);

	KUNIT_EXPECT_EQ(test, info.nr_cpus, 7u);
	for (unsigned int i = 0; i < ARRAY_SIZE(ids); i++)
		KUNIT_EXPECT_EQ(test, info.cpu[i].apic_id, ids[i]);
	KUNIT_EXPECT_EQ(test, info.cpu[6].apic_id, 300u);
	KUNIT_EXPECT_EQ(test, info.ioapic_base, 0ull);
}

/* Guards the walk: an entry of length 0 would be read for ever. */
static void madt_entry_of_length_0(struct kunit *test)
{
	for (unsigned int length = 0; length < 2; length++) {
		fw_reset();
		madt_begin();
		madt_lapic(0, CPU_ENABLED);
		madt_lapic(1, CPU_ENABLED);
		put(0, 1);
		put(length, 1);
		madt_lapic(2, CPU_ENABLED);
		fw_end();
		fw_parse(test, 1);
		KUNIT_EXPECT_EQ(test, info.nr_cpus, 2u);
		EXPECT_SAID(test, "MADT: entry at offset 60 has length");
	}
}

/* Guards the end: an entry that runs past it, by bytes or all but one. */
static void madt_entry_past_the_end(struct kunit *test)
{
	for (unsigned int there = 1; there < 8; there++) {
		fw_reset();
		madt_begin();
		madt_lapic(0, CPU_ENABLED);
		madt_lapic(1, CPU_ENABLED);
		mem.used -= 8 - there;
		fw_end();
		fw_parse(test, 1);
		KUNIT_EXPECT_EQ(test, info.nr_cpus, 1u);
		EXPECT_SAID(test, "MADT: entry at offset 52 runs past");
	}
}

/* Guards fields: an entry too short for its type is skipped, not read. */
static void madt_entry_too_short(struct kunit *test)
{
	static const struct { u8 type, size; } entry[] = {
		{ 0, 8 }, { 1, 12 }, { 5, 12 }, { 9, 16 },
	};

	madt_begin();
	for (unsigned int i = 0; i < ARRAY_SIZE(entry); i++) {
		put(entry[i].type, 1);
		put(entry[i].size - 1, 1);
		for (int j = 0; j < entry[i].size - 3; j++)
			put(0x11, 1);
	}
	madt_lapic(7, CPU_ENABLED);
	fw_end();
	fw_parse(test, 4);
	KUNIT_EXPECT_EQ(test, info.nr_cpus, 1u);
	KUNIT_EXPECT_EQ(test, info.cpu[0].apic_id, 7u);
	KUNIT_EXPECT_EQ(test, info.lapic_base, 0xfee00000ull);
	KUNIT_EXPECT_EQ(test, info.ioapic_base, 0ull);
	EXPECT_SAID(test, "MADT: entry of type 9 has 15 bytes instead of 16");
}

/* Guards distinct ids, also between the two types of entry. */
static void madt_id_twice(struct kunit *test)
{
	madt_begin();
	madt_lapic(0, CPU_ENABLED);
	madt_lapic(3, CPU_ENABLED);
	madt_lapic(3, CPU_ENABLED);
	madt_x2apic(0, CPU_ENABLED);
	fw_end();
	fw_parse(test, 2);
	KUNIT_EXPECT_EQ(test, info.nr_cpus, 2u);
	EXPECT_SAID(test, "MADT: APIC id 3 is named twice");
	EXPECT_SAID(test, "MADT: APIC id 0 is named twice");
}

/* Guards the room for CPUs: the first NR_CPUS, and one line. */
static void madt_of_too_many_cpus(struct kunit *test)
{
	madt_begin();
	for (unsigned int i = 0; i < NR_CPUS + 44; i++)
		madt_x2apic(i, CPU_ENABLED);
	fw_end();
	fw_parse(test, 1);
	KUNIT_EXPECT_EQ(test, info.nr_cpus, (unsigned int)NR_CPUS);
	KUNIT_EXPECT_EQ(test, info.cpu[NR_CPUS - 1].apic_id, NR_CPUS - 1u);
	EXPECT_SAID(test, "MADT: 300 CPUs, only the first 256 are used");
}

/* Guards fillers (skipped in silence) and CPUs that may come later. */
static void madt_disabled_cpus(struct kunit *test)
{
	madt_begin();
	madt_lapic(0, CPU_ENABLED);
	madt_lapic(1, 0);
	madt_lapic(2, CPU_ONLINE_CAPABLE);
	madt_lapic(0xff, 0);
	fw_end();
	fw_parse(test, 0);
	KUNIT_EXPECT_EQ(test, info.nr_cpus, 2u);
	KUNIT_EXPECT_TRUE(test, info.cpu[0].enabled);
	KUNIT_EXPECT_EQ(test, info.cpu[1].apic_id, 2u);
	KUNIT_EXPECT_FALSE(test, info.cpu[1].enabled);
}

/* Guards start-up from sending an IPI to everybody by mistake. */
static void madt_broadcast_id(struct kunit *test)
{
	madt_begin();
	madt_lapic(0, CPU_ENABLED);
	madt_lapic(0xff, CPU_ENABLED);
	madt_x2apic(0xffffffff, CPU_ENABLED);
	madt_x2apic(0xff, CPU_ENABLED);
	fw_end();
	fw_parse(test, 2);
	KUNIT_EXPECT_EQ(test, info.nr_cpus, 2u);
	EXPECT_SAID(test, "MADT: a CPU has APIC id 255, which means all");
	EXPECT_SAID(test, "MADT: a CPU has APIC id 4294967295, which means");
}

/* Guards the CPU that we run on from a MADT that denies it. */
static void madt_without_an_enabled_cpu(struct kunit *test)
{
	madt_begin();
	madt_lapic(4, CPU_ONLINE_CAPABLE);
	fw_end();
	fw_parse(test, 1);
	KUNIT_EXPECT_EQ(test, info.nr_cpus, 1u);
	KUNIT_EXPECT_EQ(test, info.cpu[0].apic_id, 0u);
	KUNIT_EXPECT_TRUE(test, info.cpu[0].enabled);
	EXPECT_SAID(test, "MADT: no CPU is enabled");
}

/* Guards the local APIC's address: moved, and moved to nowhere. */
static void madt_lapic_override(struct kunit *test)
{
	madt_begin();
	madt_lapic(0, CPU_ENABLED);
	madt_override(0x1234567000);
	madt_override(0x1001);
	madt_override(0);
	fw_end();
	fw_parse(test, 2);
	KUNIT_EXPECT_EQ(test, info.lapic_base, 0x1234567000ull);
	EXPECT_SAID(test, "MADT: local APIC at 0x1001, which is no page");
}

/* Guards the choice of I/O APIC: the one with interrupt 0. */
static void madt_of_several_ioapics(struct kunit *test)
{
	madt_begin();
	madt_lapic(0, CPU_ENABLED);
	madt_ioapic(0, 0);
	madt_ioapic(0xfec10000, 24);
	madt_ioapic(0xfec00000, 0);
	madt_ioapic(0xfec20000, 0);
	fw_end();
	fw_parse(test, 1);
	KUNIT_EXPECT_EQ(test, info.ioapic_base, 0xfec00000ull);
	EXPECT_SAID(test, "MADT: I/O APIC 0 at address 0");
}

/* Guards the console: many complaints are counted, 16 are shown. */
static void madt_of_many_faults(struct kunit *test)
{
	unsigned int nr_shown = 0;
	const char *at;

	madt_begin();
	for (int i = 0; i < 101; i++)
		madt_lapic(0, CPU_ENABLED);
	fw_end();
	fw_parse(test, 100);
	for (at = captured; (at = strstr(at, "named twice")); at++)
		nr_shown++;
	KUNIT_EXPECT_EQ(test, nr_shown, 16u);
	EXPECT_SAID(test, "MADT: 84 more complaints not shown");
}

/* FADT: @x_space 0 leaves the extended registers out of use. */
static void fadt(u32 dsdt, u64 x_dsdt, u8 x_space, u64 x_pm1a)
{
	phys_addr_t at = fw_begin("FACP");

	put(0, 244 - HEADER_SIZE);
	poke(at + 40, dsdt, 4);
	poke(at + 64, 0x604, 4);
	poke(at + 68, 0x704, 4);
	poke(at + 140, x_dsdt, 8);
	poke(at + 172, x_space, 1);
	poke(at + 176, x_pm1a, 8);
	fw_end();
}

static phys_addr_t dsdt(const char *aml, size_t len)
{
	fw_begin("DSDT");
	put_bytes("\x08_S4_\x0a\x04", 7);
	put_bytes(aml, len);
	return fw_end_hidden();
}

#define S5(aml)	dsdt("\x08_S5_" aml, sizeof("\x08_S5_" aml) - 1)

static void expect_no_power_off(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, info.pm1a_cnt, 0);
	KUNIT_EXPECT_EQ(test, info.pm1b_cnt, 0);
	KUNIT_EXPECT_EQ(test, info.slp_typa, 0);
	KUNIT_EXPECT_EQ(test, info.slp_typb, 0);
}

/* Guards the plain case, and that the DSDT is recorded. */
static void fadt_with_legacy_ports(struct kunit *test)
{
	fadt((u32)S5("\x12\x06\x04\x0a\x05\x0a\x07"), 0, 0, 0);
	fw_parse(test, 0);
	KUNIT_EXPECT_EQ(test, info.pm1a_cnt, 0x604);
	KUNIT_EXPECT_EQ(test, info.pm1b_cnt, 0x704);
	KUNIT_EXPECT_EQ(test, info.slp_typa, 5);
	KUNIT_EXPECT_EQ(test, info.slp_typb, 7);
	KUNIT_EXPECT_STREQ(test, info.table[3].signature, "DSDT");
}

/* Guards ACPI 2.0's fields: better than the old, unless unusable. */
static void fadt_with_extended_ports(struct kunit *test)
{
	phys_addr_t at = S5("\x12\x04\x02\x01\x00");

	fadt(0, at, 1, 0x1804);
	fw_parse(test, 0);
	KUNIT_EXPECT_EQ(test, info.pm1a_cnt, 0x1804);
	KUNIT_EXPECT_EQ(test, info.slp_typa, 1);
	KUNIT_EXPECT_EQ(test, info.slp_typb, 0);

	fw_reset();
	at = S5("\x12\x04\x02\x01\x00");
	fadt(0, at, 0, 0x1804);
	fw_parse(test, 1);
	KUNIT_EXPECT_EQ(test, info.pm1a_cnt, 0x604);
	EXPECT_SAID(test, "FADT: X_PM1a_CNT is 0x1804 in space 0");

	fw_reset();
	at = S5("\x12\x04\x02\x01\x00");
	fadt(0, at, 1, 0x10604);
	fw_parse(test, 1);
	KUNIT_EXPECT_EQ(test, info.pm1a_cnt, 0x604);
}

/* Guards an ACPI 1.0 FADT: what it lacks is not read from beyond it. */
static void fadt_of_acpi_1(struct kunit *test)
{
	phys_addr_t good = S5("\x12\x04\x02\x01\x00");
	phys_addr_t at;

	fadt((u32)good, ~0ull, 1, 0x1804);
	at = mem.base + fw.begin;
	mem.used = at - mem.base + 116;
	fw_end_hidden();
	mem.used += 128;
	fw_parse(test, 0);
	KUNIT_EXPECT_EQ(test, info.pm1a_cnt, 0x604);
	KUNIT_EXPECT_EQ(test, info.slp_typa, 1);
}

/* Guards port numbers from being cut to 16 bits. */
static void fadt_with_wide_port(struct kunit *test)
{
	phys_addr_t at = S5("\x12\x04\x02\x01\x00");

	fadt((u32)at, 0, 0, 0);
	poke(fw.listed[0] + 64, 0x10604, 4);
	fw_sum(fw.listed[0], 244, 9);
	fw_parse(test, 2);
	expect_no_power_off(test);
	EXPECT_SAID(test, "FADT: PM1a_CNT is 0x10604, no I/O port");
	EXPECT_SAID(test, "FADT: no PM1a control port");
}

/* Guards the DSDT: a bad X_DSDT gives way to the old pointer, if good. */
static void fadt_with_bad_dsdt(struct kunit *test)
{
	phys_addr_t at = S5("\x12\x04\x02\x01\x00");

	fadt((u32)at, ~0ull - 20, 0, 0);
	fw_parse(test, 1);
	KUNIT_EXPECT_EQ(test, info.slp_typa, 1);

	poke(at, 'd', 1);
	fw_parse(test, 3);
	expect_no_power_off(test);
	EXPECT_SAID(test, "DSDT at 0x000000003ffe0041: the signature is dSDT");
	EXPECT_SAID(test, "DSDT: no \\_S5 of two constants");
}

static const struct s5_case {
	const char *name;
	const char *aml;
	size_t len;
	int a, b;		/* -1: not to be understood */
} s5_cases[] = {
#define S5_CASE(text, bytes, typa, typb) \
	{ text, "_S5_" bytes, sizeof("_S5_" bytes) - 1, typa, typb }
	S5_CASE("zeros", "\x12\x06\x04\x00\x00\x00\x00", 0, 0),
	S5_CASE("byte and one", "\x12\x05\x02\x0a\x05\x01", 5, 1),
	S5_CASE("length of two bytes", "\x12\x46\x00\x02\x0a\x05\x01", 5, 1),
	S5_CASE("length of four bytes",
		"\x12\xc8\x00\x00\x00\x02\x0a\x05\x01", 5, 1),
	S5_CASE("length of 17", "\x12\x41\x01\x02\x0a\x05\x01"
		"\0\0\0\0\0\0\0\0\0\0\0", 5, 1),
	S5_CASE("second try", "_S5_\x12_S5_\x12\x04\x02\x01\x01", 1, 1),
	S5_CASE("no package", "\x11\x05\x02\x0a\x05\x01", -1, -1),
	S5_CASE("length past the table", "\x12\x06\x02\x0a\x05\x01", -1, -1),
	S5_CASE("huge length", "\x12\xcf\xff\xff\xff\x02\x01\x01", -1, -1),
	S5_CASE("length of zero", "\x12\x00\x02\x01\x01", -1, -1),
	S5_CASE("length cuts the second", "\x12\x03\x02\x01\x01", -1, -1),
	S5_CASE("length byte missing", "\x12\xc0\x00", -1, -1),
	S5_CASE("one element", "\x12\x04\x01\x01\x01", -1, -1),
	S5_CASE("type of four bits", "\x12\x05\x02\x0a\x08\x01", -1, -1),
	S5_CASE("an alias", "\x12\x04\x02\x06\x01", -1, -1),
	S5_CASE("a word", "\x12\x06\x02\x0b\x05\x00\x01", -1, -1),
	S5_CASE("name at the very end", "", -1, -1),
	S5_CASE("package at the very end", "\x12", -1, -1),
};

KUNIT_ARRAY_PARAM_DESC(s5, s5_cases, name);

/* Guards the AML that is decoded: each byte of it may be wrong. */
static void dsdt_s5(struct kunit *test)
{
	const struct s5_case *c = test->param_value;
	phys_addr_t at = dsdt(c->aml, c->len);

	fadt((u32)at, 0, 0, 0);
	fw_parse(test, c->a < 0);
	if (c->a < 0) {
		expect_no_power_off(test);
		return;
	}
	KUNIT_EXPECT_EQ(test, info.pm1a_cnt, 0x604);
	KUNIT_EXPECT_EQ(test, info.slp_typa, c->a);
	KUNIT_EXPECT_EQ(test, info.slp_typb, c->b);
}

static struct kunit_case acpi_cpu_cases[] = {
	KUNIT_CASE(madt_of_two_cpus),
	KUNIT_CASE(madt_with_sparse_ids),
	KUNIT_CASE(madt_entry_of_length_0),
	KUNIT_CASE(madt_entry_past_the_end),
	KUNIT_CASE(madt_entry_too_short),
	KUNIT_CASE(madt_id_twice),
	KUNIT_CASE(madt_of_too_many_cpus),
	KUNIT_CASE(madt_disabled_cpus),
	KUNIT_CASE(madt_broadcast_id),
	KUNIT_CASE(madt_without_an_enabled_cpu),
	KUNIT_CASE(madt_lapic_override),
	KUNIT_CASE(madt_of_several_ioapics),
	KUNIT_CASE(madt_of_many_faults),
	KUNIT_CASE(fadt_with_legacy_ports),
	KUNIT_CASE(fadt_with_extended_ports),
	KUNIT_CASE(fadt_of_acpi_1),
	KUNIT_CASE(fadt_with_wide_port),
	KUNIT_CASE(fadt_with_bad_dsdt),
	KUNIT_CASE_PARAM(dsdt_s5, s5_gen_params),
	{}
};

static struct kunit_suite acpi_cpu_suite = {
	.name = "acpi_cpu",
	.init = acpi_test_init,
	.exit = acpi_test_exit,
	.test_cases = acpi_cpu_cases,
};
kunit_test_suite(acpi_cpu_suite);
