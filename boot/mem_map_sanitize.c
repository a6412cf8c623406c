// SPDX-License-Identifier: MIT
/*
 * mem_map_sanitize.c - from the firmware's word about memory to a map to rely on
 *
 * PROBLEM
 *	Firmware lists physical ranges and their types. The list comes in any
 *	order, its ranges overlap, repeat, wrap, end in mid page. Whoever hands
 *	out memory needs the opposite: every frame has at most one type, and a
 *	frame is called usable only if nobody claims a single byte of it.
 *
 * IDEA
 *	Between two neighbouring edges (starts and ends, sorted) nothing
 *	changes: the same ranges cover the whole stretch. So the strictest of
 *	them is its type.
 *
 *	usable      |-------------------------------|
 *	reserved        |-------|       |---------------|
 *	ACPI                |-------|
 *
 *	edges       0   1   2   3   4   5           6   7
 *	result      | u |   R   | A | u |       R       |
 *
 *	Stretches of one type that touch are joined: 1-2-3 and 5-6-7 above.
 *	What no range covers is a hole, and holes are not listed.
 *
 * THE WAY OF A MAP
 *
 *	raw, untrusted	admit	    cut to [0, 2^phys_bits); unknown types
 *	     |			    become reserved; empty ranges go
 *	     v		sort	    by start
 *	     |		overlaps    each pair said, nothing changed yet
 *	     |		join_usable [0, 1.5 pages) + [1.5, 3 pages) are 3 pages
 *	     v		align	    usable shrinks, all others grow
 *	edges, pieces	sweep	    the drawing above
 *	     |
 *	     v		fit	    into the room of a struct mem_map
 *	sanitized map: mem_map.c numbers what it promises
 *
 *	Each change is one line. Every PC's map needs some: the BIOS takes the
 *	last kilobyte below 640 KiB, qboot does not sort, UEFI has types of its
 *	own. Those are pr_info. What shows that the firmware contradicts itself
 *	(overlaps, wrapping, impossible addresses) is pr_warn.
 *
 * STRICTNESS	unusable > reserved > ACPI NVS > ACPI data > usable
 *	A frame wrongly kept is lost; a frame wrongly given away is somebody's
 *	data overwritten. So doubt always moves to the left.
 *
 * ROOM
 *	n ranges have 2n edges, with at most 2n - 1 stretches between them: 255
 *	for 128 ranges, but a map holds 128. Until it fits, the two neighbours
 *	least far apart of which neither is usable become one, of the stricter
 *	type, and the hole between them is kept off too: that costs no memory.
 *	When there are no such neighbours, the smallest usable range is
 *	forgotten. Then every other range at least is usable, more than 64 of
 *	them, so there is one to forget and the largest is never that one.
 *
 * LOCKING
 *	None: the boot CPU alone, and tests one at a time. The scratch is
 *	static because 11 KiB do not fit on a 16 KiB stack.
 *
 * COST
 *	O(n^2) for n <= 128, once: 255 stretches times 128 ranges are 32640
 *	comparisons. Fitting takes at most 127 rounds over 255 pieces.
 *
 * LEFT OUT
 *	Whether the RAM that is named exists: only writing to it would tell.
 *
 * SOURCES	ACPI specification, Address Range Types (E820 numbers).
 */
#define pr_fmt(fmt) "memory map: " fmt

#include <linux/boot_info.h>
#include <linux/bug.h>
#include <linux/printk.h>

#include "internal.h"

/*
 * Overlaps said one by one. 128 ranges on top of each other make 8128 pairs,
 * which no serial line should carry; a real map has one or two.
 */
#define OVERLAPS_SAID	32

/* Each range has two edges; n sorted edges have n - 1 stretches between. */
#define EDGES_MAX	(2 * MEM_MAP_MAX)
#define PIECES_MAX	(EDGES_MAX - 1)

/* Used while the kernel boots, by one CPU; the state of one sanitizing. */
static struct mem_sweep {
	phys_addr_t limit;		/* 2^phys_bits */

	unsigned int nr;		/* ranges that were admitted */
	struct mem_range in[MEM_MAP_MAX];

