// SPDX-License-Identifier: MIT
/*
 * module_elf_test.c - what is wrong with a module's file is seen, and said
 *
 * FAULTS.md, "module": a sound file with one field broken, for each rule of
 * kernel/module_elf.c, and then every byte and every length.
 */
#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/kernel.h>

#include "../kernel/module_elf.h"
#include "capture.h"
#include "module_fixture.h"

static int module_elf_init(struct kunit *test)
{
	make_object();
	capture_start();
	return 0;
}

static void module_elf_exit(struct kunit *test)
{
	capture_stop();
}

static struct module_elf elf;

static int open_object(void)
{
	strcpy(elf.name, "made");
	return module_elf_open(&elf, &object, OBJECT_SIZE);
}

/* The twin of all that follows: nothing to say about a sound file. */
static void sound(struct kunit *test)
{
	KUNIT_ASSERT_EQ(test, open_object(), 0);
	EXPECT_SILENT(test);
	KUNIT_EXPECT_EQ(test, elf.nr_sections, NR_SECTIONS);
	KUNIT_EXPECT_EQ(test, elf.nr_symbols, NR_SYMBOLS);
	KUNIT_EXPECT_EQ(test, elf.this_module, MODULE_SEC);
	KUNIT_EXPECT_EQ(test, elf.percpu, PERCPU);
	KUNIT_EXPECT_STREQ(test, module_elf_symbol(&elf, &elf.symbols[2]),
			   "func");
}

/* .modinfo: by tag, the same tag twice, a tag that begins like another. */
static void info(struct kunit *test)
{
	const char *first;

	memset(object.modinfo, 0, sizeof(object.modinfo));
	memcpy(object.modinfo, "alias=a\0aliases=x\0alias=b", 25);
	KUNIT_ASSERT_EQ(test, open_object(), 0);
	first = module_elf_info(&elf, "alias", NULL);
	KUNIT_ASSERT_NOT_NULL(test, first);
	KUNIT_EXPECT_STREQ(test, first, "a");
	KUNIT_EXPECT_STREQ(test, module_elf_info(&elf, "alias", first), "b");
	KUNIT_EXPECT_NULL(test, module_elf_info(&elf, "license", NULL));
}

/* What a file may lack, or have for nobody. */
static void odd_but_sound(struct kunit *test)
{
	/* No .modinfo: it says nothing of itself, which is module.c's matter. */
	object.s[MODINFO].sh_name = object.s[TEXT].sh_name;
	KUNIT_EXPECT_EQ(test, open_object(), 0);
	KUNIT_EXPECT_NULL(test, module_elf_info(&elf, "license", NULL));
	/* A relocation of no kind, at no place. */
	object.rela_text[1] = relocation(1000, R_X86_64_NONE, 0, 0);
	KUNIT_EXPECT_EQ(test, open_object(), 0);
	/* What is not loaded may be relocated in any way. */
	object.s[DATA].sh_flags = 0;
	object.rela_data[0] = relocation(1000, 200, SYM_TEXT, 0);
	KUNIT_EXPECT_EQ(test, open_object(), 0);
	EXPECT_SILENT(test);
}

#define FIELD(field)	offsetof(struct object, field), sizeof(object.field)

