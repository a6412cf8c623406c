// SPDX-License-Identifier: MIT
/*
 * fuzz_module.c - no object file, however wild, makes the loader misbehave
 *
 * What module_elf_open() lets through is laid out and linked, into memory of
 * exactly the size that was asked for: AddressSanitizer sees a byte too many.
 * Names beginning with a small letter exist, at an address made of the name.
 */
#include <linux/errno.h>
#include <linux/printk.h>
#include <linux/string.h>

#include "../../kernel/module_link.h"

/* The host's; its headers and ours cannot meet. */
void *malloc(size_t size);
void *calloc(size_t n, size_t size);
void free(void *p);

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

static int find(struct module_load *load, const char *name,
		unsigned long *value)
{
	if (name[0] < 'a' || name[0] > 'z')
		return -ENOENT;
	*value = 0xffffffff80000000ul + strlen(name);
	return 0;
}

static void link_it(struct module_load *load)
{
	long size = module_layout(load);

	/* Large ones add nothing but time. */
	if (size < 0 || size > 1 << 20)
		return;
	load->image = calloc(1, size);
	load->base = 0xffffffffa0000000ul;
	load->percpu = 0xffffffff80200000ul;
	load->find = find;
	module_link(load);
	free(load->image);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	static struct module_load load;
	u8 *copy = malloc(size + 1);

	console_loglevel = 0;
	memcpy(copy, data, size);
	strcpy(load.elf.name, "fuzz");
	if (!module_elf_open(&load.elf, copy, size))
		link_it(&load);
	free(copy);
	return 0;
}
