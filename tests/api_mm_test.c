// SPDX-License-Identifier: MIT
/*
 * api_mm_test.c - each name of gfp.h, mm.h, mmzone.h, highmem.h and ioport.h
 * that a driver may use: it is there, has Linux's type, and does what it says
 *
 * What a name does in every case is for the suites of its subject. Here a
 * name that is missing, or takes its arguments in another order, stops the
 * build; a constant that means something else fails a case.
 */
#include <asm/io.h>
#include <kunit/test.h>
#include <linux/gfp.h>
#include <linux/highmem.h>
#include <linux/ioport.h>
#include <linux/mm.h>
#include <linux/mmzone.h>
#include <linux/sizes.h>

/* The combinations: who may wait, who may use which zone, who may do I/O. */
static void gfp_combinations(struct kunit *test)
{
	static const gfp_t waits[] = { GFP_KERNEL, GFP_NOIO, GFP_NOFS,
				       GFP_USER, GFP_HIGHUSER,
				       GFP_KERNEL_ACCOUNT, __GFP_WAIT };
	static const gfp_t never[] = { GFP_ATOMIC, GFP_NOWAIT, GFP_DMA,
				       GFP_DMA32 };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(waits); i++)
		KUNIT_EXPECT_TRUE(test, gfpflags_allow_blocking(waits[i]));
	for (i = 0; i < ARRAY_SIZE(never); i++)
		KUNIT_EXPECT_FALSE(test, gfpflags_allow_blocking(never[i]));
	KUNIT_EXPECT_EQ(test, __GFP_RECLAIM,
			__GFP_DIRECT_RECLAIM | __GFP_KSWAPD_RECLAIM);
	KUNIT_EXPECT_EQ(test, __GFP_REPEAT, __GFP_RETRY_MAYFAIL);
	KUNIT_EXPECT_EQ(test, GFP_NOFS & (__GFP_FS | __GFP_IO), __GFP_IO);
	KUNIT_EXPECT_EQ(test, GFP_NOIO & (__GFP_FS | __GFP_IO), 0u);
	KUNIT_EXPECT_EQ(test, gfp_zone(GFP_HIGHUSER), ZONE_HIGHMEM);
	KUNIT_EXPECT_EQ(test, gfp_zone(GFP_DMA), ZONE_DMA);
	KUNIT_EXPECT_EQ(test, gfp_zone(GFP_DMA32), ZONE_DMA32);
	KUNIT_EXPECT_EQ(test, gfp_zone(GFP_USER), ZONE_NORMAL);
}

static void give(struct kunit *test, unsigned long addr, unsigned int order)
{
	KUNIT_EXPECT_NE(test, addr, 0UL);
	KUNIT_EXPECT_TRUE(test, PAGE_ALIGNED(addr));
	free_pages(addr, order);
}

/* Every door that gives an address or a page, and the one that takes it. */
static void doors(struct kunit *test)
{
	struct page *page = alloc_page(GFP_KERNEL);
	unsigned long addr;
	void *exact;

	KUNIT_ASSERT_NOT_NULL(test, page);
	__free_page(page);
	page = alloc_pages(GFP_KERNEL, 2);
	KUNIT_ASSERT_NOT_NULL(test, page);
	__free_pages(page, 2);
	page = alloc_pages_node(numa_node_id(), GFP_KERNEL, 0);
	KUNIT_ASSERT_NOT_NULL(test, page);
	free_hot_page(page);
	page = alloc_pages_node(NUMA_NO_NODE, GFP_KERNEL, 0);
	KUNIT_ASSERT_NOT_NULL(test, page);
	free_cold_page(page);
	give(test, __get_free_pages(GFP_KERNEL, 1), 1);
	give(test, __get_dma_pages(GFP_KERNEL, 1), 1);
	addr = __get_free_page(GFP_KERNEL);
	KUNIT_EXPECT_NE(test, addr, 0UL);
	free_page(addr);
	addr = get_zeroed_page(GFP_KERNEL);
	KUNIT_ASSERT_NE(test, addr, 0UL);
	KUNIT_EXPECT_EQ(test, *(unsigned long *)addr, 0UL);
	free_page(addr);
	exact = alloc_pages_exact(3 * PAGE_SIZE, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, exact);
	free_pages_exact(exact, 3 * PAGE_SIZE);
}

