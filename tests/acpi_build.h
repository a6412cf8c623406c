/* SPDX-License-Identifier: MIT */
/*
 * acpi_build.h - a small physical memory, and firmware that fills it
 *
 * The memory is [mem.base, mem.base + MEM_SIZE); tables are appended to it
 * byte by byte, at odd addresses, as real ones are. Layouts are written here
 * from the specification a second time, as numbers, so that a slip in
 * arch/x86_64/acpi_tables.h is not repeated by its test.
 *
 * mem_map() shows one window at a time and spoils the one before: a reader
 * that keeps a pointer too long or looks past the length it asked for meets
 * WINDOW_FILL.
 *
 *	fw_reset();
 *	fw_begin("APIC");  ...entries...  fw_end();
 *	fw_parse(test, 0);
 *	KUNIT_EXPECT_EQ(test, info.nr_cpus, 2);
 *	EXPECT_SAID(test, "MADT: ...");
 */
#ifndef _TESTS_ACPI_BUILD_H
#define _TESTS_ACPI_BUILD_H

#include <kunit/test.h>
#include <linux/acpi.h>
#include <linux/errno.h>
#include <linux/string.h>

#include "capture.h"

#define MEM_SIZE	0x4000
#define MEM_BASE	0x3ffe0000ull
#define WINDOW_FILL	0xa5
#define ROOT_MAX	128	/* tables in a root */
#define HEADER_SIZE	36

#define __fw		static __maybe_unused

static struct {
	phys_addr_t base;
	u8 bytes[MEM_SIZE];
	size_t used;		/* offset where the next byte goes */
	u8 window[MEM_SIZE];
	size_t window_len;
	unsigned int misuses;	/* requests that no map should see */
} mem;

static struct {
	size_t begin;		/* offset of the table being built */
	u64 listed[ROOT_MAX];
	unsigned int nr_listed;
	phys_addr_t rsdp;
} fw;

static struct acpi_info info;

static const void *mem_map(phys_addr_t start, size_t len)
{
	memset(mem.window, WINDOW_FILL, mem.window_len);
	mem.window_len = 0;
	/* Nothing, past 2^64, or what may be a device: video memory. */
	if (!len || start + len < start ||
	    (start >= 0xa0000 && start < 0xe0000))
		mem.misuses++;
	if (start < mem.base || start - mem.base > MEM_SIZE ||
	    len > MEM_SIZE - (start - mem.base))
		return NULL;
	memcpy(mem.window, mem.bytes + (start - mem.base), len);
	mem.window_len = len;
	return mem.window;
}

__fw void fw_reset_at(phys_addr_t base)
{
	memset(&mem, 0, sizeof(mem));
	memset(mem.window, WINDOW_FILL, sizeof(mem.window));
	memset(&fw, 0, sizeof(fw));
	memset(&info, WINDOW_FILL, sizeof(info));
	mem.base = base;
	mem.used = 0x40;
}

__fw void fw_reset(void)
{
	fw_reset_at(MEM_BASE);
}

/* A value of @size bytes, little-endian; zeros above its own eight. */
__fw void put(u64 value, unsigned int size)
{
	for (unsigned int i = 0; i < size; i++)
		mem.bytes[mem.used++ % MEM_SIZE] =
			i < 8 ? (u8)(value >> (8 * i)) : 0;
}

__fw void put_bytes(const void *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++)
		put(((const u8 *)bytes)[i], 1);
}

__fw void poke(phys_addr_t at, u64 value, unsigned int size)
{
	size_t used = mem.used;

	mem.used = at - mem.base;
	put(value, size);
	mem.used = used;
}

__fw phys_addr_t fw_begin(const char *signature)
{
	mem.used |= 1;
	fw.begin = mem.used;
	put_bytes(signature, 4);
	put(0, 4);		/* length, by fw_end() */
	put(3, 1);		/* revision */
	put(0, HEADER_SIZE - 9);
	return mem.base + fw.begin;
}

/* Make [@at, @at + @len) add up to 0 by its byte @checksum. */
__fw void fw_sum(phys_addr_t at, size_t len, size_t checksum)
{
	u8 *p = mem.bytes + (at - mem.base);
	u8 sum = 0;

	p[checksum] = 0;
	for (size_t i = 0; i < len; i++)
		sum += p[i];
	p[checksum] = (u8)-sum;
}

/* Ends the table; unlike fw_end() no root lists it. */
__fw phys_addr_t fw_end_hidden(void)
{
	phys_addr_t at = mem.base + fw.begin;
	size_t len = mem.used - fw.begin;

	poke(at + 4, len, 4);
	fw_sum(at, len, 9);
	return at;
}

__fw void fw_list(phys_addr_t table)
{
	fw.listed[fw.nr_listed++] = table;
}

__fw phys_addr_t fw_end(void)
{
	phys_addr_t at = fw_end_hidden();

	fw_list(at);
	return at;
}

/* A root that lists what was listed. @width: 8, an XSDT, or 4, an RSDT */
__fw phys_addr_t fw_root(unsigned int width)
{
	fw_begin(width == 8 ? "XSDT" : "RSDT");
	for (unsigned int i = 0; i < fw.nr_listed; i++)
		put(fw.listed[i], width);
	return fw_end_hidden();
}

