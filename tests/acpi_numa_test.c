// SPDX-License-Identifier: MIT
/*
 * acpi_numa_test.c - nodes from the SRAT, distances from the SLIT
 */
#include "acpi_build.h"

static void expect_one_node(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, info.nr_nodes, 1);
	KUNIT_EXPECT_EQ(test, info.nr_memblks, 0u);
	for (unsigned int i = 0; i < info.nr_cpus; i++)
		KUNIT_EXPECT_EQ(test, info.cpu[i].node, 0);
	KUNIT_EXPECT_EQ(test, info.distance[0][0], 10);
	KUNIT_EXPECT_EQ(test, numa_node_of(&info, 2 * MIB), 0);
}

static void expect_block(struct kunit *test, unsigned int i,
			 const struct acpi_memblk *want)
{
	const struct acpi_memblk *b = &info.memblk[i];

	KUNIT_EXPECT_EQ(test, b->start, want->start);
	KUNIT_EXPECT_EQ(test, b->end, want->end);
	KUNIT_EXPECT_EQ(test, b->node, want->node);
	KUNIT_EXPECT_EQ(test, b->hotplug, want->hotplug);
}

/*
 * Guards QEMU's shape of four nodes: node 0 split by the VGA hole, node 2
 * without a CPU, a hotplug range, a disabled entry; and a SLIT.
 */
static void srat_of_four_nodes(struct kunit *test)
{
	static const u8 square[16] = {
		10, 20, 30, 40,
		20, 10, 21, 22,
		30, 21, 10, 255,
		40, 22, 255, 10,
	};

	madt_of(4);
	srat_begin();
	srat_cpu(0, 0, 1);
	srat_cpu(0, 1, 1);
	srat_cpu(1, 2, 1);
	srat_memory(0, 0, 0xa0000, MEM_ENABLED);
	srat_memory(0, MIB, 31 * MIB, MEM_ENABLED);
	srat_memory(1, 32 * MIB, 32 * MIB, MEM_ENABLED);
	srat_memory(2, 64 * MIB, 64 * MIB, MEM_ENABLED);
	srat_memory(9, 0, 0, 0);
	srat_memory(3, 4096 * MIB, 64 * MIB, MEM_ENABLED | MEM_HOTPLUG);
	srat_cpu(3, 3, 1);
	fw_end();
	slit(4, square, sizeof(square));
	fw_parse(test, 0);

	KUNIT_EXPECT_EQ(test, info.nr_nodes, 4);
	KUNIT_EXPECT_EQ(test, info.cpu[1].node, 0);
	KUNIT_EXPECT_EQ(test, info.cpu[2].node, 1);
	KUNIT_EXPECT_EQ(test, info.cpu[3].node, 3);
	KUNIT_ASSERT_EQ(test, info.nr_memblks, 5u);
	expect_block(test, 4, &(struct acpi_memblk){
		     4096 * MIB, 4160 * MIB, 3, true });
	KUNIT_EXPECT_EQ(test, numa_node_of(&info, 200 * MIB), 0);
	for (int i = 0; i < 16; i++)
		KUNIT_EXPECT_EQ(test, info.distance[i / 4][i % 4], square[i]);
}

/* Guards domains with gaps and 32 bits: numbered as they appear. */
static void srat_with_sparse_domains(struct kunit *test)
{
	static const u8 square[9] = {
		10, 11, 12,
		11, 10, 17,
		12, 17, 10,
	};

	srat_of_two(0x80000002, 2);
	srat_memory(0, 128 * MIB, MIB, MEM_ENABLED);
	srat_memory(3, 129 * MIB, MIB, MEM_ENABLED);
	fw_end();
	slit(3, square, sizeof(square));
	fw_parse(test, 2);
	KUNIT_EXPECT_EQ(test, info.nr_nodes, 4);
	KUNIT_EXPECT_EQ(test, info.cpu[0].node, 0);
	KUNIT_EXPECT_EQ(test, info.cpu[1].node, 1);
	KUNIT_EXPECT_EQ(test, numa_node_of(&info, 128 * MIB), 2);
	KUNIT_EXPECT_EQ(test, info.distance[1][2], 12);
	KUNIT_EXPECT_EQ(test, info.distance[0][1], 20);
	KUNIT_EXPECT_EQ(test, info.distance[3][1], 20);
	EXPECT_SAID(test, "SLIT: no row for domain 3 (node 3)");
	EXPECT_SAID(test, "SLIT: no row for domain 2147483650 (node 0)");
}

