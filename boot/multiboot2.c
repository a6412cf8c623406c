// SPDX-License-Identifier: MIT
/*
 * multiboot2.c - GRUB's boot information: a list of tags
 *
 * PROBLEM
 *	The loader leaves a run of variable-sized records. Each one's size says
 *	where the next begins, so one bad size makes nonsense of all that
 *	follows.
 *
 * IDEA
 *	Walk with one offset that only grows. A tag is believed when its header
 *	and its whole body lie within the total size and can be read; the first
 *	that is not ends the walk, for nobody knows where the next one starts.
 *	What was read before it stays.
 *
 *	 offset 0   4	   8			    align 8	    align 8
 *		+-----+---+------+------+--------+-+------+------+-+-----+-----+
 *		|total| 0 | type | size | body   | | type | size |.| 0   | 8   |
 *		+-----+---+------+------+--------+-+------+------+-+-----+-----+
 *			  |<------ size -------->|  next tag	   end tag
 *		|<---------------------- total ------------------------------->|
 *
 *	The memory map, type 6, is a table inside such a body:
 *
 *	 offset 0      4      8		   12		   16
 *		+------+------+------------+---------------+-------+-------+
 *		| 6    | size | entry size | entry version | entry | entry |..
 *		+------+------+------------+---------------+-------+-------+
 *		entry: u64 base, u64 length, u32 type, u32 0; then whatever a
 *		later version adds, up to the entry size
 *
 * WHAT IS TAKEN
 *	Command line, loader's name, modules, memory map, framebuffer (whether
 *	text will be seen), ACPI RSDP (the new one in preference to the old).
 *	Other known tags are passed over in silence, unknown ones are named.
 *	Of a tag given twice, the first that was whole counts. A memory map
 *	that is cut short is refused whole: the part that is missing may be the
 *	reserved range that lies inside a usable one.
 *
 * FAILURE
 *	Every line names the tag and its offset. After SAID_MAX lines the rest
 *	is only counted: 1 MiB of garbage can hold 131072 bad tags.
 *
 * SOURCES
 *	Multiboot2 specification 2.0, section 3.6.
 */
#define pr_fmt(fmt) "multiboot2: " fmt

#include <linux/array_size.h>
#include <linux/errno.h>
#include <linux/printk.h>
#include <linux/string.h>

#include "internal.h"
#include "multiboot2.h"

#define HEADER_SIZE	8u	/* total size, reserved; also a tag's header */
#define TAG_ALIGN	8u
#define SAID_MAX	64	/* twice what 16 modules and all others need */

#define MMAP_HEADER	16u	/* tag header, entry size, entry version */
#define MMAP_ENTRY	24u	/* base, length, type, reserved */

/* ACPI 5.2.5.3: the RSDP of revision 0, and of 2 and later. */
#define RSDP_OLD_SIZE	20u
#define RSDP_NEW_SIZE	36u

struct mb2_walk {
	const struct boot_source *src;
	struct boot_info *bi;
	u32 total;		/* bytes, header included */
	u32 seen;		/* bit n: a tag of type n was taken */
	unsigned int nr_said;	/* lines about tags, shown or not */
};

/* A tag whose @size bytes can be read at @data. */
struct mb2_tag {
	u32 type;
	u32 size;
	u32 offset;		/* from the start of the information */
	const char *name;
	const u8 *data;
};

