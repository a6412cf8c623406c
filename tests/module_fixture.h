/* SPDX-License-Identifier: MIT */
/*
 * module_fixture.h - a module's object file, made by hand
 *
 *	.text		 16 bytes: a call of helper() at 1, &counter at 8
 *	.data		 16 bytes: a pointer to .text at 0
 *	.bss		 64 bytes
 *	.data..percpu	  8 bytes
 *	.modinfo	 license=MIT, name=made
 *	this_module	 as the loader wants it
 *
 * struct object is the file: its fields lie in the file as they lie here, so
 * that a test can break one by its name.
 */
#ifndef _TESTS_MODULE_FIXTURE_H
#define _TESTS_MODULE_FIXTURE_H

#include <linux/elf.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/string.h>

enum object_section {
	NUL, TEXT, RELA_TEXT, DATA, RELA_DATA, BSS, PERCPU, MODINFO, MODULE_SEC,
	SYMTAB, STRTAB, SHSTRTAB, NR_SECTIONS,
};

enum object_symbol {
	SYM_NUL, SYM_TEXT, SYM_FUNC, SYM_COUNTER, SYM_PERCPU, SYM_HELPER,
	SYM_WEAK, NR_SYMBOLS,
};

#define STRINGS	"\0func\0counter\0mine\0helper\0perhaps"
#define SECTION_NAMES \
	"\0.text\0.rela.text\0.data\0.rela.data\0.bss\0.data..percpu\0" \
	".modinfo\0.gnu.linkonce.this_module\0.symtab\0.strtab\0.shstrtab"

struct object {
	Elf64_Ehdr h;
	Elf64_Shdr s[NR_SECTIONS];
	u8 text[16];
	Elf64_Rela rela_text[2];
	u8 data[16];
	Elf64_Rela rela_data[1];
	u64 percpu;
	char modinfo[32];
	struct module module;
	Elf64_Sym sym[NR_SYMBOLS];
	char strings[sizeof(STRINGS)];
	char section_names[sizeof(SECTION_NAMES)];
} __aligned(8);

/* The last field is not a multiple of 8: behind it the file has ended. */
#define OBJECT_SIZE \
	(offsetof(struct object, section_names) + sizeof(SECTION_NAMES))

static struct object object;

static inline u32 string_at(const char *table, size_t size, const char *word)
{
	size_t at = 0;

	while (at < size && strcmp(table + at, word))
		at += strlen(table + at) + 1;
	return at;
}

static inline void make_section(unsigned int nr, const char *name,
				Elf64_Shdr section)
{
	section.sh_name = string_at(object.section_names,
				    sizeof(object.section_names), name);
	object.s[nr] = section;
}

#define IN_FILE(field) \
	.sh_offset = offsetof(struct object, field), \
	.sh_size = sizeof(object.field)

static inline void make_sections(void)
{
	make_section(TEXT, ".text", (Elf64_Shdr){ .sh_type = SHT_PROGBITS,
		.sh_flags = SHF_ALLOC | SHF_EXECINSTR, IN_FILE(text),
		.sh_addralign = 16 });
	make_section(RELA_TEXT, ".rela.text", (Elf64_Shdr){
		.sh_type = SHT_RELA, IN_FILE(rela_text), .sh_link = SYMTAB,
		.sh_info = TEXT, .sh_entsize = sizeof(Elf64_Rela) });
	make_section(DATA, ".data", (Elf64_Shdr){ .sh_type = SHT_PROGBITS,
		.sh_flags = SHF_ALLOC | SHF_WRITE, IN_FILE(data),
		.sh_addralign = 8 });
	make_section(RELA_DATA, ".rela.data", (Elf64_Shdr){
		.sh_type = SHT_RELA, IN_FILE(rela_data), .sh_link = SYMTAB,
		.sh_info = DATA, .sh_entsize = sizeof(Elf64_Rela) });
	make_section(BSS, ".bss", (Elf64_Shdr){ .sh_type = SHT_NOBITS,
		.sh_flags = SHF_ALLOC | SHF_WRITE, .sh_size = 64,
		.sh_addralign = 32 });
	make_section(PERCPU, ".data..percpu", (Elf64_Shdr){
		.sh_type = SHT_PROGBITS, .sh_flags = SHF_ALLOC | SHF_WRITE,
		IN_FILE(percpu), .sh_addralign = 8 });
	make_section(MODINFO, ".modinfo", (Elf64_Shdr){
		.sh_type = SHT_PROGBITS, .sh_flags = SHF_ALLOC,
		IN_FILE(modinfo), .sh_addralign = 1 });
	make_section(MODULE_SEC, ".gnu.linkonce.this_module", (Elf64_Shdr){
		.sh_type = SHT_PROGBITS, .sh_flags = SHF_ALLOC | SHF_WRITE,
		IN_FILE(module), .sh_addralign = 64 });
	make_section(SYMTAB, ".symtab", (Elf64_Shdr){ .sh_type = SHT_SYMTAB,
		IN_FILE(sym), .sh_link = STRTAB,
		.sh_entsize = sizeof(Elf64_Sym) });
	make_section(STRTAB, ".strtab", (Elf64_Shdr){ .sh_type = SHT_STRTAB,
		IN_FILE(strings) });
	make_section(SHSTRTAB, ".shstrtab", (Elf64_Shdr){
		.sh_type = SHT_STRTAB, IN_FILE(section_names) });
}

