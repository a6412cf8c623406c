// SPDX-License-Identifier: MIT
/*
 * module_link_test.c - each hole gets the right address, or none does
 *
 * The object of module_fixture.h is linked as if it ran where modules run,
 * into a buffer; helper() is played by an address near or far.
 *
 *	base	.text | symbols, .modinfo, per-CPU pattern | .data .bss module
 */
#include <asm/page.h>
#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/unaligned.h>

#include "../kernel/module_link.h"
#include "capture.h"
#include "module_fixture.h"

#define BASE		0xffffffffa0000000ul
#define PERCPU_AT	0xffffffff80200000ul
#define HELPER		0xffffffff80123450ul

static struct module_load load;
static u8 image[4 * PAGE_SIZE] __aligned(8);
static unsigned long helper_at;
static int find_result;

static int find(struct module_load *l, const char *name, unsigned long *value)
{
	if (strcmp(name, "helper"))
		return -ENOENT;
	*value = helper_at;
	return find_result;
}

static int module_link_init(struct kunit *test)
{
	make_object();
	capture_start();
	memset(image, 0, sizeof(image));
	strcpy(load.elf.name, "made");
	load.image = image;
	load.base = BASE;
	load.percpu = PERCPU_AT;
	load.find = find;
	helper_at = HELPER;
	find_result = 0;
	return 0;
}

static void module_link_exit(struct kunit *test)
{
	capture_stop();
}

static int link_object(struct kunit *test)
{
	KUNIT_ASSERT_EQ(test, module_elf_open(&load.elf, &object,
					      OBJECT_SIZE), 0);
	KUNIT_ASSERT_EQ(test, module_layout(&load), 3 * (long)PAGE_SIZE);
	return module_link(&load);
}

static u8 *bytes_of(enum object_section nr)
{
	return image + load.offset[nr];
}

static u64 address_of(enum object_section nr)
{
	return BASE + load.offset[nr];
}

/* L1, L2: by rights, aligned, apart. */
static void layout(struct kunit *test)
{
	KUNIT_ASSERT_EQ(test, link_object(test), 0);
	KUNIT_EXPECT_EQ(test, load.offset[TEXT], 0);
	KUNIT_EXPECT_GE(test, load.offset[MODINFO], PAGE_SIZE);
	KUNIT_EXPECT_LT(test, load.symtab_offset, 2 * PAGE_SIZE);
	KUNIT_EXPECT_GE(test, load.offset[DATA], 2 * PAGE_SIZE);
	KUNIT_EXPECT_GE(test, load.offset[BSS], load.offset[DATA] + 16);
	KUNIT_EXPECT_EQ(test, load.offset[BSS] % 32, 0);
	KUNIT_EXPECT_EQ(test, load.offset[MODULE_SEC] % 64, 0);
	KUNIT_EXPECT_FALSE(test, load.loaded[SYMTAB]);
	KUNIT_EXPECT_EQ(test, load.percpu_size, 8);
	KUNIT_EXPECT_EQ(test, load.percpu_align, 8);
}

/* Each type of relocation, computed again by hand. */
static void relocations(struct kunit *test)
{
	KUNIT_ASSERT_EQ(test, link_object(test), 0);
	KUNIT_EXPECT_EQ(test, get_unaligned((u32 *)(bytes_of(TEXT) + 1)),
			(u32)(HELPER - 4 - (address_of(TEXT) + 1)));
	KUNIT_EXPECT_EQ(test, get_unaligned((u32 *)(bytes_of(TEXT) + 8)),
			(u32)(address_of(BSS) + 8 + 4));
	KUNIT_EXPECT_EQ(test, get_unaligned((u64 *)bytes_of(DATA)),
			address_of(TEXT) + 2);
	KUNIT_EXPECT_EQ(test, get_unaligned((u64 *)bytes_of(PERCPU)),
			0x5eedull);
	EXPECT_SILENT(test);
}

/* A per-CPU variable is where its memory is, not where its pattern is. */
static void percpu_symbol(struct kunit *test)
{
	object.rela_data[0] = relocation(8, R_X86_64_64, SYM_PERCPU, 0);
	KUNIT_ASSERT_EQ(test, link_object(test), 0);
	KUNIT_EXPECT_EQ(test, get_unaligned((u64 *)(bytes_of(DATA) + 8)),
			(u64)PERCPU_AT);
}

