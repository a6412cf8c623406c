/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_NUMA_H
#define _LINUX_NUMA_H

/* Eight sockets with two nodes each; distances are a 16 x 16 table. */
#define MAX_NUMNODES	16

#define NUMA_NO_NODE	(-1)	/* "any node": the caller does not mind */

/* SLIT's scale: 10 is local, 20 the usual next node. ACPI 6.5, 5.2.17. */
#define LOCAL_DISTANCE	10
#define REMOTE_DISTANCE	20

#endif
