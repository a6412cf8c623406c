// SPDX-License-Identifier: MIT
/*
 * edu_dma.c - a real device copies memory there and back
 *
 * QEMU's edu has a DMA engine with 28 address lines and 4 KiB of its own. The
 * buffers are chosen out of its reach, so that what it reads and writes are
 * stand-ins; and once more with coherent memory.
 *
 *	buffer (above 256 MiB) -> stand-in -> edu -> stand-in -> other buffer
 *
 * Sources: QEMU, docs/specs/edu.rst.
 */
#include <linux/delay.h>
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/sizes.h>

static unsigned long bar;
module_param(bar, ulong, 0444);
MODULE_PARM_DESC(bar, "physical address of edu's registers");
static unsigned int devfn;
module_param(devfn, uint, 0444);
MODULE_PARM_DESC(devfn, "its device and function on bus 0");

#define EDU_MEMORY	0x40000
#define EDU_SIZE	4000

/* Registers */
#define EDU_SOURCE	0x80
#define EDU_TARGET	0x88
#define EDU_COUNT	0x90
#define EDU_COMMAND	0x98
#define EDU_START	1
#define EDU_TO_RAM	2

static void __iomem *regs;
static struct platform_device *pdev;
static LIST_HEAD(low_pages);

/* Its command register: may it read and write memory by itself? */
static void become_master(void)
{
	u32 at = 0x80000000u | devfn << 8 | 4;

	outl(at, 0xcf8);
	outl(inl(0xcfc) | 6, 0xcfc);
}

static int copy(u64 from, u64 to, u64 command)
{
	int i;

	writeq(from, regs + EDU_SOURCE);
	writeq(to, regs + EDU_TARGET);
	writeq(EDU_SIZE, regs + EDU_COUNT);
	writeq(command | EDU_START, regs + EDU_COMMAND);
	for (i = 0; i < 500; i++) {
		if (!(readq(regs + EDU_COMMAND) & EDU_START))
			return 0;
		msleep(10);
	}
	return -ETIMEDOUT;
}

/* A page that 28 address lines do not reach; the others wait on a list. */
static struct page *far_page(void)
{
	struct page *page;

	while ((page = alloc_page(GFP_KERNEL | __GFP_NOWARN))) {
		if (page_to_phys(page) >= SZ_256M)
			return page;
		list_add(&page->lru, &low_pages);
	}
	return NULL;
}

static void give_low_pages_back(void)
{
	struct page *page, *next;

	list_for_each_entry_safe(page, next, &low_pages, lru) {
		list_del(&page->lru);
		__free_page(page);
	}
}

static int wrong_bytes(const u8 *p)
{
	int i, wrong = 0;

	for (i = 0; i < EDU_SIZE; i++)
		wrong += p[i] != (u8)(i * 7 + 3);
	return wrong;
}

static void fill(u8 *p)
{
	int i;

	for (i = 0; i < EDU_SIZE; i++)
		p[i] = i * 7 + 3;
}

static int there_and_back(u8 *out, u8 *in)
{
	struct device *dev = &pdev->dev;
	dma_addr_t to = dma_map_single(dev, out, EDU_SIZE, DMA_TO_DEVICE);
	dma_addr_t from = dma_map_single(dev, in, EDU_SIZE, DMA_FROM_DEVICE);
	int err = -EIO;

	if (dma_mapping_error(dev, to) || dma_mapping_error(dev, from))
		return err;
	err = copy(to, EDU_MEMORY, 0);
	if (!err)
		err = copy(EDU_MEMORY, from, EDU_TO_RAM);
	dma_unmap_single(dev, from, EDU_SIZE, DMA_FROM_DEVICE);
	dma_unmap_single(dev, to, EDU_SIZE, DMA_TO_DEVICE);
	pr_info("edu_dma: %#lx as %#llx to edu, back as %#llx to %#lx: %d wrong\n",
		(unsigned long)__pa(out), (u64)to, (u64)from,
		(unsigned long)__pa(in), wrong_bytes(in));
	return err;
}

static int streaming(void)
{
	struct page *out = far_page(), *in = far_page();
	int err = -ENOMEM;

	if (out && in) {
		fill(page_address(out));
		memset(page_address(in), 0, PAGE_SIZE);
		err = there_and_back(page_address(out), page_address(in));
	}
	if (out)
		__free_page(out);
	if (in)
		__free_page(in);
	give_low_pages_back();
	return err;
}

static int coherent(void)
{
	dma_addr_t handle;
	u8 *p = dma_alloc_coherent(&pdev->dev, EDU_SIZE, &handle, GFP_KERNEL);
	int err;

	if (!p)
		return -ENOMEM;
	fill(p);
	err = copy(handle, EDU_MEMORY, 0);
	memset(p, 0, EDU_SIZE);
	if (!err)
		err = copy(EDU_MEMORY, handle, EDU_TO_RAM);
	pr_info("edu_dma: coherent %#llx: %d wrong\n", (u64)handle,
		wrong_bytes(p));
	dma_free_coherent(&pdev->dev, EDU_SIZE, p, handle);
	return err;
}

static int __init edu_dma_init(void)
{
	int err;

	pdev = platform_device_register_simple("edu", PLATFORM_DEVID_NONE,
					       NULL, 0);
	if (IS_ERR(pdev))
		return PTR_ERR(pdev);
	regs = ioremap(bar, SZ_1M);
	err = regs ? dma_set_mask_and_coherent(&pdev->dev, DMA_BIT_MASK(28))
		   : -ENXIO;
	if (!err) {
		become_master();
		err = streaming();
	}
	if (!err)
		err = coherent();
	if (regs)
		iounmap(regs);
	platform_device_unregister(pdev);
	return err;
}
module_init(edu_dma_init);

MODULE_LICENSE("GPL");