/* A pointer in a per-CPU variable is written to the pattern. */
static void percpu_pattern(struct kunit *test)
{
	object.s[RELA_DATA].sh_info = PERCPU;
	KUNIT_ASSERT_EQ(test, link_object(test), 0);
	KUNIT_EXPECT_EQ(test, get_unaligned((u64 *)bytes_of(PERCPU)),
			address_of(TEXT) + 2);
}

/* A weak symbol that nobody has is 0, and nothing is said. */
static void weak(struct kunit *test)
{
	object.rela_data[0] = relocation(0, R_X86_64_64, SYM_WEAK, 0);
	memset(object.data, 0xff, 8);
	KUNIT_ASSERT_EQ(test, link_object(test), 0);
	KUNIT_EXPECT_EQ(test, get_unaligned((u64 *)bytes_of(DATA)), 0ull);
	EXPECT_SILENT(test);
}

/* An absolute symbol is its value; number 0 is nothing. */
static void absolute(struct kunit *test)
{
	object.sym[SYM_FUNC].st_shndx = SHN_ABS;
	object.sym[SYM_FUNC].st_value = 0x1234;
	object.rela_data[0] = relocation(0, R_X86_64_64, SYM_FUNC, 1);
	KUNIT_ASSERT_EQ(test, link_object(test), 0);
	KUNIT_EXPECT_EQ(test, get_unaligned((u64 *)bytes_of(DATA)), 0x1235ull);

	object.rela_data[0] = relocation(0, R_X86_64_64, 0, 7);
	KUNIT_ASSERT_EQ(test, link_object(test), 0);
	KUNIT_EXPECT_EQ(test, get_unaligned((u64 *)bytes_of(DATA)), 7ull);
}

/* Nobody exports it: refused, by name. */
static void undefined(struct kunit *test)
{
	find_result = -ENOENT;
	KUNIT_EXPECT_EQ(test, link_object(test), -ENOEXEC);
	EXPECT_SAID(test, "made: undefined symbol helper");
}

/* Everything that is missing is said in one go. */
static void undefined_all(struct kunit *test)
{
	find_result = -ENOENT;
	object.sym[SYM_WEAK].st_info = SYM_INFO(STB_GLOBAL, STT_NOTYPE);
	object.rela_data[0] = relocation(0, R_X86_64_64, SYM_WEAK, 0);
	KUNIT_EXPECT_EQ(test, link_object(test), -ENOEXEC);
	EXPECT_SAID(test, "undefined symbol helper");
	EXPECT_SAID(test, "undefined symbol perhaps");
}

/* The licence decides. */
static void gpl_only(struct kunit *test)
{
	find_result = -EACCES;
	KUNIT_EXPECT_EQ(test, link_object(test), -ENOEXEC);
	EXPECT_SAID(test, "symbol helper is for GPL-compatible modules only");
}

/* One byte too far in either direction; the last that fits. */
static void out_of_range(struct kunit *test)
{
	helper_at = BASE + 5 + 0x7fffffff;
	KUNIT_EXPECT_EQ(test, link_object(test), 0);
	helper_at++;
	KUNIT_EXPECT_EQ(test, link_object(test), -ENOEXEC);
	EXPECT_SAID(test, "section .text at 0x1: helper: out of range of relocation type 4");
	helper_at = BASE + 5 - 0x80000000ul;
	KUNIT_EXPECT_EQ(test, link_object(test), 0);
	helper_at--;
	KUNIT_EXPECT_EQ(test, link_object(test), -ENOEXEC);
}

/* 32 and 32S: what does not survive the cut is refused. */
static void narrow(struct kunit *test)
{
	object.rela_text[0] = relocation(1, R_X86_64_32, SYM_HELPER, 0);
	KUNIT_EXPECT_EQ(test, link_object(test), -ENOEXEC);
	helper_at = 0xffffffff;
	KUNIT_EXPECT_EQ(test, link_object(test), 0);
	object.rela_text[0] = relocation(1, R_X86_64_32S, SYM_HELPER, 0);
	KUNIT_EXPECT_EQ(test, link_object(test), -ENOEXEC);
	helper_at = 0x7fffffff;
	KUNIT_EXPECT_EQ(test, link_object(test), 0);
}

