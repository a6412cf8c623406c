// SPDX-License-Identifier: MIT
/*
 * numa.c - the nodes, and how far apart they are
 *
 * PROBLEM
 *	On a machine with several memory controllers an address is nearer to
 *	some CPUs than to others. Every allocator above wants to ask two
 *	things: what memory does node n have, and which node is next best.
 *
 * IDEA
 *	Two small tables filled at boot and read-only afterwards:
 *
 *	node_data[nid]	  start pfn, present and spanned pages
 *	node_distances[a][b]  ACPI SLIT's numbers; 10 on the diagonal
 *
 *	A node may interleave with another (memory below and above the PCI
 *	hole), so spanned covers holes and other nodes' pages, as on Linux;
 *	present counts only the node's own.
 *
 *	A node may have no memory, or none that mem= leaves: its CPUs are there
 *	all the same, online or not, and ask for memory near them. It is a node
 *	like any other, whose zones are empty; its zonelists begin with the
 *	nearest node that has some (zone.c).
 *
 * INVARIANTS	(numa_broken() tests each by number)
 *	N1  present <= spanned.
 *	N2  The distance to oneself is 10, to others at least 10; 0 is unset.
 *
 * LOCKING
 *	None: written by the boot CPU before there is another.
 *
 * SOURCES
 *	ACPI 6.5, 5.2.16 (SRAT), 5.2.17 (SLIT). Linux: struct pglist_data.
 */
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/mmzone.h>
#include <linux/pfn.h>

#include "internal.h"

struct pglist_data node_data[MAX_NUMNODES];
EXPORT_SYMBOL(node_data);
int nr_online_nodes = 1;
EXPORT_SYMBOL(nr_online_nodes);

/* 0 means nobody said: local or remote by default. */
u8 node_distances[MAX_NUMNODES][MAX_NUMNODES];

static bool node_valid(int nid)
{
	return nid >= 0 && nid < MAX_NUMNODES;
}

void node_add(int nid)
{
	if (WARN_ON(!node_valid(nid)))
		return;
	NODE_DATA(nid)->node_id = nid;
	if (nid >= nr_online_nodes)
		nr_online_nodes = nid + 1;
}

void node_add_range(int nid, phys_addr_t start, phys_addr_t end)
{
	struct pglist_data *node;
	unsigned long first = PFN_DOWN(start), last = PFN_UP(end);

	if (WARN_ON(!node_valid(nid) || start >= end))
		return;
	node_add(nid);
	node = NODE_DATA(nid);
	if (!node->node_spanned_pages) {
		node->node_start_pfn = first;
		node->node_spanned_pages = last - first;
	} else {
		unsigned long node_end = node->node_start_pfn +
					 node->node_spanned_pages;

		node->node_start_pfn = min(node->node_start_pfn, first);
		node->node_spanned_pages = max(node_end, last) -
					   node->node_start_pfn;
	}
	node->node_present_pages += last - first;
}

int node_distance(int from, int to)
{
	if (WARN_ON(!node_valid(from) || !node_valid(to)))
		return REMOTE_DISTANCE;
	if (node_distances[from][to])
		return node_distances[from][to];
	return from == to ? LOCAL_DISTANCE : REMOTE_DISTANCE;
}

void node_set_distance(int from, int to, u8 value)
{
	if (WARN_ON(!node_valid(from) || !node_valid(to)))
		return;
	if (WARN_ON(value < LOCAL_DISTANCE))
		return;
	node_distances[from][to] = value;
}

int numa_broken(void)
{
	int from, to;

	for_each_online_node(from) {
		const struct pglist_data *node = NODE_DATA(from);

		if (node->node_present_pages > node->node_spanned_pages)
			return 1;
		for_each_online_node(to) {
			u8 distance = node_distances[from][to];

			if (distance && (distance < LOCAL_DISTANCE ||
					 (from == to &&
					  distance != LOCAL_DISTANCE)))
				return 2;
		}
	}
	return 0;
}
