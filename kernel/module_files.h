/* SPDX-License-Identifier: MIT */
/*
 * module_files.h - the files that came with the kernel
 */
#ifndef _KERNEL_MODULE_FILES_H
#define _KERNEL_MODULE_FILES_H

#include <linux/types.h>

#define MODULE_FILE_NAME_LEN	64

/**
 * struct module_file - one of them
 * @name: as the loader or the archive calls it, without folders
 * @args: what the loader said behind the name; "" for none
 * @data, @size: its bytes; @data is not aligned to more than 4
 */
struct module_file {
	char name[MODULE_FILE_NAME_LEN];
	const char *args;
	const u8 *data;
	size_t size;
};

/**
 * module_file_next - walk through all files
 * @file: zeroed for the first; filled with the next
 *
 * What the loader handed over comes in its order; an archive (cpio, the
 * "newc" format of an initramfs) counts as the files in it.
 *
 * Return: false at the end.
 */
bool module_file_next(struct module_file *file);

/* cpio_next - the same, for the archive [data, data + size) alone */
bool cpio_next(const u8 *data, size_t size, struct module_file *file);

#endif
