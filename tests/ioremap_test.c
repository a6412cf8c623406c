// SPDX-License-Identifier: MIT
/*
 * ioremap_test.c - device memory: mapped as asked, refused as it must be
 *
 * The device is ioremap_fixture.h's, where nothing need answer. Real devices
 * are in tests/boot/test_devices.py.
 */
#include <asm/setup.h>
#include <kunit/test.h>
#include <linux/io.h>
#include <linux/ioport.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/sizes.h>
#include <linux/vmalloc.h>

#include "../mm/vm_area.h"
#include "ioremap_fixture.h"

static int find_device(struct kunit *test)
{
	return device_find();
}

static void drop_device(struct kunit *test)
{
	device_drop();
	KUNIT_EXPECT_EQ(test, ioremap_broken(), 0);
	KUNIT_EXPECT_STREQ(test, vmap_broken() ?: "sound", "sound");
}

/* The cache bits of the entry that maps @addr. */
static u64 cache_of(const volatile void __iomem *addr)
{
	unsigned int level;
	pte_t *entry = lookup_address((unsigned long)addr, &level);

	return entry ? pgprot_val(pte_leaf_prot(ptep_get(entry), level)) &
		       _PAGE_CACHE_MASK : ~0ULL;
}

/* ---- what is given ----------------------------------------------------------- */

static void each_type(struct kunit *test)
{
	static const struct {
		void __iomem *(*map)(phys_addr_t phys, unsigned long size);
		u64 cache;
	} doors[] = {
		{ ioremap, _PAGE_CACHE_UC_MINUS },
		{ ioremap_uc, _PAGE_CACHE_UC },
		{ ioremap_wc, _PAGE_CACHE_WC },
		{ ioremap_wt, _PAGE_CACHE_WT },
		{ ioremap_cache, _PAGE_CACHE_WB },
	};
	const struct vm_struct *vm;
	void __iomem *addr;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(doors); i++) {
		addr = doors[i].map(device, SZ_8K);
		KUNIT_ASSERT_NOT_NULL(test, addr);
		KUNIT_EXPECT_EQ(test, cache_of(addr), doors[i].cache);
		KUNIT_EXPECT_EQ(test, vmalloc_to_pfn((void *)addr + PAGE_SIZE),
				PHYS_PFN(device) + 1);
		vm = find_vm_area((void *)addr);
		KUNIT_ASSERT_NOT_NULL(test, vm);
		KUNIT_EXPECT_EQ(test, vm->phys_addr, device);
		KUNIT_EXPECT_EQ(test, vm->flags, (unsigned long)VM_IOREMAP);
		KUNIT_EXPECT_EQ(test, vm->size, 3 * PAGE_SIZE);
		iounmap(addr);
		KUNIT_EXPECT_EQ(test, vmalloc_to_pfn((void *)addr), 0ul);
	}
	iounmap(NULL);
}

/* At any byte, of any size: whole frames are mapped, the offset is kept. */
static void byte_offsets(struct kunit *test)
{
	void __iomem *a = ioremap(device + 0x1234, 5);
	void __iomem *b = ioremap(device + 0xffe, 4);
	void __iomem *all = ioremap(device, SZ_64K);

	KUNIT_ASSERT_NOT_NULL(test, a);
	KUNIT_ASSERT_NOT_NULL(test, b);
	KUNIT_ASSERT_NOT_NULL(test, all);
	KUNIT_EXPECT_EQ(test, offset_in_page(a), 0x234ul);
	KUNIT_EXPECT_EQ(test, get_vm_area_size(find_vm_area((void *)a)),
			PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, get_vm_area_size(find_vm_area((void *)b)),
			2 * PAGE_SIZE);
	/* Both ends can be touched; what is there is the adapter's. */
	readl(b);
	readb(a + 4);
	readb(all + SZ_64K - 1);
	iounmap(a);
	iounmap(all);
	iounmap(b);
}

/* All of the legacy hole, as old drivers map it. */
static void legacy_hole(struct kunit *test)
{
	void __iomem *hole;
	unsigned int i;

	if (block)
		return;		/* this machine has memory there */
	hole = ioremap(0xa0000, 0x60000);
	KUNIT_ASSERT_NOT_NULL(test, hole);
	for (i = 0; i < 0x60000; i += 0x8000)
		readb(hole + i + i / 0x8000);
	iounmap(hole);
}

