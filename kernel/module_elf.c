// SPDX-License-Identifier: MIT
/*
 * module_elf.c - an object file that nobody has checked
 *
 * PROBLEM
 *	A module is a file of offsets, sizes and indices, and the loader does
 *	what they say: it copies, adds and writes. One wrong number and it
 *	reads past the file or writes into the kernel. The file may be cut
 *	short, for another machine, or made to hurt.
 *
 * IDEA
 *	Look at every number once, before anything is done, and write down
 *	what then holds. Whoever comes after (module_layout.c, module_link.c)
 *	checks nothing again.
 *
 *	+--------+---------------------------------------+--------------+
 *	| header | sections, in any order		  | section table|
 *	+--------+---------------------------------------+--------------+
 *	   |  e_shoff	 ^ sh_offset, sh_size  ^		^
 *	   '-------------|---------------------|----------------'
 *		   .text .rodata	    .symtab -> .strtab
 *			 ^		       ^
 *			 '--- .rela.text ------'  offset, symbol, addend
 *
 * WHAT HOLDS AFTERWARDS
 *	E1  The header, the section table and each section with bytes lie
 *	    inside the file; sections do not overlap each other.
 *	E2  Each name is a string inside its table, which ends in a NUL.
 *	E3  What is loaded has an alignment that is a power of two, at most a
 *	    page, and is not both writable and executable.
 *	E4  There is one symbol table. A symbol is undefined, absolute, or
 *	    lies inside its section.
 *	E5  A relocation lies, with all of its bytes, in the section it
 *	    changes, which has bytes; its symbol exists; its type is one that
 *	    module_link.c knows.
 *	E6  There is exactly one .gnu.linkonce.this_module, and at most one
 *	    .modinfo and .data..percpu.
 *
 * LEFT OUT
 *	More than 65279 sections, compressed sections, COMMON symbols: a
 *	kernel is built without them, and they are refused.
 *
 * SOURCES
 *	System V ABI, chapter 4; x86-64 psABI 4.4.
 */
#define pr_fmt(fmt) "module: " fmt

#include <linux/align.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/log2.h>
#include <linux/sizes.h>
#include <linux/stdarg.h>
#include <linux/string.h>

#include "module_elf.h"

/* A section that wants more has forgotten what it is. */
#define ALIGN_MAX	4096

int module_refuse(const struct module_elf *elf, const char *fmt, ...)
{
	struct va_format vaf;
	va_list args;

	va_start(args, fmt);
	vaf.fmt = fmt;
	vaf.va = &args;
	pr_err("%s: %pV\n", elf->name, &vaf);
	va_end(args);
	return -ENOEXEC;
}

/* Does [start, start + len) lie in the file? */
static bool inside(const struct module_elf *elf, u64 start, u64 len)
{
	return start <= elf->size && len <= elf->size - start;
}

/* ---- header ---- */

static int check_header(struct module_elf *elf)
{
	const Elf64_Ehdr *h = (const void *)elf->data;

	if (elf->size < sizeof(*h))
		return module_refuse(elf, "truncated: %zu bytes are no ELF header",
				     elf->size);
	if (memcmp(h->e_ident, ELFMAG, SELFMAG))
		return module_refuse(elf, "not an ELF file");
	if (h->e_ident[EI_CLASS] != ELFCLASS64 ||
	    h->e_ident[EI_DATA] != ELFDATA2LSB ||
	    h->e_ident[EI_VERSION] != EV_CURRENT)
		return module_refuse(elf, "not 64-bit little-endian ELF, version 1");
	if (h->e_machine != EM_X86_64)
		return module_refuse(elf, "for another machine (ELF machine %u, ours is %u)",
				     h->e_machine, EM_X86_64);
	if (h->e_type != ET_REL)
		return module_refuse(elf, "not a relocatable object (ELF type %u)",
				     h->e_type);
	if (h->e_shentsize != sizeof(Elf64_Shdr) || h->e_shnum == 0 ||
	    h->e_shnum >= SHN_LORESERVE || h->e_shstrndx >= h->e_shnum ||
	    !IS_ALIGNED(h->e_shoff, 8))
		return module_refuse(elf, "its section table makes no sense");
	if (!inside(elf, h->e_shoff, h->e_shnum * sizeof(Elf64_Shdr)))
		return module_refuse(elf, "truncated: the section table ends at %#llx of %#zx",
				     h->e_shoff + h->e_shnum * sizeof(Elf64_Shdr),
				     elf->size);
	elf->sections = (const void *)(elf->data + h->e_shoff);
	elf->nr_sections = h->e_shnum;
	return 0;
}

