/* SPDX-License-Identifier: MIT */
/*
 * percpu.h - what mm/'s percpu files share with each other and their tests
 *
 * A chunk is the same piece of every CPU's area, and one map for all of
 * them. percpu_map.c finds room in a map, percpu_chunk.c puts memory behind
 * a chunk, percpu_alloc.c has the doors, percpu.c the first chunk.
 */
#ifndef _MM_PERCPU_H
#define _MM_PERCPU_H

#include <asm/pgtable.h>
#include <linux/bitops.h>
#include <linux/list.h>
#include <linux/percpu.h>
#include <linux/spinlock.h>

struct page;

/* What a map counts in, bytes: an int is the smallest thing worth its bit. */
#define PCPU_GRAIN	4

/* A chunk has room for the largest area: 32 KiB are 8192 grains. */
#define PCPU_CHUNK_GRAINS	(PCPU_MIN_UNIT_SIZE / PCPU_GRAIN)
/* What is not looked for among the small: a cache line, 64 bytes. */
#define PCPU_LARGE		16

#define PCPU_NR_SLOTS		(PERCPU_STRIDE / PCPU_MIN_UNIT_SIZE)
#define PCPU_CHUNK_PAGES	(PCPU_MIN_UNIT_SIZE / PAGE_SIZE)

/* A group is what one last-level table maps. */
#define PCPU_GROUP_SLOTS	(PMD_SIZE / PCPU_MIN_UNIT_SIZE)
#define PCPU_NR_GROUPS		(PCPU_NR_SLOTS / PCPU_GROUP_SLOTS)

/*
 * struct pcpu_chunk.list is on the list of fls(bound), 0 to 14, or, if the
 * chunk is empty and could be given back, on the last.
 */
#define PCPU_LIST_EMPTY		15
#define PCPU_NR_LISTS		16

/**
 * struct pcpu_chunk - grains of all CPUs, and who has them
 * @list:	among chunks with about as much room (pcpu_lock, as the rest)
 * @index:	of which list
 * @slot:	place in the region; -1: the first chunk, or a test's
 * @base:	per-CPU pointer to grain 0; a multiple of PAGE_SIZE
 * @nr_grains:	at most PCPU_CHUNK_GRAINS
 * @nr_free:	grains that nobody has
 * @nr_areas:	allocations
 * @first_free:	no grain below it is free
 * @first_large: no PCPU_LARGE free grains in a row lie below it
 * @bound:	no run of free grains is longer
 * @free:	a bit a grain: nobody has it
 * @head:	a bit a grain: an area begins here
 * @pages:	[cpu * PCPU_CHUNK_PAGES + n]; not the first chunk's
 */
struct pcpu_chunk {
	struct list_head list;
	unsigned int index;
	int slot;
	unsigned long base;
	unsigned int nr_grains;
	unsigned int nr_free;
	unsigned int nr_areas;
	unsigned int first_free;
	unsigned int first_large;
	unsigned int bound;
	unsigned long free[BITS_TO_LONGS(PCPU_CHUNK_GRAINS + 1)];
	unsigned long head[BITS_TO_LONGS(PCPU_CHUNK_GRAINS + 1)];
	struct page *pages[];
};

/* ---- percpu_map.c: one chunk's map; pcpu_lock held, or nobody else's ---- */

void pcpu_map_init(struct pcpu_chunk *chunk, unsigned int nr_grains);

/* pcpu_map_take() where the place expected does not do; -1: no room */
int pcpu_map_search(struct pcpu_chunk *chunk, unsigned int n,
		    unsigned int align);

/* The area that begins at @at; -EALREADY: is free, -EINVAL: begins earlier */
int pcpu_map_give(struct pcpu_chunk *chunk, unsigned int at);

/* Where the area around @at begins */
unsigned int pcpu_map_head(const struct pcpu_chunk *chunk, unsigned int at);

/* The longest run of free grains, counted */
unsigned int pcpu_map_largest(const struct pcpu_chunk *chunk);

/* The number of an invariant that does not hold, or 0 */
int pcpu_map_broken(const struct pcpu_chunk *chunk);

