// SPDX-License-Identifier: MIT
/*
 * boot_info.c - one description of the machine, whoever loaded us
 *
 * PROBLEM
 *	Two loaders describe the machine in two formats, in memory that may be
 *	reused at any time, and neither can be trusted: a loader may be broken,
 *	a firmware table always is somewhere.
 *
 * IDEA
 *	Each format has one parser that knows its bytes and nothing else. Both
 *	fill the same struct; what is common to both is done here, once.
 *
 *	 magic		  parser	   boot_info
 *	+------------+	 +------------+	  +-----------------+
 *	| MULTIBOOT2 |-->| multiboot2 |-->| loader, cmdline |
 *	| PVH	     |-->| pvh	      |	  | modules, rsdp   |
 *	| other	     |	 +------------+	  | firmware (raw)  |--+ mem_map_
 *	+-----+------+			  | map (sanitized) |<-+ sanitize()
 *	      v				  +-----------------+
 *	   -EINVAL
 *
 *	The parsers see the loader's memory through boot_source.map() alone,
 *	which is what lets a test hand them an array and a fuzzer hand them
 *	anything.
 *
 * WHEN ROOM IS SHORT
 *	The raw map has MEM_MAP_MAX places. A range that finds none is not
 *	simply left out: it could be the reserved one that lies inside usable
 *	memory listed before. So it either joins the nearest range that is not
 *	usable either, and what lies between them is reserved too, or it takes
 *	the place of the smallest usable range, whichever costs fewer bytes. A
 *	usable range that finds no room is forgotten. What remains may be too
 *	little memory, but never somebody else's.
 *
 *	listed	  |---- usable ----------------------------|	    |- reserved
 *	one more	     |- reserved -|
 *	either	  (forgotten)|- reserved -|			    |- reserved
 *	or	  |- usable -|- reserved --------------------------------------
 *
 * FAILURE
 *	Only three things stop the boot: nobody we know loaded us, what he left
 *	cannot be read, there is no usable memory. All else is said and passed
 *	over, with the default in its place.
 *
 * LOCKING
 *	None: the boot CPU alone. Afterwards boot_info is read only.
 */
#define pr_fmt(fmt) "boot: " fmt

#include <linux/errno.h>
#include <linux/minmax.h>
#include <linux/printk.h>
#include <linux/string.h>

#include "internal.h"
#include "multiboot2.h"
#include "pvh.h"

struct boot_info boot_info;

/*
 * Strings end up in the log, one line each. A newline in them could forge
 * another line, so control characters become '?', and tabs blanks.
 */
static unsigned int clean_string(char *s)
{
	unsigned int fault = 0;

	for (; *s; s++) {
		if (*s == '\t')
			*s = ' ';
		if ((u8)*s >= ' ' && *s != 0x7f)
			continue;
		*s = '?';
		fault = BOOT_STR_CONTROL;
	}
	return fault;
}

unsigned int boot_copy_string(char *dst, size_t room, const u8 *src,
			      size_t len)
{
	unsigned int fault = 0;
	size_t n = 0;

	while (n < len && src[n])
		n++;
	if (n == len)
		fault |= BOOT_STR_OPEN;
	if (n >= room) {
		fault |= BOOT_STR_CUT;
		n = room - 1;
	}

	memcpy(dst, src, n);
	dst[n] = '\0';
	return fault | clean_string(dst);
}

/*
 * A byte at a time: a longer step could reach past the end of what can be
 * read although the string itself ends before. @room bounds it.
 */
unsigned int boot_read_string(const struct boot_source *src, phys_addr_t addr,
			      char *dst, size_t room)
{
	unsigned int fault = BOOT_STR_CUT;
	size_t n;

	for (n = 0; n < room - 1; n++) {
		const char *c = src->map(addr + n, 1);

		if (!c || !*c) {
			fault = c ? 0 : BOOT_STR_UNREADABLE;
			break;
		}
		dst[n] = *c;
	}
	dst[n] = '\0';
	return fault | clean_string(dst);
}

const char *boot_string_fault(unsigned int fault)
{
	if (fault & BOOT_STR_UNREADABLE)
		return "runs into unreadable memory: cut";
	if ((fault & BOOT_STR_CUT) && (fault & BOOT_STR_OPEN))
		return "too long and not terminated: cut";
	if (fault & BOOT_STR_CUT)
		return "too long: cut";
	if (fault & BOOT_STR_OPEN)
		return "not terminated: ended with its tag";
	if (fault & BOOT_STR_CONTROL)
		return "has control characters: replaced by '?'";
	return "is good";
}

