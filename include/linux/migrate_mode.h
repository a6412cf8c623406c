/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_MIGRATE_MODE_H
#define _LINUX_MIGRATE_MODE_H

/* How long who moves pages may wait for one of them (Linux: the same names) */
enum migrate_mode {
	MIGRATE_ASYNC,		/* not at all */
	MIGRATE_SYNC_LIGHT,	/* for its lock */
	MIGRATE_SYNC,		/* and until it is written */
};

enum migrate_reason {
	MR_COMPACTION,
	MR_MEMORY_FAILURE,
	MR_MEMORY_HOTPLUG,
	MR_SYSCALL,
};

#endif