/* On memory, each accessor and its counterpart agree. */
static void accessors(struct kunit *test)
{
	u8 memory[64] __aligned(8), copy[64] __aligned(8);
	void __iomem *at = (void __iomem *)memory;
	u32 words[4] = { 1, 2, 3, 4 };

	writeq(0x1122334455667788ULL, at);
	KUNIT_EXPECT_EQ(test, readb(at), 0x88);
	KUNIT_EXPECT_EQ(test, readw(at + 2), 0x5566);
	KUNIT_EXPECT_EQ(test, readl_relaxed(at + 4), 0x11223344u);
	KUNIT_EXPECT_EQ(test, __raw_readq(at), 0x1122334455667788ULL);
	KUNIT_EXPECT_EQ(test, ioread16be(at), 0x8877u);
	KUNIT_EXPECT_EQ(test, ioread32be(at), 0x88776655u);
	iowrite32be(0x01020304, at);
	KUNIT_EXPECT_EQ(test, ioread32(at), 0x04030201u);
	iowrite64(7, at + 8);
	KUNIT_EXPECT_EQ(test, ioread64(at + 8), 7ULL);
	writesl(at, words, 4);
	KUNIT_EXPECT_EQ(test, readl(at), 4u);
	readsb(at, copy, 3);
	KUNIT_EXPECT_EQ(test, copy[2], 4);

	/* Ends that are not multiples of 8 */
	memset(memory, 0xee, sizeof(memory));
	memset_io(at + 3, 0x11, 30);
	KUNIT_EXPECT_EQ(test, memory[2], 0xee);
	KUNIT_EXPECT_EQ(test, memory[3], 0x11);
	KUNIT_EXPECT_EQ(test, memory[32], 0x11);
	KUNIT_EXPECT_EQ(test, memory[33], 0xee);
	memory[9] = 9;
	memcpy_fromio(copy, at, 34);
	KUNIT_EXPECT_MEMEQ(test, copy, memory, 34);
	memset(memory, 0, sizeof(memory));
	memcpy_toio(at + 1, copy + 1, 33);
	KUNIT_EXPECT_MEMEQ(test, copy + 1, memory + 1, 33);
	KUNIT_EXPECT_EQ(test, memory[34], 0);
}