/* A range that wraps has a size, modulo 2^64, like any other. */
static u64 range_size(const struct mem_range *r)
{
	return r->end - r->start;
}

static struct mem_range *smallest_usable(struct mem_map *map)
{
	struct mem_range *least = NULL;
	struct mem_range *r;

	for (r = map->range; r < map->range + map->nr; r++) {
		if (r->type != MEM_USABLE)
			continue;
		if (!least || range_size(r) < range_size(least))
			least = r;
	}
	return least;
}

/* Bytes between two ranges that do not wrap; 0 if they touch or overlap. */
static u64 gap(const struct mem_range *a, const struct mem_range *b)
{
	if (a->end < b->start)
		return b->start - a->end;
	if (b->end < a->start)
		return a->start - b->end;
	return 0;
}

static struct mem_range *nearest_firmware(struct mem_map *map,
					  const struct mem_range *to)
{
	struct mem_range *best = NULL;
	struct mem_range *r;

	if (to->end < to->start)
		return NULL;
	for (r = map->range; r < map->range + map->nr; r++) {
		if (r->type == MEM_USABLE || r->end < r->start)
			continue;
		if (!best || gap(r, to) < gap(best, to))
			best = r;
	}
	return best;
}

/* Reserved is stricter than ACPI's two, and unusable than all. */
static void absorb(struct mem_range *into, const struct mem_range *r)
{
	into->start = min(into->start, r->start);
	into->end = max(into->end, r->end);
	if (into->type == r->type || into->type == MEM_UNUSABLE)
		return;
	into->type = r->type == MEM_UNUSABLE ? MEM_UNUSABLE : MEM_RESERVED;
}

unsigned int boot_add_range(struct boot_info *bi, const struct mem_range *r)
{
	struct mem_range *least, *near;

	if (!mem_map_add(&bi->firmware, r->start, range_size(r), r->type))
		return 0;
	if (r->type == MEM_USABLE)
		return 1;

	/* Without a usable range there is nothing to guard against. */
	least = smallest_usable(&bi->firmware);
	if (!least)
		return 1;

	near = nearest_firmware(&bi->firmware, r);
	if (near && gap(near, r) <= range_size(least))
		absorb(near, r);
	else
		*least = *r;
	return 1;
}

struct boot_module *boot_add_module(struct boot_info *bi, phys_addr_t start,
				    phys_addr_t end, const char **why)
{
	struct boot_module *mod;

	if (end < start) {
		*why = "ends before it starts";
		return NULL;
	}
	if (bi->nr_modules >= BOOT_MODULES_MAX) {
		*why = "finds no place, too many modules";
		return NULL;
	}

	mod = &bi->modules[bi->nr_modules++];
	mod->start = start;
	mod->end = end;
	mod->args[0] = '\0';
	return mod;
}

phys_addr_t boot_phys_limit(const struct boot_source *src)
{
	unsigned int bits = src->phys_bits;

	return 1ULL << (bits && bits < PHYS_BITS_MAX ? bits : PHYS_BITS_MAX);
}

/* Address 0 can be read, and holds the BIOS's interrupt vectors. */
static int read_source(const struct boot_source *src, struct boot_info *bi)
{
	if (!src->info) {
		pr_err("the loader left a null pointer to its information\n");
		return -EFAULT;
	}

	switch (src->magic) {
	case MULTIBOOT2_MAGIC:
		return multiboot2_parse(src, bi);
	case PVH_MAGIC:
		return pvh_parse(src, bi);
	}
	pr_err("unknown loader: magic 0x%x, not multiboot2 (0x%x) or PVH (0x%x)\n",
	       src->magic, MULTIBOOT2_MAGIC, PVH_MAGIC);
	return -EINVAL;
}

static int build_map(const struct boot_source *src, struct boot_info *bi)
{
	unsigned int repairs;

	if (!bi->firmware.nr) {
		pr_err("%s gave no memory map: nothing to run in\n",
		       bi->loader);
		return -ENODATA;
	}

	repairs = mem_map_sanitize(&bi->firmware, &bi->map, src->phys_bits);
	if (!mem_map_usable(&bi->map)) {
		pr_err("no usable memory in the %u ranges that %s gave\n",
		       bi->firmware.nr, bi->loader);
		return -ENODATA;
	}

	pr_info("%s: %u ranges, %u repairs, %llu KiB usable\n", bi->loader,
		bi->firmware.nr, repairs, mem_map_usable(&bi->map) >> 10);
	return 0;
}

int boot_parse(const struct boot_source *src, struct boot_info *bi)
{
	int err;

	memset(bi, 0, sizeof(*bi));
	err = read_source(src, bi);
	if (err)
		return err;
	return build_map(src, bi);
}
