// SPDX-License-Identifier: MIT
/*
 * module_link.c - every address that the compiler did not know
 *
 * PROBLEM
 *	The compiler knew neither where the module would lie nor where the
 *	kernel's functions are. It left holes, and a list of what belongs in
 *	them.
 *
 * IDEA
 *	Copy the sections, then work off the list. An entry says
 *
 *		in section .text at 0x19, as PLT32, printk - 4
 *
 *	printk is looked up once for each entry that names it; where a name
 *	is defined decides its value:
 *
 *		here		the section's address + the symbol's
 *		per-CPU		the same, in the per-CPU memory it was given
 *		absolute	as it stands
 *		undefined	what the kernel or another module exports;
 *				weak and not found: 0
 *
 *	How a value is put into a hole is the machine's: arch/x86_64/module.c.
 *
 *	The bytes are written at load->image and computed for load->base. In
 *	the kernel both are the same; on the host they are not, which is how
 *	tests look at modules that nothing there could run.
 *
 * FAILURE
 *	What cannot be found or does not fit is said by name, all undefined
 *	names at once, and the module is refused.
 */
#define pr_fmt(fmt) "module: " fmt

#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/moduleloader.h>
#include <linux/sort.h>
#include <linux/string.h>

#include "module_link.h"

static void copy_sections(struct module_load *load)
{
	unsigned int i;

	for (i = 1; i < load->elf.nr_sections; i++) {
		const Elf64_Shdr *s = &load->elf.sections[i];

		if (load->loaded[i] && s->sh_type != SHT_NOBITS)
			memcpy(load->image + load->offset[i],
			       load->elf.data + s->sh_offset, s->sh_size);
	}
}

/* ---- values ---- */

static int find_elsewhere(struct module_load *load, const Elf64_Sym *sym,
			  u64 *value)
{
	const char *name = module_elf_symbol(&load->elf, sym);
	unsigned long found = 0;
	int err = load->find(load, name, &found);

	if (err == -EACCES)
		return module_refuse(&load->elf, "symbol %s is for GPL-compatible modules only",
				     name);
	if (err == -ENOENT && ELF64_ST_BIND(sym->st_info) == STB_WEAK)
		err = 0;
	if (err == -ENOENT)
		return module_refuse(&load->elf, "undefined symbol %s", name);
	*value = found;
	return err;
}

static int value_of(struct module_load *load, u32 nr, u64 *value)
{
	const Elf64_Sym *sym = &load->elf.symbols[nr];

	/* Number 0 stands for no symbol. */
	if (nr == 0) {
		*value = 0;
		return 0;
	}
	if (sym->st_shndx == SHN_UNDEF)
		return find_elsewhere(load, sym, value);
	*value = sym->st_value;
	if (sym->st_shndx == SHN_ABS)
		return 0;
	if (!load->loaded[sym->st_shndx])
		return module_refuse(&load->elf, "symbol %s: section %s is not loaded",
				     module_elf_symbol(&load->elf, sym),
				     module_elf_section(&load->elf,
							sym->st_shndx));
	*value += module_section_address(load, sym->st_shndx);
	return 0;
}

/* ---- relocations ---- */

static int relocate(struct module_load *load, const Elf64_Rela *rela,
		    unsigned int target)
{
	u32 nr = ELF64_R_SYM(rela->r_info);
	u64 place, value = 0;
	int err = value_of(load, nr, &value);

	if (err)
		return err;
	place = module_section_address(load, target) + rela->r_offset;
	err = arch_apply_relocation(ELF64_R_TYPE(rela->r_info),
				    load->image + load->offset[target] +
				    rela->r_offset,
				    place, value + rela->r_addend);
	if (err)
		module_refuse(&load->elf,
			      "section %s at %#llx: %s: out of range of relocation type %u",
			      module_elf_section(&load->elf, target),
			      rela->r_offset,
			      nr ? module_elf_symbol(&load->elf,
						     &load->elf.symbols[nr])
				 : "an address",
			      ELF64_R_TYPE(rela->r_info));
	return err ? -ENOEXEC : 0;
}

/* All of one list, so that all that is missing is said at once. */
static int relocate_section(struct module_load *load, unsigned int nr)
{
	const Elf64_Shdr *s = &load->elf.sections[nr];
	const Elf64_Rela *rela = (const void *)(load->elf.data + s->sh_offset);
	u64 i;
	int err = 0;

	for (i = 0; i < s->sh_size / sizeof(*rela); i++)
		err = relocate(load, &rela[i], s->sh_info) ?: err;
	return err;
}

static int relocate_all(struct module_load *load)
{
	const struct module_elf *elf = &load->elf;
	unsigned int i;
	int err = 0;

	for (i = 1; i < elf->nr_sections; i++) {
		const Elf64_Shdr *s = &elf->sections[i];

		if (s->sh_type != SHT_RELA)
			continue;
		if (load->loaded[s->sh_info])
			err = relocate_section(load, i) ?: err;
	}
	return err;
}

/* ---- names, for backtraces ---- */

static int by_address(const void *a, const void *b)
{
	const struct module_symbol *x = a, *y = b;

	if (x->address == y->address)
		return 0;
	return x->address < y->address ? -1 : 1;
}

static void write_names(struct module_load *load)
{
	struct module_symbol *to = (void *)(load->image + load->symtab_offset);
	u8 *names = (void *)(to + load->nr_symbols);
	unsigned int i, n = 0;

	for (i = 0; i < load->elf.nr_symbols; i++) {
		const Elf64_Sym *sym = &load->elf.symbols[i];
		const char *name = module_elf_symbol(&load->elf, sym);

		if (!module_names(load, sym))
			continue;
		to[n].address = module_section_address(load, sym->st_shndx) +
				sym->st_value;
		to[n].name = (void *)(load->base + (names - load->image));
		names += strlen(strcpy((char *)names, name)) + 1;
		n++;
	}
	sort(to, n, sizeof(*to), by_address, NULL);
}

int module_link(struct module_load *load)
{
	int err;

	copy_sections(load);
	err = relocate_all(load);
	if (!err)
		write_names(load);
	return err;
}