/* Several at once; a block that becomes singles. */
static void doors_for_many(struct kunit *test)
{
	struct page *page[4] = { NULL };
	LIST_HEAD(list);
	unsigned int i;

	KUNIT_EXPECT_EQ(test, alloc_pages_bulk_array(GFP_KERNEL, 4, page), 4u);
	for (i = 0; i < 4; i++)
		if (page[i])
			__free_page(page[i]);
	KUNIT_ASSERT_EQ(test, alloc_pages_bulk_list(GFP_KERNEL, 1, &list), 1u);
	__free_page(list_first_entry(&list, struct page, lru));
	page[0] = alloc_pages(GFP_KERNEL, 1);
	KUNIT_ASSERT_NOT_NULL(test, page[0]);
	split_page(page[0], 1);
	__free_page(page[0]);
	__free_page(page[0] + 1);
}

/* page, frame, address: round trips through each pair of names. */
static void conversions(struct kunit *test)
{
	unsigned long addr = __get_free_pages(GFP_KERNEL, 0);
	struct page *page;
	phys_addr_t phys;

	KUNIT_ASSERT_NE(test, addr, 0UL);
	page = virt_to_page(addr);
	phys = virt_to_phys((void *)addr);
	KUNIT_EXPECT_PTR_EQ(test, page_address(page), (void *)addr);
	KUNIT_EXPECT_PTR_EQ(test, pfn_to_page(page_to_pfn(page)), page);
	KUNIT_EXPECT_EQ(test, page_to_phys(page), phys);
	KUNIT_EXPECT_EQ(test, PHYS_PFN(phys), page_to_pfn(page));
	KUNIT_EXPECT_EQ(test, PFN_PHYS(page_to_pfn(page)), phys);
	KUNIT_EXPECT_EQ(test, PFN_UP(phys + 1), page_to_pfn(page) + 1);
	KUNIT_EXPECT_EQ(test, PFN_DOWN(phys + 1), page_to_pfn(page));
	KUNIT_EXPECT_PTR_EQ(test, phys_to_virt(phys), (void *)addr);
	KUNIT_EXPECT_PTR_EQ(test, __va(__pa(addr)), (void *)addr);
	KUNIT_EXPECT_EQ(test, addr - __pa(addr), (unsigned long)PAGE_OFFSET);
	KUNIT_EXPECT_TRUE(test, virt_addr_valid((void *)addr));
	KUNIT_EXPECT_TRUE(test, pfn_valid(page_to_pfn(page)));
	free_page(addr);
}

static void sizes(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, PAGE_SIZE, 1UL << PAGE_SHIFT);
	KUNIT_EXPECT_EQ(test, PAGE_ALIGN(PAGE_SIZE + 1), 2 * PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, (PAGE_SIZE + 1) & PAGE_MASK, PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, offset_in_page(PAGE_SIZE + 5), 5UL);
	KUNIT_EXPECT_EQ(test, get_order(1), 0);
	KUNIT_EXPECT_EQ(test, get_order(PAGE_SIZE), 0);
	KUNIT_EXPECT_EQ(test, get_order(PAGE_SIZE + 1), 1);
	KUNIT_EXPECT_EQ(test, get_order(SZ_4M), MAX_PAGE_ORDER);
	KUNIT_EXPECT_EQ(test, MAX_PAGE_ORDER, 10);
	KUNIT_EXPECT_EQ(test, NR_PAGE_ORDERS, 11);
	KUNIT_EXPECT_EQ(test, MAX_ORDER, MAX_PAGE_ORDER);
}