/* Guards revision 1, whose domains have 8 bits and garbage above them. */
static void srat_of_revision_1(struct kunit *test)
{
	phys_addr_t at;

	srat_of_two(0x77777701, 0x88888802);
	srat_memory(0x99999901, 128 * MIB, MIB, MEM_ENABLED);
	at = mem.base + fw.begin;
	poke(at + 8, 1, 1);
	fw_end();
	fw_parse(test, 0);
	KUNIT_EXPECT_EQ(test, info.nr_nodes, 2);
	KUNIT_EXPECT_EQ(test, numa_node_of(&info, 128 * MIB), 0);
}

/* Guards type 2, for ids beyond 8 bits. */
static void srat_with_x2apic(struct kunit *test)
{
	madt_begin();
	madt_lapic(0, CPU_ENABLED);
	madt_x2apic(0x12345, CPU_ENABLED);
	fw_end();
	srat_begin();
	srat_memory(0, 0, MIB, MEM_ENABLED);
	srat_x2apic(1, 0, 0);
	srat_x2apic(5, 0x12345, 1);
	fw_end();
	fw_parse(test, 0);
	KUNIT_EXPECT_EQ(test, info.nr_nodes, 2);
	KUNIT_EXPECT_EQ(test, info.cpu[0].node, 0);
	KUNIT_EXPECT_EQ(test, info.cpu[1].node, 1);
}

/* Guards against a CPU that is nobody, or in two places. */
static void srat_with_wrong_cpus(struct kunit *test)
{
	srat_of_two(0, 1);
	srat_cpu(7, 99, 1);
	srat_cpu(0, 1, 1);
	srat_cpu(8, 98, 0);
	fw_end();
	fw_parse(test, 2);
	KUNIT_EXPECT_EQ(test, info.nr_nodes, 2);
	KUNIT_EXPECT_EQ(test, info.cpu[1].node, 1);
	EXPECT_SAID(test, "SRAT: APIC id 99 is no CPU of the MADT");
	EXPECT_SAID(test, "SRAT: APIC id 1 is placed twice");
}

/*
 * Guards the worst contradiction: two nodes with one byte in common.
 *
 *	node 0 [0 ........ 64M)
 *	node 1		[64M-1 .... 128M)
 */
static void srat_nodes_overlap(struct kunit *test)
{
	madt_of(2);
	srat_begin();
	srat_cpu(0, 0, 1);
	srat_cpu(1, 1, 1);
	srat_memory(1, 64 * MIB - 1, 64 * MIB, MEM_ENABLED);
	srat_memory(0, 0, 64 * MIB, MEM_ENABLED);
	fw_end();
	slit(2, (const u8[]){ 10, 21, 21, 10 }, 4);
	fw_parse(test, 2);
	expect_one_node(test);
	EXPECT_SAID(test, "SRAT: [0x0, 0x4000000) of node 0 overlaps "
		    "[0x3ffffff, 0x7ffffff) of node 1");
	EXPECT_SAID(test, "SLIT: no SRAT names its domains");
}

/*
 * Guards an overlap hidden behind one that is allowed:
 *
 *	node 0 [0 .................... 100M)
 *	node 0     [10M .. 20M)
 *	node 1		      [50M .. 60M)
 */
static void srat_overlap_behind_a_join(struct kunit *test)
{
	madt_of(1);
	srat_begin();
	srat_memory(0, 0, 100 * MIB, MEM_ENABLED);
	srat_memory(1, 50 * MIB, 10 * MIB, MEM_ENABLED);
	srat_memory(0, 10 * MIB, 10 * MIB, MEM_ENABLED);
	fw_end();
	fw_parse(test, 2);
	expect_one_node(test);
	EXPECT_SAID(test, "SRAT: node 0 has [0x0, 0x6400000) and "
		    "[0xa00000, 0x1400000): joined");
}