static const struct broken {
	size_t at;
	size_t width;
	u64 value;
	const char *said;
} broken[] = {
	{ FIELD(h.e_ident[0]), 'M', "not an ELF file" },
	{ FIELD(h.e_ident[EI_CLASS]), 1, "not 64-bit little-endian" },
	{ FIELD(h.e_ident[EI_DATA]), 2, "not 64-bit little-endian" },
	{ FIELD(h.e_ident[EI_VERSION]), 2, "not 64-bit little-endian" },
	{ FIELD(h.e_machine), 183, "for another machine (ELF machine 183" },
	{ FIELD(h.e_type), 2, "not a relocatable object (ELF type 2)" },
	{ FIELD(h.e_shentsize), 63, "section table makes no sense" },
	{ FIELD(h.e_shnum), 0, "section table makes no sense" },
	{ FIELD(h.e_shnum), 0xff00, "section table makes no sense" },
	{ FIELD(h.e_shstrndx), NR_SECTIONS, "section table makes no sense" },
	{ FIELD(h.e_shoff), 65, "section table makes no sense" },
	{ FIELD(h.e_shoff), ~7ull, "truncated: the section table" },
	{ FIELD(h.e_shnum), 1000, "truncated: the section table" },
	{ FIELD(h.e_shstrndx), TEXT, "section 1 should be a string table" },
	{ FIELD(s[SHSTRTAB].sh_size), 0, "string table 11 does not end" },
	{ FIELD(s[SHSTRTAB].sh_size), 3, "string table 11 does not end" },
	{ FIELD(s[SHSTRTAB].sh_offset), ~0ull, "string table 11 lies outside" },
	{ FIELD(s[BSS].sh_name), 4096, "section 5 has no name" },
	{ FIELD(s[TEXT].sh_addralign), 0, "section .text: alignment 0" },
	{ FIELD(s[TEXT].sh_addralign), 3, "section .text: alignment 3" },
	{ FIELD(s[BSS].sh_addralign), 8192, "section .bss: alignment 8192" },
	{ FIELD(s[TEXT].sh_flags), 7, ".text: writable and executable" },
	{ FIELD(s[BSS].sh_size), 1ull << 40, "section .bss: 0x10000000000" },
	{ FIELD(s[DATA].sh_offset), 1 << 20, "truncated: section .data at" },
	{ FIELD(s[DATA].sh_size), ~0ull, "truncated: section .data at" },
	{ FIELD(s[RELA_DATA].sh_type), SHT_REL, "without addends" },
	{ FIELD(s[DATA].sh_offset), offsetof(struct object, text) + 15,
	  "sections .text and .data overlap" },
	{ FIELD(s[MODULE_SEC].sh_name), 0, "not a module" },
	{ FIELD(s[MODULE_SEC].sh_flags), 0, "this_module is not loaded" },
	{ FIELD(s[PERCPU].sh_name), 63, "two sections .gnu.linkonce" },
	{ FIELD(modinfo[31]), 'x', "section .modinfo does not end" },
	{ FIELD(s[SYMTAB].sh_type), SHT_PROGBITS, "no symbol table" },
	{ FIELD(s[SYMTAB].sh_entsize), 23, "symbol table makes no sense" },
	{ FIELD(s[SYMTAB].sh_size), 25, "symbol table makes no sense" },
	{ FIELD(s[SYMTAB].sh_offset), 4, "symbol table makes no sense" },
	{ FIELD(s[SYMTAB].sh_link), 0, "section 0 should be a string table" },
	{ FIELD(s[SYMTAB].sh_link), 99, "section 99 should be a string" },
	{ FIELD(sym[SYM_FUNC].st_name), 999, "symbol 2 has no name" },
	{ FIELD(sym[SYM_FUNC].st_shndx), SHN_COMMON, "func is COMMON" },
	{ FIELD(sym[SYM_FUNC].st_shndx), 77, "symbol func: no section 77" },
	{ FIELD(sym[SYM_FUNC].st_value), 17, "func lies outside section .text" },
	{ FIELD(s[RELA_TEXT].sh_info), 0, ".rela.text changes no section" },
	{ FIELD(s[RELA_TEXT].sh_info), 99, ".rela.text changes no section" },
	{ FIELD(s[RELA_TEXT].sh_info), BSS, ".rela.text makes no sense" },
	{ FIELD(s[RELA_TEXT].sh_entsize), 16, ".rela.text makes no sense" },
	{ FIELD(s[RELA_TEXT].sh_size), 47, ".rela.text makes no sense" },
	{ FIELD(s[RELA_TEXT].sh_link), TEXT, ".rela.text makes no sense" },
	{ FIELD(rela_text[0].r_offset), 13, "at 0xd lies outside" },
	{ FIELD(rela_data[0].r_offset), 9, "at 0x9 lies outside" },
	{ FIELD(rela_text[0].r_offset), ~0ull, "lies outside its section" },
	{ FIELD(rela_text[0].r_info), 7ull << 32 | 2, "no symbol 7" },
	{ FIELD(rela_text[0].r_info), 9, "type 9 is not supported" },
};

static void put(size_t at, size_t width, u64 value)
{
	memcpy((u8 *)&object + at, &value, width);
}

/* One rule broken at a time: refused, and the rule is named. */
static void each_rule(struct kunit *test)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(broken); i++) {
		make_object();
		capture_from_now(CAPTURE_ALL);
		put(broken[i].at, broken[i].width, broken[i].value);
		KUNIT_EXPECT_EQ_MSG(test, open_object(), -ENOEXEC, "%s",
				    broken[i].said);
		EXPECT_SAID(test, "module: made: ");
		EXPECT_SAID(test, broken[i].said);
	}
}

/* Names would mean two things. */
static void two_symbol_tables(struct kunit *test)
{
	object.s[RELA_DATA].sh_type = SHT_SYMTAB;
	object.s[RELA_DATA].sh_link = STRTAB;
	KUNIT_EXPECT_EQ(test, open_object(), -ENOEXEC);
	EXPECT_SAID(test, "two symbol tables");
}

/* Cut off anywhere: never more than is there is looked at. */
static void each_length(struct kunit *test)
{
	size_t size;

	capture_from_now(CAPTURE_NOTHING);
	for (size = 0; size < OBJECT_SIZE; size++)
		KUNIT_ASSERT_EQ_MSG(test, module_elf_open(&elf, &object, size),
				    -ENOEXEC, "%zu bytes", size);
}

/* What an open file says must be so, whatever it was made of. */
static void use(struct kunit *test)
{
	unsigned int i;
	size_t names = 0;

	for (i = 0; i < elf.nr_sections; i++)
		names += strlen(module_elf_section(&elf, i));
	for (i = 0; i < elf.nr_symbols; i++)
		names += strlen(module_elf_symbol(&elf, &elf.symbols[i]));
	KUNIT_ASSERT_LT(test, names, 4096ul * 32);
	module_elf_info(&elf, "license", NULL);
}

/* Each byte of the tables, to some other values: refused, or harmless. */
static void each_byte(struct kunit *test)
{
	static const u8 values[] = { 0, 1, 0x7f, 0x80, 0xff };
	size_t at, i;

	capture_from_now(CAPTURE_NOTHING);
	for (at = 0; at < offsetof(struct object, text); at++) {
		u8 *byte = (u8 *)&object + at, was = *byte;

		for (i = 0; i < ARRAY_SIZE(values); i++) {
			*byte = values[i];
			if (!open_object())
				use(test);
		}
		*byte = was;
	}
}

static struct kunit_case module_elf_cases[] = {
	KUNIT_CASE(sound),
	KUNIT_CASE(info),
	KUNIT_CASE(odd_but_sound),
	KUNIT_CASE(each_rule),
	KUNIT_CASE(two_symbol_tables),
	KUNIT_CASE(each_length),
	KUNIT_CASE(each_byte),
	{}
};

static struct kunit_suite module_elf_suite = {
	.name = "module_elf",
	.init = module_elf_init,
	.exit = module_elf_exit,
	.test_cases = module_elf_cases,
};
kunit_test_suite(module_elf_suite);
