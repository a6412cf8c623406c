// SPDX-License-Identifier: MIT
/*
 * hello.c - the smallest module that uses memory
 *
 *	make M=samples/hello
 *	make run MODULES=samples/hello/hello.ko
 *	mm> insmod hello pages=3
 */
#include <linux/gfp.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/module.h>

static unsigned int pages = 1;
module_param(pages, uint, 0444);
MODULE_PARM_DESC(pages, "how many pages to hold on to");

static LIST_HEAD(held);

static void give_back(void)
{
	struct page *page, *next;

	list_for_each_entry_safe(page, next, &held, lru) {
		list_del(&page->lru);
		__free_page(page);
	}
}

static int __init hello_init(void)
{
	unsigned int i;

	for (i = 0; i < pages; i++) {
		struct page *page = alloc_page(GFP_KERNEL);

		if (!page) {
			give_back();
			return -ENOMEM;
		}
		list_add(&page->lru, &held);
	}
	pr_info("hello: holding %u pages\n", pages);
	return 0;
}
module_init(hello_init);

static void __exit hello_exit(void)
{
	give_back();
	pr_info("hello: gone\n");
}
module_exit(hello_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Holds pages until it is removed");