/* Guards one node's own overlaps: joined, and still one's neighbour. */
static void srat_node_overlaps_itself(struct kunit *test)
{
	madt_of(1);
	srat_begin();
	srat_memory(1, 30 * MIB, 10 * MIB, MEM_ENABLED);
	srat_memory(0, 20 * MIB, 10 * MIB, MEM_ENABLED | MEM_HOTPLUG);
	srat_memory(0, 0, 25 * MIB, MEM_ENABLED);
	srat_memory(0, 5 * MIB, 5 * MIB, MEM_ENABLED);
	fw_end();
	fw_parse(test, 2);
	KUNIT_EXPECT_EQ(test, info.nr_nodes, 2);
	KUNIT_ASSERT_EQ(test, info.nr_memblks, 2u);
	expect_block(test, 0, &(struct acpi_memblk){ 0, 30 * MIB, 1, true });
	expect_block(test, 1, &(struct acpi_memblk){
		     30 * MIB, 40 * MIB, 0, false });
}

/* Guards ranges that are none: empty, around the end, up to it. */
static void srat_with_no_ranges(struct kunit *test)
{
	madt_of(1);
	srat_begin();
	srat_memory(5, MIB, 0, MEM_ENABLED);
	srat_memory(6, ~0ull - 10, 100, MEM_ENABLED);
	srat_memory(7, 0ull - MIB, MIB, MEM_ENABLED);
	srat_memory(8, 0, MIB, MEM_ENABLED);
	fw_end();
	fw_parse(test, 3);
	KUNIT_EXPECT_EQ(test, info.nr_memblks, 1u);
	KUNIT_EXPECT_EQ(test, info.nr_nodes, 1);
	EXPECT_SAID(test, "SRAT: memory at 0x100000 is empty");
	EXPECT_SAID(test, "SRAT: memory at 0xfffffffffffffff5 + 0x64 wraps");
	EXPECT_SAID(test, "SRAT: memory at 0xfffffffffff00000 + 0x100000 wraps");
}

/* Guards nodes without any memory: there is nothing to be near to. */
static void srat_without_memory(struct kunit *test)
{
	madt_of(2);
	srat_begin();
	srat_cpu(0, 0, 1);
	srat_cpu(1, 1, 1);
	fw_end();
	fw_parse(test, 1);
	expect_one_node(test);
	EXPECT_SAID(test, "SRAT: no memory range");
}

/* Guards the room for nodes: 16 fit, 17 do not. */
static void srat_of_too_many_nodes(struct kunit *test)
{
	for (u32 nr = MAX_NUMNODES; nr <= MAX_NUMNODES + 1; nr++) {
		fw_reset();
		madt_of(1);
		srat_begin();
		for (u32 i = 0; i < nr; i++)
			srat_memory(i, i * MIB, MIB, MEM_ENABLED);
		fw_end();
		fw_parse(test, nr > MAX_NUMNODES);
		KUNIT_EXPECT_EQ(test, info.nr_nodes,
				nr > MAX_NUMNODES ? 1 : MAX_NUMNODES);
	}
	expect_one_node(test);
	EXPECT_SAID(test, "SRAT: more than 16 proximity domains");
}

/* Guards the room for ranges: 64 fit, 70 do not. */
static void srat_of_too_many_ranges(struct kunit *test)
{
	for (u32 nr = ACPI_MAX_MEMBLKS; nr <= ACPI_MAX_MEMBLKS + 6; nr += 6) {
		fw_reset();
		madt_of(1);
		srat_begin();
		for (u32 i = 0; i < nr; i++)
			srat_memory(i % 2, (nr - i) * MIB, MIB, MEM_ENABLED);
		fw_end();
		fw_parse(test, nr > ACPI_MAX_MEMBLKS);
		KUNIT_EXPECT_EQ(test, info.nr_memblks,
				nr > ACPI_MAX_MEMBLKS ? 0 : nr);
	}
	expect_one_node(test);
	EXPECT_SAID(test, "SRAT: 70 memory ranges, but room for 64");
}

