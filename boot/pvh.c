// SPDX-License-Identifier: MIT
/*
 * pvh.c - boot information of a direct boot: a structure that points
 *
 * PROBLEM
 *	hvm_start_info is small and of fixed shape, but everything of interest
 *	is behind a physical address in it: tables whose lengths are in other
 *	fields, strings whose lengths are nowhere.
 *
 * IDEA
 *	Follow each pointer on its own; one that leads nowhere loses what it
 *	leads to, and no more.
 *
 *	hvm_start_info
 *	 0 +------------------+
 *	   | magic   version  |		   hvm_modlist_entry, 32 bytes
 *	 8 | flags   nr_mods  |		  +------+------+---------+---+
 *	16 | modlist ---------+---------->| addr | size | cmdline | 0 | x nr
 *	24 | cmdline ---------+--> "..."  +------+------+----+----+---+
 *	32 | rsdp	      |				     +--> "..."
 *	40 +--- version 1 ----+
 *	   | memmap ----------+---------->+------+------+------+---+
 *	48 | entries   0      |		  | addr | size | type | 0 | x entries
 *	56 +------------------+		  +------+------+------+---+
 *					   hvm_memmap_entry, 24 bytes
 *
 *	Version 0 ends at 40 and has no memory map: its guests ask the
 *	hypervisor, which we cannot. A later version extends this one and is
 *	read as 1.
 *
 * FAILURE
 *	A table is read whole or not at all: a memory map of which only the
 *	beginning can be read may have lost the reserved range that lies inside
 *	a usable one. A pointer of 0 means "none" and is not an error, except
 *	where a count says otherwise.
 *
 * SOURCES
 *	The PVH boot ABI as Xen documents it: x86/HVM direct boot,
 *	struct hvm_start_info.
 */
#define pr_fmt(fmt) "PVH: " fmt

#include <linux/errno.h>
#include <linux/printk.h>

#include "internal.h"
#include "pvh.h"

#define INFO_SIZE_V0	40u
#define INFO_SIZE_V1	56u
#define MODULE_ENTRY	32u	/* address, size, command line, reserved */
#define MEMMAP_ENTRY	24u	/* address, size, type, reserved */
#define MEMMAP_MAX	(BOOT_TABLE_MAX / MEMMAP_ENTRY)

/* The fields we use, copied out. */
struct pvh_info {
	u32 version;
	u32 nr_modules;
	u32 nr_memmap;
	phys_addr_t modlist;
	phys_addr_t cmdline;
	phys_addr_t rsdp;
	phys_addr_t memmap;
};

static int read_info(const struct boot_source *src, struct pvh_info *info)
{
	const u8 *data = src->map(src->info, INFO_SIZE_V0);

	if (!data) {
		pr_err("start_info at 0x%llx cannot be read\n", src->info);
		return -EFAULT;
	}
	if (boot_u32(data, 0) != PVH_MAGIC) {
		pr_err("start_info at 0x%llx has magic 0x%x, not 0x%x\n",
		       src->info, boot_u32(data, 0), PVH_MAGIC);
		return -EINVAL;
	}

	info->version = boot_u32(data, 4);
	info->nr_modules = boot_u32(data, 12);
	info->modlist = boot_u64(data, 16);
	info->cmdline = boot_u64(data, 24);
	info->rsdp = boot_u64(data, 32);
	info->nr_memmap = 0;
	info->memmap = 0;
	return 0;
}

/* The part that version 1 added. */
static void read_info_v1(const struct boot_source *src, struct pvh_info *info)
{
	const u8 *data;

	if (info->version == 0) {
		pr_warn("start_info version 0 has no memory map\n");
		return;
	}
	if (info->version > 1)
		pr_warn("start_info version %u is read as version 1\n",
			info->version);

	data = src->map(src->info, INFO_SIZE_V1);
	if (!data) {
		pr_warn("start_info at 0x%llx: only %u of %u bytes can be read, no memory map\n",
			src->info, INFO_SIZE_V0, INFO_SIZE_V1);
		return;
	}
	info->memmap = boot_u64(data, 40);
	info->nr_memmap = boot_u32(data, 48);
}