/* One width of each kind: what goes out by the one comes in by the other. */
#define EXPECT_WIDTH(test, s, type, at) \
do { \
	static const type out[3] = { (type)0xfedcba9876543210ULL, 5, 6 }; \
	type in[3] = { 0 }; \
\
	memset((void __force *)(at), 0xee, 16); \
	write##s(out[0], at); \
	KUNIT_EXPECT_EQ(test, read##s(at), out[0]); \
	KUNIT_EXPECT_EQ(test, read##s##_relaxed(at), out[0]); \
	KUNIT_EXPECT_EQ(test, readb((at) + sizeof(type)), 0xee); \
	write##s##_relaxed(7, at); \
	KUNIT_EXPECT_EQ(test, read##s(at), 7); \
	KUNIT_EXPECT_EQ(test, readb((at) + sizeof(type)), 0xee); \
	writes##s(at, out, 3); \
	KUNIT_EXPECT_EQ(test, read##s(at), 6); \
	KUNIT_EXPECT_EQ(test, readb((at) + sizeof(type)), 0xee); \
	reads##s(at, in, 2); \
	KUNIT_EXPECT_EQ(test, in[0], 6); \
	KUNIT_EXPECT_EQ(test, in[1], 6); \
	KUNIT_EXPECT_EQ(test, in[2], 0); \
} while (0)

/* Plain, relaxed and string forms touch as many bytes as they say. */
static void widths(struct kunit *test)
{
	u8 memory[16] __aligned(8);
	void __iomem *at = (void __iomem *)memory;

	EXPECT_WIDTH(test, b, u8, at);
	EXPECT_WIDTH(test, w, u16, at);
	EXPECT_WIDTH(test, l, u32, at);
	EXPECT_WIDTH(test, q, u64, at);
}

/* A port dressed up as memory; a mistake is neither. */
static void port_cookies(struct kunit *test)
{
	void __iomem *port = ioport_map(0x80, 1);
	unsigned int value = 0;

	KUNIT_ASSERT_NOT_NULL(test, port);
	iowrite8(0x55, port);		/* the port for this */
	ioread8(port);
	ioport_unmap(port);
	KUNIT_EXPECT_NULL(test, ioport_map(0x10000, 1));
	KUNIT_EXPECT_NULL(test, ioport_map(0xffff, 2));
	KUNIT_EXPECT_EQ(test, kunit_count_warns(
		value = ioread8((void __iomem *)8)), 1u);
	KUNIT_EXPECT_EQ(test, value, 0xffu);
}

/* ---- what is refused ----------------------------------------------------------- */

static unsigned int refused(struct kunit *test, phys_addr_t phys,
			    unsigned long size)
{
	void __iomem *addr = NULL;
	unsigned int warns = kunit_count_warns(addr = ioremap(phys, size));

	KUNIT_EXPECT_NULL(test, addr);
	return warns;
}

static void impossible_ranges(struct kunit *test)
{
	phys_addr_t end = 1ULL << arch_phys_bits();

	KUNIT_EXPECT_EQ(test, refused(test, device, 0), 1u);
	KUNIT_EXPECT_EQ(test, refused(test, ~0ULL - 100, 200), 1u);
	KUNIT_EXPECT_EQ(test, refused(test, device, SIZE_MAX), 1u);
	KUNIT_EXPECT_EQ(test, refused(test, end, PAGE_SIZE), 1u);
	KUNIT_EXPECT_EQ(test, refused(test, end - PAGE_SIZE, PAGE_SIZE + 1),
			1u);
}

/* RAM that is in use, RAM that is free, and a range that begins before it. */
static void ram(struct kunit *test)
{
	struct page *page = alloc_page(GFP_KERNEL);
	phys_addr_t phys = page_to_phys(page);

	KUNIT_EXPECT_EQ(test, refused(test, phys, PAGE_SIZE), 1u);
	KUNIT_EXPECT_EQ(test, refused(test, phys + 17, 1), 1u);
	KUNIT_EXPECT_EQ(test, refused(test, device, SZ_2M), 1u);
	__free_page(page);
	KUNIT_EXPECT_EQ(test, refused(test, phys, PAGE_SIZE), 1u);
}

/* The second may come if it wants the same; the last to go frees the frame. */
static void one_frame_one_type(struct kunit *test)
{
	void __iomem *a = ioremap(device, SZ_8K);
	void __iomem *b = ioremap(device + SZ_4K, SZ_8K), *c = NULL;

	KUNIT_ASSERT_NOT_NULL(test, a);
	KUNIT_ASSERT_NOT_NULL(test, b);
	KUNIT_EXPECT_EQ(test, kunit_count_warns(c = ioremap_wc(device, 4)),
			1u);
	KUNIT_EXPECT_NULL(test, c);
	KUNIT_EXPECT_EQ(test, kunit_count_warns(
		c = ioremap_uc(device + SZ_8K, SZ_8K)), 1u);
	KUNIT_EXPECT_NULL(test, c);
	iounmap(a);
	c = ioremap_wc(device, SZ_4K);
	KUNIT_EXPECT_NOT_NULL(test, c);
	KUNIT_EXPECT_EQ(test, ioremap_broken(), 0);
	iounmap(c);
	iounmap(b);
	c = ioremap_wc(device + SZ_4K, SZ_8K);
	KUNIT_EXPECT_NOT_NULL(test, c);
	iounmap(c);
}

static void wrong_unmaps(struct kunit *test)
{
	void __iomem *a = ioremap(device, SZ_8K);
	void *area = vmalloc(PAGE_SIZE);

	KUNIT_EXPECT_EQ(test, kunit_count_warns(vfree((void *)a)), 1u);
	KUNIT_EXPECT_EQ(test, kunit_count_warns(vunmap((void *)a)), 1u);
	KUNIT_EXPECT_EQ(test, kunit_count_warns(iounmap(a + PAGE_SIZE)), 1u);
	KUNIT_EXPECT_EQ(test, kunit_count_warns(
		iounmap((void __iomem *)area)), 1u);
	iounmap(a);
	KUNIT_EXPECT_EQ(test, kunit_count_warns(iounmap(a)), 1u);
	vfree(area);
}

/* ---- memremap ------------------------------------------------------------------ */

static void memremaps(struct kunit *test)
{
	unsigned long *ram = (void *)__get_free_page(GFP_KERNEL);
	void *addr = (void *)1;

	*ram = 42;
	addr = memremap(__pa(ram), PAGE_SIZE, MEMREMAP_WB);
	KUNIT_EXPECT_PTR_EQ(test, addr, (void *)ram);
	memunmap(addr);
	KUNIT_EXPECT_EQ(test, kunit_count_warns(
		addr = memremap(__pa(ram), PAGE_SIZE, MEMREMAP_WC)), 1u);
	KUNIT_EXPECT_NULL(test, addr);
	free_page((unsigned long)ram);

	addr = memremap(device, PAGE_SIZE, MEMREMAP_WC);
	KUNIT_ASSERT_NOT_NULL(test, addr);
	KUNIT_EXPECT_EQ(test, cache_of(addr), (u64)_PAGE_CACHE_WC);
	memunmap(addr);
	KUNIT_EXPECT_NULL(test, memremap(device, PAGE_SIZE, 0));
}

/* O1, O2: two that overlap disagree; an area shows something else. */
static void checker_sees(struct kunit *test)
{
	void __iomem *a = ioremap(device, SZ_8K);
	void __iomem *b = ioremap(device + PAGE_SIZE, SZ_4K);
	struct vm_struct *vm = find_vm_area((void *)a);
	struct io_map *io = &container_of(vm, struct vm_area, vm)->io;

	KUNIT_ASSERT_EQ(test, ioremap_broken(), 0);
	io->cache ^= _PAGE_CACHE_WC;
	KUNIT_EXPECT_EQ(test, ioremap_broken(), 1);
	io->cache ^= _PAGE_CACHE_WC;
	vm->phys_addr += PAGE_SIZE;
	KUNIT_EXPECT_EQ(test, ioremap_broken(), 2);
	vm->phys_addr -= PAGE_SIZE;
	iounmap(b);
	iounmap(a);
}

/* What maps @addr, a frame of it, and how it is cached. */
static void expect_leaf(struct kunit *test, unsigned long addr,
			unsigned int level, unsigned long pfn)
{
	unsigned int found;

	KUNIT_EXPECT_NOT_NULL(test, lookup_address(addr, &found));
	KUNIT_EXPECT_EQ(test, found, level);
	KUNIT_EXPECT_EQ(test, vmalloc_to_pfn((void *)addr), pfn);
	KUNIT_EXPECT_EQ(test, cache_of((void __iomem *)addr),
			_PAGE_CACHE_WC);
}

/*
 * The largest leaves that fit, and that the processor has; in the last half
 * of its addresses, where no machine of ours has anything:
 *
 *	| 1 GiB, or 512 of 2 MiB | 2 MiB | 4 KiB |
 */
static void large_leaves(struct kunit *test)
{
	phys_addr_t phys = 1ULL << (arch_phys_bits() - 1);
	unsigned int largest = arch_max_leaf();
	unsigned long addr, at;
	void __iomem *io;

	io = ioremap_wc(phys, SZ_1G + SZ_2M + SZ_4K);
	KUNIT_ASSERT_NOT_NULL(test, io);
	addr = (unsigned long)io;
	KUNIT_EXPECT_EQ(test, addr % page_level_size(largest), 0ul);
	for (at = 0; at < SZ_1G; at += SZ_1G / 8 + SZ_4K)
		expect_leaf(test, addr + at, largest, PHYS_PFN(phys + at));
	expect_leaf(test, addr + SZ_1G + SZ_4K, PG_LEVEL_2M,
		    PHYS_PFN(phys + SZ_1G + SZ_4K));
	expect_leaf(test, addr + SZ_1G + SZ_2M, PG_LEVEL_4K,
		    PHYS_PFN(phys + SZ_1G + SZ_2M));
	iounmap(io);
	for (at = 0; at <= SZ_1G + SZ_2M; at += SZ_1G / 8)
		KUNIT_EXPECT_EQ(test, vmalloc_to_pfn((void *)addr + at), 0ul);

	/* Frames that are not aligned have small ones. */
	io = ioremap_wc(phys + SZ_4K, SZ_2M);
	KUNIT_ASSERT_NOT_NULL(test, io);
	expect_leaf(test, (unsigned long)io, PG_LEVEL_4K,
		    PHYS_PFN(phys + SZ_4K));
	iounmap(io);
}

static struct kunit_case ioremap_cases[] = {
	KUNIT_CASE(each_type),
	KUNIT_CASE(byte_offsets),
	KUNIT_CASE(large_leaves),
	KUNIT_CASE(legacy_hole),
	KUNIT_CASE(accessors),
	KUNIT_CASE(widths),
	KUNIT_CASE(port_cookies),
	KUNIT_CASE(impossible_ranges),
	KUNIT_CASE(ram),
	KUNIT_CASE(one_frame_one_type),
	KUNIT_CASE(wrong_unmaps),
	KUNIT_CASE(memremaps),
	KUNIT_CASE(checker_sees),
	{}
};

static struct kunit_suite ioremap_suite = {
	.name = "ioremap",
	.init = find_device,
	.exit = drop_device,
	.test_cases = ioremap_cases,
};
kunit_test_suite(ioremap_suite);
