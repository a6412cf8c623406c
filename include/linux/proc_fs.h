/* SPDX-License-Identifier: MIT */
/*
 * proc_fs.h - the /proc views: one line adds one
 *
 *	static int iomem_show(struct seq_file *m, void *v) { ... return 0; }
 *	PROC_VIEW("iomem", iomem_show);
 *
 * `cat /proc/iomem` at the console calls iomem_show(). Views exist before
 * any allocator does, so they live in a linker table.
 */
#ifndef _LINUX_PROC_FS_H
#define _LINUX_PROC_FS_H

#include <linux/compiler.h>
#include <linux/seq_file.h>

struct proc_view {
	const char *name;	/* without "/proc/" */
	int (*show)(struct seq_file *m, void *v);
};

TABLE_DECLARE(proc_views, const struct proc_view);

#define PROC_VIEW(file, fn) __PROC_VIEW(file, fn, __UNIQUE_ID(view))
#define __PROC_VIEW(file, fn, id) \
	static const struct proc_view id = { .name = file, .show = fn }; \
	TABLE_ENTRY(proc_views, const struct proc_view, &id)

/**
 * proc_find - the view called @name, with or without "/proc/" before it
 * Return: NULL if there is none.
 */
const struct proc_view *proc_find(const char *name);

/**
 * proc_next - the first view, in alphabetical order, after @name
 * @name: "" for the very first
 * Return: NULL at the end.
 */
const struct proc_view *proc_next(const char *name);

/**
 * proc_cat - write a view to @m
 * Return: what the view returned; -ENOENT if there is none of that name.
 */
int proc_cat(const char *name, struct seq_file *m);

#endif