	unsigned int nr_edges;
	phys_addr_t edge[EDGES_MAX];

	unsigned int nr_pieces;
	struct mem_range piece[PIECES_MAX];
} sweep;

static const struct {
	const char *word;	/* Linux's for an e820 map */
	unsigned int strictness;
} types[] = {
	[MEM_USABLE]	= { "usable", 1 },
	[MEM_RESERVED]	= { "reserved", 4 },
	[MEM_ACPI]	= { "ACPI data", 2 },
	[MEM_NVS]	= { "ACPI NVS", 3 },
	[MEM_UNUSABLE]	= { "unusable", 5 },
};

static const char *word(u32 type)
{
	return mem_type_known(type) ? types[type].word : "reserved";
}

static bool stricter(u32 a, u32 b)
{
	return types[a].strictness > types[b].strictness;
}

/* No carry out of 64 bits: what is rounded lies below 2^PHYS_BITS_MAX. */
static phys_addr_t page_up(phys_addr_t addr)
{
	return page_down(addr + PAGE_SIZE - 1);
}

/* Cut @r to [0, limit); what lies wholly outside becomes empty. */
static unsigned int clip(struct mem_range *r, phys_addr_t limit)
{
	struct mem_range was = *r;
	bool wraps = r->end < r->start;

	if (!wraps && r->end <= limit)
		return 0;

	if (r->start >= limit) {
		r->end = r->start;
		pr_warn(RANGE " %s lies beyond physical memory (0x%llx): dropped\n",
			range_arg(&was), word(was.type), limit);
		return 1;
	}

	r->end = limit;
	pr_warn(RANGE " %s %s: cut to " RANGE "\n", range_arg(&was),
		word(was.type),
		wraps ? "wraps past 2^64" : "ends beyond physical memory",
		range_arg(r));
	return 1;
}

static unsigned int admit_one(struct mem_sweep *s, const struct mem_range *raw)
{
	struct mem_range r = *raw;
	unsigned int repairs;

	if (r.end == r.start) {
		pr_info("[0x%llx] type %u has length 0: dropped\n", r.start,
			r.type);
		return 1;
	}

	repairs = clip(&r, s->limit);
	if (r.end == r.start)
		return repairs;

	if (!mem_type_known(r.type)) {
		pr_info(RANGE " has unknown type %u: reserved\n",
			range_arg(&r), r.type);
		r.type = MEM_RESERVED;
		repairs++;
	}
	s->in[s->nr++] = r;
	return repairs;
}

static unsigned int admit(struct mem_sweep *s, const struct mem_map *raw)
{
	unsigned int repairs = 0;
	unsigned int i;

	s->nr = 0;
	for (i = 0; i < raw->nr && i < MEM_MAP_MAX; i++)
		repairs += admit_one(s, &raw->range[i]);
	return repairs;
}

/* Insertion sort: n is 128 at most, and most maps arrive sorted. */
static unsigned int sort_ranges(struct mem_sweep *s)
{
	unsigned int nr_moved = 0;
	unsigned int i, j;

	for (i = 1; i < s->nr; i++) {
		struct mem_range r = s->in[i];

		for (j = i; j > 0 && s->in[j - 1].start > r.start; j--)
			s->in[j] = s->in[j - 1];
		s->in[j] = r;
		nr_moved += j != i;
	}

	if (!nr_moved)
		return 0;
	pr_info("not sorted: %u of %u ranges moved\n", nr_moved, s->nr);
	return 1;
}

static void say_overlap(const struct mem_range *a, const struct mem_range *b)
{
	const struct mem_range *loser = stricter(a->type, b->type) ? b : a;
	const struct mem_range *winner = loser == a ? b : a;

	if (a->type != b->type)
		pr_warn(RANGE " %s overlaps %s " RANGE ": %s wins\n",
			range_arg(loser), word(loser->type),
			word(winner->type), range_arg(winner),
			word(winner->type));
	else if (a->start == b->start && a->end == b->end)
		pr_warn(RANGE " %s is listed twice\n", range_arg(a),
			word(a->type));
	else
		pr_warn(RANGE " %s overlaps " RANGE ", also %s: joined\n",
			range_arg(a), word(a->type), range_arg(b),
			word(b->type));
}

