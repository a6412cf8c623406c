// SPDX-License-Identifier: MIT
/*
 * percpu_check.c - are the chunks, their lists, slots and groups as they say?
 *
 * PROBLEM
 *	A chunk is known from its list, its slot, and the count of its group.
 *	If one of the three forgets it, memory is lost or given out twice, and
 *	that is seen much later, elsewhere.
 *
 * IDEA
 *	Walk the lists, and look at each chunk from the other two; then count
 *	each group's slots. The number returned is that of percpu_chunk.c's
 *	invariant, D1 to D4.
 *
 * LOCKING
 *	pcpu_lock, all the way.
 *
 * FAILURE
 *	A panic that names the invariant and where: the chunk's slot, the list
 *	or the group.
 *
 * COST
 *	Each map twice, grain by grain: 8192 steps a chunk. For tests, and for
 *	who asks at the console.
 */
#include <linux/bitops.h>
#include <linux/kernel.h>

#include "percpu.h"

static int chunk_broken_locked(const struct pcpu_chunk *chunk)
{
	if (pcpu_map_broken(chunk))
		return 1;
	if (chunk->index != pcpu_list_of(chunk))
		return 2;
	if (chunk->slot >= 0 && (pcpu_chunk_at[chunk->slot] != chunk ||
				 !test_bit(chunk->slot, pcpu_slot_taken)))
		return 3;
	return 0;
}

static int list_broken_locked(unsigned int index, int *at)
{
	struct pcpu_chunk *chunk;
	unsigned int n = 0;
	int broken;

	list_for_each_entry(chunk, &pcpu_lists[index], list) {
		*at = chunk->slot;
		broken = chunk_broken_locked(chunk);
		if (broken)
			return broken;
		n++;
	}
	*at = index;
	if (!!n != !!(pcpu_lists_used & 1u << index) ||
	    (index == PCPU_LIST_EMPTY && n != pcpu_nr_empty))
		return 2;
	return 0;
}

static bool group_broken_locked(unsigned int group)
{
	unsigned int i, n = 0;

	for (i = 0; i < PCPU_GROUP_SLOTS; i++)
		n += pcpu_chunk_at[group * PCPU_GROUP_SLOTS + i] != NULL;
	return n != pcpu_group_users[group];
}

static int broken_locked(int *at)
{
	int broken;
	unsigned int i;

	for (i = 0; i < PCPU_NR_LISTS; i++) {
		broken = list_broken_locked(i, at);
		if (broken)
			return broken;
	}
	for (i = 0; i < PCPU_NR_GROUPS; i++) {
		*at = i;
		if (group_broken_locked(i))
			return 4;
	}
	return 0;
}

int pcpu_chunks_broken(int *at)
{
	unsigned long flags;
	int broken;

	spin_lock_irqsave(&pcpu_lock, flags);
	broken = broken_locked(at);
	spin_unlock_irqrestore(&pcpu_lock, flags);
	return broken;
}

void pcpu_chunks_check(void)
{
	int at, broken = pcpu_chunks_broken(&at);

	if (broken)
		panic("percpu: invariant D%d is broken at chunk, list or group %d",
		      broken, at);
}
