/* SPDX-License-Identifier: MIT */
/*
 * mem_map_model.h - what a sanitized map must be, by the slowest means
 *
 * The model knows nothing of edges and sorting. It has one cell for every
 * 512 bytes of a small address space, 8 cells a page, and asks each raw range
 * about each cell. Raw maps for it start and end at multiples of 512, or
 * outside its space.
 *
 *	cell	strictest type of the ranges that cover it, 0 for none
 *	page	usable if its 8 cells all are; else the strictest type among
 *		them that is not usable; else (a part usable, a part hole) 0
 */
#ifndef _TESTS_MEM_MAP_MODEL_H
#define _TESTS_MEM_MAP_MODEL_H

#include <linux/boot_info.h>

#define MODEL_CELL	512u
#define MODEL_PAGE	4096u
#define MODEL_PHYS_BITS	21u
#define MODEL_CELLS	((1u << MODEL_PHYS_BITS) / MODEL_CELL)	/* 4096 */
#define MODEL_PAGES	((1u << MODEL_PHYS_BITS) / MODEL_PAGE)	/* 512 */

static u8 model_cell[MODEL_CELLS];	/* strictness, not type */
static u8 model_page[MODEL_PAGES];	/* the same */

/* 0 for a hole, then as the enum's comment in mem_map.c orders them. */
static inline u8 model_strictness(u32 type)
{
	switch (type) {
	case MEM_USABLE:
		return 1;
	case MEM_ACPI:
		return 2;
	case MEM_NVS:
		return 3;
	case MEM_UNUSABLE:
		return 5;
	}
	return 4;
}

static inline void model_cover(const struct mem_range *r)
{
	u8 strictness = model_strictness(r->type);
	u32 i;

	for (i = 0; i < MODEL_CELLS; i++) {
		phys_addr_t at = (phys_addr_t)i * MODEL_CELL;
		bool wraps = r->end < r->start;

		if (at < r->start || (!wraps && at >= r->end))
			continue;
		if (strictness > model_cell[i])
			model_cell[i] = strictness;
	}
}

static inline u8 model_page_of(const u8 *cell)
{
	u8 strictest = 0;
	u32 nr_usable = 0;
	u32 i;

	for (i = 0; i < MODEL_PAGE / MODEL_CELL; i++) {
		nr_usable += cell[i] == 1;
		if (cell[i] > strictest)
			strictest = cell[i];
	}
	if (strictest > 1)
		return strictest;
	return nr_usable == MODEL_PAGE / MODEL_CELL;
}

static inline void model_build(const struct mem_map *raw)
{
	u32 i;

	for (i = 0; i < MODEL_CELLS; i++)
		model_cell[i] = 0;
	for (i = 0; i < raw->nr; i++)
		model_cover(&raw->range[i]);
	for (i = 0; i < MODEL_PAGES; i++)
		model_page[i] = model_page_of(model_cell +
					      i * (MODEL_PAGE / MODEL_CELL));
}

/* The strictness that @map gives to page @pfn, 0 for a hole. */
static inline u8 model_ask(const struct mem_map *map, u32 pfn)
{
	phys_addr_t at = (phys_addr_t)pfn * MODEL_PAGE;
	u32 i;

	for (i = 0; i < map->nr; i++)
		if (map->range[i].start <= at && at < map->range[i].end)
			return model_strictness(map->range[i].type);
	return 0;
}

/* How many ranges the model's pages fall into, were there room for all. */
static inline u32 model_nr_ranges(void)
{
	u32 nr = 0;
	u32 i;

	for (i = 0; i < MODEL_PAGES; i++)
		nr += model_page[i] && (!i || model_page[i] != model_page[i - 1]);
	return nr;
}

/* May @is stand where the model says @want, when room was short? */
static inline bool model_safe(u8 is, u8 want)
{
	return want > 1 ? is >= want : is != 1;
}

/*
 * The first page in which @map differs from the model, or MODEL_PAGES. With
 * more ranges than room a map may forget usable pages and keep off more than
 * it must; never may it call usable, or leave out, what the model keeps off.
 */
static inline u32 model_compare(const struct mem_map *map)
{
	bool room = model_nr_ranges() <= MEM_MAP_MAX;
	u32 i;

	for (i = 0; i < MODEL_PAGES; i++) {
		u8 is = model_ask(map, i);

		if (is != model_page[i] &&
		    (room || !model_safe(is, model_page[i])))
			return i;
	}
	return MODEL_PAGES;
}

#endif