/* Relies on the sort: past the first start beyond our end, none overlaps. */
static unsigned int report_overlaps(const struct mem_sweep *s)
{
	unsigned int nr = 0;
	unsigned int i, j;

	for (i = 0; i < s->nr; i++) {
		for (j = i + 1; j < s->nr; j++) {
			if (s->in[j].start >= s->in[i].end)
				break;
			if (nr++ < OVERLAPS_SAID)
				say_overlap(&s->in[i], &s->in[j]);
		}
	}
	if (nr > OVERLAPS_SAID)
		pr_warn("%u more overlaps not listed\n", nr - OVERLAPS_SAID);
	return nr;
}

/*
 * Usable ranges that touch or overlap become one before they shrink to whole
 * pages, or the page in which they meet would be lost. The others need no
 * such care: growing a union and uniting the grown are the same.
 */
static void join_usable(struct mem_sweep *s)
{
	struct mem_range *last = NULL;
	unsigned int i;

	for (i = 0; i < s->nr; i++) {
		struct mem_range *r = &s->in[i];

		if (r->type != MEM_USABLE)
			continue;
		if (!last || r->start > last->end) {
			last = r;
			continue;
		}
		if (r->end > last->end)
			last->end = r->end;
		r->end = r->start;	/* empty: align() passes over it */
	}
}

static unsigned int align_one(struct mem_range *r)
{
	struct mem_range was = *r;

	if (r->type == MEM_USABLE) {
		r->start = page_up(r->start);
		r->end = page_down(r->end);
	} else {
		r->start = page_down(r->start);
		r->end = page_up(r->end);
	}
	if (r->start == was.start && r->end == was.end)
		return 0;

	if (r->start >= r->end) {
		r->end = r->start;
		pr_info(RANGE " %s holds no whole page: dropped\n",
			range_arg(&was), word(was.type));
	} else {
		pr_info(RANGE " %s is not of whole pages: " RANGE "\n",
			range_arg(&was), word(was.type), range_arg(r));
	}
	return 1;
}

/* Also closes the gaps that joined and vanished ranges leave in s->in. */
static unsigned int align(struct mem_sweep *s)
{
	unsigned int repairs = 0;
	unsigned int nr = 0;
	unsigned int i;

	for (i = 0; i < s->nr; i++) {
		struct mem_range *r = &s->in[i];

		if (r->start != r->end)
			repairs += align_one(r);
		if (r->start != r->end)
			s->in[nr++] = *r;
	}
	s->nr = nr;
	return repairs;
}

static void add_edge(struct mem_sweep *s, phys_addr_t at)
{
	unsigned int i;

	for (i = s->nr_edges++; i > 0 && s->edge[i - 1] > at; i--)
		s->edge[i] = s->edge[i - 1];
	s->edge[i] = at;
}

/* The strictest type over [start, end), between two edges; 0 for a hole. */
static u32 type_over(const struct mem_sweep *s, phys_addr_t start,
		     phys_addr_t end)
{
	u32 type = 0;
	unsigned int i;

	for (i = 0; i < s->nr; i++) {
		const struct mem_range *r = &s->in[i];

		if (r->start <= start && end <= r->end &&
		    (!type || stricter(r->type, type)))
			type = r->type;
	}
	return type;
}

static void add_piece(struct mem_sweep *s, const struct mem_range *r)
{
	struct mem_range *next = &s->piece[s->nr_pieces];

	if (s->nr_pieces && next[-1].end == r->start &&
	    next[-1].type == r->type) {
		next[-1].end = r->end;
		return;
	}
	BUG_ON(s->nr_pieces >= PIECES_MAX);
	*next = *r;
	s->nr_pieces++;
}