/* ---- sections ---- */

static bool has_bytes(const Elf64_Shdr *s)
{
	return s->sh_type != SHT_NULL && s->sh_type != SHT_NOBITS &&
	       s->sh_size;
}

/* A table of strings: each that starts inside ends inside. */
static int check_strings(const struct module_elf *elf, unsigned int nr)
{
	const Elf64_Shdr *s = &elf->sections[nr];

	if (nr == 0 || nr >= elf->nr_sections || s->sh_type != SHT_STRTAB)
		return module_refuse(elf, "section %u should be a string table",
				     nr);
	if (!inside(elf, s->sh_offset, s->sh_size))
		return module_refuse(elf, "truncated: string table %u lies outside the file",
				     nr);
	if (!s->sh_size || elf->data[s->sh_offset + s->sh_size - 1])
		return module_refuse(elf, "string table %u does not end", nr);
	return 0;
}

static int check_names(struct module_elf *elf)
{
	const Elf64_Ehdr *h = (const void *)elf->data;
	const Elf64_Shdr *names = &elf->sections[h->e_shstrndx];
	unsigned int i;
	int err = check_strings(elf, h->e_shstrndx);

	if (err)
		return err;
	elf->section_names = (const char *)elf->data + names->sh_offset;
	for (i = 0; i < elf->nr_sections; i++) {
		if (elf->sections[i].sh_name >= names->sh_size)
			return module_refuse(elf, "section %u has no name", i);
	}
	return 0;
}

static int check_loaded(const struct module_elf *elf, unsigned int nr)
{
	const Elf64_Shdr *s = &elf->sections[nr];
	const char *name = module_elf_section(elf, nr);

	if (!is_power_of_2(s->sh_addralign) || s->sh_addralign > ALIGN_MAX)
		return module_refuse(elf, "section %s: alignment %llu",
				     name, s->sh_addralign);
	if ((s->sh_flags & SHF_WRITE) && (s->sh_flags & SHF_EXECINSTR))
		return module_refuse(elf, "section %s: writable and executable",
				     name);
	/* Bytes or none: more memory than a machine has is a lie. */
	if (s->sh_size > SZ_1G)
		return module_refuse(elf, "section %s: %#llx bytes", name,
				     s->sh_size);
	return 0;
}

static int check_section(const struct module_elf *elf, unsigned int nr)
{
	const Elf64_Shdr *s = &elf->sections[nr];
	const char *name = module_elf_section(elf, nr);

	if (has_bytes(s) && !inside(elf, s->sh_offset, s->sh_size))
		return module_refuse(elf, "truncated: section %s at %#llx, %#llx bytes, of %#zx",
				     name, s->sh_offset, s->sh_size, elf->size);
	if (s->sh_type == SHT_REL)
		return module_refuse(elf, "section %s: relocations without addends",
				     name);
	return module_elf_loads(s) ? check_loaded(elf, nr) : 0;
}

/*
 * E1's second half. Quadratic, and so bounded: a module has some thirty
 * sections, and with 65279 of them this would take a minute.
 */
#define SECTIONS_MAX	1024

static int check_overlaps(const struct module_elf *elf)
{
	unsigned int i, j;

	if (elf->nr_sections > SECTIONS_MAX)
		return module_refuse(elf, "%u sections, more than %u",
				     elf->nr_sections, SECTIONS_MAX);
	for (i = 1; i < elf->nr_sections; i++) {
		const Elf64_Shdr *a = &elf->sections[i];

		for (j = 1; has_bytes(a) && j < i; j++) {
			const Elf64_Shdr *b = &elf->sections[j];

			if (has_bytes(b) &&
			    a->sh_offset < b->sh_offset + b->sh_size &&
			    b->sh_offset < a->sh_offset + a->sh_size)
				return module_refuse(elf, "sections %s and %s overlap",
						     module_elf_section(elf, j),
						     module_elf_section(elf, i));
		}
	}
	return 0;
}