/* An RSDP of 36 bytes. */
__fw phys_addr_t fw_rsdp(u8 revision, phys_addr_t rsdt, phys_addr_t xsdt)
{
	phys_addr_t at;

	mem.used = (mem.used + 15) & ~(size_t)15;
	at = mem.base + mem.used;
	put_bytes("RSD PTR ", 8);
	put(0, 7);
	put(revision, 1);
	put(rsdt, 4);
	put(36, 4);
	put(xsdt, 8);
	put(0, 4);
	fw_sum(at, 20, 8);
	fw_sum(at, 36, 32);
	fw.rsdp = at;
	return at;
}

__fw int parse_with(struct kunit *test, phys_addr_t rsdp, const void *copy,
		    u32 copy_len)
{
	int err;

	capture_from_now(CAPTURE_WARNINGS);
	err = acpi_parse(rsdp, copy, copy_len, mem_map, &info);
	KUNIT_EXPECT_EQ(test, acpi_check(&info), 0);
	KUNIT_EXPECT_EQ(test, mem.misuses, 0u);
	return err;
}

/*
 * Root and RSDP for the tables built, then parse; they must be found, and
 * @complaints rules be broken.
 */
__fw void fw_parse(struct kunit *test, unsigned int complaints)
{
	KUNIT_ASSERT_LE(test, mem.used, (size_t)(MEM_SIZE - 0x800));
	fw_rsdp(2, 0, fw_root(8));
	KUNIT_EXPECT_EQ(test, parse_with(test, fw.rsdp, NULL, 0), 0);
	KUNIT_EXPECT_EQ(test, info.nr_complaints, complaints);
}

/* MADT */

#define CPU_ENABLED		1
#define CPU_ONLINE_CAPABLE	2

__fw void madt_begin(void)
{
	fw_begin("APIC");
	put(0xfee00000, 4);
	put(1, 4);
}

__fw void madt_lapic(u8 apic_id, u32 flags)
{
	put(0, 1);
	put(8, 1);
	put(apic_id, 1);
	put(apic_id, 1);
	put(flags, 4);
}

__fw void madt_x2apic(u32 apic_id, u32 flags)
{
	put(9, 1);
	put(16, 1);
	put(0, 2);
	put(apic_id, 4);
	put(flags, 4);
	put(apic_id, 4);
}

__fw void madt_ioapic(u32 address, u32 gsi_base)
{
	put(1, 1);
	put(12, 1);
	put(0, 2);
	put(address, 4);
	put(gsi_base, 4);
}

__fw void madt_override(u64 address)
{
	put(5, 1);
	put(12, 1);
	put(0, 2);
	put(address, 8);
}

/* A MADT of CPUs 0 to @nr - 1. */
__fw void madt_of(unsigned int nr)
{
	madt_begin();
	for (unsigned int i = 0; i < nr; i++)
		madt_lapic((u8)i, CPU_ENABLED);
	madt_ioapic(0xfec00000, 0);
	fw_end();
}

/* SRAT */

#define MIB			0x100000ull
#define MEM_ENABLED		1
#define MEM_HOTPLUG		2

__fw phys_addr_t srat_begin(void)
{
	phys_addr_t at = fw_begin("SRAT");

	put(1, 4);
	put(0, 8);
	return at;
}

__fw void srat_cpu(u32 domain, u8 apic_id, u32 flags)
{
	put(0, 1);
	put(16, 1);
	put(domain & 0xff, 1);
	put(apic_id, 1);
	put(flags, 4);
	put(0, 1);
	put(domain >> 8, 3);
	put(0, 4);
}

__fw void srat_x2apic(u32 domain, u32 apic_id, u32 flags)
{
	put(2, 1);
	put(24, 1);
	put(0, 2);
	put(domain, 4);
	put(apic_id, 4);
	put(flags, 4);
	put(0, 8);
}

__fw void srat_memory(u32 domain, u64 base, u64 length, u32 flags)
{
	put(1, 1);
	put(40, 1);
	put(domain, 4);
	put(0, 2);
	put(base, 8);
	put(length, 8);
	put(0, 4);
	put(flags, 4);
	put(0, 8);
}

/* Two CPUs on domains @a and @b, each with 64 MiB; not ended. */
__fw void srat_of_two(u32 a, u32 b)
{
	madt_of(2);
	srat_begin();
	srat_cpu(a, 0, 1);
	srat_cpu(b, 1, 1);
	srat_memory(a, 0, 64 * MIB, MEM_ENABLED);
	srat_memory(b, 64 * MIB, 64 * MIB, MEM_ENABLED);
}

__fw phys_addr_t slit(u64 n, const u8 *distance, size_t len)
{
	fw_begin("SLIT");
	put(n, 8);
	put_bytes(distance, len);
	return fw_end();
}

static int acpi_test_init(struct kunit *test)
{
	capture_start();
	fw_reset();
	return 0;
}

static void acpi_test_exit(struct kunit *test)
{
	capture_stop();
}

#endif
