// SPDX-License-Identifier: MIT
/*
 * module_layout.c - which section goes where
 *
 * An object file keeps its sections in any order; in memory what has the
 * same rights lies together, so that each right is given to whole pages:
 *
 *	base
 *	| .text .init.text ..	| .rodata .modinfo .. names | .data .bss .. |
 *	| R-X			| R--			    | RW-	    |
 *	^ page			^ page			    ^ page
 *
 * "names" is our addition: every function and variable by address, for
 * backtraces and /proc/kallsyms. .data..percpu stands in .rodata: it is the
 * pattern of which every CPU gets a copy, elsewhere. Sections that take no
 * memory when loaded (symbols, relocations, debugging) stay in the file.
 *
 * INVARIANTS	(what module_link.c relies on)
 *	L1  Each section lies inside its part, at a multiple of its alignment.
 *	L2  Sections do not overlap.
 *	L3  Each part is whole pages; together less than MODULE_SIZE_MAX.
 */
#define pr_fmt(fmt) "module: " fmt

#include <asm/page.h>
#include <linux/align.h>
#include <linux/kernel.h>
#include <linux/sizes.h>
#include <linux/string.h>

#include "module_link.h"

/* The region for all modules is 1.5 GiB; one has a fraction of that. */
#define MODULE_SIZE_MAX	SZ_256M

static enum module_part part_of(const struct module_elf *elf, unsigned int nr)
{
	const Elf64_Shdr *s = &elf->sections[nr];

	if (s->sh_flags & SHF_EXECINSTR)
		return MODULE_TEXT;
	/* Only copied from: the variables themselves are elsewhere. */
	if (nr == elf->percpu)
		return MODULE_RODATA;
	return s->sh_flags & SHF_WRITE ? MODULE_DATA : MODULE_RODATA;
}

/* module_init() makes a second name for what has one of its own. */
static bool is_second_name(const struct module_elf *elf, const Elf64_Sym *sym)
{
	const char *name = module_elf_symbol(elf, sym);
	unsigned int i;

	if (strcmp(name, "init_module") && strcmp(name, "cleanup_module"))
		return false;
	for (i = 0; i < elf->nr_symbols; i++) {
		const Elf64_Sym *other = &elf->symbols[i];

		if (other != sym && other->st_shndx == sym->st_shndx &&
		    other->st_value == sym->st_value &&
		    ELF64_ST_TYPE(other->st_info) == STT_FUNC)
			return true;
	}
	return false;
}

bool module_names(const struct module_load *load, const Elf64_Sym *sym)
{
	unsigned int type = ELF64_ST_TYPE(sym->st_info);

	return sym->st_shndx != SHN_UNDEF &&
	       sym->st_shndx < load->elf.nr_sections &&
	       load->loaded[sym->st_shndx] &&
	       sym->st_shndx != load->elf.percpu &&
	       type != STT_SECTION && type != STT_FILE &&
	       *module_elf_symbol(&load->elf, sym) &&
	       !is_second_name(&load->elf, sym);
}

static void count_symbols(struct module_load *load)
{
	unsigned int i;

	load->nr_symbols = 0;
	load->names_size = 0;
	for (i = 0; i < load->elf.nr_symbols; i++) {
		const Elf64_Sym *sym = &load->elf.symbols[i];

		if (!module_names(load, sym))
			continue;
		load->nr_symbols++;
		load->names_size += strlen(module_elf_symbol(&load->elf,
							     sym)) + 1;
	}
}

/* Append the sections of one part at @at. Return: where they end. */
static u64 place_part(struct module_load *load, enum module_part part, u64 at)
{
	unsigned int i;

	for (i = 1; i < load->elf.nr_sections; i++) {
		const Elf64_Shdr *s = &load->elf.sections[i];

		if (!load->loaded[i] || part_of(&load->elf, i) != part)
			continue;
		at = ALIGN(at, s->sh_addralign);
		load->offset[i] = at;
		at += s->sh_size;
		if (at > MODULE_SIZE_MAX)
			break;
	}
	if (part == MODULE_RODATA && at <= MODULE_SIZE_MAX) {
		at = ALIGN(at, sizeof(struct module_symbol));
		load->symtab_offset = at;
		at += load->nr_symbols * sizeof(struct module_symbol) +
		      load->names_size;
	}
	return at;
}

static void choose_sections(struct module_load *load)
{
	const struct module_elf *elf = &load->elf;
	unsigned int i;

	for (i = 0; i < elf->nr_sections; i++)
		load->loaded[i] = i && module_elf_loads(&elf->sections[i]);
	load->percpu_size = elf->sections[elf->percpu].sh_size;
	load->percpu_align = elf->sections[elf->percpu].sh_addralign;
	if (!elf->percpu || !module_elf_loads(&elf->sections[elf->percpu]))
		load->percpu_size = 0;
}

long module_layout(struct module_load *load)
{
	enum module_part part;
	u64 at = 0;

	choose_sections(load);
	count_symbols(load);
	for (part = 0; part < MODULE_PARTS; part++) {
		u64 end = place_part(load, part, at);

		if (end > MODULE_SIZE_MAX)
			return module_refuse(&load->elf, "larger than %d MiB",
					     MODULE_SIZE_MAX / SZ_1M);
		load->part_size[part] = ALIGN(end, PAGE_SIZE) - at;
		at = ALIGN(end, PAGE_SIZE);
	}
	return at;
}

unsigned long module_section(const struct module_load *load, const char *name,
			     unsigned long *size)
{
	unsigned int i;

	for (i = 1; i < load->elf.nr_sections; i++) {
		if (!load->loaded[i] ||
		    strcmp(module_elf_section(&load->elf, i), name))
			continue;
		*size = load->elf.sections[i].sh_size;
		return module_section_address(load, i);
	}
	*size = 0;
	return 0;
}