/* PC64: a distance, in full. */
static void distance(struct kunit *test)
{
	object.rela_data[0] = relocation(8, R_X86_64_PC64, SYM_HELPER, 0);
	KUNIT_ASSERT_EQ(test, link_object(test), 0);
	KUNIT_EXPECT_EQ(test, get_unaligned((u64 *)(bytes_of(DATA) + 8)),
			HELPER - (address_of(DATA) + 8));
}

/* What is not loaded has no address. */
static void not_loaded(struct kunit *test)
{
	object.sym[SYM_COUNTER].st_shndx = STRTAB;
	KUNIT_EXPECT_EQ(test, link_object(test), -ENOEXEC);
	EXPECT_SAID(test, "symbol counter: section .strtab is not loaded");
}

/* Debugging sections have relocations, too: nothing of them is written. */
static void relocations_of_nothing(struct kunit *test)
{
	memset(object.text, 0x90, sizeof(object.text));
	object.s[DATA].sh_flags = 0;
	object.s[RELA_TEXT].sh_size = 0;
	KUNIT_ASSERT_EQ(test, module_elf_open(&load.elf, &object,
					      OBJECT_SIZE), 0);
	KUNIT_ASSERT_GT(test, module_layout(&load), 0l);
	KUNIT_ASSERT_FALSE(test, load.loaded[DATA]);
	KUNIT_ASSERT_EQ(test, module_link(&load), 0);
	KUNIT_EXPECT_MEMEQ(test, bytes_of(TEXT), object.text,
			   sizeof(object.text));
}

/* .bss has a place in the file, and no bytes there: it is zeroes. */
static void bss_is_zero(struct kunit *test)
{
	static const u8 zeroes[64];

	object.s[BSS].sh_offset = object.s[STRTAB].sh_offset;
	object.s[BSS].sh_size = sizeof(zeroes);
	KUNIT_ASSERT_EQ(test, link_object(test), 0);
	KUNIT_EXPECT_MEMEQ(test, bytes_of(BSS), zeroes, sizeof(zeroes));
}

/* Names for backtraces, by address; neither sections nor per-CPU ones. */
static void names(struct kunit *test)
{
	const struct module_symbol *s;

	KUNIT_ASSERT_EQ(test, link_object(test), 0);
	KUNIT_ASSERT_EQ(test, load.nr_symbols, 2);
	s = (void *)(image + load.symtab_offset);
	KUNIT_EXPECT_EQ(test, s[0].address, address_of(TEXT) + 4);
	KUNIT_EXPECT_STREQ(test, (char *)image + ((unsigned long)s[0].name -
						  BASE), "func");
	KUNIT_EXPECT_EQ(test, s[1].address, address_of(BSS) + 8);
	KUNIT_EXPECT_STREQ(test, (char *)image + ((unsigned long)s[1].name -
						  BASE), "counter");
}

/* L3: more than a module may have. */
static void too_large(struct kunit *test)
{
	object.s[BSS].sh_size = 1 << 30;
	KUNIT_ASSERT_EQ(test, module_elf_open(&load.elf, &object,
					      OBJECT_SIZE), 0);
	KUNIT_EXPECT_EQ(test, module_layout(&load), -ENOEXEC);
	EXPECT_SAID(test, "made: larger than 256 MiB");
}

static struct kunit_case module_link_cases[] = {
	KUNIT_CASE(layout),
	KUNIT_CASE(relocations),
	KUNIT_CASE(percpu_symbol),
	KUNIT_CASE(percpu_pattern),
	KUNIT_CASE(weak),
	KUNIT_CASE(absolute),
	KUNIT_CASE(undefined),
	KUNIT_CASE(undefined_all),
	KUNIT_CASE(gpl_only),
	KUNIT_CASE(out_of_range),
	KUNIT_CASE(narrow),
	KUNIT_CASE(distance),
	KUNIT_CASE(not_loaded),
	KUNIT_CASE(relocations_of_nothing),
	KUNIT_CASE(bss_is_zero),
	KUNIT_CASE(names),
	KUNIT_CASE(too_large),
	{}
};

static struct kunit_suite module_link_suite = {
	.name = "module_link",
	.init = module_link_init,
	.exit = module_link_exit,
	.test_cases = module_link_cases,
};
kunit_test_suite(module_link_suite);
