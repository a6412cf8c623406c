/* SPDX-License-Identifier: MIT */
/*
 * multiboot2.h - boot information as GRUB leaves it
 *
 * Sizes and offsets count from the start of a tag, its 8-byte header
 * included, as the tags' own size fields do.
 */
#ifndef _BOOT_MULTIBOOT2_H
#define _BOOT_MULTIBOOT2_H

#include <linux/boot_info.h>

/* Multiboot2 specification 3.6: the numbers of the tags. */
enum mb2_tag_type {
	MB2_END			= 0,
	MB2_CMDLINE		= 1,
	MB2_LOADER		= 2,
	MB2_MODULE		= 3,
	MB2_MEMINFO		= 4,
	MB2_BOOTDEV		= 5,
	MB2_MMAP		= 6,
	MB2_VBE			= 7,
	MB2_FRAMEBUFFER		= 8,
	MB2_ELF_SECTIONS	= 9,
	MB2_APM			= 10,
	MB2_EFI32		= 11,
	MB2_EFI64		= 12,
	MB2_SMBIOS		= 13,
	MB2_RSDP_OLD		= 14,
	MB2_RSDP_NEW		= 15,
	MB2_NETWORK		= 16,
	MB2_EFI_MMAP		= 17,
	MB2_EFI_SERVICES	= 18,
	MB2_EFI32_HANDLE	= 19,
	MB2_EFI64_HANDLE	= 20,
	MB2_LOAD_BASE		= 21,
};

/**
 * multiboot2_parse - fill @bi, its sanitized map excepted
 * Return: 0, or -EFAULT if not even the total size can be read.
 */
int multiboot2_parse(const struct boot_source *src, struct boot_info *bi);

#endif
