/* SPDX-License-Identifier: MIT */
/*
 * module_elf.h - a module's object file, checked
 *
 * kernel/module_elf.c fills it and promises its invariants; the other module
 * files rely on them and look at no byte of the file that it has not seen.
 */
#ifndef _KERNEL_MODULE_ELF_H
#define _KERNEL_MODULE_ELF_H

#include <linux/compiler.h>
#include <linux/elf.h>
#include <linux/module.h>
#include <linux/types.h>

/**
 * struct module_elf - an object file in memory
 * @name:	what to call it in a report; its own name once that is known
 * @data, @size: the file, bytes; @data is a multiple of 8
 * @sections, @nr_sections: its section table
 * @section_names: their names
 * @symbols, @nr_symbols, @symbol_names: its symbol table
 * @this_module, @percpu, @modinfo: sections by number; 0: there is none
 */
struct module_elf {
	char name[MODULE_NAME_LEN];
	const u8 *data;
	size_t size;

	const Elf64_Shdr *sections;
	unsigned int nr_sections;
	const char *section_names;

	const Elf64_Sym *symbols;
	unsigned int nr_symbols;
	const char *symbol_names;

	unsigned int this_module;
	unsigned int percpu;
	unsigned int modinfo;
};

/**
 * module_elf_open - check an object file, and find its way about
 * @elf:  filled, except for @elf->name, which is what reports will call it
 * @data: the file, a multiple of 8; it must stay while @elf is used
 * @size: bytes
 *
 * Nothing in the file is believed: kernel/module_elf.c lists what holds
 * afterwards. What is wrong is said once, with the section or symbol.
 *
 * Context: any. Return: 0, or -ENOEXEC.
 */
int module_elf_open(struct module_elf *elf, const void *data, size_t size);

/**
 * module_elf_info - a "tag=value" of .modinfo
 * @after: NULL for the first, or the last one returned, for the next
 * Return: the value, or NULL if there is no (other) one.
 */
const char *module_elf_info(const struct module_elf *elf, const char *tag,
			    const char *after);

/* A section's name, for reports and for finding it. */
static inline const char *module_elf_section(const struct module_elf *elf,
					     unsigned int nr)
{
	return elf->section_names + elf->sections[nr].sh_name;
}

static inline const char *module_elf_symbol(const struct module_elf *elf,
					    const Elf64_Sym *sym)
{
	return elf->symbol_names + sym->st_name;
}

/* Does it take up memory when the module is loaded? */
static inline bool module_elf_loads(const Elf64_Shdr *s)
{
	return (s->sh_flags & SHF_ALLOC) && s->sh_size;
}

/* Say what is wrong with it, and be the error. */
__printf(2, 3)
int module_refuse(const struct module_elf *elf, const char *fmt, ...);

#endif
