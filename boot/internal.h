/* SPDX-License-Identifier: MIT */
/*
 * boot/internal.h - what the parsers of boot/ share with each other
 *
 * The bytes they read are untrusted: at any alignment, of any value, and
 * only as many as boot_source.map() vouched for.
 */
#ifndef _BOOT_INTERNAL_H
#define _BOOT_INTERNAL_H

#include <linux/boot_info.h>
#include <linux/unaligned.h>
#include <asm/page.h>

/*
 * No table of a loader's is larger than this; what claims to be is cut. It
 * bounds every loop over a table: 1 MiB is 131072 multiboot2 tags of 8 bytes
 * or 43690 memory ranges of 24. Real ones are a few KiB.
 */
#define BOOT_TABLE_MAX	(1u << 20)

/* A field of a structure at @data; both formats are little-endian. */
static inline u32 boot_u32(const u8 *data, u32 offset)
{
	return get_unaligned_le32(data + offset);
}

static inline u64 boot_u64(const u8 *data, u32 offset)
{
	return get_unaligned_le64(data + offset);
}

/*
 * The architecture's limit on a physical address (Intel SDM vol. 3A 4.1.4),
 * taken when the processor's own is not known or cannot be true.
 */
#define PHYS_BITS_MAX	52

static inline bool mem_type_known(u32 type)
{
	return type >= MEM_USABLE && type <= MEM_UNUSABLE;
}

static inline phys_addr_t page_down(phys_addr_t addr)
{
	return addr & ~(phys_addr_t)(PAGE_SIZE - 1);
}

/* How every line names a range: first and last byte, as Linux does. */
#define RANGE		"[0x%llx-0x%llx]"
#define range_arg(r)	(r)->start, (r)->end - 1

/* What was wrong with a string: any of these together, 0 for nothing. */
enum {
	BOOT_STR_CUT		= 1 << 0,	/* longer than the room */
	BOOT_STR_OPEN		= 1 << 1,	/* no NUL where it should end */
	BOOT_STR_UNREADABLE	= 1 << 2,	/* runs out of memory */
	BOOT_STR_CONTROL	= 1 << 3,	/* held control characters */
};

/*
 * Copy the string that lies within @src[0, len), its NUL included, into
 * @dst[0, room). @dst is always terminated.
 */
unsigned int boot_copy_string(char *dst, size_t room, const u8 *src,
			      size_t len);

/* The same for a string at physical @addr, whose length nobody tells. */
unsigned int boot_read_string(const struct boot_source *src, phys_addr_t addr,
			      char *dst, size_t room);

/* The worst of @fault, for a message: "too long: cut". */
const char *boot_string_fault(unsigned int fault);

/*
 * Record a firmware range. Returns how many found no place of their own; see
 * boot_info.c, WHEN ROOM IS SHORT.
 */
unsigned int boot_add_range(struct boot_info *bi, const struct mem_range *r);

/*
 * The next free module slot with [start, end) filled in, args empty. NULL if
 * the range makes no sense or there is no slot; *why then says which.
 */
struct boot_module *boot_add_module(struct boot_info *bi, phys_addr_t start,
				    phys_addr_t end, const char **why);

/* The first address that is none, as far as @src knows. */
phys_addr_t boot_phys_limit(const struct boot_source *src);

#endif