static void cut_pieces(struct mem_sweep *s)
{
	struct mem_range r;
	unsigned int i;

	s->nr_edges = 0;
	s->nr_pieces = 0;
	for (i = 0; i < s->nr; i++) {
		add_edge(s, s->in[i].start);
		add_edge(s, s->in[i].end);
	}

	for (i = 1; i < s->nr_edges; i++) {
		r.start = s->edge[i - 1];
		r.end = s->edge[i];
		if (r.start == r.end)
			continue;
		r.type = type_over(s, r.start, r.end);
		if (r.type)
			add_piece(s, &r);
	}
}

static void remove_piece(struct mem_sweep *s, struct mem_range *gone)
{
	struct mem_range *r;

	s->nr_pieces--;
	for (r = gone; r < s->piece + s->nr_pieces; r++)
		r[0] = r[1];
}

static u64 hole_after(const struct mem_range *r)
{
	return r[1].start - r[0].end;
}

/* The first of two neighbours, neither usable, least far apart; or NULL. */
static struct mem_range *closest_firmware(struct mem_sweep *s)
{
	struct mem_range *best = NULL;
	struct mem_range *r;

	for (r = s->piece; r + 1 < s->piece + s->nr_pieces; r++) {
		if (r[0].type == MEM_USABLE || r[1].type == MEM_USABLE)
			continue;
		if (!best || hole_after(r) < hole_after(best))
			best = r;
	}
	return best;
}

static void join_next(struct mem_sweep *s, struct mem_range *r)
{
	if (stricter(r[1].type, r[0].type))
		r[0].type = r[1].type;
	r[0].end = r[1].end;
	remove_piece(s, r + 1);
}

/* Returns its size. The essay (ROOM) shows that there is one to forget. */
static u64 forget_smallest_usable(struct mem_sweep *s)
{
	struct mem_range *least = NULL;
	struct mem_range *r;
	u64 size;

	for (r = s->piece; r < s->piece + s->nr_pieces; r++)
		if (r->type == MEM_USABLE &&
		    (!least || r->end - r->start < least->end - least->start))
			least = r;
	BUG_ON(!least);

	size = least->end - least->start;
	remove_piece(s, least);
	return size;
}

/* Joining under a stricter type can make a range equal to the next one. */
static void join_equal(struct mem_sweep *s)
{
	unsigned int nr = s->nr_pieces;
	unsigned int i;

	s->nr_pieces = 0;
	for (i = 0; i < nr; i++) {
		struct mem_range r = s->piece[i];

		add_piece(s, &r);
	}
}

static unsigned int fit(struct mem_sweep *s)
{
	unsigned int nr_before = s->nr_pieces;
	unsigned int nr_joined = 0;
	unsigned int nr_forgotten = 0;
	u64 bytes = 0;

	if (s->nr_pieces <= MEM_MAP_MAX)
		return 0;

	while (s->nr_pieces > MEM_MAP_MAX) {
		struct mem_range *pair = closest_firmware(s);

		if (pair) {
			join_next(s, pair);
			nr_joined++;
		} else {
			bytes += forget_smallest_usable(s);
			nr_forgotten++;
		}
	}
	join_equal(s);

	pr_warn("%u ranges, room for %u: %u joined, %u usable ones forgotten (%llu KiB)\n",
		nr_before, MEM_MAP_MAX, nr_joined, nr_forgotten, bytes >> 10);
	return nr_joined + nr_forgotten;
}

unsigned int mem_map_sanitize(const struct mem_map *raw, struct mem_map *map,
			      unsigned int phys_bits)
{
	struct mem_sweep *s = &sweep;
	unsigned int repairs;

	if (phys_bits < PAGE_SHIFT || phys_bits > PHYS_BITS_MAX)
		phys_bits = PHYS_BITS_MAX;
	s->limit = 1ULL << phys_bits;

	repairs = admit(s, raw);
	repairs += sort_ranges(s);
	repairs += report_overlaps(s);
	join_usable(s);
	repairs += align(s);
	cut_pieces(s);
	repairs += fit(s);

	for (map->nr = 0; map->nr < s->nr_pieces; map->nr++)
		map->range[map->nr] = s->piece[map->nr];
	BUG_ON(mem_map_check(map));
	return repairs;
}