#define tag_say(print, w, tag, fmt, ...) \
	do { \
		if ((w)->nr_said++ < SAID_MAX) \
			print("tag %u (%s) at 0x%x: " fmt "\n", (tag)->type, \
			      (tag)->name, (tag)->offset, ##__VA_ARGS__); \
	} while (0)
#define tag_warn(w, tag, fmt, ...) \
	tag_say(pr_warn, w, tag, fmt, ##__VA_ARGS__)
#define tag_info(w, tag, fmt, ...) \
	tag_say(pr_info, w, tag, fmt, ##__VA_ARGS__)

/*
 * The takers: each returns whether the tag was whole, so that a second of
 * its type may stand in for one that was not.
 */

static bool take_cmdline(struct mb2_walk *w, const struct mb2_tag *tag)
{
	unsigned int fault;

	fault = boot_copy_string(w->bi->cmdline, sizeof(w->bi->cmdline),
				 tag->data + HEADER_SIZE,
				 tag->size - HEADER_SIZE);
	if (fault)
		tag_warn(w, tag, "string %s", boot_string_fault(fault));
	return true;
}

static bool take_loader(struct mb2_walk *w, const struct mb2_tag *tag)
{
	unsigned int fault;

	fault = boot_copy_string(w->bi->loader, sizeof(w->bi->loader),
				 tag->data + HEADER_SIZE,
				 tag->size - HEADER_SIZE);
	if (fault)
		tag_warn(w, tag, "string %s", boot_string_fault(fault));
	return true;
}

static bool take_module(struct mb2_walk *w, const struct mb2_tag *tag)
{
	u32 start = boot_u32(tag->data, 8);
	u32 end = boot_u32(tag->data, 12);
	struct boot_module *mod;
	unsigned int fault;
	const char *why;

	mod = boot_add_module(w->bi, start, end, &why);
	if (!mod) {
		tag_warn(w, tag, "module [0x%x, 0x%x) %s: refused", start, end,
			 why);
		return false;
	}

	fault = boot_copy_string(mod->args, sizeof(mod->args), tag->data + 16,
				 tag->size - 16);
	if (fault)
		tag_warn(w, tag, "arguments %s", boot_string_fault(fault));
	return true;
}

/* Entries lie in [MMAP_HEADER, size), @entry bytes each, all readable. */
static bool take_entries(struct mb2_walk *w, const struct mb2_tag *tag,
			 u32 entry)
{
	u32 offset = MMAP_HEADER;
	unsigned int nr_lost = 0;

	for (; tag->size - offset >= entry; offset += entry) {
		struct mem_range r;

		r.start = boot_u64(tag->data, offset);
		r.end = r.start + boot_u64(tag->data, offset + 8);
		r.type = boot_u32(tag->data, offset + 16);
		nr_lost += boot_add_range(w->bi, &r);
	}

	if (nr_lost)
		tag_warn(w, tag, "room for %u ranges: %u joined or left out",
			 MEM_MAP_MAX, nr_lost);
	if (offset != tag->size)
		tag_warn(w, tag, "%u bytes after the last entry",
			 tag->size - offset);
	if (offset == MMAP_HEADER)
		tag_warn(w, tag, "holds no entry");
	return offset != MMAP_HEADER;
}

static bool take_mmap(struct mb2_walk *w, const struct mb2_tag *tag)
{
	u32 entry = boot_u32(tag->data, 8);

	if (entry < MMAP_ENTRY || entry % 8) {
		tag_warn(w, tag, "entry size %u, not %u: refused", entry,
			 MMAP_ENTRY);
		return false;
	}
	if (entry != MMAP_ENTRY)
		tag_warn(w, tag, "entry size %u, the first %u bytes are read",
			 entry, MMAP_ENTRY);
	return take_entries(w, tag, entry);
}

/* addr, pitch, width, height and depth come before the kind, at 29. */
static bool take_framebuffer(struct mb2_walk *w, const struct mb2_tag *tag)
{
	u8 kind = tag->data[29];

	if (kind > 2) {
		tag_warn(w, tag, "framebuffer of unknown kind %u", kind);
		return false;
	}
	w->bi->video = kind == 2 ? BOOT_VIDEO_TEXT : BOOT_VIDEO_GRAPHICS;
	return true;
}

static void copy_rsdp(struct boot_info *bi, const struct mb2_tag *tag, u32 len)
{
	memcpy(bi->rsdp_copy, tag->data + HEADER_SIZE, len);
	bi->rsdp_copy_len = len;
}

static bool take_rsdp_old(struct mb2_walk *w, const struct mb2_tag *tag)
{
	if (!(w->seen & (1u << MB2_RSDP_NEW)))
		copy_rsdp(w->bi, tag, RSDP_OLD_SIZE);
	return true;
}

static bool take_rsdp_new(struct mb2_walk *w, const struct mb2_tag *tag)
{
	copy_rsdp(w->bi, tag, RSDP_NEW_SIZE);
	return true;
}

/* What has no taker is known and of no use to us. */
static const struct mb2_kind {
	const char *name;
	u32 min_size;
	bool (*take)(struct mb2_walk *w, const struct mb2_tag *tag);
} kinds[] = {
	[MB2_END]		= { "end", 8, NULL },
	[MB2_CMDLINE]		= { "command line", 8, take_cmdline },
	[MB2_LOADER]		= { "loader name", 8, take_loader },
	[MB2_MODULE]		= { "module", 16, take_module },
	[MB2_MEMINFO]		= { "basic memory", 8, NULL },
	[MB2_BOOTDEV]		= { "boot device", 8, NULL },
	[MB2_MMAP]		= { "memory map", MMAP_HEADER, take_mmap },
	[MB2_VBE]		= { "VBE", 8, NULL },
	[MB2_FRAMEBUFFER]	= { "framebuffer", 30, take_framebuffer },
	[MB2_ELF_SECTIONS]	= { "ELF sections", 8, NULL },
	[MB2_APM]		= { "APM", 8, NULL },
	[MB2_EFI32]		= { "EFI32 table", 8, NULL },
	[MB2_EFI64]		= { "EFI64 table", 8, NULL },
	[MB2_SMBIOS]		= { "SMBIOS", 8, NULL },
	[MB2_RSDP_OLD]		= { "old RSDP", HEADER_SIZE + RSDP_OLD_SIZE,
				    take_rsdp_old },
	[MB2_RSDP_NEW]		= { "new RSDP", HEADER_SIZE + RSDP_NEW_SIZE,
				    take_rsdp_new },
	[MB2_NETWORK]		= { "network", 8, NULL },
	[MB2_EFI_MMAP]		= { "EFI memory map", 8, NULL },
	[MB2_EFI_SERVICES]	= { "EFI boot services", 8, NULL },
	[MB2_EFI32_HANDLE]	= { "EFI32 handle", 8, NULL },
	[MB2_EFI64_HANDLE]	= { "EFI64 handle", 8, NULL },
	[MB2_LOAD_BASE]		= { "load base", 8, NULL },
};

static_assert(ARRAY_SIZE(kinds) <= 32, "mb2_walk.seen has a bit for each kind");

static const struct mb2_kind *kind_of(u32 type)
{
	return type < ARRAY_SIZE(kinds) ? &kinds[type] : NULL;
}

static void take_tag(struct mb2_walk *w, const struct mb2_tag *tag)
{
	const struct mb2_kind *kind = kind_of(tag->type);

	if (!kind) {
		tag_info(w, tag, "size %u, passed over", tag->size);
		return;
	}
	if (!kind->take)
		return;
	if (tag->size < kind->min_size) {
		tag_warn(w, tag, "size %u, needs %u: passed over", tag->size,
			 kind->min_size);
		return;
	}
	if (tag->type != MB2_MODULE && (w->seen & (1u << tag->type))) {
		tag_warn(w, tag, "given again: the first counts");
		return;
	}
	if (kind->take(w, tag))
		w->seen |= 1u << tag->type;
}

/*
 * Fill @tag from @offset, where a header fits before the end. False, with the
 * reason said, if it is not whole; then the walk is over.
 */
static bool read_tag(struct mb2_walk *w, u32 offset, struct mb2_tag *tag)
{
	const struct boot_source *src = w->src;
	const struct mb2_kind *kind;
	const u8 *header = src->map(src->info + offset, HEADER_SIZE);

	if (!header) {
		pr_warn("tag at 0x%x: cannot be read, nor what follows\n",
			offset);
		return false;
	}

	tag->type = boot_u32(header, 0);
	tag->size = boot_u32(header, 4);
	tag->offset = offset;
	kind = kind_of(tag->type);
	tag->name = kind ? kind->name : "unknown";

	if (tag->size < HEADER_SIZE) {
		tag_warn(w, tag, "size %u, less than a header: stopped here",
			 tag->size);
		return false;
	}
	if (tag->size > w->total - offset) {
		tag_warn(w, tag, "size %u, but only %u bytes are left: stopped here",
			 tag->size, w->total - offset);
		return false;
	}
	tag->data = src->map(src->info + offset, tag->size);
	if (!tag->data)
		tag_warn(w, tag, "its %u bytes cannot be read: stopped here",
			 tag->size);
	return tag->data;
}

static int read_total(struct mb2_walk *w)
{
	phys_addr_t info = w->src->info;
	const u8 *header = w->src->map(info, HEADER_SIZE);

	if (!header) {
		pr_err("information at 0x%llx cannot be read\n", info);
		return -EFAULT;
	}
	if (info % TAG_ALIGN)
		pr_warn("information at 0x%llx, not a multiple of 8: read all the same\n",
			info);

	w->total = boot_u32(header, 0);
	if (w->total < 2 * HEADER_SIZE)
		pr_warn("total size %u, too small for any tag\n", w->total);
	else if (w->total % TAG_ALIGN)
		pr_warn("total size %u, not a multiple of 8\n", w->total);

	if (w->total > BOOT_TABLE_MAX) {
		pr_warn("total size %u: only the first %u bytes are read\n",
			w->total, BOOT_TABLE_MAX);
		w->total = BOOT_TABLE_MAX;
	}
	return 0;
}

/* Offsets stay below BOOT_TABLE_MAX + 8, so no sum here can wrap. */
static void walk_tags(struct mb2_walk *w)
{
	u32 offset = HEADER_SIZE;
	struct mb2_tag tag;

	while (offset + HEADER_SIZE <= w->total) {
		if (!read_tag(w, offset, &tag) || tag.type == MB2_END)
			return;
		take_tag(w, &tag);
		offset += (tag.size + TAG_ALIGN - 1) & ~(TAG_ALIGN - 1);
	}
	pr_warn("no end tag before the end at 0x%x\n", w->total);
}

int multiboot2_parse(const struct boot_source *src, struct boot_info *bi)
{
	struct mb2_walk w = { .src = src, .bi = bi };
	int err;

	boot_copy_string(bi->loader, sizeof(bi->loader),
			 (const u8 *)"multiboot2", sizeof("multiboot2"));
	err = read_total(&w);
	if (err)
		return err;

	walk_tags(&w);
	if (w.nr_said > SAID_MAX)
		pr_warn("%u more lines about tags not shown\n",
			w.nr_said - SAID_MAX);
	return 0;
}