static void take_cmdline(const struct boot_source *src,
			 const struct pvh_info *info, struct boot_info *bi)
{
	unsigned int fault;

	if (!info->cmdline)
		return;
	fault = boot_read_string(src, info->cmdline, bi->cmdline,
				 sizeof(bi->cmdline));
	if (fault)
		pr_warn("command line at 0x%llx %s\n", info->cmdline,
			boot_string_fault(fault));
}

static void take_rsdp(const struct boot_source *src,
		      const struct pvh_info *info, struct boot_info *bi)
{
	if (info->rsdp >= boot_phys_limit(src)) {
		pr_warn("RSDP at 0x%llx lies beyond physical memory: ignored\n",
			info->rsdp);
		return;
	}
	bi->rsdp = info->rsdp;
}

static void take_module(const struct boot_source *src, const u8 *entry,
			struct boot_info *bi)
{
	phys_addr_t start = boot_u64(entry, 0);
	phys_addr_t end = start + boot_u64(entry, 8);
	phys_addr_t args = boot_u64(entry, 16);
	struct boot_module *mod = NULL;
	const char *why = "lies beyond physical memory";
	unsigned int fault;

	if (start <= boot_phys_limit(src) && end <= boot_phys_limit(src))
		mod = boot_add_module(bi, start, end, &why);
	if (!mod) {
		pr_warn("module [0x%llx, 0x%llx) %s: refused\n", start, end,
			why);
		return;
	}

	if (!args)
		return;
	fault = boot_read_string(src, args, mod->args, sizeof(mod->args));
	if (fault)
		pr_warn("module arguments at 0x%llx %s\n", args,
			boot_string_fault(fault));
}

static void take_modules(const struct boot_source *src,
			 const struct pvh_info *info, struct boot_info *bi)
{
	u32 nr = info->nr_modules;
	const u8 *table;
	u32 i;

	if (!nr)
		return;
	if (nr > BOOT_MODULES_MAX) {
		pr_warn("%u modules, too many: the first %u are taken\n", nr,
			BOOT_MODULES_MAX);
		nr = BOOT_MODULES_MAX;
	}

	table = info->modlist ? src->map(info->modlist, nr * MODULE_ENTRY)
			      : NULL;
	if (!table) {
		pr_warn("list of %u modules at 0x%llx cannot be read: no modules\n",
			nr, info->modlist);
		return;
	}
	for (i = 0; i < nr; i++)
		take_module(src, table + i * MODULE_ENTRY, bi);
}

static void take_memmap(const struct boot_source *src,
			const struct pvh_info *info, struct boot_info *bi)
{
	u32 nr = info->nr_memmap;
	u32 nr_lost = 0;
	const u8 *table;
	u32 i;

	if (!nr)
		return;
	if (nr > MEMMAP_MAX) {
		pr_warn("memory map of %u entries: only the first %u are read\n",
			nr, MEMMAP_MAX);
		nr = MEMMAP_MAX;
	}

	table = info->memmap ? src->map(info->memmap, nr * MEMMAP_ENTRY) : NULL;
	if (!table) {
		pr_warn("memory map of %u entries at 0x%llx cannot be read\n",
			nr, info->memmap);
		return;
	}
	for (i = 0; i < nr; i++) {
		const u8 *entry = table + i * MEMMAP_ENTRY;
		struct mem_range r;

		r.start = boot_u64(entry, 0);
		r.end = r.start + boot_u64(entry, 8);
		r.type = boot_u32(entry, 16);
		nr_lost += boot_add_range(bi, &r);
	}
	if (nr_lost)
		pr_warn("memory map: room for %u ranges: %u joined or left out\n",
			MEM_MAP_MAX, nr_lost);
}

int pvh_parse(const struct boot_source *src, struct boot_info *bi)
{
	struct pvh_info info;
	int err;

	boot_copy_string(bi->loader, sizeof(bi->loader), (const u8 *)"PVH",
			 sizeof("PVH"));
	err = read_info(src, &info);
	if (err)
		return err;

	read_info_v1(src, &info);
	take_cmdline(src, &info, bi);
	take_rsdp(src, &info, bi);
	take_modules(src, &info, bi);
	take_memmap(src, &info, bi);
	return 0;
}