/* Who holds it, and as a part of what. */
static void references(struct kunit *test)
{
	struct page *page = alloc_pages(GFP_KERNEL | __GFP_COMP, 2);

	KUNIT_ASSERT_NOT_NULL(test, page);
	KUNIT_EXPECT_TRUE(test, PageHead(page) && PageCompound(page));
	KUNIT_EXPECT_TRUE(test, PageTail(page + 3) && PageCompound(page + 3));
	KUNIT_EXPECT_FALSE(test, PageTail(page) || PageHead(page + 3));
	KUNIT_EXPECT_PTR_EQ(test, compound_head(page + 3), page);
	KUNIT_EXPECT_EQ(test, compound_order(page), 2u);
	KUNIT_EXPECT_PTR_EQ(test, virt_to_head_page(page_address(page + 1)),
			    page);
	get_page(page + 1);
	KUNIT_EXPECT_EQ(test, page_count(page + 2), 2);
	KUNIT_EXPECT_EQ(test, page_ref_count(page), 2);
	put_page(page + 3);
	put_page(page);
}

/* Whose memory it is, and how much there is of it. */
static void zones_and_counts(struct kunit *test)
{
	struct page *page = alloc_page(GFP_KERNEL);
	const struct pglist_data *node;
	struct sysinfo info = { 0 };
	struct zone *zone;

	KUNIT_ASSERT_NOT_NULL(test, page);
	zone = page_zone(page);
	node = zone->zone_pgdat;
	KUNIT_EXPECT_EQ(test, zone->node, page_to_nid(page));
	KUNIT_EXPECT_EQ(test, node->node_id, zone->node);
	KUNIT_EXPECT_PTR_EQ(test, node, NODE_DATA(zone->node));
	KUNIT_EXPECT_STREQ(test, zone->name, zone_type_name(page_zonenum(page)));
	si_meminfo(&info);
	KUNIT_EXPECT_EQ(test, info.totalram, totalram_pages());
	KUNIT_EXPECT_EQ(test, info.totalhigh, totalhigh_pages());
	KUNIT_EXPECT_EQ(test, info.mem_unit, (u32)PAGE_SIZE);
	KUNIT_EXPECT_LE(test, nr_free_highpages(), nr_free_pages());
	KUNIT_EXPECT_LT(test, nr_free_pages(), totalram_pages());
	__free_page(page);
}

/* A window and its page; pages through windows. */
static void windows(struct kunit *test)
{
	struct page *page = alloc_page(GFP_HIGHUSER);
	struct page *other = page ? alloc_page(GFP_HIGHUSER) : NULL;
	char text[8], *addr;

	if (page && !other)
		__free_page(page);
	KUNIT_ASSERT_NOT_NULL(test, other);
	addr = kmap(page);
	KUNIT_EXPECT_PTR_EQ(test, kmap_to_page(addr), page);
	KUNIT_EXPECT_TRUE(test, !PageHighMem(page) || addr != NULL);
	kunmap(page);
	clear_highpage(page);
	memcpy_to_page(page, 4, "a page", 7);
	copy_highpage(other, page);
	memzero_page(page, 0, PAGE_SIZE);
	memcpy_from_page(text, other, 4, 7);
	KUNIT_EXPECT_STREQ(test, text, "a page");
	addr = kmap_local_page(other);
	KUNIT_EXPECT_STREQ(test, addr + 4, "a page");
	kunmap_local(addr);
	addr = kmap_local_pfn(page_to_pfn(other));
	KUNIT_EXPECT_STREQ(test, addr + 4, "a page");
	kunmap_local(addr);
	addr = kmap_atomic(page);
	KUNIT_EXPECT_EQ(test, addr[4], 0);
	kunmap_atomic(addr);
	addr = kmap_atomic_pfn(page_to_pfn(page));
	KUNIT_EXPECT_EQ(test, addr[4], 0);
	kunmap_atomic(addr);
	__free_page(page);
	__free_page(other);
}