/* The sections that mean something by their name; each at most once. */
static int note_special(struct module_elf *elf, unsigned int nr)
{
	const char *name = module_elf_section(elf, nr);
	unsigned int *special = NULL;

	if (!strcmp(name, ".gnu.linkonce.this_module"))
		special = &elf->this_module;
	else if (!strcmp(name, ".data..percpu"))
		special = &elf->percpu;
	else if (!strcmp(name, ".modinfo"))
		special = &elf->modinfo;
	if (!special)
		return 0;
	if (*special)
		return module_refuse(elf, "two sections %s", name);
	*special = nr;
	return 0;
}

static int check_special(struct module_elf *elf)
{
	const Elf64_Shdr *info = &elf->sections[elf->modinfo];

	if (!elf->this_module)
		return module_refuse(elf, "not a module: no section .gnu.linkonce.this_module");
	if (!module_elf_loads(&elf->sections[elf->this_module]))
		return module_refuse(elf, "section .gnu.linkonce.this_module is not loaded");
	if (!elf->modinfo)
		return 0;
	if (!has_bytes(info) || elf->data[info->sh_offset + info->sh_size - 1])
		return module_refuse(elf, "section .modinfo does not end");
	return 0;
}

static int check_sections(struct module_elf *elf)
{
	unsigned int i;
	int err = check_names(elf);

	for (i = 1; !err && i < elf->nr_sections; i++) {
		err = check_section(elf, i) ?: note_special(elf, i);
	}
	return err ?: check_overlaps(elf) ?: check_special(elf);
}

/* ---- symbols ---- */

static int check_symbol(const struct module_elf *elf, unsigned int nr,
			u64 names_size)
{
	const Elf64_Sym *sym = &elf->symbols[nr];

	if (sym->st_name >= names_size)
		return module_refuse(elf, "symbol %u has no name", nr);
	if (sym->st_shndx == SHN_UNDEF || sym->st_shndx == SHN_ABS)
		return 0;
	if (sym->st_shndx == SHN_COMMON)
		return module_refuse(elf, "symbol %s is COMMON: compile with -fno-common",
				     module_elf_symbol(elf, sym));
	if (sym->st_shndx >= elf->nr_sections)
		return module_refuse(elf, "symbol %s: no section %u",
				     module_elf_symbol(elf, sym),
				     sym->st_shndx);
	if (sym->st_value > elf->sections[sym->st_shndx].sh_size)
		return module_refuse(elf, "symbol %s lies outside section %s",
				     module_elf_symbol(elf, sym),
				     module_elf_section(elf, sym->st_shndx));
	return 0;
}

static int check_symbol_table(struct module_elf *elf, unsigned int nr)
{
	const Elf64_Shdr *s = &elf->sections[nr];
	unsigned int i;
	int err = 0;

	if (elf->symbols)
		return module_refuse(elf, "two symbol tables");
	if (s->sh_entsize != sizeof(Elf64_Sym) || !has_bytes(s) ||
	    !IS_ALIGNED(s->sh_offset, 8) || s->sh_size % sizeof(Elf64_Sym))
		return module_refuse(elf, "its symbol table makes no sense");
	err = check_strings(elf, s->sh_link);
	if (err)
		return err;
	elf->symbols = (const void *)(elf->data + s->sh_offset);
	elf->nr_symbols = s->sh_size / sizeof(Elf64_Sym);
	elf->symbol_names = (const char *)elf->data +
			    elf->sections[s->sh_link].sh_offset;
	for (i = 0; !err && i < elf->nr_symbols; i++)
		err = check_symbol(elf, i, elf->sections[s->sh_link].sh_size);
	return err;
}

