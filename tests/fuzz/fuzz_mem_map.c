// SPDX-License-Identifier: MIT
/*
 * fuzz_mem_map.c - any raw map becomes one that the page model agrees with
 *
 * Five bytes make a range: start and size in cells of the model, and a type
 * whose upper bits put the range where mistakes live:
 *
 *	0  1  2  3  4
 *	start size  type:  0x80 wraps past 2^64, 0x40 near or past the end
 *
 * After each run: mem_map_check() and the model agree; sanitizing the result
 * again changes nothing and repairs nothing; and, while there is room, the
 * order in which ranges were listed does not matter.
 */
#include <linux/boot_info.h>
#include <linux/printk.h>

#include "../mem_map_model.h"

#define RANGE_BYTES	5

#define FUZZ_WRAP	0x80
#define FUZZ_BEYOND	0x40

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

static struct mem_map raw, map, again;

static void require(int holds)
{
	if (!holds)
		__builtin_trap();
}

static void add_range(const u8 *b)
{
	u64 start = (b[0] | (b[1] & 0x0f) << 8) * (u64)MODEL_CELL;
	u64 size = (b[2] | (b[3] & 0x0f) << 8) * (u64)MODEL_CELL;

	if (b[4] & FUZZ_BEYOND)
		start += (1u << MODEL_PHYS_BITS) - MODEL_PAGE;
	if (b[4] & FUZZ_WRAP)
		size = 0 - start + size;
	mem_map_add(&raw, start, size, b[4] & 0x0f);
}

static void require_equal(const struct mem_map *a, const struct mem_map *b)
{
	u32 i;

	require(a->nr == b->nr);
	for (i = 0; i < a->nr; i++) {
		require(a->range[i].start == b->range[i].start);
		require(a->range[i].end == b->range[i].end);
		require(a->range[i].type == b->range[i].type);
	}
}

static void reverse_raw(void)
{
	u32 i;

	for (i = 0; i < raw.nr / 2; i++) {
		struct mem_range r = raw.range[i];

		raw.range[i] = raw.range[raw.nr - 1 - i];
		raw.range[raw.nr - 1 - i] = r;
	}
}

static u64 usable_pages_of_model(void)
{
	u64 nr = 0;
	u32 i;

	for (i = 0; i < MODEL_PAGES; i++)
		nr += model_page[i] == 1;
	return nr;
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	u64 usable;

	console_loglevel = 0;
	for (raw.nr = 0; size >= RANGE_BYTES && raw.nr < MEM_MAP_MAX;
	     size -= RANGE_BYTES, data += RANGE_BYTES)
		add_range(data);

	mem_map_sanitize(&raw, &map, MODEL_PHYS_BITS);
	require(mem_map_check(&map) == 0);
	model_build(&raw);
	require(model_compare(&map) == MODEL_PAGES);
	usable = mem_map_usable(&map);
	require(!usable == !usable_pages_of_model());

	require(mem_map_sanitize(&map, &again, MODEL_PHYS_BITS) == 0);
	require_equal(&map, &again);

	if (model_nr_ranges() <= MEM_MAP_MAX) {
		reverse_raw();
		mem_map_sanitize(&raw, &again, MODEL_PHYS_BITS);
		require_equal(&map, &again);
	}

	mem_map_limit(&map, 1u << (MODEL_PHYS_BITS - 1));
	require(mem_map_check(&map) == 0);
	require(mem_map_usable(&map) <= usable);
	require(mem_map_usable(&map) <= 1u << (MODEL_PHYS_BITS - 1));
	return 0;
}