/* ---- percpu_chunk.c ---------------------------------------------------- */

extern spinlock_t pcpu_lock;

/* Its own, and percpu_check.c's to look at. */
extern struct list_head pcpu_lists[];
extern unsigned int pcpu_lists_used;		/* a bit a list */
extern unsigned int pcpu_nr_empty;
extern struct pcpu_chunk *pcpu_chunk_at[];	/* [slot] */
extern unsigned long pcpu_slot_taken[];
extern unsigned int pcpu_group_users[];

/* The list that a chunk belongs on */
unsigned int pcpu_list_of(const struct pcpu_chunk *chunk);

void pcpu_chunks_init(void);

/* A chunk that was just changed goes to the list it belongs on. */
void pcpu_relist_locked(struct pcpu_chunk *chunk);
void pcpu_add_first(struct pcpu_chunk *chunk);

/* @n grains at a multiple of @align; a per-CPU pointer, 0: no chunk has room */
unsigned long pcpu_take(unsigned int n, unsigned int align);

/* The area at @ptr, or pcpu_give_aftermath() hears why not. */
void pcpu_give(unsigned long ptr);

/* The chunk a per-CPU pointer lies in; the one in @slot, -1: the first; NULL */
struct pcpu_chunk *pcpu_chunk_of_locked(unsigned long ptr);
struct pcpu_chunk *pcpu_chunk_in_locked(int slot);

/* A new chunk, or -ENOMEM. 0 also if there is an empty one by now. */
int pcpu_grow(gfp_t gfp);

/* Give back what is more than is kept. Interrupts on, may wait for CPUs. */
void pcpu_shrink(void);

/* ---- percpu_check.c ------------------------------------------------------ */

/* A broken invariant of percpu_chunk.c; @at: the chunk's slot, list or group */
int pcpu_chunks_broken(int *at);
void pcpu_chunks_check(void);

/* ---- percpu_pages.c ---------------------------------------------------- */

struct pcpu_chunk *pcpu_chunk_create(gfp_t gfp);
void pcpu_chunk_destroy(struct pcpu_chunk *chunk);
void pcpu_show_pages(const struct pcpu_chunk *chunk);
void pcpu_blank_windows(const struct pcpu_chunk *chunk);

/* Last-level tables, one for each possible CPU, around @slot */
int pcpu_alloc_tables(struct list_head *tables, gfp_t gfp);
void pcpu_put_tables(unsigned int slot, struct list_head *tables);
void pcpu_take_tables(unsigned int slot, struct list_head *tables);
void pcpu_free_pages(struct list_head *pages);

/* Where a chunk's address lies; 0: in no chunk of the region */
phys_addr_t pcpu_chunk_phys(unsigned long addr);

/* ---- percpu.c ---------------------------------------------------------- */

/*
 * The number of an invariant of percpu.c that does not hold, or 0, and the CPU
 * it was seen at, if areas lay at @offset[], NR_CPUS of them.
 */
int percpu_broken(const unsigned long *offset, unsigned int *cpu);

/* What a per-CPU pointer of the image, or an address, is; NULL: neither */
const char *pcpu_describe(unsigned long ptr);

/* ---- percpu_reserved.c --------------------------------------------------- */

/* For the variables of modules: 8 KiB a CPU, as on Linux. */
#define PERCPU_MODULE_RESERVE	(2 * PAGE_SIZE)

/* They begin at the per-CPU pointer @base. */
void pcpu_reserved_init(unsigned long base);

/* 0; -EALREADY, -EINVAL: free, begins earlier; -ENOENT: it is not theirs. */
int pcpu_reserved_give(unsigned long ptr);
void pcpu_reserved_check(void);

/* ---- percpu_alloc.c ------------------------------------------------------ */

/* Grains that are the caller's, zeroed on each CPU */
void pcpu_zero(void __percpu *ptr, size_t size);

/*
 * What is to do, or to say, after a free. @ret: 1: there are more empty chunks
 * than are kept; -ENOENT, -EALREADY, -EINVAL: no chunk's, free, begins
 * earlier. No lock is held.
 */
void pcpu_give_aftermath(unsigned long ptr, int ret);

#endif