/* A driver's mapping of one page, and the process that touches it. */
static vm_fault_t give_page(struct vm_fault *vmf)
{
	if (vmf->pgoff >= vmf->vma->vm_pgoff + 1)
		return VM_FAULT_SIGBUS;
	vmf->page = vmf->vma->vm_private_data;
	get_page(vmf->page);
	return 0;
}

static void count_open(struct vm_area_struct *vma)
{
	vma->vm_pgoff++;
}

static void count_close(struct vm_area_struct *vma)
{
	vma->vm_pgoff--;
}

static void mappings(struct kunit *test)
{
	static const struct vm_operations_struct ops = {
		.open = count_open, .close = count_close, .fault = give_page,
	};
	struct page *page = alloc_page(GFP_KERNEL);
	struct vm_area_struct vma = {
		.vm_start = SZ_4M, .vm_end = SZ_4M + 2 * PAGE_SIZE,
		.vm_pgoff = 7, .vm_ops = &ops, .vm_private_data = page,
	};
	struct vm_fault vmf = { .vma = &vma, .address = SZ_4M, .pgoff = 7 };

	KUNIT_ASSERT_NOT_NULL(test, page);
	vm_flags_set(&vma, VM_IO | VM_DONTEXPAND);
	KUNIT_EXPECT_EQ(test, vma.vm_flags, 0UL + (VM_IO | VM_DONTEXPAND));
	KUNIT_EXPECT_EQ(test, vma.vm_ops->fault(&vmf), 0u);
	KUNIT_EXPECT_PTR_EQ(test, vmf.page, page);
	put_page(vmf.page);
	vmf.pgoff++;
	KUNIT_EXPECT_EQ(test, ops.fault(&vmf) & VM_FAULT_ERROR,
			(unsigned int)VM_FAULT_SIGBUS);
	ops.open(&vma);
	KUNIT_EXPECT_EQ(test, ops.fault(&vmf), 0u);
	put_page(vmf.page);
	ops.close(&vma);
	KUNIT_EXPECT_EQ(test, VM_FAULT_NOPAGE & VM_FAULT_ERROR, 0);
	__free_page(page);
}

/* Linux's words of a resource, and the sizes drivers ask for. */
static void resources(struct kunit *test)
{
	const struct resource mem = DEFINE_RES_MEM(0x1000, 0x100);
	const struct resource port = DEFINE_RES_IO_NAMED(0x60, 1, "keyboard");

	KUNIT_EXPECT_EQ(test, resource_size(&mem), 0x100ULL);
	KUNIT_EXPECT_EQ(test, mem.flags, 0UL + IORESOURCE_MEM);
	KUNIT_EXPECT_EQ(test, mem.desc, 0UL + IORES_DESC_NONE);
	KUNIT_EXPECT_EQ(test, resource_type(&port), 0UL + IORESOURCE_IO);
	KUNIT_EXPECT_EQ(test, iomem_resource.end, ~0ULL);
	KUNIT_EXPECT_EQ(test, ioport_resource.end, 0xffffULL);
	KUNIT_EXPECT_EQ(test, IORESOURCE_SYSTEM_RAM & IORESOURCE_BUSY, 0UL);
}

static struct kunit_case api_mm_cases[] = {
	KUNIT_CASE(gfp_combinations),
	KUNIT_CASE(doors),
	KUNIT_CASE(doors_for_many),
	KUNIT_CASE(conversions),
	KUNIT_CASE(sizes),
	KUNIT_CASE(references),
	KUNIT_CASE(zones_and_counts),
	KUNIT_CASE(windows),
	KUNIT_CASE(mappings),
	KUNIT_CASE(resources),
	{}
};

static struct kunit_suite api_mm_suite = {
	.name = "api_mm",
	.test_cases = api_mm_cases,
};
kunit_test_suite(api_mm_suite);