static inline void make_symbol(unsigned int nr, const char *name,
			       Elf64_Sym sym)
{
	sym.st_name = string_at(object.strings, sizeof(object.strings), name);
	object.sym[nr] = sym;
}

#define SYM_INFO(bind, type)	((bind) << 4 | (type))

static inline void make_symbols(void)
{
	make_symbol(SYM_TEXT, "", (Elf64_Sym){ .st_shndx = TEXT,
		.st_info = SYM_INFO(STB_LOCAL, STT_SECTION) });
	make_symbol(SYM_FUNC, "func", (Elf64_Sym){ .st_shndx = TEXT,
		.st_info = SYM_INFO(STB_GLOBAL, STT_FUNC), .st_value = 4 });
	make_symbol(SYM_COUNTER, "counter", (Elf64_Sym){ .st_shndx = BSS,
		.st_info = SYM_INFO(STB_LOCAL, STT_OBJECT), .st_value = 8 });
	make_symbol(SYM_PERCPU, "mine", (Elf64_Sym){ .st_shndx = PERCPU,
		.st_info = SYM_INFO(STB_LOCAL, STT_OBJECT) });
	make_symbol(SYM_HELPER, "helper", (Elf64_Sym){
		.st_info = SYM_INFO(STB_GLOBAL, STT_NOTYPE) });
	make_symbol(SYM_WEAK, "perhaps", (Elf64_Sym){
		.st_info = SYM_INFO(STB_WEAK, STT_NOTYPE) });
}

static inline Elf64_Rela relocation(u64 at, u32 type, u32 sym, s64 addend)
{
	return (Elf64_Rela){
		.r_offset = at, .r_info = (u64)sym << 32 | type,
		.r_addend = addend,
	};
}

/* A sound one. */
static inline void make_object(void)
{
	memset(&object, 0, sizeof(object));
	memcpy(object.h.e_ident, ELFMAG "\2\1\1", 7);
	object.h.e_type = ET_REL;
	object.h.e_machine = EM_X86_64;
	object.h.e_shoff = offsetof(struct object, s);
	object.h.e_shentsize = sizeof(Elf64_Shdr);
	object.h.e_shnum = NR_SECTIONS;
	object.h.e_shstrndx = SHSTRTAB;
	memcpy(object.strings, STRINGS, sizeof(STRINGS));
	memcpy(object.section_names, SECTION_NAMES, sizeof(SECTION_NAMES));
	memcpy(object.modinfo, "license=MIT\0name=made", 22);
	strcpy(object.module.name, "made");
	object.percpu = 0x5eed;
	make_sections();
	make_symbols();
	object.rela_text[0] = relocation(1, R_X86_64_PLT32, SYM_HELPER, -4);
	object.rela_text[1] = relocation(8, R_X86_64_32S, SYM_COUNTER, 4);
	object.rela_data[0] = relocation(0, R_X86_64_64, SYM_TEXT, 2);
}

#endif
