/* SPDX-License-Identifier: MIT */
/*
 * module_link.h - from a checked object file to bytes that can run
 */
#ifndef _KERNEL_MODULE_LINK_H
#define _KERNEL_MODULE_LINK_H

#include "module_elf.h"

#define MODULE_SECTIONS_MAX	1024

/* What is protected alike lies together, in whole pages, in this order. */
enum module_part {
	MODULE_TEXT,
	MODULE_RODATA,
	MODULE_DATA,
	MODULE_PARTS,
};

/**
 * struct module_load - a module on its way in
 * @elf:	its file
 * @part_size:	bytes, whole pages, once laid out
 * @offset:	of each section that is loaded, from the start of all parts
 * @loaded:	which those are
 * @percpu_size, @percpu_align: of .data..percpu; bytes
 * @nr_symbols, @names_size: what backtraces will need
 * @symtab_offset: where that goes, in MODULE_RODATA
 * @image:	where its bytes are while it is linked
 * @base:	where they will run
 * @percpu:	where its per-CPU variables are, as a per-CPU pointer
 * @find:	an exported symbol by name, if this module may use it: 0, or
 *		-ENOENT, or -EACCES for one that its licence keeps from it.
 *		Notes who owns it, so that the owner stays.
 */
struct module_load {
	struct module_elf elf;

	unsigned int part_size[MODULE_PARTS];
	unsigned int offset[MODULE_SECTIONS_MAX];
	bool loaded[MODULE_SECTIONS_MAX];
	unsigned int percpu_size;
	unsigned int percpu_align;
	unsigned int nr_symbols;
	unsigned int names_size;
	unsigned int symtab_offset;

	u8 *image;
	unsigned long base;
	unsigned long percpu;
	int (*find)(struct module_load *load, const char *name,
		    unsigned long *value);
};

/**
 * module_layout - where each section goes
 *
 * Text first, then what is only read, then the rest; each starts a page.
 * Return: bytes of all parts; -ENOEXEC if that is more than a module may be.
 */
long module_layout(struct module_load *load);

/**
 * module_link - copy the sections to @load->image and fill in all addresses
 *
 * @load->image has module_layout()'s bytes, all zero; @base, @percpu and
 * @find are set. Undefined symbols, and values that do not fit, are said.
 *
 * Return: 0, or -ENOEXEC.
 */
int module_link(struct module_load *load);

/* Has @sym a name that a reader of a backtrace wants? */
bool module_names(const struct module_load *load, const Elf64_Sym *sym);

/* The address that section @nr's first byte will have. */
static inline unsigned long module_section_address(const struct module_load *l,
						   unsigned int nr)
{
	if (nr == l->elf.percpu && nr)
		return l->percpu;
	return l->base + l->offset[nr];
}

/**
 * module_section - a loaded section by name
 * @size: set to its bytes
 * Return: its address when running, or 0.
 */
unsigned long module_section(const struct module_load *load, const char *name,
			     unsigned long *size);

#endif