static int check_symbols(struct module_elf *elf)
{
	unsigned int i;
	int err = 0;

	for (i = 1; !err && i < elf->nr_sections; i++) {
		if (elf->sections[i].sh_type == SHT_SYMTAB)
			err = check_symbol_table(elf, i);
	}
	if (!err && !elf->symbols)
		err = module_refuse(elf, "no symbol table: stripped?");
	return err;
}

/* ---- relocations ---- */

/* Bytes a relocation writes; 0: a type that is not known. */
static unsigned int relocation_width(u32 type)
{
	switch (type) {
	case R_X86_64_64:
	case R_X86_64_PC64:
		return 8;
	case R_X86_64_PC32:
	case R_X86_64_PLT32:
	case R_X86_64_32:
	case R_X86_64_32S:
		return 4;
	default:
		return 0;
	}
}

static int check_relocation(const struct module_elf *elf,
			    const Elf64_Rela *rela, const Elf64_Shdr *target)
{
	u32 type = ELF64_R_TYPE(rela->r_info);
	unsigned int width = relocation_width(type);

	if (ELF64_R_SYM(rela->r_info) >= elf->nr_symbols)
		return module_refuse(elf, "relocation at %#llx: no symbol %u",
				     rela->r_offset, ELF64_R_SYM(rela->r_info));
	if (type == R_X86_64_NONE)
		return 0;
	if (!width)
		return module_refuse(elf, "relocation at %#llx: type %u is not supported",
				     rela->r_offset, type);
	if (rela->r_offset > target->sh_size ||
	    width > target->sh_size - rela->r_offset)
		return module_refuse(elf, "relocation at %#llx lies outside its section, %#llx",
				     rela->r_offset, target->sh_size);
	return 0;
}

static int check_relocations(const struct module_elf *elf, unsigned int nr)
{
	const Elf64_Shdr *s = &elf->sections[nr], *target;
	const Elf64_Rela *rela = (const void *)(elf->data + s->sh_offset);
	u64 i;
	int err = 0;

	if (s->sh_info == 0 || s->sh_info >= elf->nr_sections)
		return module_refuse(elf, "section %s changes no section",
				     module_elf_section(elf, nr));
	target = &elf->sections[s->sh_info];
	/* Those of debugging sections concern nobody here. */
	if (!module_elf_loads(target) || !s->sh_size)
		return 0;
	if (s->sh_entsize != sizeof(*rela) || s->sh_size % sizeof(*rela) ||
	    !IS_ALIGNED(s->sh_offset, 8) || !has_bytes(target) ||
	    s->sh_link >= elf->nr_sections ||
	    elf->sections[s->sh_link].sh_type != SHT_SYMTAB)
		return module_refuse(elf, "section %s makes no sense",
				     module_elf_section(elf, nr));
	for (i = 0; !err && i < s->sh_size / sizeof(*rela); i++)
		err = check_relocation(elf, &rela[i], target);
	return err;
}

/* ---- the doors ---- */

int module_elf_open(struct module_elf *elf, const void *data, size_t size)
{
	unsigned int i;
	int err;

	elf->data = data;
	elf->size = size;
	elf->symbols = NULL;
	elf->this_module = 0;
	elf->percpu = 0;
	elf->modinfo = 0;
	err = check_header(elf) ?: check_sections(elf) ?: check_symbols(elf);
	for (i = 1; !err && i < elf->nr_sections; i++) {
		if (elf->sections[i].sh_type == SHT_RELA)
			err = check_relocations(elf, i);
	}
	return err;
}

const char *module_elf_info(const struct module_elf *elf, const char *tag,
			    const char *after)
{
	const Elf64_Shdr *s = &elf->sections[elf->modinfo];
	const char *p, *end;
	size_t len = strlen(tag);

	if (!elf->modinfo)
		return NULL;
	p = (const char *)elf->data + s->sh_offset;
	end = p + s->sh_size;
	if (after)
		p = after + strlen(after) + 1;
	for (; p < end; p += strlen(p) + 1) {
		if (!strncmp(p, tag, len) && p[len] == '=')
			return p + len + 1;
	}
	return NULL;
}