/* Guards the walk; what came before the broken entry is kept. */
static void srat_with_broken_entries(struct kunit *test)
{
	srat_of_two(0, 1);
	put(0x0f00, 2);		/* a CPU entry, one byte short */
	put(0, 13);
	put(0x2701, 2);		/* the same of memory */
	put(0, 37);
	put(0x1702, 2);		/* and of an x2APIC */
	put(0, 21);
	put(0x0001, 2);
	srat_memory(7, 128 * MIB, MIB, MEM_ENABLED);
	fw_end();
	fw_parse(test, 4);
	KUNIT_EXPECT_EQ(test, info.nr_nodes, 2);
	KUNIT_EXPECT_EQ(test, info.nr_memblks, 2u);
	EXPECT_SAID(test, "SRAT: entry of type 0 has 15 bytes instead of 16");
	EXPECT_SAID(test, "SRAT: entry of type 1 has 39 bytes instead of 40");
	EXPECT_SAID(test, "SRAT: entry of type 2 has 23 bytes instead of 24");
	EXPECT_SAID(test, "SRAT: entry at offset 237 has length 0");
}

static const struct bad_slit {
	const char *name;
	u64 n;
	u8 distance[9];
	u8 len;
	const char *message;
} bad_slits[] = {
	{ "not symmetric", 2, { 10, 20, 21, 10 }, 4,
	  "ACPI: SLIT: distance[0][1]=20 but [1][0]=21: not symmetric, "
	  "table ignored" },
	{ "not symmetric in a row nobody uses", 3,
	  { 10, 20, 30, 20, 10, 30, 30, 31, 10 }, 9,
	  "SLIT: distance[1][2]=30 but [2][1]=31" },
	{ "far from itself", 2, { 10, 20, 20, 11 }, 4,
	  "SLIT: distance[1][1]=11 instead of 10" },
	{ "nearer than itself", 2, { 10, 9, 9, 10 }, 4,
	  "SLIT: distance[0][1]=9 is below 10" },
	{ "no localities", 0, { 0 }, 0, "SLIT: 0 localities" },
	{ "a byte short", 2, { 10, 20, 20 }, 3,
	  "SLIT: 2 localities do not make 47 bytes" },
	{ "a byte long", 2, { 10, 20, 20, 10, 0 }, 5,
	  "SLIT: 2 localities do not make 49 bytes" },
	{ "square wraps to 0", 1ull << 32, { 0 }, 0,
	  "SLIT: 4294967296 localities" },
	{ "square wraps to 4", (1ull << 63) + 2, { 10, 20, 20, 10 }, 4,
	  "SLIT: 9223372036854775810 localities" },
};

KUNIT_ARRAY_PARAM_DESC(bad_slit, bad_slits, name);

/* Guards distances: a SLIT with one wrong number is not used at all. */
static void slit_refused(struct kunit *test)
{
	const struct bad_slit *bad = test->param_value;

	srat_of_two(0, 1);
	fw_end();
	slit(bad->n, bad->distance, bad->len);
	fw_parse(test, 1);
	KUNIT_EXPECT_EQ(test, info.nr_nodes, 2);
	KUNIT_EXPECT_EQ(test, info.distance[0][1], 20);
	KUNIT_EXPECT_EQ(test, info.distance[1][0], 20);
	KUNIT_EXPECT_EQ(test, info.distance[1][1], 10);
	EXPECT_SAID(test, bad->message);
}

static struct kunit_case acpi_numa_cases[] = {
	KUNIT_CASE(srat_of_four_nodes),
	KUNIT_CASE(srat_with_sparse_domains),
	KUNIT_CASE(srat_of_revision_1),
	KUNIT_CASE(srat_with_x2apic),
	KUNIT_CASE(srat_with_wrong_cpus),
	KUNIT_CASE(srat_nodes_overlap),
	KUNIT_CASE(srat_overlap_behind_a_join),
	KUNIT_CASE(srat_node_overlaps_itself),
	KUNIT_CASE(srat_with_no_ranges),
	KUNIT_CASE(srat_without_memory),
	KUNIT_CASE(srat_of_too_many_nodes),
	KUNIT_CASE(srat_of_too_many_ranges),
	KUNIT_CASE(srat_with_broken_entries),
	KUNIT_CASE_PARAM(slit_refused, bad_slit_gen_params),
	{}
};

static struct kunit_suite acpi_numa_suite = {
	.name = "acpi_numa",
	.init = acpi_test_init,
	.exit = acpi_test_exit,
	.test_cases = acpi_numa_cases,
};
kunit_test_suite(acpi_numa_suite);
