/* SPDX-License-Identifier: MIT */
/*
 * moduleloader.h - what the module loader asks of the port
 */
#ifndef _LINUX_MODULELOADER_H
#define _LINUX_MODULELOADER_H

#include <linux/types.h>

/**
 * arch_apply_relocation - put an address where an object file wants it
 * @type:  ELF's relocation type, one that kernel/module_elf.c lets through
 * @where: the bytes to change; need not be aligned
 * @place: the address they will have when the module runs
 * @value: symbol + addend
 *
 * Context: any. Return: 0; -ERANGE if the value does not fit, -ENOEXEC for
 * a type that is not known. x86-64 psABI 4.4.1.
 */
int arch_apply_relocation(u32 type, void *where, u64 place, u64 value);

#endif
