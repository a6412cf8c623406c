// SPDX-License-Identifier: MIT
/*
 * acpi_rsdp.c - where the tables begin
 *
 * The RSDP is the only ACPI structure with a well-known place. Three sources
 * name it, and they are asked in the order in which they can be trusted: the
 * loader's address, the loader's copy of the bytes (multiboot2 gives no
 * address), and, as on a PC of 1996, a search of the EBDA's first KiB and of
 * the BIOS area for "RSD PTR " at a multiple of 16.
 *
 * Two generations share the signature. The first is 20 bytes and names an
 * RSDT; from revision 2 there are 36, a second checksum over all of them, and
 * an XSDT. If the first 20 bytes are sound and the rest is not, the RSDT is
 * still good: root->xsdt is set to 0 and the caller never sees the rest.
 */
#include <linux/acpi.h>
#include <linux/errno.h>
#include <linux/printk.h>
#include <linux/string.h>

#include "acpi_tables.h"

/*
 * The structure has had 36 bytes since ACPI 2.0. It may grow, and its
 * checksum covers what we do not know; a page of growth is plenty.
 */
#define RSDP_MAX	4096

/* The real-mode segment of the EBDA, kept by the BIOS in its data area. */
#define EBDA_POINTER	0x40e
#define EBDA_LOWEST	0x400	/* the BIOS data area itself ends here */
#define EBDA_SEARCHED	1024
#define LOW_MEMORY_END	0xa0000
#define BIOS_START	0xe0000
#define BIOS_END	0x100000

#define RSDP_ALIGN	16

/* Where bytes of an RSDP come from: memory, or the loader's copy. */
struct rsdp_bytes {
	struct acpi_reader *r;
	phys_addr_t start;
	const void *copy;	/* NULL: read memory at @start */
	u32 copy_len;
};

static const void *rsdp_read(const struct rsdp_bytes *b, u32 len)
{
	if (!b->copy)
		return acpi_map(b->r, b->start, len);
	return len <= b->copy_len ? b->copy : NULL;
}

/* The part that came with ACPI 2.0: may the XSDT pointer be believed? */
static bool rest_is_sound(const struct rsdp_bytes *b, struct acpi_rsdp *root)
{
	const struct acpi_rsdp *p = rsdp_read(b, sizeof(*p));
	u32 length;

	if (!p) {
		acpi_warn(b->r, "RSDP: revision %u, but cut off after %u bytes: using the RSDT\n",
			  root->revision, ACPI_RSDP_V1_SIZE);
		return false;
	}
	*root = *p;
	length = root->length;
	if (length < sizeof(*root) || length > RSDP_MAX) {
		acpi_warn(b->r, "RSDP: length %u is not in [%u, %u]: using the RSDT\n",
			  length, (u32)sizeof(*root), RSDP_MAX);
		return false;
	}
	p = rsdp_read(b, length);
	if (!p || acpi_sum(p, length)) {
		acpi_warn(b->r, "RSDP: bad extended checksum over %u bytes: using the RSDT\n",
			  length);
		return false;
	}
	return true;
}

/* Copies the RSDP to @root if its first 20 bytes are sound. */
static bool rsdp_accept(const struct rsdp_bytes *b, struct acpi_rsdp *root)
{
	const void *p = rsdp_read(b, ACPI_RSDP_V1_SIZE);

	if (!p) {
		acpi_warn(b->r, "RSDP: its %u bytes cannot be read\n",
			  ACPI_RSDP_V1_SIZE);
		return false;
	}
	if (memcmp(p, "RSD PTR ", 8)) {
		acpi_warn(b->r, "RSDP: the signature is not \"RSD PTR \"\n");
		return false;
	}
	if (acpi_sum(p, ACPI_RSDP_V1_SIZE)) {
		acpi_warn(b->r, "RSDP: bad checksum over the first %u bytes\n",
			  ACPI_RSDP_V1_SIZE);
		return false;
	}

	memset(root, 0, sizeof(*root));
	memcpy(root, p, ACPI_RSDP_V1_SIZE);
	if (root->revision < 2 || !rest_is_sound(b, root)) {
		root->xsdt = 0;
		root->length = ACPI_RSDP_V1_SIZE;
	}
	if (!b->copy)
		acpi_record(b->r, "RSDP", b->start, root->length);
	return true;
}

/* An RSDP in [@start, @end)? At most (end - start) / 16 steps. */
static bool rsdp_search(struct acpi_reader *r, phys_addr_t start,
			phys_addr_t end, struct acpi_rsdp *root)
{
	for (phys_addr_t at = start; at < end; at += RSDP_ALIGN) {
		const struct rsdp_bytes b = { .r = r, .start = at };
		const void *p = acpi_map(r, at, 8);

		if (p && !memcmp(p, "RSD PTR ", 8) && rsdp_accept(&b, root))
			return true;
	}
	return false;
}

static bool rsdp_search_ebda(struct acpi_reader *r, struct acpi_rsdp *root)
{
	const void *p = acpi_map(r, EBDA_POINTER, sizeof(u16));
	phys_addr_t start;
	u16 segment;

	if (!p)
		return false;
	memcpy(&segment, p, sizeof(segment));
	start = (phys_addr_t)segment << 4;
	if (start < EBDA_LOWEST || start > LOW_MEMORY_END - EBDA_SEARCHED)
		return false;
	return rsdp_search(r, start, start + EBDA_SEARCHED, root);
}

int acpi_find_root(struct acpi_reader *r, const struct acpi_rsdp_hint *hint,
		   struct acpi_rsdp *root)
{
	const struct rsdp_bytes given = { .r = r, .start = hint->rsdp };
	const struct rsdp_bytes copied = {
		.r = r, .copy = hint->copy, .copy_len = hint->copy_len,
	};

	if (hint->rsdp && rsdp_accept(&given, root))
		return 0;
	if (hint->copy && hint->copy_len && rsdp_accept(&copied, root))
		return 0;
	if (rsdp_search_ebda(r, root))
		return 0;
	if (rsdp_search(r, BIOS_START, BIOS_END, root))
		return 0;
	return -ENODEV;
}
