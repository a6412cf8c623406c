/* SPDX-License-Identifier: MIT */
/*
 * mmzone.h - nodes
 *
 * A node is memory that is equally far from some CPUs. A machine without
 * ACPI's SRAT has one, node 0.
 */
#ifndef _LINUX_MMZONE_H
#define _LINUX_MMZONE_H

#include <linux/numa.h>
#include <linux/types.h>

/**
 * struct pglist_data - one node (Linux: pg_data_t)
 * @node_id:	its number, 0 .. nr_online_nodes - 1
 * @node_start_pfn: its first frame
 * @node_present_pages: frames of usable memory
 * @node_spanned_pages: frames from the first to the last, holes included
 */
typedef struct pglist_data {
	int node_id;
	unsigned long node_start_pfn;
	unsigned long node_present_pages;
	unsigned long node_spanned_pages;
} pg_data_t;

extern struct pglist_data node_data[MAX_NUMNODES];
extern int nr_online_nodes;

#define NODE_DATA(nid)	(&node_data[nid])

/* node_add_range - boot: account physical [start, end), bytes, to @nid */
void node_add_range(int nid, phys_addr_t start, phys_addr_t end);

/* node_distance - SLIT's number: 10 is local; node_set_distance - boot */
int node_distance(int from, int to);
void node_set_distance(int from, int to, u8 distance);

#endif
