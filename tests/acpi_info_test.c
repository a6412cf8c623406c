// SPDX-License-Identifier: MIT
/*
 * acpi_info_test.c - what was learnt from ACPI: asked, shown and checked
 */
#include "acpi_build.h"
#include <linux/boot_info.h>
#include <linux/seq_file.h>

/* Guards numa_node_of() at the edges, and in the holes. */
static void node_of_an_address(struct kunit *test)
{
	srat_of_two(0, 1);
	fw_end();
	fw_parse(test, 0);
	KUNIT_EXPECT_EQ(test, numa_node_of(&info, 0), 0);
	KUNIT_EXPECT_EQ(test, numa_node_of(&info, 64 * MIB - 1), 0);
	KUNIT_EXPECT_EQ(test, numa_node_of(&info, 64 * MIB), 1);
	KUNIT_EXPECT_EQ(test, numa_node_of(&info, 128 * MIB - 1), 1);
	KUNIT_EXPECT_EQ(test, numa_node_of(&info, 128 * MIB), 0);
	KUNIT_EXPECT_EQ(test, numa_node_of(&info, ~0ull), 0);
}

/*
 * Guards FAULTS A22: usable memory that no node claims.
 *
 *	SRAT	[0 ... 64M) node 0, [64M ... 128M) node 1, [200M ... 201M)
 *	map	   [1M ....... 130M)   [140M, 141M)	[150M, 151M) reserved
 */
static void memory_on_no_node(struct kunit *test)
{
	static struct mem_map map = {
		.nr = 3,
		.range = {
			{ MIB, 130 * MIB, MEM_USABLE },
			{ 140 * MIB, 141 * MIB, MEM_USABLE },
			{ 150 * MIB, 151 * MIB, MEM_RESERVED },
		},
	};

	madt_of(2);
	fw_parse(test, 0);
	KUNIT_EXPECT_EQ(test, acpi_unclaimed(&info, &map), 0ull);

	fw_reset();
	srat_of_two(0, 1);
	srat_memory(1, 200 * MIB, MIB, MEM_ENABLED);
	fw_end();
	fw_parse(test, 0);
	KUNIT_EXPECT_EQ(test, acpi_unclaimed(&info, &map), 3 * MIB);
	EXPECT_SAID(test, "SRAT: memory [0x8000000, 0x8200000) is on no node");
	EXPECT_SAID(test, "SRAT: memory [0x8c00000, 0x8d00000) is on no node");
}

/* Guards acpi_check(): I1 to I6, broken on purpose, are named. */
static void check_names_what_is_broken(struct kunit *test)
{
	srat_of_two(0, 1);
	fw_end();

#define EXPECT_BROKEN(number, what) \
	do { \
		fw.nr_listed = 2; \
		mem.used = 0x400; \
		fw_parse(test, 0); \
		what; \
		KUNIT_EXPECT_EQ_MSG(test, acpi_check(&info), number, #what); \
	} while (0)

	EXPECT_BROKEN(1, info.nr_cpus = NR_CPUS + 1);
	EXPECT_BROKEN(1, info.cpu[1].apic_id = 0);
	EXPECT_BROKEN(1, info.cpu[0].enabled = info.cpu[1].enabled = false);
	EXPECT_BROKEN(2, info.nr_nodes = 0);
	EXPECT_BROKEN(2, info.cpu[1].node = 2);
	EXPECT_BROKEN(3, info.memblk[0].end++);
	EXPECT_BROKEN(3, info.memblk[1].node = -1);
	EXPECT_BROKEN(3, info.nr_memblks = 0);
	EXPECT_BROKEN(4, info.distance[1][0]++);
	EXPECT_BROKEN(4, info.distance[1][1]++);
	EXPECT_BROKEN(5, info.table[0].length = 0);
	EXPECT_BROKEN(5, info.table[0].signature[0] = '\n');
	EXPECT_BROKEN(6, info.pm1b_cnt = 1);
	EXPECT_BROKEN(6, info.slp_typa = 8);
#undef EXPECT_BROKEN
}

/* Guards the view, columns and all; 4-5 can come online. */
static void view(struct kunit *test)
{
	static char text[2048];
	struct seq_buf_sink sink;
	struct seq_file m = { .count = 0 };

	madt_begin();
	for (u8 i = 0; i < 6; i++)
		madt_lapic(i, i < 4 ? CPU_ENABLED : CPU_ONLINE_CAPABLE);
	madt_lapic(9, CPU_ENABLED);
	fw_end();
	srat_begin();
	srat_memory(0, 0, 64 * MIB, MEM_ENABLED);
	srat_memory(1, 64 * MIB, 64 * MIB, MEM_ENABLED | MEM_HOTPLUG);
	srat_cpu(1, 9, 1);
	fw_end();
	fw_parse(test, 0);

	seq_file_to_buf(&m, &sink, text, sizeof(text));
	acpi_info_show(&m, &info);
	KUNIT_EXPECT_STREQ(test, text,
		"table  address               bytes\n"
		"RSDP   0x000000003ffe0170       36\n"
		"XSDT   0x000000003ffe0135       52\n"
		"MADT   0x000000003ffe0041      100\n"
		"SRAT   0x000000003ffe00a5      144\n"
		"local APIC 0xfee00000, I/O APIC 0x0\n"
		"power-off: not known\n"
		"node 0\n"
		"  APIC ids  0-3  (4-5)\n"
		"  [0x0000000000000000, 0x0000000004000000)      65536 KiB\n"
		"node 1\n"
		"  APIC ids  9\n"
		"  [0x0000000004000000, 0x0000000008000000)      65536 KiB, "
		"hotplug\n"
		"distance   0   1\n"
		"       0  10  20\n"
		"       1  20  10\n"
		"broken rules: 0\n");
}

static struct kunit_case acpi_info_cases[] = {
	KUNIT_CASE(node_of_an_address),
	KUNIT_CASE(memory_on_no_node),
	KUNIT_CASE(check_names_what_is_broken),
	KUNIT_CASE(view),
	{}
};

static struct kunit_suite acpi_info_suite = {
	.name = "acpi_info",
	.init = acpi_test_init,
	.exit = acpi_test_exit,
	.test_cases = acpi_info_cases,
};
kunit_test_suite(acpi_info_suite);
