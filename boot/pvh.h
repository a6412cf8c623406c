/* SPDX-License-Identifier: MIT */
/*
 * pvh.h - boot information as `qemu -kernel` (or Xen) leaves it
 */
#ifndef _BOOT_PVH_H
#define _BOOT_PVH_H

#include <linux/boot_info.h>

/**
 * pvh_parse - fill @bi, its sanitized map excepted
 * Return: 0; -EFAULT if the structure cannot be read; -EINVAL if it is not
 * one.
 */
int pvh_parse(const struct boot_source *src, struct boot_info *bi);

#endif
